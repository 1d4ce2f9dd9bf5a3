"""The status moves of a visit: who may, when, and which instant each one leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect, or_, select, update
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid
from data.models import Appointment, AppointmentEvent, Clinic, Patient
from data.rules.appointments import nobody_is_taken, the_people_are_held
from data.rules.visit_words import day_text, zone_of
from data.rules.waiting_list import slot_is_free

Values = Mapping[str, Any]


def reception_may_end(session: Session, roles: frozenset[str], visit: Appointment) -> bool:
    """A running visit is ended by doctor and manager; by reception where the clinic keeps it so."""
    if visit.status != "in-progress" or roles & {"doctor", "clinic", "admin"}:
        return True
    allows = select(Clinic.reception_may_complete).where(Clinic.id == visit.clinic_id)
    return "receptionist" in roles and bool(session.scalar(allows))


def may_cancel(session: Session, roles: frozenset[str], visit: Appointment) -> bool:
    """As for ending a visit; a patient cancels before the start only."""
    if roles <= {"patient"}:
        return visit.status != "in-progress" and visit.starts_at > clock.now()
    return reception_may_end(session, roles, visit)


def has_not_started(visit: Appointment) -> str | None:
    """A no-show is known only after the start."""
    if visit.starts_at > clock.now():
        return f"This visit starts at {visit.appointment_time:%H:%M} on {day_text(visit.appointment_date)}; nobody is late yet."
    return None


def is_not_here(visit: Appointment) -> str | None:
    """Who has not checked in is not called or seen."""
    return None if visit.checked_in_at else "Check the patient in first."


def is_here(visit: Appointment) -> str | None:
    """Nobody checks in twice."""
    return "The patient has checked in already." if visit.checked_in_at else None


def is_called(visit: Appointment) -> str | None:
    """Only a call can be taken back."""
    return is_not_here(visit) or (None if visit.called_at else "Nobody has called this patient.")


def may_go_first(visit: Appointment) -> str | None:
    """Who is here and waits in turn."""
    return is_not_here(visit) or ("This patient goes first already." if visit.is_priority else None)


def goes_first(visit: Appointment) -> str | None:
    """Who was put first."""
    return is_not_here(visit) or (None if visit.is_priority else "This patient waits in turn already.")


def _was(visit: Appointment) -> str:
    gone: Any = inspect(visit).attrs.status.history.deleted
    return str(gone[0] if gone else visit.status)


def _record(session: Session, actor: Actor, visit: Appointment, reason: Any = None) -> None:
    session.add(
        AppointmentEvent(
            clinic_id=visit.clinic_id,
            appointment_id=visit.id,
            at=clock.now(),
            kind="status",
            user_id=actor.user_id,
            from_status=_was(visit),
            to_status=visit.status,
            reason=reason or None,
        )
    )


def confirm(session: Session, actor: Actor, visit: Appointment, _values: Values) -> None:
    """The patient said yes."""
    _record(session, actor, visit)


def cancel(session: Session, actor: Actor, visit: Appointment, values: Values) -> None:
    """The time is free again from this instant."""
    visit.cancelled_at, visit.cancellation_reason = clock.now(), values["reason"]
    visit.ended_at = clock.now() if visit.started_at else None
    _record(session, actor, visit, values["reason"])
    slot_is_free(session, actor, visit.doctor_id, (visit.starts_at, visit.ends_at), visit.id)


def no_show(session: Session, actor: Actor, visit: Appointment, values: Values) -> None:
    """She did not come; who had confirmed is asked for a reason."""
    if _was(visit) == "confirmed" and not values.get("reason"):
        raise Invalid({"reason": "Say what is known: this visit had been confirmed."})
    _record(session, actor, visit, values.get("reason"))


def check_in(session: Session, _actor: Actor, visit: Appointment, _values: Values) -> None:
    """She is here: the wait begins."""
    today = clock.today(zone_of(session, visit.clinic_id))
    if visit.appointment_date != today:
        raise Conflict(f"This visit is on {day_text(visit.appointment_date)}, not today.")
    visit.checked_in_at = clock.now()


def undo_check_in(_session: Session, _actor: Actor, visit: Appointment, _values: Values) -> None:
    """The wrong person was ticked."""
    visit.checked_in_at = visit.called_at = None


def call(_session: Session, _actor: Actor, visit: Appointment, _values: Values) -> None:
    """Her token is on the board; calling again moves the instant."""
    visit.called_at = clock.now()


def undo_call(_session: Session, _actor: Actor, visit: Appointment, _values: Values) -> None:
    """Called by mistake: she waits on, as long as before."""
    visit.called_at = None


def give_priority(_session: Session, _actor: Actor, visit: Appointment, _values: Values) -> None:
    """Pain, age, a small child: before those who have waited longer."""
    visit.is_priority = True


def back_in_turn(_session: Session, _actor: Actor, visit: Appointment, _values: Values) -> None:
    """In the order of arrival again."""
    visit.is_priority = False


def start(session: Session, actor: Actor, visit: Appointment, _values: Values) -> None:
    """In the room; this is now the patient's last visit."""
    visit.started_at = clock.now()
    _record(session, actor, visit)
    _seen(session, visit)


def complete(session: Session, actor: Actor, visit: Appointment, _values: Values) -> None:
    """Out of the room."""
    visit.ended_at = clock.now()
    _record(session, actor, visit)


def came_late(session: Session, actor: Actor, visit: Appointment, values: Values) -> None:
    """She came after all, on the same day; her time must still be free."""
    if visit.appointment_date != clock.today(zone_of(session, visit.clinic_id)):
        raise Conflict(f"This visit was on {day_text(visit.appointment_date)}. Book a new one.")
    the_people_are_held(session, actor, visit, values)
    nobody_is_taken(session, actor, visit, values)
    visit.checked_in_at = visit.checked_in_at or clock.now()
    _record(session, actor, visit, values["reason"])


def _seen(session: Session, visit: Appointment) -> None:
    """Kept beside the patient's version: a visit must not make an open patient form stale."""
    later = or_(Patient.last_visit_at.is_(None), Patient.last_visit_at < visit.starts_at)
    patients = update(Patient).where(Patient.id == visit.patient_id, Patient.clinic_id == visit.clinic_id, later)
    session.connection().execute(patients.values(last_visit_at=visit.starts_at, updated_at=Patient.updated_at))


__all__ = [
    "back_in_turn",
    "call",
    "came_late",
    "cancel",
    "check_in",
    "complete",
    "confirm",
    "give_priority",
    "goes_first",
    "is_called",
    "may_cancel",
    "may_go_first",
    "no_show",
    "reception_may_end",
    "start",
    "undo_call",
    "undo_check_in",
]
