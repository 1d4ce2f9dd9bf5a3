"""One visit."""

from __future__ import annotations

from typing import Any

from components import routes, visit
from data.core import clock, roles
from data.core.actor import Actor
from data.core.resource import resource
from data.rules import bill_sheet
from data.store import courses, history, patient_history, read

VISITS = resource("appointments")


def layout(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """The visit at its address."""
    record = read.get("appointments", actor, id)
    acts = history.of_row("appointments", actor, id)
    members = courses.members(actor, record.get("series_id")) if record.get("series_id") else []
    return visit.page(
        VISITS,
        record,
        acts,
        actor.zone,
        members,
        may_open_patient=roles.allowed(actor, "patients", "view"),
        may_prescribe=actor.doctor_id is not None and roles.allowed(actor, "prescriptions", "create"),
        may_order=actor.doctor_id is not None and roles.allowed(actor, "lab_reports", "create"),
        writing=_writing(actor, record),
        billing=_billing(actor, record),
    )


def _billing(actor: Actor, record: Any) -> tuple[str, str] | None:
    """The bill of a completed visit, or the way to write it; nothing for who has no business with it."""
    if record.get("status") != "completed" or not roles.allowed(actor, "patient_bills", "view"):
        return None
    found = bill_sheet.of_visits(actor, [record.id])
    if found:
        return "Open bill", f"/dashboard/billing/{found[str(record.id)]}"
    may_collect = actor.clinic_id is not None and roles.allowed(actor, "ledger", "create")
    return ("Collect", f"/dashboard/billing/new?appointment={record.id}") if may_collect else None


def _writing(actor: Actor, record: Any) -> tuple[str, str] | None:
    """Her record of this visit, or the way to begin one; nothing for a visit that was cancelled, missed, or is to come."""
    if actor.doctor_id is None or not roles.allowed(actor, "medical_records", "create"):
        return None
    found = patient_history.of_appointment(actor, record.id)
    if found:
        return "Open record", f"/dashboard/medical-records/{found}"
    can_be = record.get("status") in {"scheduled", "confirmed", "in-progress", "completed"}
    has_come = record.get("appointment_date") <= clock.today(actor.zone)
    return ("Write record", f"/dashboard/medical-records/new?appointment_id={record.id}") if can_be and has_come else None


routes.page(VISITS.path + "/:id", layout, "appointments.view", "Appointment")
