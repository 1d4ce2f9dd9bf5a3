"""The clinic's shelves: batches and the movements whose sum they are (marketplace.md §12). Quantities in base units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from data.core import clock, trade_terms
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotFound
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import ProductBatch, StockBatch, StockItem, StockMovement
from data.store import access, audit, cleaning
from data.store.read import as_id, find
from data.store.unit_of_work import writing

NOUN = "stock"
STATUSES = ("usable", "quarantined", "recalled")
# What a hand does to a batch, with its direction; an adjustment is typed with its sign.
BY_HAND = {"adjustment": 0, "consumption": -1, "wastage": -1, "recall": -1}
NO_REASON_NEEDED = {"consumption"}
ADJUSTED = (
    Field("movement_type", "choice", label="What happened", required=True, choices=tuple(BY_HAND), default="adjustment",
          names=("Correction", "Used in a therapy", "Broken or spoilt", "Recalled, taken off")),
    Field("quantity", "integer", label="Quantity", required=True, minimum=-10_000_000, maximum=10_000_000,
          hint="In units; a correction may be negative."),
    Field("reason", max_length=300),
)  # fmt: skip
PUT_IN = (
    Field("batch_number", label="Batch", required=True, max_length=60),
    Field("expires_on", "date", label="Expiry", required=True),
    Field("quantity", "integer", label="Quantity", required=True, minimum=1, maximum=10_000_000),
    Field("reason", label="Where it comes from", max_length=300),
)
SET_ASIDE = (Field("status", "choice", required=True, choices=STATUSES), Field("reason", required=True, max_length=300))


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a movement happened: words, and the row it follows from."""

    reason: str | None = None
    noun: str | None = None
    row_id: UUID | None = None


def recalled() -> ColumnElement[bool]:
    """Batches whose manufacturer called them back; they are unusable from that moment, without a write on the clinic's side."""
    back = select(ProductBatch.id).where(ProductBatch.id == StockBatch.product_batch_id, ProductBatch.status == "recalled")
    return back.exists()


def usable(day: date) -> ColumnElement[bool]:
    """Batches that may be handed out on a day, through their expiry."""
    return (StockBatch.status == "usable") & StockBatch.deleted_at.is_(None) & (StockBatch.expires_on >= day) & ~recalled()


def on_hand(row: StockItem) -> int:
    """All units of an item on the shelf, whatever their state."""
    return sum(batch.quantity_on_hand for batch in row.batches if batch.deleted_at is None)


def locked(session: Session, item_ids: Iterable[UUID]) -> None:
    """Lock items in one order, so that two hands never wait for each other; batches of a locked item are the holder's."""
    query = select(StockItem.id).where(StockItem.id.in_(list(item_ids))).order_by(StockItem.id)
    session.execute(query.with_for_update()).all()


