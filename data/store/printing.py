"""What leaves on paper: read for printing, and in the trail before it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.core.actor import Actor
from data.core.resource import resource as declared
from data.models import Appointment, Clinic
from data.store import access, audit
from data.store.read import as_id, find
from data.store.unit_of_work import reading, writing

MOST = 500


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who prints: name, address in one line, phone, tax and licence numbers."""

    name: str
    address: str
    phone: str
    gstin: str = ""
    licence: str = ""


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


def letterhead(actor: Actor, clinic_id: UUID | None = None) -> Letterhead:
    """The head of a clinic the actor may look into, her own when none is named."""
    with reading(actor) as session:
        return letterhead_of(session, clinic_id or actor.clinic_id)


def letterhead_of(session: Session, clinic_id: UUID | None) -> Letterhead:
    """The head of a clinic."""
    clinic = session.scalars(select(Clinic).where(Clinic.id == clinic_id)).one()
    parts = (clinic.address_line1, clinic.address_line2, clinic.city, clinic.pincode)
    address = ", ".join(p for p in parts if p)
    return Letterhead(clinic.clinic_name, address, clinic.phone or "", clinic.gstin or "", clinic.license_number or "")


@contextmanager
def opened(actor: Actor, noun: str, row_id: Any, *, is_print: bool = True) -> Iterator[tuple[Session, Any, int]]:
    """A row read to be printed: its session, the row, and which print this is (from 2 on, a duplicate).

    The print is counted and in the trail with the transaction; nothing leaves before it is committed. A sheet that is
    only looked at (`is_print=False`) is an opening in the trail and says which print it would be.
    """
    resource = declared(noun)
    access.require(resource, actor, "print")
    model = resource.model
    with writing(actor) as session:
        row = find(session, resource, actor, row_id, "print", lock=is_print)
        copy = row.times_printed + 1
        if not is_print:
            audit.record(session, actor, "view", noun, row.id, clinic_id=row.clinic_id)
            yield session, row, copy
            return
        # Beside the unit of work on purpose: a print is no edit and must not make an open form stale.
        session.connection().execute(
            update(model)
            .where(model.clinic_id == row.clinic_id, model.id == row.id)
            .values(times_printed=copy, **({"updated_at": model.updated_at} if "updated_at" in model.__table__.c else {}))
        )
        audit.record(session, actor, "print", noun, row.id, clinic_id=row.clinic_id, detail={"copy": copy})
        yield session, row, copy


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
