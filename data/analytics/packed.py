"""One packed, JSON-able row per clinic and local day, from which every figure can be read again.

A packed day holds its facts by column, doctors as positions in a list. Outcomes that already count
are summed; those that begin to count later (a visit not over yet) keep their instant, so that a packed
day stays right as time passes without being rewritten. It must not be read with a `now` before its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

from data.analytics.facts import FACTS, Columns, Facts
from data.analytics.visits import Hours, Move, Row, Visit, fact_rows, micros

Packed = dict[str, Any]


def pack_day(visits: Iterable[Visit], moves: Iterable[Move], bookable: Hours, zone: str, day: date, now: datetime) -> Packed:
    """One day's packed row; the arguments are those of `facts_by_day`."""
    return pack_days(visits, moves, bookable, zone, day, day + timedelta(days=1), now)[day]


def pack_days(
    visits: Iterable[Visit],
    moves: Iterable[Move],
    bookable: Hours,
    zone: str,
    start: date,
    end: date,
    now: datetime,
) -> dict[date, Packed]:
    """The packed rows of the local days [start, end), empty days included."""
    rows = fact_rows(visits, moves, bookable, zone, start, end)
    rows["outcomes"] = _settled(rows["outcomes"], micros(now))
    days: dict[date, dict[str, list[Row]]] = {
        start + timedelta(days=n): {kind: [] for kind in FACTS} for n in range((end - start).days)
    }
    for kind, told in rows.items():
        for row in told:
            days[row[0]][kind].append(row[1:])
    return {day: _packed(told) for day, told in days.items()}


def facts_from_packed(days: Iterable[tuple[date, Packed]]) -> Facts:
    """The facts of packed days given as (day, row) in any order."""
    ordered = sorted(days, key=itemgetter(0))
    return Facts(lambda kind: _columns(kind, ordered))


def _settled(outcomes: Sequence[Row], now: int) -> list[Row]:
    counts: Counter[Row] = Counter()
    for day, doctor, kind, counts_from, visits in outcomes:
        counts[day, doctor, kind, counts_from if counts_from >= now else 0] += visits
    return [(*key, counts[key]) for key in sorted(counts)]


def _packed(told: dict[str, list[Row]]) -> Packed:
    doctors = sorted({row[0] for rows in told.values() for row in rows})
    places = {doctor: place for place, doctor in enumerate(doctors)}
    cells = {
        kind: [[places[row[0]] for row in rows], *map(list, list(zip(*rows, strict=True))[1:])]
        for kind, rows in told.items()
        if rows
    }
    return {"doctors": doctors, **cells}


def _columns(kind: str, days: Sequence[tuple[date, Packed]]) -> Columns:
    columns: dict[str, list[Any]] = {name: [] for name in ("day", *FACTS[kind])}
    for day, packed in days:
        if kind in packed:
            places, *cells = packed[kind]
            columns["day"] += [day] * len(places)
            columns["doctor_id"] += [packed["doctors"][place] for place in places]
            for name, values in zip(list(FACTS[kind])[1:], cells, strict=True):
                columns[name] += values
    return columns
