"""Instants are UTC; a business day is the clinic's own day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

APRIL = 4


def _system_now() -> datetime:
    return datetime.now(UTC)


_source = _system_now


def now() -> datetime:
    """This instant, in UTC."""
    return _source()


def set_now(source: Callable[[], datetime] | None = None) -> None:
    """Let a test or a dated demo decide what "now" is; None gives the machine's clock back."""
    global _source
    _source = source or _system_now


def source() -> Callable[[], datetime]:
    """Who says what "now" is, so that it can be put back."""
    return _source


def local(instant: datetime, zone: str) -> datetime:
    """The wall-clock reading of an instant in a zone."""
    return instant.astimezone(ZoneInfo(zone))


def local_day(instant: datetime, zone: str) -> date:
    """The clinic's day an instant falls on."""
    return local(instant, zone).date()


def today(zone: str) -> date:
    """The clinic's day now."""
    return local_day(now(), zone)


def at(day: date, clock_time: time, zone: str) -> datetime:
    """The UTC instant of a local day and time; in a gap of the clock, the moment after it."""
    return datetime.combine(day, clock_time, ZoneInfo(zone)).astimezone(UTC)


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """Half-open [from, to) of a local day, as UTC instants."""
    return at(day, time.min, zone), at(day + timedelta(days=1), time.min, zone)


def spelt_day(day: date) -> str:
    """22 Nov 2026."""
    return f"{day.day} {day:%b %Y}"


def spelt(instant: datetime, zone: str) -> str:
    """24 Nov 2026, 10:15 by the clock of a zone."""
    reading = local(instant, zone)
    return f"{spelt_day(reading.date())}, {reading:%H:%M}"


def financial_year(day: date) -> str:
    """The year from 1 April to 31 March a day lies in: "2627" for 2026-27."""
    first = day.year if day.month >= APRIL else day.year - 1
    return f"{first % 100:02d}{(first + 1) % 100:02d}"


@cache
def _zones() -> frozenset[str]:
    """Looked for once: it walks through the machine's files."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether the name is an IANA time zone."""
    return name in _zones()
