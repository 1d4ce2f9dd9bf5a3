"""Medical records: what was found at a visit and what was done."""

from __future__ import annotations

from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload, undefer

from data.core import clock
from data.core.actor import Actor
from data.core.resource import Column, Derived, Field, Filter, Resource, Step, declare
from data.models import MedicalRecord
from data.rules import medical_records as rules
from data.rules.own_patients import of_doctor, of_herself
from data.store import files

STATUSES = ("draft", "final", "amended")
AGNI = ("sama", "vishama", "tikshna", "manda")
SHORT, LONG = 2000, 4000
REASON = Field("reason", "longtext", required=True, max_length=300, hint="Why it is corrected. It stays with the old text.")


def _name(record: MedicalRecord) -> str:
    return record.patient.full_name or record.patient.patient_code


def _label(record: MedicalRecord) -> str:
    return f"{_name(record)}, {clock.spelt_day(record.visit_date)}"


def _final_of_herself(actor: Actor) -> ColumnElement[bool]:
    return of_herself(actor, MedicalRecord.patient_id) & MedicalRecord.status.in_(("final", "amended"))


MEDICAL_RECORDS = declare(
    Resource(
        name="medical_records",
        model=MedicalRecord,
        title="Medical records",
        singular="medical record",
        icon="journal-medical",
        order="-visit_date",
        fields=(
            Field("patient_id", "link", label="Patient", link="patients", required=True, section="Visit", on=("new",)),
            Field("doctor_id", "link", label="Doctor", link="doctors", section="Visit", on=("new",)),
            Field("appointment_id", "link", label="Visit", link="appointments", section="Visit"),
            Field("visit_date", "date", required=True, section="Visit", width=2),
            Field("chief_complaint", "longtext", max_length=SHORT, section="What was found", width=6),
            Field("diagnosis", "longtext", max_length=SHORT, section="What was found", width=6),
            Field("treatment", "longtext", max_length=LONG, section="What is done", width=6),
            Field("notes", "longtext", max_length=LONG, section="What is done", width=6),
            Field("vikriti", label="Vikriti", section="Ayurveda", hint="The doshas out of balance.", max_length=300),
            Field("nadi", label="Nadi", section="Ayurveda", hint="The pulse as it is felt.", max_length=300),
            Field("jihva", label="Jihva", section="Ayurveda", hint="The tongue as it is seen.", max_length=300),
            Field("agni", "choice", label="Agni", choices=AGNI, section="Ayurveda"),
            Field("pathya", "longtext", label="Pathya", section="Ayurveda", hint="What does her good.", max_length=SHORT),
            Field("apathya", "longtext", label="Apathya", section="Ayurveda", hint="What she avoids.", max_length=SHORT),
        ),
        columns=(
            Column("patient", "Patient", lambda r, _z: f"{_name(r)}\n{r.patient.patient_code}", width=220),
            Column("visit_date", "Visit", lambda r, _z: clock.spelt_day(r.visit_date), sort="visit_date", width=130),
            Column("diagnosis", "Diagnosis", lambda r, _z: (r.diagnosis or "")[:120], width=260, phone=False),
            Column("doctor", "Doctor", lambda r, _z: r.doctor.titled_name, width=200, phone=False),
            Column("status", "Status", lambda r, _z: r.status, sort="status", kind="status", width=120),
        ),
        filters=(
            Filter("from", "From", "from", column="visit_date"),
            Filter("to", "Before", "to", column="visit_date"),
            Filter("status", "Status", choices=STATUSES),
            Filter("doctor_id", "Doctor", "link", link="doctors"),
            Filter("patient_id", "Patient", "link", link="patients"),
        ),
        label=_label,
        scope={"own": lambda a: of_doctor(a, MedicalRecord.patient_id), "self-final": _final_of_herself},
        rules=rules.RULES,
        before_delete=rules.BEFORE_DELETE,
        steps=(
            Step("finalise", ("draft",), "final", ("doctor",), allow=rules.may_finalise, apply=rules.finalise),
            Step("amend", ("final", "amended"), "amended", ("doctor",), asks=(REASON,), allow=rules.may_amend, apply=rules.amend),
        ),
        derived=(
            Derived("status", lambda r, _z: r.status),
            Derived("patient", lambda r, _z: _name(r)),
            Derived("patient_code", lambda r, _z: r.patient.patient_code),
            Derived("allergies", lambda r, _z: r.patient.allergies or []),
            Derived("doctor", lambda r, _z: r.doctor.titled_name),
            Derived("author_id", lambda r, _z: r.author_id),
            Derived("finalised_at", lambda r, _z: r.finalised_at),
        ),
        patient_data=True,
        found_by=("patients", "patient_id"),
        load=(joinedload(MedicalRecord.patient), joinedload(MedicalRecord.doctor), undefer(MedicalRecord.clinical_sealed)),
        own_pages=frozenset({"list", "new", "edit", "detail"}),
        own_steps=frozenset({"finalise", "amend"}),
    )
)

files.TAKES[MEDICAL_RECORDS.name] = files.Takes("edit", rules.takes_files)
