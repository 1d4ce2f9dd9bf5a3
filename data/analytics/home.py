"""What the overview of a clinic, or of one doctor, says: computed once per change for everybody who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import select

from data.analytics import access
from data.analytics import appointments as figures
from data.analytics.daily import SEES_LOAD, THEME, facts, visits_today
from data.analytics.facts import Facts
from data.analytics.rates import Rate, Ratio, Spread
from data.analytics.shelf import SHELF
from data.core import clock, roles
from data.core.actor import Actor
from data.models import Doctor
from data.store import changes
from data.store.unit_of_work import reading

BEFORE, AFTER = 7, 5


@dataclass(frozen=True, slots=True)
class Overview:
    """Readings of [start, end) and of the equal range before it; `load` and `minutes` cover the days around today.

    Minutes are minutes, shares 0 to 1; `waiting` is (count, longest minutes); `names` is keyed by doctor id as text.
    """

    as_of: datetime
    today: date
    start: date
    end: date
    booked_today: int
    done_today: int
    waiting: tuple[int, float | None]
    no_show: Rate
    no_show_before: Rate
    no_shows: int
    booked_use: Ratio
    booked_use_before: Ratio
    realised_use: Ratio
    realised_use_before: Ratio
    unresolved: int
    wait: Spread
    lead: Spread
    refill: Rate
    access: pd.DataFrame
    access_share: Rate
    access_now: list[int | None]
    waits: pd.DataFrame
    wait_days: pd.DataFrame
    load: pd.DataFrame
    minutes: pd.DataFrame
    doctors: pd.DataFrame
    weeks: pd.DataFrame
    heat: pd.DataFrame
    names: dict[str, str]


def sees(actor: Actor) -> bool:
    """Whether the actor's overview holds appointment figures at all."""
    return bool(roles.scopes(actor, "analytics", "view") & SEES_LOAD) and actor.clinic_id is not None


def change_number(actor: Actor) -> int:
    """How often what these figures rest on has changed."""
    assert actor.clinic_id is not None
    with reading(actor) as session:
        return changes.number(session, actor.clinic_id, THEME, "doctors")


def key_of(actor: Actor, start: date, end: date, doctor_id: str) -> tuple[Any, ...]:
    """What decides the readings: viewers with the same rights share them."""
    whole = bool(roles.scopes(actor, "analytics", "view") & {"clinic", "clinic-load"})
    minute = clock.now().replace(second=0, microsecond=0)
    return actor.clinic_id, "clinic" if whole else actor.doctor_id, start, end, doctor_id, change_number(actor), minute


def overview(actor: Actor, start: date, end: date, doctor_id: str = "") -> Overview:
    """The readings of a range; a doctor's own, or one doctor's when one is chosen."""
    found: Overview = SHELF.take(key_of(actor, start, end, doctor_id), lambda: _compute(actor, start, end, doctor_id))
    return found


def _compute(actor: Actor, start: date, end: date, doctor_id: str) -> Overview:
    now, today = clock.now(), clock.today(actor.zone)
    width = end - start
    first, last = min(start - width, today - timedelta(days=BEFORE)), max(end, today + timedelta(days=AFTER + 1))
    every = facts(actor, first, last)
    every = every.of_doctor(doctor_id) if doctor_id else every
    inside, before = every.between(start, end), every.between(start - width, start)
    around = every.between(today - timedelta(days=BEFORE), today + timedelta(days=AFTER + 1))
    return Overview(
        as_of=now,
        today=today,
        start=start,
        end=end,
        **_today(actor, every.between(today, today + timedelta(days=1)), now, doctor_id),
        **_shares(inside, before, now, today),
        unresolved=figures.unresolved_visits(every.between(first, today).outcomes, now),
        wait=figures.wait_minutes(inside.waits),
        lead=figures.lead_time_days(inside.leads),
        refill=figures.refill_rate(inside.refills),
        waits=inside.waits[["day", "minutes"]].dropna(),
        wait_days=figures.wait_by_day(inside.waits),
        **_access(actor, start, end, doctor_id),
        load=figures.load_by_day(around.load),
        minutes=figures.minutes_by_day(around.capacity),
        doctors=figures.utilisation_by_doctor(inside.capacity, today),
        weeks=figures.no_show_by_week(inside.outcomes, now),
        heat=figures.booked_starts(inside.hours, inside.capacity),
        names=_names(actor),
    )


def _today(actor: Actor, day: Facts, now: datetime, doctor_id: str) -> dict[str, Any]:
    visits = [v for v in visits_today(actor) if not doctor_id or str(v.doctor_id) == doctor_id]
    waiting = figures.waiting_now(visits, now, actor.zone)
    load = day.load
    booked = int(load.loc[load["status"] != "cancelled", "visits"].sum())
    done = int(load.loc[load["status"] == "completed", "visits"].sum())
    longest = float(waiting["minutes"].max()) if len(waiting) else None
    return {"booked_today": booked, "done_today": done, "waiting": (len(waiting), longest)}


def _access(actor: Actor, start: date, end: date, doctor_id: str) -> dict[str, Any]:
    whole = bool(roles.scopes(actor, "analytics", "view") & {"clinic", "clinic-load"})
    found = access.readings_by_day(actor, start, end, doctor_id if whole else str(actor.doctor_id))
    return {"access": found, "access_share": access.access_target_share(found), "access_now": access.latest(found)}


def _shares(inside: Facts, before: Facts, now: datetime, today: date) -> dict[str, Any]:
    rate = figures.no_show_strict(inside.outcomes, now)
    return {
        "no_show": rate,
        "no_shows": rate.numerator,
        "no_show_before": figures.no_show_strict(before.outcomes, now),
        "booked_use": figures.booked_utilisation(inside.capacity),
        "booked_use_before": figures.booked_utilisation(before.capacity),
        "realised_use": figures.realised_utilisation(inside.capacity, today),
        "realised_use_before": figures.realised_utilisation(before.capacity, today),
    }


def _names(actor: Actor) -> dict[str, str]:
    with reading(actor) as session:
        rows = session.execute(select(Doctor.id, Doctor.first_name, Doctor.last_name))
        return {str(i): " ".join(part for part in (first, last) if part) for i, first, last in rows}
