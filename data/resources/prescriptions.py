"""Prescriptions: what a doctor ordered, how much of it was handed out."""

from __future__ import annotations

from sqlalchemy.orm import joinedload, selectinload

from data.core.actor import Actor
from data.core.resource import Column, Derived, Field, Filter, Resource, Step, declare
from data.models import Prescription, PrescriptionItem
from data.rules import allergies, doses, own_patients
from data.rules import prescriptions as rules

STATUSES = ("active", "completed", "cancelled")


def _day(row: Prescription) -> str:
    return f"{row.prescription_date.day} {row.prescription_date:%b %Y}"


def _named(row: Prescription) -> str:
    more = f" +{len(row.lines) - 1}" if len(row.lines) > 1 else ""
    return row.lines[0].medicine_name + more if row.lines else ""


def _left(row: Prescription) -> str:
    waiting = sum(1 for line in row.lines if line.left)
    return f"{waiting} of {len(row.lines)}" if row.status == "active" else ""


def _line(row: Prescription, line: PrescriptionItem) -> dict[str, object]:
    typed, form, unit = line.typed(), line.form, line.dose_unit
    allergy = allergies.against(line.medicine_name, row.patient.allergies)
    return typed | {
        "dispensed": line.dispensed,
        "left": line.left,
        "base_unit": doses.base_unit(form, unit),
        "sentence": doses.sentence(typed),
        "amount": doses.quantity_text(line.quantity, form, unit),
        "caution": allergies.sentence(line.medicine_name, allergy) if allergy else "",
    }


def _own(actor: Actor) -> object:
    return own_patients.of_doctor(actor, Prescription.patient_id)


PRESCRIPTIONS = declare(
    Resource(
        name="prescriptions",
        model=Prescription,
        title="Prescriptions",
        singular="prescription",
        icon="prescription2",
        order="-prescription_date",
        fields=(
            Field("patient_id", "link", label="Patient", link="patients", required=True, section="Who", on=("new",), width=4),
            Field("doctor_id", "link", label="Doctor", link="doctors", section="Who", on=("new",)),
            Field("appointment_id", "link", label="Visit", link="appointments", section="Who", on=("new",)),
            Field("prescription_date", "date", label="Date", section="Who", width=2),
            Field("diagnosis", section="Who", max_length=300, width=6),
            Field("items", "medicines", label="Medicines", section="Medicines", width=6),
            Field("notes", "longtext", section="Notes", max_length=2000, width=6),
        ),
        columns=(
            Column("patient", "Patient", lambda r, _z: f"{r.patient.full_name or 'Patient'}\n{r.prescription_number}", width=200),
            Column("prescription_date", "Date", lambda r, _z: _day(r), sort="prescription_date", width=120),
            Column("medicines", "Medicines", lambda r, _z: _named(r), width=260, phone=False),
            Column("left", "To dispense", lambda r, _z: _left(r), width=120, phone=False),
            Column("status", "Status", lambda r, _z: r.status, sort="status", kind="status", width=130),
            Column("doctor", "Doctor", lambda r, _z: r.doctor.titled_name, width=180, phone=False),
            Column(
                "prescription_number",
                "Number",
                lambda r, _z: r.prescription_number,
                sort="prescription_number",
                width=170,
                phone=False,
            ),
        ),
        filters=(
            Filter("from", "From", "from", column="prescription_date"),
            Filter("to", "Before", "to", column="prescription_date"),
            Filter("status", "Status", choices=STATUSES),
            Filter("doctor_id", "Doctor", "link", link="doctors"),
            Filter("patient_id", "Patient", "link", link="patients"),
        ),
        label=lambda r: f"{r.patient.full_name or 'Patient'}, {_day(r)}",
        scope={"own": _own, "self": lambda actor: own_patients.of_herself(actor, Prescription.patient_id)},
        rules=rules.RULES,
        before_delete=(rules.was_an_error,),
        steps=(
            Step(
                "complete",
                ("active",),
                "completed",
                ("doctor",),
                label="Complete",
                danger=True,
                question="Complete the prescription of {label}? Nothing more of it is dispensed.",
                allow=rules.is_the_prescriber,
                apply=rules.complete,
            ),
            Step(
                "cancel",
                ("active",),
                "cancelled",
                ("doctor",),
                label="Cancel prescription",
                danger=True,
                question="Cancel the prescription of {label}?",
                asks=(Field("reason", "longtext", required=True, max_length=300),),
                when=rules.nothing_is_dispensed,
                allow=rules.is_the_prescriber,
                apply=rules.cancel,
            ),
        ),
        derived=(
            Derived("status", lambda r, _z: r.status),
            Derived("prescription_number", lambda r, _z: r.prescription_number),
            Derived("patient", lambda r, _z: r.patient.full_name or "Patient"),
            Derived("patient_code", lambda r, _z: r.patient.patient_code),
            Derived("patient_gender", lambda r, _z: r.patient.gender),
            Derived("patient_age", lambda r, _z: r.patient.age_on(r.prescription_date)),
            Derived("allergies", lambda r, _z: r.patient.allergies or []),
            Derived("doctor", lambda r, _z: r.doctor.titled_name),
            Derived("lines", lambda r, _z: [_line(r, line) for line in r.lines]),
            Derived("completed_at", lambda r, _z: r.completed_at),
            Derived("cancelled_at", lambda r, _z: r.cancelled_at),
            Derived("cancellation_reason", lambda r, _z: r.cancellation_reason),
            Derived("times_printed", lambda r, _z: r.times_printed),
        ),
        patient_data=True,
        found_by=("patients", "patient_id"),
        load=(joinedload(Prescription.patient), joinedload(Prescription.doctor), selectinload(Prescription.lines)),
        own_pages=frozenset({"list", "new", "edit", "detail"}),
    )
)
