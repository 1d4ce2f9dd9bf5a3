"""The appointment figures of metrics.md §2, one function per key, each a sum over the daily facts.

The facts (`facts.Facts`) come from raw rows (`visits.facts_by_day`) or from packed days
(`packed.facts_from_packed`); a figure is the same number either way. `now` is read once per page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pandas as pd

from data.analytics.rates import FEW, Rate, Ratio, Spread, percentile
from data.analytics.visits import OPEN, Visit, is_counted, micros, waited
from data.core.clock import local_day
from data.core.hours import Interval

CAME = ("attended", "no-show")
BROKEN = ("no-show", "cancelled-late", "moved-late")
FARTHEST = 60  # days third_next_available looks ahead


def load_by_day(load: pd.DataFrame) -> pd.DataFrame:
    """`appt_load`: day, status, visits, minutes (Σ duration)."""
    return load.groupby(["day", "status"], as_index=False)[["visits", "minutes"]].sum()


def load_by_doctor(load: pd.DataFrame) -> pd.DataFrame:
    """`appt_load`: doctor_id, status, visits, minutes (Σ duration)."""
    return load.groupby(["doctor_id", "status"], as_index=False)[["visits", "minutes"]].sum()


def minutes_by_day(capacity: pd.DataFrame) -> pd.DataFrame:
    """`bookable_minutes`, `booked_minutes`, `overbooked_minutes`: day, bookable, booked, overbooked, attended."""
    return capacity.groupby("day", as_index=False)[["bookable", "booked", "overbooked", "attended"]].sum()


def booked_utilisation(capacity: pd.DataFrame) -> Ratio:
    """Booked minutes over bookable minutes, Σ / Σ."""
    return Ratio(float(capacity["booked"].sum()), float(capacity["bookable"].sum()))


def realised_utilisation(capacity: pd.DataFrame, today: date) -> Ratio:
    """Attended minutes over bookable minutes, Σ / Σ over the days before today."""
    past = capacity[capacity["day"] < today]
    return Ratio(float(past["attended"].sum()), float(past["bookable"].sum()))


def utilisation_by_doctor(capacity: pd.DataFrame, today: date) -> pd.DataFrame:
    """doctor_id, bookable, booked, overbooked, attended, past (bookable before today); all in minutes.

    Booked utilisation is booked / bookable, realised is attended / past.
    """
    before = capacity["day"] < today
    split = capacity.assign(attended=capacity["attended"].where(before, 0.0), past=capacity["bookable"].where(before, 0.0))
    columns = ["bookable", "booked", "overbooked", "attended", "past"]
    return split.groupby("doctor_id", as_index=False)[columns].sum()


def no_show_strict(outcomes: pd.DataFrame, now: datetime) -> Rate:
    """No-shows over attended + no-shows, of the visits that have started."""
    return _strict(_counts(outcomes, now))


def no_show_broad(outcomes: pd.DataFrame, now: datetime) -> Rate:
    """No-shows, late cancellations and late moves over those + attended, starts before now.

    A cancellation without an instant is eligible but not used.
    """
    return _broad(_counts(outcomes, now))


def no_show_by_week(outcomes: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Week (its Monday), strict and broad (Rate): one row per week that has a case."""
    weeks: dict[date, Counter[str]] = defaultdict(Counter)
    seen = _seen(outcomes, now)
    for day, kind, visits in zip(seen["day"], seen["kind"], seen["visits"], strict=True):
        weeks[day - timedelta(days=day.weekday())][kind] += int(visits)
    rows = [(week, _strict(weeks[week]), _broad(weeks[week])) for week in sorted(weeks)]
    told = [row for row in rows if row[2].denominator]
    return pd.DataFrame(told, columns=["week", "strict", "broad"], dtype=object)


def unresolved_visits(outcomes: pd.DataFrame, now: datetime) -> int:
    """Visits that are over and still scheduled or confirmed."""
    return _counts(outcomes, now)["unresolved"]


def completeness(outcomes: pd.DataFrame, now: datetime) -> Rate:
    """Attended + no-shows over those + unresolved visits."""
    counts = _counts(outcomes, now)
    known = _total(counts, *CAME)
    every = known + counts["unresolved"]
    return Rate(known, every, every)


