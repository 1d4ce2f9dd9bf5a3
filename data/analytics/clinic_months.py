"""One clinic's own figures of whole months, by its own clock and by the functions its own screens use (metrics.md §7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.analytics import appointments as visits
from data.analytics import billing as money
from data.analytics import billing_books, daily, lab, lab_daily
from data.analytics.facts import Facts
from data.analytics.lab_facts import LabFacts
from data.core import clock, trade_terms
from data.core.actor import Actor
from data.core.clock import day_bounds
from data.models import Doctor, OrderLine, Product, StockItem, StockMovement, SubOrder
from data.store.month_readings import Read
from data.store.unit_of_work import reading

HERE = "clinics"  # every clinic of a month has this reading, whatever else it has
HOSPITAL = ("visits", "booked_utilisation", "no_show_strict", "tat_in_target", "days_in_ar", "net_collection")
DEMAND = ("prescribed", "ordered")
BANDS = (("one", 1), ("few", 3))  # one doctor, two or three, more
LARGE = "many"
Told = tuple[str, str, float | None, int]  # key, part, value, cases


def read(actor: Actor, state_code: str, months: Sequence[date]) -> list[Read]:
    """Every figure of a clinic for each of these months (their first days), the earliest first."""
    assert actor.clinic_id is not None
    now, span = clock.now(), (months[0], after(months[-1]))
    load, results, books = daily.facts(actor, *span), lab_daily.facts(actor, *span), billing_books.books(actor)
    told: dict[date, list[Told]] = {month: [(HERE, "", None, 0)] for month in months}
    for month in months:
        end = after(month)
        told[month] += _of_visits(load.between(month, end), now)
        told[month] += _of_laboratory(results.between(month, end))
        told[month] += _of_money(books, month, end)
    with reading(actor) as session:
        band = _size(session, actor.clinic_id)
        for month, key, part, packs in _demand(session, actor, *span):
            told[month].append((key, part, float(packs), packs))
    return [
        Read(month, actor.clinic_id, key, value, cases, state_code, band, part)
        for month, rows in told.items()
        for key, part, value, cases in rows
    ]


def after(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def _of_visits(facts: Facts, now: datetime) -> list[Told]:
    booked = int(facts.load.loc[facts.load["status"] != "cancelled", "visits"].sum())
    rate = visits.no_show_strict(facts.outcomes, now)
    return [
        ("visits", "", float(booked), booked),
        ("booked_utilisation", "", visits.booked_utilisation(facts.capacity).value, booked),
        ("no_show_strict", "", rate.value, rate.denominator),
    ]


def _of_laboratory(facts: LabFacts) -> list[Told]:
    rate = lab.tat_in_target(facts.reports).rate
    return [("tat_in_target", "", rate.value, rate.denominator)]


def _of_money(books: money.Books, month: date, end: date) -> list[Told]:
    """As of the month's last day, as the clinic's own page shows it for that day."""
    t = end - timedelta(days=1)
    ratio, recent = money.days_in_ar(books, t), money.bills_between(books, end - timedelta(days=money.AR_DAYS), end, t)
    issued = money.bills_between(books, month, end, t)
    return [
        ("days_in_ar", "", ratio.value if ratio else None, recent),
        ("net_collection", "", money.net_collection(books, month, end, t).value, issued),
    ]


def _size(session: Session, clinic_id: UUID) -> str:
    working = (Doctor.clinic_id == clinic_id, Doctor.deleted_at.is_(None), Doctor.is_active)
    doctors = session.scalar(select(func.count(Doctor.id)).where(*working)) or 0
    return next((name for name, most in BANDS if doctors <= most), LARGE)


def _demand(session: Session, actor: Actor, start: date, end: date) -> Iterator[tuple[date, str, str, int]]:
    """(month, key, category, packs): handed out of what the marketplace sells, and ordered there.

    Names of what was prescribed are sealed and are not opened for a statistic: what was handed out on prescriptions tells it.
    """
    packs: dict[tuple[date, str, str], float] = defaultdict(float)
    for at, units, per_pack, category in session.execute(_handed_out(actor, start, end)):
        packs[clock.local_day(at, actor.zone).replace(day=1), "prescribed", category] -= units / per_pack
    for at, ordered, cancelled, category in session.execute(_ordered(actor, start, end)):
        packs[clock.local_day(at, trade_terms.ZONE).replace(day=1), "ordered", category] += ordered - cancelled
    yield from ((*key, round(total)) for key, total in sorted(packs.items()) if round(total) > 0)


def _handed_out(actor: Actor, start: date, end: date) -> Any:
    since, until = day_bounds(start, actor.zone)[0], day_bounds(end, actor.zone)[0]
    query = select(StockMovement.occurred_at, StockMovement.quantity, StockItem.units_per_pack, Product.category)
    query = query.join(StockItem, StockItem.id == StockMovement.item_id).join(Product, Product.id == StockItem.product_id)
    inside = (StockMovement.occurred_at >= since, StockMovement.occurred_at < until)
    return query.where(StockMovement.clinic_id == actor.clinic_id, StockMovement.movement_type == "dispense", *inside)


def _ordered(actor: Actor, start: date, end: date) -> Any:
    since, until = day_bounds(start, trade_terms.ZONE)[0], day_bounds(end, trade_terms.ZONE)[0]
    query = select(SubOrder.placed_at, OrderLine.quantity, OrderLine.cancelled_quantity, OrderLine.category)
    query = query.join(OrderLine, OrderLine.sub_order_id == SubOrder.id)
    inside = (SubOrder.placed_at >= since, SubOrder.placed_at < until, SubOrder.status != "cancelled")
    return query.where(SubOrder.clinic_id == actor.clinic_id, *inside)
