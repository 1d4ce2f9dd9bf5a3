"""From lab reports to daily facts: how long each step took, which samples were refused, which critical values were read back.

Instants are whole microseconds: `ordered` since 1970, the later five since the order, so that a duration is exact and
a packed day small. Nothing sealed is in them: no result, no name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

import numpy as np
import pandas as pd

from data.analytics.days import DayFrames, Packed, Row, Schema, pack_rows
from data.analytics.visits import micros
from data.core.clock import local_day

STEPS = ("collected", "received", "started", "resulted", "verified")
CRITICAL = frozenset({"critical-low", "critical-high"})


class Report(NamedTuple):
    """One report that is neither deleted nor cancelled; instants in UTC, `target_minutes` of the whole report."""

    id: Any
    doctor_id: Any
    priority: str
    target_minutes: int | None
    ordered_at: datetime
    collected_at: datetime | None
    received_at: datetime | None
    started_at: datetime | None
    resulted_at: datetime | None
    verified_at: datetime | None


class Rejection(NamedTuple):
    """One sample sent back: when, and why; `doctor_id` is the ordering doctor's."""

    doctor_id: Any
    at: datetime
    reason_code: str | None


class CriticalValue(NamedTuple):
    """One critical result: when it was found, and when somebody read it back."""

    doctor_id: Any
    resulted_at: datetime
    read_back_at: datetime | None


class LabFacts(DayFrames):
    """Three frames by the local day of verification, of the rejection or acceptance, and of the critical result."""

    SCHEMA: ClassVar[Schema] = {
        "reports": {
            "doctor_id": object, "priority": object, "target": "float64", "ordered": "float64",
            **dict.fromkeys(STEPS, "float64"), "tests": object,
        },
        "samples": {"doctor_id": object, "reason": object, "samples": "int64"},
        "criticals": {"doctor_id": object, "resulted": "float64", "read_back": "float64"},
    }  # fmt: skip

    @cached_property
    def reports(self) -> pd.DataFrame:
        """One row per verified report: target in minutes, `ordered` and the steps in microseconds, codes of its tests, and
        `bad`: an instant is earlier than the one before it.
        """
        frame = self._frame("reports")
        return frame.assign(bad=_is_bad(steps_of(frame)))

    @cached_property
    def samples(self) -> pd.DataFrame:
        """Samples per reason they were refused for; the reason is "" for accepted ones."""
        return self._frame("samples")

    @cached_property
    def criticals(self) -> pd.DataFrame:
        """One row per critical result: `resulted` since 1970 and `read_back` after it, in microseconds."""
        return self._frame("criticals")


def steps_of(reports: pd.DataFrame) -> np.ndarray[Any, Any]:
    """A row per report and a column per step, microseconds since the order, NaN where the instant is missing."""
    return reports[list(STEPS)].to_numpy(dtype="float64")


def _is_bad(steps: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    chain = np.column_stack([np.zeros(len(steps)), steps])
    latest = np.fmax.accumulate(chain, axis=1)
    return np.asarray((chain[:, 1:] < latest[:, :-1]).any(axis=1))


def lab_rows(
    reports: Iterable[Report],
    tests: Mapping[Any, Sequence[str]],
    rejections: Iterable[Rejection],
    criticals: Iterable[CriticalValue],
    zone: str,
    start: date,
    end: date,
) -> dict[str, list[Row]]:
    """The rows (day, doctor_id, …) of each kind of facts on the local days [start, end); `tests` are codes by report id."""

    def inside(day: date) -> bool:
        return start <= day < end

    told = list(reports)
    samples = [(local_day(r.received_at, zone), str(r.doctor_id), "") for r in told if r.received_at is not None]
    samples += [(local_day(r.at, zone), str(r.doctor_id), r.reason_code or "other") for r in rejections]
    done = [(local_day(r.verified_at, zone), r) for r in told if r.verified_at is not None]
    found = [(local_day(c.resulted_at, zone), c) for c in criticals]
    counts = Counter(row for row in samples if inside(row[0]))
    return {
        "reports": sorted((_timed(day, r, tests.get(r.id, ())) for day, r in done if inside(day)), key=_in_order),
        "samples": [(*key, counts[key]) for key in sorted(counts)],
        "criticals": sorted((_critical(day, c) for day, c in found if inside(day)), key=_in_order),
    }


def _in_order(row: Row) -> tuple[date, str]:
    """A fixed order, so that the same rows always make the same packed day."""
    return row[0], str(row)


def facts_by_day(*told: Any) -> LabFacts:
    """The facts straight from the rows; the arguments are those of `lab_rows`."""
    return LabFacts.of_rows(lab_rows(*told))


def pack_days(
    reports: Iterable[Report],
    tests: Mapping[Any, Sequence[str]],
    rejections: Iterable[Rejection],
    criticals: Iterable[CriticalValue],
    zone: str,
    start: date,
    end: date,
) -> dict[date, Packed]:
    """The packed rows of the local days [start, end), empty days included."""
    return pack_rows(lab_rows(reports, tests, rejections, criticals, zone, start, end), start, end)


def _timed(day: date, report: Report, tests: Sequence[str]) -> Row:
    since = [getattr(report, f"{step}_at") for step in STEPS]
    ordered = micros(report.ordered_at)
    steps = [None if at is None else micros(at) - ordered for at in since]
    return day, str(report.doctor_id), report.priority, report.target_minutes, ordered, *steps, sorted(set(tests))


def _critical(day: date, value: CriticalValue) -> Row:
    found = micros(value.resulted_at)
    return day, str(value.doctor_id), found, None if value.read_back_at is None else micros(value.read_back_at) - found
