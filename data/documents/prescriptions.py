"""A prescription as it leaves on paper; without the doctor's registration number it does not."""

from __future__ import annotations

from typing import Any

from data.core.actor import Actor
from data.core.errors import Conflict
from data.documents import typeset
from data.documents.shapes import Item, Patient, Prescription, Signature
from data.models import PrescriptionItem
from data.rules import doses
from data.store import printing

NOUN = "prescriptions"


def read(actor: Actor, row_id: Any, *, is_print: bool = True) -> Prescription:
    """The prescription, read to be printed or looked at; in the trail either way, Conflict with a sentence when it may not leave."""
    with printing.opened(actor, NOUN, row_id, is_print=is_print) as (session, row, copy):
        doctor, patient = row.doctor, row.patient
        if not doctor.license_number:
            raise Conflict(
                f"{doctor.titled_name} has no registration number here, so this cannot be printed. Enter it on the doctor's page."
            )
        if row.status == "cancelled":
            raise Conflict("This prescription is cancelled, so it is not printed.")
        age = patient.age_on(row.prescription_date)
        about = ", ".join(part for part in (f"{age} years" if age is not None else "", patient.gender) if part)
        known = tuple(f"{a['substance']}, {a['severity']}" for a in patient.allergies or ())
        return Prescription(
            head=printing.letterhead_of(session, row.clinic_id),
            number=row.prescription_number,
            day=row.prescription_date,
            patient=Patient(patient.full_name, patient.patient_code, about, known),
            signature=Signature(doctor.titled_name, ", ".join(doctor.qualification or ()), doctor.license_number),
            items=tuple(_item(line) for line in row.lines),
            diagnosis=row.diagnosis or "",
            notes=row.notes or "",
            copy=copy,
        )


def _item(line: PrescriptionItem) -> Item:
    return Item(
        name=line.medicine_name,
        dosage=line.dosage or "",
        pattern=line.pattern or line.frequency or "",
        days=line.duration or "",
        food=doses.FOOD.get(line.food or "", ""),
        anupana=line.anupana or "",
        quantity=doses.quantity_text(line.quantity, line.form, line.dose_unit),
        instructions=line.instructions or "",
    )


def pdf(actor: Actor, row_id: Any, paper: str) -> tuple[str, bytes]:
    """The file: named by its number, A5 unless another paper is asked for."""
    document = read(actor, row_id)
    return f"{document.number}.pdf", typeset.prescription(document, actor.zone, paper or "a5")
