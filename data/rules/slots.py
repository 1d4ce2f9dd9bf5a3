"""Free slots are computed, never stored: schedule − exceptions − bookings."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data.core import intervals
from data.core.hours import (
    Interval,
    ScheduleException,
    WeekRow,
    bookable,
    of_kind,
    sessions_of_day,
)

__all__ = ["RESERVED", "Slotting", "bookable", "free_slots", "is_bookable", "of_kind", "sessions_of_day"]

RESERVED = ("hold", "emergency")


@dataclass(frozen=True, slots=True)
class Slotting:
    """How a day is cut, in minutes: length of the visit, the doctor's slot length, pause between visits."""

    length: int
    step: int
    buffer: int = 0


def free_slots(
    day: date,
    zone: str,
    week_rows: Iterable[WeekRow],
    exceptions: Iterable[ScheduleException],
    bookings: Iterable[Interval],
    slotting: Slotting,
    now: datetime,
    reserved: Collection[str] = (),
) -> list[Interval]:
    """The slots of one doctor and local day that can still be booked, as UTC intervals.

    Slots start at each session's start and then every step + buffer minutes, not before `now`.
    `bookings` are her live visits; `reserved` names the kinds of reserved time to offer as well
    ("hold", "emergency").
    """
    dated = list(exceptions)
    sessions = bookable(day, zone, week_rows, dated)
    pause = timedelta(minutes=slotting.buffer)
    taken = [(start - pause, end + pause) for start, end in bookings]
    kept = of_kind(dated, *(kind for kind in RESERVED if kind not in reserved))
    free = intervals.subtract(sessions, [*taken, *kept])
    slots = [slot for session in sessions for slot in _cut(session, slotting)]
    return [slot for slot in slots if slot[0] >= now and _inside(slot, free)]


def is_bookable(visit: Interval, hours: Iterable[Interval]) -> bool:
    """Whether a visit lies wholly inside bookable time."""
    return _inside(visit, intervals.union(hours))


def _cut(session: Interval, slotting: Slotting) -> list[Interval]:
    start, end = session
    length = timedelta(minutes=slotting.length)
    pace = timedelta(minutes=slotting.step + slotting.buffer)
    count = (end - start - length) // pace + 1
    return [(start + n * pace, start + n * pace + length) for n in range(count)]


def _inside(slot: Interval, tidy: list[Interval]) -> bool:
    return any(start <= slot[0] and slot[1] <= end for start, end in tidy)
