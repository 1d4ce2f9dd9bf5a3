"""The sheet on the wall: visits, hours and load of the doctors on some days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, intervals, roles
from data.core.actor import Actor
from data.core.hours import Interval, of_doctor
from data.core.resource import resource as declared
from data.models import Appointment, Doctor, SlotOffer
from data.rules.held import open_offers
from data.rules.slot_finder import Schedule, schedule_of
from data.store import access, audit
from data.store.unit_of_work import reading, writing

NOUN = "appointments"
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Block:
    """One visit on the sheet; `start` and `end` are the clinic's local "2026-11-24 09:00"."""

    id: str
    version: int
    doctor_id: str
    day: date
    start: str
    end: str
    patient: str
    kind: str
    status: str
    note: str
    is_movable: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One doctor on one day: load in minutes against bookable minutes; what is closed or kept back, with its word."""

    doctor_id: str
    name: str
    specialization: str
    day: date
    visits: int
    booked: int
    bookable: int
    open: list[tuple[str, str]]
    closed: list[tuple[str, str, str]]
    reserved: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The days asked for: blocks by start, columns by doctor and day."""

    blocks: list[Block]
    columns: list[Column]


def sheet(actor: Actor, first: date, days: int = 1, *, live: bool = False) -> Sheet:
    """The sheet of some days; its first opening is in the audit trail, live refreshes are not."""
    resource = declared(NOUN)
    access.require(resource, actor, "list")
    last = first + timedelta(days=days)
    seen = select(Appointment).where(
        access.visible(resource, actor, "list"),
        Appointment.deleted_at.is_(None),
        Appointment.appointment_date >= first,
        Appointment.appointment_date < last,
        Appointment.status != "cancelled",
    )
    with reading(actor) if live else writing(actor) as session:
        visits = list(session.scalars(seen.options(*resource.load).order_by(Appointment.starts_at, Appointment.id).limit(MOST)))
        if not live and actor.clinic_id and visits:
            audit.record(session, actor, "list", NOUN, clinic_id=actor.clinic_id, shown=[v.id for v in visits])
        may_move = roles.allowed(actor, NOUN, "edit")
        return Sheet([_block(v, actor.zone, may_move) for v in visits], _columns(session, actor, first, days, visits))


def doctors(actor: Actor) -> list[tuple[str, str]]:
    """(id, name) of the active doctors the actor may put on the sheet."""
    with reading(actor) as session:
        return [(str(d.id), d.titled_name) for d in _doctors(session, actor)]


def _doctors(session: Session, actor: Actor) -> list[Doctor]:
    if actor.clinic_id is None:
        return []
    query = select(Doctor).where(Doctor.clinic_id == actor.clinic_id, Doctor.is_active, Doctor.deleted_at.is_(None))
    if roles.scopes(actor, NOUN, "list") == {"own"}:
        query = query.where(Doctor.id == actor.doctor_id)
    return list(session.scalars(query.order_by(Doctor.first_name, Doctor.last_name, Doctor.id)))


def _block(visit: Appointment, zone: str, may_move: bool) -> Block:
    waiting = visit.status in {"scheduled", "confirmed"}
    here = waiting and visit.checked_in_at
    note = visit.appointment_type.capitalize()
    note += f". {visit.room.name}" if visit.room else ""
    note += f". Here since {clock.local(visit.checked_in_at, zone):%H:%M}" if here else ""  # type: ignore[arg-type]
    start, end = (f"{clock.local(instant, zone):%Y-%m-%d %H:%M}" for instant in (visit.starts_at, visit.ends_at))
    return Block(
        id=str(visit.id),
        version=visit.version,
        doctor_id=str(visit.doctor_id),
        day=visit.appointment_date,
        start=start,
        end=end,
        patient=visit.patient.full_name or visit.patient.patient_code,
        kind=visit.appointment_type,
        status="waiting" if here else visit.status,
        note=note,
        is_movable=may_move and waiting,
    )


def _columns(session: Session, actor: Actor, first: date, days: int, visits: list[Appointment]) -> list[Column]:
    found = _doctors(session, actor)
    span = clock.day_bounds(first, actor.zone)[0], clock.day_bounds(first + timedelta(days=days), actor.zone)[0]
    if actor.clinic_id is None:
        return []
    schedule = schedule_of(session, actor.clinic_id, [d.id for d in found], span)
    offers = open_offers(session, [d.id for d in found], span)
    return [
        _column(
            schedule,
            doctor,
            day,
            actor.zone,
            [v for v in visits if v.doctor_id == doctor.id and v.appointment_date == day],
            [o for o in offers if o.doctor_id == doctor.id and clock.local_day(o.starts_at, actor.zone) == day],
        )
        for day in (first + timedelta(days=n) for n in range(days))
        for doctor in found
    ]


def _column(
    schedule: Schedule, doctor: Doctor, day: date, zone: str, visits: list[Appointment], offers: list[SlotOffer]
) -> Column:
    hours = schedule.hours(doctor.id, day, zone)
    taken = [(v.starts_at, v.ends_at) for v in visits if v.status != "no-show"]
    return Column(
        doctor_id=str(doctor.id),
        name=doctor.titled_name,
        specialization=doctor.specialization or "",
        day=day,
        visits=len(visits),
        booked=round(intervals.minutes(intervals.intersect(taken, hours))),
        bookable=round(intervals.minutes(hours)),
        open=[_local(span, zone) for span in hours],
        closed=_closed(schedule, doctor.id, day, zone, hours),
        reserved=[*_reserved(schedule, doctor.id, day, zone), *(_offered(offer, zone) for offer in offers)],
    )


WORDS = {"hold": "Held back", "emergency": "Emergencies only"}


def _reserved(schedule: Schedule, doctor_id: UUID, day: date, zone: str) -> list[tuple[str, str, str]]:
    """Time that is kept for something, with what for."""
    kept = [e for e in of_doctor(schedule.exceptions, doctor_id) if e.kind in WORDS]
    found = [
        (item.kind, cut)
        for item in kept
        for cut in intervals.intersect([(item.starts_at, item.ends_at)], [clock.day_bounds(day, zone)])
    ]
    return [(*_local(cut, zone), WORDS[kind]) for kind, cut in found]


def _offered(offer: SlotOffer, zone: str) -> tuple[str, str, str]:
    until = f"{clock.local(offer.expires_at, zone):%H:%M}"
    return (*_local((offer.starts_at, offer.ends_at), zone), f"Offered until {until}")


def _closed(schedule: Schedule, doctor_id: UUID, day: date, zone: str, hours: list[Interval]) -> list[tuple[str, str, str]]:
    gaps = intervals.subtract([clock.day_bounds(day, zone)], hours)
    return [(*_local(gap, zone), _word(schedule, doctor_id, gap, hours)) for gap in gaps]


def _word(schedule: Schedule, doctor_id: UUID, gap: Interval, hours: list[Interval]) -> str:
    for item in schedule.closing(doctor_id, gap):
        return {"leave": "Leave", "holiday": "Clinic closed"}.get(item.kind, item.reason or "Kept free")
    between = bool(hours) and hours[0][0] < gap[0] < hours[-1][1]
    return "Break" if between else ""


def _local(span: Interval, zone: str) -> tuple[str, str]:
    start, end = (f"{clock.local(instant, zone):%Y-%m-%d %H:%M}" for instant in span)
    return start, end
