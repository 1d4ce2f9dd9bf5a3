"""What a visit must keep to, and the verbs of the front desk: book, move, check in, take a walk-in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from data.core import clock, intervals
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed
from data.core.hours import of_doctor
from data.core.roles import scopes
from data.models import (
    LIVE,
    Appointment,
    AppointmentEvent,
    Doctor,
    Patient,
    Room,
)
from data.rules.held import open_offers, void
from data.rules.slot_finder import live_visits, schedule_of
from data.rules.slots import RESERVED, is_bookable
from data.rules.visit_words import (
    closed_sentence,
    day_text,
    hours_sentence,
    span_text,
    zone_of,
)
from data.rules.waiting_list import slot_is_free
from data.store import write

NOUN = "appointments"
WHEN = ("appointment_date", "appointment_time", "duration")
MOVABLE = ("scheduled", "confirmed")
EARLIEST, FARTHEST = 1900, 5


# The rules, in the order in which they are asked


def starts_in_its_first_state(_session: Session, _actor: Actor, visit: Appointment, _values: Any) -> None:
    """A new visit is scheduled; an imported past one keeps its own state."""
    visit.status = visit.status or "scheduled"


def _changed(visit: Appointment, *names: str) -> bool:
    state = inspect(visit)
    return state.transient or any(state.attrs[name].history.has_changes() for name in names)


def _old(visit: Appointment, name: str) -> Any:
    gone = inspect(visit).attrs[name].history.deleted
    return gone[0] if gone else getattr(visit, name)


def times_follow_the_clock(session: Session, _actor: Actor, visit: Appointment, _values: Any) -> None:
    """The instants follow the local date and time; an imported visit brings its instants along."""
    if not _changed(visit, *WHEN):
        return
    zone = zone_of(session, visit.clinic_id)
    if visit.starts_at is not None and inspect(visit).transient:
        start = clock.local(visit.starts_at, zone)
        visit.appointment_date, visit.appointment_time = start.date(), start.time().replace(second=0, microsecond=0)
        return
    if not EARLIEST <= visit.appointment_date.year <= clock.today(zone).year + FARTHEST:
        raise Invalid({"appointment_date": f"Visits are booked for at most {FARTHEST} years ahead."})
    visit.starts_at = clock.at(visit.appointment_date, visit.appointment_time, zone)
    visit.ends_at = visit.starts_at + timedelta(minutes=visit.duration)


def may_still_be_moved(_session: Session, _actor: Actor, visit: Appointment, _values: Any) -> None:
    """What is over stays as it was; a visit that runs can only be made longer or change its room."""
    if inspect(visit).transient or visit.status in MOVABLE:
        return
    if visit.status == "in-progress" and _changed(visit, "appointment_date", "appointment_time", "doctor_id"):
        raise Conflict("This visit has begun, so it stays where it is.", "appointment_time")
    if visit.status != "in-progress" and _changed(visit, *WHEN, "doctor_id", "room_id"):
        raise Conflict(f"This visit is {visit.status}, so it is not moved. Book a new one.", "appointment_time")


def own_visits_stay_own(_session: Session, actor: Actor, visit: Appointment, _values: Any) -> None:
    """Who may only edit her own visits does not hand them to a colleague."""
    if not inspect(visit).transient and scopes(actor, NOUN, "edit") == {"own"} and visit.doctor_id != actor.doctor_id:
        raise NotAllowed("Reception hands a visit to a colleague.")


def _is_live(visit: Appointment) -> bool:
    return visit.status in LIVE and visit.deleted_at is None


def the_people_are_held(session: Session, _actor: Actor, visit: Appointment, _values: Any) -> None:
    """Doctor, patient and room are locked in one order, so that two desks wait for each other here."""
    if not _is_live(visit):
        return
    for model, row_id in ((Doctor, visit.doctor_id), (Patient, visit.patient_id), (Room, visit.room_id)):
        if row_id is not None:
            held = select(model).where(model.id == row_id).with_for_update().execution_options(populate_existing=True)
            session.scalars(held).one_or_none()


def _person(session: Session, model: Any, row_id: Any) -> Any:
    return session.scalars(select(model).where(model.id == row_id)).one()


def those_who_meet_are_there(session: Session, _actor: Actor, visit: Appointment, values: Any) -> None:
    """The doctor sees patients, the patient lives, the room is in use."""
    if not _is_live(visit) or values is None:
        return
    if _changed(visit, "doctor_id"):
        doctor = _person(session, Doctor, visit.doctor_id)
        if not doctor.is_active:
            raise Invalid({"doctor_id": f"{doctor.titled_name} no longer sees patients here."})
    if inspect(visit).transient:
        _sees_a_doctor(_person(session, Patient, visit.patient_id))
    if visit.room_id and _changed(visit, "room_id"):
        room = _person(session, Room, visit.room_id)
        if not room.is_active:
            raise Invalid({"room_id": f"{room.name} is not in use."})


def _sees_a_doctor(patient: Patient) -> None:
    if patient.deleted_at:  # deleted or merged while this desk waited for her row
        raise Invalid({"patient_id": "There is no such patient in this clinic."})
    if patient.deceased_at:
        raise Invalid({"patient_id": f"{patient.full_name} is recorded as deceased."})


def _is_history(actor: Actor, visit: Appointment) -> bool:
    """An import brings what has begun already, with the state it was left in."""
    return actor.is_system and inspect(visit).transient and visit.starts_at < clock.now()


def not_in_the_past(session: Session, actor: Actor, visit: Appointment, _values: Any) -> None:
    """A visit is booked ahead; the running minute still counts as now."""
    if not _is_live(visit) or not _changed(visit, "starts_at") or _is_history(actor, visit):
        return
    if visit.starts_at < clock.now().replace(second=0, microsecond=0):
        zone = zone_of(session, visit.clinic_id)
        when = clock.local(visit.starts_at, zone)
        raise Invalid({"appointment_time": f"{day_text(when.date())}, {when:%H:%M} is already past."})


def inside_the_hours(session: Session, actor: Actor, visit: Appointment, _values: Any) -> None:
    """Inside the doctor's schedule; an emergency goes outside it with a reason, a walk-in waits her turn."""
    if visit.status not in MOVABLE or visit.deleted_at or (visit.token_number and inspect(visit).transient):
        return
    if not _changed(visit, "starts_at", "ends_at", "doctor_id", "appointment_type") or _is_history(actor, visit):
        return
    refusal = _outside(session, visit)
    if refusal is None:
        _reserved_time_is_kept(session, visit)
        return
    if visit.appointment_type != "emergency":
        raise Invalid(refusal)
    if not visit.override_reason:
        raise Invalid({"override_reason": f"{next(iter(refusal.values()))} Say why this emergency cannot wait."})


