"""What every clinic's own figures said of a whole month: kept once for all of them together, never read anew.

A month that is kept stays as it is: if one clinic's late entry changed what is published, the difference would be that clinic.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert, select

from data.core import clock
from data.core.actor import Actor, system
from data.core.errors import Conflict
from data.models import Clinic, MonthReading
from data.store.unit_of_work import reading, writing


@dataclass(frozen=True, slots=True)
class Read:
    """One clinic's figure of one month; `part` is the category of a demand figure."""

    month: date
    clinic_id: UUID
    key: str
    value: float | None
    cases: int
    state_code: str
    size_band: str
    part: str = ""


COLUMNS = tuple(Read.__dataclass_fields__)


def clinics() -> list[tuple[Actor, str]]:
    """The program inside each clinic that works on the platform, by its own clock, and the code of its state."""
    query = select(Clinic).where(Clinic.deleted_at.is_(None), Clinic.is_active, Clinic.approval_status == "approved")
    with reading(system()) as session:
        return [(system(row.id, row.time_zone), row.state_code or "") for row in session.scalars(query.order_by(Clinic.id))]


def months() -> list[date]:
    """The months that are kept, oldest first."""
    with reading(system()) as session:
        return list(session.scalars(select(MonthReading.month).distinct().order_by(MonthReading.month)))


def keep(month: date, found: Sequence[Read]) -> bool:
    """Keep a month with all its clinics in one act; False when it was kept before, by this run or another at the same time."""
    now = clock.now()
    rows = [{**{name: getattr(read, name) for name in COLUMNS}, "read_at": now} for read in found]
    try:
        with writing(system()) as session:
            if session.scalar(select(MonthReading.month).where(MonthReading.month == month).limit(1)) is not None:
                return False
            session.connection().execute(insert(MonthReading), rows)
    except Conflict:
        return False
    return True


def since(actor: Actor, month: date, keys: Iterable[str]) -> list[Read]:
    """What is kept of these figures from a month on, of every clinic the actor's wall opens."""
    query = select(MonthReading).where(MonthReading.month >= month, MonthReading.key.in_(tuple(keys)))
    with reading(actor) as session:
        rows = session.scalars(query.order_by(MonthReading.month, MonthReading.clinic_id))
        return [Read(*(getattr(row, name) for name in COLUMNS)) for row in rows]
