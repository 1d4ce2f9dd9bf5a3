"""Refunds: money that goes back to a clinic."""

from __future__ import annotations

from sqlalchemy.orm import joinedload

from data.core import clock, settlement
from data.core.money import rupees
from data.core.resource import Column, Derived, Field, Filter, Resource, declare, words
from data.models import Order, Refund
from data.rules import refunds as rules

REFUNDS = declare(
    Resource(
        name="refunds",
        model=Refund,
        title="Refunds",
        singular="refund",
        icon="arrow-counterclockwise",
        group="Marketplace",
        search=("refund_number",),
        fields=(
            Field("refund_number", label="Number", on=()),
            Field("amount", "money", on=()),
            Field("reason_code", "choice", label="Because", choices=settlement.REFUND_REASONS, on=()),
            Field("method", "choice", choices=settlement.METHODS, names=settlement.METHOD_WORDS, on=()),
            Field("reference_number", label="Reference", on=()),
            Field("failure_reason", "longtext", label="Why it failed", on=()),
        ),
        columns=(
            Column("refund_number", "Refund", lambda r, _z: r.refund_number, sort="refund_number", width=190),
            Column("order", "Order", lambda r, _z: r.order.order_number, width=190, phone=False),
            Column("amount", "Amount", lambda r, _z: rupees(r.amount), sort="amount", kind="number", width=118),
            Column("reason_code", "Because", lambda r, _z: words(r.reason_code), width=170, phone=False),
            Column(
                "created_at", "Owed since", lambda r, z: clock.spelt(r.created_at, z), sort="created_at", width=170, phone=False
            ),
            Column("status", "Status", lambda r, _z: r.status, kind="status", width=140),
        ),
        filters=(
            Filter("status", "Status", choices=settlement.TRANSFER_STATUSES),
            Filter("reason_code", "Because", choices=settlement.REFUND_REASONS),
        ),
        label=lambda r: r.refund_number,
        steps=rules.STEPS,
        derived=(
            Derived("status", lambda r, _z: r.status),
            Derived("order", lambda r, _z: r.order.order_number),
            Derived(
                "about",
                lambda r, _z: (("Order", r.order.order_number, f"/dashboard/orders/{r.sub_order_id or r.order.parts[0].id}"),),
            ),
        ),
        load=(joinedload(Refund.order).selectinload(Order.parts),),
        own_pages=frozenset({"new", "edit"}),
    )
)
