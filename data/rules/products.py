"""What a product must hold before it is sold: prices under the MRP, a rate for the day, a look by the platform (marketplace.md §3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, inspect, or_, select
from sqlalchemy.orm import Session

from data.core import gst, trade_terms
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.core.resource import Field, Step
from data.models import Manufacturer, OrderLine, Product, ProductBatch, ProductGstRate, ProductPrice, SubOrder
from data.rules import trading
from data.rules.product_batches import available
from data.store.sql_days import days_between

STATUSES = ("draft", "pending_review", "active", "inactive", "discontinued")
CLASSES = ("classical", "proprietary", "cosmetic", "food", "device", "other")
FORMS = (
    "tablet", "vati", "capsule", "churna", "arishta", "asava", "kashayam", "lehya", "ghrita", "taila", "bhasma", "syrup", "ointment",
    "raw_herb", "other",
)  # fmt: skip
UNITS = ("tablet", "ml", "g", "piece")
REVIEWED = ("hsn_code", "product_class", "license_number", "requires_prescription")
PRICES = {
    "under-100": (0, 99_99),
    "100-250": (100_00, 250_00),
    "251-500": (250_01, 500_00),
    "over-500": (500_01, 10**12),
}  # paise
PRICE_WORDS = ("Under ₹100", "₹100 to ₹250", "₹250 to ₹500", "Over ₹500")
STOCKS = {"in": "In stock", "out": "Out of stock"}
Values = Mapping[str, Any]


def belongs_to_its_maker(_session: Session, actor: Actor, product: Product, _values: Any) -> None:
    """A maker's people enter its own products; a file of the whole site names the maker in each row."""
    if not inspect(product).transient:
        return
    if actor.manufacturer_id is not None:
        product.manufacturer_id = actor.manufacturer_id
    if product.manufacturer_id is None:
        raise Invalid({"manufacturer_id": "Say whose product this is."})
    if not actor.is_system and product.manufacturer_id != actor.manufacturer_id:
        raise NotAllowed
    product.status = product.status or "draft"


def maker_of(session: Session, product: Product) -> Manufacturer:
    """Who sells it."""
    return session.scalars(select(Manufacturer).where(Manufacturer.id == product.manufacturer_id)).one()


def hsn_is_right(session: Session, _actor: Actor, product: Product, _values: Any) -> None:
    """4, 6 or 8 digits, and not fewer than the maker must print."""
    code = (product.hsn_code or "").replace(" ", "")
    product.hsn_code = code
    if not re.fullmatch(r"[0-9]{4}([0-9]{2}){0,2}", code):
        raise Invalid({"hsn_code": f"An HSN code has 4, 6 or 8 digits. You entered {len(code)}."})
    least = _hsn_digits(session, product)
    if len(code) < least:
        raise Invalid({"hsn_code": f"Your turnover asks for {least} digits of HSN; this has {len(code)}."})


def _hsn_digits(session: Session, product: Product) -> int:
    known: dict[Any, int] = session.info.setdefault("hsn_digits", {})
    if product.manufacturer_id not in known:
        known[product.manufacturer_id] = maker_of(session, product).hsn_digits
    return known[product.manufacturer_id]


def price_is_under_the_mrp(session: Session, _actor: Actor, product: Product, _values: Any) -> None:
    """The MRP holds GST; the price with GST must not exceed it."""
    if product.price is None or product.mrp is None:
        return
    if product.price <= 0:
        raise Invalid({"price": "The price is above zero."})
    rate = product.__dict__.get("_typed_rate")
    if rate is None and not inspect(product).transient:
        rate = rate_on(session, product, accepted_only=False)
    with_gst = product.price + gst.split(product.price, rate or 0, is_interstate=True).total
    if with_gst > product.mrp:
        fault = trade_terms.price_above_mrp(with_gst, product.mrp)
        raise Invalid({"price": fault[1]}, {"price": fault[0]})


