"""The audit trail: one row an act, chained per clinic."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, Json, Keyed


class AuditEntry(Keyed, Base):
    """One act. `chain_id` is the clinic, or the zero UUID for the platform; `mac` covers the row and the one before."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("uq_audit_entries_seq", "chain_id", "seq", unique=True),
        Index("ix_audit_entries_row", "chain_id", "noun", "row_id", "seq"),
        Index("ix_audit_entries_user", "chain_id", "user_id", "seq"),
    )

    chain_id: Mapped[UUID]
    seq: Mapped[int]
    at: Mapped[datetime]
    user_id: Mapped[UUID | None]
    session_id: Mapped[UUID | None]
    ip: Mapped[str] = mapped_column(String(45), default="")
    roles: Mapped[str] = mapped_column(String(120), default="")
    verb: Mapped[str] = mapped_column(String(24))
    noun: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[UUID | None]
    shown: Mapped[list[Any]] = mapped_column(Json, default=list)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditHead(Base):
    """The last link of each chain, locked while the next is made."""

    __tablename__ = "audit_heads"

    chain_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))
