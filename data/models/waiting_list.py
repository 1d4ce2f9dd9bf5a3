"""Who would come earlier, and the freed slots they were offered."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, ClinicOwned, Kept, Keyed
from data.models.doctors import Doctor
from data.models.patients import Patient
from data.models.sealed import Sealed, SealedRow

IS_OPEN = text("status = 'open'")


class WaitingListEntry(SealedRow, ClinicOwned, Kept, Base):
    """A wish for an earlier visit: with a doctor, a specialization or anybody, between two days, at a time of day."""

    __tablename__ = "waiting_list_entries"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        ForeignKeyConstraint(
            ["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_waiting_list_entries_patient"
        ),
        ForeignKeyConstraint(
            ["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_waiting_list_entries_doctor"
        ),
        ForeignKeyConstraint(
            ["clinic_id", "appointment_id"],
            ["appointments.clinic_id", "appointments.id"],
            name="fk_waiting_list_entries_appointment",
        ),
        Index("ix_waiting_list_entries_patient", "clinic_id", "patient_id"),
        Index("ix_waiting_list_entries_doctor", "clinic_id", "doctor_id"),
        Index("ix_waiting_list_entries_appointment", "clinic_id", "appointment_id"),
        Index("ix_waiting_list_entries_waiting", "clinic_id", "status", "created_at", "id"),
        CheckConstraint("first_day <= last_day", name="order"),
    )

    patient_id: Mapped[UUID]
    doctor_id: Mapped[UUID | None]
    specialization: Mapped[str | None] = mapped_column(String(120))
    appointment_type: Mapped[str] = mapped_column(String(14), default="consultation")
    duration: Mapped[int] = mapped_column(default=30)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    time_of_day: Mapped[str] = mapped_column(String(10), default="any")
    status: Mapped[str] = mapped_column(String(10), default="waiting")
    appointment_id: Mapped[UUID | None]

    notes = Sealed("ident")

    patient: Mapped[Patient] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Patient.id == foreign(WaitingListEntry.patient_id), Patient.clinic_id == WaitingListEntry.clinic_id)",
    )
    doctor: Mapped[Doctor | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Doctor.id == foreign(WaitingListEntry.doctor_id), Doctor.clinic_id == WaitingListEntry.clinic_id)",
    )


class SlotOffer(ClinicOwned, Keyed, Base):
    """A freed slot held for one entry until `expires_at`; at most one open offer an entry and a start."""

    __tablename__ = "slot_offers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "entry_id"],
            ["waiting_list_entries.clinic_id", "waiting_list_entries.id"],
            name="fk_slot_offers_entry",
        ),
        ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_slot_offers_doctor"),
        Index("ix_slot_offers_entry", "clinic_id", "entry_id"),
        Index("ix_slot_offers_doctor", "clinic_id", "doctor_id", "starts_at"),
        Index("uq_slot_offers_open_slot", "doctor_id", "starts_at", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("uq_slot_offers_open_entry", "entry_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        CheckConstraint("starts_at < ends_at", name="order"),
    )

    entry_id: Mapped[UUID]
    doctor_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(10), default="open")
    offered_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    freed_by_id: Mapped[UUID | None]
