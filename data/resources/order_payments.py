"""Payments of orders: recorded by the clinic, found at the bank by the platform."""

from __future__ import annotations

from sqlalchemy.orm import joinedload

from data.core import clock, settlement
from data.core.money import rupees
from data.core.resource import Column, Derived, Field, Filter, Resource, declare
from data.models import Order, OrderPayment
from data.rules import order_payments as rules
from data.store import files

WORDS = dict(zip(settlement.METHODS, settlement.METHOD_WORDS, strict=True))
PAYMENTS = declare(
    Resource(
        name="order_payments",
        model=OrderPayment,
        title="Payments",
        singular="payment",
        icon="bank",
        group="Marketplace",
        search=("reference_number",),
        fields=(
            Field("amount", "money", on=()),
            Field("method", "choice", choices=settlement.METHODS, names=settlement.METHOD_WORDS, on=()),
            Field("reference_number", label="Reference", on=()),
            Field("received_on", "date", label="Sent on", on=()),
            Field("rejection_reason", "longtext", label="Why it was rejected", on=()),
        ),
        columns=(
            Column("order", "Order", lambda r, _z: r.order.order_number, width=190),
            Column("amount", "Amount", lambda r, _z: rupees(r.amount), sort="amount", kind="number", width=118),
            Column("method", "Method", lambda r, _z: WORDS.get(r.method, r.method), width=150, phone=False),
            Column("reference_number", "Reference", lambda r, _z: r.reference_number or "", width=200, phone=False),
            Column(
                "received_on", "Sent on", lambda r, _z: clock.spelt_day(r.received_on), sort="received_on", width=130, phone=False
            ),
            Column("status", "Status", lambda r, _z: r.status, kind="status", width=140),
        ),
        filters=(Filter("status", "Status", choices=settlement.PAYMENT_STATUSES),),
        label=lambda r: f"{rupees(r.amount)} for {r.order.order_number}",
        steps=rules.STEPS,
        derived=(
            Derived("status", lambda r, _z: r.status),
            Derived("order", lambda r, _z: r.order.order_number),
            Derived("about", lambda r, _z: (("Order", r.order.order_number, f"/dashboard/orders/{r.order.parts[0].id}"),)),
        ),
        load=(joinedload(OrderPayment.order).selectinload(Order.parts),),
        own_pages=frozenset({"new", "edit", "detail"}),
    )
)
files.TAKES[PAYMENTS.name] = files.Takes("create", rules.takes_proof, 10 * files.MEGA, 10)
