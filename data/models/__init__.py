"""The tables, one file a noun."""

from data.models.appointments import LIVE, Appointment, AppointmentEvent, AppointmentSeries
from data.models.audit import AuditEntry, AuditHead
from data.models.base import Base, ClinicOwned, Kept, Keyed, MakerOwned, Offered, OfOrganisation, Traded
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
from data.models.disputes import Dispute, DisputeLine, DisputeMessage
from data.models.doctors import Doctor, DoctorSession, ScheduleException
from data.models.files import StoredFile
from data.models.imports import ImportChunk, ImportJob
from data.models.lab import LabPanel, LabPanelTest, LabRange, LabReport, LabReportEvent, LabReportTest, LabTest
from data.models.manufacturers import Manufacturer, OrgDocument, OrgEvent, TradeFile
from data.models.medical_records import BreakGlass, MedicalRecord, RecordAmendment, RecordTemplate, VitalSigns
from data.models.merges import PatientMerge
from data.models.orders import (
    Cart,
    CartLine,
    ClinicAddress,
    GoodsReceipt,
    GoodsReceiptLine,
    Order,
    OrderEvent,
    OrderLine,
    Return,
    Shipment,
    ShipmentLine,
    StockReservation,
    SubOrder,
)
from data.models.patients import Patient
from data.models.prescriptions import Dispensing, Prescription, PrescriptionFavourite, PrescriptionItem
from data.models.products import Product, ProductBatch, ProductGstRate, ProductPrice
from data.models.readings import DailyReading, MonthReading
from data.models.reminders import Reminder
from data.models.sealed import Cabinet, SealedRow
from data.models.stock import StockBatch, StockItem, StockMovement
from data.models.supplier_money import (
    CommissionInvoice,
    CommissionRate,
    OrderPayment,
    Payout,
    PayoutEntry,
    PayoutHold,
    Refund,
    SupplierCreditNote,
    SupplierCreditNoteLine,
    SupplierInvoice,
    SupplierInvoiceLine,
)
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
    "Cart",
    "CartLine",
    "CashierDay",
    "ChangeMark",
    "ChangeNumber",
    "Clinic",
    "ClinicAddress",
    "ClinicKey",
    "ClinicOwned",
    "CommissionInvoice",
    "CommissionRate",
    "Counter",
    "DailyReading",
    "DayFigures",
    "Dispensing",
    "Display",
    "Dispute",
    "DisputeLine",
    "DisputeMessage",
    "Doctor",
    "DoctorSession",
    "GoodsReceipt",
    "GoodsReceiptLine",
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
    "MakerOwned",
    "Manufacturer",
    "MedicalRecord",
    "MonthReading",
    "OfOrganisation",
    "Offered",
    "OneUseKey",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderPayment",
    "OrgDocument",
    "OrgEvent",
    "Patient",
    "PatientMerge",
    "Payout",
    "PayoutEntry",
    "PayoutHold",
    "Prescription",
    "PrescriptionFavourite",
    "PrescriptionItem",
    "Product",
    "ProductBatch",
    "ProductGstRate",
    "ProductPrice",
    "RecordAmendment",
    "RecordTemplate",
    "Refund",
    "Reminder",
    "Return",
    "Room",
    "ScheduleException",
    "SealedRow",
    "SearchToken",
    "Shipment",
    "ShipmentLine",
    "SignInAttempts",
    "SiteValue",
    "SlotOffer",
    "StockBatch",
    "StockItem",
    "StockMovement",
    "StockReservation",
    "StoredFile",
    "SubOrder",
    "SupplierCreditNote",
    "SupplierCreditNoteLine",
    "SupplierInvoice",
    "SupplierInvoiceLine",
    "TradeFile",
    "Traded",
    "User",
    "UserSession",
    "VitalSigns",
    "WaitingListEntry",
]
