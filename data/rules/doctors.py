"""What a doctor's record must hold, and when a doctor may leave."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, inspect, select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid
from data.models import LIVE, Appointment, Doctor, User


def marks_are_kept(_session: Session, _actor: Actor, doctor: Doctor, _values: Any) -> None:
    """Without a licence or a phone the record is incomplete, and nothing can be printed in her name."""
    doctor.is_incomplete = not (doctor.license_number and doctor.phone)


def account_is_a_doctors(session: Session, _actor: Actor, doctor: Doctor, _values: Any) -> None:
    """The linked account belongs to the same clinic and has the role."""
    if doctor.user_id is None:
        return
    user = session.scalars(select(User).where(User.id == doctor.user_id, User.deleted_at.is_(None))).first()
    if user is None or user.clinic_id != doctor.clinic_id:
        raise Invalid({"user_id": "There is no such account in this clinic."})
    if "doctor" not in user.roles:
        raise Invalid({"user_id": f"{user.full_name} does not have the role Doctor yet."})


def visits_ahead(session: Session, doctor: Doctor) -> int:
    """How many live visits the doctor still has to come."""
    query = select(func.count(Appointment.id)).where(
        Appointment.doctor_id == doctor.id,
        Appointment.status.in_(LIVE),
        Appointment.deleted_at.is_(None),
        Appointment.ends_at > clock.now(),
    )
    return session.scalar(query) or 0


def nobody_waits(session: Session, actor: Actor, doctor: Doctor, values: Any) -> None:
    """A doctor with visits to come is not switched off."""
    if inspect(doctor).persistent and not doctor.is_active and inspect(doctor).attrs.is_active.history.deleted:
        nobody_is_left(session, actor, doctor, values)


def nobody_is_left(session: Session, _actor: Actor, doctor: Doctor, _values: Any) -> None:
    """Visits to come are moved first."""
    count = visits_ahead(session, doctor)
    if count:
        raise Conflict(
            f"{doctor.titled_name} has {count} visit{'s' if count > 1 else ''} to come. Hand them over first.", "is_active"
        )


def herself(actor: Actor) -> ColumnElement[bool]:
    """The doctor row of the signed-in doctor."""
    return Doctor.id == actor.doctor_id
