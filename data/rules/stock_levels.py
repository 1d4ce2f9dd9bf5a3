"""How a clinic stands with each item: on hand, on order, reorder point and target (marketplace.md §12). Quantities in base units."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core import clock, reorder, trade_terms
from data.core import stock_sums as figures
from data.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    OrderLine,
    Product,
    Shipment,
    ShipmentLine,
    StockBatch,
    StockItem,
    StockMovement,
    SubOrder,
)  # fmt: skip
from data.rules import stock

HISTORY, DELIVERIES = 90, 180  # days looked back at for use and for lead times
USE = ("dispense", "consumption", "return_in")


@dataclass(frozen=True, slots=True)
class Level:
    """One item as the list shows it; `point` and `target` are None without a forecast, `cost_at_risk` in paise."""

    item: StockItem
    batches: tuple[StockBatch, ...]
    on_hand: int
    on_order: int
    use: reorder.Use | None
    point: int | None
    target: int | None
    nearest_expiry: date | None
    is_near_expiry: bool
    is_expired: bool
    cost_at_risk: int

    @property
    def position(self) -> int:
        """Usable on hand and on order; nothing is reserved for therapies yet."""
        return self.on_hand + self.on_order

    @property
    def is_low(self) -> bool:
        """Whether it is time to order."""
        return self.point is not None and self.position <= self.point

    @property
    def state(self) -> str:
        """In a word; what hurts first comes first."""
        words = (
            (self.is_expired, "expired"),
            (self.on_hand <= 0, "out"),
            (self.is_low, "low"),
            (self.is_near_expiry, "near-expiry"),
        )
        return next((word for holds, word in words if holds), "enough")


def levels(session: Session, clinic_id: UUID, only: UUID | None = None) -> list[Level]:
    """Every live item of a clinic, or one, by name."""
    query = select(StockItem).where(StockItem.clinic_id == clinic_id, StockItem.deleted_at.is_(None))
    items = list(
        session.scalars((query.where(StockItem.id == only) if only else query).order_by(StockItem.item_name, StockItem.id))
    )
    batches, today = _batches(session, clinic_id, only), trade_terms.today()
    called_back = set(session.scalars(select(StockBatch.id).where(StockBatch.clinic_id == clinic_id, stock.recalled())))
    moved = _moved(session, clinic_id, today, only)
    ordered, leads = _on_order(session, clinic_id), _leads(session, clinic_id)
    made_by = select(Product.id, Product.manufacturer_id).where(Product.id.in_([i.product_id for i in items if i.product_id]))
    makers = {product: maker for product, maker in session.execute(made_by)}  # noqa: C416 - rows, not pairs, for the types
    found = []
    for item in items:
        own = batches[item.id]
        lead = leads.get(makers[item.product_id]) if item.product_id in makers else None
        use = _use(sum(b.quantity_on_hand for b in own), moved[item.id], today)
        ordered_units = ordered.get(item.product_id, 0) if item.product_id else 0
        good = [b for b in own if b.status == "usable" and b.expires_on >= today and b.id not in called_back]
        found.append(_level(item, own, good, use, lead or reorder.lead_of([]), ordered_units, today))
    return found


def _level(
    item: StockItem,
    own: list[StockBatch],
    good: list[StockBatch],
    use: reorder.Use | None,
    lead: reorder.Lead,
    on_order: int,
    today: date,
) -> Level:
    held = [b for b in own if b.quantity_on_hand]
    alive = [b for b in good if b.quantity_on_hand]
    point, target = item.reorder_point_override, item.target_override
    if use is not None and use.daily:  # without use there is nothing to order for
        point = reorder.reorder_point(use, lead) if point is None else point
        target = reorder.target(use, lead) if target is None else target
    lots = [figures.Lot(b.quantity_on_hand, (b.expires_on - today).days + 1, b.unit_cost) for b in alive]
    nearest = min((b.expires_on for b in held), default=None)
    return Level(
        item=item, batches=tuple(own), on_hand=sum(b.quantity_on_hand for b in good), on_order=on_order, use=use, point=point,
        target=point if target is None else max(target, point or 0), nearest_expiry=nearest,
        is_near_expiry=any(b.expires_on < today + timedelta(days=figures.NEAR) for b in alive),
        is_expired=any(b.expires_on < today for b in held), cost_at_risk=figures.at_risk(lots, use.daily if use else None),
    )  # fmt: skip


def _batches(session: Session, clinic_id: UUID, only: UUID | None) -> dict[UUID, list[StockBatch]]:
    query = select(StockBatch).where(StockBatch.clinic_id == clinic_id, StockBatch.deleted_at.is_(None))
    query = query.where(StockBatch.item_id == only) if only else query
    found: dict[UUID, list[StockBatch]] = defaultdict(list)
    for batch in session.scalars(query.order_by(StockBatch.expires_on, StockBatch.first_received_at, StockBatch.id)):
        found[batch.item_id].append(batch)
    return found


Moved = dict[date, tuple[int, int]]  # by day: sum of all movements, units used


def _moved(session: Session, clinic_id: UUID, today: date, only: UUID | None) -> dict[UUID, Moved]:
    since, _ = clock.day_bounds(today - timedelta(days=HISTORY), trade_terms.ZONE)
    columns = (StockMovement.item_id, StockMovement.occurred_at, StockMovement.movement_type, StockMovement.quantity)
    query = select(*columns).where(StockMovement.clinic_id == clinic_id, StockMovement.occurred_at >= since)
    query = query.where(StockMovement.item_id == only) if only else query
    found: dict[UUID, Moved] = defaultdict(dict)
    for item_id, at, kind, quantity in session.execute(query):
        day = clock.local_day(at, trade_terms.ZONE)
        moved, used = found[item_id].get(day, (0, 0))
        found[item_id][day] = (moved + quantity, used - quantity if kind in USE else used)
    return found


def _use(now: int, moved: Moved, today: date) -> reorder.Use | None:
    """Use of the 90 days before today, over those days that began with stock; the past is reckoned back from what is there now."""
    there, days = now - moved.get(today, (0, 0))[0], []
    for back in range(1, HISTORY + 1):
        change, used = moved.get(today - timedelta(days=back), (0, 0))
        there -= change  # what was there when that day began
        if there > 0:
            days.append(used)
    return reorder.use_of(days)


def _on_order(session: Session, clinic_id: UUID) -> dict[UUID | None, int]:
    """Units by product that were ordered and have not come yet."""
    received = (
        select(
            ShipmentLine.order_line_id,
            func.sum(GoodsReceiptLine.good + GoodsReceiptLine.damaged + GoodsReceiptLine.short).label("packs"),
        )
        .join(GoodsReceiptLine, GoodsReceiptLine.shipment_line_id == ShipmentLine.id)
        .where(ShipmentLine.clinic_id == clinic_id)
        .group_by(ShipmentLine.order_line_id)
        .subquery()
    )
    still = OrderLine.quantity - OrderLine.cancelled_quantity - func.coalesce(received.c.packs, 0)
    query = (
        select(OrderLine.product_id, func.sum(still * OrderLine.units_per_pack))
        .join(SubOrder, SubOrder.id == OrderLine.sub_order_id)
        .outerjoin(received, received.c.order_line_id == OrderLine.id)
        .where(OrderLine.clinic_id == clinic_id, SubOrder.status.not_in(("cancelled", "returned")))
        .group_by(OrderLine.product_id)
    )
    return {product: int(units) for product, units in session.execute(query)}


def _leads(session: Session, clinic_id: UUID) -> dict[UUID, reorder.Lead]:
    """Days from placing an order to its first receipt, by manufacturer."""
    since = clock.now() - timedelta(days=DELIVERIES)
    query = (
        select(SubOrder.manufacturer_id, SubOrder.placed_at, func.min(GoodsReceipt.received_at))
        .join(Shipment, Shipment.sub_order_id == SubOrder.id)
        .join(GoodsReceipt, GoodsReceipt.shipment_id == Shipment.id)
        .where(SubOrder.clinic_id == clinic_id, GoodsReceipt.received_at >= since)
        .group_by(SubOrder.id, SubOrder.manufacturer_id, SubOrder.placed_at)
    )
    days: dict[UUID, list[float]] = defaultdict(list)
    for maker, placed, received in session.execute(query):
        days[maker].append((received - placed).total_seconds() / 86_400)
    return {maker: reorder.lead_of(found) for maker, found in days.items()}