def batches_of(session: Session, item_id: UUID, *chosen: ColumnElement[bool]) -> list[StockBatch]:
    """Batches first to expire first, then first received (FEFO), as they stand now."""
    query = select(StockBatch).where(StockBatch.item_id == item_id, StockBatch.deleted_at.is_(None), *chosen)
    query = query.order_by(StockBatch.expires_on, StockBatch.first_received_at, StockBatch.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def move(
    session: Session, actor: Actor, batch: StockBatch, kind: str, quantity: int, cause: Cause, at: datetime | None = None
) -> StockMovement:
    """Append one signed movement of a batch of a locked item; Conflict when it would leave less than nothing."""
    if batch.quantity_on_hand + quantity < 0:
        raise Conflict(f"Only {batch.quantity_on_hand} of batch {batch.batch_number} are on the shelf.", "quantity")
    batch.quantity_on_hand += quantity
    made = StockMovement(
        clinic_id=batch.clinic_id, item_id=batch.item_id, batch_id=batch.id, movement_type=kind, quantity=quantity,
        unit_cost=batch.unit_cost, reason=cause.reason, reference_type=cause.noun, reference_id=cause.row_id,
        occurred_at=at or clock.now(), created_by=actor.user_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def batch_for(
    session: Session, item: StockItem, number: str, expires_on: date, unit_cost: Decimal = Decimal(0), **more: Any
) -> StockBatch:
    """The batch of this number and expiry of a locked item, begun if it is new."""
    same = (StockBatch.batch_number == number, StockBatch.expires_on == expires_on)
    known = batches_of(session, item.id, *same)
    if known:
        if not known[0].quantity_on_hand:
            known[0].unit_cost = unit_cost
        return known[0]
    made = StockBatch(
        clinic_id=item.clinic_id, item_id=item.id, batch_number=number, expires_on=expires_on, quantity_on_hand=0,
        unit_cost=unit_cost, first_received_at=clock.now(), **more,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def opened_batch(session: Session, actor: Actor, batch_id: Any) -> tuple[StockItem, StockBatch]:
    """A batch the actor may adjust, with its item, both locked."""
    batch = session.scalars(
        select(StockBatch).where(StockBatch.id == as_id(batch_id), StockBatch.deleted_at.is_(None))
    ).one_or_none()
    if batch is None:
        raise NotFound
    item: StockItem = find(session, declared(NOUN), actor, batch.item_id, "adjust")
    locked(session, [item.id])
    session.refresh(batch)
    return item, batch


def adjust(actor: Actor, batch_id: Any, raw: Mapping[str, Any]) -> int:
    """A movement by hand, with its reason; what is on hand then."""
    access.require(declared(NOUN), actor, "adjust")
    values = cleaning.read_fields(ADJUSTED, raw)
    kind, typed = values["movement_type"], values["quantity"]
    if not values["reason"] and kind not in NO_REASON_NEEDED:
        raise Invalid({"reason": "Say why."})
    if typed == 0 or (BY_HAND[kind] and typed < 0):
        raise Invalid({"quantity": "Type how many units, at least 1."})
    with writing(actor) as session:
        item, batch = opened_batch(session, actor, batch_id)
        move(session, actor, batch, kind, typed * (BY_HAND[kind] or 1), Cause(values["reason"]))
        said = {"batch": batch.batch_number, "what": kind, "quantity": typed, "reason": values["reason"] or ""}
        audit.record(session, actor, "adjust", NOUN, item.id, clinic_id=item.clinic_id, detail={"after": said})
        return batch.quantity_on_hand


def put_in(actor: Actor, item_id: Any, raw: Mapping[str, Any]) -> UUID:
    """Goods that were here before, or were bought elsewhere: a batch and its opening movement."""
    access.require(declared(NOUN), actor, "adjust")
    values = cleaning.read_fields(PUT_IN, raw)
    if values["expires_on"] < trade_terms.today():
        raise Invalid(
            {"expires_on": f"This batch expired on {clock.spelt_day(values['expires_on'])}; it does not go on the shelf."}
        )
    with writing(actor) as session:
        item: StockItem = find(session, declared(NOUN), actor, item_id, "adjust")
        locked(session, [item.id])
        batch = batch_for(session, item, values["batch_number"], values["expires_on"])
        move(session, actor, batch, "opening", values["quantity"], Cause(values["reason"]))
        said = {"batch": batch.batch_number, "what": "opening", "quantity": values["quantity"], "reason": values["reason"] or ""}
        audit.record(session, actor, "adjust", NOUN, item.id, clinic_id=item.clinic_id, detail={"after": said})
        return batch.id


def set_aside(actor: Actor, batch_id: Any, raw: Mapping[str, Any]) -> None:
    """Mark a batch as usable, quarantined or recalled; what is not usable is never handed out."""
    access.require(declared(NOUN), actor, "adjust")
    values = cleaning.read_fields(SET_ASIDE, raw)
    with writing(actor) as session:
        item, batch = opened_batch(session, actor, batch_id)
        said = {
            "before": {"batch": batch.batch_number, "status": batch.status},
            "after": {"status": values["status"], "reason": values["reason"]},
        }
        batch.status, batch.updated_by = values["status"], actor.user_id
        session.flush()
        audit.record(session, actor, "adjust", NOUN, item.id, clinic_id=item.clinic_id, detail=said)


def named_once(session: Session, _actor: Actor, row: StockItem, values: Mapping[str, Any] | None) -> None:
    """Two items of one name would hide each other from the dispensing counter."""
    if values is not None and "item_name" not in values:
        return
    same = select(StockItem.id).where(
        StockItem.clinic_id == row.clinic_id, func.lower(StockItem.item_name) == row.item_name.lower(),
        StockItem.id != row.id, StockItem.deleted_at.is_(None),
    )  # fmt: skip
    if session.scalar(same) is not None:
        raise Invalid({"item_name": f"{row.item_name} is on your list already."})


def shelf_is_empty(_session: Session, _actor: Actor, row: StockItem, _values: Mapping[str, Any] | None) -> None:
    """What lies on the shelf is counted out first."""
    left = on_hand(row)
    if left:
        raise Conflict(f"{left} {row.base_unit} of {row.item_name} are still on the shelf. Take them out first.")


RULES = (named_once,)
