"""Orders of the demo's clinics in every state, made by the product's own verbs at instants of the past weeks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.core import clock, money, trade_terms
from data.core.actor import Actor, system
from data.demo.accounts import HOST
from data.models import Order, OrderLine, Product, Shipment, SubOrder, User
from data.rules import carts, checkout, order_payments, product_batches, products, receiving, returns, shipping
from data.store import write
from data.store.unit_of_work import reading

SEED = 20261126
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Days ago, and how far it has come; the newest still wait.
PLAN: tuple[tuple[int, str], ...] = (
    (58, "delivered"), (51, "delivered"), (44, "delivered"), (40, "returned"), (36, "delivered"), (30, "cancelled"), (27, "delivered"),
    (21, "part"), (16, "delivered"), (12, "shipped"), (7, "processing"), (4, "confirmed"), (2, "paid"), (1, "submitted"), (0, "unpaid"),
)  # fmt: skip


@contextmanager
def at_moment(moment: datetime) -> Iterator[None]:
    """Let the verbs believe it is that moment."""
    dated = clock.source()
    clock.set_now(lambda: moment)
    try:
        yield
    finally:
        clock.set_now(dated)


def lay_out(clinic: Actor, every: int = 1) -> None:
    """The orders of one clinic, oldest first; `every` second one for a small clinic."""
    buyer, dice, now = manager(clinic), Random(SEED), clock.now()
    for number, (days, state) in list(enumerate(PLAN))[::every]:
        placed = now - days * DAY - (2 + number % 5) * HOUR
        order_id = _order(buyer, dice, placed, number)
        if order_id is not None:
            _carry(buyer, order_id, state, placed, now)
    _in_the_cart(buyer, dice)


def manager(clinic: Actor) -> Actor:
    """Who runs a clinic of the demo and buys for it."""
    with reading(system()) as session:
        found = session.scalars(select(User).where(User.clinic_id == clinic.clinic_id, User.email.like(f"clinic%@{HOST}"))).one()
        return Actor(found.full_name, frozenset({"clinic"}), found.id, clinic.clinic_id, zone=clinic.zone)


def _order(buyer: Actor, dice: Random, placed: datetime, number: int) -> UUID | None:
    with at_moment(placed):
        for product_id, packs in _choice(buyer, dice, 3 + number % 4):
            carts.add(buyer, product_id, packs)
        shown = carts.preview(buyer)
        if not shown.quote.is_valid:
            carts.clear(buyer)
            return None
        asked = checkout.Asked(shown.address_id, shown.quote.preview_hash, f"demo-{number}", seen=shown.quote.seen)
        return checkout.checkout(buyer, asked).order_id


def _choice(buyer: Actor, dice: Random, count: int) -> list[tuple[UUID, int]]:
    """A few products that can be had on that day, in quantities their makers send."""
    with reading(buyer) as session:
        rows = list(
            session.scalars(select(Product).where(products.is_for_sale(), Product.deleted_at.is_(None)).order_by(Product.sku))
        )
        stock = product_batches.available(session, rows)
        picked = dice.sample([p for p in rows if stock[p.id] > 60], count)
        return [(p.id, carts.fitting_packs(p, dice.randint(3, 20), stock[p.id])) for p in picked]


def _parts(order_id: UUID) -> list[SubOrder]:
    with reading(system()) as session:
        return list(session.scalars(select(SubOrder).where(SubOrder.order_id == order_id).order_by(SubOrder.sub_order_number)))


def _pay(buyer: Actor, order_id: UUID, status: str) -> None:
    with reading(system()) as session:
        order = session.scalars(select(Order).where(Order.id == order_id)).one()
    raw = {
        "method": "bank_transfer", "amount": money.plain(order.payable_amount), "received_on": trade_terms.today().isoformat(),
        "reference_number": f"UTR{order.order_number[-6:]}{order.clinic_id.hex[-4:].upper()}",
    }  # fmt: skip
    made = order_payments.submit(buyer, _parts(order_id)[0].id, raw)
    if status == "verified":
        write.step("order_payments", system(), made, "verify")


def _maker(part: SubOrder) -> Actor:
    return Actor("Manufacturer", frozenset({"manufacturer"}), manufacturer_id=part.manufacturer_id)


def _carry(buyer: Actor, order_id: UUID, state: str, placed: datetime, now: datetime) -> None:
    """As far as it has come, a step after the other."""
    if state in {"unpaid", "submitted"}:
        if state == "submitted":
            with at_moment(placed + 2 * HOUR):
                _pay(buyer, order_id, "submitted")
        return
    if state == "cancelled":
        with at_moment(placed + 5 * HOUR):
            for part in _parts(order_id):
                write.step("orders", buyer, part.id, "cancel", {"reason_code": "found_elsewhere"})
        return
    with at_moment(placed + 3 * HOUR):
        _pay(buyer, order_id, "verified")
    if state != "paid":
        for number, part in enumerate(_parts(order_id)):
            _fulfil(buyer, part, state, placed + (8 + number) * HOUR, now)


def _fulfil(buyer: Actor, part: SubOrder, state: str, start: datetime, now: datetime) -> None:
    maker = _maker(part)
    steps: list[Callable[[], Any]] = [lambda: write.step("orders", maker, part.id, "confirm")]
    if state != "confirmed":
        steps.append(lambda: write.step("orders", maker, part.id, "process"))
    if state not in {"confirmed", "processing"}:
        steps.append(lambda: _send(maker, part, is_part=state == "part"))
    if state in {"delivered", "returned"}:
        steps.append(lambda: _count(buyer, part, is_short=part.sub_order_number.endswith("7-1")))
    if state == "returned":
        steps.append(lambda: _send_back(buyer, maker, part))
    for number, act in enumerate(steps):
        moment = start + number * timedelta(hours=17)
        if moment > now:
            return
        with at_moment(moment):
            act()


def _send(maker: Actor, part: SubOrder, *, is_part: bool) -> None:
    with reading(system()) as session:
        picks = shipping.pick_list(session, session.scalars(select(SubOrder).where(SubOrder.id == part.id)).one())
        goods = [shipping.Packed(line.id, batch.id, packs) for line, batch, packs in picks]
    shipping.ship(
        maker,
        part.id,
        goods[:1] if is_part else goods,
        {"courier": "Surface parcel", "tracking_number": part.sub_order_number[-8:]},
    )


def _count(buyer: Actor, part: SubOrder, *, is_short: bool) -> None:
    with reading(system()) as session:
        parcels = session.scalars(select(Shipment.id).where(Shipment.sub_order_id == part.id)).all()
    for parcel in parcels:
        _, _, sent = receiving.to_count(buyer, parcel)
        counts: dict[str, dict[str, Any]] = {
            str(s.id): {"good": s.quantity, "batch_number": s.batch_number, "expires_on": s.expires_on.isoformat()} for s in sent
        }
        first = counts[str(sent[0].id)]
        if is_short and int(first["good"]) > 1:
            first |= {"good": int(first["good"]) - 1, "damaged": 1}
        receiving.receive(buyer, parcel, counts)


def _send_back(buyer: Actor, maker: Actor, part: SubOrder) -> None:
    with reading(system()) as session:
        lines = session.scalars(select(OrderLine).where(OrderLine.sub_order_id == part.id).order_by(OrderLine.id)).all()
    for line in lines:
        packs = str(line.delivered_quantity)
        asked = returns.request(buyer, line.id, {"quantity": packs, "reason": "The seals were broken."})
        write.step("returns", maker, asked, "approve")
        write.step("returns", maker, asked, "take-in", {"resaleable": "0", "damaged": packs})


def _in_the_cart(buyer: Actor, dice: Random) -> None:
    """Something lies in the cart already."""
    for product_id, packs in _choice(buyer, dice, 3):
        carts.add(buyer, product_id, packs)
