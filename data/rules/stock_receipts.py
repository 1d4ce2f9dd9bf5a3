"""What a parcel puts on the clinic's shelf, and what a return takes off it again (marketplace.md §6, §12)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from data.core.actor import Actor
from data.models import (
    Clinic,
    GoodsReceipt,
    GoodsReceiptLine,
    OrderLine,
    Product,
    Return,
    ShipmentLine,
    StockBatch,
    StockItem,
    StockMovement,
    SubOrder,
)  # fmt: skip
from data.rules import order_hooks, stock
from data.store import audit

RECEIPTS, RETURNS = "goods_receipts", "returns"
PLACES = Decimal("0.0001")


@order_hooks.on(order_hooks.RECEIVED)
def put_away(session: Session, actor: Actor, part: SubOrder, receipt: GoodsReceipt, rows: Sequence[GoodsReceiptLine]) -> None:
    """Good packs become units of the batch with that number and expiry; damaged and missing ones never reach the shelf."""
    query = select(ShipmentLine, OrderLine).join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
    sent = {
        line.id: (line, of) for line, of in session.execute(query.where(ShipmentLine.id.in_([r.shipment_line_id for r in rows])))
    }
    clinic = session.scalars(select(Clinic).where(Clinic.id == part.clinic_id)).one()
    good = [(row, *sent[row.shipment_line_id]) for row in rows if row.good]
    items = {line.product_id: _item(session, actor, clinic.id, line.product_id) for _, _, line in good}
    stock.locked(session, [item.id for item in items.values()])
    for row, parcel, line in good:
        item = items[line.product_id]
        cost = landed(line, reclaims=clinic.gstin is not None)
        batch = stock.batch_for(
            session, item, row.batch_number, row.expires_on, cost, source_receipt_id=receipt.id, product_batch_id=parcel.batch_id
        )
        stock.move(session, actor, batch, "receipt", row.good * line.units_per_pack, stock.Cause(None, RECEIPTS, receipt.id))
        said = {"batch": batch.batch_number, "what": "receipt", "quantity": row.good * line.units_per_pack}
        audit.record(session, actor, "receive", stock.NOUN, item.id, clinic_id=clinic.id, detail={"after": said})


def landed(line: OrderLine, *, reclaims: bool) -> Decimal:
    """Cost of a base unit in paise: value, and the GST a clinic that is not registered cannot reclaim."""
    whole = line.taxable_value + (0 if reclaims else line.gst_amount)
    return (Decimal(whole) / (line.quantity * line.units_per_pack)).quantize(PLACES, ROUND_HALF_UP)


def _item(session: Session, actor: Actor, clinic_id: UUID, product_id: UUID) -> StockItem:
    """The item of a product: the linked one, else the one of its name, else a new one."""
    product = session.scalars(select(Product).where(Product.id == product_id).options(selectinload(Product.rates))).one()
    own = select(StockItem).where(StockItem.clinic_id == clinic_id, StockItem.deleted_at.is_(None))
    linked = session.scalars(own.where(StockItem.product_id == product_id)).first()
    if linked is not None:
        return linked
    same = own.where(StockItem.product_id.is_(None), func.lower(StockItem.item_name) == product.name.lower())
    named = session.scalars(same.where(StockItem.base_unit == product.base_unit)).first()
    if named is not None:
        named.product_id, named.units_per_pack, named.updated_by = product_id, product.units_per_pack, actor.user_id
        session.flush()
        return named
    made = StockItem(
        clinic_id=clinic_id, product_id=product_id, item_name=product.name, base_unit=product.base_unit,
        units_per_pack=product.units_per_pack, hsn_code=product.hsn_code, requires_prescription=product.requires_prescription,
        sale_price=product.mrp // product.units_per_pack, tax_rate=product.gst_rate or 0, created_by=actor.user_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "create", stock.NOUN, made.id, clinic_id=clinic_id, detail={"after": {"item_name": made.item_name}}
    )
    return made


@order_hooks.on(order_hooks.RETURNED)
def send_back(session: Session, actor: Actor, part: SubOrder, line: OrderLine, row: Return) -> None:
    """The units that went back leave the shelf; packs that arrived damaged never lay there, and a waived return keeps its goods."""
    if row.is_waived:
        return
    of_line = select(ShipmentLine.id).where(ShipmentLine.order_line_id == line.id)
    received = select(GoodsReceiptLine).where(GoodsReceiptLine.shipment_line_id.in_(of_line))
    found = list(session.scalars(received))
    receipts = [r.receipt_id for r in found]
    own = select(StockBatch).join(
        StockMovement, (StockMovement.batch_id == StockBatch.id) & (StockMovement.clinic_id == StockBatch.clinic_id)
    )
    own = own.where(StockMovement.reference_type == RECEIPTS, StockMovement.reference_id.in_(receipts)).distinct()
    item_of = select(StockItem.id).where(StockItem.clinic_id == part.clinic_id, StockItem.product_id == line.product_id)
    own = own.where(StockBatch.item_id.in_(item_of), StockBatch.quantity_on_hand > 0)
    batches = list(session.scalars(own.order_by(StockBatch.id)))
    stock.locked(session, {b.item_id for b in batches})
    # Damaged packs go back first, as they were never put away.
    undamaged = max(0, line.returned_quantity - sum(r.damaged for r in found))
    units = min(row.quantity, undamaged) * line.units_per_pack
    for batch in batches:
        session.refresh(batch)
        gone = min(units, batch.quantity_on_hand)
        if gone:
            stock.move(session, actor, batch, "return_out", -gone, stock.Cause(row.return_number, RETURNS, row.id))
            units -= gone
