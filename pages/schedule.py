"""A doctor's weekly hours (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from components import routes, schedule
from data.core import clock
from data.core.actor import Actor
from data.store import hours, read


def layout(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - every layout takes the query
    """The week and what departs from it."""
    doctor = read.get("doctors", actor, id, "list")
    today = clock.today(actor.zone)
    return schedule.page(
        doctor,
        hours.week(actor, id, today),
        hours.exceptions(actor, id, today),
        today,
        actor.zone,
        may_edit=hours.may(actor, "edit", doctor.id),
        may_holiday=hours.may(actor, "create", None),
    )


routes.page("/dashboard/doctors/:id/schedule", layout, "schedules.view", "Weekly hours")
