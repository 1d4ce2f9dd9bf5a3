"""Figures that can only be read on their day, kept as they were read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.models import DailyReading
from data.store import changes
from data.store.unit_of_work import reading


@dataclass(frozen=True, slots=True)
class Read:
    """One reading; no value means "beyond what was looked at"."""

    day: date
    doctor_id: UUID
    kind: str
    value: int | None


def keep(session: Session, clinic_id: UUID, key: str, found: Iterable[Read]) -> int:
    """Keep the readings of a day, the first of each; how many were new."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [
        {
            "clinic_id": clinic_id, "key": key, "day": r.day, "doctor_id": r.doctor_id, "kind": r.kind, "value": r.value,
            "read_at": clock.now(),
        }
        for r in found
    ]  # fmt: skip
    if not rows:
        return 0
    changes.touch(session, clinic_id, "appointments")
    statement = insert(DailyReading).on_conflict_do_nothing().returning(DailyReading.doctor_id)
    return len(session.connection().execute(statement, rows).all())


def between(actor: Actor, key: str, start: date, end: date) -> list[Read]:
    """The readings of [start, end) of the actor's clinic, by day."""
    query = select(DailyReading).where(
        DailyReading.clinic_id == actor.clinic_id, DailyReading.key == key, DailyReading.day >= start, DailyReading.day < end
    )
    with reading(actor) as session:
        rows = session.scalars(query.order_by(DailyReading.day, DailyReading.doctor_id, DailyReading.kind))
        return [Read(row.day, row.doctor_id, row.kind, row.value) for row in rows]


def are_taken(actor: Actor, key: str, day: date) -> bool:
    """Whether this day was read already."""
    return bool(between(actor, key, day, date.fromordinal(day.toordinal() + 1)))
