"""What a draft must keep to: its days, its sums, and who may give how much discount."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from data.core import bill_totals, clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid
from data.core.money import rupees
from data.models import Bill, BillItem, Clinic
from data.rules.bill_lines import as_line, of_bill, registered
from data.rules.visit_words import day_text, zone_of

SUMS = ("gross", "line_discount", "subtotal", "discount", "cgst", "sgst", "igst", "tax", "total")
ROLES = ("clinic", "receptionist", "pharmacist")
WAITS = ("needed", "refused")  # a draft that is saved again asks anew


def only_a_draft_changes(_session: Session, _actor: Actor, bill: Bill, _values: Any) -> None:
    """What was issued is corrected by a credit note or cancelled."""
    bill.status = bill.status or "draft"
    if bill.status != "draft":
        raise Conflict(f"{bill.bill_number} was issued, so it stays as it is. Correct it with a credit note.")


def days_are_right(session: Session, _actor: Actor, bill: Bill, _values: Any) -> None:
    """A bill is of today or before, and due on its day or after."""
    today = clock.today(zone_of(session, bill.clinic_id))
    bill.bill_date = bill.bill_date or today
    if bill.bill_date > today:
        raise Invalid({"bill_date": f"{day_text(bill.bill_date)} has not come yet."})
    if bill.due_date and bill.due_date < bill.bill_date:
        raise Invalid({"due_date": "A bill is due on its own day or after it."})


def it_adds_up(session: Session, _actor: Actor, bill: Bill, _values: Any) -> None:
    """All sums follow the lines and the bill's discount; nobody types them."""
    items = _lines(session, bill)
    _no_tax_without_gstin(session, bill, items)
    bill.discount = bill.discount or 0
    asked = sum(as_line(item).asked for item in items)
    if bill.discount > asked:
        raise Invalid({"discount": f"The discount is more than the bill: its lines come to {rupees(asked)}."})
    found = bill_totals.totals([as_line(i) for i in items], bill.discount, is_interstate=bool(bill.is_interstate))
    for item, line in zip(items, found.lines, strict=True):
        item.is_live = True
        for name in ("total", "share", "taxable", "cgst", "sgst", "igst", "tax"):
            setattr(item, name, getattr(line, name))
    for name in SUMS:
        setattr(bill, name, getattr(found, name))
    bill.paid_amount = bill.written_off = bill.credited = 0
    bill.balance = found.total


def _lines(session: Session, bill: Bill) -> list[BillItem]:
    """The lines as they will be: those a verb has prepared, else those that are kept."""
    prepared: dict[Any, list[BillItem]] = session.info.get("bill_lines", {})
    if bill.id in prepared:
        return prepared[bill.id]
    return [] if inspect(bill).transient else of_bill(session, bill.id)


def _no_tax_without_gstin(session: Session, bill: Bill, items: list[BillItem]) -> None:
    taxed = [n for n, item in enumerate(items) if item.tax_rate]
    if taxed and not registered(session, bill.clinic_id):
        sentence = "This clinic has no GSTIN, so it charges no GST. Leave the rate at 0."
        raise Invalid({f"lines.{n}.tax_rate": sentence for n in taxed})


def discount_is_within_the_cap(session: Session, actor: Actor, bill: Bill, _values: Any) -> None:
    """More than one's own cap waits for an approver; what was approved, or given by who may, stands until it is raised."""
    given, before = bill.line_discount + bill.discount, _before(bill)
    bill.approval = bill.approval or "none"
    if actor.is_system or not bill_totals.is_above(cap(session, actor, bill.clinic_id) * 100, given, bill.gross):
        bill.approval = "none" if bill.approval in WAITS or not given else bill.approval
        return
    if not bill.discount_reason:
        raise Invalid({"discount_reason": "Say why so much is taken off."})
    if bill.approval in WAITS or before is None or given * before[1] > before[0] * bill.gross:
        bill.approval, bill.approved_by, bill.approved_at = "needed", None, None


def cap(session: Session, actor: Actor, clinic_id: Any) -> int:
    """How much of the gross charge the actor takes off without asking, in percent."""
    clinic = session.scalars(select(Clinic).where(Clinic.id == clinic_id)).one()
    return max(clinic.discount_cap(role) for role in (*(r for r in ROLES if r in actor.roles), ""))


def _before(bill: Bill) -> tuple[int, int] | None:
    """Discounts and gross charge as they were saved last; none for a new bill."""
    if inspect(bill).transient:
        return None
    was = {}
    for name in ("line_discount", "discount", "gross"):
        gone = inspect(bill).attrs[name].history.deleted
        was[name] = int(gone[0] if gone else getattr(bill, name))
    return was["line_discount"] + was["discount"], was["gross"]


def only_drafts_go(session: Session, _actor: Actor, bill: Bill, _values: Any) -> None:
    """An issued bill is never deleted; a draft gives the work on it free again."""
    if bill.status != "draft":
        raise Conflict(f"{bill.bill_number} was issued, so it is not deleted. Cancel it or write a credit note.")
    for item in of_bill(session, bill.id):
        item.is_live = False


RULES = (only_a_draft_changes, days_are_right, it_adds_up, discount_is_within_the_cap)
