"""Orders: the part of a checkout that one manufacturer fulfils. The parent order is the clinic's alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload, selectinload

from data.analytics import trade
from data.analytics.trade_rows import line_of
from data.core import clock, money
from data.core.actor import Actor
from data.core.gst import STATES
from data.core.order_table import STATUSES
from data.core.resource import Column, Derived, Filter, Resource, declare
from data.models import SubOrder
from data.rules import order_filters
from data.rules import order_moves as rules


def _own(actor: Actor) -> Any:
    return SubOrder.manufacturer_id == actor.manufacturer_id


def _goes_to(row: SubOrder) -> str:
    """What a manufacturer may know of a buyer before it confirms."""
    return f"{row.ship_to_district}, {STATES.get(row.ship_to_state_code, row.ship_to_state_code)}"


def _closed(row: SubOrder) -> str:
    """What was closed of an order that goes on: its total less this is what it is worth."""
    worth = 0 if row.status == "cancelled" else sum(trade.closed(line_of(line)) for line in row.lines)
    return f"−{money.rupees(worth)}" if worth else ""


ORDERS = declare(
    Resource(
        name="orders",
        model=SubOrder,
        title="Orders",
        singular="order",
        icon="box-seam",
        group="Marketplace",
        order="-placed_at",
        search=("sub_order_number",),
        fields=(),
        columns=(
            Column("sub_order_number", "Order", lambda r, _z: r.sub_order_number, sort="sub_order_number", width=210),
            Column("placed_at", "Placed", lambda r, z: clock.spelt(r.placed_at, z), sort="placed_at", width=178, phone=False),
            Column("maker", "Manufacturer", lambda r, _z: r.manufacturer.company_name, width=184, phone=False),
            Column("goes_to", "Goes to", lambda r, _z: _goes_to(r), width=140, phone=False),
            Column("total_amount", "Total", lambda r, _z: money.rupees(r.total_amount), sort="total_amount", kind="number", width=124),
            Column("closed", "Closed", lambda r, _z: _closed(r), kind="number", width=92, phone=False),
            Column("promised_on", "Promised", lambda r, _z: clock.spelt_day(r.promised_on) if r.promised_on else "", sort="promised_on",
                   width=122, phone=False),
            Column("status", "Status", lambda r, _z: r.status, sort="status", kind="status", width=140),
        ),
        filters=(
            Filter("status", "Status", choices=STATUSES),
            Filter("counted", "Counted in", choices=tuple(order_filters.WORDS), names=tuple(order_filters.WORDS.values()),
                   among=order_filters.counted_in),
            Filter("from", "From", "from", among=order_filters.placed_on),
            Filter("to", "Before", "to", among=order_filters.placed_on),
            Filter("manufacturer_id", "Manufacturer", kind="link", link="manufacturers"),
        ),
        label=lambda r: r.sub_order_number,
        steps=rules.STEPS,
        scope={"own-sub-orders": _own},
        derived=(
            Derived("status", lambda r, _z: r.status),
            Derived("order_id", lambda r, _z: r.order_id),
            Derived("manufacturer", lambda r, _z: r.manufacturer.company_name),
            Derived("goes_to", lambda r, _z: _goes_to(r)),
            Derived("pincode", lambda r, _z: r.ship_to_pincode),
            Derived("placed_at", lambda r, _z: r.placed_at),
            Derived("promised_on", lambda r, _z: r.promised_on),
            Derived("subtotal", lambda r, _z: r.subtotal),
            Derived("cgst_amount", lambda r, _z: r.cgst_amount),
            Derived("sgst_amount", lambda r, _z: r.sgst_amount),
            Derived("igst_amount", lambda r, _z: r.igst_amount),
            Derived("total_amount", lambda r, _z: r.total_amount),
        ),
        load=(joinedload(SubOrder.manufacturer), selectinload(SubOrder.lines)),
        own_pages=frozenset({"new", "edit", "detail"}),
    )
)  # fmt: skip
