"""The tables, one file a noun."""

from data.models.appointments import LIVE, Appointment, AppointmentEvent
from data.models.audit import AuditEntry, AuditHead
from data.models.base import Base, ClinicOwned, Kept, Keyed
from data.models.bookkeeping import (
    ChangeMark,
    ChangeNumber,
    ClinicKey,
    Counter,
    DayFigures,
    OneUseKey,
    SearchToken,
    SiteValue,
)
from data.models.clinics import Clinic, Room
from data.models.doctors import Doctor, DoctorSession, ScheduleException
from data.models.patients import Patient
from data.models.sealed import Cabinet, SealedRow
from data.models.users import SignInAttempts, User, UserSession

__all__ = [
    "LIVE",
    "Appointment",
    "AppointmentEvent",
    "AuditEntry",
    "AuditHead",
    "Base",
    "Cabinet",
    "ChangeMark",
    "ChangeNumber",
    "Clinic",
    "ClinicKey",
    "ClinicOwned",
    "Counter",
    "DayFigures",
    "Doctor",
    "DoctorSession",
    "Kept",
    "Keyed",
    "OneUseKey",
    "Patient",
    "Room",
    "ScheduleException",
    "SealedRow",
    "SearchToken",
    "SignInAttempts",
    "SiteValue",
    "User",
    "UserSession",
]
