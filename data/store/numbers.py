"""Codes and series: a counter raised in the same transaction, so no gap and no repeat."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.core import clock
from data.models import Clinic, Counter

DOCUMENTS = {"bills": "", "credit_notes": "C", "lab_reports": "L", "prescriptions": "R", "receipts": "P"}


def take(session: Session, clinic_id: UUID, series: str) -> int:
    """The next number of a series; concurrent writers wait for each other here."""
    raised = _raised(session.get_bind().dialect.name)
    return int(session.connection().execute(raised, {"clinic_id": clinic_id, "series": series, "value": 1}).scalar_one())


@cache  # imports take thousands of numbers; putting the statement together costs more than running it
def _raised(dialect: str) -> Any:
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    raised = insert(Counter).on_conflict_do_update(index_elements=["clinic_id", "series"], set_={"value": Counter.value + 1})
    return raised.returning(Counter.value)


def document(session: Session, clinic_id: UUID, kind: str, day: date) -> str:
    """The number of a document that leaves the clinic, unique on the site and without gaps per financial year: "THR-R2627-000118"."""
    year = clock.financial_year(day)
    codes: dict[UUID, str] = session.info.setdefault("clinic_codes", {})
    if clinic_id not in codes:
        codes[clinic_id] = session.scalars(select(Clinic.clinic_code).where(Clinic.id == clinic_id)).one()
    return f"{codes[clinic_id]}-{DOCUMENTS[kind]}{year}-{take(session, clinic_id, f'{kind} {year}'):06d}"
