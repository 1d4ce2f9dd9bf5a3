"""Manufacturers, the documents of organisations, and what happened to organisations."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, Kept, Keyed, OfOrganisation, live_unique
from data.models.clinics import Clinic
from data.models.organisations import Organisation
from data.models.sealed import Cabinet

PLATFORM = UUID(int=0)
BANK_DOTS = "••••"


class Manufacturer(Organisation, Kept, Base):
    """A supplier of the marketplace; `bank_account_sealed` holds the account number under the platform's key."""

    __tablename__ = "manufacturers"
    __table_args__ = (
        Index("uq_manufacturers_manufacturer_code", "manufacturer_code", unique=True),
        live_unique("uq_manufacturers_gstin", "gstin"),
        live_unique("uq_manufacturers_license_number", "license_number"),
        Index("ix_manufacturers_name", "company_name", "id"),
        CheckConstraint("lead_time_days BETWEEN 0 AND 365", name="lead_time"),
        CheckConstraint("hsn_digits IN (4, 6)", name="hsn_digits"),
    )

    manufacturer_code: Mapped[str] = mapped_column(String(3))
    company_name: Mapped[str] = mapped_column(String(200))
    lead_time_days: Mapped[int] = mapped_column(default=5)
    hsn_digits: Mapped[int] = mapped_column(default=4)
    bank_account_name: Mapped[str | None] = mapped_column(String(120))
    bank_account_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    ifsc: Mapped[str | None] = mapped_column(String(11))

    @property
    def bank_account_number(self) -> str | None:
        """Its last four digits; the whole number is opened for a payout only."""
        return f"{BANK_DOTS}{self.whole_bank_account()[-4:]}" if self.bank_account_sealed else None

    @bank_account_number.setter
    def bank_account_number(self, typed: str | None) -> None:
        if typed and typed != self.bank_account_number:
            self.bank_account_sealed = Cabinet.seal(PLATFORM, "bank", typed.encode(), f"manufacturers|bank|{self.id}".encode())

    def whole_bank_account(self) -> str:
        """The account number itself."""
        assert self.bank_account_sealed
        return Cabinet.open(PLATFORM, "bank", self.bank_account_sealed, f"manufacturers|bank|{self.id}".encode()).decode()

    @property
    def manufacturer_id(self) -> UUID:
        """A manufacturer belongs to itself."""
        return self.id


class OrgDocument(OfOrganisation, Kept, Base):
    """A licence, certificate or proof of one organisation; a renewal is a new row. Expired is derived from `expires_on`."""

    __tablename__ = "org_documents"
    __table_args__ = (
        Index("ix_org_documents_clinic", "clinic_id", "doc_type", "status"),
        Index("ix_org_documents_manufacturer", "manufacturer_id", "doc_type", "status"),
        Index("ix_org_documents_expiry", "expires_on", "status"),
        CheckConstraint("(clinic_id IS NULL) <> (manufacturer_id IS NULL)", name="owner"),
    )

    doc_type: Mapped[str] = mapped_column(String(24))
    number: Mapped[str | None] = mapped_column(String(60))
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("trade_files.id"), index=True)
    issued_on: Mapped[date | None] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(10), default="uploaded")
    verified_by: Mapped[UUID | None]
    verified_at: Mapped[datetime | None]
    rejection_reason: Mapped[str | None] = mapped_column(String(500))

    clinic: Mapped[Clinic | None] = relationship(
        lazy="raise", viewonly=True, primaryjoin="Clinic.id == foreign(OrgDocument.clinic_id)"
    )
    manufacturer: Mapped[Manufacturer | None] = relationship(
        lazy="raise", viewonly=True, primaryjoin="Manufacturer.id == foreign(OrgDocument.manufacturer_id)"
    )

    @property
    def whose(self) -> str:
        """The organisation it belongs to, as people call it."""
        if self.clinic is not None:
            return self.clinic.clinic_name
        return self.manufacturer.company_name if self.manufacturer is not None else ""


class OrgEvent(OfOrganisation, Keyed, Base):
    """One move of an organisation through approval."""

    __tablename__ = "org_events"
    __table_args__ = (
        Index("ix_org_events_clinic", "clinic_id", "at"),
        Index("ix_org_events_manufacturer", "manufacturer_id", "at"),
    )

    at: Mapped[datetime]
    user_id: Mapped[UUID | None]
    from_status: Mapped[str | None] = mapped_column(String(12))
    to_status: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(500))


class TradeFile(OfOrganisation, Kept, Base):
    """A document, picture or piece of evidence of the marketplace, sealed with the platform's key; `size` in bytes.

    Of a clinic, of a manufacturer, or of both (evidence both parties of a dispute see).
    """

    __tablename__ = "trade_files"
    __table_args__ = (
        Index("ix_trade_files_row", "noun", "row_id"),
        Index("ix_trade_files_clinic", "clinic_id"),
        Index("ix_trade_files_manufacturer", "manufacturer_id"),
        CheckConstraint("size > 0", name="size"),
    )

    noun: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    place: Mapped[str] = mapped_column(String(120))
    preview_place: Mapped[str | None] = mapped_column(String(120))

    @property
    def pages(self) -> int | None:
        """Not counted: these are looked at, not leafed through."""
        return None
