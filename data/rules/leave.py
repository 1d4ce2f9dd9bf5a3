"""The visits that leave, a holiday, a block or a departure hits: each with other times and doctors; moved or called in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Invalid, NotAllowed, Refused
from data.core.hours import Interval
from data.core.resource import resource as declared
from data.models import LIVE, Appointment, AppointmentEvent, Doctor
from data.rules.appointments import MOVABLE, NOUN, move
from data.rules.openings import Openings, Proposal, active_doctors, live_between, nearest, openings
from data.rules.schedules import exception_of, hit_by
from data.store import access, audit
from data.store.hours import doctor_of
from data.store.read import as_id, find
from data.store.unit_of_work import reading, writing

AHEAD = 14
MOST = 50
PROPOSED = 4
CALLED = "called"


@dataclass(frozen=True, slots=True)
class Hit:
    """A live visit that falls into closed time, and what would do instead; `called_at` is when somebody told the patient."""

    id: UUID
    version: int
    patient: str
    phone: str
    doctor: str
    starts_at: datetime
    is_inside: bool
    may_move: bool
    proposals: tuple[Proposal, ...]
    called_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one visit of the pass: moved, called, or the sentence that stood in the way."""

    visit_id: UUID
    patient: str
    is_done: bool
    sentence: str


def visits_hit(actor: Actor, doctor_id: Any, exception_id: Any = None) -> list[Hit]:
    """The visits inside closed time (or all to come of a doctor who leaves), the earliest first; at most fifty."""
    resource = declared(NOUN)
    access.require(resource, actor, "list")
    with writing(actor) as session:
        doctor = doctor_of(session, actor, doctor_id, "view")
        visits, reopens = _hit(session, actor, doctor, exception_id)
        seen = [v for v in visits if access.may(session, resource, actor, "list", v)][:MOST]
        audit.record(session, actor, "list", NOUN, clinic_id=doctor.clinic_id, shown=[v.id for v in seen])
        called = _called(session, seen)
        return [
            Hit(
                v.id, v.version, v.patient.full_name, v.patient.phone or "", v.doctor.titled_name, v.starts_at,
                v.status not in MOVABLE, v.status in MOVABLE and access.may(session, resource, actor, "edit", v), proposals, called.get(v.id),
            )
            for v, proposals in _proposed(session, actor, seen, reopens, leaves=exception_id is None)
        ]  # fmt: skip


def _hit(session: Session, actor: Actor, doctor: Doctor, exception_id: Any) -> tuple[list[Appointment], date]:
    today = clock.today(actor.zone)
    if exception_id is not None:
        row = exception_of(session, doctor, exception_id)
        ahead = [v for v in hit_by(session, row) if v.ends_at > clock.now()]
        return ahead, max(today, clock.local_day(row.ends_at, actor.zone))
    query = select(Appointment).where(
        Appointment.doctor_id == doctor.id,
        Appointment.status.in_(LIVE),
        Appointment.deleted_at.is_(None),
        Appointment.ends_at > clock.now(),
    )
    return list(session.scalars(query.options(*declared(NOUN).load).order_by(Appointment.starts_at))), today


def _called(session: Session, visits: list[Appointment]) -> dict[UUID, datetime]:
    query = select(AppointmentEvent.appointment_id, AppointmentEvent.at).where(
        AppointmentEvent.appointment_id.in_([v.id for v in visits]), AppointmentEvent.kind == CALLED
    )
    return {row.appointment_id: row.at for row in session.execute(query.order_by(AppointmentEvent.at))}


def _proposed(
    session: Session, actor: Actor, visits: list[Appointment], reopens: date, *, leaves: bool
) -> Iterable[tuple[Appointment, tuple[Proposal, ...]]]:
    """Other times for each visit; the first one of each is given away, so that no two visits are offered the same."""
    if not visits or actor.clinic_id is None:
        return []
    doctors = active_doctors(session, actor.clinic_id)
    span = visits[0].starts_at - timedelta(days=1), _until(visits, reopens, actor.zone)
    free = openings(session, actor.clinic_id, {d.id for d in doctors}, span, actor.zone)
    people = {v.patient_id for v in visits}
    rooms = {v.room_id for v in visits if v.room_id}
    others = live_between(session, Appointment.patient_id.in_(people) | Appointment.room_id.in_(rooms), span)
    return [(v, _for_one(free, doctors, v, others, reopens, leaves=leaves)) for v in visits]


def _until(visits: list[Appointment], reopens: date, zone: str) -> datetime:
    last = max(reopens, clock.local_day(visits[-1].starts_at, zone))
    return clock.day_bounds(last + timedelta(days=AHEAD), zone)[1]


