"""The laboratory figures of metrics.md §3, one function per key, each over the daily facts of `lab_facts`.

`reports`, `samples` and `criticals` are the frames of `LabFacts`. Times are minutes. A report with an instant earlier
than the one before it is a bad stamp: it is in no duration. `now` is read once per page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from data.analytics.lab_facts import steps_of
from data.analytics.rates import FEW, Rate, Spread, percentile
from data.analytics.visits import micros

MINUTE = 60_000_000  # microseconds
HOURS = (0, 1, 2, 3, 4, 6, 8, 12, 24, 48)
READ_BACK = 60  # minutes, CLSI GP47
ACCEPTED = ""


@dataclass(frozen=True, slots=True)
class Stages:
    """The additive chain: mean, median and P90 of each stage, none on fewer than 5; `eligible` also counts incomplete reports."""

    n: int
    eligible: int
    means: tuple[float | None, ...]
    medians: tuple[float | None, ...]
    p90s: tuple[float | None, ...]

    @property
    def total(self) -> float | None:
        """The sum of the stage means, which is the mean overall time."""
        return None if None in self.means else sum(mean for mean in self.means if mean is not None)


@dataclass(frozen=True, slots=True)
class Overall:
    """From order to verification: the cases in ascending minutes, their mean, and cases per class of hours (see HOURS)."""

    spread: Spread
    classes: tuple[int, ...]

    @property
    def mean(self) -> float | None:
        """None on fewer than 5."""
        return sum(self.spread.values) / self.spread.n if self.spread.n >= FEW else None

    @property
    def p75(self) -> float | None:
        """Nearest rank, none on fewer than 5."""
        return self.spread.percentile(75)


@dataclass(frozen=True, slots=True)
class InTarget:
    """Reports within their target; `no_target` have none and are in neither part."""

    rate: Rate
    no_target: int


@dataclass(frozen=True, slots=True)
class LateShare:
    """Minutes over the baseline per stage of the late reports, as they are and as shares; none when the baseline is too thin."""

    n: int
    late: int
    baseline: tuple[float, ...]
    minutes: tuple[float, ...]

    @property
    def shares(self) -> tuple[float, ...] | None:
        """Each stage's part of all excess minutes, 0 to 1; none without any excess."""
        total = sum(self.minutes)
        return tuple(part / total for part in self.minutes) if total else None


class OpenReport(NamedTuple):
    """One report that is neither cancelled nor verified."""

    id: Any
    status: str
    ordered_at: datetime
    target_minutes: int | None


@dataclass(frozen=True, slots=True)
class Overdue:
    """Open reports past their target, the longest minutes over, and how many have no target at all."""

    count: int
    longest: float | None
    no_target: int


def timed(reports: pd.DataFrame) -> pd.DataFrame:
    """The reports without bad stamps."""
    return reports[~reports["bad"]]


def tat_stages(reports: pd.DataFrame) -> Stages:
    """The stages of the reports that have all six instants; what is left out is eligible."""
    good = timed(reports)
    stages = stage_minutes(good)
    few = len(stages) < FEW
    columns = [column.tolist() for column in stages.T]
    return Stages(
        n=len(stages),
        eligible=len(good),
        means=tuple(None if few else float(column.mean()) for column in stages.T),
        medians=tuple(None if few else percentile(column, 50) for column in columns),
        p90s=tuple(None if few else percentile(column, 90) for column in columns),
    )


def stage_minutes(reports: pd.DataFrame) -> np.ndarray[Any, Any]:
    """A column of minutes per stage, one row per report that has all six instants."""
    steps = steps_of(reports)
    whole = steps[~np.isnan(steps).any(axis=1)]
    return np.asarray(np.diff(whole, axis=1, prepend=0.0) / MINUTE)


def tat_overall(reports: pd.DataFrame) -> Overall:
    """From `ordered_at` to `verified_at`; bad stamps are eligible and not used."""
    minutes = timed(reports)["verified"] / MINUTE
    spread = Spread(tuple(sorted(minutes.tolist())), len(reports))
    starts = [60.0 * hour for hour in HOURS]
    classes = pd.cut(minutes, [*starts, float("inf")], right=False, labels=False).value_counts()
    return Overall(spread, tuple(int(classes.get(n, 0)) for n in range(len(HOURS))))


