"""When a doctor can be booked: weekly sessions and dated exceptions, as UTC intervals.

Screens, booking rules and the capacity B of the figures all ask `bookable`. Weekly rows hold from
`valid_from` up to, not including, `valid_to` (none = still valid), so that the day a new plan starts
is the day the old one ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, Protocol

from data.core import intervals
from data.core.clock import at, day_bounds

Interval = tuple[datetime, datetime]
LocalInterval = tuple[time, time]
CLOSING = ("leave", "holiday", "block")


class WeekRow(Protocol):
    """One session of a doctor's week, in the clinic's wall-clock time; weekday 0 is Monday."""

    @property
    def doctor_id(self) -> Any: ...
    @property
    def weekday(self) -> int: ...
    @property
    def starts(self) -> time: ...
    @property
    def ends(self) -> time: ...
    @property
    def breaks(self) -> Sequence[Sequence[str]] | None: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


class ScheduleException(Protocol):
    """One dated change (leave, extra, block, hold, emergency, holiday); no doctor = the whole clinic."""

    @property
    def doctor_id(self) -> Any: ...
    @property
    def kind(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


def sessions_of_day(week_rows: Iterable[WeekRow], day: date) -> list[LocalInterval]:
    """The sessions of one doctor's week that hold on a day, in local time, breaks still inside."""
    return sorted((row.starts, row.ends) for row in _rows_of_day(week_rows, day))


def bookable(day: date, zone: str, week_rows: Iterable[WeekRow], exceptions: Iterable[ScheduleException]) -> list[Interval]:
    """B of one doctor and local day: sessions + extra sessions − breaks − leave − holidays − blocks.

    `week_rows` are that doctor's; `exceptions` are hers and the whole clinic's. Held and emergency-only
    time stays bookable. The intervals lie inside the local day.
    """
    rows, dated = _rows_of_day(week_rows, day), list(exceptions)
    sessions = [(at(day, row.starts, zone), at(day, row.ends, zone)) for row in rows]
    breaks = [(at(day, a, zone), at(day, b, zone)) for row in rows for a, b in breaks_of(row)]
    opened = intervals.intersect([*sessions, *of_kind(dated, "extra")], [day_bounds(day, zone)])
    return intervals.subtract(opened, [*breaks, *of_kind(dated, *CLOSING)])


def bookable_by_doctor(
    days: Iterable[date],
    zone: str,
    week_rows: Iterable[WeekRow],
    exceptions: Iterable[ScheduleException],
) -> dict[tuple[str, date], list[Interval]]:
    """`bookable` for every doctor who has a row, on each of the days; keys are (doctor id as text, day)."""
    dated, rows_of = list(exceptions), defaultdict(list)
    for row in week_rows:
        rows_of[str(row.doctor_id)].append(row)
    doctors = {*rows_of, *(str(item.doctor_id) for item in dated if item.doctor_id is not None)}
    theirs = {doctor: of_doctor(dated, doctor) for doctor in sorted(doctors)}
    return {(doctor, day): bookable(day, zone, rows_of[doctor], own) for day in days for doctor, own in theirs.items()}


def of_doctor(exceptions: Iterable[ScheduleException], doctor_id: Any) -> list[ScheduleException]:
    """The exceptions that touch one doctor: her own and the whole clinic's."""
    return [item for item in exceptions if item.doctor_id is None or str(item.doctor_id) == str(doctor_id)]


def of_kind(exceptions: Iterable[ScheduleException], *kinds: str) -> list[Interval]:
    """The intervals of the exceptions of some kinds."""
    return [(item.starts_at, item.ends_at) for item in exceptions if item.kind in kinds]


def breaks_of(row: WeekRow) -> list[LocalInterval]:
    """The breaks of a session, written as pairs of "13:00"."""
    return [(time.fromisoformat(start), time.fromisoformat(end)) for start, end in row.breaks or ()]


def _rows_of_day(week_rows: Iterable[WeekRow], day: date) -> list[WeekRow]:
    return [
        row
        for row in week_rows
        if row.weekday == day.weekday()
        and (row.valid_from is None or row.valid_from <= day)
        and (row.valid_to is None or day < row.valid_to)
    ]
