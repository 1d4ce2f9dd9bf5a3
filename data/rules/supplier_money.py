"""What the moves of an order do to the marketplace's money: invoices, credit notes, refunds and the payout ledger hang in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from data.core.actor import Actor
from data.models import OrderLine, Return, Shipment, ShipmentLine, SubOrder
from data.rules import carts, order_hooks, payout_ledger, refunds, supplier_credit_notes, supplier_invoices
from data.rules.order_hooks import Units
from data.rules.order_moves import lines_of
from data.rules.supplier_credit_notes import Credit


@order_hooks.on(order_hooks.CANCELLED)
def cancelled(session: Session, actor: Actor, part: SubOrder) -> None:
    """Nothing was invoiced: what was paid for it goes back without a credit note."""
    refunds.return_surplus(session, actor, refunds.locked_order(session, part.order_id), part)


@order_hooks.on(order_hooks.CLOSED)
def closed(session: Session, actor: Actor, part: SubOrder, units: Mapping[UUID, tuple[int, int]]) -> None:
    """Packs that will not leave are given back at what they were paid with."""
    lines = {line.id: line for line in lines_of(session, part)}
    amount = sum(supplier_invoices.quoted(lines[line_id], *between)["line_total"] for line_id, between in units.items())
    order = refunds.locked_order(session, part.order_id)
    refunds.owe(session, actor, order, amount, "short_shipped", part=part)
    refunds.settle(session, order)
    for line_id, (first, last) in units.items():
        line = lines[line_id]
        if supplier_invoices.rate_today(session, line) > line.gst_rate:  # it could not be sent at the rate it was paid with
            carts.refill(session, part.clinic_id, line.product_id, last - first)


@order_hooks.on(order_hooks.SHIPPED)
def shipped(session: Session, actor: Actor, part: SubOrder, shipment: Shipment, sent: Sequence[ShipmentLine]) -> None:
    """The invoice; what a lower rate spares since checkout goes back without a credit note."""
    lines = {line.id: line for line in lines_of(session, part)}
    paid = 0
    for line in lines.values():
        packs = sum(s.quantity for s in sent if s.order_line_id == line.id)
        paid += supplier_invoices.quoted(line, line.shipped_quantity - packs, line.shipped_quantity)["line_total"] if packs else 0
    invoice, _ = supplier_invoices.issue(session, part, shipment, sent)
    if paid > invoice.total_amount:
        order = refunds.locked_order(session, part.order_id)
        refunds.owe(session, actor, order, paid - invoice.total_amount, "gst_rate_change", part=part)
        refunds.settle(session, order)


@order_hooks.on(order_hooks.DELIVERED)
def delivered(session: Session, _actor: Actor, part: SubOrder, units: Units) -> None:
    """Each delivered pack earns."""
    for line in lines_of(session, part):
        if line.id in units:
            payout_ledger.earn(session, part, line)


@order_hooks.on(order_hooks.REFUSED)
def refused(session: Session, actor: Actor, part: SubOrder) -> None:
    """Nothing was delivered: every shipped pack is credited and given back."""
    given = [
        item
        for line in lines_of(session, part)
        for item in supplier_credit_notes.for_units(session, line.id, line.shipped_quantity)
    ]
    give_back(session, actor, part, given, "The goods were refused or could not be delivered.", "returned")


@order_hooks.on(order_hooks.RETURNED)
def returned(session: Session, actor: Actor, part: SubOrder, line: OrderLine, row: Return) -> None:
    """Credit note, refund and the reversal of what the packs had earned, together."""
    code = "dispute" if row.dispute_id else "returned"
    credit_packs(session, actor, part, line, row.quantity, row.reason, code, row.dispute_id)


def credit_packs(
    session: Session, actor: Actor, part: SubOrder, line: OrderLine, packs: int, reason: str, code: str, dispute_id: UUID | None = None
) -> None:  # fmt: skip
    """Credit packs of a line, whether they came back or never arrived; only what was earned is taken from the manufacturer."""
    payout_ledger.lock(session, part.manufacturer_id)
    given = supplier_credit_notes.for_units(session, line.id, packs)
    had_earned = min(packs, max(0, payout_ledger.earned(session, line) - (line.delivered_quantity - line.returned_quantity)))
    taken = payout_ledger.of_units(session, line, given, had_earned) if had_earned else None
    give_back(session, actor, part, given, reason, code, dispute_id)
    if taken is not None:
        payout_ledger.post(session, part, line, taken, had_earned, is_reversal=True)


def credit_value(
    session: Session, actor: Actor, part: SubOrder, line: OrderLine, taxable: int, reason: str, dispute_id: UUID | None
) -> None:  # fmt: skip
    """Credit a part of a line's taxable value; packs stay as they are."""
    payout_ledger.lock(session, part.manufacturer_id)
    given = supplier_credit_notes.for_value(session, line.id, taxable)
    taken = payout_ledger.of_value(session, line, given)
    give_back(session, actor, part, given, reason, "dispute", dispute_id)
    payout_ledger.post(session, part, line, taken, 0, is_reversal=True)


def give_back(
    session: Session, actor: Actor, part: SubOrder, given: Sequence[Credit], reason: str, code: str, dispute_id: UUID | None = None
) -> None:  # fmt: skip
    """The credit notes and a refund each."""
    order = refunds.locked_order(session, part.order_id)
    for note, _ in supplier_credit_notes.issue(session, given, reason, dispute_id):
        refunds.owe(session, actor, order, note.total_amount, code, part=part, note_id=note.id, dispute_id=dispute_id)
    refunds.settle(session, order)
