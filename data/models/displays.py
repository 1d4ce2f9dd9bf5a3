"""Wall displays: a screen in the waiting room that belongs to no person and can do nothing but show the board."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, ClinicOwned, Kept, live_unique


class Display(ClinicOwned, Kept, Base):
    """One screen: paired once with a short code, then known by a token of which only the hash is kept, until revoked."""

    __tablename__ = "displays"
    __table_args__ = (
        live_unique("uq_displays_name", "clinic_id", "name"),
        Index("uq_displays_token", "token_hash", unique=True),
        Index("uq_displays_code", "code_hash", unique=True),
    )

    name: Mapped[str] = mapped_column(String(80))
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    code_until: Mapped[datetime | None]
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    paired_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
