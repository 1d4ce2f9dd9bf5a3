"""What leaves on paper: read for printing, and in the trail before it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.core.actor import Actor
from data.core.resource import resource as declared
from data.models import Appointment, Clinic
from data.store import access, audit
from data.store.read import as_id
from data.store.unit_of_work import reading, writing

MOST = 500


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who prints: name, address in one line, phone."""

    name: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Line:
    """One visit on the day's list."""

    doctor_id: UUID
    doctor: str
    starts_at: datetime
    minutes: int
    patient: str
    code: str
    phone: str
    kind: str
    room: str
    status: str
    reason: str


def letterhead(actor: Actor) -> Letterhead:
    """The head of the actor's clinic."""
    with reading(actor) as session:
        clinic = session.scalars(select(Clinic).where(Clinic.id == actor.clinic_id)).one()
        parts = (clinic.address_line1, clinic.address_line2, clinic.city, clinic.pincode)
        return Letterhead(clinic.clinic_name, ", ".join(p for p in parts if p), clinic.phone or "")


def day(actor: Actor, wanted: date, doctor_id: Any = "") -> list[Line]:
    """The visits of a day the actor may print, by doctor and time; cancelled ones are left out."""
    resource = declared("appointments")
    access.require(resource, actor, "print")
    query = select(Appointment).where(
        access.visible(resource, actor, "print"),
        Appointment.appointment_date == wanted,
        Appointment.status != "cancelled",
        Appointment.deleted_at.is_(None),
    )
    if doctor_id:
        query = query.where(Appointment.doctor_id == as_id(doctor_id))
    with writing(actor) as session:
        rows = list(session.scalars(query.options(*resource.load).order_by(Appointment.starts_at, Appointment.id).limit(MOST)))
        if actor.clinic_id:
            audit.record(session, actor, "print", "appointments", clinic_id=actor.clinic_id, shown=[r.id for r in rows])
        return sorted((_line(r) for r in rows), key=lambda line: (line.doctor, str(line.doctor_id), line.starts_at))


def _line(row: Appointment) -> Line:
    patient = row.patient
    return Line(
        row.doctor_id, row.doctor.titled_name, row.starts_at, row.duration, patient.full_name, patient.patient_code,
        patient.phone or "", row.appointment_type, row.room.name if row.room else "", row.status, row.reason or "",
    )  # fmt: skip
