"""The shelves of a clinic behind what its pharmacy handed out: batches that began three months ago, some low, some near their end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core import clock, trade_terms
from data.core.actor import Actor
from data.demo.pharmacy import LINES
from data.models import Dispensing, Product, StockBatch, StockItem, StockMovement
from data.rules.stock_use import FROM
from data.store import audit

SEED = 20261127
BEGAN = timedelta(days=100)
LOW = {
    "Abhayarishta",
    "Chandraprabha vati",
    "Dhanwantaram gulika",
    "Haridra khanda",
    "Kaishora guggulu",
    "Kottamchukkadi taila",
    "Sitopaladi churna",
}
UNITS = {"vati": "tablet", "guggulu": "tablet", "churna": "g", "lehya": "g", "ghrita": "g"}


def fill(session: Session, actor: Actor, handed: Sequence[tuple[str, Dispensing]], pharmacist: UUID | None) -> None:
    """One item for each medicine the clinic prescribes; what was handed out came from its first batch."""
    dice, today = Random(SEED), trade_terms.today()
    by_name: dict[str, list[Dispensing]] = defaultdict(list)
    for name, row in handed:
        by_name[name].append(row)
    lower = func.lower(Product.name)
    sold = {p.name.lower(): p for p in session.scalars(select(Product).where(lower.in_([n.lower() for n in LINES])))}
    items: list[UUID] = []
    for place, name in enumerate(LINES):
        item = _item(actor, name, sold.get(name.lower()))
        session.add(item)
        session.flush()
        items.append(item.id)
        _shelf(session, item, by_name[name], place, dice, today, pharmacist)
    session.flush()
    audit.record(session, actor, "import", "stock", clinic_id=actor.clinic_id, shown=items)


def _item(actor: Actor, name: str, product: Product | None) -> StockItem:
    unit = UNITS.get(LINES[name][0], "ml")
    product = product if product is not None and product.base_unit == unit else None
    usual = LINES[name][7] or (60 if unit == "tablet" else 200)
    return StockItem(
        clinic_id=actor.clinic_id, item_name=name, base_unit=unit, units_per_pack=product.units_per_pack if product else usual,
        product_id=product.id if product else None, hsn_code="3004",
    )  # fmt: skip


def _shelf(
    session: Session,
    item: StockItem,
    handed: Sequence[Dispensing],
    place: int,
    dice: Random,
    today: date,
    pharmacist: UUID | None,
) -> None:
    """Some items run low, every fifth has a batch near its end, one has one that is past it."""
    used, began = sum(row.quantity for row in handed), clock.now() - BEGAN
    rest = used // 30 if item.item_name in LOW else used // 2 + item.units_per_pack * 2
    first = _batch(item, dice, today + timedelta(days=35 if place % 5 == 0 else dice.randint(150, 400)), rest, began)
    rows = [_move(first, "opening", used + rest, began, None, pharmacist)] if used + rest else []
    for row in handed:
        row.batch_number, row.expires_on = first.batch_number, first.expires_on
        rows.append(_move(first, "dispense", -row.quantity, row.at, row.id, pharmacist))
    batches = [first]
    if place % 3 == 1 and item.item_name not in LOW:
        batches.append(
            _batch(item, dice, first.expires_on + timedelta(days=120), item.units_per_pack, began + timedelta(days=60))
        )
        rows.append(_move(batches[-1], "opening", item.units_per_pack, batches[-1].first_received_at, None, pharmacist))
    if place == len(LINES) - 2:
        batches.append(_batch(item, dice, today - timedelta(days=1), 20, began))
        rows.append(_move(batches[-1], "opening", 20, began, None, pharmacist))
    session.add_all(batches)
    session.flush()
    session.add_all(rows)


def _batch(item: StockItem, dice: Random, expires_on: date, units: int, began: object) -> StockBatch:
    return StockBatch(
        clinic_id=item.clinic_id, item_id=item.id, batch_number=f"{item.item_name[:2].upper()}{dice.randint(110, 989)}", expires_on=expires_on,
        quantity_on_hand=units, unit_cost=Decimal(dice.randint(20, 320)), first_received_at=began,
    )  # fmt: skip


def _move(batch: StockBatch, kind: str, units: int, at: object, dispensing: UUID | None, who: UUID | None) -> StockMovement:
    return StockMovement(
        clinic_id=batch.clinic_id, item_id=batch.item_id, batch_id=batch.id, movement_type=kind, quantity=units, unit_cost=batch.unit_cost,
        reference_type=FROM if dispensing else None, reference_id=dispensing, occurred_at=at, created_by=who,
    )  # fmt: skip
