"""A doctor's hours as they are read: by the clinic, and by the doctor herself."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from data.core import clock, roles
from data.core.actor import Actor
from data.core.errors import NotAllowed
from data.core.resource import resource as declared
from data.models import Doctor, DoctorSession, ScheduleException
from data.store.read import find
from data.store.unit_of_work import reading


def may(actor: Actor, verb: str, doctor_id: UUID | None) -> bool:
    """Whether the actor reads or changes these hours; a doctor only her own."""
    scopes = roles.scopes(actor, "schedules", verb)
    return bool(scopes & {"all", "clinic"}) or ("self" in scopes and doctor_id is not None and doctor_id == actor.doctor_id)


def doctor_of(session: Session, actor: Actor, doctor_id: Any, verb: str, *, lock: bool = False) -> Doctor:
    """The doctor whose hours are read or changed, if the actor may."""
    doctor: Doctor = find(session, declared("doctors"), actor, doctor_id, "list", lock=lock)
    if not may(actor, verb, doctor.id):
        raise NotAllowed
    return doctor


def week(actor: Actor, doctor_id: Any, on: date) -> list[DoctorSession]:
    """The sessions that hold on a day's week, Monday first."""
    with reading(actor) as session:
        doctor = doctor_of(session, actor, doctor_id, "view")
        return _valid(session, doctor.id, on)


def coming(actor: Actor, doctor_id: Any, after: date) -> list[date]:
    """The days after a day on which other weekly hours begin."""
    with reading(actor) as session:
        doctor = doctor_of(session, actor, doctor_id, "view")
        kept = DoctorSession.doctor_id == doctor.id, DoctorSession.deleted_at.is_(None)
        begins = session.scalars(select(DoctorSession.valid_from).where(*kept, DoctorSession.valid_from > after))
        ends = session.scalars(select(DoctorSession.valid_to).where(*kept, DoctorSession.valid_to > after))
        return sorted({*begins, *ends} - {None})


def version(actor: Actor, doctor_id: Any) -> int:
    """A number that rises with each change of a doctor's weekly hours."""
    with reading(actor) as session:
        return version_of(session, doctor_of(session, actor, doctor_id, "view"))


def version_of(session: Session, doctor: Doctor) -> int:
    """The same inside an open transaction."""
    query = select(func.coalesce(func.sum(DoctorSession.version), 0)).where(DoctorSession.doctor_id == doctor.id)
    return int(session.scalar(query) or 0)


def _valid(session: Session, doctor_id: UUID, on: date) -> list[DoctorSession]:
    holds = or_(DoctorSession.valid_to.is_(None), DoctorSession.valid_to > on)
    query = select(DoctorSession).where(
        DoctorSession.doctor_id == doctor_id, DoctorSession.deleted_at.is_(None), DoctorSession.valid_from <= on, holds
    )
    return list(session.scalars(query.order_by(DoctorSession.weekday, DoctorSession.starts)))


def exceptions(actor: Actor, doctor_id: Any, since: date) -> list[ScheduleException]:
    """What departs from the weekly hours from a day on: hers and the whole clinic's."""
    with reading(actor) as session:
        doctor = doctor_of(session, actor, doctor_id, "view")
        mine = or_(ScheduleException.doctor_id == doctor.id, ScheduleException.doctor_id.is_(None))
        later = ScheduleException.ends_at > clock.day_bounds(since, actor.zone)[0]
        return list(
            session.scalars(
                select(ScheduleException)
                .where(mine, later, ScheduleException.clinic_id == doctor.clinic_id, ScheduleException.deleted_at.is_(None))
                .order_by(ScheduleException.starts_at)
            )
        )
