"""Moves of a sub-order along the table of §5: who, with which reason, which instants, and what follows for goods and parent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, inspect, select, update
from sqlalchemy.orm import Session

from data.core import clock, trade_terms
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed
from data.core.order_table import DONE, REASONS, SHORTEST_OTHER, STAFF, edge, of_verb, parent_status
from data.core.resource import Field, Step
from data.models import (
    Clinic,
    Manufacturer,
    Order,
    OrderEvent,
    OrderLine,
    OrderPayment,
    ProductBatch,
    Shipment,
    StockReservation,
    SubOrder,
)  # fmt: skip
from data.rules import order_hooks, trading

Values = Mapping[str, Any]
# A person with several roles acts in the one the table names first.
ROLES = ("clinic", "pharmacist", "manufacturer", "support", "admin")


def role_in(actor: Actor, allowed: frozenset[str]) -> str | None:
    """As whom somebody makes a move; None when none of the roles may."""
    if actor.is_system:
        return "system"
    return next((role for role in ROLES if role in actor.roles and role in allowed), None)


def was(part: SubOrder) -> str:
    """The status before this flush."""
    gone: Any = inspect(part).attrs.status.history.deleted
    return str(gone[0] if gone else part.status)


def record(
    session: Session, actor: Actor, part: SubOrder, before: str | None, code: str | None = None, text: str | None = None
) -> None:
    """One edge in the list that replays to the present status."""
    found = edge(before, part.status) if before else None
    role = role_in(actor, found.roles if found else frozenset(ROLES)) or "system"
    session.add(
        OrderEvent(
            clinic_id=part.clinic_id, manufacturer_id=part.manufacturer_id, sub_order_id=part.id, from_status=before, to_status=part.status,
            actor_user_id=actor.user_id, actor_role=role, reason_code=code, reason_text=text, occurred_at=clock.now(),
        )
    )  # fmt: skip


def take(session: Session, actor: Actor, part: SubOrder, before: str, values: Values | None = None) -> None:
    """The edge from `before` to where the part stands now: allowed, reasoned, stamped, recorded; the parent follows.

    The program itself may take every edge of the table: what it is asked to do was checked where it was asked.
    """
    found, values = edge(before, part.status), values or {}
    if found is None:
        raise refusal(before, "moved")
    role = role_in(actor, found.roles)
    if role is None:
        raise NotAllowed
    code, text = _reason(role, values, with_reason=found.with_reason)
    now = clock.now()
    for name in found.stamps:
        if getattr(part, name) is None:
            setattr(part, name, now)
    record(session, actor, part, before, code, text)
    part.updated_by, part.updated_at = actor.user_id, now
    session.flush()
    _parent_follows(session, part)


def refusal(status: str, done: str) -> Conflict:
    """There is no such move from here."""
    code, sentence = trade_terms.edge_not_allowed(status, done)
    return Conflict(sentence, code=code)


def _reason(role: str, values: Values, *, with_reason: bool) -> tuple[str | None, str | None]:
    """The reason of a move: code from the list of the role, words where the code says nothing; staff always give one."""
    code, text = values.get("reason_code"), str(values.get("reason") or "").strip() or None
    if code is None and role != "system" and (with_reason or role in STAFF):
        raise Invalid({"reason_code": "Say why: choose a reason."})
    if code is not None and code not in REASONS[role]:
        raise Invalid({"reason_code": "This reason is not one of yours. Choose another."})
    if code == "other" and len(text or "") < SHORTEST_OTHER:
        raise Invalid({"reason": "Write at least ten characters, so that the other side knows why."})
    return code, text


def _parent_follows(session: Session, part: SubOrder) -> None:
    """The status of the order is derived; its row is locked, so that two parts that move at once see each other."""
    order = order_of(session, part, lock=True)
    found = session.scalars(select(SubOrder.status).where(SubOrder.order_id == order.id)).all()
    order.status = parent_status(found)
    session.flush()


def order_of(session: Session, part: SubOrder, *, lock: bool = False) -> Order:
    """The parent of a part."""
    query = select(Order).where(Order.id == part.order_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one()


def lines_of(session: Session, part: SubOrder, *, lock: bool = False) -> list[OrderLine]:
    """The lines of a part in the order they were placed."""
    query = select(OrderLine).where(OrderLine.sub_order_id == part.id).order_by(OrderLine.id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(query))


def verified(session: Session, order_id: UUID) -> int:
    """Money the platform has seen for an order, in paise."""
    paid = select(func.coalesce(func.sum(OrderPayment.amount), 0)).where(
        OrderPayment.order_id == order_id, OrderPayment.status == "verified", OrderPayment.deleted_at.is_(None)
    )
    return int(session.scalar(paid) or 0)


def is_paid(session: Session, order: Order) -> bool:
    """Fully paid: verified payments reach what is payable."""
    return verified(session, order.id) >= order.payable_amount


# --- goods ---


def release(session: Session, lines: list[OrderLine]) -> dict[UUID, int]:
    """Give back every pack that is still promised to these lines; how many by line."""
    query = select(StockReservation).where(
        StockReservation.order_line_id.in_([line.id for line in lines]), StockReservation.status == "active"
    )
    found, given = sorted(session.scalars(query), key=lambda r: r.batch_id), dict.fromkeys((line.id for line in lines), 0)
    for kept in found:
        less = update(ProductBatch).where(ProductBatch.id == kept.batch_id)
        session.connection().execute(less.values(quantity_reserved=ProductBatch.quantity_reserved - kept.quantity))
        kept.status = "released"
        given[kept.order_line_id] += kept.quantity
    session.flush()
    return given


# --- the moves that are plain steps ---


def confirm(session: Session, actor: Actor, part: SubOrder, values: Values) -> None:
    """The maker promises to send: paid in full, both sides may trade."""
    before, order = was(part), order_of(session, part, lock=True)
    if not is_paid(session, order):
        code, sentence = trade_terms.not_paid()
        raise Conflict(sentence, code=code)
    maker = session.scalars(select(Manufacturer).where(Manufacturer.id == part.manufacturer_id)).one()
    clinic = session.scalars(select(Clinic).where(Clinic.id == part.clinic_id)).one()
    trading.require(session, maker)
    if not trading.can_trade(clinic):
        raise Conflict("The buyer may not trade at the moment, so this order cannot be confirmed.", code="org_not_approved")
    part.promised_on = trade_terms.today() + timedelta(days=maker.lead_time_days)
    take(session, actor, part, before, values)
    for told in order_hooks.CONFIRMED:
        told(session, actor, part)


def process(session: Session, actor: Actor, part: SubOrder, values: Values) -> None:
    """Goods are picked by reserved batch."""
    take(session, actor, part, was(part), values)


def cancel(session: Session, actor: Actor, part: SubOrder, values: Values) -> None:
    """Nothing was shipped: goods and money go back."""
    before, lines = was(part), lines_of(session, part, lock=True)
    if any(line.shipped_quantity for line in lines):
        raise Conflict("A part of this order is on its way. Close the remainder instead.", code="edge_not_allowed")
    order = order_of(session, part, lock=True)
    if not is_paid(session, order):
        order.payable_amount -= part.total_amount
    release(session, lines)
    for line in lines:
        line.cancelled_quantity = line.quantity
    part.cancellation_reason_code, part.cancellation_reason = values.get("reason_code"), values.get("reason")
    found = edge(before, "cancelled")
    part.cancelled_by_role = role_in(actor, found.roles) if found else None
    take(session, actor, part, before, values)
    for told in order_hooks.CANCELLED:
        told(session, actor, part)


def deliver(session: Session, actor: Actor, part: SubOrder, values: Values) -> None:
    """Whatever is on its way has arrived, by the supplier's proof, staff or time; the clinic still posts its receipt."""
    before = was(part)
    if role_in(actor, frozenset(ROLES)) == "manufacturer" and not values.get("proof"):
        raise Invalid({"proof": "Write the courier's reference of the delivery."})
    given: dict[UUID, int] = {}
    for line in lines_of(session, part, lock=True):
        arrived = line.shipped_quantity - line.delivered_quantity - line.short_quantity
        if arrived:
            line.delivered_quantity += arrived
            given[line.id] = arrived
    shipments = select(Shipment).where(Shipment.sub_order_id == part.id, Shipment.delivered_at.is_(None))
    for shipment in session.scalars(shipments):
        shipment.delivered_at = clock.now()
    words = dict(values)
    if values.get("proof"):
        words["reason"] = f"Delivered by courier reference {values['proof']}. {values.get('reason') or ''}".strip()
    take(session, actor, part, before, words)
    if given:
        for told in order_hooks.DELIVERED:
            told(session, actor, part, given)


