"""Stock take: what lies on the shelf is counted, the differences become movements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotFound
from data.core.fields import Unreadable, parse
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import StockBatch, StockItem
from data.rules import stock
from data.store import access, audit
from data.store.read import as_id
from data.store.unit_of_work import writing

COUNT = Field("counted", "integer", minimum=0, maximum=10_000_000)
MOST = 2000


def count(actor: Actor, raw: Mapping[str, Mapping[str, Any]], reason: str = "") -> int:
    """Post a count, {batch id: {counted, seen}}; `seen` is what the sheet said was there. Uncounted batches stay; differences made.

    Invalid names each box by its batch; Conflict when a counted batch moved meanwhile.
    """
    access.require(declared(stock.NOUN), actor, "adjust")
    counted = _read(raw)
    if not counted:
        raise Invalid({"": "Type what you counted of at least one batch."})
    with writing(actor) as session:
        mine = access.visible(declared(stock.NOUN), actor, "adjust")
        chosen = select(StockBatch, StockItem).join(
            StockItem, (StockItem.clinic_id == StockBatch.clinic_id) & (StockItem.id == StockBatch.item_id)
        )
        chosen = chosen.where(StockBatch.id.in_(counted), StockBatch.deleted_at.is_(None), mine)
        found = [(batch, item) for batch, item in session.execute(chosen)]
        if len(found) < len(counted):
            raise NotFound
        stock.locked(session, {item.id for _, item in found})
        differences = 0
        for batch, item in sorted(found, key=lambda pair: str(pair[0].id)):
            session.refresh(batch)
            there, seen = counted[batch.id]
            if batch.quantity_on_hand != seen:
                raise Conflict(
                    f"Batch {batch.batch_number} of {item.item_name} moved while you counted: the sheet said {seen}, "
                    f"now it is {batch.quantity_on_hand}. Count it again."
                )
            if there != seen:
                stock.move(session, actor, batch, "adjustment", there - seen, stock.Cause(f"Stock take. {reason}".strip()[:300]))
                said = {"batch": batch.batch_number, "what": "stock take", "quantity": there}
                audit.record(session, actor, "adjust", stock.NOUN, item.id, clinic_id=item.clinic_id, detail={"after": said})
                differences += 1
        return differences


def _read(raw: Mapping[str, Mapping[str, Any]]) -> dict[Any, tuple[int, int]]:
    counted: dict[Any, tuple[int, int]] = {}
    errors: dict[str, str] = {}
    for batch_id, typed in list(raw.items())[:MOST]:
        try:
            there, seen = parse(COUNT, typed.get("counted")), parse(COUNT, typed.get("seen"))
        except Unreadable as bad:
            errors[str(batch_id)] = str(bad)
            continue
        if there is not None:
            counted[as_id(batch_id)] = (there, seen or 0)
    if errors:
        raise Invalid(errors)
    return counted
