"""One visit."""

from __future__ import annotations

from typing import Any

from components import routes, visit
from data.core import roles
from data.core.actor import Actor
from data.core.resource import resource
from data.store import courses, history, read

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
    )


routes.page(VISITS.path + "/:id", layout, "appointments.view", "Appointment")
