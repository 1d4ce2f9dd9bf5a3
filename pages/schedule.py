"""A doctor's weekly hours (register_page through the routes)."""

from __future__ import annotations

from datetime import date
from typing import Any

from components import routes, schedule
from data.core import clock
from data.core.actor import Actor
from data.store import hours, read


def layout(actor: Actor, query: dict[str, str], id: str) -> Any:
    """The week and what departs from it; `?on=` shows the week that holds on a day to come."""
    doctor = read.get("doctors", actor, id, "list")
    today = clock.today(actor.zone)
    on = max(today, _day(query.get("on", "")) or today)
    return schedule.page(
        doctor,
        hours.week(actor, id, on),
        hours.version(actor, id),
        hours.coming(actor, id, on),
        hours.exceptions(actor, id, today),
        on,
        actor.zone,
        may_edit=hours.may(actor, "edit", doctor.id),
        may_holiday=hours.may(actor, "create", None),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


routes.page("/dashboard/doctors/:id/schedule", layout, "schedules.view", "Weekly hours")
