"""One packed row of figures per clinic, theme and local day; marked days are computed anew before they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.core.actor import Actor, system
from data.models import ChangeMark, DayFigures
from data.store.counted import EVERY_DAY
from data.store.unit_of_work import reading, writing

Packed = dict[str, Any]
Compute = Callable[[Session, date, date], Mapping[date, Packed]]


def packed_days(actor: Actor, theme: str, start: date, end: date, compute: Compute) -> dict[date, Packed]:
    """Packed rows of [start, end); `compute(session, from, to)` makes the ones that are missing or marked."""
    assert actor.clinic_id is not None
    clinic_id = actor.clinic_id
    with reading(actor) as session:
        found = _rows(session, clinic_id, theme, start, end)
        marked = _marks(session, clinic_id, theme, start, end)
    wanted = _span(start, end) - (set() if EVERY_DAY in marked else set(found) - marked)
    if not wanted:
        return found
    _compute_again(system(clinic_id, actor.zone), theme, wanted, compute)
    with reading(actor) as session:
        return _rows(session, clinic_id, theme, start, end)


def _span(start: date, end: date) -> set[date]:
    return {start + timedelta(days=n) for n in range((end - start).days)}


def _rows(session: Session, clinic_id: UUID, theme: str, start: date, end: date) -> dict[date, Packed]:
    query = select(DayFigures.day, DayFigures.packed).where(
        DayFigures.clinic_id == clinic_id,
        DayFigures.theme == theme,
        DayFigures.day >= start,
        DayFigures.day < end,
    )
    return {row.day: row.packed for row in session.execute(query)}


def _marks(session: Session, clinic_id: UUID, theme: str, start: date, end: date) -> set[date]:
    query = select(ChangeMark.day).where(ChangeMark.clinic_id == clinic_id, ChangeMark.theme == theme)
    return set(session.scalars(query.where((ChangeMark.day >= start) & (ChangeMark.day < end) | (ChangeMark.day == EVERY_DAY))))


def _compute_again(actor: Actor, theme: str, wanted: set[date], compute: Compute) -> None:
    with writing(actor) as session:
        connection = session.connection()
        here = (ChangeMark.clinic_id == actor.clinic_id, ChangeMark.theme == theme)
        # Marks go first: a writer who marks a day after this waits, and his mark stays for the next reader.
        if connection.execute(delete(ChangeMark).where(*here, ChangeMark.day == EVERY_DAY)).rowcount:
            connection.execute(delete(DayFigures).where(DayFigures.clinic_id == actor.clinic_id, DayFigures.theme == theme))
        for start, end in _runs(wanted):
            connection.execute(delete(ChangeMark).where(*here, ChangeMark.day >= start, ChangeMark.day < end))
            rows = [
                {"clinic_id": actor.clinic_id, "theme": theme, "day": day, "packed": packed}
                for day, packed in sorted(compute(session, start, end).items())
            ]
            _put(session, rows)


def _put(session: Session, rows: list[dict[str, Any]]) -> None:
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(DayFigures)
    statement = statement.on_conflict_do_update(
        index_elements=["clinic_id", "theme", "day"], set_={"packed": statement.excluded.packed}
    )
    session.connection().execute(statement, rows)


def _runs(days: set[date]) -> list[tuple[date, date]]:
    """Half-open runs of neighbouring days."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        if runs and runs[-1][1] == day:
            runs[-1] = (runs[-1][0], day + timedelta(days=1))
        else:
            runs.append((day, day + timedelta(days=1)))
    return runs
