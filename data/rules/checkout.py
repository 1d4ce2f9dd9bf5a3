"""Checkout: one transaction from the cart to reserved goods and an order with its parts, or nothing at all (marketplace.md §4.3–4.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.core import clock, fields, roles, trade_terms
from data.core.actor import Actor, across
from data.core.errors import Conflict, NotAllowed
from data.core.resource import Field
from data.core.shares import of_rate
from data.models import Cart, Clinic, ClinicAddress, Order, OrderLine, Product, ProductBatch, StockReservation, SubOrder
from data.models.base import new_id
from data.rules import carts, commission, order_hooks, order_moves, quotes, site_settings
from data.rules.product_batches import shippable
from data.store import audit, numbers
from data.store.keyring import PLATFORM
from data.store.unit_of_work import patiently, writing

NOTES = Field("notes", "longtext", max_length=1000)
KEY = Field("idempotency_key", required=True, max_length=80)
CHANGED = "The cart changed since you looked at it. Check the new total and confirm."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person confirms: where to, with which words, exactly what she saw (`seen`: packs, price, rate by product) and what
    stands in the boxes now (`typed`: packs by product).
    """

    ship_to_address_id: Any
    preview_hash: str
    idempotency_key: str
    notes: str = ""
    seen: Mapping[str, Sequence[int]] | None = None
    typed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The order that was placed; none when the cart waits for a manager."""

    order_id: UUID | None
    waits_for_approval: bool = False


def checkout(actor: Actor, asked: Asked) -> Outcome:
    """Order what lies in the cart; the same key again gives the first order. Conflict with each reason against it."""
    if not (roles.allowed(actor, "carts", "checkout") or roles.allowed(actor, "carts", "checkout-below-limit")):
        raise NotAllowed
    if actor.clinic_id is None:
        raise NotAllowed
    key = fields.parse(KEY, asked.idempotency_key)
    notes = fields.parse(NOTES, asked.notes)
    return patiently(lambda: _checkout(actor, asked, key, notes))


def _checkout(actor: Actor, asked: Asked, key: str, notes: str | None) -> Outcome:
    with writing(across(actor)) as session:
        # Whoever holds the cart decides: the second of two presses waits here and then finds the first one's order.
        cart = carts.cart_of(session, actor, lock=True)
        before = select(Order.id).where(Order.clinic_id == actor.clinic_id, Order.idempotency_key == key)
        found = session.scalar(before)
        if found is not None:
            return Outcome(found)
        clinic = carts.clinic_of(session, actor)
        where = carts.address(session, actor, asked.ship_to_address_id)
        wanted = [(line.product_id, line.quantity) for line in carts.lines(session, cart)]
        quote = quotes.quote(session, clinic, where, wanted)
        _as_it_was_typed(quote, asked)
        _as_it_was_seen(quote, where, asked)
        if cart is None or where is None or not quote.is_valid:
            first = quote.errors[0]
            raise Conflict(first.message, code=first.code)
        if _is_above_the_limit(actor, clinic, quote):
            _ask_a_manager(session, actor, cart)
            return Outcome(None, waits_for_approval=True)
        order = _place(session, actor, (cart, clinic, where), quote, key, notes)
        carts.emptied(session, cart)
        return Outcome(order.id)


def _as_it_was_typed(quote: quotes.Quote, asked: Asked) -> None:
    """A quantity that was typed and not taken over stops the order: nobody gets other packs than stand in the box."""
    for group in quote.groups:
        for line in group.lines:
            packs = asked.typed.get(str(line.product.id))
            if packs is not None and str(packs).strip() != str(line.quantity):
                raise Conflict(
                    f"“{str(packs)[:20]}” packs of {line.product.name} stand in the box, {line.quantity} in the cart. Put the packs right, then order."
                )


def _as_it_was_seen(quote: quotes.Quote, where: ClinicAddress | None, asked: Asked) -> None:
    """A price or rate that moved since the preview stops the order and is named, old and new."""
    if quote.preview_hash == asked.preview_hash:
        return
    seen = asked.seen or {}
    if quotes.hash_of(seen, where) == asked.preview_hash:
        for group in quote.groups:
            for line in group.lines:
                _, price, rate = seen.get(str(line.product.id), (0, line.price, line.rate))
                if price != line.price:
                    fault = trade_terms.price_changed(line.product.name, price, line.price)
                    raise Conflict(fault[1], code=fault[0])
                if rate != line.rate:
                    old, new = fields.percent_text(rate), fields.percent_text(line.rate)
                    sentence = f"The GST of {line.product.name} changed from {old} % to {new} %. Check the new total and confirm."
                    raise Conflict(sentence, code="price_changed")
    raise Conflict(CHANGED, code="price_changed")


def _is_above_the_limit(actor: Actor, clinic: Clinic, quote: quotes.Quote) -> bool:
    return not roles.allowed(actor, "carts", "checkout") and quote.total > clinic.pharmacist_order_limit


def _ask_a_manager(session: Session, actor: Actor, cart: Cart) -> None:
    cart.waits_for_approval, cart.asked_by = True, actor.user_id
    session.flush()
    audit.record(session, actor, "ask-approval", "carts", cart.id, clinic_id=cart.clinic_id)


def _place(
    session: Session,
    actor: Actor,
    parties: tuple[Cart, Clinic, ClinicAddress],
    quote: quotes.Quote,
    key: str,
    notes: str | None,
) -> Order:
    cart, clinic, where = parties
    lines = [line for group in quote.groups for line in group.lines]
    kept = _reserve(session, lines)
    now, year = clock.now(), clock.financial_year(trade_terms.today())
    number = f"ORD-{year}-{numbers.take(session, PLATFORM, f'orders {year}'):06d}"
    subtotal, gst_amount = sum(g.subtotal for g in quote.groups), sum(g.gst_amount for g in quote.groups)
    order = Order(
        clinic_id=clinic.id, order_number=number, source=cart.source, subtotal=subtotal, gst_amount=gst_amount, total_amount=subtotal + gst_amount,
        payable_amount=subtotal + gst_amount, placed_at=now, expires_at=now + timedelta(hours=site_settings.term(session, "payment_window_hours")), notes=notes,
        idempotency_key=key, preview_hash=quote.preview_hash, created_by=actor.user_id, updated_by=actor.user_id, **_ship_to(clinic, where),
    )  # fmt: skip
    session.add(order)
    session.flush()
    for place, group in enumerate(quote.groups, 1):
        _part(session, actor, order, clinic, group, f"{number}-{place}", kept)
    audit.record(session, actor, "checkout", "orders", order.id, clinic_id=clinic.id, detail={"after": {"order": number}})
    for told in order_hooks.PLACED:
        told(session, actor, order)
    return order


def _ship_to(clinic: Clinic, where: ClinicAddress) -> dict[str, Any]:
    """The address as it is now; the phone goes along only where the clinic shares it."""
    phone = where.phone or clinic.phone if clinic.share_phone_with_supplier else None
    return {
        "ship_to_name": where.name, "ship_to_line1": where.line1, "ship_to_city": where.city, "ship_to_district": where.district,
        "ship_to_state_code": where.state_code, "ship_to_pincode": where.pincode, "ship_to_phone": phone,
    }  # fmt: skip


Kept = dict[UUID, list[tuple[UUID, int]]]


def _reserve(session: Session, lines: Sequence[quotes.Line]) -> Kept:
    """Batches locked in the order of their ids, then promised first-expiring first; (batch, packs) by product."""
    products = [line.product for line in lines]
    session.execute(
        select(ProductBatch.id)
        .where(ProductBatch.product_id.in_([p.id for p in products]))
        .order_by(ProductBatch.id)
        .with_for_update()
    )
    return {line.product.id: _of_product(session, line.product, line.quantity) for line in lines}


def _of_product(session: Session, product: Product, quantity: int) -> list[tuple[UUID, int]]:
    free = ProductBatch.quantity_on_hand - ProductBatch.quantity_reserved
    query = select(ProductBatch.id, free).where(shippable(product), free > 0).order_by(ProductBatch.expires_on, ProductBatch.id)
    open_packs, taken = quantity, []
    for batch_id, packs in session.execute(query).all():
        part = min(packs, open_packs)
        if part and _promise(session, batch_id, part):
            taken.append((batch_id, part))
            open_packs -= part
    if open_packs:
        fault = trade_terms.insufficient_stock(product.name, quantity - open_packs, quantity)
        raise Conflict(fault[1], code=fault[0])
    return taken


def _promise(session: Session, batch_id: UUID, packs: int) -> bool:
    """Reserve if that much is still free; the statement itself is the guard."""
    statement = update(ProductBatch).where(
        ProductBatch.id == batch_id, ProductBatch.quantity_on_hand - ProductBatch.quantity_reserved >= packs
    )
    return bool(session.connection().execute(statement.values(quantity_reserved=ProductBatch.quantity_reserved + packs)).rowcount)


def _part(session: Session, actor: Actor, order: Order, clinic: Clinic, group: quotes.Group, number: str, kept: Kept) -> None:
    sides = {"clinic_id": clinic.id, "manufacturer_id": group.maker.id}
    lines = [_order_line(session, line, sides) for line in group.lines]
    ship_to = {name: getattr(order, name) for name in SHIP_TO}
    part = SubOrder(
        id=new_id(), order_id=order.id, sub_order_number=number, placed_at=order.placed_at, subtotal=group.subtotal, gst_amount=group.gst_amount,
        buyer_legal_name=clinic.legal_name or clinic.clinic_name, buyer_gstin=clinic.gstin, total_amount=group.total,
        cgst_amount=sum(x.cgst_amount for x in lines), sgst_amount=sum(x.sgst_amount for x in lines), igst_amount=sum(x.igst_amount for x in lines),
        commission_amount=sum(x.commission_amount for x in lines), commission_gst_amount=sum(x.commission_gst_amount for x in lines),
        created_by=actor.user_id, updated_by=actor.user_id, **sides, **ship_to,
    )  # fmt: skip
    session.add(part)
    session.flush()
    for line in lines:
        line.sub_order_id = part.id
    session.add_all(lines)
    session.flush()
    for line in lines:
        for batch_id, packs in kept[line.product_id]:
            session.add(StockReservation(order_line_id=line.id, batch_id=batch_id, quantity=packs, **sides))
    order_moves.record(session, actor, part, None)
    session.flush()


SHIP_TO = (
    "ship_to_name", "ship_to_line1", "ship_to_city", "ship_to_district", "ship_to_state_code", "ship_to_pincode", "ship_to_phone",
)  # fmt: skip


def _order_line(session: Session, line: quotes.Line, sides: Mapping[str, UUID]) -> OrderLine:
    product = line.product
    rate = commission.rate_of(session, product)
    earned = of_rate(line.taxable, rate)
    return OrderLine(
        product_id=product.id, product_sku=product.sku, product_name=product.name, category=product.category, pack_size=product.pack_size,
        units_per_pack=product.units_per_pack, hsn_code=product.hsn_code, unit_price=line.price, gst_rate=line.rate, quantity=line.quantity,
        commission_rate=rate, commission_gst_rate=trade_terms.COMMISSION_GST_RATE, taxable_value=line.taxable, cgst_amount=line.tax.cgst,
        sgst_amount=line.tax.sgst, igst_amount=line.tax.igst, gst_amount=line.tax.total, line_total=line.total, commission_amount=earned,
        commission_gst_amount=of_rate(earned, trade_terms.COMMISSION_GST_RATE), **sides,
    )  # fmt: skip


__all__ = ["Asked", "Outcome", "checkout"]
