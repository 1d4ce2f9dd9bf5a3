"""Orders, papers, disputes and ledger sums, read for the figures: through the wall each side's own, everybody's for the platform.

The caller has asked the permission and opened the session; `where` narrows the sub-orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from data.analytics.trade import Line, Paper, Part, Trade
from data.analytics.trade_money import Case, Payable, payable
from data.core import clock
from data.models import (
    Dispute,
    OrderLine,
    Payout,
    PayoutEntry,
    PayoutHold,
    Shipment,
    ShipmentLine,
    SubOrder,
    SupplierCreditNote,
    SupplierInvoice,
)  # fmt: skip

STAMPS = (SubOrder.placed_at, SubOrder.confirmed_at, SubOrder.shipped_at, SubOrder.delivered_at, SubOrder.cancelled_at)
PART = (
    SubOrder.id, SubOrder.clinic_id, SubOrder.manufacturer_id, SubOrder.status, SubOrder.total_amount, SubOrder.placed_at, SubOrder.confirmed_at,
    SubOrder.delivered_at, SubOrder.cancelled_at, SubOrder.promised_on, SubOrder.cancelled_by_role, SubOrder.cancellation_reason_code,
)  # fmt: skip
LINE = (
    OrderLine.id, OrderLine.sub_order_id, OrderLine.quantity, OrderLine.cancelled_quantity, OrderLine.delivered_quantity, OrderLine.category,
    OrderLine.taxable_value, OrderLine.cgst_amount, OrderLine.sgst_amount, OrderLine.igst_amount,
)  # fmt: skip


def moved_since(day: date, zone: str) -> ColumnElement[bool]:
    """Sub-orders that were placed, moved or promised on a day or after it; no figure of later days counts another one.

    What is still on its way is among them: its first parcel may have left before it was shipped in full.
    """
    since, _ = clock.day_bounds(day, zone)
    open_ = SubOrder.status.in_(("pending", "confirmed", "processing", "shipped"))
    return or_(open_, *(stamp >= since for stamp in STAMPS), SubOrder.promised_on >= day)


def trade(session: Session, *where: ColumnElement[bool]) -> Trade:
    """The sub-orders the session may see, with their lines and what their first shipment held."""
    wanted = select(SubOrder.id).where(SubOrder.deleted_at.is_(None), *where)
    first = (
        select(Shipment.sub_order_id, func.min(Shipment.shipped_at).label("at"))
        .where(Shipment.sub_order_id.in_(wanted))
        .group_by(Shipment.sub_order_id)
        .subquery()
    )
    parts = session.execute(
        select(*PART, first.c.at.label("first_at")).outerjoin(first, first.c.sub_order_id == SubOrder.id).where(SubOrder.id.in_(wanted))
    )  # fmt: skip
    packs = (
        select(ShipmentLine.order_line_id, func.sum(ShipmentLine.quantity))
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .join(first, (first.c.sub_order_id == Shipment.sub_order_id) & (first.c.at == Shipment.shipped_at))
        .group_by(ShipmentLine.order_line_id)
    )
    sent = {line: int(quantity) for line, quantity in session.execute(packs)}
    lines = session.execute(select(*LINE).where(OrderLine.sub_order_id.in_(wanted)))
    return Trade([_part(row) for row in parts], [line_of(row, sent.get(row.id, 0)) for row in lines])


def _part(row: Any) -> Part:
    return Part(
        str(row.id), str(row.clinic_id), str(row.manufacturer_id), row.status, row.total_amount, row.placed_at, row.confirmed_at, row.first_at,
        row.delivered_at, row.cancelled_at, row.promised_on, row.cancelled_by_role, row.cancellation_reason_code,
    )  # fmt: skip


def line_of(row: Any, sent: int = 0) -> Line:
    """A line as the figures take it."""
    amounts = (row.taxable_value, row.cgst_amount, row.sgst_amount, row.igst_amount)
    packs = (row.quantity, row.cancelled_quantity, row.delivered_quantity, sent)
    return Line(str(row.sub_order_id), *packs, amounts, row.category)


def papers(session: Session, start: date, end: date) -> list[Paper]:
    """Invoices and credit notes dated in [start, end)."""
    found = []
    for model, sign in ((SupplierInvoice, 1), (SupplierCreditNote, -1)):
        day = SupplierInvoice.invoice_date if sign > 0 else SupplierCreditNote.credit_note_date
        query = select(day, model.total_amount, model.manufacturer_id, model.clinic_id).where(day >= start, day < end)
        found += [Paper(on, sign * amount, str(maker), str(clinic)) for on, amount, maker, clinic in session.execute(query)]
    return found


def cases(session: Session, *where: ColumnElement[bool], with_holds: bool = False) -> list[Case]:
    """Disputes, with what each holds back of the supplier's money where the session may see it."""
    held: dict[UUID, int] = {}
    if with_holds:
        query = select(PayoutHold.dispute_id, func.sum(PayoutHold.amount)).where(PayoutHold.status == "active")
        held = {dispute: int(amount) for dispute, amount in session.execute(query.group_by(PayoutHold.dispute_id))}
    rows = session.scalars(select(Dispute).where(Dispute.deleted_at.is_(None), *where))
    return [
        Case(
            str(r.sub_order_id), str(r.manufacturer_id), r.type, r.opened_at, r.reply_due_at, r.resolve_due_at, r.replied_at, r.resolved_at,
            r.stopped_at, r.outcome, held.get(r.id, 0),
        )
        for r in rows
    ]  # fmt: skip


def owed(session: Session, today: date, *maker: UUID) -> Payable:
    """`payable` of these manufacturers, or of all the session may see, from sums the database makes."""

    def of(model: type[PayoutEntry | PayoutHold | Payout]) -> Sequence[ColumnElement[bool]]:
        return [model.manufacturer_id.in_(maker)] if maker else []

    def total(query: Any) -> int:
        return int(session.scalar(query) or 0)

    kinds = select(PayoutEntry.entry_type, func.sum(PayoutEntry.amount)).where(*of(PayoutEntry)).group_by(PayoutEntry.entry_type)
    sums = {kind: int(amount) for kind, amount in session.execute(kinds)}
    return payable(
        sums,
        total(select(func.sum(Payout.amount)).where(Payout.status != "failed", *of(Payout))),
        total(select(func.sum(PayoutHold.amount)).where(PayoutHold.status == "active", *of(PayoutHold))),
        total(select(func.sum(PayoutEntry.amount)).where(PayoutEntry.available_on > today, *of(PayoutEntry))),
    )
