"""From visits and moves to daily facts: who came, for how long, against which hours."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from data.analytics.facts import Facts
from data.core import intervals
from data.core.clock import day_bounds
from data.core.hours import Interval

ATTENDED = frozenset({"completed", "in-progress"})
OPEN = frozenset({"scheduled", "confirmed"})
BOOKED = ATTENDED | OPEN | {"no-show"}
STATUSES = BOOKED | {"cancelled"}
LATE = timedelta(hours=24)
LONGEST = timedelta(minutes=480)  # no visit is longer (hms.md §3)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND, MINUTE = timedelta(microseconds=1), timedelta(minutes=1)
Hours = Mapping[tuple[str, date], Sequence[Interval]]
Row = tuple[Any, ...]


class Visit(NamedTuple):
    """One appointment, deleted ones included; instants in UTC, duration in minutes, a token for walk-ins."""

    id: Any
    doctor_id: Any
    appointment_type: str
    status: str
    duration: int
    token_number: int | None
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    cancelled_at: datetime | None
    checked_in_at: datetime | None
    started_at: datetime | None
    deleted_at: datetime | None


class Move(NamedTuple):
    """One reschedule of a visit that is not deleted: when, and from which doctor and start."""

    appointment_id: Any
    old_doctor_id: Any
    moved_at: datetime
    old_starts_at: datetime


class Placed(NamedTuple):
    """A visit with its local day and hour of start, and its doctor as text."""

    day: date
    doctor_id: str
    hour: int
    visit: Visit


def facts_by_day(visits: Iterable[Visit], moves: Iterable[Move], bookable: Hours, zone: str, start: date, end: date) -> Facts:
    """The facts of the local days [start, end); see `fact_rows`."""
    rows = fact_rows(visits, moves, bookable, zone, start, end)
    return Facts.of_rows(rows)


def fact_rows(
    visits: Iterable[Visit], moves: Iterable[Move], bookable: Hours, zone: str, start: date, end: date
) -> dict[str, list[Row]]:
    """The rows (day, doctor_id, …) of each kind of facts, in order of day and doctor.

    `visits` may reach beyond the range and should hold all that overlap a visit of it; `moves` those from
    a start in the range and those of its visits; `bookable` is `hours.bookable_by_doctor` of its days.
    """
    live = [visit for visit in visits if is_counted(visit)]
    told = list(moves)
    own = _placed(live, zone, start, end)
    booked = [placed for placed in own if placed.visit.status in BOOKED]
    attended = [placed for placed in own if placed.visit.status in ATTENDED]
    return {
        "load": _load(own),
        "hours": _hours(booked),
        "capacity": _capacity(booked, {key: cut for key, cut in bookable.items() if start <= key[1] < end}),
        "outcomes": sorted([*_outcomes(own), *_late_moves(told, zone, start, end)]),
        "refills": _refills([placed for placed in own if placed.visit.status == "cancelled"], live, told),
        "waits": [(day, doctor, _waited(visit)) for day, doctor, _, visit in attended],
        "leads": _leads(booked, zone),
    }


def is_counted(visit: Visit) -> bool:
    """Whether any figure may count the visit: not deleted, no draft."""
    return visit.deleted_at is None and visit.status in STATUSES


def micros(instant: datetime) -> int:
    """An instant as whole microseconds since 1970."""
    return (instant - EPOCH) // MICROSECOND


def waited(visit: Visit, until: datetime) -> float | None:
    """Minutes from check-in, or from the start if that is later and the visit is no walk-in; at least 0."""
    since = visit.checked_in_at
    if since is not None and visit.token_number is None:
        since = max(since, visit.starts_at)
    return None if since is None else max(0.0, (until - since) / MINUTE)


def _waited(visit: Visit) -> float | None:
    return None if visit.started_at is None else waited(visit, visit.started_at)


def _placed(visits: Iterable[Visit], zone: str, start: date, end: date) -> list[Placed]:
    low, high, clock = *_range(zone, start, end), ZoneInfo(zone)
    walls = [(visit.starts_at.astimezone(clock), visit) for visit in visits if low <= visit.starts_at < high]
    placed = [Placed(wall.date(), str(visit.doctor_id), wall.hour, visit) for wall, visit in walls]
    return sorted(placed, key=attrgetter("day", "doctor_id"))


def _range(zone: str, start: date, end: date) -> tuple[datetime, datetime]:
    return day_bounds(start, zone)[0], day_bounds(end, zone)[0]


def _load(own: Sequence[Placed]) -> list[Row]:
    sums: dict[Row, list[int]] = defaultdict(lambda: [0, 0])
    for day, doctor, _, visit in own:
        sums[day, doctor, visit.status][0] += 1
        sums[day, doctor, visit.status][1] += visit.duration
    return [(*key, *sums[key]) for key in sorted(sums)]


def _hours(booked: Sequence[Placed]) -> list[Row]:
    counts = Counter((day, doctor, hour) for day, doctor, hour, _ in booked)
    return [(*key, counts[key]) for key in sorted(counts)]


def _capacity(booked: Sequence[Placed], bookable: Hours) -> list[Row]:
    visits: dict[tuple[str, date], list[Visit]] = defaultdict(list)
    for day, doctor, _, visit in booked:
        visits[doctor, day].append(visit)
    keys = sorted({*visits, *bookable}, key=lambda key: (key[1], key[0]))
    return [(day, doctor, *_minutes(visits[doctor, day], bookable.get((doctor, day), ()))) for doctor, day in keys]


def _minutes(visits: Sequence[Visit], hours: Sequence[Interval]) -> tuple[float, float, float, float]:
    booked = _covered(visits, hours)
    overbooked = sum(visit.duration for visit in visits) - booked
    came = [visit for visit in visits if visit.status in ATTENDED]
    return intervals.minutes(hours), booked, overbooked, _covered(came, hours)


def _covered(visits: Sequence[Visit], hours: Sequence[Interval]) -> float:
    return intervals.minutes(intervals.intersect(((visit.starts_at, visit.ends_at) for visit in visits), hours))


def _outcomes(own: Sequence[Placed]) -> list[Row]:
    told = [(day, doctor, visit, _outcome(visit)) for day, doctor, _, visit in own]
    return [
        (day, doctor, kind, micros(visit.ends_at if kind == "unresolved" else visit.starts_at), 1)
        for day, doctor, visit, kind in told
        if kind
    ]


def _outcome(visit: Visit) -> str:
    if visit.status in ATTENDED:
        return "attended"
    if visit.status in OPEN:
        return "unresolved"
    if visit.status == "no-show":
        return "no-show"
    if visit.cancelled_at is None:
        return "cancelled-undated"
    return "cancelled-late" if _is_late(visit.cancelled_at, visit.starts_at) else ""


def _is_late(at: datetime, start: datetime) -> bool:
    return start - LATE <= at < start


def _late_moves(moves: Sequence[Move], zone: str, start: date, end: date) -> list[Row]:
    (low, high), clock = _range(zone, start, end), ZoneInfo(zone)
    late = {
        (str(move.appointment_id), move.old_starts_at): str(move.old_doctor_id)
        for move in moves
        if low <= move.old_starts_at < high and _is_late(move.moved_at, move.old_starts_at)
    }
    return [(old.astimezone(clock).date(), doctor, "moved-late", micros(old), 1) for (_, old), doctor in late.items()]


def _refills(cancelled: Sequence[Placed], live: Sequence[Visit], moves: Sequence[Move]) -> list[Row]:
    taken = _taken(live, moves, {placed.doctor_id for placed in cancelled})
    rows: list[Row] = []
    for day, doctor, _, visit in cancelled:
        if visit.cancelled_at is None:
            rows.append((day, doctor, 0, 0, 1))
        elif visit.cancelled_at < visit.starts_at:
            rows.append((day, doctor, 1, int(_is_refilled(visit, visit.cancelled_at, taken[doctor])), 0))
    return rows


def _taken(
    live: Sequence[Visit], moves: Sequence[Move], doctors: set[str]
) -> dict[str, list[tuple[datetime, datetime, datetime]]]:
    moved: dict[str, datetime] = {}
    for move in moves:
        key = str(move.appointment_id)
        moved[key] = max(move.moved_at, moved.get(key, move.moved_at))
    taken: dict[str, list[tuple[datetime, datetime, datetime]]] = defaultdict(list)
    for visit in live:
        doctor = str(visit.doctor_id)
        if visit.status in BOOKED and doctor in doctors:
            placed_at = moved.get(str(visit.id), visit.created_at)
            insort(taken[doctor], (visit.starts_at, visit.ends_at, placed_at))
    return taken


def _is_refilled(lost: Visit, cancelled_at: datetime, taken: Sequence[tuple[datetime, datetime, datetime]]) -> bool:
    first = bisect_left(taken, lost.starts_at - LONGEST, key=itemgetter(0))
    last = bisect_left(taken, lost.ends_at, key=itemgetter(0))
    return any(lost.starts_at < end and cancelled_at <= placed_at < lost.starts_at for _, end, placed_at in taken[first:last])


def _leads(booked: Sequence[Placed], zone: str) -> list[Row]:
    clock = ZoneInfo(zone)
    return [
        (day, doctor, visit.appointment_type, days if days >= 0 else None)
        for day, doctor, _, visit in booked
        if visit.token_number is None and visit.appointment_type != "emergency"
        for days in [(day - visit.created_at.astimezone(clock).date()).days]
    ]
