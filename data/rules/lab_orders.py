"""What an order of the laboratory must hold: who asks, for whom, which tests, until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid
from data.models import Appointment, Clinic, LabReport, LabReportTest, LabTest, Patient
from data.rules import lab_catalogue, lab_results
from data.rules.own_patients import of_doctor
from data.store import numbers

PRIORITIES = ("routine", "urgent", "stat")
STATUSES = ("ordered", "sample-collected", "in-progress", "completed", "cancelled")
INSTANTS = ("ordered_at", "collected_at", "received_at", "started_at", "resulted_at", "verified_at")


def zone_of(session: Session, clinic_id: Any) -> str:
    """The time zone of a clinic, read once a transaction."""
    kept: dict[Any, str] = session.info.setdefault("zones", {})
    if clinic_id not in kept:
        kept[clinic_id] = session.scalars(select(Clinic.time_zone).where(Clinic.id == clinic_id)).one()
    return kept[clinic_id]


def doctor_orders_for_her_own(session: Session, actor: Actor, report: LabReport, _values: Any) -> None:
    """A doctor orders in her own name, for a patient who is hers already: an order must not open a stranger's record."""
    if not inspect(report).transient:
        return
    if actor.doctor_id is not None and report.doctor_id is None:
        report.doctor_id = actor.doctor_id
    if report.doctor_id is None:
        raise Invalid({"doctor_id": "Say which doctor orders this."})
    if actor.is_system:
        return
    if report.doctor_id != actor.doctor_id:
        raise Invalid({"doctor_id": "A doctor orders in her own name."})
    hers = select(Patient.id).where(Patient.id == report.patient_id, of_doctor(actor, Patient.id))
    if session.scalar(hers) is None:
        raise Invalid({"patient_id": "This patient is not yours yet. Book a visit, or open the record with a reason first."})


def visit_is_of_the_patient(session: Session, _actor: Actor, report: LabReport, _values: Any) -> None:
    """The appointment belongs to the same patient, on create and on update."""
    if report.appointment_id is None:
        return
    visit = select(Appointment.patient_id).where(Appointment.id == report.appointment_id)
    if session.scalar(visit) != report.patient_id:
        raise Invalid({"appointment_id": "This visit is of another patient."})


def is_stamped(session: Session, _actor: Actor, report: LabReport, _values: Any) -> None:
    """A new order has its instant, its local date and its number."""
    if not inspect(report).transient:
        return
    report.ordered_at = report.ordered_at or clock.now()
    report.status = report.status or "ordered"
    dates_follow(report, zone_of(session, report.clinic_id))
    report.report_number = report.report_number or numbers.document(session, report.clinic_id, "lab_reports", report.order_date)


def dates_follow(report: LabReport, zone: str) -> None:
    """The local dates of the plan follow the instants."""

    def day(at: Any) -> Any:
        return clock.local_day(at, zone) if at else None

    report.order_date = day(report.ordered_at)
    report.collection_date, report.report_date = day(report.collected_at), day(report.verified_at)


def tests_are_lines(session: Session, _actor: Actor, report: LabReport, values: Mapping[str, Any] | None) -> None:
    """Codes and panels become lines, each with its target; results that came along are flagged like typed ones."""
    if not inspect(report).transient:
        return
    wanted = (values or {}).get("tests") or []
    report.__dict__.pop("_tests", None)
    if not wanted:
        raise Invalid({"tests": "Pick at least one test or panel."})
    chosen = lab_catalogue.catalogue(session, report.clinic_id).expand(wanted)
    done = {"completed": report.verified_at or report.resulted_at}.get(report.status)
    report.lines = [_line(report, place, test, panel, done) for place, (test, panel) in enumerate(chosen)]
    _brought_results(session, report, {test.test_code: test for test, _ in chosen})
    given = report.target_minutes  # what came along from a file is what was promised then
    is_due(report, {test.id: test for test, _ in chosen})
    if given is not None:
        report.target_minutes = given
        due_follows(report)


def _line(report: LabReport, place: int, test: LabTest, panel: str | None, done: Any) -> LabReportTest:
    line = LabReportTest(
        clinic_id=report.clinic_id, report_id=report.id, test_id=test.id, position=place, test_code=test.test_code,
        status="completed" if done else "pending", flag="none", resulted_at=done,
    )  # fmt: skip
    line.test_name, line.unit, line.panel = test.test_name, test.unit, panel
    return line


def _brought_results(session: Session, report: LabReport, tests: Mapping[str, LabTest]) -> None:
    brought: Iterable[str] = report.__dict__.pop("_results", ())
    by_code = {line.test_code: line for line in report.lines}
    patient = session.scalars(select(Patient).where(Patient.id == report.patient_id)).one() if brought else None
    for entry in brought:
        code, _, text = entry.partition("=")
        line = by_code.get(code.strip().upper())
        if line is None or patient is None:
            raise Invalid({"results": f"{code} has a result but is not among the tests."})
        at = report.resulted_at or report.verified_at or report.ordered_at
        try:
            lab_results.put(line, text, tests[line.test_code or ""], lab_results.age_of(patient, report), patient.gender, at)
        except Invalid as bad:
            raise Invalid({"results": next(iter(bad.errors.values()))}) from bad
    report.critical_open = lab_results.open_criticals(report) if brought else 0


def is_due(report: LabReport, tests: Mapping[Any, LabTest]) -> None:
    """The largest target of its tests for its priority; none when no test has one."""
    for line in report.lines:
        line.target_minutes = getattr(tests[line.test_id], f"target_{report.priority}") if line.test_id in tests else None
    found = [line.target_minutes for line in report.lines if line.target_minutes is not None]
    report.target_minutes = max(found, default=None)
    due_follows(report)


def due_follows(report: LabReport) -> None:
    """Due is the order plus its target."""
    minutes = report.target_minutes
    report.due_at = report.ordered_at + timedelta(minutes=minutes) if minutes is not None else None


def priority_moves_the_target(session: Session, _actor: Actor, report: LabReport, values: Mapping[str, Any] | None) -> None:
    """A changed priority changes what is due when; not once the report is out."""
    if inspect(report).transient or not values or "priority" not in values:
        return
    if not inspect(report).attrs.priority.history.deleted:
        return
    if report.status in {"completed", "cancelled"}:
        raise Conflict(f"This is {report.status}; its priority stays.", "priority")
    is_due(report, lab_catalogue.of_report(session, [line.test_id for line in report.lines]))


RULES = (
    doctor_orders_for_her_own,
    visit_is_of_the_patient,
    is_stamped,
    tests_are_lines,
    priority_moves_the_target,
)
__all__ = ["INSTANTS", "PRIORITIES", "RULES", "STATUSES", "dates_follow", "due_follows", "zone_of"]
