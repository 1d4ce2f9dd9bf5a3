"""The one cart of a clinic, shared by its people; it reserves nothing (marketplace.md §4.1, §4.9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from data.core import roles, trade_terms
from data.core.actor import Actor, system
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.core.packing import fitting
from data.core.resource import resource as declared
from data.models import Cart, CartLine, Clinic, ClinicAddress, OrderLine, Product, SubOrder
from data.rules import quotes, trading
from data.rules.product_batches import available
from data.rules.products import is_for_sale
from data.store import access, audit
from data.store.read import as_id, find
from data.store.unit_of_work import reading, writing

NOUN = "carts"
MOST_PACKS = 1_000_000


@dataclass(frozen=True, slots=True)
class Shown:
    """The cart as it is looked at: its quote, where it may go, and whether it waits for a manager."""

    id: UUID | None
    quote: quotes.Quote
    addresses: tuple[ClinicAddress, ...]
    address_id: UUID | None
    waits_for_approval: bool
    asked_by: UUID | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line of an earlier order that did not go into the cart, or not as it was, and why."""

    name: str
    sentence: str


def require(actor: Actor, verb: str) -> None:
    """NotAllowed unless the actor has the verb and buys for a clinic."""
    if not roles.allowed(actor, NOUN, verb) or actor.clinic_id is None:
        raise NotAllowed


def clinic_of(session: Session, actor: Actor) -> Clinic:
    """Who buys."""
    return session.scalars(select(Clinic).where(Clinic.id == actor.clinic_id)).one()


def cart_of(session: Session, actor: Actor, *, lock: bool = False) -> Cart | None:
    """The clinic's cart, if it was ever begun."""
    query = select(Cart).where(Cart.clinic_id == actor.clinic_id)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def _begun(session: Session, actor: Actor) -> Cart:
    """The cart to put things in, locked."""
    cart = cart_of(session, actor, lock=True)
    if cart is None:
        cart = Cart(clinic_id=actor.clinic_id, created_by=actor.user_id)
        session.add(cart)
        session.flush()
    return cart


def lines(session: Session, cart: Cart | None) -> list[CartLine]:
    """Products and quantities, in the order they were put in."""
    if cart is None:
        return []
    return list(session.scalars(select(CartLine).where(CartLine.cart_id == cart.id).order_by(CartLine.id)))


def _quantity(typed: Any) -> int:
    if isinstance(typed, bool) or not isinstance(typed, (int, str)) or not str(typed).strip().isdecimal():
        raise Invalid({"quantity": "A quantity is a whole number of packs."})
    if not 0 <= int(typed) <= MOST_PACKS:
        raise Invalid({"quantity": f"At most {MOST_PACKS:,} packs at once."})
    return int(typed)


def add(actor: Actor, product_id: Any, quantity: Any) -> int:
    """Put packs into the cart; the same product again adds up. The quantity that is in it now."""
    require(actor, "create")
    packs = _quantity(quantity)
    if not packs:
        raise Invalid({"quantity": "At least one pack."})
    with writing(actor) as session:
        _may_buy(session, actor)
        product = _for_sale(session, actor, product_id)
        return _put(session, actor, product.id, packs, adds=True)


def change(actor: Actor, product_id: Any, quantity: Any) -> int:
    """Set the packs of a product that is in the cart; none takes it out."""
    require(actor, "edit")
    packs = _quantity(quantity)
    with writing(actor) as session:
        return _put(session, actor, as_id(product_id), packs, adds=False)


def put(session: Session, actor: Actor, wanted: Iterable[tuple[UUID, int]]) -> UUID:
    """Put (product on sale, packs) into the cart, inside an open change; the cart's id. Conflict when the clinic may not buy."""
    _may_buy(session, actor)
    for product_id, packs in wanted:
        _put(session, actor, product_id, packs, adds=True)
    return _begun(session, actor).id


def _may_buy(session: Session, actor: Actor) -> None:
    fault = trading.fault(session, clinic_of(session, actor))
    if fault:
        raise Conflict(fault[1], code=fault[0])


def _for_sale(session: Session, actor: Actor, product_id: Any) -> Product:
    product: Product = find(session, declared("products"), actor, product_id, "view")
    if session.scalar(select(Product.id).where(Product.id == product.id, is_for_sale())) is None:
        raise NotFound
    return product


def _put(session: Session, actor: Actor, product_id: UUID, packs: int, *, adds: bool) -> int:
    cart = _begun(session, actor)
    line = next((found for found in lines(session, cart) if found.product_id == product_id), None)
    if line is None and not adds:
        raise NotFound
    total = packs + (line.quantity if line is not None and adds else 0)
    if line is None:
        session.add(CartLine(clinic_id=cart.clinic_id, cart_id=cart.id, product_id=product_id, quantity=total))
    elif not total:
        session.delete(line)
    else:
        line.quantity = min(total, MOST_PACKS)
    # What a manager was asked about is no longer what lies in the cart.
    cart.waits_for_approval, cart.asked_by, cart.updated_by = False, None, actor.user_id
    session.flush()
    audit.record(session, actor, "fill", NOUN, cart.id, detail={"product": str(product_id), "packs": total})
    return total


