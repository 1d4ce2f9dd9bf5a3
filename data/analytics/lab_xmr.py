"""The process behaviour chart of turnaround: is this day like the others, or has something changed?

x̄ ± 2.66·MR̄ and 3.267·MR̄ are the standard constants of individuals and moving ranges (2.66 = 3 / 1.128).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from data.analytics.lab import MINUTE, timed, weeks_of
from data.analytics.rates import FEW, percentile

BASE = 20  # points the limits are made of
RUN = 8  # points in a row on one side of the mean
LIMIT, RANGE_LIMIT = 2.66, 3.267


@dataclass(frozen=True, slots=True)
class Limits:
    """Of the first 20 points: the mean, the natural process limits, and the limit of the moving range; minutes."""

    mean: float
    mean_range: float

    @property
    def lower(self) -> float:
        """May lie below zero where times vary much."""
        return self.mean - LIMIT * self.mean_range

    @property
    def upper(self) -> float:
        """The upper natural process limit."""
        return self.mean + LIMIT * self.mean_range

    @property
    def range_limit(self) -> float:
        """The limit of the moving range."""
        return RANGE_LIMIT * self.mean_range


@dataclass(frozen=True, slots=True)
class Xmr:
    """Values and moving ranges (none for the first); limits from the twentieth point on; positions of signals."""

    values: tuple[float, ...]
    ranges: tuple[float | None, ...]
    limits: Limits | None
    signals: tuple[int, ...]
    range_signals: tuple[int, ...]


def xmr(values: Sequence[float]) -> Xmr:
    """The XmR pair of values in order of time; before 20 of them there are no limits and no signals."""
    ranges = [abs(new - old) for old, new in pairwise(values)]
    told: tuple[float | None, ...] = (None, *ranges) if values else ()
    if len(values) < BASE:
        return Xmr(tuple(values), told, None, (), ())
    limits = Limits(sum(values[:BASE]) / BASE, sum(ranges[: BASE - 1]) / (BASE - 1))
    outside = {n for n, value in enumerate(values) if not limits.lower <= value <= limits.upper}
    wide = tuple(n for n, moved in enumerate(told) if moved is not None and moved > limits.range_limit)
    return Xmr(tuple(values), told, limits, tuple(sorted(outside | _runs(values, limits.mean))), wide)


def _runs(values: Sequence[float], mean: float) -> set[int]:
    """The eighth and every further point of a run on one side of the mean; a point on it ends the run."""
    found, length, side = set(), 0, 0
    for place, value in enumerate(values):
        now = (value > mean) - (value < mean)
        length = length + 1 if now and now == side else abs(now)
        side = now
        if length >= RUN:
            found.add(place)
    return found


def xmr_points(reports: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """("day" or "week", frame of at, n, median): the median overall minutes of each local day.

    When the median day has fewer than 5 reports, of each ISO week (at = its Monday).
    """
    good = timed(reports)
    minutes = good["verified"] / MINUTE
    per_day = [len(group) for _, group in good.groupby("day")]
    grain = "day" if (percentile(per_day, 50) or 0) >= FEW else "week"
    keys = good["day"] if grain == "day" else weeks_of(good["day"])
    rows = [(at, len(group), percentile(group.tolist(), 50)) for at, group in minutes.groupby(keys, sort=True)]
    return grain, pd.DataFrame(rows, columns=["at", "n", "median"], dtype=object)


def tat_xmr(reports: pd.DataFrame) -> tuple[str, pd.DataFrame, Xmr]:
    """Grain, points and the pair of charts of them."""
    grain, points = xmr_points(reports)
    return grain, points, xmr([float(value) for value in points["median"]])


def last_signal(points: pd.DataFrame, found: Xmr) -> tuple[date, Any] | None:
    """The newest point that signals, and its median."""
    if not found.signals:
        return None
    row = points.iloc[found.signals[-1]]
    return row["at"], row["median"]
