"""Doctors, their weekly hours, and what departs from them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Time,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, ClinicOwned, Json, Kept, live_unique


class Doctor(ClinicOwned, Kept, Base):
    """A vaidya of the clinic; `consultation_fee` in paise."""

    __tablename__ = "doctors"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        Index("uq_doctors_doctor_code", "clinic_id", "doctor_code", unique=True),
        live_unique("uq_doctors_license_number", "clinic_id", "license_number"),
        live_unique("uq_doctors_user_id", "user_id"),
        live_unique("uq_doctors_external", "clinic_id", "external_source", "external_id"),
        Index("ix_doctors_clinic_name", "clinic_id", "first_name", "id"),
        CheckConstraint("consultation_fee >= 0", name="fee"),
    )

    doctor_code: Mapped[str] = mapped_column(String(12))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    first_name: Mapped[str] = mapped_column(String(120))
    last_name: Mapped[str | None] = mapped_column(String(120))
    specialization: Mapped[str | None] = mapped_column(String(120))
    qualification: Mapped[list[Any]] = mapped_column(Json, default=list)
    license_number: Mapped[str | None] = mapped_column(String(60))
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(200))
    consultation_fee: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    is_incomplete: Mapped[bool] = mapped_column(Boolean, default=False)
    slot_minutes: Mapped[int] = mapped_column(default=30)
    buffer_minutes: Mapped[int] = mapped_column(default=0)
    external_source: Mapped[str | None] = mapped_column(String(30))
    external_id: Mapped[str | None] = mapped_column(String(64))

    @property
    def full_name(self) -> str:
        """First and last name without a title."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)

    @property
    def titled_name(self) -> str:
        """As the front desk says it: "Dr Anjali Varma"."""
        return f"Dr {self.full_name}"


class DoctorSession(ClinicOwned, Kept, Base):
    """Weekly hours: weekday 0 is Monday; valid in [valid_from, valid_to); breaks are [["13:00", "14:00"], …]."""

    __tablename__ = "doctor_sessions"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_doctor_sessions_doctor"),
        Index("ix_doctor_sessions_doctor", "clinic_id", "doctor_id", "weekday"),
        CheckConstraint("starts < ends", name="order"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    )

    doctor_id: Mapped[UUID]
    weekday: Mapped[int]
    starts: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time)
    breaks: Mapped[list[Any]] = mapped_column(Json, default=list)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class ScheduleException(ClinicOwned, Kept, Base):
    """Leave, an extra session, blocked or held minutes; without a doctor it holds for the whole clinic."""

    __tablename__ = "schedule_exceptions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "doctor_id"],
            ["doctors.clinic_id", "doctors.id"],
            name="fk_schedule_exceptions_doctor",
        ),
        Index("ix_schedule_exceptions_span", "clinic_id", "starts_at", "ends_at"),
        Index("ix_schedule_exceptions_doctor", "clinic_id", "doctor_id"),
        CheckConstraint("starts_at < ends_at", name="order"),
    )

    doctor_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(12))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(String(200))
