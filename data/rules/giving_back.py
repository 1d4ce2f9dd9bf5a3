"""What was handed out comes back unopened, or was handed out by mistake: the shelf and the prescription have it again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotFound
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import Bill, BillItem, Dispensing, StockBatch, StockMovement
from data.rules import stock
from data.rules.stock_use import FROM
from data.store import access, audit, cleaning
from data.store.read import as_id, find
from data.store.unit_of_work import writing

NOUN = "prescriptions"
ASKED = (Field("reason", required=True, max_length=300),)


def give_back(actor: Actor, dispensing_id: Any, reason: str) -> None:
    """One handing out is taken back whole, into its batch; a billed one is credited first."""
    resource = declared(NOUN)
    access.require(resource, actor, "dispense")
    why = cleaning.read_fields(ASKED, {"reason": reason})["reason"]
    with writing(actor) as session:
        given = session.scalars(select(Dispensing).where(Dispensing.id == as_id(dispensing_id))).one_or_none()
        if given is None:
            raise NotFound
        row = find(session, resource, actor, given.prescription_id, "dispense", lock=True)
        of_it = select(StockMovement).where(StockMovement.reference_type == FROM, StockMovement.reference_id == given.id)
        moves = list(session.scalars(of_it))
        if not moves:
            raise Conflict("This did not come from the shelf, so nothing goes back there.")
        if any(m.movement_type == "return_in" for m in moves):
            raise Conflict("This was taken back already.")
        on_bill = select(Bill.bill_number).join(BillItem, (BillItem.clinic_id == Bill.clinic_id) & (BillItem.bill_id == Bill.id))
        billed = on_bill.where(BillItem.source_noun == FROM, BillItem.source_id == given.id, Bill.status != "cancelled")
        number = session.execute(billed.where(Bill.deleted_at.is_(None))).first()
        if number is not None:
            raise Invalid({"": f"This stands on bill {number[0] or 'in draft'}. Take it off the bill or credit it first."})
        stock.locked(session, [moves[0].item_id])
        batch = session.scalars(select(StockBatch).where(StockBatch.id == moves[0].batch_id)).one()
        session.refresh(batch)
        stock.move(session, actor, batch, "return_in", given.quantity, stock.Cause(None, FROM, given.id))
        next(item for item in row.lines if item.id == given.item_id).dispensed -= given.quantity
        session.flush()
        audit.record(
            session,
            actor,
            "give-back",
            NOUN,
            row.id,
            clinic_id=row.clinic_id,
            detail={"reason": why, "after": {"units": given.quantity}},
        )