def take_back(session: Session, actor: Actor, part: SubOrder, values: Values) -> None:
    """Refused or undeliverable before delivery, or everything sent back after it."""
    before, lines = was(part), lines_of(session, part, lock=True)
    if before == "shipped":
        if any(line.delivered_quantity for line in lines):
            raise Conflict("Some of it was delivered. What is not wanted comes back as a return.", code="edge_not_allowed")
        if values.get("restock"):
            _restock(session, part)
    elif not all_came_back(lines):
        raise Conflict("Not every delivered pack has come back yet.", code="edge_not_allowed")
    take(session, actor, part, before, values)
    if before == "shipped":
        for told in order_hooks.REFUSED:
            told(session, actor, part)


def delivered_if_complete(session: Session, actor: Actor, part: SubOrder, values: Values | None = None) -> None:
    """Delivered once every open pack of every line has come or is known to be missing, and at least one came."""
    lines = lines_of(session, part)
    complete = all(line.delivered_quantity + line.short_quantity == line.quantity - line.cancelled_quantity for line in lines)
    if part.status == "shipped" and complete and any(line.delivered_quantity for line in lines):
        part.status = "delivered"
        take(session, actor, part, "shipped", values)


def all_came_back(lines: list[OrderLine]) -> bool:
    """At least one pack was delivered, and every delivered one was returned."""
    return any(line.delivered_quantity for line in lines) and all(
        line.returned_quantity == line.delivered_quantity for line in lines
    )


