"""The platform's overview: the marketplace for its people, the anonymised clinics for its administrators (register_page through the routes)."""

from __future__ import annotations

from datetime import date
from typing import Any

from components import across, platform, platform_market, routes, values
from data.analytics import platform_home, publication
from data.analytics import platform_market as trade
from data.analytics.figures import FIGURES
from data.analytics.figures_platform import ACROSS, DEMAND
from data.core import trade_terms
from data.core.actor import Actor
from data.core.errors import NotAllowed, NotFound

UNREAD = "This address has a filter that cannot be read."


def layout(actor: Actor, query: dict[str, str]) -> Any:
    """What waits and what is traded; below it the clinics by `?by=` and, of one, `?month=`."""
    if not platform_home.sees(actor):
        raise NotAllowed
    by = query.get("by", "month")
    if by not in across.BY:
        raise NotFound(UNREAD)
    hospital, chosen = None, {"by": by, "month": ""}
    found = platform_home.waiting(actor)
    as_of = values.instant(found.as_of, actor.zone)
    if publication.sees(actor):
        told = publication.publication(actor)
        month = _month(query.get("month", ""), told.months)
        chosen["month"] = month.isoformat() if month else ""
        hospital = across.section(told, by, month, ACROSS, DEMAND, as_of)
    market = platform_market.section(trade.market(actor), FIGURES, as_of)
    return platform.page(found, platform_home.expiring(trade_terms.today()), market, hospital, chosen, actor.zone)


def _month(text: str, months: tuple[date, ...]) -> date | None:
    """One of the published months, the newest when none is named."""
    if not text:
        return months[-1] if months else None
    found = next((month for month in months if f"{month:%Y-%m}" == text), None)
    if found is None:
        raise NotFound(UNREAD)
    return found


routes.page(across.PATH, layout, "analytics.view", "Platform")
