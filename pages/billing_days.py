"""The desk's lists beside the bills: not billed, approvals, and the cashier's day (register_page through the routes)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from components import billing_approvals, billing_days, billing_unbilled, routes
from components.money_glance import APPROVALS, DAY, UNBILLED
from data.core import clock, roles
from data.core.actor import Actor
from data.core.errors import NotAllowed, NotFound
from data.rules import bill_approvals, bill_charges, ledger_days
from data.store.charges import MOST

BACK = 31
INSIDE = "Bills belong to a clinic; platform staff belong to none."


def unbilled(actor: Actor, query: dict[str, str]) -> Any:
    """Work on no bill; `?doctor_id=` narrows it."""
    if actor.clinic_id is None:
        raise NotAllowed(INSIDE)
    doctor = query.get("doctor_id")
    found = [one for one in bill_charges.unbilled(actor) if not doctor or str(one.charge.doctor_id) == doctor]
    return billing_unbilled.page(billing_unbilled.listed(found, MOST))


def approvals(actor: Actor, query: dict[str, str]) -> Any:  # noqa: ARG001 - every page is given its query
    """Discounts that wait for an answer."""
    if actor.clinic_id is None:
        raise NotAllowed(INSIDE)
    return billing_approvals.page(bill_approvals.waiting(actor), actor.zone)


def day_close(actor: Actor, query: dict[str, str]) -> Any:
    """A cashier's day, `?day=` and for the manager `?user_id=`; today and one's own without them."""
    today = clock.today(actor.zone)
    day, user = _day(query.get("day", ""), today), query.get("user_id") or str(actor.user_id)
    sheet = ledger_days.sheet(actor, day, user)
    names = ledger_days.hands(actor)
    if user not in names:
        raise NotFound
    start, end = today - timedelta(days=BACK), today + timedelta(days=1)
    return billing_days.page(
        sheet,
        names,
        actor.zone,
        today,
        ledger_days.closings(actor, start, end),
        ledger_days.open_days(actor, start, today),
        is_manager=roles.allowed(actor, "ledger", ledger_days.ANY),
    )


def _day(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(text) if text else today
    except ValueError as bad:
        raise NotFound("This address has a day that cannot be read.") from bad
    if not date(2000, 1, 1) <= found <= today:
        raise NotFound("This day has not come yet, or is too long ago.")
    return found


routes.page(UNBILLED, unbilled, "patient_bills.create", "Done but not billed")
routes.page(APPROVALS, approvals, "patient_bills.approve", "Approvals")
routes.page(DAY, day_close, "ledger.list", "Day close")
