"""Medical records: what was found and done, the signs that were measured, and what was said before an amendment."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, ClinicOwned, Kept, Keyed, live_unique
from data.models.doctors import Doctor
from data.models.patients import Patient
from data.models.sealed import Sealed, SealedRow


class MedicalRecord(SealedRow, ClinicOwned, Kept, Base):
    """One visit as its doctor wrote it down: draft, then final, then amended with the old text kept."""

    __tablename__ = "medical_records"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        ForeignKeyConstraint(
            ["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_medical_records_patient"
        ),
        ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_medical_records_doctor"),
        ForeignKeyConstraint(
            ["clinic_id", "appointment_id"], ["appointments.clinic_id", "appointments.id"], name="fk_medical_records_appointment"
        ),
        Index("ix_medical_records_patient", "clinic_id", "patient_id", "visit_date"),
        Index("ix_medical_records_doctor", "clinic_id", "doctor_id", "visit_date"),
        Index("ix_medical_records_appointment", "clinic_id", "appointment_id"),
        Index("ix_medical_records_day", "clinic_id", "visit_date", "id"),
        live_unique("uq_medical_records_external", "clinic_id", "external_source", "external_id"),
    )

    patient_id: Mapped[UUID]
    doctor_id: Mapped[UUID]
    appointment_id: Mapped[UUID | None]
    author_id: Mapped[UUID | None]
    visit_date: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(8), default="draft")
    finalised_at: Mapped[datetime | None]
    external_source: Mapped[str | None] = mapped_column(String(30))
    external_id: Mapped[str | None] = mapped_column(String(64))

    delete_reason = Sealed("clinical")
    chief_complaint = Sealed("clinical")
    diagnosis = Sealed("clinical")
    treatment = Sealed("clinical")
    notes = Sealed("clinical")
    vikriti = Sealed("clinical")
    nadi = Sealed("clinical")
    jihva = Sealed("clinical")
    agni = Sealed("clinical")
    pathya = Sealed("clinical")
    apathya = Sealed("clinical")

    patient: Mapped[Patient] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Patient.id == foreign(MedicalRecord.patient_id), Patient.clinic_id == MedicalRecord.clinic_id)",
    )
    doctor: Mapped[Doctor] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Doctor.id == foreign(MedicalRecord.doctor_id), Doctor.clinic_id == MedicalRecord.clinic_id)",
    )


class RecordAmendment(SealedRow, ClinicOwned, Keyed, Base):
    """One amendment of a final record: who, when, why, and the text as it stood before."""

    __tablename__ = "record_amendments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "record_id"], ["medical_records.clinic_id", "medical_records.id"], name="fk_record_amendments_record"
        ),
        Index("ix_record_amendments_record", "clinic_id", "record_id", "at"),
    )

    record_id: Mapped[UUID]
    at: Mapped[datetime]
    user_id: Mapped[UUID | None]
    doctor_id: Mapped[UUID | None]

    reason = Sealed("clinical")
    before = Sealed("clinical")


class VitalSigns(SealedRow, ClinicOwned, Kept, Base):
    """Signs measured at one instant; units: mmHg, °C, per minute, %, kg, cm, mg/dL, 0 to 10."""

    __tablename__ = "vital_signs"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_vital_signs_patient"),
        ForeignKeyConstraint(
            ["clinic_id", "record_id"], ["medical_records.clinic_id", "medical_records.id"], name="fk_vital_signs_record"
        ),
        Index("ix_vital_signs_patient", "clinic_id", "patient_id", "taken_at"),
        Index("ix_vital_signs_record", "clinic_id", "record_id"),
        live_unique("uq_vital_signs_external", "clinic_id", "external_source", "external_id"),
    )

    patient_id: Mapped[UUID]
    record_id: Mapped[UUID | None]
    taken_at: Mapped[datetime]
    external_source: Mapped[str | None] = mapped_column(String(30))
    external_id: Mapped[str | None] = mapped_column(String(64))

    delete_reason = Sealed("clinical")
    systolic = Sealed("clinical")
    diastolic = Sealed("clinical")
    temperature = Sealed("clinical")
    pulse = Sealed("clinical")
    respiratory_rate = Sealed("clinical")
    oxygen_saturation = Sealed("clinical")
    weight = Sealed("clinical")
    height = Sealed("clinical")
    glucose = Sealed("clinical")
    pain = Sealed("clinical")


class RecordTemplate(ClinicOwned, Kept, Base):
    """A beginning of a record for one specialization; it holds no patient's data."""

    __tablename__ = "record_templates"
    __table_args__ = (live_unique("uq_record_templates_name", "clinic_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    specialization: Mapped[str | None] = mapped_column(String(120))
    chief_complaint: Mapped[str | None] = mapped_column(String(2000))
    treatment: Mapped[str | None] = mapped_column(String(4000))
    notes: Mapped[str | None] = mapped_column(String(4000))


class BreakGlass(SealedRow, ClinicOwned, Keyed, Base):
    """A doctor opened another doctor's patient: why, and until when it stays open."""

    __tablename__ = "break_glass"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_break_glass_patient"),
        ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_break_glass_doctor"),
        Index("ix_break_glass_doctor", "clinic_id", "doctor_id", "expires_at"),
        Index("ix_break_glass_patient", "clinic_id", "patient_id"),
    )

    patient_id: Mapped[UUID]
    doctor_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    reason = Sealed("ident")
