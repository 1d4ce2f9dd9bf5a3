"""Daily facts as small frames, and the JSON-able row a day of them is packed into; every theme of figures stands on these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import compress
from operator import itemgetter
from typing import Any, ClassVar, Self

import pandas as pd

Columns = Mapping[str, Sequence[Any]]
Packed = dict[str, Any]
Schema = Mapping[str, Mapping[str, Any]]
Row = tuple[Any, ...]


class DayFrames:
    """Frames by kind of fact, each with `day` (the clinic's local date) and `doctor_id` (text) first.

    They are made when first asked for, from `columns_of(kind of facts)`; SCHEMA gives the columns after `day` with their types.
    """

    SCHEMA: ClassVar[Schema] = {}

    def __init__(self, columns_of: Callable[[str], Columns]) -> None:
        self._columns_of = columns_of

    @classmethod
    def of_packed(cls, days: Iterable[tuple[date, Packed]]) -> Self:
        """The facts of packed days given as (day, row) in any order."""
        ordered = sorted(days, key=itemgetter(0))
        return cls(lambda kind: _columns(cls.SCHEMA[kind], kind, ordered))

    @classmethod
    def of_rows(cls, rows: Mapping[str, Sequence[Row]]) -> Self:
        """The facts of rows (day, doctor_id, …) by kind."""
        return cls(lambda kind: columns_of_rows(cls.SCHEMA[kind], rows[kind]))

    def of_doctor(self, doctor_id: object) -> Self:
        """The facts of one doctor."""
        return self._where("doctor_id", lambda doctor: doctor == str(doctor_id))

    def between(self, start: date, end: date) -> Self:
        """The facts of the days in [start, end)."""
        return self._where("day", lambda day: start <= day < end)

    def _where(self, name: str, keep: Callable[[Any], bool]) -> Self:
        def columns_of(kind: str) -> Columns:
            columns = self._columns_of(kind)
            kept = [keep(cell) for cell in columns[name]]
            return {key: list(compress(cells, kept)) for key, cells in columns.items()}

        return type(self)(columns_of)

    def _frame(self, kind: str) -> pd.DataFrame:
        columns = self._columns_of(kind)
        days = {"day": pd.Series(columns["day"], dtype=object)}
        typed = {name: pd.Series(columns[name], dtype=dtype) for name, dtype in self.SCHEMA[kind].items()}
        return pd.DataFrame(days | typed)


def columns_of_rows(schema: Mapping[str, Any], rows: Sequence[Row]) -> Columns:
    """Rows (day, doctor_id, …) of one kind of facts, turned into columns."""
    names = ("day", *schema)
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())


def pack_rows(rows: Mapping[str, Iterable[Row]], start: date, end: date) -> dict[date, Packed]:
    """The packed rows of the local days [start, end), empty days included; rows are (day, doctor_id, …) by kind."""
    days: dict[date, dict[str, list[Row]]] = {
        start + timedelta(days=n): {kind: [] for kind in rows} for n in range((end - start).days)
    }
    for kind, told in rows.items():
        for row in told:
            days[row[0]][kind].append(row[1:])
    return {day: _packed(told) for day, told in days.items()}


def _packed(told: dict[str, list[Row]]) -> Packed:
    doctors = sorted({row[0] for rows in told.values() for row in rows})
    places = {doctor: place for place, doctor in enumerate(doctors)}
    cells = {
        kind: [[places[row[0]] for row in rows], *map(list, list(zip(*rows, strict=True))[1:])]
        for kind, rows in told.items()
        if rows
    }
    return {"doctors": doctors, **cells}


def _columns(schema: Mapping[str, Any], kind: str, days: Sequence[tuple[date, Packed]]) -> Columns:
    columns: dict[str, list[Any]] = {name: [] for name in ("day", *schema)}
    for day, packed in days:
        if kind in packed:
            places, *cells = packed[kind]
            columns["day"] += [day] * len(places)
            columns["doctor_id"] += [packed["doctors"][place] for place in places]
            for name, values in zip(list(schema)[1:], cells, strict=True):
                columns[name] += values
    return columns
