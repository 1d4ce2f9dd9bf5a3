"""What is owed by age, as the tiles above the list of bills say it: for whoever lists the bills, in paise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased

from data.core import ageing, clock, roles
from data.core.actor import Actor
from data.core.resource import resource as declared
from data.models import Bill, LedgerEntry
from data.rules.bill_filters import balance_on, counted_on, day_of
from data.store import access
from data.store.unit_of_work import reading


@dataclass(frozen=True, slots=True)
class Heap:
    """How many bills of an age there are, and what they owe together."""

    bills: int
    amount: int


@dataclass(frozen=True, slots=True)
class Ages:
    """Heaps by bucket as of a day; `unapplied` what of advances is not used, none for who does not read the ledger."""

    day: date
    heaps: Mapping[str, Heap]
    unapplied: int | None


def ages(actor: Actor, as_of: str = "") -> Ages:
    """The bills with a balance as of a day (today when none is named) by days past due; NotFound for what is no day."""
    resource = declared("patient_bills")
    access.require(resource, actor, "list")
    today = clock.today(actor.zone)
    day = day_of(as_of) if as_of else today
    # Of today the kept balance is the ledger's, and its index is quick; any other day asks the ledger.
    balance = Bill.balance if day == today else balance_on(day)
    stands = Bill.status.in_(("pending", "partial")) if day == today else counted_on(day)
    rows = (
        select(_bucket(day).label("bucket"), balance.label("amount"))
        .where(access.visible(resource, actor, "list"), Bill.deleted_at.is_(None), stands)
        .subquery()
    )
    query = select(rows.c.bucket, func.count(), func.sum(rows.c.amount)).where(rows.c.amount != 0).group_by(rows.c.bucket)
    with reading(actor) as session:
        found = {name: Heap(count, int(amount)) for name, count, amount in session.execute(query)}
        reads = roles.allowed(actor, "ledger", "list")
        unapplied = int(session.scalar(_unapplied(actor, day)) or 0) if reads else None
    return Ages(day, {name: found.get(name, Heap(0, 0)) for name in ageing.BOUNDS}, unapplied)


def _bucket(day: date) -> Any:
    """The bucket of a bill by its due date, which every issued bill has."""
    ends = [(name, most) for name, (_, most) in ageing.BOUNDS.items() if most is not None]
    oldest = next(name for name, (_, most) in ageing.BOUNDS.items() if most is None)
    return case(*((Bill.due_date >= date.fromordinal(day.toordinal() - most), name) for name, most in ends), else_=oldest)


def _unapplied(actor: Actor, day: date) -> Any:
    """Σ of what entries up to the day do to advances, as `ledger_sums.advance_effect` says of one."""
    undone = aliased(LedgerEntry)
    kind = func.coalesce(undone.entry_type, LedgerEntry.entry_type)
    method = func.coalesce(undone.method, LedgerEntry.method)
    bill = func.coalesce(undone.bill_id, LedgerEntry.bill_id)
    sign = case((LedgerEntry.entry_type == "reversal", -1), else_=1)
    effect = case(
        (kind == "advance", 1),
        ((kind == "refund") & bill.is_not(None) & (method == "advance"), 1),
        ((kind == "refund") & bill.is_(None), -1),
        ((kind == "payment") & (method == "advance"), -1),
        else_=0,
    )
    moves = or_(kind == "advance", method == "advance", bill.is_(None))
    return (
        select(func.sum(sign * LedgerEntry.amount * effect))
        .outerjoin(undone, undone.id == LedgerEntry.reverses_id)
        .where(access.visible(declared("ledger"), actor, "list"), LedgerEntry.business_day <= day, moves)
    )
