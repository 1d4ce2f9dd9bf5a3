"""The clinic opens a parcel and counts: good + damaged + short = sent, for every line (marketplace.md §6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, fields, trade_terms
from data.core.actor import Actor, across
from data.core.errors import Conflict, Invalid, NotFound
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    OrderLine,
    ProductBatch,
    Shipment,
    ShipmentLine,
    SubOrder,
)  # fmt: skip
from data.rules import order_hooks, order_moves
from data.rules.order_moves import lines_of, refusal
from data.store import access, audit, numbers
from data.store.read import as_id, find
from data.store.unit_of_work import patiently, writing

COUNTS = (
    Field("good", "integer", required=True, minimum=0, maximum=1_000_000),
    Field("damaged", "integer", minimum=0, maximum=1_000_000, default=0),
    Field("short", "integer", label="Missing", minimum=0, maximum=1_000_000, default=0),
    Field("batch_number", label="Batch", required=True, max_length=60),
    Field("expires_on", "date", required=True),
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What was found of one line of a parcel."""

    good: int
    damaged: int
    short: int
    batch_number: str
    expires_on: date


def receive(actor: Actor, shipment_id: Any, raw: Mapping[str, Mapping[str, Any]]) -> UUID:
    """Post a receipt; `raw` holds the counts by id of the parcel's line. Invalid names each line's field as "<id>-<field>"."""
    resource = declared("orders")
    access.require(resource, actor, "receive")
    counted = _read(raw)
    return patiently(lambda: _receive(actor, as_id(shipment_id), counted))


def _read(raw: Mapping[str, Mapping[str, Any]]) -> dict[UUID, Counted]:
    found: dict[UUID, Counted] = {}
    errors: dict[str, str] = {}
    for line_id, typed in raw.items():
        values: dict[str, Any] = {}
        for field in COUNTS:
            try:
                values[field.name] = fields.parse(field, typed.get(field.name, field.default)) or (
                    0 if field.kind == "integer" else ""
                )
            except fields.Unreadable as bad:
                errors[f"{line_id}-{field.name}"] = str(bad)
        if len(values) == len(COUNTS):
            found[as_id(line_id)] = Counted(**values)
    if errors:
        raise Invalid(errors)
    return found


def _receive(actor: Actor, shipment_id: UUID, counted: Mapping[UUID, Counted]) -> UUID:
    with writing(across(actor)) as session:
        shipment, part = _parcel(session, actor, shipment_id)
        sent = lines_in(session, shipment)
        _adds_up(sent, counted)
        lines = {line.id: line for line in lines_of(session, part, lock=True)}
        given = _counts_follow(lines, shipment, sent, counted)
        now, year = clock.now(), clock.financial_year(trade_terms.today())
        shipment.delivered_at, shipment.received_at = shipment.delivered_at or now, now
        sides = {"clinic_id": part.clinic_id, "manufacturer_id": part.manufacturer_id}
        receipt = GoodsReceipt(
            shipment_id=shipment.id, received_by=actor.user_id, received_at=now, created_by=actor.user_id, updated_by=actor.user_id,
            grn_number=f"GRN-{year}-{numbers.take(session, part.clinic_id, f'goods receipts {year}'):06d}", **sides,
        )  # fmt: skip
        session.add(receipt)
        session.flush()
        rows = [_row(receipt, line, counted[line.id], sides) for line in sent]
        session.add_all(rows)
        session.flush()
        order_moves.delivered_if_complete(session, actor, part)
        audit.record(
            session,
            actor,
            "receive",
            "orders",
            part.id,
            clinic_id=part.clinic_id,
            detail={"after": {"receipt": receipt.grn_number}},
        )
        if given:
            for earned in order_hooks.DELIVERED:
                earned(session, actor, part, given)
        for told in order_hooks.RECEIVED:
            told(session, actor, part, receipt, rows)
        return receipt.id


