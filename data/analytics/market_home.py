"""What a clinic's home says about its buying and its shelf: computed once per change for everybody with the same rights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from data.analytics import billing, billing_home, market_rows, trade, trade_rows
from data.analytics.billing_forecast import expected_collection
from data.analytics.cash_view import Due, cash_view
from data.analytics.market_rows import Arriving, ToPay
from data.analytics.rates import Rate, Spread
from data.analytics.shelf import SHELF
from data.core import clock, roles
from data.core.actor import Actor
from data.core.errors import NotAllowed
from data.store import changes
from data.store.unit_of_work import reading

DAYS, SOON = 90, 7  # days of the suppliers' figures, days ahead that something arrives
HORIZONS = (30, 60)
BUYS = ("orders", "disputes", "stock")
STAGES = ("pending", "confirmed", "processing", "shipped")


class Shelf(Protocol):
    """How the stock stands, as the rules say it."""

    total: int
    counts: Mapping[str, int]
    at_risk: int

    @property
    def low_value(self) -> int:
        """What ordering all that is low comes to."""


ReadShelf = Callable[[Actor], Shelf]


@dataclass(frozen=True, slots=True)
class Suppliers:
    """How suppliers deliver, in [start, end) and in the equal range before."""

    start: date
    end: date
    otif: Rate
    otif_before: Rate
    days: Spread
    days_before: Spread


@dataclass(frozen=True, slots=True)
class Buying:
    """What is ordered, on its way, to pay and disputed now; `receive` and `disputed` are (number, parcels or paise, since or until)."""

    as_of: datetime
    today: date
    stages: dict[str, tuple[int, int]]
    arriving: tuple[Arriving, ...]
    receive: tuple[int, int, datetime | None]
    to_pay: tuple[ToPay, ...]
    disputed: tuple[int, int, datetime | None]
    refunds: tuple[int, int]
    suppliers: Suppliers
    shelf: Shelf

    @property
    def unpaid(self) -> int:
        """`unpaid_orders` in paise."""
        return sum(one.left for one in self.to_pay)

    @property
    def ties(self) -> bool:
        """Whether what is kept as payable is what the parts of the orders cost."""
        return all(one.payable == one.of_parts for one in self.to_pay)


@dataclass(frozen=True, slots=True)
class Cash:
    """The one cash view with the ends it is tied to: balances of patients, orders of suppliers."""

    as_of: datetime
    view: dict[str, Any]
    outstanding: int
    buckets: dict[str, int]
    patients_tie: bool
    suppliers_tie: bool


def sees(actor: Actor) -> bool:
    """Whether the home holds the clinic's buying."""
    return actor.clinic_id is not None and "clinic" in roles.scopes(actor, "analytics", "view")


def sees_shelf(actor: Actor) -> bool:
    """Whether the home holds the stock alone."""
    return actor.clinic_id is not None and "clinic-stock" in roles.scopes(actor, "analytics", "view")


def change_number(actor: Actor, *themes: str) -> int:
    """How often what these figures rest on has changed."""
    assert actor.clinic_id is not None
    with reading(actor) as session:
        return changes.number(session, actor.clinic_id, *themes)


def key_of(actor: Actor, *more: Any) -> tuple[Any, ...]:
    """What decides the readings; the makers' stock, which bounds what can be ordered, is looked at every quarter of an hour."""
    now = clock.now()
    quarter = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    return ("market", actor.clinic_id, change_number(actor, *BUYS), quarter, clock.today(actor.zone), *more)


def shelf(actor: Actor, read_shelf: ReadShelf) -> Shelf:
    """How the stock stands."""
    found: Shelf = SHELF.take(key_of(actor, "shelf"), lambda: read_shelf(actor))
    return found


def buying(actor: Actor, read_shelf: ReadShelf) -> Buying:
    """The marketplace half of the home; the rules hand over how the stock is read."""
    if not sees(actor):
        raise NotAllowed
    found: Buying = SHELF.take(key_of(actor, "buying"), lambda: _buying(actor, read_shelf))
    return found


def to_pay(actor: Actor) -> list[ToPay]:
    """Orders that wait for the clinic's money."""
    if actor.clinic_id is None or not roles.allowed(actor, "order_payments", "list"):
        raise NotAllowed
    with reading(actor) as session:
        return market_rows.to_pay(session)


def _buying(actor: Actor, read_shelf: ReadShelf) -> Buying:
    today = clock.today(actor.zone)
    start, end = today - timedelta(days=DAYS - 1), today + timedelta(days=1)
    before = start - (end - start)
    with reading(actor) as session:
        found = trade_rows.trade(session, trade_rows.moved_since(before, actor.zone))
        return Buying(
            as_of=clock.now(),
            today=today,
            stages={s: counted for s, counted in trade.orders_by_status(found.parts).items() if s in STAGES},
            arriving=tuple(market_rows.arriving(session, today, today + timedelta(days=SOON + 1))),
            receive=market_rows.parcels(session),
            to_pay=tuple(market_rows.to_pay(session)),
            disputed=market_rows.disputed(session),
            refunds=market_rows.refunds_due(session),
            suppliers=Suppliers(
                start,
                end,
                trade.otif(found, start, end, today, actor.zone),
                trade.otif(found, before, start, today, actor.zone),
                trade.fulfilment_days(found.parts, start, end, actor.zone),
                trade.fulfilment_days(found.parts, before, start, actor.zone),
            ),
            shelf=shelf(actor, read_shelf),
        )


def cash(actor: Actor, read_shelf: ReadShelf) -> Cash:
    """The one cash view, with patients and suppliers each tied to their own books."""
    key = (*key_of(actor, "cash"), change_number(actor, *billing_home.THEMES))
    found: Cash = SHELF.take(key, lambda: _cash(actor, buying(actor, read_shelf)))
    return found


def _cash(actor: Actor, found: Buying) -> Cash:
    books, today = billing_home.books(actor), found.today
    expected = [expected_collection(books, today, days) for days in HORIZONS]
    due = [Due(clock.local_day(one.expires_at, actor.zone) if one.expires_at else today, one.left) for one in found.to_pay]
    view = cash_view(expected, found.refunds[1], due, found.shelf.low_value, today)
    buckets, owed = billing.ageing(books, today), billing.outstanding(books, today)
    ties = billing.ties_to_ledger(books, today).holds and sum(buckets.values()) == owed
    return Cash(found.as_of, view, owed, buckets, ties, found.ties)
