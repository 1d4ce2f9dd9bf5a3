"""Where a visit would fit: free time of some doctors, read once, so that many proposals can be made without a clash."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from data.core import clock, intervals
from data.core.hours import Interval, of_doctor
from data.models import LIVE, Appointment, Doctor
from data.rules.held import held_spans
from data.rules.slot_finder import LONGEST, Schedule, schedule_of
from data.rules.slots import RESERVED, Slotting, free_slots, is_bookable, of_kind
from data.rules.visit_words import closed_sentence, hours_sentence, span_text

PROPOSED = 3
LOAD = (joinedload(Appointment.patient), joinedload(Appointment.room))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A start that would do, and with whom."""

    doctor_id: UUID
    doctor: str
    starts_at: datetime


@dataclass(slots=True)
class Openings:
    """Schedule and live visits of some doctors in a span; what is given away is not offered a second time."""

    zone: str
    schedule: Schedule
    doctors: dict[UUID, Doctor]
    visits: list[Appointment]
    held: dict[UUID, list[Interval]]
    given: dict[UUID, list[Interval]] = field(default_factory=dict)

    def busy(self, doctor_id: UUID) -> list[Interval]:
        """Her live visits, what is held for others, and what was given away just now."""
        own = [(v.starts_at, v.ends_at) for v in self.visits if v.doctor_id == doctor_id]
        return [*own, *self.held.get(doctor_id, ()), *self.given.get(doctor_id, ())]

    def starts(self, doctor_id: UUID, day: date, length: int, away: Iterable[Interval] = ()) -> list[datetime]:
        """The free starts of one doctor on a local day, not while the patient or room is taken (`away`)."""
        doctor = self.doctors[doctor_id]
        slotting = Slotting(length, doctor.slot_minutes, doctor.buffer_minutes)
        dated = of_doctor(self.schedule.exceptions, doctor_id)
        slots = free_slots(day, self.zone, self.schedule.week(doctor_id), dated, self.busy(doctor_id), slotting, clock.now())
        closed = list(away)
        return [slot[0] for slot in slots if not intervals.intersect([slot], closed)]

    def give(self, doctor_id: UUID, span: Interval) -> None:
        """Take a span off the market."""
        self.given.setdefault(doctor_id, []).append(span)

    def why_not(self, doctor_id: UUID, span: Interval) -> str:
        """The sentence that stands in the way of a span with this doctor; nothing when she is free."""
        doctor, day = self.doctors[doctor_id], clock.local_day(span[0], self.zone)
        if span[0] < clock.now():
            return f"{clock.local(span[0], self.zone):%H:%M} is already past."
        if not is_bookable(span, self.schedule.hours(doctor_id, day, self.zone)):
            refusal = closed_sentence(self.schedule, doctor, span, self.zone)
            return next(iter((refusal or hours_sentence(self.schedule, doctor, day, self.zone)).values()))
        if intervals.intersect([span], of_kind(of_doctor(self.schedule.exceptions, doctor_id), *RESERVED)):
            return f"{doctor.titled_name} keeps this time back."
        taken = sorted(other for other in self.busy(doctor_id) if other[0] < span[1] and span[0] < other[1])
        return f"{doctor.titled_name} is taken {span_text(taken[0], self.zone)}." if taken else ""


def openings(
    session: Session, clinic_id: UUID, doctors: Iterable[UUID], span: Interval, zone: str, but: Collection[UUID] = ()
) -> Openings:
    """The openings of some doctors around a span; the visits named in `but` do not count as taken."""
    ids = list(doctors)
    rows = session.scalars(select(Doctor).where(Doctor.id.in_(ids), Doctor.deleted_at.is_(None)))
    return Openings(
        zone,
        schedule_of(session, clinic_id, ids, span),
        {doctor.id: doctor for doctor in rows},
        live_between(session, Appointment.doctor_id.in_(ids), span, but),
        held_spans(session, ids, span),
    )


def live_between(session: Session, whose: object, span: Interval, but: Collection[UUID] = ()) -> list[Appointment]:
    """The live visits that touch a span and fulfil a condition, in order."""
    query = (
        select(Appointment)
        .options(*LOAD)
        .where(
            whose,  # type: ignore[arg-type]
            Appointment.status.in_(LIVE),
            Appointment.deleted_at.is_(None),
            Appointment.starts_at < span[1],
            Appointment.starts_at > span[0] - LONGEST,
            Appointment.ends_at > span[0],
        )
    )
    return [visit for visit in session.scalars(query.order_by(Appointment.starts_at)) if visit.id not in but]


def nearest(starts: Iterable[datetime], wanted: datetime, most: int = PROPOSED) -> list[datetime]:
    """The starts closest to the wanted one, the earlier of two equals first."""
    return sorted(sorted(starts), key=lambda start: abs(start - wanted))[:most]


def away_sentence(visits: Iterable[Appointment], span: Interval, zone: str, *, room: bool = False) -> str:
    """Why the patient, or the room, is not free for a span."""
    for visit in visits:
        if visit.starts_at < span[1] and span[0] < visit.ends_at:
            when = span_text((visit.starts_at, visit.ends_at), zone)
            if room and visit.room:
                return f"{visit.room.name} is taken {when}."
            return f"{visit.patient.full_name} has another visit {when}."
    return ""


def active_doctors(session: Session, clinic_id: UUID) -> list[Doctor]:
    """Everybody who sees patients now, by name."""
    query = select(Doctor).where(Doctor.clinic_id == clinic_id, Doctor.is_active, Doctor.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Doctor.first_name, Doctor.last_name, Doctor.id)))
