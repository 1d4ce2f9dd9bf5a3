"""The tables, one file a noun."""

from data.models.appointments import LIVE, Appointment, AppointmentEvent, AppointmentSeries
from data.models.audit import AuditEntry, AuditHead
from data.models.base import Base, ClinicOwned, Kept, Keyed
from data.models.billing import Bill, BillItem, CashierDay, LedgerEntry
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
from data.models.files import StoredFile
from data.models.imports import ImportChunk, ImportJob
from data.models.lab import LabPanel, LabPanelTest, LabRange, LabReport, LabReportEvent, LabReportTest, LabTest
from data.models.medical_records import BreakGlass, MedicalRecord, RecordAmendment, RecordTemplate, VitalSigns
from data.models.merges import PatientMerge
from data.models.patients import Patient
from data.models.prescriptions import Dispensing, Prescription, PrescriptionFavourite, PrescriptionItem
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
    "Bill",
    "BillItem",
    "BreakGlass",
    "Cabinet",
    "CashierDay",
    "ChangeMark",
    "ChangeNumber",
    "Clinic",
    "ClinicKey",
    "ClinicOwned",
    "Counter",
    "DailyReading",
    "DayFigures",
    "Dispensing",
    "Display",
    "Doctor",
    "DoctorSession",
    "ImportChunk",
    "ImportJob",
    "Kept",
    "Keyed",
    "LabPanel",
    "LabPanelTest",
    "LabRange",
    "LabReport",
    "LabReportEvent",
    "LabReportTest",
    "LabTest",
    "LedgerEntry",
    "MedicalRecord",
    "OneUseKey",
    "Patient",
    "PatientMerge",
    "Prescription",
    "PrescriptionFavourite",
    "PrescriptionItem",
    "RecordAmendment",
    "RecordTemplate",
    "Reminder",
    "Room",
    "ScheduleException",
    "SealedRow",
    "SearchToken",
    "SignInAttempts",
    "SiteValue",
    "SlotOffer",
    "StoredFile",
    "User",
    "UserSession",
    "VitalSigns",
    "WaitingListEntry",
]
