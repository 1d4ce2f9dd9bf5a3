"""The day after its expiry, what is left of a batch leaves the shelf (marketplace.md §12)."""

from __future__ import annotations

from sqlalchemy import select

from data.core import clock, trade_terms
from data.core.actor import Actor
from data.models import StockBatch
from data.rules import stock
from data.store import audit
from data.store.unit_of_work import writing


def write_off(actor: Actor) -> int:
    """Move the rest of expired batches of a clinic out; how many batches. A second run finds nothing."""
    with writing(actor) as session:
        past = (StockBatch.expires_on < trade_terms.today(), StockBatch.quantity_on_hand > 0, StockBatch.deleted_at.is_(None))
        due = list(session.scalars(select(StockBatch).where(StockBatch.clinic_id == actor.clinic_id, *past)))
        stock.locked(session, {batch.item_id for batch in due})
        for batch in due:
            session.refresh(batch)
            left = batch.quantity_on_hand
            if left:
                why = f"Expired on {clock.spelt_day(batch.expires_on)}"
                stock.move(session, actor, batch, "expiry", -left, stock.Cause(why))
                said = {"batch": batch.batch_number, "what": "expiry", "quantity": left}
                audit.record(
                    session, actor, "adjust", stock.NOUN, batch.item_id, clinic_id=batch.clinic_id, detail={"after": said}
                )
        return len(due)
