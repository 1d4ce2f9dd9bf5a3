"""People who sign in, their sessions, and the throttle that slows guessing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, Json, Kept, Keyed, live_unique


class User(Kept, Base):
    """One person with a set of roles in one organisation; platform staff have none."""

    __tablename__ = "users"
    __table_args__ = (live_unique("uq_users_email", "email"), live_unique("uq_users_phone", "phone"))

    clinic_id: Mapped[UUID | None] = mapped_column(ForeignKey("clinics.id"), index=True)
    manufacturer_id: Mapped[UUID | None] = mapped_column(index=True)
    patient_id: Mapped[UUID | None] = mapped_column(index=True)
    full_name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(20))
    roles: Mapped[list[Any]] = mapped_column(Json, default=list)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(Boolean, default=False)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    is_demo: Mapped[bool] = mapped_column(Boolean, default=False)
    last_sign_in_at: Mapped[datetime | None]
    theme: Mapped[str] = mapped_column(String(10), default="system")
    density: Mapped[str] = mapped_column(String(12), default="comfortable")

    @property
    def temporary_password(self) -> None:
        """Written through a rule that hashes it; never read back."""

    @temporary_password.setter
    def temporary_password(self, _typed: str | None) -> None:
        """The rule hashes what was typed; the row keeps nothing of it."""


class UserSession(Keyed, Base):
    """A signed-in browser: the cookie holds a token, the table only its hash."""

    __tablename__ = "user_sessions"
    __table_args__ = (Index("uq_user_sessions_token_hash", "token_hash", unique=True),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    ip: Mapped[str] = mapped_column(String(45), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")
    reason_until: Mapped[datetime | None]


class SignInAttempts(Base):
    """Guesses per login and per address in a window, reserved before the password is hashed."""

    __tablename__ = "sign_in_attempts"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    window_starts_at: Mapped[datetime]
    count: Mapped[int] = mapped_column(default=0)
