"""Appointments and the events that moved them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKeyConstraint, Index, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, ClinicOwned, Kept, Keyed, live_unique
from data.models.clinics import Room
from data.models.doctors import Doctor
from data.models.patients import Patient
from data.models.sealed import Sealed, SealedRow

LIVE = ("scheduled", "confirmed", "in-progress")


class Appointment(SealedRow, ClinicOwned, Kept, Base):
    """A visit: local date and time as the plan names them, beside the UTC instants that rules and figures use."""

    __tablename__ = "appointments"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_appointments_patient"),
        ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_appointments_doctor"),
        ForeignKeyConstraint(["clinic_id", "room_id"], ["rooms.clinic_id", "rooms.id"], name="fk_appointments_room"),
        Index("ix_appointments_day", "clinic_id", "appointment_date", "doctor_id", "status"),
        Index("ix_appointments_start", "clinic_id", "starts_at", "id"),
        Index("ix_appointments_doctor", "clinic_id", "doctor_id", "starts_at"),
        Index("ix_appointments_patient", "clinic_id", "patient_id", "starts_at"),
        Index("ix_appointments_room", "clinic_id", "room_id", "starts_at"),
        live_unique("uq_appointments_external", "clinic_id", "external_source", "external_id"),
        Index("uq_appointments_token", "clinic_id", "appointment_date", "token_number", unique=True),
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint("duration BETWEEN 5 AND 480", name="duration"),
    )

    patient_id: Mapped[UUID]
    doctor_id: Mapped[UUID]
    room_id: Mapped[UUID | None]
    appointment_date: Mapped[date] = mapped_column(Date)
    appointment_time: Mapped[time] = mapped_column(Time)
    duration: Mapped[int] = mapped_column(default=30)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(12), default="scheduled")
    appointment_type: Mapped[str] = mapped_column(String(14), default="consultation")
    token_number: Mapped[int | None]
    series_id: Mapped[UUID | None] = mapped_column(index=True)
    is_priority: Mapped[bool] = mapped_column(Boolean, default=False)
    checked_in_at: Mapped[datetime | None]
    called_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    rescheduled_from_id: Mapped[UUID | None] = mapped_column(index=True)
    external_source: Mapped[str | None] = mapped_column(String(30))
    external_id: Mapped[str | None] = mapped_column(String(64))

    reason = Sealed("ident")
    cancellation_reason = Sealed("ident")
    override_reason = Sealed("ident")
    notes = Sealed("clinical")

    patient: Mapped[Patient] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Patient.id == foreign(Appointment.patient_id), Patient.clinic_id == Appointment.clinic_id)",
    )
    doctor: Mapped[Doctor] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Doctor.id == foreign(Appointment.doctor_id), Doctor.clinic_id == Appointment.clinic_id)",
    )
    room: Mapped[Room | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Room.id == foreign(Appointment.room_id), Room.clinic_id == Appointment.clinic_id)",
    )

    @property
    def move_reason(self) -> str | None:
        """Why it is being moved now; kept with the move, not with the visit."""
        return self.__dict__.get("_move_reason")

    @move_reason.setter
    def move_reason(self, value: str | None) -> None:
        self.__dict__["_move_reason"] = value


class AppointmentEvent(ClinicOwned, Keyed, SealedRow, Base):
    """One status move or reschedule: the history behind waiting time, overrun and the broad no-show rate."""

    __tablename__ = "appointment_events"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "appointment_id"],
            ["appointments.clinic_id", "appointments.id"],
            name="fk_appointment_events_appointment",
        ),
        Index("ix_appointment_events_appointment", "clinic_id", "appointment_id", "at"),
        Index("ix_appointment_events_old_start", "clinic_id", "kind", "old_starts_at"),
    )

    appointment_id: Mapped[UUID]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(12))
    user_id: Mapped[UUID | None]
    from_status: Mapped[str | None] = mapped_column(String(12))
    to_status: Mapped[str | None] = mapped_column(String(12))
    old_starts_at: Mapped[datetime | None]
    new_starts_at: Mapped[datetime | None]
    old_doctor_id: Mapped[UUID | None]
    new_doctor_id: Mapped[UUID | None]

    reason = Sealed("ident")


class AppointmentSeries(ClinicOwned, Kept, Base):
    """A course of visits booked in one act; the visits carry its id. Weekdays are 0 (Monday) to 6."""

    __tablename__ = "appointment_series"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_appointment_series_patient"
        ),
        ForeignKeyConstraint(
            ["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_appointment_series_doctor"
        ),
        Index("ix_appointment_series_patient", "clinic_id", "patient_id"),
        Index("ix_appointment_series_doctor", "clinic_id", "doctor_id"),
    )

    patient_id: Mapped[UUID]
    doctor_id: Mapped[UUID]
    appointment_type: Mapped[str] = mapped_column(String(14))
    sessions: Mapped[int]
    first_day: Mapped[date] = mapped_column(Date)
    weekdays: Mapped[list[Any]]