def _for_one(
    free: Openings, doctors: list[Doctor], visit: Appointment, others: list[Appointment], reopens: date, *, leaves: bool
) -> tuple[Proposal, ...]:
    away = [
        (o.starts_at, o.ends_at)
        for o in others
        if o.id != visit.id and (o.patient_id == visit.patient_id or (visit.room_id and o.room_id == visit.room_id))
    ]
    own = next((d for d in doctors if d.id == visit.doctor_id), None)
    colleagues = sorted((d for d in doctors if d.id != visit.doctor_id), key=lambda d: not _alike(d, own))
    found = [p for d in colleagues for p in _same_day(free, d, visit, away)]
    found.sort(key=lambda p: (p.starts_at != visit.starts_at, not _alike(free.doctors[p.doctor_id], own)))
    later = [] if own is None or leaves else _later(free, own, visit, away, reopens)
    chosen = tuple([*found[:2], *later[:1], *found[2:]][:PROPOSED])
    if chosen:
        free.give(chosen[0].doctor_id, _span(chosen[0].starts_at, visit.duration))
    return chosen


def _alike(one: Doctor, other: Doctor | None) -> bool:
    return other is not None and bool(one.specialization) and one.specialization == other.specialization


def _span(start: datetime, minutes: int) -> Interval:
    return start, start + timedelta(minutes=minutes)


def _same_day(free: Openings, doctor: Doctor, visit: Appointment, away: list[Interval]) -> list[Proposal]:
    starts = free.starts(doctor.id, visit.appointment_date, visit.duration, away)
    same = _span(visit.starts_at, visit.duration)
    if not free.why_not(doctor.id, same) and all(z <= same[0] or same[1] <= a for a, z in away):
        starts.append(visit.starts_at)
    return [Proposal(doctor.id, doctor.titled_name, start) for start in nearest(set(starts), visit.starts_at, 1)]


def _later(free: Openings, doctor: Doctor, visit: Appointment, away: list[Interval], reopens: date) -> list[Proposal]:
    for day in (reopens + timedelta(days=n) for n in range(AHEAD)):
        starts = free.starts(doctor.id, day, visit.duration, away)
        if starts:
            usual = clock.at(day, visit.appointment_time, free.zone)
            return [Proposal(doctor.id, doctor.titled_name, nearest(starts, usual, 1)[0])]
    return []


def settle(actor: Actor, choices: Mapping[str, Mapping[str, Any]]) -> list[Outcome]:
    """Move or call in one pass: {visit id: {"do": "move", "doctor": …, "start": …} or {"do": "called"}}; each stands alone."""
    return [_settle_one(actor, visit_id, choice) for visit_id, choice in choices.items()]


def _settle_one(actor: Actor, visit_id: str, choice: Mapping[str, Any]) -> Outcome:
    row_id, name = _patient_of(actor, visit_id)
    try:
        if choice.get("do") == CALLED:
            _remember_call(actor, row_id)
            return Outcome(row_id, name, is_done=True, sentence="Called.")
        start = clock.local(_instant(choice.get("start")), actor.zone)
        change = {
            "appointment_date": f"{start:%Y-%m-%d}",
            "appointment_time": f"{start:%H:%M}",
            "doctor_id": choice.get("doctor"),
        }
        version = choice.get("version")
        move(actor, row_id, change | {"move_reason": choice.get("reason") or None}, version if isinstance(version, int) else None)
        return Outcome(row_id, name, is_done=True, sentence=f"Moved to {start.day} {start:%b}, {start:%H:%M}.")
    except Refused as refused:
        return Outcome(row_id, name, is_done=False, sentence=refused.message)


def _patient_of(actor: Actor, visit_id: str) -> tuple[UUID, str]:
    with reading(actor) as session:
        visit = find(session, declared(NOUN), actor, as_id(visit_id), "edit")
        return visit.id, visit.patient.full_name


def _instant(text: Any) -> datetime:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError as bad:
        raise Invalid({"start": "Choose one of the times."}) from bad
    if found.tzinfo is None:
        raise Invalid({"start": "Choose one of the times."})
    return found


def _remember_call(actor: Actor, visit_id: UUID) -> None:
    with writing(actor) as session:
        visit = find(session, declared(NOUN), actor, visit_id, "edit", lock=True)
        if visit.status not in LIVE:
            raise NotAllowed(f"This visit is {visit.status}.")
        session.add(
            AppointmentEvent(
                clinic_id=visit.clinic_id, appointment_id=visit.id, at=clock.now(), kind=CALLED, user_id=actor.user_id
            )
        )
        session.flush()
        audit.record(session, actor, CALLED, NOUN, visit.id, clinic_id=visit.clinic_id)
