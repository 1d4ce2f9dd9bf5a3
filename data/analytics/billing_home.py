"""What the figures of patient money say: computed once per change for everybody who may see the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import select

from data.analytics import billing as figures
from data.analytics import billing_books as kept
from data.analytics.billing import Books, Tie
from data.analytics.billing_books import sees, sees_whole
from data.analytics.billing_forecast import Expected, expected_collection
from data.analytics.billing_lines import UnbilledValue, discount_by, discount_share
from data.analytics.rates import Ratio
from data.analytics.shelf import SHELF
from data.core import clock
from data.core.actor import Actor
from data.models import Doctor, User
from data.store import changes
from data.store.unit_of_work import reading

MONTHS, COHORTS = 12, 6
SOON, LATER = 30, 60  # days of the two expectations
THEMES = ("billing",)
WORK = ("billing", "appointments", "prescriptions", "lab_reports", "lab_catalogue", "doctors")
OLDEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Glance:
    """What the homes show, as of today: money in paise; `collected` of [start, end) and of the equal range before."""

    as_of: datetime
    start: date
    end: date
    outstanding: int
    over_90: Ratio
    collected: int
    collected_before: int
    in_ar: Ratio | None
    unbilled: UnbilledValue
    tie: Tie


@dataclass(frozen=True, slots=True)
class Readings:
    """Every figure of metrics.md §4 as of the end of the day `t`; what was collected is of [start, end).

    `months`: ageing at month ends and on the day · `in_ar`: (day, Ratio or none) at the same days ·
    `mix`: (month, payment_mix) · `names`: of doctors and cashiers by id.
    """

    glance: Glance
    t: date
    tie: Tie
    buckets: dict[str, int]
    outstanding: int
    over_90: Ratio
    bills: dict[str, int]
    months: pd.DataFrame
    in_ar: list[tuple[date, Ratio | None]]
    net: Ratio
    net_months: pd.DataFrame
    cohorts: pd.DataFrame
    collected: pd.DataFrame
    mix: pd.DataFrame
    mix_months: list[tuple[date, pd.DataFrame]]
    discounts: Ratio
    discounts_by: dict[str, pd.DataFrame]
    expected: tuple[Expected, Expected]
    names: dict[str, str]


def change_number(actor: Actor, *themes: str) -> int:
    """How often what these figures rest on has changed."""
    assert actor.clinic_id is not None
    with reading(actor) as session:
        return changes.number(session, actor.clinic_id, *themes)


def _kept(actor: Actor, what: str, themes: tuple[str, ...], make: Callable[[], Any], *more: Any) -> Any:
    """From the shelf, for viewers with the same rights, until the money or the day changes."""
    whose = "clinic" if sees_whole(actor) else actor.doctor_id
    key = ("money", what, actor.clinic_id, whose, change_number(actor, *themes), clock.today(actor.zone), *more)
    return SHELF.take(key, make)


def books(actor: Actor) -> Books:
    """The books of the clinic, read once per change; a doctor's hold her own bills."""
    found: Books = _kept(actor, "books", THEMES, lambda: kept.books(actor))
    return found


def glance(actor: Actor, start: date, end: date) -> Glance:
    """Patient money at a glance, as of now."""
    found: Glance = _kept(actor, "glance", WORK, lambda: _glance(actor, start, end), start, end)
    return found


def readings(actor: Actor, t: date, start: date, end: date) -> Readings:
    """Every figure as of a day."""
    found: Readings = _kept(actor, "readings", WORK, lambda: _readings(actor, t, start, end), t, start, end)
    return found


def key_of(actor: Actor, *chosen: Any) -> tuple[Any, ...]:
    """What decides a drawing of these readings."""
    whose = "clinic" if sees_whole(actor) else actor.doctor_id
    return ("money", actor.clinic_id, whose, change_number(actor, *WORK), clock.today(actor.zone), *chosen)


def last_days(count: int, today: date) -> tuple[date, date]:
    """The half-open range of so many days, today included."""
    return today - timedelta(days=count - 1), today + timedelta(days=1)


def _glance(actor: Actor, start: date, end: date) -> Glance:
    found, today = books(actor), clock.today(actor.zone)
    return Glance(
        as_of=clock.now(),
        start=start,
        end=end,
        outstanding=figures.outstanding(found, today),
        over_90=figures.over_90_share(figures.ageing(found, today)),
        collected=_taken(found, start, end),
        collected_before=_taken(found, start - (end - start), start),
        in_ar=figures.days_in_ar(found, today),
        unbilled=kept.unbilled(actor),
        tie=figures.ties_to_ledger(found, today),
    )


def _taken(found: Books, start: date, end: date) -> int:
    return int(figures.collected(found, start, end)["amount"].sum())


def _readings(actor: Actor, t: date, start: date, end: date) -> Readings:
    found = books(actor)
    year = t.replace(day=1) - timedelta(days=330)
    first, after = year.replace(day=1), t + timedelta(days=1)
    days = [*figures.month_ends(t, MONTHS), t]
    collected = figures.collected(found, start, end)
    typed = kept.lines(actor, first, after)
    cohorts = figures.cohort_curve(found, t)
    told = figures.balance_at(found, t)
    return Readings(
        glance=_glance(actor, start, end),
        t=t,
        tie=figures.ties_to_ledger(found, clock.today(actor.zone)),
        buckets=figures.ageing(found, t),
        outstanding=figures.outstanding(found, t),
        over_90=figures.over_90_share(figures.ageing(found, t)),
        bills={str(name): int(n) for name, n in told[told["balance"] != 0].groupby("bucket").size().items()},
        months=figures.ageing_by_month(found, t, MONTHS),
        in_ar=[(day, figures.days_in_ar(found, day)) for day in days],
        net=figures.net_collection(found, first, after, t),
        net_months=figures.net_by_month(found, t).tail(MONTHS),
        cohorts=cohorts[cohorts["month"].isin(sorted(set(cohorts["month"]))[-COHORTS:])],
        collected=collected,
        mix=figures.payment_mix(collected),
        mix_months=_mix_by_month(found, days),
        discounts=discount_share(typed),
        discounts_by={name: discount_by(typed, name) for name in ("doctor_id", "item_type", "month")},
        expected=(expected_collection(found, t, SOON), expected_collection(found, t, LATER)),
        names=_names(actor),
    )


def _mix_by_month(found: Books, days: list[date]) -> list[tuple[date, pd.DataFrame]]:
    """(First day of the month, its payment mix) up to the last of the days."""
    starts = [day.replace(day=1) for day in days[1:]]
    ends = [*starts[1:], days[-1] + timedelta(days=1)]
    return [(a, figures.payment_mix(figures.collected(found, a, b))) for a, b in zip(starts, ends, strict=True)]


def _names(actor: Actor) -> dict[str, str]:
    with reading(actor) as session:
        doctors = session.scalars(select(Doctor).where(Doctor.clinic_id == actor.clinic_id))
        found = {str(d.id): d.titled_name for d in doctors}
        users = session.execute(select(User.id, User.full_name).where(User.clinic_id == actor.clinic_id))
        return found | {str(user): name for user, name in users}


__all__ = [
    "OLDEST",
    "Glance",
    "Readings",
    "books",
    "change_number",
    "glance",
    "key_of",
    "last_days",
    "readings",
    "sees",
    "sees_whole",
]
