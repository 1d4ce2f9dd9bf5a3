"""Working time: the calendar without the clinic's holidays and closed weekdays.

A day is a closed weekday when weekly hours are valid on it, none of them on its weekday, and no doctor has an extra
session; days before the first weekly hours are open, for nothing is known of them. A holiday of the whole clinic is
taken out as long as it lasts. Nights are not taken out: a laboratory is not a consulting room.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate

import numpy as np
import pandas as pd

from data.analytics.lab_facts import STEPS
from data.analytics.visits import MINUTE, micros
from data.core import intervals
from data.core.clock import day_bounds
from data.core.hours import Interval, ScheduleException, WeekRow, of_kind


def closed_spans(
    start: date, end: date, zone: str, week: Iterable[WeekRow], exceptions: Iterable[ScheduleException]
) -> list[Interval]:
    """When the clinic is closed on the local days [start, end), sorted and disjoint."""
    rows, dated = list(week), list(exceptions)
    extra = of_kind(dated, "extra")
    days = [start + timedelta(days=n) for n in range((end - start).days)]
    shut = [
        bounds
        for day in days
        if _is_closed_weekday(day, rows)
        for bounds in [day_bounds(day, zone)]
        if not intervals.intersect([bounds], extra)
    ]
    return intervals.union([*shut, *of_kind((item for item in dated if item.doctor_id is None), "holiday")])


def _is_closed_weekday(day: date, rows: Sequence[WeekRow]) -> bool:
    valid = [
        row for row in rows if (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day < row.valid_to)
    ]
    return bool(valid) and all(row.weekday != day.weekday() for row in valid)


class WorkingClock:
    """A clock that stands still while the clinic is closed."""

    def __init__(self, closed: Sequence[Interval]) -> None:
        spans = [(micros(start), micros(end)) for start, end in closed]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._before = [0, *accumulate(end - start for start, end in spans)]

    def minutes(self, since: datetime, until: datetime) -> float:
        """Working minutes from one instant to a later one."""
        return (self._at(micros(until)) - self._at(micros(since))) / (MINUTE // timedelta(microseconds=1))

    def _at(self, instant: int) -> int:
        place = bisect_right(self._starts, instant)
        if not place:
            return instant
        return instant - self._before[place] + max(0, self._ends[place - 1] - instant)

    def shifted(self, reports: pd.DataFrame) -> pd.DataFrame:
        """The reports with their steps in working time; a bad stamp keeps its own, so that it stays one."""
        if not self._starts or not len(reports):
            return reports
        ordered, bad = reports["ordered"], reports["bad"]
        since = self._all(ordered)
        steps = {step: (self._all(ordered + reports[step]) - since).where(~bad, reports[step]) for step in STEPS}
        return reports.assign(**steps)

    def _all(self, instants: pd.Series[float]) -> pd.Series[float]:
        starts, ends, before = (np.array(told, dtype="float64") for told in (self._starts, self._ends, self._before))
        values = instants.to_numpy(dtype="float64")
        place = np.searchsorted(starts, values, side="right")
        inside = np.where(place > 0, np.maximum(0.0, ends[np.maximum(place - 1, 0)] - values), 0.0)
        return pd.Series(values - before[place] + inside, index=instants.index)