def order_steps_fit(_session: Session, _actor: Actor, product: Product, _values: Any) -> None:
    """There is a smallest order that can be ordered."""
    for name in ("min_order_quantity", "order_multiple", "units_per_pack"):
        if (getattr(product, name) or 0) < 1:
            raise Invalid({name: "At least 1."})


# --- dated prices and rates ---


def what_is_dated_is_kept(session: Session, actor: Actor, product: Product, values: Values | None) -> None:
    """Every price stays with its days; a rate typed with a new product waits for an admin, the program's own is accepted."""
    state: Any = inspect(product)
    is_new, has_new_price = state.transient, state.attrs.price.history.has_changes()
    if is_new:
        session.add(product)
        session.flush()
    today, mine = trade_terms.today(), {"product_id": product.id, "manufacturer_id": product.manufacturer_id}
    if has_new_price:
        _keep_price(session, product, today, mine)
    rate = (values or {}).get("gst_rate")
    if is_new and rate is not None:
        session.add(ProductGstRate(rate=rate, valid_from=today, is_accepted=actor.is_system, **mine))


def _keep_price(session: Session, product: Product, today: date, mine: dict[str, Any]) -> None:
    """Two prices on one day are the later one."""
    open_one = select(ProductPrice).where(ProductPrice.product_id == product.id, ProductPrice.valid_to.is_(None))
    last = session.scalars(open_one).first()
    if last is not None and last.valid_from == today:
        last.price = product.price
        return
    if last is not None:
        last.valid_to = today
    session.add(ProductPrice(price=product.price, valid_from=today, **mine))


def rates(session: Session, product: Product) -> list[ProductGstRate]:
    """All rates of a product, oldest first."""
    query = select(ProductGstRate).where(ProductGstRate.product_id == product.id, ProductGstRate.deleted_at.is_(None))
    return list(session.scalars(query.order_by(ProductGstRate.valid_from, ProductGstRate.id)))


def rate_on(session: Session, product: Product, *, accepted_only: bool = True) -> int | None:
    """The rate of today in hundredths of a percent; before one is accepted, the newest proposed."""
    found = rates(session, product)
    today = trade_terms.today()
    holds = next((r.rate for r in found if r.is_accepted and r.holds_on(today)), None)
    if holds is not None or accepted_only:
        return holds
    return found[-1].rate if found else None


def has_rate() -> ColumnElement[bool]:
    """Products with an accepted rate for today, as a condition."""
    today = trade_terms.today()
    holds = and_(ProductGstRate.valid_from <= today, or_(ProductGstRate.valid_to.is_(None), ProductGstRate.valid_to > today))
    with_rate = select(ProductGstRate.product_id).where(ProductGstRate.is_accepted, ProductGstRate.deleted_at.is_(None), holds)
    return Product.id.in_(with_rate)


def is_for_sale() -> ColumnElement[bool]:
    """What a clinic finds: active products of makers that trade, with a rate for today."""
    return and_(Product.status == "active", Product.manufacturer_id.in_(trading.trading_makers()), has_rate())


# --- what the catalogue is narrowed by ---


def costs(_actor: Actor, band: str) -> ColumnElement[bool]:
    """Products with a price per pack in one of `PRICES`; NotFound for another word."""
    if band not in PRICES:
        raise NotFound
    low, high = PRICES[band]
    return Product.price.between(low, high)


def is_stocked(_actor: Actor, word: str) -> ColumnElement[bool]:
    """Products with at least one pack that may be promised now ("in"), or without ("out")."""
    if word not in STOCKS:
        raise NotFound
    free = (ProductBatch.product_id == Product.id) & (ProductBatch.status == "released") & ProductBatch.deleted_at.is_(None)
    lives = days_between(ProductBatch.expires_on, trade_terms.today()) >= Product.min_shelf_life_days
    found = exists().where(free, ProductBatch.quantity_on_hand > ProductBatch.quantity_reserved, lives)
    return found if word == "in" else ~found


# --- the status moves ---


