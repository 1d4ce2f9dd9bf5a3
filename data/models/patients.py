"""Patients: identity and clinical history sealed, a birth year and a few plain marks outside."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.core import clock
from data.models.base import Base, ClinicOwned, Kept, live_unique
from data.models.sealed import Sealed, SealedRow


class Patient(SealedRow, ClinicOwned, Kept, Base):
    """A person the clinic treats."""

    __tablename__ = "patients"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        Index("uq_patients_patient_code", "clinic_id", "patient_code", unique=True),
        live_unique("uq_patients_external", "clinic_id", "external_source", "external_id"),
        Index("ix_patients_clinic_created", "clinic_id", "created_at", "id"),
        Index("ix_patients_clinic_year", "clinic_id", "birth_year", "id"),
        Index("ix_patients_clinic_last_visit", "clinic_id", "last_visit_at", "id"),
        ForeignKeyConstraint(
            ["clinic_id", "registered_doctor_id"],
            ["doctors.clinic_id", "doctors.id"],
            name="fk_patients_registered_doctor",
        ),
    )

    patient_code: Mapped[str] = mapped_column(String(12))
    birth_year: Mapped[int | None]
    is_age_estimated: Mapped[bool] = mapped_column(Boolean, default=False)
    gender: Mapped[str] = mapped_column(String(8))
    is_incomplete: Mapped[bool] = mapped_column(Boolean, default=False, index=True)
    has_allergies: Mapped[bool] = mapped_column(Boolean, default=False)
    deceased_at: Mapped[datetime | None]
    last_visit_at: Mapped[datetime | None]
    registered_doctor_id: Mapped[UUID | None] = mapped_column(index=True)
    merged_into_id: Mapped[UUID | None] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(2), default="en")
    wants_reminders: Mapped[bool] = mapped_column(Boolean, default=True)
    external_source: Mapped[str | None] = mapped_column(String(30))
    external_id: Mapped[str | None] = mapped_column(String(64))

    first_name = Sealed("ident")
    last_name = Sealed("ident")
    date_of_birth = Sealed("ident", decode=date.fromisoformat, encode=date.isoformat)
    phone = Sealed("ident")
    email = Sealed("ident")
    address_line1 = Sealed("ident")
    address_line2 = Sealed("ident")
    city = Sealed("ident")
    district = Sealed("ident")
    state = Sealed("ident")
    pincode = Sealed("ident")
    country = Sealed("ident")
    emergency_contact_name = Sealed("ident")
    emergency_contact_relationship = Sealed("ident")
    emergency_contact_phone = Sealed("ident")
    guardian_name = Sealed("ident")
    guardian_relationship = Sealed("ident")
    guardian_phone = Sealed("ident")
    abha_number = Sealed("ident")
    file_number = Sealed("ident")
    allergies = Sealed("ident")
    blood_group = Sealed("clinical")
    medical_history = Sealed("clinical")
    prakriti = Sealed("clinical")
    agni = Sealed("clinical")
    koshtha = Sealed("clinical")
    diet_notes = Sealed("clinical")

    @property
    def full_name(self) -> str:
        """First and last name; many people have only one."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)

    def age_on(self, day: date) -> int | None:
        """Whole years on a day; from the birth year alone when only an age was known."""
        if self.date_of_birth and not self.is_age_estimated:
            born: date = self.date_of_birth
            return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        return day.year - self.birth_year if self.birth_year else None

    @property
    def estimated_age(self) -> int | None:
        """The age when no birth date is known; the form writes it through the birth year."""
        if not self.is_age_estimated or self.birth_year is None:
            return None
        return clock.now().year - self.birth_year

    @estimated_age.setter
    def estimated_age(self, value: int | None) -> None:
        """Nothing is kept here: the rule about ages sets the birth year from it."""

    @property
    def severe_allergies(self) -> list[dict[str, Any]]:
        """Allergies that must stop a hand."""
        return [a for a in self.allergies or [] if a["severity"] == "severe"]
