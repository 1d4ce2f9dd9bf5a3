"""The marketplace by name, for the platform's people (metrics.md §7): the figures of §5 over every order, by month and manufacturer. Paise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.analytics import platform_home, trade_rows
from data.analytics import trade as orders
from data.analytics import trade_money as money
from data.analytics.rates import Rate
from data.analytics.shelf import SHELF
from data.analytics.trade import Part, Trade
from data.analytics.trade_money import Case, Commission, Entry, Payable
from data.core import clock, trade_terms
from data.core.actor import Actor
from data.core.errors import NotAllowed
from data.models import Manufacturer, PayoutEntry, SubOrder
from data.store import changes
from data.store.unit_of_work import reading

ZONE = trade_terms.ZONE
DAYS, MONTHS = 90, 6
OPEN = ("pending", "confirmed", "processing", "shipped")
COMMISSION = ("commission", "commission_reversal", "commission_gst", "commission_gst_reversal")


@dataclass(frozen=True, slots=True)
class Maker:
    """One manufacturer in the range, and what it is owed now."""

    id: str
    name: str
    gmv: int
    orders: int
    otif: Rate
    disputed: Rate
    owed: Payable


@dataclass(frozen=True, slots=True)
class Market:
    """Figures of [start, end); `gmv_months` is {month: {manufacturer id: paise}}, `commission` by month, both of whole history shown."""

    as_of: datetime
    start: date
    end: date
    gmv: int
    placed: int
    otif: Rate
    disputed: Rate
    handling: money.Handling
    by_status: Mapping[str, tuple[int, int]]
    earned: Commission
    gmv_months: Mapping[date, Mapping[str, int]]
    commission: Mapping[date, Commission]
    owed: Payable
    makers: Sequence[Maker]


def market(actor: Actor) -> Market:
    """The marketplace now; NotAllowed for everybody but the platform's people. Computed once per change."""
    if not platform_home.sees(actor):
        raise NotAllowed
    found: Market = SHELF.take(key_of(actor), lambda: _market(actor))
    return found


def key_of(actor: Actor) -> tuple[object, ...]:
    """What decides the figures: the same for all who see them."""
    with reading(actor) as session:
        return "platform market", changes.total(session), trade_terms.today()


def span(today: date) -> tuple[date, date]:
    """The half-open range of the rates: the last 90 days, today included."""
    return today - timedelta(days=DAYS - 1), today + timedelta(days=1)


def first_month(today: date) -> date:
    """The first of the months that are shown, the present one the last."""
    month = today.replace(day=1)
    for _ in range(MONTHS - 1):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def _market(actor: Actor) -> Market:
    today = trade_terms.today()
    (start, end), first = span(today), first_month(today)
    with reading(actor) as session:
        names = {str(i): name for i, name in session.execute(select(Manufacturer.id, Manufacturer.company_name))}
        every = trade_rows.trade(session, trade_rows.moved_since(min(first, start), ZONE))
        cases = trade_rows.cases(session, with_holds=True)
        entries = _entries(session, first)
        owed = {maker: trade_rows.owed(session, today, UUID(maker)) for maker in names}
        whole, stages = trade_rows.owed(session, today), _by_status(session)
    months = orders.months(first, end)
    return Market(
        as_of=clock.now(),
        start=start,
        end=end,
        gmv=orders.gmv(every, start, end, ZONE),
        placed=_placed(every, start, end),
        otif=orders.otif(every, start, end, today, ZONE),
        disputed=money.dispute_rate(every.parts, cases, start, end, ZONE),
        handling=money.handling(cases, start, end, clock.now(), ZONE),
        by_status=stages,
        earned=money.commission_earned(entries, start, end, ZONE),
        gmv_months={a: orders.gmv_by(every, a, b, ZONE, lambda part, _line: part.maker_id) for a, b in months},
        commission={a: money.commission_earned(entries, a, b, ZONE) for a, b in months},
        owed=whole,
        makers=sorted(
            (_maker(every, cases, maker, name, owed[maker], (start, end, today)) for maker, name in names.items()),
            key=lambda maker: (-maker.gmv, maker.name),
        ),
    )


def _by_status(session: Session) -> dict[str, tuple[int, int]]:
    """Every order there is, not only those of late: status and total decide."""
    rows = session.execute(
        select(SubOrder.status, SubOrder.total_amount, SubOrder.placed_at).where(SubOrder.deleted_at.is_(None))
    )
    return orders.orders_by_status(Part("", "", "", status, total, at) for status, total, at in rows)


def _placed(every: Trade, start: date, end: date) -> int:
    return sum(part.status != "cancelled" and start <= clock.local_day(part.placed_at, ZONE) < end for part in every.parts)


def _maker(every: Trade, cases: Sequence[Case], maker: str, name: str, owed: Payable, days: tuple[date, date, date]) -> Maker:
    start, end, today = days
    own = every.of(lambda part: part.maker_id == maker)
    return Maker(
        maker,
        name,
        orders.gmv(own, start, end, ZONE),
        _placed(own, start, end),
        orders.otif(own, start, end, today, ZONE),
        money.dispute_rate(own.parts, cases, start, end, ZONE),
        owed,
    )


def _entries(session: Session, first: date) -> list[Entry]:
    since, _ = clock.day_bounds(first, ZONE)
    query = select(PayoutEntry.entry_type, PayoutEntry.amount, PayoutEntry.occurred_at, PayoutEntry.manufacturer_id)
    rows = session.execute(query.where(PayoutEntry.entry_type.in_(COMMISSION), PayoutEntry.occurred_at >= since))
    return [Entry(kind, amount, at, str(maker)) for kind, amount, at, maker in rows]