def _restock(session: Session, part: SubOrder) -> None:
    """What came back unopened lies in the maker's store again, unless it expired."""
    query = select(StockReservation).where(
        StockReservation.order_line_id.in_([line.id for line in lines_of(session, part)]), StockReservation.status == "consumed"
    )
    for used in sorted(session.scalars(query), key=lambda r: r.batch_id):
        put_back(session, used.batch_id, used.quantity)


def put_back(session: Session, batch_id: UUID, packs: int) -> None:
    """Packs lie in the maker's store again; an expired batch takes none."""
    more = update(ProductBatch).where(ProductBatch.id == batch_id, ProductBatch.expires_on >= trade_terms.today())
    session.connection().execute(more.values(quantity_on_hand=ProductBatch.quantity_on_hand + packs))


def _may(verb: str) -> Any:
    """A role moves along the edges that name it; where there is no edge at all, the row's own sentence says so."""

    def allow(_session: Any, roles: frozenset[str], part: SubOrder) -> bool:
        edges = [e for e in of_verb(verb) if e.start == part.status]
        return not edges or any(roles & e.roles for e in edges)

    return allow


EVERY_REASON = tuple(dict.fromkeys(code for codes in REASONS.values() for code in codes))
CODE = Field("reason_code", "choice", label="Reason", choices=EVERY_REASON)
WORDS = Field("reason", "longtext", label="In words", max_length=500, hint="Ten characters or more when the reason is other.")
PROOF = Field("proof", label="Courier reference", max_length=80)
RESTOCK = Field("restock", "bool", label="The goods are good and go back into stock", default=False)


def _step(verb: str, label: str, apply: Any, asks: tuple[Field, ...], **more: Any) -> Step:
    edges = of_verb(verb)
    return Step(
        verb, tuple(e.start for e in edges), edges[0].end, tuple(sorted(frozenset().union(*(e.roles for e in edges)) - {"system", "pharmacist"})),
        label=label, apply=apply, asks=asks, allow=_may(verb), refuse=lambda status: trade_terms.edge_not_allowed(status, DONE[verb]), **more,
    )  # fmt: skip


STEPS = (
    _step("confirm", "Confirm", confirm, (CODE, WORDS)),
    _step("process", "Start picking", process, (CODE, WORDS)),
    _step("cancel", "Cancel order", cancel, (CODE, WORDS), danger=True, question="Cancel {label}?"),
    _step("deliver", "Mark as delivered", deliver, (PROOF, CODE, WORDS)),
    _step("return", "Came back", take_back, (CODE, WORDS, RESTOCK), danger=True, question="Has all of {label} come back?"),
)
