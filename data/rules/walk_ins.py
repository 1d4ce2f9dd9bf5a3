"""Somebody comes without an appointment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, intervals
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed
from data.core.resource import resource as declared
from data.models import Appointment, Doctor, Patient
from data.rules.appointments import NOUN, the_people_are_held
from data.rules.held import held_spans
from data.rules.slot_finder import Schedule, live_visits, schedule_of, taken
from data.rules.visit_words import closed_sentence, hours_sentence, zone_of
from data.store import access, cleaning, numbers, write
from data.store.unit_of_work import reading, writing


def walk_in(actor: Actor, raw: Mapping[str, Any], key: str | None = None) -> UUID:
    """Somebody without an appointment: checked in now, a token of the day, the doctor's next free minutes.

    Free minutes inside her hours come first, then those after the last visit while her day still runs;
    an emergency with a reason is put at the first free minute. Nothing ever overlaps.
    """
    resource = declared(NOUN)
    access.require(resource, actor, "create")
    today = clock.today(actor.zone)
    values = cleaning.clean(
        resource, actor, "create", {**raw, "appointment_date": today.isoformat(), "appointment_time": "00:00"}
    )
    try:
        with writing(actor) as session:
            return write.used(session, actor, NOUN, key) or _seat(session, actor, values, key)
    except Conflict:
        with reading(actor) as session:
            found = write.used(session, actor, NOUN, key)
        if found is None:
            raise
        return found


def _seat(session: Session, actor: Actor, values: dict[str, Any], key: str | None) -> UUID:
    if actor.clinic_id is None:
        raise NotAllowed("Choose a clinic to work in first.")
    visit = Appointment(
        clinic_id=actor.clinic_id, status="scheduled", **{n: values[n] for n in ("patient_id", "doctor_id", "room_id")}
    )
    write.links_exist(session, declared(NOUN), actor, visit, values)
    the_people_are_held(session, actor, visit, values)
    _not_here_already(session, visit)
    zone = zone_of(session, actor.clinic_id)
    start = clock.local(_next_free(session, visit, values, zone), zone)
    values |= {"appointment_date": start.date(), "appointment_time": start.time()}
    token = numbers.take(session, actor.clinic_id, f"token {start.date()}")
    return write.insert(session, declared(NOUN), actor, values, key, token_number=token, checked_in_at=clock.now())


def _not_here_already(session: Session, visit: Appointment) -> None:
    """Who waits for this doctor today, or has an appointment with her, needs no second visit."""
    zone = zone_of(session, visit.clinic_id)
    today = clock.day_bounds(clock.today(zone), zone)
    for other in live_visits(session, Appointment.patient_id, visit.patient_id, today):
        if other.doctor_id != visit.doctor_id or other.status == "in-progress":
            continue
        name = session.scalars(select(Patient).where(Patient.id == visit.patient_id)).one().full_name
        if other.checked_in_at:
            raise Conflict(f"{name} is in the queue already.", "patient_id")
        raise Conflict(f"{name} has an appointment at {other.appointment_time:%H:%M} today. Check in that one.", "patient_id")


def _next_free(session: Session, visit: Appointment, values: Mapping[str, Any], zone: str) -> datetime:
    now = clock.now().replace(second=0, microsecond=0)
    day = clock.local_day(now, zone)
    rest = (now, clock.day_bounds(day, zone)[1])
    schedule = schedule_of(session, visit.clinic_id, [visit.doctor_id], rest)
    hours = intervals.intersect(schedule.hours(visit.doctor_id, day, zone), [rest])
    if values["appointment_type"] == "emergency" and values["override_reason"]:
        hours = [rest]
    if not hours:
        raise Invalid(_over(session, schedule, visit, day, zone))
    busy = taken(live_visits(session, Appointment.doctor_id, visit.doctor_id, rest))
    busy += taken(live_visits(session, Appointment.patient_id, visit.patient_id, rest))
    busy += held_spans(session, [visit.doctor_id], rest).get(visit.doctor_id, [])
    length = timedelta(minutes=values["duration"])
    for open_time in (hours, [rest]):
        for start, end in intervals.subtract(open_time, busy):
            if end - _whole_minute(start) >= length:
                return _whole_minute(start)
    raise Conflict("There is no room for another visit today.", "doctor_id")


def _whole_minute(instant: datetime) -> datetime:
    whole = instant.replace(second=0, microsecond=0)
    return whole if whole == instant else whole + timedelta(minutes=1)


def _over(session: Session, schedule: Schedule, visit: Appointment, day: date, zone: str) -> dict[str, str]:
    doctor = session.scalars(select(Doctor).where(Doctor.id == visit.doctor_id)).one()
    hours = schedule.hours(doctor.id, day, zone)
    if hours:
        return {"doctor_id": f"{doctor.titled_name}'s hours ended at {clock.local(hours[-1][1], zone):%H:%M} today."}
    sentence = closed_sentence(schedule, doctor, clock.day_bounds(day, zone), zone) or hours_sentence(schedule, doctor, day, zone)
    return {"doctor_id": next(iter(sentence.values()))}
