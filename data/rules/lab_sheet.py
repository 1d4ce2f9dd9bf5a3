"""What stands around a report: values before, what happened to it, who must still be told, how much waits where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, undefer

from data.core import clock
from data.core.actor import Actor
from data.core.resource import resource as declared
from data.core.roles import allowed
from data.models import Clinic, LabReport, LabReportEvent, LabReportTest, Patient, User
from data.rules.lab_catalogue import of_report
from data.rules.lab_flags import CRITICAL, fitting, span
from data.rules.lab_results import age_of, missing
from data.store import access, audit, read
from data.store.read import find
from data.store.unit_of_work import reading, writing

NOUN = "lab_reports"
MOST_BEFORE = 400
DEPTH = 6
MOST_ALERTS = 20
MOST_VISITS = 30


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier result of the same test: when it was reported, and what it said."""

    at: datetime
    result: str
    flag: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: moves have statuses, changes of a result its `before` and `after`."""

    at: datetime
    who: str
    kind: str
    to_status: str
    reason_code: str
    reason: str
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Alert:
    """A critical result nobody has read back yet."""

    line_id: str
    report_id: str
    number: str
    patient: str
    doctor: str
    test: str
    result: str
    unit: str
    critical_range: str
    resulted_at: datetime


@dataclass(frozen=True, slots=True)
class Around:
    """Earlier values by test code, newest first; ranges that will hold by line; events, newest first; whether a second person verifies."""

    before: Mapping[str, list[Before]]
    ranges: Mapping[str, str]
    events: list[Event]
    needs_second: bool


def around(actor: Actor, report_id: Any) -> Around:
    """What a report is read together with; the opening itself is audited where the report is read."""
    resource = declared(NOUN)
    access.require(resource, actor, "view")
    with reading(actor) as session:
        report = find(session, resource, actor, report_id, "view")
        clinic = session.scalars(select(Clinic).where(Clinic.id == report.clinic_id)).one()
        codes = [line.test_code for line in report.lines if line.test_code]
        before = earlier(session, access.visible(resource, actor, "view"), report, codes)
        return Around(before, _ranges(session, report), _events(session, report), clinic.lab_second_person)


def stands(actor: Actor, report_id: Any) -> tuple[str, int]:
    """Status and version of a report somebody looks at; says nothing that was found, so it is no opening."""
    resource = declared(NOUN)
    access.require(resource, actor, "view")
    with reading(actor) as session:
        report = find(session, resource, actor, report_id, "view")
        return report.status, report.version


def _ranges(session: Session, report: LabReport) -> dict[str, str]:
    """What is normal for this patient, for the tests that have no result yet."""
    waiting = missing(report)
    tests = of_report(session, [line.test_id for line in waiting])
    if not tests:
        return {}
    patient = session.scalars(select(Patient).where(Patient.id == report.patient_id)).one()
    months = age_of(patient, report)
    bands = {line.id: fitting(tests[line.test_id].bands, patient.gender, months) for line in waiting if line.test_id in tests}
    return {str(i): span(band.normal_low, band.normal_high) for i, band in bands.items() if band is not None}


def earlier(session: Session, visible: Any, report: LabReport, codes: Iterable[str]) -> dict[str, list[Before]]:
    """Results of the same tests in verified reports of the patient ordered before this one."""
    query = (
        select(LabReportTest, LabReport.verified_at)
        .join(LabReport, LabReport.id == LabReportTest.report_id)
        .where(
            visible,
            LabReport.patient_id == report.patient_id,
            LabReport.deleted_at.is_(None),
            LabReport.verified_at.is_not(None),
            LabReport.ordered_at < report.ordered_at,
            LabReportTest.test_code.in_(list(codes)),
        )
        .order_by(LabReport.verified_at.desc(), LabReport.id)
        .limit(MOST_BEFORE)
        .options(undefer(LabReportTest.clinical_sealed))
    )
    found: dict[str, list[Before]] = {}
    for line, at in session.execute(query):
        known = found.setdefault(line.test_code or "", [])
        if line.result and at and len(known) < DEPTH:
            known.append(Before(at, line.result, line.flag))
    return found


def _events(session: Session, report: LabReport) -> list[Event]:
    rows = list(
        session.scalars(
            select(LabReportEvent)
            .where(LabReportEvent.report_id == report.id)
            .order_by(LabReportEvent.at.desc(), LabReportEvent.id.desc())
            .options(undefer(LabReportEvent.clinical_sealed))
        )
    )
    wanted = {row.user_id for row in rows if row.user_id}
    people: dict[Any, str] = {
        row.id: row.full_name for row in session.execute(select(User.id, User.full_name).where(User.id.in_(wanted)))
    }
    return [
        Event(
            row.at, people.get(row.user_id, "System"), row.kind, row.to_status or "", row.reason_code or "", row.reason or "",
            row.before or {}, row.after or {},
        )
        for row in rows
    ]  # fmt: skip


def alerts(actor: Actor, report_id: Any = None, *, live: bool = False) -> list[Alert]:
    """Critical results this person can have read back, oldest first; seeing them is in the trail, live refreshes are not."""
    if not allowed(actor, NOUN, "read-back"):
        return []
    resource = declared(NOUN)
    wanted = [access.visible(resource, actor, "read-back"), LabReport.deleted_at.is_(None), LabReport.critical_open > 0]
    if report_id is not None:
        wanted.append(LabReport.id == report_id)
    query = select(LabReport).where(*wanted).options(*resource.load).order_by(LabReport.ordered_at).limit(MOST_ALERTS)
    with reading(actor) if live else writing(actor) as session:
        reports = list(session.scalars(query))
        if reports and not live:
            audit.record(session, actor, "list", NOUN, clinic_id=reports[0].clinic_id, shown=[r.id for r in reports])
        found = [
            _alert(report, line) for report in reports for line in report.lines if line.flag in CRITICAL and not line.read_back_at
        ]
        return sorted(found, key=lambda alert: alert.resulted_at)


def _alert(report: LabReport, line: LabReportTest) -> Alert:
    return Alert(
        str(line.id), str(report.id), report.report_number, report.patient.full_name, report.doctor.titled_name, line.test_name,
        line.result or "", line.unit or "", line.critical_range or "", line.resulted_at or clock.now(),
    )  # fmt: skip


def heaps(actor: Actor, states: Mapping[str, Any]) -> dict[str, int]:
    """How many reports lie in each heap (name → condition) for this actor; numbers alone, so no opening."""
    resource = declared(NOUN)
    access.require(resource, actor, "list")
    here = and_(access.visible(resource, actor, "list"), LabReport.deleted_at.is_(None))
    with reading(actor) as session:
        return {
            name: int(session.scalar(select(func.count(LabReport.id)).where(here, condition())) or 0)
            for name, condition in states.items()
        }


def visits(actor: Actor, patient_id: Any) -> list[tuple[str, str]]:
    """The newest visits of a patient an order can belong to, as (id, when and with whom)."""
    if not patient_id or not allowed(actor, "appointments", "list"):
        return []
    rows = read.page("appointments", actor, read.Query(filters={"patient_id": str(patient_id)}, limit=MOST_VISITS)).rows
    return [(row["id"], ", ".join(p for p in (row.get("starts_at"), row.get("doctor")) if p)) for row in rows]
