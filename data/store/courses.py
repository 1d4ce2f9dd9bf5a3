"""The visits of a course, as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.core.actor import Actor
from data.core.resource import resource as declared
from data.models import Appointment
from data.store import access
from data.store.read import as_id
from data.store.unit_of_work import reading

NOUN = "appointments"


@dataclass(frozen=True, slots=True)
class Member:
    """One visit of a course as the course shows it."""

    id: UUID
    number: int
    starts_at: datetime
    status: str


def members(actor: Actor, series_id: Any) -> list[Member]:
    """The visits of a course in order, cancelled ones included."""
    with reading(actor) as session:
        query = select(Appointment).where(
            access.visible(declared(NOUN), actor, "view"),
            Appointment.series_id == as_id(series_id),
            Appointment.deleted_at.is_(None),
        )
        rows = session.scalars(query.order_by(Appointment.starts_at, Appointment.id))
        return [Member(row.id, n, row.starts_at, row.status) for n, row in enumerate(rows, 1)]
