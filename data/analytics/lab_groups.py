"""The laboratory figures side by side: by test, by priority, by day, week and month, by weekday and hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pandas as pd

from data.analytics.lab import MINUTE, tat_in_target, tat_overall, tat_stages, timed, weeks_of
from data.analytics.rates import Spread

Frame = pd.DataFrame
UNCODED = ""


def _by_test(reports: Frame) -> Iterator[tuple[Any, Frame]]:
    codes = pd.Series([told or [UNCODED] for told in reports["tests"]], index=reports.index, dtype=object)
    told = reports.assign(test=codes).explode("test")
    return iter(told.groupby("test", sort=True))


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


GRAINS: dict[str, Callable[[Frame], Iterator[tuple[Any, Frame]]]] = {
    "test": _by_test,
    "priority": lambda reports: iter(reports.groupby("priority", sort=True)),
    "day": lambda reports: iter(reports.groupby("day", sort=True)),
    "week": lambda reports: iter(reports.groupby(weeks_of(reports["day"]), sort=True)),
    "month": lambda reports: iter(reports.groupby(reports["day"].map(_first_of_month), sort=True)),
}


def of_test(reports: Frame, code: str) -> Frame:
    """The reports that hold a test; its time and target are those of the whole report."""
    holds = pd.Series([code in codes for codes in reports["tests"]], index=reports.index, dtype=bool)
    return reports[holds] if code else reports


def stages_by(reports: Frame, grain: str) -> Frame:
    """key, stages (Stages), target: a row per group; target is the mean of its reports' targets in minutes, none without."""
    rows = [
        (key, tat_stages(group), float(group["target"].mean()) if group["target"].notna().any() else None)
        for key, group in GRAINS[grain](reports)
    ]
    return pd.DataFrame(rows, columns=["key", "stages", "target"], dtype=object)


def in_target_by(reports: Frame, grain: str) -> Frame:
    """key, rate (Rate), no_target: a row per group."""
    rows = [(key, told.rate, told.no_target) for key, group in GRAINS[grain](reports) for told in [tat_in_target(group)]]
    return pd.DataFrame(rows, columns=["key", "rate", "no_target"], dtype=object)


def summary_by(reports: Frame, grain: str) -> Frame:
    """key, overall (Overall), in_target (InTarget): a row per group."""
    rows = [(key, tat_overall(group), tat_in_target(group)) for key, group in GRAINS[grain](reports)]
    return pd.DataFrame(rows, columns=["key", "overall", "in_target"], dtype=object)


def tat_by_hour(reports: Frame, zone: str) -> Frame:
    """Weekday (0 = Monday) and hour of the order by the clinic's clock, n, median minutes (none on fewer than 5)."""
    good = timed(reports)
    at = pd.to_datetime(good["ordered"].astype("int64"), unit="us", utc=True).dt.tz_convert(zone)
    cells: dict[tuple[int, int], list[float]] = defaultdict(list)
    for weekday, hour, minutes in zip(at.dt.day_of_week, at.dt.hour, good["verified"] / MINUTE, strict=True):
        cells[weekday, hour].append(minutes)
    rows = [(*cell, len(cells[cell]), Spread.of(cells[cell]).median) for cell in sorted(cells)]
    return pd.DataFrame(rows, columns=["weekday", "hour", "n", "median"], dtype=object)
