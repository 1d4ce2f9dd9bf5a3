"""Whose patient a patient is: the rows a doctor reaches, and those of the signed-in patient."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from data.core import clock
from data.core.actor import Actor
from data.models import Appointment, BreakGlass, LabReport, MedicalRecord, Patient, Prescription

WORK = (Appointment, MedicalRecord, Prescription, LabReport)


def of_doctor(actor: Actor, column: Any) -> ColumnElement[bool]:
    """Rows whose patient (`column`) has a visit, record, prescription or order of this doctor, was registered by her, or is opened by break-glass."""
    if actor.doctor_id is None:
        return false()
    hers = [select(m.patient_id).where(m.doctor_id == actor.doctor_id, m.deleted_at.is_(None)) for m in WORK]
    registered = select(Patient.id).where(Patient.registered_doctor_id == actor.doctor_id)
    opened = select(BreakGlass.patient_id).where(BreakGlass.doctor_id == actor.doctor_id, BreakGlass.expires_at > clock.now())
    return or_(*(column.in_(found) for found in (*hers, registered, opened)))


def of_herself(actor: Actor, column: Any) -> ColumnElement[bool]:
    """Rows of the signed-in patient."""
    return column == actor.patient_id if actor.patient_id else false()
