"""The figures of patient money, for the clinic, and for a doctor about her own bills (register_page through the routes)."""

from __future__ import annotations

from datetime import date
from typing import Any

from components import money_figures, routes
from components.money_glance import FIGURES as PATH
from data.analytics import billing_home as figures
from data.analytics.figures import FIGURES
from data.core import clock, roles
from data.core.actor import Actor
from data.core.errors import NotAllowed, NotFound


def layout(actor: Actor, query: dict[str, str]) -> Any:
    """Figures as of `?as_of=`, collected in the last `?days=` before its end."""
    if not figures.sees(actor):
        raise NotAllowed
    today = clock.today(actor.zone)
    t = _day(query.get("as_of", ""), today)
    days = query.get("days", "")
    start, end = figures.last_days(int(days if days in money_figures.RANGES else money_figures.USUAL), t)
    return money_figures.page(figures.readings(actor, t, start, end), query, FIGURES, actor.zone, _may(actor))


def _day(text: str, today: date) -> date:
    if not text:
        return today
    try:
        found = date.fromisoformat(text)
    except ValueError as bad:
        raise NotFound("This address has a filter that cannot be read.") from bad
    if not figures.OLDEST <= found <= today:
        raise NotFound("Figures are as of today or a day before.")
    return found


def _may(actor: Actor) -> dict[str, bool]:
    return {
        "opens_bills": roles.allowed(actor, "patient_bills", "list"),
        "opens_ledger": roles.allowed(actor, "ledger", "list"),
        "writes_bills": roles.allowed(actor, "patient_bills", "create"),
    }


routes.page(PATH, layout, "analytics.view", "Money figures")