def _parcel(session: Session, actor: Actor, shipment_id: UUID) -> tuple[Shipment, SubOrder]:
    query = select(Shipment).where(Shipment.id == shipment_id, Shipment.deleted_at.is_(None))
    shipment = session.scalars(query).one_or_none()
    if shipment is None:
        raise NotFound
    part: SubOrder = find(session, declared("orders"), actor, shipment.sub_order_id, "receive", lock=True)
    session.refresh(shipment, with_for_update=True)
    if shipment.received_at is not None:
        raise Conflict("This parcel was received already.")
    if part.status not in {"processing", "shipped", "delivered"}:
        raise refusal(part.status, "received")
    return shipment, part


def lines_in(session: Session, shipment: Shipment) -> list[ShipmentLine]:
    """What was sent in a parcel."""
    return list(session.scalars(select(ShipmentLine).where(ShipmentLine.shipment_id == shipment.id).order_by(ShipmentLine.id)))


def _adds_up(sent: Sequence[ShipmentLine], counted: Mapping[UUID, Counted]) -> None:
    errors, today = {}, trade_terms.today()
    if set(counted) - {line.id for line in sent}:
        raise NotFound
    for line in sent:
        count = counted.get(line.id)
        if count is None:
            errors[f"{line.id}-good"] = "Count this line too."
        elif count.good + count.damaged + count.short != line.quantity:
            total = count.good + count.damaged + count.short
            errors[f"{line.id}-good"] = f"Good, damaged and missing make {total}; {line.quantity} were sent."
        elif count.good and count.expires_on < today:
            errors[f"{line.id}-expires_on"] = (
                f"This batch expired on {clock.spelt_day(count.expires_on)}; it cannot be received as good."
            )
    if errors:
        raise Invalid(errors)


def _counts_follow(
    lines: Mapping[UUID, OrderLine], shipment: Shipment, sent: Sequence[ShipmentLine], counted: Mapping[UUID, Counted]
) -> dict[UUID, int]:
    """Good and damaged are delivered; what somebody had marked as delivered before is corrected by what is missing."""
    given: dict[UUID, int] = {}
    for found in sent:
        line, count = lines[found.order_line_id], counted[found.id]
        if shipment.delivered_at is None:
            line.delivered_quantity += count.good + count.damaged
            given[line.id] = given.get(line.id, 0) + count.good + count.damaged
        elif line.delivered_quantity - count.short < line.returned_quantity:
            raise Conflict(f"Some of {line.product_name} was sent back already; it cannot be missing.")
        else:
            line.delivered_quantity -= count.short
        line.short_quantity += count.short
    return {line_id: packs for line_id, packs in given.items() if packs}


def _row(receipt: GoodsReceipt, line: ShipmentLine, count: Counted, sides: Mapping[str, UUID]) -> GoodsReceiptLine:
    return GoodsReceiptLine(
        receipt_id=receipt.id, shipment_line_id=line.id, good=count.good, damaged=count.damaged, short=count.short,
        batch_number=count.batch_number, expires_on=count.expires_on, **sides,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """One line of a parcel as the receipt form shows it, batch and expiry filled in from the shipment."""

    id: UUID
    product_name: str
    pack_size: str
    quantity: int
    batch_number: str
    expires_on: date


def to_count(actor: Actor, shipment_id: Any) -> tuple[Shipment, SubOrder, list[Sent]]:
    """A parcel that waits for its receipt."""
    access.require(declared("orders"), actor, "receive")
    with writing(across(actor)) as session:
        shipment, part = _parcel(session, actor, as_id(shipment_id))
        query = (
            select(ShipmentLine, OrderLine, ProductBatch)
            .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
            .join(ProductBatch, ProductBatch.id == ShipmentLine.batch_id)
            .where(ShipmentLine.shipment_id == shipment.id)
            .order_by(ShipmentLine.id)
        )
        found = [
            Sent(sent.id, line.product_name, line.pack_size, sent.quantity, batch.batch_number, batch.expires_on)
            for sent, line, batch in session.execute(query)
        ]
        return shipment, part, found
