"""The cashier's day: what should be in the till by method, what was counted, the difference, and whom it went to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, roles
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.core.ledger_sums import TENDERS, till_effect
from data.core.resource import Field
from data.models import CashierDay, LedgerEntry, User
from data.rules.visit_words import day_text, zone_of
from data.store import audit
from data.store.cleaning import read_fields
from data.store.read import as_id
from data.store.unit_of_work import reading, writing

NOUN, OWN, ANY = "ledger", "close-own-day", "close-day"
TAKES = frozenset({"clinic", "receptionist"})
FIELDS = (
    Field("opening", "money", label="In the till at the start", required=True, default="0", minimum=0),
    *(Field(method, "money", label=f"{method.capitalize()} counted", minimum=0) for method in TENDERS),
    Field("handed_to", "link", label="Handed to", link="users"),
    Field("notes", "longtext", max_length=500),
)


@dataclass(frozen=True, slots=True)
class DaySheet:
    """One cashier's business day: paise by method as the ledger has them, refunds in them listed apart; the closing when closed."""

    user_id: UUID
    business_day: date
    expected: dict[str, int]
    refunds: dict[str, int]
    entries: int
    closing: CashierDay | None


def _may(actor: Actor, user_id: UUID | None) -> UUID:
    """Whose day: her own, or for the manager anybody's."""
    if not (roles.allowed(actor, NOUN, OWN) or roles.allowed(actor, NOUN, ANY)) or actor.clinic_id is None:
        raise NotAllowed
    wanted = user_id or actor.user_id
    if wanted is None:
        raise NotFound
    if wanted != actor.user_id and not roles.allowed(actor, NOUN, ANY):
        raise NotAllowed("The manager closes the day of somebody else.")
    return wanted


def sheet(actor: Actor, day: date | None = None, user_id: Any = None) -> DaySheet:
    """What the ledger says about a cashier's day, today unless another is named."""
    who = _may(actor, as_id(user_id) if user_id else None)
    with reading(actor) as session:
        return _sheet(session, who, day or clock.today(_zone(session, actor)))


def _zone(session: Session, actor: Actor) -> str:
    assert actor.clinic_id is not None
    return zone_of(session, actor.clinic_id)


def _sheet(session: Session, user_id: UUID, day: date) -> DaySheet:
    rows = session.execute(
        select(LedgerEntry.entry_type, LedgerEntry.method, LedgerEntry.amount, LedgerEntry.reverses_id).where(
            LedgerEntry.user_id == user_id, LedgerEntry.business_day == day
        )
    ).all()
    kinds = _kinds(session, [r.reverses_id for r in rows if r.reverses_id])
    expected, refunds = dict.fromkeys(TENDERS, 0), dict.fromkeys(TENDERS, 0)
    for kind, method, amount, reverses in rows:
        told, sign = (kinds[reverses], -1) if reverses else (kind, 1)
        effect = sign * amount * till_effect(told, method)
        if effect and method:
            expected[method] += effect
            refunds[method] += -effect if told == "refund" else 0
    return DaySheet(user_id, day, expected, refunds, len(rows), _closing(session, user_id, day))


def _kinds(session: Session, ids: list[UUID]) -> dict[UUID, str]:
    return dict(session.execute(select(LedgerEntry.id, LedgerEntry.entry_type).where(LedgerEntry.id.in_(ids))).all())


def _closing(session: Session, user_id: UUID, day: date) -> CashierDay | None:
    query = select(CashierDay).where(
        CashierDay.user_id == user_id, CashierDay.business_day == day, CashierDay.deleted_at.is_(None)
    )
    return session.scalars(query).one_or_none()


