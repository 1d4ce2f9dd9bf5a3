"""Doctors of a clinic."""

from __future__ import annotations

from data.core import money
from data.core.resource import Column, Derived, Field, Filter, Resource, declare
from data.models import Doctor
from data.rules import doctors as rules


def shown_name(doctor: Doctor, _zone: str) -> str:
    """Name, and beneath it the code and the specialization."""
    return "\n".join((doctor.titled_name, ", ".join(part for part in (doctor.doctor_code, doctor.specialization) if part)))


DOCTORS = declare(
    Resource(
        name="doctors",
        model=Doctor,
        title="Doctors",
        singular="doctor",
        icon="person-badge",
        order="first_name",
        search=("first_name", "last_name", "specialization", "doctor_code"),
        code=("doctor_code", "DOC{:03d}"),
        scope={"self": rules.herself},
        fields=(
            Field("first_name", "name", required=True, section="Who", covers=("first_name", "name")),
            Field("last_name", "name", section="Who", covers=("last_name", "name")),
            Field("specialization", section="Who", hint="Kayachikitsa, Panchakarma, Shalya …"),
            Field("qualification", "list", section="Who", hint="BAMS, MD (Ayu)"),
            Field(
                "license_number",
                label="Licence number",
                section="Who",
                max_length=60,
                hint="Needed before anything is printed in her name.",
            ),
            Field("user_id", "link", label="Account", link="users", section="Who", hint="So that she sees her own day."),
            Field("phone", "phone", section="Contact"),
            Field("email", "email", section="Contact"),
            Field("consultation_fee", "money", section="Visits", default=0, minimum=0, width=2),
            Field(
                "slot_minutes",
                "integer",
                label="Usual visit, minutes",
                section="Visits",
                default=30,
                minimum=5,
                maximum=480,
                width=2,
            ),
            Field(
                "buffer_minutes",
                "integer",
                label="Pause between visits, minutes",
                section="Visits",
                default=0,
                minimum=0,
                maximum=120,
                width=2,
            ),
            Field("is_active", "bool", label="Sees patients", section="Visits", default=True),
        ),
        derived=(
            Derived("name", lambda d, _z: d.titled_name, ("name",)),
            Derived("code", lambda d, _z: d.doctor_code),
            Derived("is_incomplete", lambda d, _z: d.is_incomplete),
        ),
        columns=(
            Column("name", "Doctor", shown_name, sort="first_name", covers=("name",)),
            Column("phone", "Phone", lambda d, _z: d.phone or "", width=160, phone=False),
            Column("license_number", "Licence", lambda d, _z: d.license_number or "", width=160, phone=False),
            Column(
                "consultation_fee",
                "Fee",
                lambda d, _z: money.rupees(d.consultation_fee),
                sort="consultation_fee",
                kind="number",
                width=110,
                phone=False,
            ),
            Column("is_active", "Sees patients", lambda d, _z: "Yes" if d.is_active else "No", sort="is_active", width=130),
            Column(
                "incomplete",
                "Record",
                lambda d, _z: "Incomplete" if d.is_incomplete else "Complete",
                sort="",
                width=130,
                phone=False,
            ),
        ),
        filters=(Filter("is_active", "Sees patients", kind="bool"), Filter("is_incomplete", "Incomplete", kind="bool")),
        label=lambda d: d.titled_name,
        rules=(rules.marks_are_kept, rules.account_is_a_doctors, rules.nobody_waits),
        before_delete=(rules.nobody_is_left,),
        own_pages=frozenset({"detail"}),
    )
)
