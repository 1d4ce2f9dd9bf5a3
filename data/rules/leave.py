"""The visits that leave, a holiday or a block hits, each with a free time that would do; nothing is moved here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from data.core import clock
from data.core.actor import Actor
from data.core.resource import resource as declared
from data.models import Appointment
from data.rules.schedules import exception_of, hit_by
from data.rules.slot_finder import free_days
from data.store import access, audit
from data.store.hours import doctor_of
from data.store.unit_of_work import writing

AHEAD = 14
MOST = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A live visit that falls into closed time; `free` is the start of a slot after it that would do."""

    id: UUID
    patient: str
    doctor: str
    starts_at: datetime
    free: datetime | None


@dataclass(frozen=True, slots=True)
class _Visit:
    id: UUID
    patient: str
    doctor: str
    doctor_id: UUID
    patient_id: UUID
    starts_at: datetime
    duration: int


def visits_hit(actor: Actor, doctor_id: Any, exception_id: Any) -> list[Hit]:
    """The visits inside closed time that the actor may see, the earliest first; at most fifty."""
    visits_resource = declared("appointments")
    access.require(visits_resource, actor, "list")
    with writing(actor) as session:
        doctor = doctor_of(session, actor, doctor_id, "view")
        row = exception_of(session, doctor, exception_id)
        seen = [v for v in hit_by(session, row)[:MOST] if access.may(session, visits_resource, actor, "list", v)]
        audit.record(session, actor, "list", "appointments", clinic_id=doctor.clinic_id, shown=[v.id for v in seen])
        visits, reopens = [_visit(v) for v in seen], clock.local_day(row.ends_at, actor.zone)
    return _proposed(actor, visits, max(reopens, clock.today(actor.zone)))


def _visit(visit: Appointment) -> _Visit:
    return _Visit(
        visit.id,
        visit.patient.full_name,
        visit.doctor.titled_name,
        visit.doctor_id,
        visit.patient_id,
        visit.starts_at,
        visit.duration,
    )


def _proposed(actor: Actor, visits: list[_Visit], since: date) -> list[Hit]:
    found: list[Hit] = []
    given: dict[UUID, list[tuple[datetime, datetime]]] = {}
    for visit in visits:
        length = timedelta(minutes=visit.duration)
        days = free_days(actor, visit.doctor_id, since, AHEAD, visit.duration, visit.patient_id, visit.id)
        free = _first_free((start for day in days for start in day.starts), length, given.setdefault(visit.doctor_id, []))
        found.append(Hit(visit.id, visit.patient, visit.doctor, visit.starts_at, free))
    return found


def _first_free(starts: Iterable[datetime], length: timedelta, given: list[tuple[datetime, datetime]]) -> datetime | None:
    for start in starts:
        if all(start >= end or start + length <= begin for begin, end in given):
            given.append((start, start + length))
            return start
    return None
