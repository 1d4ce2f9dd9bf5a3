"""The overview, as the role has it (register_page through the routes)."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from components import (
    across,
    cash,
    home,
    lab_alerts,
    lab_glance,
    lab_list,
    maker_home,
    market_glance,
    money_glance,
    routes,
    till_glance,
    values,
)
from data.analytics import billing_home, lab_home, market_home, publication
from data.analytics import home as figures
from data.analytics import maker_home as selling
from data.analytics.figures import FIGURES
from data.analytics.figures_platform import DEMAND
from data.core import clock, roles
from data.core.actor import Actor
from data.core.errors import NotFound
from data.core.resource import resources
from data.resources.lab_reports import HEAPS
from data.rules import bill_charges, lab_sheet, ledger_days, org_documents, stock_pages
from data.store import read


def layout(actor: Actor, query: dict[str, str]) -> Any:
    """Critical results nobody was told yet, papers that run out, then the overview."""
    shown = home.under_papers(_overview(actor, query), org_documents.running_out(actor))
    if not roles.allowed(actor, "lab_reports", "read-back"):
        return shown
    return lab_alerts.over(lab_sheet.alerts(actor), actor.zone, shown)


def _overview(actor: Actor, query: dict[str, str]) -> Any:
    """Figures where the role sees some; else what can be opened today."""
    today = clock.today(actor.zone)
    title = f"Today, {values.long_day(today)}"
    if not figures.sees(actor):
        if lab_home.sees(actor):
            return _laboratory(actor, title)
        if selling.sees(actor):
            made = maker_home.page(selling.selling(actor), actor.zone, title, FIGURES)
            return across.beneath(made, publication.signal(actor), DEMAND)
        return home.plain(title, _places(actor), _waiting(actor), _stock(actor))
    doctors = (
        read.options("doctors", actor, "", limit=100)
        if roles.scopes(actor, "analytics", "view") & {"clinic", "clinic-load"}
        else []
    )
    if query.get("doctor_id") and query["doctor_id"] not in dict(doctors):
        raise NotFound("There is no such doctor in this clinic.")
    start, end = home.first_day(query.get("days", "30"), today)
    found = figures.overview(actor, start, end, query.get("doctor_id", ""))
    made = home.page(
        found,
        query,
        doctors,
        actor.zone,
        title,
        opens_lists=roles.allowed(actor, "appointments", "list"),
        **_beside(actor, start, end),
    )
    return home.with_waiting(made, _waiting(actor))


def _beside(actor: Actor, start: date, end: date) -> dict[str, Any]:
    """What laboratory, money and marketplace add to an overview: their alarms and their sheets."""
    money, market = _money(actor, start, end), _market(actor)
    urgent = market.pop("urgent", [])
    if not lab_home.sees(actor):
        return {"beneath": [*money, *market.pop("cash", [])], "urgent": urgent, **market}
    found = lab_home.glance(actor, start, end)
    own = "" if lab_home.sees_whole(actor) else str(actor.doctor_id)
    opens = roles.allowed(actor, "lab_reports", "list")
    laboratory = lab_glance.section(found, actor.zone, own, opens_lists=opens)
    return {
        "urgent": [*(lab_glance.alarms(found, own) if opens else ()), *urgent],
        "beneath": [laboratory, *money, *market.pop("cash", [])],
        **market,
    }


def _market(actor: Actor) -> dict[str, Any]:
    """The marketplace beside the hospital, and what both will bring and cost."""
    if not market_home.sees(actor):
        return {}
    found = market_home.buying(actor, stock_pages.shelf)
    return {
        "urgent": market_glance.alarms(found, actor.zone),
        "beside": market_glance.panel(found, actor.zone, FIGURES, pays=roles.allowed(actor, "order_payments", "create")),
        "cash": cash.section(market_home.cash(actor, stock_pages.shelf), found, actor.zone, FIGURES),
    }


def _stock(actor: Actor) -> Any:
    """The stock on the home of those whose work is the pharmacy."""
    if not market_home.sees_shelf(actor):
        return None
    now = values.instant(clock.now(), actor.zone)
    return market_glance.stock_section(market_home.shelf(actor, stock_pages.shelf), now, FIGURES)


def _money(actor: Actor, start: date, end: date) -> list[Any]:
    """Patient money: its figures for those who see them, the day at the till for those who take money."""
    may = {
        "opens_bills": roles.allowed(actor, "patient_bills", "list"),
        "opens_ledger": roles.allowed(actor, "ledger", "list"),
        "writes_bills": roles.allowed(actor, "patient_bills", "create"),
    }
    if billing_home.sees(actor):
        found = billing_home.glance(actor, start, end)
        where = money_glance.lists(found, clock.today(actor.zone).isoformat(), **may)
        return [money_glance.section(found, actor.zone, where)]
    if not roles.allowed(actor, "ledger", ledger_days.OWN):
        return []
    still_open = read.page("patient_bills", actor, read.Query(filters={"status": "pending,partial"}, limit=1), live=True).total
    return [till_glance.section(ledger_days.sheet(actor), still_open, bill_charges.pieces(actor))]


def _laboratory(actor: Actor, title: str) -> Any:
    """The home of those whose work is the laboratory."""
    start, end = lab_home.last_days("", (), clock.today(actor.zone))
    heaps = lab_sheet.heaps(actor, HEAPS)
    return lab_glance.home(lab_home.glance(actor, start, end), actor.zone, title, heaps, lab_list.HEAPS)


def _places(actor: Actor) -> list[tuple[str, str, str]]:
    return [(r.title, r.path, r.icon) for r in resources() if r.nav and roles.allowed(actor, r.name, "list")]


def _waiting(actor: Actor) -> tuple[str, str] | None:
    """What waits for this person's hand, and where it is done."""
    if roles.allowed(actor, "clinics", "approve"):
        count = read.page("clinics", actor, read.Query(filters={"approval_status": "pending"}, limit=1)).total
        told = f"{values.count(count, 'clinic')} waiting for approval."
        return (told, "/dashboard/clinics?approval_status=pending") if count else None
    if roles.allowed(actor, "prescriptions", "dispense"):
        count = read.page("prescriptions", actor, read.Query(filters={"status": "active"}, limit=1)).total
        told = f"{values.count(count, 'prescription')} waiting to be dispensed."
        return (told, "/dashboard/prescriptions") if count else None
    if actor.doctor_id is not None and roles.allowed(actor, "prescriptions", "create"):
        hers = {"status": "active", "doctor_id": str(actor.doctor_id)}
        count = read.page("prescriptions", actor, read.Query(filters=hers, limit=1)).total
        told = f"{values.count(count, 'prescription')} of yours not dispensed in full."
        return (told, "/dashboard/prescriptions?" + urlencode(hers)) if count else None
    return None


routes.page("/dashboard", layout, None, "Overview")
