"""One packed, JSON-able row per clinic and local day, from which every figure can be read again.

A packed day holds its facts by column, doctors as positions in a list. Outcomes that already count
are summed; those that begin to count later (a visit not over yet) keep their instant, so that a packed
day stays right as time passes without being rewritten. It must not be read with a `now` before its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from data.analytics.days import Packed, pack_rows
from data.analytics.facts import Facts
from data.analytics.visits import Hours, Move, Row, Visit, fact_rows, micros


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
    return pack_rows(rows, start, end)


def facts_from_packed(days: Iterable[tuple[date, Packed]]) -> Facts:
    """The facts of packed days given as (day, row) in any order."""
    return Facts.of_packed(days)


def _settled(outcomes: Sequence[Row], now: int) -> list[Row]:
    counts: Counter[Row] = Counter()
    for day, doctor, kind, counts_from, visits in outcomes:
        counts[day, doctor, kind, counts_from if counts_from >= now else 0] += visits
    return [(*key, counts[key]) for key in sorted(counts)]
