"""Prescriptions, their items, what was dispensed of them, and a doctor's favourites."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, ClinicOwned, Kept, Keyed, live_unique
from data.models.doctors import Doctor
from data.models.patients import Patient
from data.models.sealed import Sealed, SealedRow


class Prescription(SealedRow, ClinicOwned, Kept, Base):
    """What a doctor ordered for a patient on a day; locked once completed or cancelled."""

    __tablename__ = "prescriptions"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        Index("uq_prescriptions_number", "prescription_number", unique=True),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_prescriptions_patient"),
        ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_prescriptions_doctor"),
        ForeignKeyConstraint(
            ["clinic_id", "appointment_id"], ["appointments.clinic_id", "appointments.id"], name="fk_prescriptions_appointment"
        ),
        ForeignKeyConstraint(
            ["clinic_id", "record_id"], ["medical_records.clinic_id", "medical_records.id"], name="fk_prescriptions_record"
        ),
        Index("ix_prescriptions_patient", "clinic_id", "patient_id", "prescription_date"),
        Index("ix_prescriptions_doctor", "clinic_id", "doctor_id", "prescription_date"),
        Index("ix_prescriptions_appointment", "clinic_id", "appointment_id"),
        Index("ix_prescriptions_record", "clinic_id", "record_id"),
        Index("ix_prescriptions_status", "clinic_id", "status", "prescription_date", "id"),
        live_unique("uq_prescriptions_external", "clinic_id", "external_source", "external_id"),
    )

    prescription_number: Mapped[str] = mapped_column(String(20))
    patient_id: Mapped[UUID]
    doctor_id: Mapped[UUID]
    appointment_id: Mapped[UUID | None]
    record_id: Mapped[UUID | None]
    prescription_date: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(10), default="active")
    completed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    times_printed: Mapped[int] = mapped_column(default=0)
    external_source: Mapped[str | None] = mapped_column(String(30))
    external_id: Mapped[str | None] = mapped_column(String(64))

    delete_reason = Sealed("clinical")
    diagnosis = Sealed("clinical")
    notes = Sealed("clinical")
    cancellation_reason = Sealed("clinical")

    patient: Mapped[Patient] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Patient.id == foreign(Prescription.patient_id), Patient.clinic_id == Prescription.clinic_id)",
    )
    doctor: Mapped[Doctor] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Doctor.id == foreign(Prescription.doctor_id), Doctor.clinic_id == Prescription.clinic_id)",
    )
    lines: Mapped[list[PrescriptionItem]] = relationship(
        lazy="raise",
        order_by="PrescriptionItem.position",
        primaryjoin="Prescription.id == foreign(PrescriptionItem.prescription_id)",
        cascade="all, delete-orphan",
    )

    @property
    def items(self) -> list[dict[str, Any]]:
        """The medicines in order, as the form types them; a rule writes what was set here into the lines."""
        return [line.typed() for line in self.lines]

    @items.setter
    def items(self, value: list[dict[str, Any]]) -> None:
        self.asked: list[dict[str, Any]] | None = value


class PrescriptionItem(SealedRow, ClinicOwned, Keyed, Base):
    """One medicine of a prescription; `quantity` and `dispensed` count base units (tablets, ml, g)."""

    __tablename__ = "prescription_items"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        ForeignKeyConstraint(
            ["clinic_id", "prescription_id"],
            ["prescriptions.clinic_id", "prescriptions.id"],
            name="fk_prescription_items_prescription",
        ),
        Index("uq_prescription_items_position", "prescription_id", "position", unique=True),
        Index("ix_prescription_items_prescription", "clinic_id", "prescription_id"),
        Index("ix_prescription_items_product", "product_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("dispensed BETWEEN 0 AND quantity", name="dispensed"),
    )

    prescription_id: Mapped[UUID]
    position: Mapped[int]
    product_id: Mapped[UUID | None]
    quantity: Mapped[int]
    dispensed: Mapped[int] = mapped_column(default=0)

    medicine_name = Sealed("clinical")
    form = Sealed("clinical")
    dose_amount = Sealed("clinical")
    dose_unit = Sealed("clinical")
    pattern = Sealed("clinical")
    days = Sealed("clinical")
    pack = Sealed("clinical")
    food = Sealed("clinical")
    anupana = Sealed("clinical")
    dosage = Sealed("clinical")
    frequency = Sealed("clinical")
    duration = Sealed("clinical")
    instructions = Sealed("clinical")
    override_reason = Sealed("clinical")

    @property
    def left(self) -> int:
        """Units that are still to be dispensed."""
        return self.quantity - self.dispensed

    def typed(self) -> dict[str, Any]:
        """The values of the form, with the id the line is known by."""
        return {"id": str(self.id), **{name: getattr(self, name) for name in TYPED}}


TYPED = (
    "medicine_name", "form", "dose_amount", "dose_unit", "pattern", "days", "food", "anupana", "pack", "quantity",
    "dosage", "frequency", "duration", "instructions", "override_reason",
)  # fmt: skip


class Dispensing(SealedRow, ClinicOwned, Keyed, Base):
    """One handing out of one item: how many units, of which batch; never changed, only followed by another."""

    __tablename__ = "dispensings"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        ForeignKeyConstraint(
            ["clinic_id", "prescription_id"], ["prescriptions.clinic_id", "prescriptions.id"], name="fk_dispensings_prescription"
        ),
        ForeignKeyConstraint(
            ["clinic_id", "item_id"], ["prescription_items.clinic_id", "prescription_items.id"], name="fk_dispensings_item"
        ),
        Index("ix_dispensings_prescription", "clinic_id", "prescription_id", "at"),
        Index("ix_dispensings_item", "clinic_id", "item_id"),
        Index("ix_dispensings_at", "clinic_id", "at"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    prescription_id: Mapped[UUID]
    item_id: Mapped[UUID]
    at: Mapped[datetime]
    user_id: Mapped[UUID | None]
    quantity: Mapped[int]
    batch_number: Mapped[str | None] = mapped_column(String(60))
    expires_on: Mapped[date | None] = mapped_column(Date)

    override_reason = Sealed("clinical")


class PrescriptionFavourite(SealedRow, ClinicOwned, Kept, Base):
    """A doctor's own set of items under a name, ready to be used again."""

    __tablename__ = "prescription_favourites"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_prescription_favourites_doctor"
        ),
        live_unique("uq_prescription_favourites_name", "clinic_id", "doctor_id", "name"),
        Index("ix_prescription_favourites_doctor", "clinic_id", "doctor_id"),
    )

    doctor_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(80))

    items = Sealed("clinical")
