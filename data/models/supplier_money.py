"""The marketplace's money: payments and refunds of clinics, invoices and credit notes, commission, the payout ledger. All in paise."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, ClinicOwned, Json, Kept, Keyed, Lasting, MakerOwned, Traded
from data.models.manufacturers import Manufacturer
from data.models.orders import Order
from data.models.products import Product

NOT_REJECTED = text("status <> 'rejected' AND reference_number IS NOT NULL")


class OrderPayment(ClinicOwned, Kept, Base):
    """Money a clinic says it sent for an order; staff verify or reject it, nobody edits it."""

    __tablename__ = "order_payments"
    __table_args__ = (
        Index("ix_order_payments_order", "order_id", "status"),
        Index("ix_order_payments_status", "status", "created_at"),
        Index(
            "uq_order_payments_reference", "method", "reference_number", unique=True,
            sqlite_where=NOT_REJECTED, postgresql_where=NOT_REJECTED,
        ),
        CheckConstraint("amount > 0", name="amount"),
    )  # fmt: skip

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    method: Mapped[str] = mapped_column(String(14))
    amount: Mapped[int] = mapped_column(BigInteger)
    reference_number: Mapped[str | None] = mapped_column(String(60))
    received_on: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(10), default="submitted")
    verified_by: Mapped[UUID | None]
    verified_at: Mapped[datetime | None]
    rejection_reason: Mapped[str | None] = mapped_column(String(500))
    proof_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("trade_files.id"), index=True)

    order: Mapped[Order] = relationship(lazy="raise", viewonly=True)


class Refund(ClinicOwned, Kept, Base):
    """Money that goes back to a clinic, as a transfer or as credit."""

    __tablename__ = "refunds"
    __table_args__ = (
        Index("uq_refunds_number", "refund_number", unique=True),
        Index("ix_refunds_order", "order_id", "status"),
        Index("ix_refunds_sub_order", "sub_order_id"),
        Index("ix_refunds_credit_note", "credit_note_id"),
        Index("ix_refunds_dispute", "dispute_id"),
        Index("ix_refunds_status", "status", "created_at"),
        CheckConstraint("amount > 0", name="amount"),
    )

    refund_number: Mapped[str] = mapped_column(String(16))
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    sub_order_id: Mapped[UUID | None] = mapped_column(ForeignKey("sub_orders.id"))
    credit_note_id: Mapped[UUID | None] = mapped_column(ForeignKey("supplier_credit_notes.id"))
    dispute_id: Mapped[UUID | None] = mapped_column(ForeignKey("disputes.id"))
    amount: Mapped[int] = mapped_column(BigInteger)
    reason_code: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(10), default="pending")
    method: Mapped[str | None] = mapped_column(String(14))
    reference_number: Mapped[str | None] = mapped_column(String(60))
    completed_at: Mapped[datetime | None]
    failure_reason: Mapped[str | None] = mapped_column(String(500))

    order: Mapped[Order] = relationship(lazy="raise", viewonly=True)


class Issued(Lasting):
    """A document that was issued and stays as it is; `content_sha256` says whether it did, `times_printed` whose copy a paper is."""

    content_sha256: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]
    times_printed: Mapped[int] = mapped_column(default=0)

    @property
    def created_at(self) -> datetime:
        """The instant it was issued."""
        return self.issued_at

    @property
    def updated_at(self) -> datetime:
        """The instant it was issued, as nothing follows."""
        return self.issued_at


class SupplierInvoice(Issued, Traded, Keyed, Base):
    """The tax invoice of one shipment, issued for the manufacturer; never changed, corrected by credit notes only."""

    __tablename__ = "supplier_invoices"
    __table_args__ = (
        Index("uq_supplier_invoices_number", "invoice_number", unique=True),
        Index("uq_supplier_invoices_shipment", "shipment_id", unique=True),
        Index("ix_supplier_invoices_sub_order", "sub_order_id"),
        Index("ix_supplier_invoices_clinic", "clinic_id", "invoice_date", "id"),
        Index("ix_supplier_invoices_maker", "manufacturer_id", "invoice_date", "id"),
        CheckConstraint("total_amount = subtotal + cgst_amount + sgst_amount + igst_amount", name="adds_up"),
    )

    invoice_number: Mapped[str] = mapped_column(String(16))
    sub_order_id: Mapped[UUID] = mapped_column(ForeignKey("sub_orders.id"))
    shipment_id: Mapped[UUID] = mapped_column(ForeignKey("shipments.id"))
    invoice_date: Mapped[date] = mapped_column(Date)
    financial_year: Mapped[str] = mapped_column(String(4))
    supplier: Mapped[dict[str, Any]] = mapped_column(Json)
    recipient: Mapped[dict[str, Any]] = mapped_column(Json)
    place_of_supply: Mapped[str] = mapped_column(String(2))
    reverse_charge: Mapped[bool] = mapped_column(Boolean, default=False)
    subtotal: Mapped[int] = mapped_column(BigInteger)
    cgst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    sgst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    igst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    total_amount: Mapped[int] = mapped_column(BigInteger)
    total_in_words: Mapped[str] = mapped_column(String(300))


class SupplierInvoiceLine(Traded, Keyed, Base):
    """One line of an invoice, with the rate that was charged."""

    __tablename__ = "supplier_invoice_lines"
    __table_args__ = (
        Index("ix_supplier_invoice_lines_invoice", "invoice_id"),
        Index("ix_supplier_invoice_lines_order_line", "order_line_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("line_total = taxable_value + cgst_amount + sgst_amount + igst_amount", name="adds_up"),
    )

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("supplier_invoices.id"))
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("order_lines.id"))
    description: Mapped[str] = mapped_column(String(300))
    hsn_code: Mapped[str] = mapped_column(String(8))
    batch_number: Mapped[str] = mapped_column(String(60))
    expires_on: Mapped[date] = mapped_column(Date)
    quantity: Mapped[int]
    unit: Mapped[str] = mapped_column(String(60))
    unit_price: Mapped[int] = mapped_column(BigInteger)
    taxable_value: Mapped[int] = mapped_column(BigInteger)
    gst_rate: Mapped[int]
    cgst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    sgst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    igst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    line_total: Mapped[int] = mapped_column(BigInteger)


class SupplierCreditNote(Issued, Traded, Keyed, Base):
    """A correction of an invoice at that invoice's own rates; never changed."""

    __tablename__ = "supplier_credit_notes"
    __table_args__ = (
        Index("uq_supplier_credit_notes_number", "credit_note_number", unique=True),
        Index("ix_supplier_credit_notes_invoice", "invoice_id"),
        Index("ix_supplier_credit_notes_clinic", "clinic_id", "credit_note_date", "id"),
        Index("ix_supplier_credit_notes_maker", "manufacturer_id", "credit_note_date", "id"),
        CheckConstraint("total_amount = subtotal + cgst_amount + sgst_amount + igst_amount", name="adds_up"),
    )

    credit_note_number: Mapped[str] = mapped_column(String(16))
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("supplier_invoices.id"))
    dispute_id: Mapped[UUID | None] = mapped_column(ForeignKey("disputes.id"), index=True)
    credit_note_date: Mapped[date] = mapped_column(Date)
    financial_year: Mapped[str] = mapped_column(String(4))
    reason: Mapped[str] = mapped_column(String(500))
    subtotal: Mapped[int] = mapped_column(BigInteger)
    cgst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    sgst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    igst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    total_amount: Mapped[int] = mapped_column(BigInteger)
    total_in_words: Mapped[str] = mapped_column(String(300))