def booked_starts(hours: pd.DataFrame, capacity: pd.DataFrame) -> pd.DataFrame:
    """The heat map of `appt_load`: weekday (0 = Monday), hour, starts, open_days, mean, p90.

    `starts` counts every booked start; mean and P90 are per open day (B > 0) of that weekday, days
    without a start in that hour included, and absent (NaN) on fewer than 5 open days.
    """
    opened = set(capacity.loc[capacity["bookable"] > 0, "day"])
    counts: dict[tuple[int, int], dict[date, int]] = defaultdict(dict)
    for day, hour, starts in hours.groupby(["day", "hour"], as_index=False)["starts"].sum().to_numpy():
        counts[day.weekday(), int(hour)][day] = int(starts)
    rows = [(*cell, *_cell(counts[cell], cell[0], opened)) for cell in sorted(counts)]
    return pd.DataFrame(rows, columns=["weekday", "hour", "starts", "open_days", "mean", "p90"])


def waiting_now(visits: Iterable[Visit], now: datetime, zone: str) -> pd.DataFrame:
    """Today's visits whose patient has come and has not been called in: id, doctor_id, minutes, longest first."""
    today = local_day(now, zone)
    waits = [
        (str(visit.id), str(visit.doctor_id), waited(visit, now))
        for visit in visits
        if is_counted(visit) and _is_waiting(visit, now) and local_day(visit.starts_at, zone) == today
    ]
    told = pd.DataFrame(waits, columns=["id", "doctor_id", "minutes"])
    return told.sort_values("minutes", ascending=False, kind="stable", ignore_index=True)


def wait_minutes(waits: pd.DataFrame) -> Spread:
    """Minutes attended visits waited, from check-in or the start, whichever is later, until they began."""
    return Spread.of(waits["minutes"])


def wait_by_day(waits: pd.DataFrame) -> pd.DataFrame:
    """day, n, median, p90 (minutes, none on fewer than five) of the waits of each day."""
    told = waits.dropna(subset=["minutes"])
    rows = [(day, len(group), *_spread(group["minutes"])) for day, group in told.groupby("day", sort=True)]
    return pd.DataFrame(rows, columns=["day", "n", "median", "p90"], dtype=object)


def _spread(minutes: pd.Series[float]) -> tuple[float | None, float | None]:
    spread = Spread.of(minutes)
    return spread.median, spread.p90


def refill_rate(refills: pd.DataFrame) -> Rate:
    """Visits cancelled before their start whose time another visit took, over all cancelled before their start."""
    cancelled = int(refills["cancelled"].sum())
    return Rate(int(refills["refilled"].sum()), cancelled, cancelled + int(refills["undated"].sum()))


def lead_time_days(leads: pd.DataFrame) -> Spread:
    """Calendar days from recording a visit to its day, without walk-ins and emergencies."""
    return Spread.of(leads["days"])


def third_next_available(free_slots: Iterable[Interval], today: date, zone: str) -> int | None:
    """Calendar days from today to the 3rd open slot (IHI); today = 0; none means "> 60"."""
    third = sorted(start for start, _ in free_slots)[2:3]
    days = [(local_day(start, zone) - today).days for start in third]
    return days[0] if days and days[0] <= FARTHEST else None


def _seen(outcomes: pd.DataFrame, now: datetime) -> pd.DataFrame:
    return outcomes[outcomes["counts_from"] < micros(now)]


def _counts(outcomes: pd.DataFrame, now: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    seen = _seen(outcomes, now)
    for kind, visits in zip(seen["kind"], seen["visits"], strict=True):
        counts[kind] += int(visits)
    return counts


def _total(counts: Counter[str], *kinds: str) -> int:
    return sum(counts[kind] for kind in kinds)


def _strict(counts: Counter[str]) -> Rate:
    came = _total(counts, *CAME)
    return Rate(counts["no-show"], came, came)


def _broad(counts: Counter[str]) -> Rate:
    used = _total(counts, "attended", *BROKEN)
    return Rate(_total(counts, *BROKEN), used, used + counts["cancelled-undated"])


def _is_waiting(visit: Visit, now: datetime) -> bool:
    came = visit.checked_in_at is not None and visit.checked_in_at <= now
    return came and visit.started_at is None and visit.status in OPEN


def _cell(starts: dict[date, int], weekday: int, opened: set[date]) -> tuple[int, int, float | None, float | None]:
    days = [day for day in opened if day.weekday() == weekday]
    counts = [starts.get(day, 0) for day in days]
    total = sum(starts.values())
    if len(days) < FEW:
        return total, len(days), None, None
    return total, len(days), sum(counts) / len(days), percentile(counts, 90)
