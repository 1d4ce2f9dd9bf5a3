"""Codes and series: a counter raised in the same transaction, so no gap and no repeat."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.models import Counter


def take(session: Session, clinic_id: UUID, series: str) -> int:
    """The next number of a series; concurrent writers wait for each other here."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Counter).values(clinic_id=clinic_id, series=series, value=1)
    statement = statement.on_conflict_do_update(index_elements=["clinic_id", "series"], set_={"value": Counter.value + 1})
    return int(session.connection().execute(statement.returning(Counter.value)).scalar_one())
