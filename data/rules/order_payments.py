"""Payments of an order: a clinic says what it sent, staff find it at the bank (marketplace.md §7). Prepaid only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core import clock, money, settlement, trade_terms
from data.core.actor import Actor, across
from data.core.errors import Conflict, Invalid
from data.core.money import rupees
from data.core.resource import Field, Step
from data.core.resource import resource as declared
from data.models import Order, OrderPayment, SubOrder
from data.rules import order_moves, refunds
from data.store import access, audit, cleaning
from data.store.read import find
from data.store.unit_of_work import writing

FIELDS = (
    Field("method", "choice", required=True, choices=settlement.METHODS, names=settlement.METHOD_WORDS),
    Field("amount", "money", required=True),
    Field("reference_number", label="Reference", max_length=60, hint="UTR, UPI reference or cheque number."),
    Field("received_on", "date", label="Sent on", required=True),
)
Values = Mapping[str, Any]


def submit(actor: Actor, sub_order_id: Any, raw: Values) -> UUID:
    """Record what was sent for the order of this part; the id of the payment. Invalid with each field's sentence."""
    resource = declared("order_payments")
    access.require(resource, actor, "create")
    values = cleaning.read_fields(FIELDS, raw)
    _reads_right(values)
    with writing(across(actor)) as session:
        part: SubOrder = find(session, declared("orders"), actor, sub_order_id, "view")
        order = refunds.locked_order(session, part.order_id)
        _sent_after(order, values["received_on"])
        _still_open(session, order, values["amount"])
        _not_known(session, order, values)
        if values["method"] == "credit" and values["amount"] > refunds.credit_balance(session, order.clinic_id, lock=True):
            raise Invalid({"amount": "Your credit balance does not reach that far."})
        row = OrderPayment(
            clinic_id=order.clinic_id, order_id=order.id, created_by=actor.user_id, updated_by=actor.user_id, **values
        )  # fmt: skip
        session.add(row)
        session.flush()
        refunds.settle(session, order)
        detail = {"after": {"order": order.order_number, "amount": money.plain(row.amount), "method": row.method}}
        audit.record(session, actor, "create", resource.name, row.id, clinic_id=order.clinic_id, detail=detail)
        return row.id


def _reads_right(values: dict[str, Any]) -> None:
    errors = {}
    if values["amount"] <= 0:
        errors["amount"] = "Enter what was sent; more than ₹0.00."
    if values["method"] == "credit":
        values["reference_number"] = None
    elif not values["reference_number"]:
        errors["reference_number"] = "Enter the reference, so that the payment can be found."
    else:
        values["reference_number"] = values["reference_number"].upper()
    if values["received_on"] > trade_terms.today():
        errors["received_on"] = "A payment cannot have been sent after today."
    if errors:
        raise Invalid(errors)


def _sent_after(order: Order, sent_on: date) -> None:
    placed_on = clock.local(order.placed_at, trade_terms.ZONE).date()
    if sent_on < placed_on:
        raise Invalid(
            {"received_on": f"This order was placed on {clock.spelt_day(placed_on)}, so nothing was sent for it before."}
        )


def _still_open(session: Session, order: Order, amount: int) -> None:
    if order.status in {"cancelled", "returned"}:
        raise Conflict(f"This order is {order.status}, so nothing is paid for it any more.")
    known = select(func.coalesce(func.sum(OrderPayment.amount), 0)).where(
        OrderPayment.order_id == order.id, OrderPayment.status != "rejected", OrderPayment.deleted_at.is_(None)
    )
    left = order.payable_amount - int(session.scalar(known) or 0)
    if amount > left:
        raise Invalid({"amount": f"{rupees(max(0, left))} of this order is left to pay. You entered {rupees(amount)}."})


def _not_known(session: Session, order: Order, values: Values) -> None:
    """A reference is one payment's; whose it is, is said only to who paid it."""
    if not values["reference_number"]:
        return
    query = (
        select(Order.order_number, Order.clinic_id)
        .join(OrderPayment, OrderPayment.order_id == Order.id)
        .where(
            OrderPayment.method == values["method"],
            OrderPayment.reference_number == values["reference_number"],
            OrderPayment.status != "rejected",
        )
    )
    found = session.execute(query).first()
    if found is not None:
        own = found.order_number if found.clinic_id == order.clinic_id else None
        code, sentence = trade_terms.duplicate_reference(settlement.METHOD_WORDS[settlement.METHODS.index(values["method"])], own)
        raise Invalid({"reference_number": sentence}, {"reference_number": code})


def takes_proof(_session: Session, _actor: Actor, row: OrderPayment) -> None:
    """Papers come and go until the platform has looked."""
    if row.status != "submitted":
        raise Conflict("The platform has looked at this payment; its papers stay as they are.")


def verify(session: Session, actor: Actor, row: OrderPayment, _values: Values) -> None:
    """The money is there; a fully paid order can be confirmed, what is too much goes back at once."""
    row.verified_by, row.verified_at = actor.user_id, clock.now()
    session.flush()
    order = refunds.locked_order(session, row.order_id)
    if order_moves.is_paid(session, order):
        for part in session.scalars(select(SubOrder).where(SubOrder.order_id == order.id, SubOrder.status != "cancelled")):
            part.paid_at = part.paid_at or clock.now()
    refunds.return_surplus(session, actor, order)


def reject(session: Session, actor: Actor, row: OrderPayment, values: Values) -> None:
    """The bank knows nothing of it; the clinic has time for another one."""
    row.verified_by, row.verified_at, row.rejection_reason = actor.user_id, clock.now(), values["reason"]
    session.flush()
    order = refunds.locked_order(session, row.order_id)
    if order.expires_at is not None and not order_moves.is_paid(session, order):
        # An unchecked payment had stopped the clock; what is left of it is at least a day.
        order.expires_at = max(order.expires_at, clock.now() + timedelta(hours=AFTER_REJECTION_HOURS))
    refunds.settle(session, order)


AFTER_REJECTION_HOURS = 24
STAFF = ("support", "admin")
WHY = Field("reason", "longtext", required=True, max_length=500, hint="The clinic reads it.")
STEPS = (
    Step("verify", ("submitted",), "verified", STAFF, label="Verify payment", apply=verify),
    Step("reject", ("submitted",), "rejected", STAFF, label="Reject payment", asks=(WHY,), danger=True, apply=reject,
         opened_by="verify", question="Reject {label}?"),
)  # fmt: skip
