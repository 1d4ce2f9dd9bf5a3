"""Which bills stand behind a figure: by age as of a day, by method of payment; one condition, the figure's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from data.core import clock
from data.core.actor import Actor
from data.core.ageing import BOUNDS
from data.core.errors import NotFound
from data.core.fields import KINDS, Unreadable
from data.core.ledger_sums import METHODS
from data.models import Bill, LedgerEntry

BUCKETS = tuple(BOUNDS)
Given = Mapping[str, str]


def of_age(actor: Actor, given: Given) -> ColumnElement[bool]:
    """Bills with a balance whose days past due lie in one of the buckets, as of a day (today when none is named)."""
    day = day_of(given["as_of"]) if "as_of" in given else clock.today(actor.zone)
    wanted = given["bucket"].split(",")
    if not set(wanted) <= set(BUCKETS):
        raise NotFound("This address has a filter that cannot be read.")
    return and_(counted_on(day), balance_on(day) != 0, or_(*(_due(day, *BOUNDS[name]) for name in wanted)))


def as_it_stood(actor: Actor, given: Given) -> ColumnElement[bool]:
    """Beside a bucket the day it is seen from; alone, the bills that were open on that day."""
    del actor
    if "bucket" in given:
        return true()
    day = day_of(given["as_of"])
    return and_(counted_on(day), balance_on(day) != 0)


def paid_by(actor: Actor, given: Given) -> ColumnElement[bool]:
    """Bills with an entry of this method on the days named."""
    del actor
    wanted = given["method"].split(",")
    if not set(wanted) <= set(METHODS):
        raise NotFound("This address has a filter that cannot be read.")
    entries = select(LedgerEntry.id).where(LedgerEntry.bill_id == Bill.id, LedgerEntry.method.in_(wanted))
    return entries.where(_between(LedgerEntry.business_day, given)).exists()


def dated(actor: Actor, given: Given) -> ColumnElement[bool]:
    """Bills of these days; beside a method the days are those of the money."""
    del actor
    return true() if "method" in given else _between(Bill.bill_date, given)


def _between(column: Any, given: Given) -> ColumnElement[bool]:
    parts = [column >= day_of(given["from"])] if "from" in given else []
    parts += [column < day_of(given["to"])] if "to" in given else []
    return and_(true(), *parts)


def day_of(text: str) -> date:
    """A day of an address; NotFound for what is none."""
    try:
        found: date = KINDS["date"].parse(None, text)
    except Unreadable as bad:
        raise NotFound("This address has a filter that cannot be read.") from bad
    return found


def counted_on(day: date) -> ColumnElement[bool]:
    """A bill counts from its day until the day of its cancellation."""
    return and_(Bill.status != "draft", Bill.bill_date <= day, or_(Bill.cancelled_on.is_(None), Bill.cancelled_on > day))


def balance_on(day: date) -> Any:
    """What a bill owed as of a day, in paise."""
    undone = aliased(LedgerEntry)
    kind = func.coalesce(undone.entry_type, LedgerEntry.entry_type)
    sign = case((LedgerEntry.entry_type == "reversal", -1), else_=1) * case((kind == "refund", -1), else_=1)
    settled = (
        select(func.coalesce(func.sum(sign * LedgerEntry.amount), 0))
        .outerjoin(undone, undone.id == LedgerEntry.reverses_id)
        .where(LedgerEntry.bill_id == Bill.id, LedgerEntry.business_day <= day)
    )
    return Bill.total - settled.scalar_subquery()


def _due(day: date, least: int | None, most: int | None) -> ColumnElement[bool]:
    """Due at least and at most so many days before a day; every issued bill has its due date."""
    parts = [Bill.due_date <= day - timedelta(days=least)] if least is not None else []
    parts += [Bill.due_date >= day - timedelta(days=most)] if most is not None else []
    return and_(*parts)