def refill(session: Session, clinic_id: UUID, product_id: UUID, packs: int) -> None:
    """Put packs into a clinic's cart for it, inside an open act between both sides: a replacement, a remainder at a new rate."""
    _put(session, system(clinic_id), product_id, packs, adds=True)


def clear(actor: Actor) -> None:
    """Take everything out."""
    require(actor, "delete")
    with writing(actor) as session:
        cart = cart_of(session, actor, lock=True)
        if cart is None:
            return
        emptied(session, cart)
        audit.record(session, actor, "empty", NOUN, cart.id)


def emptied(session: Session, cart: Cart) -> None:
    """Nothing lies in the cart any more, and nobody is asked about it."""
    for line in lines(session, cart):
        session.delete(line)
    cart.waits_for_approval, cart.asked_by, cart.source = False, None, "web"
    session.flush()


def addresses(session: Session, actor: Actor) -> list[ClinicAddress]:
    """Where the clinic's goods can go, the usual place first."""
    query = select(ClinicAddress).where(ClinicAddress.clinic_id == actor.clinic_id, ClinicAddress.deleted_at.is_(None))
    return list(session.scalars(query.order_by(ClinicAddress.is_default.desc(), ClinicAddress.label)))


def address(session: Session, actor: Actor, address_id: Any) -> ClinicAddress | None:
    """The chosen place, or the usual one when none was chosen; NotFound for a foreign one."""
    found = addresses(session, actor)
    if not address_id:
        return found[0] if found else None
    chosen = next((a for a in found if a.id == as_id(address_id)), None)
    if chosen is None:
        raise NotFound
    return chosen


def preview(actor: Actor, address_id: Any = None) -> Shown:
    """Exactly what checkout would store, what blocks it and what is worth knowing."""
    require(actor, "preview")
    with reading(actor) as session:
        cart, where = cart_of(session, actor), address(session, actor, address_id)
        wanted = [(line.product_id, line.quantity) for line in lines(session, cart)]
        found = quotes.quote(session, clinic_of(session, actor), where, wanted)
        waits, asked = (cart.waits_for_approval, cart.asked_by) if cart else (False, None)
        return Shown(
            cart.id if cart else None, found, tuple(addresses(session, actor)), where.id if where else None, waits, asked
        )


def count(actor: Actor) -> int:
    """How many products lie in the cart."""
    with reading(actor) as session:
        return len(lines(session, cart_of(session, actor)))


# --- again ---


def reorder(actor: Actor, sub_order_id: Any) -> list[LeftOut]:
    """Put an earlier own order's products into the cart at today's prices; what did not go in, with its reason."""
    resource = declared("orders")
    access.require(resource, actor, "reorder")
    require(actor, "create")
    with writing(actor) as session:
        _may_buy(session, actor)
        part: SubOrder = find(session, resource, actor, sub_order_id, "reorder")
        wanted = [(line.product_id, line.quantity, line.product_name) for line in _lines_of_order(session, part)]
        left_out = fill(session, actor, wanted)
        cart = _begun(session, actor)
        cart.source = "reorder"
        return left_out


def _lines_of_order(session: Session, part: SubOrder) -> list[OrderLine]:
    own = select(SubOrder.id).where(SubOrder.order_id == part.order_id)
    return list(session.scalars(select(OrderLine).where(OrderLine.sub_order_id.in_(own)).order_by(OrderLine.id)))


def fill(session: Session, actor: Actor, wanted: list[tuple[UUID, int, str]]) -> list[LeftOut]:
    """Put (product, packs, name) into the cart as far as they can be had; the rest is named (reorder, low stock)."""
    query = select(Product).where(Product.id.in_([w[0] for w in wanted]), Product.deleted_at.is_(None), is_for_sale())
    query = query.options(joinedload(Product.manufacturer), selectinload(Product.rates))
    products = {p.id: p for p in session.scalars(query)}
    stock, left_out = available(session, products.values()), []
    for product_id, packs, name in wanted:
        product = products.get(product_id)
        if product is None:
            left_out.append(LeftOut(name, f"{name} is not sold at the moment."))
            continue
        fitting = fitting_packs(product, packs, stock[product_id])
        if fitting < packs:
            left_out.append(LeftOut(name, trade_terms.insufficient_stock(product.name, stock[product_id], packs)[1]))
        if fitting:
            _put(session, actor, product_id, fitting, adds=True)
    return left_out


def fitting_packs(product: Product, need: int, left: int) -> int:
    """The packs of a product that can be ordered for a need; 0 when none can."""
    return fitting(need, smallest=product.min_order_quantity, step=product.order_multiple, available=left)