def tat_in_target(reports: pd.DataFrame) -> InTarget:
    """Overall time ≤ target, of the reports that have both."""
    good = timed(reports)
    aimed = good.dropna(subset=["target"])
    hit = int((aimed["verified"] <= aimed["target"] * MINUTE).sum())
    return InTarget(Rate(hit, len(aimed), len(reports)), len(good) - len(aimed))


def tat_late_stage_share(reports: pd.DataFrame) -> LateShare | None:
    """Where the late reports lost their time; none when fewer than 5 complete reports in target make a baseline."""
    aimed = timed(reports).dropna(subset=["target"])
    is_late = aimed["verified"] > aimed["target"] * MINUTE
    usual, late = stage_minutes(aimed[~is_late]), stage_minutes(aimed[is_late])
    if len(usual) < FEW:
        return None
    baseline = tuple(percentile(column.tolist(), 50) or 0.0 for column in usual.T)
    excess = np.maximum(0.0, late - np.array(baseline)).sum(axis=0)
    return LateShare(len(late), int(is_late.sum()), baseline, tuple(excess.tolist()))


def lab_open(reports: Iterable[OpenReport]) -> dict[str, int]:
    """Open reports by status."""
    counts: dict[str, int] = {}
    for report in reports:
        counts[report.status] = counts.get(report.status, 0) + 1
    return counts


def calendar_minutes(since: datetime, until: datetime) -> float:
    """Minutes from one instant to another."""
    return (until - since) / timedelta(minutes=1)


def lab_overdue_now(
    reports: Sequence[OpenReport], now: datetime, elapsed: Callable[[datetime, datetime], float] = calendar_minutes
) -> Overdue:
    """Open reports whose target has passed, by calendar time or by another clock's `elapsed` minutes."""
    aimed = [(report.ordered_at, report.target_minutes) for report in reports if report.target_minutes is not None]
    over = [elapsed(ordered_at, now) - minutes for ordered_at, minutes in aimed]
    past = [minutes for minutes in over if minutes > 0]
    return Overdue(len(past), max(past, default=None), len(reports) - len(aimed))


def rejection_rate(samples: pd.DataFrame) -> Rate:
    """Samples sent back over those and the accepted ones."""
    every = int(samples["samples"].sum())
    refused = int(samples.loc[samples["reason"] != ACCEPTED, "samples"].sum())
    return Rate(refused, every, every)


def rejections_by_week(samples: pd.DataFrame) -> pd.DataFrame:
    """Week (its Monday), reason, rate (Rate): one row per reason that occurred in that week; the base is all its samples."""
    told = samples.assign(week=weeks_of(samples["day"]))
    every = told.groupby("week")["samples"].sum()
    refused = told[told["reason"] != ACCEPTED].groupby(["week", "reason"], as_index=False)["samples"].sum()
    rows = [
        (row.week, row.reason, Rate(int(row.samples), int(every[row.week]), int(every[row.week]))) for row in refused.itertuples()
    ]
    return pd.DataFrame(rows, columns=["week", "reason", "rate"], dtype=object)


def critical_readback(criticals: pd.DataFrame, now: datetime) -> Rate:
    """Critical results read back within 60 minutes over those read back or older than that; younger open ones are eligible."""
    limit = READ_BACK * MINUTE
    settled = criticals["read_back"].notna() | (micros(now) - criticals["resulted"] > limit)
    hit = criticals["read_back"] <= limit
    return Rate(int(hit.sum()), int(settled.sum()), len(criticals))


def readback_by_week(criticals: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Week (its Monday), rate (Rate): one row per week that has a case."""
    weeks = criticals.groupby(weeks_of(criticals["day"]), sort=True)
    rows = [(week, critical_readback(group, now)) for week, group in weeks]
    return pd.DataFrame([row for row in rows if row[1].denominator], columns=["week", "rate"], dtype=object)


def weeks_of(days: pd.Series[Any]) -> pd.Series[Any]:
    """The Monday of each day."""
    return pd.Series([day - timedelta(days=day.weekday()) for day in days], index=days.index, dtype=object)