def change_reopens_review(_session: Session, _actor: Actor, product: Product, _values: Any) -> None:
    """What decides tax or prescription is looked at again; price, text and batches never are."""
    state: Any = inspect(product)
    if state.transient or product.status != "active":
        return
    if any(state.attrs[name].history.has_changes() for name in REVIEWED):
        product.status = "pending_review"


def is_complete(session: Session, _actor: Actor, product: Product, _values: Values) -> None:
    """Sent for a look with a rate proposed."""
    if rate_on(session, product, accepted_only=False) is None:
        raise Conflict("Propose a GST rate first; a product without one cannot be sold.")


def accept(session: Session, actor: Actor, product: Product, _values: Values) -> None:
    """Seen and right: the proposed rates count with it."""
    for rate in rates(session, product):
        if not rate.is_accepted:
            accept_rate_row(session, actor, rate)
    may_be_listed(session, actor, product, {})
    product.review_note = None


def may_be_listed(session: Session, _actor: Actor, product: Product, _values: Values) -> None:
    """The trading gate, and a rate for the day."""
    maker = maker_of(session, product)
    trading.require(session, maker)
    session.flush()
    if rate_on(session, product) is None:
        raise Conflict(f"{product.name} has no GST rate for today.")


def send_back(_session: Session, _actor: Actor, product: Product, values: Values) -> None:
    """Not yet right; the note says what to change."""
    product.review_note = values["note"]


def has_no_open_orders(session: Session, _actor: Actor, product: Product, _values: Any) -> None:
    """What clinics wait for is not deleted."""
    waits = select(OrderLine.id).join(SubOrder, SubOrder.id == OrderLine.sub_order_id).where(
        OrderLine.product_id == product.id, SubOrder.status.in_(("pending", "confirmed", "processing", "shipped"))
    )  # fmt: skip
    if session.scalar(waits.limit(1)) is not None:
        raise Conflict(f"{product.name} is in open orders. Discontinue it instead.")


def accept_rate_row(session: Session, _actor: Actor, rate: ProductGstRate) -> None:
    """An accepted rate ends the one before it on its first day."""
    earlier = select(ProductGstRate).where(
        ProductGstRate.product_id == rate.product_id, ProductGstRate.is_accepted, ProductGstRate.id != rate.id,
        ProductGstRate.deleted_at.is_(None), or_(ProductGstRate.valid_to.is_(None), ProductGstRate.valid_to > rate.valid_from),
    )  # fmt: skip
    for before in session.scalars(earlier):
        if before.valid_from >= rate.valid_from:
            raise Conflict("A later rate is accepted already; this one would overlap it.")
        before.valid_to = rate.valid_from
    rate.is_accepted = True


NOTE = Field("note", "longtext", label="What to change", required=True, max_length=500)
BOTH = ("manufacturer", "admin")
STEPS = (
    Step("submit", ("draft",), "pending_review", ("manufacturer",), label="Send for review", apply=is_complete),
    Step("accept", ("pending_review",), "active", ("admin",), label="Accept and list", opened_by="review", apply=accept),
    Step("send-back", ("pending_review",), "draft", ("admin",), label="Send back", opened_by="review", asks=(NOTE,), apply=send_back),
    Step("take-off", ("active",), "inactive", BOTH, label="Take off sale"),
    Step("put-on", ("inactive",), "active", BOTH, label="Put on sale", apply=may_be_listed),
    Step("discontinue", STATUSES[:4], "discontinued", BOTH, danger=True, question="Discontinue {label}? It cannot come back."),
)  # fmt: skip
RULES = (
    belongs_to_its_maker, hsn_is_right, order_steps_fit, price_is_under_the_mrp, change_reopens_review, what_is_dated_is_kept,
)  # fmt: skip
__all__ = [
    "CLASSES", "FORMS", "RULES", "STATUSES", "STEPS", "UNITS", "available", "has_no_open_orders", "is_for_sale", "maker_of", "rate_on", "rates",
]  # fmt: skip
