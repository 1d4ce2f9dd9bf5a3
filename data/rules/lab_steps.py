"""How an order goes on: what each move of its table sets, and what it asks first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict
from data.models import Clinic, LabReport, LabReportEvent, User
from data.rules import lab_results
from data.rules.lab_orders import dates_follow, zone_of

REASONS = ("haemolysed", "clotted", "too-little", "wrong-tube", "unlabelled", "too-old", "other")


def collect(session: Session, actor: Actor, report: LabReport, values: Mapping[str, Any]) -> None:
    """The sample was taken."""
    report.collected_at = clock.now()
    _moved(session, actor, report, "ordered", values)


def not_received(report: LabReport) -> str | None:
    """A sample arrives once."""
    return "This sample has arrived already." if report.received_at else None


def receive(session: Session, actor: Actor, report: LabReport, values: Mapping[str, Any]) -> None:
    """The sample is in the laboratory and fit to be used."""
    report.received_at = clock.now()
    _moved(session, actor, report, "sample-collected", values, "receive")


def reject(session: Session, actor: Actor, report: LabReport, values: Mapping[str, Any]) -> None:
    """The sample cannot be used; a new one is taken, and the order stays as old as it is."""
    report.collected_at = report.received_at = report.started_at = None
    _moved(session, actor, report, "sample-collected", values, "reject")


def start(session: Session, actor: Actor, report: LabReport, values: Mapping[str, Any]) -> None:
    """The analysis begins; a sample nobody marked as received has arrived by now."""
    report.started_at = clock.now()
    report.received_at = report.received_at or report.started_at
    _moved(session, actor, report, "sample-collected", values)


def complete(session: Session, actor: Actor, report: LabReport, values: Mapping[str, Any]) -> None:
    """The report is out; here the one who entered the results answers for them alone."""
    if needs_second(session, report):
        raise Conflict("In this clinic a second person verifies the results.")
    _every_test_has_a_result(report)
    report.resulted_at = report.verified_at = clock.now()
    report.resulted_by = report.resulted_by or actor.user_id
    report.verified_by = actor.user_id
    _moved(session, actor, report, "in-progress", values)


def verify(session: Session, actor: Actor, report: LabReport, values: Mapping[str, Any]) -> None:
    """A second person has looked at every result; where none is asked for, the one who entered them has."""
    if not needs_second(session, report):
        complete(session, actor, report, values)
        return
    _every_test_has_a_result(report)
    entered = {line.resulted_by for line in report.lines} | {report.resulted_by}
    if actor.user_id in entered and not actor.is_system:
        name = session.scalar(select(User.full_name).where(User.id == actor.user_id)) or actor.name
        raise Conflict(f"{name} entered these results; a second person verifies them.")
    report.verified_at, report.verified_by = clock.now(), actor.user_id
    report.resulted_at = report.resulted_at or report.verified_at
    _moved(session, actor, report, "in-progress", values)


def cancel(session: Session, actor: Actor, report: LabReport, values: Mapping[str, Any]) -> None:
    """The order is not wanted any more."""
    report.cancelled_at, report.cancellation_reason = clock.now(), values.get("reason")
    _moved(session, actor, report, "ordered", values)


def may_cancel(session: Session, here: frozenset[str], report: LabReport) -> bool:
    """The laboratory; of the doctors only the one who ordered."""
    actor: Actor = session.info["actor"]
    return "lab_technician" in here or report.doctor_id == actor.doctor_id


def needs_second(session: Session, report: LabReport) -> bool:
    """Whether the clinic asks for a second person."""
    clinic = session.scalars(select(Clinic).where(Clinic.id == report.clinic_id)).one()
    return clinic.lab_second_person


def _every_test_has_a_result(report: LabReport) -> None:
    left = lab_results.missing(report)
    if left:
        names = ", ".join(line.test_name for line in left[:3]) + (" …" if len(left) > 3 else "")  # noqa: PLR2004 - a sentence stays short
        raise Conflict(f"{len(left)} of {len(report.lines)} tests have no result yet: {names}.")


def _moved(
    session: Session, actor: Actor, report: LabReport, from_status: str, values: Mapping[str, Any], kind: str = "status"
) -> None:
    dates_follow(report, zone_of(session, report.clinic_id))
    event = LabReportEvent(
        clinic_id=report.clinic_id, report_id=report.id, at=clock.now(), kind=kind, user_id=actor.user_id,
        from_status=from_status, to_status=report.status, reason_code=values.get("reason_code"),
    )  # fmt: skip
    event.reason = values.get("reason")
    session.add(event)
