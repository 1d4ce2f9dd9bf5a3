"""What a clinic buys, read for its home: orders to pay, parcels to count, open disputes, refunds on their way; money in paise."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from data.core import settlement
from data.core.dispute_table import LIVE
from data.core.order_table import FINAL
from data.models import Dispute, DisputeLine, Order, OrderPayment, Refund, Shipment, SubOrder

UNDER_WAY = ("confirmed", "processing", "shipped")
SHOWN = 3


@dataclass(frozen=True, slots=True)
class ToPay:
    """An order that is not paid in full: what is payable as kept and as its parts say, what was verified and is being checked."""

    id: UUID
    number: str
    part_id: UUID
    placed_at: datetime
    expires_at: datetime | None
    payable: int
    of_parts: int
    verified: int
    submitted: int

    @property
    def left(self) -> int:
        """What is still to pay."""
        return self.payable - self.verified


@dataclass(frozen=True, slots=True)
class Arriving:
    """An order that was promised for one of the next days."""

    id: UUID
    maker: str
    lines: int
    status: str
    promised_on: date


def to_pay(session: Session) -> list[ToPay]:
    """Orders that go on and are not paid in full, the first to lapse first."""
    orders = session.scalars(
        select(Order).where(Order.deleted_at.is_(None), Order.status.not_in(FINAL), Order.payment_status.not_in(SETTLED), Order.payable_amount > 0)
    ).all()  # fmt: skip
    ids = [order.id for order in orders]
    paid: dict[UUID, dict[str, int]] = defaultdict(dict)
    sums = select(OrderPayment.order_id, OrderPayment.status, func.sum(OrderPayment.amount))
    sums = sums.where(OrderPayment.order_id.in_(ids), OrderPayment.deleted_at.is_(None))
    for order_id, status, amount in session.execute(sums.group_by(OrderPayment.order_id, OrderPayment.status)):
        paid[order_id][status] = int(amount)
    parts: dict[UUID, list[SubOrder]] = defaultdict(list)
    for part in session.scalars(select(SubOrder).where(SubOrder.order_id.in_(ids)).order_by(SubOrder.sub_order_number)):
        parts[part.order_id].append(part)
    found = [_to_pay(order, parts[order.id], paid[order.id]) for order in orders if parts[order.id]]
    return sorted((one for one in found if one.left > 0), key=lambda one: (one.expires_at or one.placed_at, one.number))


SETTLED = ("paid", "part_refunded", "refunded")


def _to_pay(order: Order, parts: list[SubOrder], paid: dict[str, int]) -> ToPay:
    living = [part for part in parts if part.status != "cancelled"]
    return ToPay(
        order.id, order.order_number, (living or parts)[0].id, order.placed_at, order.expires_at, order.payable_amount,
        sum(part.total_amount for part in living), paid.get("verified", 0), paid.get("submitted", 0),
    )  # fmt: skip


def arriving(session: Session, start: date, end: date) -> list[Arriving]:
    """What is on its way and was promised for [start, end), the next day first."""
    query = (
        select(SubOrder)
        .where(SubOrder.deleted_at.is_(None), SubOrder.status.in_(UNDER_WAY), SubOrder.promised_on >= start, SubOrder.promised_on < end)
        .order_by(SubOrder.promised_on, SubOrder.sub_order_number)
        .options(joinedload(SubOrder.manufacturer), selectinload(SubOrder.lines))
    )  # fmt: skip
    return [
        Arriving(p.id, p.manufacturer.company_name, len(p.lines), p.status, p.promised_on)
        for p in session.scalars(query)
        if p.promised_on
    ]


def parcels(session: Session) -> tuple[int, int, datetime | None]:
    """(orders, parcels, since when) that were sent and are not counted yet."""
    query = (
        select(func.count(Shipment.sub_order_id.distinct()), func.count(Shipment.id), func.min(Shipment.shipped_at))
        .join(SubOrder, SubOrder.id == Shipment.sub_order_id)
        .where(Shipment.received_at.is_(None), SubOrder.deleted_at.is_(None), SubOrder.status.in_((*UNDER_WAY, "delivered")))
    )
    orders, sent, oldest = session.execute(query).one()
    return int(orders), int(sent), oldest


def disputed(session: Session) -> tuple[int, int, datetime | None]:
    """(open disputes, what their packs were ordered at, the next deadline)."""
    query = select(Dispute).where(Dispute.deleted_at.is_(None), Dispute.status.in_(LIVE))
    rows = session.scalars(query.options(selectinload(Dispute.claims).joinedload(DisputeLine.line))).all()
    value = sum(settlement.worth(c.line.line_total, c.quantity, c.line.quantity) for row in rows for c in row.claims)
    due = min((r.resolve_due_at if r.replied_at else r.reply_due_at for r in rows if r.stopped_at is None), default=None)
    return len(rows), value, due


def refunds_due(session: Session) -> tuple[int, int]:
    """(refunds, paise) that the platform owes the clinic and has not sent in full."""
    query = select(func.count(Refund.id), func.coalesce(func.sum(Refund.amount), 0)).where(
        Refund.deleted_at.is_(None), Refund.status.in_(("pending", "processing"))
    )
    count, amount = session.execute(query).one()
    return int(count), int(amount)
