"""Results: typed, flagged and kept with their range; amended with a reason; critical ones read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotFound
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import LabReport, LabReportEvent, LabReportTest, LabTest, Patient, User
from data.rules import lab_catalogue, lab_flags
from data.store import audit
from data.store.cleaning import read_fields
from data.store.read import as_id, find
from data.store.unit_of_work import writing

NOUN = "lab_reports"
NOT_OPEN = {
    "ordered": "The sample is not collected yet; results come after it.",
    "sample-collected": "Start the analysis first, then enter results.",
    "completed": "This report is completed. Amend it, with a reason.",
    "cancelled": "This order was cancelled; no result can be entered.",
}
REASON = Field("reason", "longtext", label="Reason", required=True, max_length=300)
ASKED = (
    Field("told_to", label="Told to", required=True, hint="Who was told."),
    Field("read_back_by", label="Read back by", required=True, hint="Who repeated the number."),
    Field("at", "time", label="Time"),
)
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of typed results: how many were kept, and a sentence for each line that was not."""

    kept: int
    errors: dict[str, str] = field(default_factory=dict)


def age_of(patient: Patient, report: LabReport) -> int | None:
    """Completed months of the patient's age when the sample was taken."""
    born = None if patient.is_age_estimated else patient.date_of_birth
    return lab_flags.age_in_months(born, patient.birth_year, report.collection_date or report.order_date)


def put(line: LabReportTest, text: str, test: LabTest | None, months: int | None, sex: str, at: datetime) -> None:
    """One result with the range and flag of this moment; Invalid for a number that cannot be."""
    value = lab_flags.read(text, test.kind if test else "text")
    band = lab_flags.fitting(test.bands, sex, months) if test else None
    wrong = lab_flags.implausible(value, band, line.test_name, line.unit)
    if wrong:
        raise Invalid({"result": wrong})
    line.result = value.text
    line.flag = lab_flags.flag(value, band)
    line.status = "completed" if line.flag in {"normal", "none"} else "abnormal"
    line.normal_range = lab_flags.span(band.normal_low, band.normal_high) if band else ""
    line.critical_range = lab_flags.critical_span(band)
    line.resulted_at = at
    line.read_back_at = line.told_to = line.read_back_by = None


def clear(line: LabReportTest) -> None:
    """A result that was taken out again."""
    line.result, line.flag, line.status, line.normal_range = None, "none", "pending", None
    line.resulted_at = line.resulted_by = line.read_back_at = line.told_to = line.read_back_by = None


def open_criticals(report: LabReport) -> int:
    """How many critical results nobody has read back."""
    return sum(line.flag in lab_flags.CRITICAL and line.read_back_at is None for line in report.lines)


def missing(report: LabReport) -> list[LabReportTest]:
    """The tests that still have no result."""
    return [line for line in report.lines if line.status == "pending"]


def enter(actor: Actor, report_id: Any, typed: Mapping[str, Mapping[str, Any]]) -> Saved:
    """Keep typed results of an analysis that runs: {line id: {result, was, notes}}.

    What cannot be kept says why; the rest is kept. `was` is what the person saw before she typed: when somebody
    else typed meanwhile, nothing of hers is lost and she is told.
    """
    with writing(actor) as session:
        report = find(session, declared(NOUN), actor, report_id, "edit", lock=True)
        if report.status in NOT_OPEN:
            raise Conflict(NOT_OPEN[report.status])
        return _keep(session, actor, report, typed)


def amend(actor: Actor, report_id: Any, typed: Mapping[str, Mapping[str, Any]], reason: Any) -> Saved:
    """Correct results of a completed report; the old value, range and flag stay in its history."""
    words = read_fields((REASON,), {"reason": reason})["reason"]
    with writing(actor) as session:
        report = find(session, declared(NOUN), actor, report_id, "step", lock=True)
        if report.status != "completed":
            raise Conflict("Only a completed report is amended; this one is still open.")
        saved = _keep(session, actor, report, typed, words)
        if saved.errors:
            raise Invalid(saved.errors)
        if not saved.kept:
            raise Invalid({"reason": "Nothing is different from what was reported."})
        report.is_amended = True
        return saved


def _keep(
    session: Session, actor: Actor, report: LabReport, typed: Mapping[str, Mapping[str, Any]], reason: str | None = None
) -> Saved:
    lines = {str(line.id): line for line in report.lines}
    tests = lab_catalogue.of_report(session, [line.test_id for line in report.lines])
    patient = session.scalars(select(Patient).where(Patient.id == report.patient_id)).one()
    months, errors, said = age_of(patient, report), {}, {}
    for line_id, entry in typed.items():
        line = lines.get(str(line_id))
        if line is None:
            raise NotFound
        before = _told(line)
        try:
            if _type_into(
                session, actor, line, entry, tests.get(line.test_id), months, patient.gender, amends=reason is not None
            ):
                said[line.test_name] = line.result or ""
                if before["result"] or before["notes"]:
                    _event(session, actor, report, "amend" if reason else "change", before, _told(line), reason)
        except Invalid as bad:
            errors[str(line_id)] = next(iter(bad.errors.values()))
    if said:
        _saved(session, actor, report, said, reason)
    return Saved(len(said), errors)