class SupplierCreditNoteLine(Traded, Keyed, Base):
    """Units (0 for a price reduction) and value credited on one invoice line."""

    __tablename__ = "supplier_credit_note_lines"
    __table_args__ = (
        Index("ix_supplier_credit_note_lines_note", "credit_note_id"),
        Index("ix_supplier_credit_note_lines_invoice_line", "invoice_line_id"),
    )

    credit_note_id: Mapped[UUID] = mapped_column(ForeignKey("supplier_credit_notes.id"))
    invoice_line_id: Mapped[UUID] = mapped_column(ForeignKey("supplier_invoice_lines.id"))
    quantity: Mapped[int] = mapped_column(default=0)
    taxable_value: Mapped[int] = mapped_column(BigInteger)
    gst_rate: Mapped[int]
    cgst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    sgst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    igst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    line_total: Mapped[int] = mapped_column(BigInteger)


class CommissionRate(Kept, Base):
    """What the platform keeps, in hundredths of a percent: product beats manufacturer beats site."""

    __tablename__ = "commission_rates"
    __table_args__ = (
        Index("ix_commission_rates_scope", "scope", "scope_id", "valid_from"),
        CheckConstraint("rate BETWEEN 0 AND 10000", name="rate"),
        CheckConstraint("(scope = 'site') = (scope_id IS NULL)", name="scope"),
    )

    scope: Mapped[str] = mapped_column(String(12), default="site")
    scope_id: Mapped[UUID | None]
    rate: Mapped[int]
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)

    maker: Mapped[Manufacturer | None] = relationship(
        lazy="raise", viewonly=True, primaryjoin="Manufacturer.id == foreign(CommissionRate.scope_id)"
    )
    product: Mapped[Product | None] = relationship(
        lazy="raise", viewonly=True, primaryjoin="Product.id == foreign(CommissionRate.scope_id)"
    )

    @property
    def maker_id(self) -> UUID | None:
        """The manufacturer whose rate it is, where it is one's."""
        return self.scope_id if self.scope == "manufacturer" else None

    @maker_id.setter
    def maker_id(self, value: UUID | None) -> None:
        if value is not None and self.scope != "product":
            self.scope, self.scope_id = "manufacturer", value

    @property
    def product_id(self) -> UUID | None:
        """The product whose rate it is, where it is one's."""
        return self.scope_id if self.scope == "product" else None

    @product_id.setter
    def product_id(self, value: UUID | None) -> None:
        if value is not None:
            self.scope, self.scope_id = "product", value

    def state(self, today: date) -> str:
        """Whether it holds on a day, did before, or will."""
        if self.valid_from > today:
            return "later"
        return "ended" if self.valid_to is not None and self.valid_to <= today else "active"


