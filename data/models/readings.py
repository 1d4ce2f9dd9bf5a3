"""Figures that can only be read on the day itself, kept as they were read."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, Float, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, ClinicOwned


class DailyReading(ClinicOwned, Base):
    """One figure of one doctor and visit type on one local day; no value means "beyond what was looked at"."""

    __tablename__ = "daily_readings"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_daily_readings_doctor"),
        Index("ix_daily_readings_doctor", "clinic_id", "doctor_id"),
    )

    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinics.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    doctor_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(14), primary_key=True)
    value: Mapped[int | None]
    read_at: Mapped[datetime]


class MonthReading(ClinicOwned, Base):
    """What one clinic's own figure said of a whole month, with its state and size as they were; kept once, never read anew.

    `part` is the category of a demand figure, else empty; `cases` are what `value` rests on.
    """

    __tablename__ = "month_readings"

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinics.id"), primary_key=True, index=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    part: Mapped[str] = mapped_column(String(60), primary_key=True, default="")
    value: Mapped[float | None] = mapped_column(Float)
    cases: Mapped[int]
    state_code: Mapped[str] = mapped_column(String(2), default="")
    size_band: Mapped[str] = mapped_column(String(10))
    read_at: Mapped[datetime]
