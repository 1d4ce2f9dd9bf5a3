"""An order as one actor opens it: what is not for her is not in the answer (marketplace.md §11)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from data.core import roles
from data.core.actor import Actor, across
from data.core.resource import resource as declared
from data.models import (
    GoodsReceipt,
    Order,
    OrderEvent,
    OrderLine,
    ProductBatch,
    Return,
    Shipment,
    ShipmentLine,
    SubOrder,
)  # fmt: skip
from data.rules import returns, shipping
from data.rules.order_moves import lines_of
from data.store import access
from data.store.read import find
from data.store.record import open_steps
from data.store.unit_of_work import reading

LINE = (
    "id", "product_id", "product_sku", "product_name", "pack_size", "unit_price", "gst_rate", "quantity", "cancelled_quantity", "shipped_quantity",
    "delivered_quantity", "short_quantity", "returned_quantity", "taxable_value", "gst_amount", "line_total",
)  # fmt: skip
PART = (
    "id", "order_id", "sub_order_number", "status", "version", "subtotal", "cgst_amount", "sgst_amount", "igst_amount", "total_amount", "promised_on",
    "placed_at", "confirmed_at", "processing_at", "shipped_at", "delivered_at", "cancelled_at", "returned_at", "cancellation_reason_code",
    "cancellation_reason", "ship_to_district", "ship_to_state_code", "ship_to_pincode",
)  # fmt: skip
BUYER = ("buyer_legal_name", "buyer_gstin", "ship_to_name", "ship_to_line1", "ship_to_city", "ship_to_phone")
PARENT = ("id", "order_number", "status", "payment_status", "total_amount", "payable_amount", "expires_at", "notes", "source")
Values = dict[str, Any]


def opened(actor: Actor, sub_order_id: Any) -> Values:
    """Everything of a sub-order its opener may see: "part", "lines", "steps", "events", "parcels"; for the clinic and the platform
    "parent" and "siblings"; for who may ask for a return "returnable", packs by line; for who sends goods "picks". A buyer's name and address only once the maker confirmed.
    """
    resource = declared("orders")
    access.require(resource, actor, "view")
    with reading(across(actor)) as session:
        part: SubOrder = find(session, resource, actor, sub_order_id, "view")
        is_maker = actor.manufacturer_id is not None and not actor.is_platform
        names = (*PART, *(BUYER if not is_maker or part.confirmed_at else ()))
        found: Values = {
            "part": _values(part, names) | {"manufacturer": part.manufacturer.company_name},
            "lines": [_values(line, LINE) for line in lines_of(session, part)],
            "steps": open_steps(session, resource, actor, part),
            "events": _events(session, part),
            "parcels": _parcels(session, part),
            "returns": [
                _values(r, ("id", "return_number", "quantity", "status")) | {"opens": roles.allowed(actor, "returns", "view")}
                for r in _returns(session, part)
            ],
        }
        if is_maker or actor.is_platform:
            found["picks"] = [
                {"order_line_id": line.id, "batch_id": batch.id, "name": line.product_name, "batch": batch.batch_number,
                 "expires_on": batch.expires_on, "packs": packs}
                for line, batch, packs in shipping.pick_list(session, part)
            ]  # fmt: skip
        if roles.allowed(actor, "returns", "create"):
            left = [(line, returns.can_go_back(session, line)) for line in lines_of(session, part)]
            found["returnable"] = [(str(line.id), line.product_name, packs) for line, packs in left if packs > 0]
        if not is_maker:
            order = session.scalars(select(Order).where(Order.id == part.order_id)).one()
            found["parent"], found["siblings"] = _values(order, PARENT), _siblings(session, part)
        return found


def _values(row: Any, names: tuple[str, ...]) -> Values:
    return {name: getattr(row, name) for name in names}


def _siblings(session: Session, part: SubOrder) -> list[Values]:
    query = select(SubOrder).where(SubOrder.order_id == part.order_id).order_by(SubOrder.sub_order_number)
    rows = session.scalars(query.options(joinedload(SubOrder.manufacturer)))
    return [
        _values(r, ("id", "sub_order_number", "status", "total_amount")) | {"manufacturer": r.manufacturer.company_name}
        for r in rows
    ]


def _events(session: Session, part: SubOrder) -> list[Values]:
    query = select(OrderEvent).where(OrderEvent.sub_order_id == part.id).order_by(OrderEvent.occurred_at, OrderEvent.id)
    return [_values(e, ("to_status", "actor_role", "reason_code", "reason_text", "occurred_at")) for e in session.scalars(query)]


def _returns(session: Session, part: SubOrder) -> list[Return]:
    lines = select(OrderLine.id).where(OrderLine.sub_order_id == part.id)
    return list(session.scalars(select(Return).where(Return.order_line_id.in_(lines)).order_by(Return.id)))


def _parcels(session: Session, part: SubOrder) -> list[Values]:
    inside: dict[UUID, list[Values]] = {}
    query = (
        select(ShipmentLine, OrderLine.product_name, ProductBatch)
        .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        .join(ProductBatch, ProductBatch.id == ShipmentLine.batch_id)
        .where(OrderLine.sub_order_id == part.id)
        .order_by(ShipmentLine.id)
    )
    for sent, name, batch in session.execute(query):
        values = {"name": name, "batch": batch.batch_number, "expires_on": batch.expires_on, "packs": sent.quantity}
        inside.setdefault(sent.shipment_id, []).append(values)
    ids = select(Shipment.id).where(Shipment.sub_order_id == part.id)
    counted = select(GoodsReceipt.shipment_id, GoodsReceipt.grn_number).where(GoodsReceipt.shipment_id.in_(ids))
    receipts = {row.shipment_id: row.grn_number for row in session.execute(counted)}
    names = ("id", "shipment_number", "courier", "tracking_number", "shipped_at", "delivered_at", "received_at")
    found = session.scalars(select(Shipment).where(Shipment.sub_order_id == part.id).order_by(Shipment.shipped_at, Shipment.id))
    return [_values(s, names) | {"lines": inside.get(s.id, []), "receipt": receipts.get(s.id)} for s in found]