def _outside(session: Session, visit: Appointment) -> dict[str, str] | None:
    zone, span = zone_of(session, visit.clinic_id), (visit.starts_at, visit.ends_at)
    schedule = schedule_of(session, visit.clinic_id, [visit.doctor_id], span)
    if is_bookable(span, schedule.hours(visit.doctor_id, visit.appointment_date, zone)):
        return None
    doctor = _person(session, Doctor, visit.doctor_id)
    return closed_sentence(schedule, doctor, span, zone) or hours_sentence(schedule, doctor, visit.appointment_date, zone)


def _reserved_time_is_kept(session: Session, visit: Appointment) -> None:
    """Time kept for emergencies is for emergencies; time held back is used with a reason."""
    span = (visit.starts_at, visit.ends_at)
    schedule = schedule_of(session, visit.clinic_id, [visit.doctor_id], span)
    zone, mine = zone_of(session, visit.clinic_id), of_doctor(schedule.exceptions, visit.doctor_id)
    for item in mine:
        if item.kind not in RESERVED or not intervals.intersect([span], [(item.starts_at, item.ends_at)]):
            continue
        when = span_text((item.starts_at, item.ends_at), zone)
        if item.kind == "emergency" and visit.appointment_type != "emergency":
            raise Invalid({"appointment_time": f"{when} is kept for emergencies."})
        if item.kind == "hold" and not visit.override_reason:
            raise Invalid({"override_reason": f"{when} is held back. Say why it is used now."})


