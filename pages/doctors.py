"""A doctor's profile (register_page through the routes)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from components import detail, doctors, routes
from data.core import clock, roles
from data.core.actor import Actor
from data.core.resource import resource
from data.store import access, history, hours, read

SHOWN = 100


def layout(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - every layout takes the query
    """One doctor on one page."""
    record = read.get("doctors", actor, id)
    today = clock.today(actor.zone)
    visits = None
    if roles.allowed(actor, "appointments", "list"):
        narrowed = {"doctor_id": id, "from": today.isoformat(), "to": (today + timedelta(days=1)).isoformat()}
        visits = read.page("appointments", actor, read.Query(filters=narrowed, sort="starts_at", limit=SHOWN)).rows
    rows = hours.week(actor, id, today) if hours.may(actor, "view", record.id) else None
    sheets = detail.sheets(access.fields(resource("doctors"), actor, "view"), record.values, {})
    acts = detail.history(history.of_row("doctors", actor, id), actor.zone)
    return doctors.page(
        record, sheets, visits, rows, acts, today.isoformat(), may_book=roles.allowed(actor, "appointments", "create")
    )


routes.page("/dashboard/doctors/:id", layout, "doctors.view", "Doctor")
