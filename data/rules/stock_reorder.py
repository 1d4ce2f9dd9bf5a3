"""One click: what is low goes into the cart, rounded to what its maker sells (marketplace.md §12). Nothing is ordered without checkout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from data.core import reorder, trade_terms
from data.core.actor import Actor
from data.core.errors import Conflict, NotAllowed
from data.core.resource import resource as declared
from data.models import Product
from data.rules import carts, stock, stock_levels, trading
from data.rules.product_batches import available, first_expiry
from data.rules.products import is_for_sale
from data.rules.stock_levels import Level
from data.store import access
from data.store.read import as_id, find
from data.store.unit_of_work import reading, writing


@dataclass(frozen=True, slots=True)
class Suggested:
    """Packs that bring an item to its target; `value` in paise before GST. None fits: 0 packs and the reason."""

    level: Level
    product_id: UUID | None
    packs: int
    value: int
    sentence: str = ""


def suggested(session: Session, found: Sequence[Level]) -> list[Suggested]:
    """What to order of each of these items."""
    ids = [level.item.product_id for level in found if level.item.product_id]
    query = select(Product).where(Product.id.in_(ids), Product.deleted_at.is_(None), is_for_sale())
    query = query.options(joinedload(Product.manufacturer), selectinload(Product.rates))
    products = {p.id: p for p in session.scalars(query)}
    free = available(session, products.values())
    return [_suggested(session, level, products.get(level.item.product_id), free) for level in found]  # type: ignore[arg-type]


def _suggested(session: Session, level: Level, product: Product | None, free: dict[UUID, int]) -> Suggested:
    name = level.item.item_name
    if level.item.product_id is None:
        return Suggested(level, None, 0, 0, f"{name} is not linked to a product of the marketplace. Order it where you buy it.")
    if product is None:
        return Suggested(level, None, 0, 0, f"{name} is not sold at the moment.")
    if level.target is None:
        return Suggested(
            level, product.id, 0, 0, f"There is no forecast for {name} yet. Set its reorder point, or order from the catalogue."
        )
    if level.position >= level.target:
        return Suggested(
            level, product.id, 0, 0, f"There is enough of {name}: {level.position} {level.item.base_unit} here or on the way."
        )
    expires = first_expiry(session, product)
    life = (expires - trade_terms.today()).days + 1 if expires else None
    need = reorder.need(level.target, level.position, level.use.daily if level.use else 0, life if level.use else None)
    if need <= 0:
        return Suggested(level, product.id, 0, 0, f"More of {name} than is on its way would expire before it is used.")
    pack = reorder.Pack(product.units_per_pack, product.min_order_quantity, product.order_multiple, free[product.id])
    packs = reorder.packs(need, pack)
    wanted = -(-need // pack.units)
    short = (
        "" if packs >= wanted else trade_terms.insufficient_stock(product.name, free[product.id], max(wanted, pack.smallest))[1]
    )
    return Suggested(level, product.id, packs, packs * product.price, short)


def low(actor: Actor) -> list[Suggested]:
    """The reorder list: items at or below their reorder point."""
    access.require(declared(stock.NOUN), actor, "list")
    if actor.clinic_id is None:
        return []
    with reading(actor) as session:
        return suggested(session, [level for level in stock_levels.levels(session, actor.clinic_id) if level.is_low])


def fill_cart(actor: Actor, item_id: Any = None) -> list[carts.LeftOut]:
    """Put all low items, or one item, into the cart; what did not go in, with its reason. What lies there already counts."""
    access.require(declared(stock.NOUN), actor, "list")
    carts.require(actor, "create")
    if actor.clinic_id is None:
        raise NotAllowed
    with writing(actor) as session:
        fault = trading.fault(session, carts.clinic_of(session, actor))
        if fault:
            raise Conflict(fault[1], code=fault[0])
        only = find(session, declared(stock.NOUN), actor, as_id(item_id), "view").id if item_id else None
        found = [level for level in stock_levels.levels(session, actor.clinic_id, only) if only or level.is_low]
        wanted = suggested(session, found)
        cart = carts.cart_of(session, actor, lock=True)
        there = {line.product_id: line.quantity for line in carts.lines(session, cart)}
        left_out = [carts.LeftOut(one.level.item.item_name, one.sentence) for one in wanted if one.sentence]
        more = [
            (one.product_id, one.packs - there.get(one.product_id, 0), one.level.item.item_name)
            for one in wanted
            if one.product_id and one.packs > there.get(one.product_id, 0)
        ]
        carts.fill(session, actor, more)
        cart = carts.cart_of(session, actor)
        if cart is not None and more:
            cart.source = "low_stock"
        return left_out
