"""The tables, one file a noun."""

from data.models.appointments import LIVE, Appointment, AppointmentEvent, AppointmentSeries
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
from data.models.displays import Display
from data.models.doctors import Doctor, DoctorSession, ScheduleException
from data.models.imports import ImportChunk, ImportJob
from data.models.merges import PatientMerge
from data.models.patients import Patient
from data.models.readings import DailyReading
from data.models.reminders import Reminder
from data.models.sealed import Cabinet, SealedRow
from data.models.users import SignInAttempts, User, UserSession
from data.models.waiting_list import SlotOffer, WaitingListEntry

__all__ = [
    "LIVE",
    "Appointment",
    "AppointmentEvent",
    "AppointmentSeries",
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
    "DailyReading",
    "DayFigures",
    "Display",
    "Doctor",
    "DoctorSession",
    "ImportChunk",
    "ImportJob",
    "Kept",
    "Keyed",
    "OneUseKey",
    "Patient",
    "PatientMerge",
    "Reminder",
    "Room",
    "ScheduleException",
    "SealedRow",
    "SearchToken",
    "SignInAttempts",
    "SiteValue",
    "SlotOffer",
    "User",
    "UserSession",
    "WaitingListEntry",
]
