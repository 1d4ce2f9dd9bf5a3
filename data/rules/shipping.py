"""Goods leave in parts, batch by batch; what will not leave is closed and given back (marketplace.md §6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.core import clock, trade_terms
from data.core.actor import Actor, across
from data.core.errors import Conflict, Invalid, NotAllowed
from data.core.order_table import MAKER, STAFF
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import OrderLine, ProductBatch, Shipment, ShipmentLine, StockReservation, SubOrder
from data.rules import order_hooks, order_moves
from data.rules.order_moves import CODE, WORDS, lines_of, refusal, take
from data.store import access, audit, cleaning, numbers
from data.store.keyring import PLATFORM
from data.store.read import as_id, find
from data.store.unit_of_work import patiently, writing

FIELDS = (Field("courier", max_length=80), Field("tracking_number", max_length=80), CODE, WORDS)


@dataclass(frozen=True, slots=True)
class Packed:
    """So many packs of one batch for one order line."""

    order_line_id: UUID
    batch_id: UUID
    quantity: int


def packed(raw: Any) -> list[Packed]:
    """Parts as they come from a form or a program; Invalid for another shape."""
    try:
        return [Packed(as_id(p["order_line_id"]), as_id(p["batch_id"]), _whole(p["quantity"])) for p in raw]
    except (TypeError, KeyError) as bad:
        raise Invalid({"quantity": "These parts cannot be read."}) from bad


def _whole(typed: Any) -> int:
    if isinstance(typed, bool) or not str(typed).strip().isdecimal():
        raise Invalid({"quantity": "A quantity is a whole number of packs."})
    return int(typed)


def ship(actor: Actor, sub_order_id: Any, parts: Sequence[Packed], raw: Mapping[str, Any] | None = None) -> UUID:
    """Send packs of reserved batches together; the id of the shipment. The last open pack ships the sub-order."""
    values = cleaning.read_fields(FIELDS, raw or {})
    return patiently(lambda: _ship(actor, sub_order_id, [p for p in parts if p.quantity], values))


def _ship(actor: Actor, sub_order_id: Any, parts: Sequence[Packed], values: dict[str, Any]) -> UUID:
    with writing(across(actor)) as session:
        part = _opened(session, actor, sub_order_id, "shipped")
        if not parts:
            raise Invalid({"quantity": "Say how many packs of which batch leave."})
        lines = {line.id: line for line in lines_of(session, part, lock=True)}
        sides = {"clinic_id": part.clinic_id, "manufacturer_id": part.manufacturer_id}
        year = clock.financial_year(trade_terms.today())
        shipment = Shipment(
            sub_order_id=part.id, courier=values["courier"], tracking_number=values["tracking_number"], shipped_at=clock.now(),
            created_by=actor.user_id, updated_by=actor.user_id, shipment_number="", **sides,
        )  # fmt: skip
        for packs in sorted(parts, key=lambda p: p.batch_id):
            _leaves(session, lines, packs)
        shipment.shipment_number = f"SHP-{year}-{numbers.take(session, PLATFORM, f'shipments {year}'):06d}"
        session.add(shipment)
        session.flush()
        sent = [
            ShipmentLine(
                shipment_id=shipment.id, order_line_id=p.order_line_id, batch_id=p.batch_id, quantity=p.quantity, **sides
            )
            for p in parts
        ]
        session.add_all(sent)
        session.flush()
        _status_follows(session, actor, part, list(lines.values()), values)
        detail = {"after": {"shipment": shipment.shipment_number, "packs": sum(p.quantity for p in parts)}}
        audit.record(session, actor, "ship", "orders", part.id, clinic_id=part.clinic_id, detail=detail)
        for told in order_hooks.SHIPPED:
            told(session, actor, part, shipment, sent)
        return shipment.id


def _opened(session: Session, actor: Actor, sub_order_id: Any, done: str) -> SubOrder:
    """The part, locked, if the actor sends goods and goods can still be sent."""
    resource = declared("orders")
    access.require(resource, actor, "step")
    part: SubOrder = find(session, resource, actor, sub_order_id, "step", lock=True)
    if order_moves.role_in(actor, MAKER | STAFF) is None:
        raise NotAllowed
    if part.status not in {"confirmed", "processing"}:
        raise refusal(part.status, done)
    return part


def _leaves(session: Session, lines: Mapping[UUID, OrderLine], packs: Packed) -> None:
    """On hand and reserved both fall; only what is promised to this line and may be sold leaves."""
    line = lines.get(packs.order_line_id)
    query = select(StockReservation).where(
        StockReservation.order_line_id == packs.order_line_id, StockReservation.batch_id == packs.batch_id, StockReservation.status == "active"
    )  # fmt: skip
    kept = session.scalars(query.with_for_update()).first() if line is not None else None
    if line is None or kept is None or kept.quantity < packs.quantity:
        held = kept.quantity if kept else 0
        raise Conflict(f"{held} packs of this batch are reserved for this line; {packs.quantity} cannot leave.")
    today = trade_terms.today()
    fewer = update(ProductBatch).where(
        ProductBatch.id == packs.batch_id, ProductBatch.status == "released", ProductBatch.expires_on >= today
    )
    done = session.connection().execute(
        fewer.values(
            quantity_on_hand=ProductBatch.quantity_on_hand - packs.quantity, quantity_reserved=ProductBatch.quantity_reserved - packs.quantity
        )
    )  # fmt: skip
    if not done.rowcount:
        raise Conflict(f"This batch of {line.product_name} is expired, in quarantine or recalled; it cannot leave.")
    _consumed(session, kept, packs.quantity)
    line.shipped_quantity += packs.quantity


def _consumed(session: Session, kept: StockReservation, quantity: int) -> None:
    if kept.quantity == quantity:
        kept.status = "consumed"
        return
    kept.quantity -= quantity
    sides = {"clinic_id": kept.clinic_id, "manufacturer_id": kept.manufacturer_id}
    session.add(
        StockReservation(order_line_id=kept.order_line_id, batch_id=kept.batch_id, quantity=quantity, status="consumed", **sides)
    )


def _status_follows(session: Session, actor: Actor, part: SubOrder, lines: list[OrderLine], values: Mapping[str, Any]) -> None:
    """Shipped when nothing open is left, else in work from the first parcel on."""
    before = part.status
    is_all = all(line.shipped_quantity == line.quantity - line.cancelled_quantity for line in lines)
    part.status = "shipped" if is_all else "processing"
    if part.status != before:
        take(session, actor, part, before, values)


def close_remainder(actor: Actor, sub_order_id: Any, raw: Mapping[str, Any]) -> None:
    """What has not left will not: stock is released, the value refunded. With nothing shipped that is a cancellation."""
    values = cleaning.read_fields((CODE, WORDS), raw)
    patiently(lambda: _close(actor, sub_order_id, values))


def _close(actor: Actor, sub_order_id: Any, values: Mapping[str, Any]) -> None:
    with writing(across(actor)) as session:
        part = _opened(session, actor, sub_order_id, "closed")
        lines = lines_of(session, part, lock=True)
        if not values["reason_code"]:
            raise Invalid({"reason_code": "Say why: choose a reason."})
        if not any(line.shipped_quantity for line in lines):
            part.status = "cancelled"
            order_moves.cancel(session, actor, part, values)
        else:
            _close_lines(session, actor, part, lines, values)
        audit.record(
            session,
            actor,
            "close-remainder",
            "orders",
            part.id,
            clinic_id=part.clinic_id,
            detail={k: str(v) for k, v in values.items() if v},
        )


def _close_lines(session: Session, actor: Actor, part: SubOrder, lines: list[OrderLine], values: Mapping[str, Any]) -> None:
    order_moves.release(session, lines)
    closed: dict[UUID, tuple[int, int]] = {}
    for line in lines:
        first, last = line.shipped_quantity, line.quantity - line.cancelled_quantity
        if last > first:
            closed[line.id] = (first, last)
            line.cancelled_quantity += last - first
    session.flush()
    _status_follows(session, actor, part, lines, values)
    order_moves.delivered_if_complete(session, actor, part, values)
    for told in order_hooks.CLOSED:
        told(session, actor, part, closed)


def pick_list(session: Session, part: SubOrder) -> list[tuple[OrderLine, ProductBatch, int]]:
    """What to take from which batch: line, batch, packs still reserved."""
    query = (
        select(OrderLine, ProductBatch, StockReservation.quantity)
        .join(StockReservation, StockReservation.order_line_id == OrderLine.id)
        .join(ProductBatch, ProductBatch.id == StockReservation.batch_id)
        .where(OrderLine.sub_order_id == part.id, StockReservation.status == "active")
        .order_by(OrderLine.id, ProductBatch.expires_on, ProductBatch.id)
    )
    return [(line, batch, packs) for line, batch, packs in session.execute(query)]
