"""Which visits were reminded of, how, and what became of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, ClinicOwned, Keyed


class Reminder(ClinicOwned, Keyed, Base):
    """One message about one start of one visit by one channel: it is made once, and again only when the visit moved."""

    __tablename__ = "reminders"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "appointment_id"], ["appointments.clinic_id", "appointments.id"], name="fk_reminders_appointment"
        ),
        Index("uq_reminders_once", "clinic_id", "appointment_id", "starts_at", "channel", unique=True),
        Index("ix_reminders_at", "clinic_id", "at"),
    )

    appointment_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(2))
    status: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    user_id: Mapped[UUID | None]
