"""When a doctor can be booked, read from the schedule and the visits that already stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.core import clock, intervals
from data.core.actor import Actor
from data.core.errors import NotAllowed
from data.core.hours import CLOSING, Interval, bookable, of_doctor
from data.core.resource import resource as declared
from data.core.roles import scopes
from data.models import LIVE, Appointment, Doctor, DoctorSession, ScheduleException
from data.rules.held import held_spans
from data.rules.slots import Slotting, free_slots
from data.store.read import as_id, find
from data.store.unit_of_work import reading

LONGEST = timedelta(minutes=481)
MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Schedule:
    """The weekly rows and dated exceptions of some doctors, as far as a span of time needs them."""

    weeks: list[DoctorSession]
    exceptions: list[ScheduleException]

    def hours(self, doctor_id: UUID, day: date, zone: str) -> list[Interval]:
        """When this doctor can be booked on a day."""
        return bookable(day, zone, self.week(doctor_id), of_doctor(self.exceptions, doctor_id))

    def plan(self, doctor_id: UUID, day: date, zone: str) -> list[Interval]:
        """The hours of a day before leave, holidays and blocks are taken out."""
        extra = [item for item in of_doctor(self.exceptions, doctor_id) if item.kind not in CLOSING]
        return bookable(day, zone, self.week(doctor_id), extra)

    def week(self, doctor_id: UUID) -> list[DoctorSession]:
        """The weekly rows of one doctor."""
        return [row for row in self.weeks if row.doctor_id == doctor_id]

    def closing(self, doctor_id: UUID, span: Interval) -> list[ScheduleException]:
        """The leave, holidays and blocks that touch a span."""
        touching = [
            e for e in self.exceptions if e.doctor_id in {None, doctor_id} and e.starts_at < span[1] and span[0] < e.ends_at
        ]
        return [e for e in touching if e.kind in CLOSING]


@dataclass(frozen=True, slots=True)
class FreeDay:
    """One day of one doctor: the starts that are free, or why there is none."""

    day: date
    doctor_id: UUID
    starts: list[datetime]
    note: str = ""


def schedule_of(session: Session, clinic_id: UUID, doctors: Iterable[UUID], span: Interval) -> Schedule:
    """The schedule of some doctors around a span of time."""
    ids = list(doctors)
    weeks = select(DoctorSession).where(
        DoctorSession.clinic_id == clinic_id, DoctorSession.doctor_id.in_(ids), DoctorSession.deleted_at.is_(None)
    )
    dated = select(ScheduleException).where(
        ScheduleException.clinic_id == clinic_id,
        ScheduleException.deleted_at.is_(None),
        or_(ScheduleException.doctor_id.in_(ids), ScheduleException.doctor_id.is_(None)),
        ScheduleException.starts_at < span[1] + timedelta(days=1),
        ScheduleException.ends_at > span[0] - timedelta(days=1),
    )
    return Schedule(list(session.scalars(weeks)), list(session.scalars(dated)))


def live_visits(session: Session, column: Any, value: UUID, span: Interval, but: UUID | None = None) -> list[Appointment]:
    """The live visits of one doctor, patient or room (`column`) that touch a half-open span, in order."""
    query = select(Appointment).where(
        column == value,
        Appointment.status.in_(LIVE),
        Appointment.deleted_at.is_(None),
        Appointment.starts_at < span[1],
        Appointment.starts_at > span[0] - LONGEST,  # bounds the index range: no visit lasts longer
        Appointment.ends_at > span[0],
    )
    if but is not None:
        query = query.where(Appointment.id != but)
    return list(session.scalars(query.order_by(Appointment.starts_at)))


def taken(visits: Iterable[Appointment]) -> list[Interval]:
    """The intervals of some visits."""
    return [(visit.starts_at, visit.ends_at) for visit in visits]


def free_days(
    actor: Actor, doctor_id: Any, first: date, days: int, length: int, patient_id: Any = None, but: Any = None
) -> list[FreeDay]:
    """The free starts of a doctor on some days, not where the patient is elsewhere; `but` is the visit being moved."""
    if not {"create", "edit"} & {v for v in ("create", "edit") if scopes(actor, "appointments", v)} and not actor.is_system:
        raise NotAllowed
    with reading(actor) as session:
        doctor = find(session, declared("doctors"), actor, doctor_id, "list")
        last = first + timedelta(days=min(days, MOST_DAYS))
        span = clock.day_bounds(first, actor.zone)[0], clock.day_bounds(last, actor.zone)[0]
        moved = as_id(but) if but else None
        busy = taken(live_visits(session, Appointment.doctor_id, doctor.id, span, moved))
        busy += held_spans(session, [doctor.id], span).get(doctor.id, [])
        away = _elsewhere(session, actor, patient_id, span, moved)
        schedule = schedule_of(session, doctor.clinic_id, [doctor.id], span)
        wanted = [first + timedelta(days=n) for n in range((last - first).days)]
        return [_free_day(schedule, doctor, day, actor.zone, busy, away, length) for day in wanted]


def _elsewhere(session: Session, actor: Actor, patient_id: Any, span: Interval, moved: UUID | None) -> list[Interval]:
    if not patient_id:
        return []
    patient = find(session, declared("patients"), actor, patient_id, "list")
    return taken(live_visits(session, Appointment.patient_id, patient.id, span, moved))


def _free_day(
    schedule: Schedule, doctor: Doctor, day: date, zone: str, busy: list[Interval], away: list[Interval], length: int
) -> FreeDay:
    slotting = Slotting(length, doctor.slot_minutes, doctor.buffer_minutes)
    dated = of_doctor(schedule.exceptions, doctor.id)
    slots = free_slots(day, zone, schedule.week(doctor.id), dated, busy, slotting, clock.now())
    starts = [slot[0] for slot in slots if not intervals.intersect([slot], away)]
    return FreeDay(day, doctor.id, starts, "" if starts else _why_none(schedule, doctor.id, day, zone))


def _why_none(schedule: Schedule, doctor_id: UUID, day: date, zone: str) -> str:
    if schedule.hours(doctor_id, day, zone):
        return "Full" if day >= clock.today(zone) else "Past"
    closed = {e.kind for e in schedule.closing(doctor_id, clock.day_bounds(day, zone))}
    return "Clinic closed" if "holiday" in closed else "On leave" if "leave" in closed else "No hours"


__all__ = ["FreeDay", "Schedule", "free_days", "live_visits", "schedule_of", "taken"]
