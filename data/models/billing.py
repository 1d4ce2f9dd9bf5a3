"""Patient billing: bills with their lines, the ledger nobody edits, and the cashier's day. All money in paise."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, ClinicOwned, Json, Kept, Keyed, Lasting, live_unique
from data.models.doctors import Doctor
from data.models.patients import Patient
from data.models.sealed import Sealed, SealedRow

SIGNED = text("is_live AND source_id IS NOT NULL")


class Bill(SealedRow, ClinicOwned, Kept, Base):
    """One bill. Sums are of rounded lines; `settled` sums follow the ledger inside the entry's own transaction.

    `gross` is Σ quantity × unit price, `line_discount` Σ of the lines' own discounts, `discount` the bill's;
    `paid_amount` = payments − refunds, `written_off` and `credited` as the ledger has them, reversals taken off.
    """

    __tablename__ = "patient_bills"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        Index("uq_patient_bills_number", "bill_number", unique=True),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_patient_bills_patient"),
        ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_patient_bills_doctor"),
        ForeignKeyConstraint(
            ["clinic_id", "appointment_id"], ["appointments.clinic_id", "appointments.id"], name="fk_patient_bills_appointment"
        ),
        Index("ix_patient_bills_patient", "clinic_id", "patient_id", "bill_date"),
        Index("ix_patient_bills_doctor", "clinic_id", "doctor_id", "bill_date"),
        Index("ix_patient_bills_appointment", "clinic_id", "appointment_id"),
        Index("ix_patient_bills_day", "clinic_id", "bill_date", "id"),
        Index("ix_patient_bills_status", "clinic_id", "status", "due_date", "id"),
        live_unique("uq_patient_bills_external", "clinic_id", "external_source", "external_id"),
        CheckConstraint("total = subtotal - discount + tax", name="adds_up"),
        CheckConstraint("tax = cgst + sgst + igst", name="tax"),
        CheckConstraint("gross >= 0 AND line_discount >= 0 AND subtotal >= 0 AND discount >= 0 AND total >= 0", name="signs"),
        CheckConstraint("balance = total - paid_amount - written_off - credited", name="balance"),
        CheckConstraint("balance >= 0 AND paid_amount >= 0 AND written_off >= 0 AND credited >= 0", name="settled"),
        CheckConstraint("status = 'draft' OR bill_number IS NOT NULL", name="numbered"),
    )

    bill_number: Mapped[str | None] = mapped_column(String(16))
    patient_id: Mapped[UUID]
    doctor_id: Mapped[UUID | None]
    appointment_id: Mapped[UUID | None]
    bill_date: Mapped[date] = mapped_column(Date)
    due_date: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(10), default="draft")
    is_interstate: Mapped[bool] = mapped_column(Boolean, default=False)
    gross: Mapped[int] = mapped_column(BigInteger, default=0)
    line_discount: Mapped[int] = mapped_column(BigInteger, default=0)
    subtotal: Mapped[int] = mapped_column(BigInteger, default=0)
    discount: Mapped[int] = mapped_column(BigInteger, default=0)
    cgst: Mapped[int] = mapped_column(BigInteger, default=0)
    sgst: Mapped[int] = mapped_column(BigInteger, default=0)
    igst: Mapped[int] = mapped_column(BigInteger, default=0)
    tax: Mapped[int] = mapped_column(BigInteger, default=0)
    total: Mapped[int] = mapped_column(BigInteger, default=0)
    paid_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    written_off: Mapped[int] = mapped_column(BigInteger, default=0)
    credited: Mapped[int] = mapped_column(BigInteger, default=0)
    balance: Mapped[int] = mapped_column(BigInteger, default=0)
    payment_method: Mapped[str | None] = mapped_column(String(10))
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[UUID | None]
    cancelled_on: Mapped[date | None] = mapped_column(Date)
    approval: Mapped[str] = mapped_column(String(10), default="none")
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    times_printed: Mapped[int] = mapped_column(default=0)
    external_source: Mapped[str | None] = mapped_column(String(30))
    external_id: Mapped[str | None] = mapped_column(String(64))

    notes = Sealed("ident")
    discount_reason = Sealed("ident")
    refusal_reason = Sealed("ident")
    cancellation_reason = Sealed("ident")

    patient: Mapped[Patient] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Patient.id == foreign(Bill.patient_id), Patient.clinic_id == Bill.clinic_id)",
    )
    doctor: Mapped[Doctor | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Doctor.id == foreign(Bill.doctor_id), Doctor.clinic_id == Bill.clinic_id)",
    )


class BillItem(SealedRow, ClinicOwned, Keyed, Base):
    """One line: frozen once its bill is issued. `source_noun`/`source_id` name the work it charges for, once among live bills.

    `tax_rate` in hundredths of a percent; `share` is its part of the bill's discount; `taxable` = `total` − `share`.
    """

    __tablename__ = "bill_items"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        ForeignKeyConstraint(
            ["clinic_id", "bill_id"], ["patient_bills.clinic_id", "patient_bills.id"], name="fk_bill_items_bill"
        ),
        ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_bill_items_doctor"),
        Index("uq_bill_items_position", "bill_id", "position", unique=True),
        Index("ix_bill_items_bill", "clinic_id", "bill_id"),
        Index("ix_bill_items_doctor", "clinic_id", "doctor_id"),
        Index("uq_bill_items_source", "source_noun", "source_id", unique=True, sqlite_where=SIGNED, postgresql_where=SIGNED),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("unit_price >= 0 AND discount >= 0 AND total >= 0 AND share >= 0 AND taxable >= 0", name="signs"),
        CheckConstraint("taxable = total - share", name="taxable"),
        CheckConstraint("tax = cgst + sgst + igst", name="tax"),
    )

    bill_id: Mapped[UUID]
    position: Mapped[int]
    item_type: Mapped[str] = mapped_column(String(12))
    quantity: Mapped[int]
    unit_price: Mapped[int] = mapped_column(BigInteger)
    discount: Mapped[int] = mapped_column(BigInteger, default=0)
    tax_rate: Mapped[int] = mapped_column(default=0)
    tax_included: Mapped[bool] = mapped_column(Boolean, default=False)
    total: Mapped[int] = mapped_column(BigInteger)
    share: Mapped[int] = mapped_column(BigInteger, default=0)
    taxable: Mapped[int] = mapped_column(BigInteger)
    cgst: Mapped[int] = mapped_column(BigInteger, default=0)
    sgst: Mapped[int] = mapped_column(BigInteger, default=0)
    igst: Mapped[int] = mapped_column(BigInteger, default=0)
    tax: Mapped[int] = mapped_column(BigInteger, default=0)
    hsn_code: Mapped[str | None] = mapped_column(String(8))
    batch_number: Mapped[str | None] = mapped_column(String(60))
    expires_on: Mapped[date | None] = mapped_column(Date)
    doctor_id: Mapped[UUID | None]
    source_noun: Mapped[str | None] = mapped_column(String(40))
    source_id: Mapped[UUID | None]
    is_live: Mapped[bool] = mapped_column(Boolean, default=True)

    item_name = Sealed("ident")
    description = Sealed("ident")


class LedgerEntry(Lasting, SealedRow, ClinicOwned, Keyed, Base):
    """One movement of money, `amount` > 0; never changed, undone only by a reversal on its own day.

    `act_id` binds the tenders of one payment; `idempotency_key` with `part` makes a repeated request find the first one.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        ForeignKeyConstraint(
            ["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_ledger_entries_patient"
        ),
        ForeignKeyConstraint(
            ["clinic_id", "bill_id"], ["patient_bills.clinic_id", "patient_bills.id"], name="fk_ledger_entries_bill"
        ),
        ForeignKeyConstraint(
            ["clinic_id", "reverses_id"], ["ledger_entries.clinic_id", "ledger_entries.id"], name="fk_ledger_entries_reverses"
        ),
        Index("ix_ledger_entries_bill", "clinic_id", "bill_id", "at"),
        Index("ix_ledger_entries_patient", "clinic_id", "patient_id", "at"),
        Index("ix_ledger_entries_day", "clinic_id", "business_day", "entry_type", "method"),
        Index("ix_ledger_entries_cashier", "clinic_id", "user_id", "business_day"),
        Index("ix_ledger_entries_at", "clinic_id", "at", "id"),
        Index("uq_ledger_entries_reverses", "clinic_id", "reverses_id", unique=True),
        Index("uq_ledger_entries_key", "clinic_id", "idempotency_key", "part", unique=True),
        Index("ix_ledger_entries_receipt", "receipt_number"),
        Index("uq_ledger_entries_external", "clinic_id", "external_source", "external_id", unique=True),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("(entry_type = 'reversal') = (reverses_id IS NOT NULL)", name="reverses"),
        CheckConstraint("bill_id IS NOT NULL OR entry_type IN ('advance', 'refund', 'reversal')", name="bill"),
    )

    patient_id: Mapped[UUID]
    bill_id: Mapped[UUID | None]
    act_id: Mapped[UUID]
    entry_type: Mapped[str] = mapped_column(String(12))
    amount: Mapped[int] = mapped_column(BigInteger)
    method: Mapped[str | None] = mapped_column(String(10))
    at: Mapped[datetime]
    business_day: Mapped[date] = mapped_column(Date)
    user_id: Mapped[UUID | None]
    reverses_id: Mapped[UUID | None]
    receipt_number: Mapped[str | None] = mapped_column(String(20))
    idempotency_key: Mapped[str | None] = mapped_column(String(80))
    part: Mapped[int] = mapped_column(default=0)
    external_source: Mapped[str | None] = mapped_column(String(30))
    external_id: Mapped[str | None] = mapped_column(String(64))

    reference = Sealed("ident")
    reason = Sealed("ident")

    patient: Mapped[Patient] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Patient.id == foreign(LedgerEntry.patient_id), Patient.clinic_id == LedgerEntry.clinic_id)",
    )
    bill: Mapped[Bill | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Bill.id == foreign(LedgerEntry.bill_id), Bill.clinic_id == LedgerEntry.clinic_id)",
    )

    @property
    def created_at(self) -> datetime:
        """The instant of the movement."""
        return self.at

    @property
    def updated_at(self) -> datetime:
        """As it was made."""
        return self.at


class CashierDay(SealedRow, ClinicOwned, Kept, Base):
    """One cashier's closed day: what was there, what the ledger says by method, what was counted; money in paise."""

    __tablename__ = "cashier_days"
    __table_args__ = (
        live_unique("uq_cashier_days_day", "clinic_id", "user_id", "business_day"),
        Index("ix_cashier_days_day", "clinic_id", "business_day"),
    )

    user_id: Mapped[UUID]
    business_day: Mapped[date] = mapped_column(Date)
    opening: Mapped[int] = mapped_column(BigInteger, default=0)
    expected: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    counted: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    difference: Mapped[int] = mapped_column(BigInteger, default=0)
    handed_to: Mapped[UUID | None]
    closed_at: Mapped[datetime]
    closed_by: Mapped[UUID | None]

    notes = Sealed("ident")