def close(actor: Actor, raw: Mapping[str, Any], day: date | None = None, user_id: Any = None) -> UUID:
    """Close a day: opening, counted by method, to whom it was handed; nothing of it is written down later."""
    who = _may(actor, as_id(user_id) if user_id else None)
    values = read_fields(FIELDS, raw)
    counted = {method: values[method] or 0 for method in TENDERS}
    with writing(actor) as session:
        zone = _zone(session, actor)
        wanted = day or clock.today(zone)
        if wanted > clock.today(zone):
            raise Invalid({"business_day": f"{day_text(wanted)} has not come yet."})
        session.scalars(
            select(User.id).where(User.id == who).with_for_update()
        ).one_or_none()  # her payments under way come first
        found = _sheet(session, who, wanted)
        if found.closing is not None:
            at = f"{clock.local(found.closing.closed_at, zone):%H:%M}"
            raise Conflict(f"{day_text(wanted)} was closed at {at} already.")
        lay = found.expected | {"cash": found.expected["cash"] + values["opening"]}
        missing = [method for method in TENDERS if values[method] is None and lay[method]]
        if missing:
            raise Invalid(dict.fromkeys(missing, "Say how much was counted; 0 if there is none."))
        if values["handed_to"] is not None and session.scalar(select(User.id).where(User.id == values["handed_to"])) is None:
            raise Invalid({"handed_to": "There is no such person in this clinic."})
        closing = CashierDay(
            clinic_id=actor.clinic_id, user_id=who, business_day=wanted, opening=values["opening"], expected=found.expected,
            counted=counted, difference=sum(counted.values()) - values["opening"] - sum(found.expected.values()),
            handed_to=values["handed_to"], closed_at=clock.now(), closed_by=actor.user_id, created_by=actor.user_id,
        )  # fmt: skip
        closing.notes = values["notes"]
        session.add(closing)
        session.flush()
        detail = {"day": wanted.isoformat(), "expected": found.expected, "counted": counted, "difference": closing.difference}
        audit.record(session, actor, OWN if who == actor.user_id else ANY, NOUN, closing.id, detail=detail)
        return closing.id


def reopen(actor: Actor, closing_id: Any, reason: str) -> None:
    """Open a closed day again: the manager, with a reason."""
    if not roles.allowed(actor, NOUN, ANY):
        raise NotAllowed
    if not reason.strip():
        raise Invalid({"reason": "Say why this day is opened again."})
    with writing(actor) as session:
        query = select(CashierDay).where(CashierDay.id == as_id(closing_id), CashierDay.deleted_at.is_(None)).with_for_update()
        closing = session.scalars(query).one_or_none()
        if closing is None:
            raise NotFound
        closing.deleted_at, closing.deleted_by, closing.delete_reason = clock.now(), actor.user_id, reason.strip()[:300]
        session.flush()
        audit.record(session, actor, ANY, NOUN, closing.id, detail={"reason": reason.strip()})


def closings(actor: Actor, start: date, end: date) -> list[CashierDay]:
    """Closed days of [start, end), the newest first: the manager everybody's, a cashier her own."""
    who = _may(actor, None)
    query = select(CashierDay).where(
        CashierDay.business_day >= start, CashierDay.business_day < end, CashierDay.deleted_at.is_(None)
    )
    if not roles.allowed(actor, NOUN, ANY):
        query = query.where(CashierDay.user_id == who)
    with reading(actor) as session:
        return list(session.scalars(query.order_by(CashierDay.business_day.desc(), CashierDay.closed_at.desc())))


def open_days(actor: Actor, start: date, end: date) -> list[tuple[UUID, date]]:
    """(cashier, day) of [start, end) with money and no closing, the oldest first: the manager everybody's, a cashier her own."""
    who = _may(actor, None)
    closed = select(CashierDay.id).where(
        CashierDay.user_id == LedgerEntry.user_id,
        CashierDay.business_day == LedgerEntry.business_day,
        CashierDay.deleted_at.is_(None),
    )
    query = (
        select(LedgerEntry.user_id, LedgerEntry.business_day)
        .where(
            LedgerEntry.business_day >= start, LedgerEntry.business_day < end, LedgerEntry.user_id.is_not(None), ~closed.exists()
        )
        .distinct()
    )
    if not roles.allowed(actor, NOUN, ANY):
        query = query.where(LedgerEntry.user_id == who)
    with reading(actor) as session:
        return sorted(((row.user_id, row.business_day) for row in session.execute(query)), key=lambda found: found[::-1])


def hands(actor: Actor) -> dict[str, str]:
    """Who takes money in this clinic, and whom it can be handed to: name by id."""
    _may(actor, None)
    with reading(actor) as session:
        users = session.scalars(select(User).where(User.clinic_id == actor.clinic_id).order_by(User.full_name))
        return {str(u.id): u.full_name for u in users if TAKES & set(u.roles)}