class CommissionInvoice(Issued, MakerOwned, Keyed, Base):
    """The platform's monthly invoice to a manufacturer: its commission through the month that no earlier one charged; never changed."""

    __tablename__ = "commission_invoices"
    __table_args__ = (
        Index("uq_commission_invoices_number", "invoice_number", unique=True),
        Index("uq_commission_invoices_month", "manufacturer_id", "month", unique=True),
    )

    invoice_number: Mapped[str] = mapped_column(String(16))
    month: Mapped[date] = mapped_column(Date)
    invoice_date: Mapped[date] = mapped_column(Date)
    financial_year: Mapped[str] = mapped_column(String(4))
    supplier: Mapped[dict[str, Any]] = mapped_column(Json)
    recipient: Mapped[dict[str, Any]] = mapped_column(Json)
    place_of_supply: Mapped[str] = mapped_column(String(2))
    commission_amount: Mapped[int] = mapped_column(BigInteger)
    cgst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    sgst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    igst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    gst_amount: Mapped[int] = mapped_column(BigInteger)
    total_amount: Mapped[int] = mapped_column(BigInteger)
    total_in_words: Mapped[str] = mapped_column(String(300))


class Payout(MakerOwned, Kept, Base):
    """One transfer to a manufacturer."""

    __tablename__ = "payouts"
    __table_args__ = (
        Index("uq_payouts_number", "payout_number", unique=True),
        Index("ix_payouts_status", "status", "created_at"),
        Index("ix_payouts_maker", "manufacturer_id", "status", "id"),
        CheckConstraint("amount > 0", name="amount"),
    )

    payout_number: Mapped[str] = mapped_column(String(16))
    amount: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(10), default="pending")
    transaction_reference: Mapped[str | None] = mapped_column(String(60))
    paid_on: Mapped[date | None] = mapped_column(Date)
    failure_reason: Mapped[str | None] = mapped_column(String(500))

    manufacturer: Mapped[Manufacturer] = relationship(
        lazy="raise", viewonly=True, primaryjoin="Manufacturer.id == foreign(Payout.manufacturer_id)"
    )


class PayoutEntry(MakerOwned, Keyed, Base):
    """One signed entry of a manufacturer's ledger for `quantity` packs (0 where it is about money alone); appended, never changed."""

    __tablename__ = "payout_entries"
    __table_args__ = (
        Index("ix_payout_entries_maker", "manufacturer_id", "available_on"),
        Index("ix_payout_entries_occurred", "manufacturer_id", "entry_type", "occurred_at"),
        Index("ix_payout_entries_sub_order", "sub_order_id"),
        Index("ix_payout_entries_line", "order_line_id"),
        Index("ix_payout_entries_payout", "payout_id"),
    )

    sub_order_id: Mapped[UUID | None] = mapped_column(ForeignKey("sub_orders.id"))
    order_line_id: Mapped[UUID | None] = mapped_column(ForeignKey("order_lines.id"))
    payout_id: Mapped[UUID | None] = mapped_column(ForeignKey("payouts.id"))
    entry_type: Mapped[str] = mapped_column(String(24))
    amount: Mapped[int] = mapped_column(BigInteger)
    quantity: Mapped[int] = mapped_column(default=0)
    occurred_at: Mapped[datetime]
    available_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str | None] = mapped_column(String(500))


class PayoutHold(MakerOwned, Kept, Base):
    """Money of a manufacturer that waits for a dispute."""

    __tablename__ = "payout_holds"
    __table_args__ = (
        Index("ix_payout_holds_maker", "manufacturer_id", "status"),
        Index("ix_payout_holds_dispute", "dispute_id"),
        CheckConstraint("amount >= 0", name="amount"),
    )

    dispute_id: Mapped[UUID] = mapped_column(ForeignKey("disputes.id"))
    amount: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(10), default="active")
