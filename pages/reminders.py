"""Reminders for the visits of a day (register_page through the routes)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from components import reminders, routes
from data.core import clock
from data.core.actor import Actor
from data.core.errors import NotAllowed
from data.store import mail


def layout(actor: Actor, query: dict[str, str]) -> Any:
    """`?day=`; tomorrow without it."""
    if actor.clinic_id is None:
        raise NotAllowed("Reminders are sent by a clinic.")
    today = clock.today(actor.zone)
    return reminders.page(_day(query.get("day", "")) or today + timedelta(days=1), today, has_mail=mail.is_ready())


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date(2000, 1, 2) < found < date(2200, 1, 1) else None


routes.page(reminders.PATH, layout, "appointments.step", "Reminders")
