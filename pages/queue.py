"""The queue board of today."""

from __future__ import annotations

from typing import Any

from components import queue, routes
from data.core import roles
from data.core.actor import Actor
from data.core.errors import NotAllowed
from data.core.resource import resource
from data.store import access, read
from pages.booking import links

VISITS = resource("appointments")
ASKED = ("patient_id", "doctor_id", "appointment_type", "duration", "reason", "override_reason")
MOST = 200


def layout(actor: Actor, query: dict[str, str]) -> Any:
    """Waiting, called, in the room, done; and who comes without an appointment."""
    if actor.clinic_id is None:
        raise NotAllowed("The queue belongs to a clinic; platform staff belong to none.")
    may_walk_in = roles.allowed(actor, "appointments", "create")
    fields = tuple(f for f in access.fields(VISITS, actor, "create") if f.name in ASKED)
    options = links(actor, fields, {})
    own = roles.scopes(actor, "queue", "list") == {"own"}
    doctors = [] if own else options.get("doctor_id") or read.options("doctors", actor, "", limit=MOST)
    return queue.page(doctors, query.get("doctor_id", ""), fields, options, may_walk_in=may_walk_in)


routes.page("/dashboard/queue", layout, "queue.list", "Queue")
