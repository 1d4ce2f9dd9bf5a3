"""What comes in without a list of its own: the allergies of a patient, and signs that were measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core.actor import Actor
from data.core.resource import resource as declared
from data.interop import links
from data.models import MedicalRecord, Patient, VitalSigns
from data.store import audit, measured, write


def allergies(session: Session, actor: Actor, row: Any) -> int:
    """Add to a patient what is not among her allergies yet; how many."""
    patient_id = _patient(session, actor, row)
    patient = session.scalars(select(Patient).where(Patient.id == patient_id).with_for_update()).one()
    here = list(patient.allergies or [])
    names = {entry["substance"].casefold() for entry in here}
    new = [entry for entry in row.cells["allergies"] if entry["substance"].casefold() not in names]
    if new:
        write.update(session, declared("patients"), actor, patient, {"allergies": here + new})
    return len(new)


def _patient(session: Session, actor: Actor, row: Any) -> UUID:
    name = "patient_external_id"
    return links.found(session, actor, "patients", "external_id", row.cells[name], name)


def signs(session: Session, actor: Actor, row: Any) -> int:
    """Keep what was measured at one instant, beside the record of its encounter when there is one; how many were new."""
    cells = row.cells
    here = (VitalSigns.clinic_id == actor.clinic_id, VitalSigns.deleted_at.is_(None))
    if session.scalar(select(VitalSigns.id).where(VitalSigns.external_id == cells["external_id"], *here).limit(1)):
        return 0
    made = VitalSigns(
        clinic_id=actor.clinic_id, patient_id=_patient(session, actor, row), record_id=_record(session, actor, row),
        taken_at=cells["taken_at"], external_source=row.source, external_id=cells["external_id"],
    )  # fmt: skip
    measured.put(made, cells["signs"])
    session.add(made)
    session.flush()
    detail = {"after": measured.values_of(made)}
    audit.record(session, actor, "create", measured.NOUN, made.id, clinic_id=made.clinic_id, detail=detail)
    return len(row.parts)


def _record(session: Session, actor: Actor, row: Any) -> UUID | None:
    """The record of the encounter, unless it has signs already."""
    named = (MedicalRecord.clinic_id == actor.clinic_id, MedicalRecord.external_id == row.cells["encounter_external_id"])
    found = session.scalar(select(MedicalRecord.id).where(*named, MedicalRecord.deleted_at.is_(None)).limit(1))
    return found if found and measured.of_record(session, found) is None else None


WAYS: dict[str, Callable[[Session, Actor, Any], int]] = {"allergies": allergies, "vital_signs": signs}