def time_is_not_promised(session: Session, _actor: Actor, visit: Appointment, _values: Any) -> None:
    """A slot offered to somebody of the waiting list is theirs until the offer lapses."""
    if not _is_live(visit) or not _changed(visit, "starts_at", "ends_at", "doctor_id"):
        return
    for offer in open_offers(session, [visit.doctor_id], (visit.starts_at, visit.ends_at)):
        if visit.appointment_type == "emergency":  # what cannot wait goes first; who was asked waits on
            void(session, offer)
            continue
        zone = zone_of(session, visit.clinic_id)
        until = f"{clock.local(offer.expires_at, zone):%H:%M}"
        when = span_text((offer.starts_at, offer.ends_at), zone)
        raise Conflict(f"{when} is offered to the waiting list until {until}.", "appointment_time")


def nobody_is_taken(session: Session, _actor: Actor, visit: Appointment, _values: Any) -> None:
    """No two live visits of a doctor, a patient or a room overlap; back to back is fine."""
    if not _is_live(visit):
        return
    zone, span = zone_of(session, visit.clinic_id), (visit.starts_at, visit.ends_at)
    for other in live_visits(session, Appointment.doctor_id, visit.doctor_id, span, visit.id)[:1]:
        name = _person(session, Doctor, visit.doctor_id).titled_name
        raise Conflict(f"{name} is taken {span_text((other.starts_at, other.ends_at), zone)}.", "appointment_time")
    for other in live_visits(session, Appointment.patient_id, visit.patient_id, span, visit.id)[:1]:
        name, doctor = _person(session, Patient, visit.patient_id).full_name, _person(session, Doctor, other.doctor_id)
        when = span_text((other.starts_at, other.ends_at), zone)
        raise Conflict(f"{name} has another visit {when} with {doctor.titled_name}.", "appointment_time")
    for other in live_visits(session, Appointment.room_id, visit.room_id, span, visit.id)[:1] if visit.room_id else ():
        room = _person(session, Room, visit.room_id)
        raise Conflict(f"{room.name} is taken {span_text((other.starts_at, other.ends_at), zone)}.", "room_id")


def moves_are_remembered(session: Session, actor: Actor, visit: Appointment, _values: Any) -> None:
    """A visit that moved keeps where it came from; on another day its arrival has not happened yet."""
    if inspect(visit).transient or not _changed(visit, "starts_at", "doctor_id"):
        return
    if _changed(visit, "appointment_date"):
        visit.checked_in_at = visit.called_at = visit.token_number = None
        visit.is_priority = False
    session.add(
        AppointmentEvent(
            clinic_id=visit.clinic_id,
            appointment_id=visit.id,
            at=clock.now(),
            kind="move",
            user_id=actor.user_id,
            old_starts_at=_old(visit, "starts_at"),
            new_starts_at=visit.starts_at,
            old_doctor_id=_old(visit, "doctor_id"),
            new_doctor_id=visit.doctor_id,
            reason=visit.move_reason,
        )
    )
    if visit.status in MOVABLE:
        minutes = timedelta(minutes=_old(visit, "duration"))
        old_start: datetime = _old(visit, "starts_at")
        slot_is_free(session, actor, _old(visit, "doctor_id"), (old_start, old_start + minutes), visit.id)


RULES = (
    starts_in_its_first_state,
    times_follow_the_clock,
    may_still_be_moved,
    own_visits_stay_own,
    the_people_are_held,
    those_who_meet_are_there,
    not_in_the_past,
    inside_the_hours,
    nobody_is_taken,
    time_is_not_promised,
    moves_are_remembered,
)


# The verbs


def book(actor: Actor, raw: Mapping[str, Any], key: str | None = None) -> UUID:
    """Book a visit; the second use of a key gives the first visit."""
    return write.create(NOUN, actor, raw, key)


def move(actor: Actor, visit_id: Any, raw: Mapping[str, Any], version: int | None = None) -> int:
    """Reschedule: date, time, duration, doctor, room, with `move_reason`; the new version."""
    fields = {*WHEN, "doctor_id", "room_id", "appointment_type", "override_reason", "move_reason"}
    return write.change(NOUN, actor, visit_id, {k: v for k, v in raw.items() if k in fields}, version)


def check_in(actor: Actor, visit_id: Any, version: int | None = None) -> int:
    """The patient is here."""
    return write.step(NOUN, actor, visit_id, "check-in", {}, version)