def _type_into(
    session: Session,
    actor: Actor,
    line: LabReportTest,
    entry: Mapping[str, Any],
    test: LabTest | None,
    months: int | None,
    sex: str,
    *,
    amends: bool,
) -> bool:
    """Whether anything of the line changed."""
    changed = False
    if "notes" in entry:
        notes = str(entry["notes"] or "").strip()
        if len(notes) > LONGEST_NOTE:
            raise Invalid({"notes": f"A note has at most {LONGEST_NOTE} characters."})
        changed, line.notes = (line.notes or "") != notes, notes or None
    text = str(entry.get("result") if entry.get("result") is not None else line.result or "").strip()
    if text == (line.result or ""):
        return changed
    if "was" in entry and str(entry["was"] or "") != (line.result or ""):
        raise Invalid({"result": _somebody_typed(session, actor, line)})
    if not text and amends:
        raise Invalid({"result": f"{line.test_name} was reported; an amendment gives another result."})
    if text:
        put(line, text, test, months, sex, clock.now())
        line.resulted_by = actor.user_id
    else:
        clear(line)
    return True


def _somebody_typed(session: Session, actor: Actor, line: LabReportTest) -> str:
    who = session.scalar(select(User.full_name).where(User.id == line.resulted_by)) or "Somebody else"
    at = f" at {clock.local(line.resulted_at, actor.zone):%H:%M}" if line.resulted_at else ""
    return f"{who} entered {line.result or 'nothing'} here{at}. Look, then type yours again."


def _told(line: LabReportTest) -> dict[str, str]:
    """What a line said, for the history."""
    return {
        "test": line.test_name, "result": line.result or "", "unit": line.unit or "", "flag": line.flag,
        "normal_range": line.normal_range or "", "notes": line.notes or "", "line_id": str(line.id),
    }  # fmt: skip


def _event(
    session: Session,
    actor: Actor,
    report: LabReport,
    kind: str,
    before: dict[str, str],
    after: dict[str, str],
    reason: str | None,
) -> None:
    event = LabReportEvent(clinic_id=report.clinic_id, report_id=report.id, at=clock.now(), kind=kind, user_id=actor.user_id)
    event.before, event.after, event.reason = before, after, reason
    session.add(event)


def _saved(session: Session, actor: Actor, report: LabReport, said: dict[str, str], reason: str | None) -> None:
    """The report follows its lines: open criticals, and the instant of the last result while it is not out."""
    report.critical_open = open_criticals(report)
    report.updated_by, report.updated_at = actor.user_id, clock.now()
    if reason is None:
        complete = not missing(report)
        report.resulted_at, report.resulted_by = (clock.now(), actor.user_id) if complete else (None, None)
    session.flush()
    detail = {"after": said} | ({"reason": reason} if reason else {})
    audit.record(session, actor, "amend" if reason else "result", NOUN, report.id, clinic_id=report.clinic_id, detail=detail)


def read_back(actor: Actor, report_id: Any, line_id: Any, raw: Mapping[str, Any]) -> None:
    """Who was told of a critical result, who repeated it, and when; then its alert goes."""
    with writing(actor) as session:
        report = find(session, declared(NOUN), actor, report_id, "read-back", lock=True)
        line = _line(report, as_id(line_id))
        if line.flag not in lab_flags.CRITICAL:
            raise Conflict(f"{line.test_name} is not critical (any more); nothing is to be read back.")
        if line.read_back_at is not None:
            at = f"{clock.local(line.read_back_at, actor.zone):%H:%M}"
            raise Conflict(f"{line.told_to} was told at {at}; {line.read_back_by} read it back.")
        values = read_fields(ASKED, raw)
        line.read_back_at = _when(actor, line, values["at"])
        line.told_to, line.read_back_by = values["told_to"], values["read_back_by"]
        report.critical_open = open_criticals(report)
        report.updated_by, report.updated_at = actor.user_id, clock.now()
        event = LabReportEvent(
            clinic_id=report.clinic_id, report_id=report.id, at=line.read_back_at, kind="read-back", user_id=actor.user_id
        )
        event.after = _told(line) | {"told_to": line.told_to, "read_back_by": line.read_back_by}
        session.add(event)
        session.flush()
        detail = {"test": line.test_name, "told_to": line.told_to, "read_back_by": line.read_back_by}
        audit.record(session, actor, "read-back", NOUN, report.id, clinic_id=report.clinic_id, detail=detail)


def _line(report: LabReport, line_id: UUID) -> LabReportTest:
    for line in report.lines:
        if line.id == line_id:
            return line
    raise NotFound


def _when(actor: Actor, line: LabReportTest, typed: Any) -> datetime:
    """Now, or the clock time that was typed: since the result, and not ahead."""
    now = clock.now()
    if typed is None:
        return now
    at = clock.at(clock.local_day(now, actor.zone), typed, actor.zone)
    resulted = line.resulted_at or now
    if at > now:
        raise Invalid({"at": f"It is only {clock.local(now, actor.zone):%H:%M}."})
    if at < resulted.replace(second=0, microsecond=0):
        raise Invalid({"at": f"The result is of {clock.local(resulted, actor.zone):%H:%M}; it was told after that."})
    return max(at, resulted)
