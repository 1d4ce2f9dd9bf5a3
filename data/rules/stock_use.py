"""Handing out from the shelf: first to expire first, never below nothing, and back again (marketplace.md §12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from data.core import clock, trade_terms
from data.core.actor import Actor
from data.core.errors import Invalid
from data.core.resource import resource as declared
from data.models import Dispensing, PrescriptionItem, StockBatch, StockItem
from data.rules import stock
from data.store import access
from data.store.read import find
from data.store.unit_of_work import reading

FROM = "dispensings"


@dataclass(frozen=True, slots=True)
class Taken:
    """So many units of one batch; the batch is None where the clinic keeps no stock of the medicine."""

    quantity: int
    number: str | None
    expires_on: date | None
    batch: StockBatch | None = None


def shelves(session: Session, clinic_id: UUID, items: Iterable[PrescriptionItem]) -> dict[UUID, StockItem]:
    """The kept item of each prescribed one, by product or else by name; what is not kept is absent."""
    asked = list(items)
    products = [i.product_id for i in asked if i.product_id]
    names = {(i.medicine_name or "").lower() for i in asked}
    query = select(StockItem).where(
        StockItem.clinic_id == clinic_id, StockItem.deleted_at.is_(None),
        or_(StockItem.product_id.in_(products), func.lower(StockItem.item_name).in_(sorted(names))),
    )  # fmt: skip
    kept = list(session.scalars(query))
    by_product, by_name = {k.product_id: k for k in kept if k.product_id}, {k.item_name.lower(): k for k in kept}
    found = {
        i.id: (by_product.get(i.product_id) if i.product_id else None) or by_name.get((i.medicine_name or "").lower())
        for i in asked
    }
    return {item_id: item for item_id, item in found.items() if item is not None}


def taken(session: Session, item: StockItem, line: Mapping[str, Any]) -> list[Taken]:
    """From which batches a line of a locked item is handed out; Invalid names the box of the line."""
    place, quantity = line["number"], line["quantity"]
    good = stock.batches_of(session, item.id, stock.usable(trade_terms.today()), StockBatch.quantity_on_hand > 0)
    there = sum(batch.quantity_on_hand for batch in good)
    if there < quantity:
        raise Invalid({f"{place}-quantity": _not_enough(item, there, quantity)})
    chosen = _chosen(session, item, good, line)
    if chosen is not None and chosen is not good[0]:
        _another(item, good[0], chosen, line)
        good = [chosen]
    parts: list[Taken] = []
    for batch in good:
        part = min(quantity - sum(p.quantity for p in parts), batch.quantity_on_hand)
        if part:
            parts.append(Taken(part, batch.batch_number, batch.expires_on, batch))
    return parts


def _not_enough(item: StockItem, there: int, quantity: int) -> str:
    return f"Only {there} {item.base_unit} of {item.item_name} are on the shelf and good to use. You asked for {quantity}."


def _chosen(session: Session, item: StockItem, good: Sequence[StockBatch], line: Mapping[str, Any]) -> StockBatch | None:
    number, expires_on = line["batch_number"], line["expires_on"]
    if not number:
        return None
    for batch in good:
        if batch.batch_number == number and expires_on in (None, batch.expires_on):
            return batch
    place = line["number"]
    held = [b for b in stock.batches_of(session, item.id) if b.batch_number == number and expires_on in (None, b.expires_on)]
    if not held:
        raise Invalid(
            {f"{place}-batch_number": f"There is no batch {number} of {item.item_name} on the shelf. Compare the label."}
        )
    batch = held[0]
    if batch.expires_on < trade_terms.today():
        raise Invalid(
            {f"{place}-expires_on": f"Batch {number} expired on {clock.spelt_day(batch.expires_on)}. Take another one."}
        )
    if not batch.quantity_on_hand:
        raise Invalid({f"{place}-batch_number": f"Nothing of batch {number} is left on the shelf."})
    what = batch.status if batch.status != "usable" else "recalled by its manufacturer"
    raise Invalid({f"{place}-batch_number": f"Batch {number} is {what}; it is not handed out. Take another one."})


def _another(item: StockItem, first: StockBatch, chosen: StockBatch, line: Mapping[str, Any]) -> None:
    place = line["number"]
    if not line["override_reason"]:
        day = clock.spelt_day(first.expires_on)
        raise Invalid(
            {f"{place}-override_reason": f"Batch {first.batch_number} expires first, on {day}. Say why another one is taken."}
        )
    if chosen.quantity_on_hand < line["quantity"]:
        left = f"{chosen.quantity_on_hand} {item.base_unit} of batch {chosen.batch_number}"
        raise Invalid({f"{place}-quantity": f"Only {left} are on the shelf. You asked for {line['quantity']}."})


def hand_out(session: Session, actor: Actor, part: Taken, dispensing: Dispensing) -> None:
    """The movement of one handing out."""
    if part.batch is not None:
        stock.move(session, actor, part.batch, "dispense", -part.quantity, stock.Cause(None, FROM, dispensing.id), dispensing.at)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the counter is offered for a line: good batches, first to expire first, as (number, expiry, units)."""

    unit: str
    batches: tuple[tuple[str, date, int], ...]

    @property
    def there(self) -> int:
        """Units that are good to use."""
        return sum(units for _, _, units in self.batches)


def offered(actor: Actor, prescription_id: Any) -> dict[str, Offer]:
    """What lies on the shelf for each line of a prescription, by the line's id; medicines that are not kept are absent."""
    resource = declared("prescriptions")
    access.require(resource, actor, "dispense")
    with reading(actor) as session:
        row = find(session, resource, actor, prescription_id, "dispense")
        chosen = (stock.usable(trade_terms.today()), StockBatch.quantity_on_hand > 0)
        found: dict[str, Offer] = {}
        for item_id, kept in shelves(session, row.clinic_id, row.lines).items():
            good = stock.batches_of(session, kept.id, *chosen)
            found[str(item_id)] = Offer(kept.base_unit, tuple((b.batch_number, b.expires_on, b.quantity_on_hand) for b in good))
        return found
