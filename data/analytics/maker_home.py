"""What a manufacturer's home says of its own sales, fulfilment, money and disputes: computed once per change (metrics.md §5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from data.analytics import trade, trade_money, trade_rows
from data.analytics.rates import Rate, Ratio, Spread
from data.analytics.shelf import SHELF
from data.analytics.trade import NetSales, Paper, Trade
from data.analytics.trade_money import Case, Handling, Payable
from data.core import clock, roles, trade_terms
from data.core.actor import Actor
from data.core.dispute_table import LIVE
from data.core.errors import NotAllowed
from data.models import Dispute, SubOrder
from data.store import changes
from data.store.unit_of_work import reading

DAYS, MONTHS = 90, 12
SELLS = ("orders", "payouts", "disputes")
ZONE = trade_terms.ZONE
UNDER_WAY = ("confirmed", "processing", "shipped")


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A paid order that waits for the manufacturer; what it may know of the buyer."""

    id: UUID
    number: str
    district: str
    state_code: str
    lines: int
    total: int
    placed_at: datetime
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """The figures of [start, end), by the days of the marketplace."""

    start: date
    end: date
    gmv: int
    sales: NetSales
    units: Ratio
    lines: Rate
    orders: Rate
    otif: Rate
    confirm: Spread
    fulfil: Spread
    disputed: Rate
    handling: Handling


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month for the charts, the last one as far as it has come."""

    first: date
    gmv: int
    sales: NetSales
    units: Ratio
    lines: Rate
    orders: Rate
    otif: Rate


@dataclass(frozen=True, slots=True)
class Selling:
    """Now, the last 90 days, the 90 before, and twelve months; `late` orders are past their promised day, `open_disputes` is (number, waiting for the manufacturer, next deadline)."""

    as_of: datetime
    today: date
    to_confirm: tuple[ToConfirm, ...]
    late: int
    stages: dict[str, tuple[int, int]]
    now: Span
    before: Span
    months: tuple[Month, ...]
    payable: Payable
    open_disputes: tuple[int, int, datetime | None]


def sees(actor: Actor) -> bool:
    """Whether the home is a manufacturer's."""
    return actor.manufacturer_id is not None and "own-sales" in roles.scopes(actor, "analytics", "view")


def key_of(actor: Actor) -> tuple[Any, ...]:
    """What decides the readings."""
    assert actor.manufacturer_id is not None
    with reading(actor) as session:
        number = changes.number(session, actor.manufacturer_id, *SELLS)
    return "selling", actor.manufacturer_id, number, trade_terms.today()


def selling(actor: Actor) -> Selling:
    """The readings; NotAllowed for everybody but a manufacturer's people."""
    if not sees(actor):
        raise NotAllowed
    found: Selling = SHELF.take(key_of(actor), lambda: _selling(actor))
    return found


def _selling(actor: Actor) -> Selling:
    today = trade_terms.today()
    start, end = today - timedelta(days=DAYS - 1), today + timedelta(days=1)
    before = start - (end - start)
    first = _months_back(today, MONTHS - 1)
    with reading(actor) as session:
        since = min(first, before)
        found = trade_rows.trade(session, trade_rows.moved_since(since, ZONE))
        papers = trade_rows.papers(session, since, end)
        cases = trade_rows.cases(session, with_holds=True)
        return Selling(
            as_of=clock.now(),
            today=today,
            to_confirm=tuple(_to_confirm(session)),
            late=sum(p.status in UNDER_WAY and p.promised_on is not None and p.promised_on < today for p in found.parts),
            stages=trade.orders_by_status(found.parts),
            now=_span(found, papers, cases, start, end, today),
            before=_span(found, papers, cases, before, start, today),
            months=tuple(_month(found, papers, a, b, today) for a, b in trade.months(first, end)),
            payable=trade_rows.owed(session, today),
            open_disputes=_open_disputes(session),
        )


def _months_back(today: date, count: int) -> date:
    first = today.replace(day=1)
    for _ in range(count):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def _span(found: Trade, papers: list[Paper], cases: list[Case], start: date, end: date, today: date) -> Span:
    days = (start, end, ZONE)
    return Span(
        start=start,
        end=end,
        gmv=trade.gmv(found, *days),
        sales=trade.net_sales(papers, start, end),
        units=trade.unit_fill(found, *days),
        lines=trade.line_fill(found, *days),
        orders=trade.order_fill(found, *days),
        otif=trade.otif(found, start, end, today, ZONE),
        confirm=trade.confirm_hours(found.parts, *days),
        fulfil=trade.fulfilment_days(found.parts, *days),
        disputed=trade_money.dispute_rate(found.parts, cases, *days),
        handling=trade_money.handling(cases, start, end, clock.now(), ZONE),
    )


def _month(found: Trade, papers: list[Paper], start: date, end: date, today: date) -> Month:
    days = (start, end, ZONE)
    return Month(
        start,
        trade.gmv(found, *days),
        trade.net_sales(papers, start, end),
        trade.unit_fill(found, *days),
        trade.line_fill(found, *days),
        trade.order_fill(found, *days),
        trade.otif(found, start, end, today, ZONE),
    )


def _to_confirm(session: Session) -> list[ToConfirm]:
    query = (
        select(SubOrder)
        .where(SubOrder.deleted_at.is_(None), SubOrder.status == "pending", SubOrder.paid_at.is_not(None))
        .order_by(SubOrder.placed_at, SubOrder.id)
        .options(selectinload(SubOrder.lines))
    )
    return [
        ToConfirm(
            p.id, p.sub_order_number, p.ship_to_district, p.ship_to_state_code, len(p.lines), p.total_amount, p.placed_at, p.paid_at
        )
        for p in session.scalars(query)
        if p.paid_at is not None
    ]  # fmt: skip


def _open_disputes(session: Session) -> tuple[int, int, datetime | None]:
    rows = session.scalars(select(Dispute).where(Dispute.deleted_at.is_(None), Dispute.status.in_(LIVE))).all()
    waits = [row for row in rows if row.waiting_on == "manufacturer"]
    due = min((r.reply_due_at for r in waits if r.replied_at is None and r.stopped_at is None), default=None)
    return len(rows), len(waits), due
