"""Goods that go back: asked for by the clinic, agreed to and counted by the maker (marketplace.md §6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core import clock, trade_terms
from data.core.actor import Actor, across, system
from data.core.errors import Conflict, Invalid, NotFound
from data.core.resource import Field, Step
from data.core.resource import resource as declared
from data.models import OrderLine, Return, ShipmentLine, SubOrder
from data.rules import order_hooks, order_moves
from data.store import access, audit, cleaning, numbers, write
from data.store.keyring import PLATFORM
from data.store.read import as_id, find
from data.store.unit_of_work import writing

STATUSES = ("requested", "approved", "in_transit", "received", "rejected")
OPEN = STATUSES[:3]
FIELDS = (
    Field("quantity", "integer", label="Packs", required=True, minimum=1, maximum=1_000_000),
    Field("reason", "longtext", required=True, max_length=500, hint="What is wrong with them."),
)
Values = Mapping[str, Any]


def request(actor: Actor, order_line_id: Any, raw: Mapping[str, Any], *, key: str | None = None) -> UUID:
    """Ask to send delivered packs of a line back; the id of the return, of the first one for a key that was used."""
    resource = declared("returns")
    access.require(resource, actor, "create")
    values = cleaning.read_fields(FIELDS, raw)
    with writing(across(actor)) as session:
        line = session.scalars(select(OrderLine).where(OrderLine.id == as_id(order_line_id)).with_for_update()).one_or_none()
        if line is None or line.clinic_id != actor.clinic_id:
            raise NotFound
        known = write.used(session, actor, resource.name, key)
        if known:
            return known
        left = can_go_back(session, line)
        if values["quantity"] > left:
            raise Invalid(
                {"quantity": f"{left} packs of {line.product_name} can still go back. You asked for {values['quantity']}."}
            )
        year = clock.financial_year(trade_terms.today())
        row = Return(
            clinic_id=line.clinic_id, manufacturer_id=line.manufacturer_id, order_line_id=line.id, created_by=actor.user_id,
            updated_by=actor.user_id, return_number=f"RET-{year}-{numbers.take(session, PLATFORM, f'returns {year}'):06d}", **values,
        )  # fmt: skip
        session.add(row)
        session.flush()
        write.spend(session, actor, resource.name, key, row.id)
        audit.record(
            session,
            actor,
            "create",
            "returns",
            row.id,
            clinic_id=row.clinic_id,
            detail={"after": {k: str(v) for k, v in values.items()}},
        )
        return row.id


def can_go_back(session: Session, line: OrderLine) -> int:
    """Delivered packs of a line that neither went back nor are asked for."""
    waiting = select(func.coalesce(func.sum(Return.quantity), 0)).where(Return.order_line_id == line.id, Return.status.in_(OPEN))
    return line.delivered_quantity - line.returned_quantity - int(session.scalar(waiting) or 0)


def takes_photos(_session: Session, _actor: Actor, row: Return) -> None:
    """What is wrong is shown until it is decided: counted, credited or refused."""
    if row.status not in OPEN:
        raise Conflict("This return is over; its photos stay as they are.")


def approve(_session: Session, _actor: Actor, row: Return, _values: Values) -> None:
    """The goods may come."""
    row.approved_at = clock.now()


def waive(session: Session, actor: Actor, row: Return, _values: Values) -> None:
    """Credited without the goods coming back."""
    row.approved_at = row.received_at = clock.now()
    row.is_waived = True
    _post(session, actor, row)


def refuse(_session: Session, _actor: Actor, row: Return, values: Values) -> None:
    """No, and why."""
    row.refused_reason = values["reason"]


def receive(session: Session, actor: Actor, row: Return, values: Values) -> None:
    """Counted at the maker's: what is good and unexpired lies in the store again."""
    good, bad = values["resaleable"] or 0, values["damaged"] or 0
    if good + bad != row.quantity:
        raise Invalid({"resaleable": f"Good and damaged make {good + bad}; {row.quantity} were to come back."})
    row.resaleable, row.damaged, row.received_at = good, bad, clock.now()
    line = _post(session, actor, row)
    _put_away(session, line, good)


def _post(session: Session, actor: Actor, row: Return) -> OrderLine:
    """Returned packs, credit note, refund and ledger in one; when everything came back, the sub-order is returned."""
    part: SubOrder = find(session, declared("orders"), system(), _part_of(session, row), "view", lock=True)
    line = next(found for found in order_moves.lines_of(session, part, lock=True) if found.id == row.order_line_id)
    if line.returned_quantity + row.quantity > line.delivered_quantity:
        raise Conflict("More would come back than was delivered.")
    line.returned_quantity += row.quantity
    session.flush()
    for told in order_hooks.RETURNED:
        told(session, actor, part, line, row)
    if part.status == "delivered" and order_moves.all_came_back(order_moves.lines_of(session, part)):
        part.status = "returned"
        order_moves.take(session, system(), part, "delivered", {"reason": "Everything that was delivered came back."})
    return line


def _part_of(session: Session, row: Return) -> UUID:
    return session.scalars(select(OrderLine.sub_order_id).where(OrderLine.id == row.order_line_id)).one()


def _put_away(session: Session, line: OrderLine, good: int) -> None:
    """Into the batches they were sent from, the last one first."""
    query = select(ShipmentLine).where(ShipmentLine.order_line_id == line.id).order_by(ShipmentLine.id.desc())
    for sent in session.scalars(query):
        part = min(good, sent.quantity)
        if part:
            order_moves.put_back(session, sent.batch_id, part)
            good -= part


WHO = ("manufacturer", "support")
WHY = Field("reason", "longtext", required=True, max_length=500)
COUNTS = (
    Field("resaleable", "integer", label="Good, into stock", required=True, minimum=0),
    Field("damaged", "integer", required=True, minimum=0, default=0),
)
STEPS = (
    Step("approve", ("requested",), "approved", WHO, apply=approve),
    Step("waive", ("requested",), "received", WHO, label="Credit without the goods", danger=True, apply=waive,
         question="Credit {label} without the goods coming back?"),
    Step("refuse", ("requested",), "rejected", WHO, asks=(WHY,), danger=True, apply=refuse, question="Refuse {label}?"),
    Step("send", ("approved",), "in_transit", WHO, label="On its way"),
    Step("take-in", ("approved", "in_transit"), "received", WHO, label="Received", asks=COUNTS, apply=receive),
)  # fmt: skip
