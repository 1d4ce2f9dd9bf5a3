"""Money that goes back to a clinic: owed at once, completed by staff with a reference or as credit (marketplace.md §7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from data.core import clock, money, settlement, trade_terms
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid
from data.core.money import rupees
from data.core.resource import Field, Step
from data.models import Clinic, Order, OrderPayment, Refund, SubOrder
from data.rules.order_moves import verified
from data.store import audit, numbers
from data.store.keyring import PLATFORM

NOT_FAILED = Refund.status != "failed"
Values = Mapping[str, Any]


def owe(
    session: Session, actor: Actor, order: Order, amount: int, reason_code: str, *, part: SubOrder | None = None,
    note_id: UUID | None = None, dispute_id: UUID | None = None,
) -> UUID | None:  # fmt: skip
    """A refund of so many paise for a locked order; none for nothing. Conflict beyond what was verified."""
    if not amount:
        return None
    left = verified(session, order.id) - total(session, Refund.order_id == order.id, NOT_FAILED)
    if part is not None:
        left = min(left, part.total_amount - total(session, Refund.sub_order_id == part.id, NOT_FAILED))
    if amount > left:
        raise Conflict(f"Only {rupees(max(0, left))} of what was paid is left to give back.")
    year = clock.financial_year(trade_terms.today())
    row = Refund(
        clinic_id=order.clinic_id, order_id=order.id, sub_order_id=part.id if part else None, credit_note_id=note_id, dispute_id=dispute_id,
        amount=amount, reason_code=reason_code, created_by=actor.user_id, updated_by=actor.user_id,
        refund_number=f"RFD-{year}-{numbers.take(session, PLATFORM, f'refunds {year}'):06d}",
    )  # fmt: skip
    session.add(row)
    session.flush()
    detail = {"after": {"refund": row.refund_number, "amount": money.plain(amount), "reason": reason_code}}
    audit.record(session, actor, "owe", "refunds", row.id, clinic_id=order.clinic_id, detail=detail)
    return row.id


def total(session: Session, *where: Any) -> int:
    """Σ refunds in paise."""
    query = select(func.coalesce(func.sum(Refund.amount), 0)).where(Refund.deleted_at.is_(None), *where)
    return int(session.scalar(query) or 0)


def return_surplus(session: Session, actor: Actor, order: Order, part: SubOrder | None = None) -> None:
    """Whatever was verified beyond what the living parts cost goes back, once; `part` is the one that was just cancelled."""
    found = session.execute(select(SubOrder.id, SubOrder.status, SubOrder.total_amount).where(SubOrder.order_id == order.id))
    parts = found.all()
    dead = [row.id for row in parts if row.status == "cancelled"]
    living = sum(row.total_amount for row in parts if row.status != "cancelled")
    given = total(
        session, Refund.order_id == order.id, NOT_FAILED, or_(Refund.sub_order_id.is_(None), Refund.sub_order_id.in_(dead))
    )
    owe(session, actor, order, max(0, verified(session, order.id) - living - given), "order_cancelled", part=part)
    settle(session, order)


def settle(session: Session, order: Order) -> None:
    """The payment status of a locked order is derived from its rows."""
    session.flush()
    waiting = select(OrderPayment.id).where(OrderPayment.order_id == order.id, OrderPayment.status == "submitted")
    order.payment_status = settlement.payment_status(
        verified(session, order.id), order.payable_amount, total(session, Refund.order_id == order.id, Refund.status == "completed"),
        has_submitted=session.scalar(waiting.limit(1)) is not None,
    )  # fmt: skip
    session.flush()


def locked_order(session: Session, order_id: UUID) -> Order:
    """The order, locked behind its parts, in the order every move locks them."""
    session.execute(select(SubOrder.id).where(SubOrder.order_id == order_id).order_by(SubOrder.id).with_for_update())
    query = select(Order).where(Order.id == order_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def order_by_id(session: Session, order_id: UUID) -> Order:
    """The order, to be looked at."""
    return session.scalars(select(Order).where(Order.id == order_id)).one()


def credit_balance(session: Session, clinic_id: UUID, *, lock: bool = False) -> int:
    """What a clinic was given back as credit and has not spent, in paise."""
    if lock:
        session.execute(select(Clinic.id).where(Clinic.id == clinic_id).with_for_update())
    given = total(session, Refund.clinic_id == clinic_id, Refund.status == "completed", Refund.method == "credit")
    spent = select(func.coalesce(func.sum(OrderPayment.amount), 0)).where(
        OrderPayment.clinic_id == clinic_id, OrderPayment.method == "credit", OrderPayment.status != "rejected",
        OrderPayment.deleted_at.is_(None),
    )  # fmt: skip
    return given - int(session.scalar(spent) or 0)


def complete(session: Session, _actor: Actor, row: Refund, values: Values) -> None:
    """The money left, or became credit."""
    method, reference = values["method"], values["reference_number"]
    if method != "credit" and not reference:
        raise Invalid({"reference_number": "Enter the reference of the transfer, so that the clinic finds it."})
    row.method, row.reference_number, row.completed_at = method, reference, clock.now()
    settle(session, locked_order(session, row.order_id))


def fail(session: Session, actor: Actor, row: Refund, values: Values) -> None:
    """The transfer did not go through; what is owed stays owed, as a new refund."""
    row.failure_reason = values["reason"]
    session.flush()
    order = locked_order(session, row.order_id)
    part = session.scalars(select(SubOrder).where(SubOrder.id == row.sub_order_id)).one_or_none()
    owe(
        session, actor, order, row.amount, row.reason_code, part=part, note_id=row.credit_note_id, dispute_id=row.dispute_id
    )  # fmt: skip
    settle(session, order)


STAFF = ("support", "admin")
METHOD = Field("method", "choice", required=True, choices=settlement.METHODS, names=settlement.METHOD_WORDS)
REFERENCE = Field("reference_number", label="Reference", max_length=60, hint="Not needed for credit.")
WHY = Field("reason", "longtext", required=True, max_length=500)
STEPS = (
    Step("send", ("pending",), "processing", STAFF, label="Sent to the bank"),
    Step("complete", ("pending", "processing"), "completed", STAFF, label="Complete", asks=(METHOD, REFERENCE), apply=complete),
    Step("fail", ("processing",), "failed", STAFF, label="Transfer failed", asks=(WHY,), danger=True, apply=fail,
         question="Did the transfer of {label} fail?"),
)  # fmt: skip
