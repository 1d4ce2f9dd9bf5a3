"""Patients: who they are; what was wrong with them is guarded apart."""

from __future__ import annotations

from datetime import date
from typing import Any

from data.core import clock
from data.core.resource import Column, Derived, Field, Filter, Resource, declare
from data.models import Patient
from data.rules import patients as rules
from data.rules.own_patients import of_doctor, of_herself

GENDERS = ("female", "male", "other")
GROUPS = ("A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-")
PRAKRITI = ("vata", "pitta", "kapha", "vata-pitta", "pitta-kapha", "vata-kapha", "tridosha")
AGNI = ("sama", "vishama", "tikshna", "manda")
KOSHTHA = ("mridu", "madhya", "krura")
LANGUAGES = ("en", "ml", "hi")
WRITTEN_TO = ("email",)  # who calls from the pharmacy needs the phone, not how the clinic writes
NAMES, ADDRESS, CONTACT, GUARDIAN, HISTORY = (
    ("names", "name"),
    ("address",),
    ("emergency_contact",),
    ("guardian",),
    "patient_history",
)


def age(patient: Patient, zone: str) -> str:
    """58 y, about 40 y, or nothing."""
    years = patient.age_on(clock.today(zone))
    return "" if years is None else f"{'about ' if patient.is_age_estimated else ''}{years} y"


def last_visit(patient: Patient, zone: str) -> str:
    """The day of the last visit."""
    return _day(clock.local_day(patient.last_visit_at, zone)) if patient.last_visit_at else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def allergies(patient: Patient, _zone: str) -> str:
    """The worst allergy and how many more there are."""
    order = {"severe": 0, "moderate": 1, "mild": 2}
    found = sorted(patient.allergies or [], key=lambda a: order[a["severity"]])
    more = f" +{len(found) - 1}" if len(found) > 1 else ""
    return f"{found[0]['substance']}, {found[0]['severity']}{more}" if found else ""


def shown_name(patient: Patient, zone: str) -> str:
    """Name, and beneath it code, age and gender."""
    return "\n".join(
        (patient.full_name, ", ".join(part for part in (patient.patient_code, age(patient, zone), patient.gender) if part))
    )


def phone_text(patient: Any, _zone: str) -> str:
    """+91 98470 31256."""
    number = patient.phone or ""
    return f"{number[:3]} {number[3:8]} {number[8:]}" if number.startswith("+91") else number


PATIENTS = declare(
    Resource(
        name="patients",
        model=Patient,
        title="Patients",
        singular="patient",
        icon="people",
        order="-last_visit_at",
        code=("patient_code", "P{:03d}"),
        patient_data=True,
        tokens=rules.search_values,
        scope={"own": lambda a: of_doctor(a, Patient.id), "self": lambda a: of_herself(a, Patient.id)},
        fields=(
            Field("first_name", "name", required=True, section="Who", covers=NAMES),
            Field("last_name", "name", section="Who", covers=NAMES),
            Field("date_of_birth", "date", section="Who", width=2, covers=("date_of_birth",)),
            Field(
                "estimated_age",
                "integer",
                label="Or age",
                section="Who",
                width=1,
                minimum=0,
                maximum=130,
                covers=("date_of_birth",),
            ),
            Field("gender", "choice", required=True, choices=GENDERS, section="Who"),
            Field("phone", "phone", section="Contact", hint="Families may share a number."),
            Field("email", "email", section="Contact"),
            Field(
                "language",
                "choice",
                label="Language of messages",
                choices=LANGUAGES,
                default="en",
                section="Contact",
                width=2,
                names=("English", "Malayalam", "Hindi"),
                covers=WRITTEN_TO,
            ),
            Field(
                "wants_reminders",
                "bool",
                label="May be sent reminders",
                default=True,
                section="Contact",
                width=2,
                covers=WRITTEN_TO,
            ),
            Field("address_line1", label="House and street", section="Contact", max_length=200, covers=ADDRESS),
            Field("address_line2", label="Place", section="Contact", max_length=200, covers=ADDRESS),
            Field("city", section="Contact", width=2, covers=ADDRESS),
            Field("district", section="Contact", width=2, covers=ADDRESS),
            Field("state", section="Contact", width=2, covers=ADDRESS),
            Field("pincode", "pincode", label="PIN code", section="Contact", width=2, covers=ADDRESS),
            Field("country", section="Contact", default="IN", max_length=2, width=1, hint="Two letters", covers=ADDRESS),
            Field("allergies", "allergies", section="Safety", width=6),
            Field("guardian_name", "name", label="Guardian (C/o)", section="Family", width=2, covers=GUARDIAN),
            Field("guardian_relationship", label="Guardian is", section="Family", width=2, covers=GUARDIAN),
            Field("guardian_phone", "phone", section="Family", width=2, covers=GUARDIAN),
            Field("emergency_contact_name", "name", label="Emergency contact", section="Family", width=2, covers=CONTACT),
            Field("emergency_contact_relationship", label="Contact is", section="Family", width=2, covers=CONTACT),
            Field("emergency_contact_phone", "phone", label="Contact phone", section="Family", width=2, covers=CONTACT),
            Field("file_number", label="Paper file number", section="Numbers", max_length=40),
            Field("abha_number", label="ABHA number", section="Numbers", max_length=20, hint="Fourteen digits."),
            Field("blood_group", "choice", choices=GROUPS, section="Constitution", width=2, under=HISTORY),
            Field("prakriti", "choice", choices=PRAKRITI, section="Constitution", width=2, under=HISTORY),
            Field("agni", "choice", choices=AGNI, section="Constitution", width=1, under=HISTORY),
            Field("koshtha", "choice", choices=KOSHTHA, section="Constitution", width=1, under=HISTORY),
            Field("diet_notes", "longtext", section="Constitution", max_length=1000, width=6, under=HISTORY),
            Field("medical_history", "longtext", section="Constitution", max_length=4000, width=6, under=HISTORY),
        ),
        derived=(
            Derived("full_name", lambda p, _z: p.full_name, ("names", "name")),
            Derived("code", lambda p, _z: p.patient_code, ("code",)),
            Derived("age", age, ("age", "date_of_birth")),
            Derived("is_incomplete", lambda p, _z: p.is_incomplete, ADDRESS),
            Derived("last_visit_at", lambda p, _z: p.last_visit_at, ("names",)),
        ),
        columns=(
            Column("name", "Patient", shown_name, covers=("names", "name")),
            Column("phone", "Phone", phone_text, width=160, covers=("phone",)),
            Column("last_visit", "Last visit", last_visit, sort="last_visit_at", width=130, phone=False, covers=("names",)),
            Column("allergies", "Allergies", allergies, kind="alert", width=200, covers=("allergies",), phone=False),
            Column("city", "Place", lambda p, _z: p.city or p.address_line2 or "", width=150, covers=ADDRESS, phone=False),
            Column(
                "incomplete",
                "Record",
                lambda p, _z: "Incomplete" if p.is_incomplete else "Complete",
                width=120,
                covers=ADDRESS,
                phone=False,
            ),
        ),
        filters=(
            Filter("gender", "Gender", choices=GENDERS),
            Filter("is_incomplete", "Incomplete", kind="bool"),
            Filter("has_allergies", "Allergies", kind="bool"),
        ),
        label=lambda p: p.full_name,
        rules=(
            rules.merged_stays_merged,
            rules.somebody_is_named,
            rules.age_is_known,
            rules.address_is_right,
            rules.abha_is_right,
            rules.marks_are_kept,
        ),
        before_delete=(rules.nothing_is_open,),
        own_pages=frozenset({"detail", "new"}),
    )
)
