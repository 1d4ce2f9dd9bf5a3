"""What changed: one number per clinic and theme, and a mark per counted day, in the change's own transaction."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.models import (
    Appointment,
    Bill,
    Cart,
    CartLine,
    CashierDay,
    ChangeMark,
    ChangeNumber,
    Clinic,
    ClinicAddress,
    Dispensing,
    Dispute,
    DisputeMessage,
    Doctor,
    DoctorSession,
    LabReport,
    LabReportEvent,
    LabReportTest,
    LedgerEntry,
    Manufacturer,
    MedicalRecord,
    OrderPayment,
    OrgDocument,
    Patient,
    Payout,
    PayoutEntry,
    Prescription,
    Product,
    ProductBatch,
    ProductGstRate,
    Refund,
    Reminder,
    Return,
    Room,
    ScheduleException,
    Shipment,
    SlotOffer,
    StockBatch,
    StockItem,
    SubOrder,
    SupplierCreditNote,
    SupplierInvoice,
    User,
    VitalSigns,
    WaitingListEntry,
)
from data.store import counted
from data.store.wall import WalledSession

THEMES: dict[type, str] = {
    Appointment: "appointments",
    Patient: "patients",
    Doctor: "doctors",
    DoctorSession: "appointments",
    ScheduleException: "appointments",
    Reminder: "reminders",
    Room: "rooms",
    SlotOffer: "waiting_list",
    User: "users",
    WaitingListEntry: "waiting_list",
    Clinic: "clinics",
    MedicalRecord: "medical_records",
    VitalSigns: "medical_records",
    Prescription: "prescriptions",
    Dispensing: "prescriptions",
    Bill: "billing",
    LedgerEntry: "billing",
    CashierDay: "billing",
    LabReport: "lab_reports",
    LabReportTest: "lab_reports",
    LabReportEvent: "lab_reports",
    Cart: "carts",
    CartLine: "carts",
    ClinicAddress: "carts",
    Manufacturer: "manufacturers",
    OrgDocument: "org_documents",
    Product: "products",
    ProductBatch: "products",
    ProductGstRate: "products",
    Return: "orders",
    Shipment: "orders",
    StockBatch: "stock",
    StockItem: "stock",
    SubOrder: "orders",
    OrderPayment: "orders",
    Refund: "orders",
    SupplierInvoice: "orders",
    SupplierCreditNote: "orders",
    PayoutEntry: "payouts",
    Payout: "payouts",
    Dispute: "disputes",
    DisputeMessage: "disputes",
}


@event.listens_for(WalledSession, "before_flush")
def _collect(session: Session, _context: Any, _instances: Any) -> None:
    touched: set[tuple[UUID, str]] = session.info.setdefault("touched", set())
    days: set[tuple[UUID, str, date]] = session.info.setdefault("days", set())
    changed = [
        row
        for row in session.new | session.dirty | session.deleted
        if type(row) in THEMES and (row not in session.dirty or session.is_modified(row))
    ]
    touched.update((owner, THEMES[type(row)]) for row in changed for owner in _owners(row))
    days.update(counted.days(session, [row for row in changed if getattr(row, "clinic_id", None) is not None]))


def _owners(row: Any) -> set[UUID]:
    """Whose numbers rise: the clinic's, the manufacturer's, or both sides of a trade."""
    sides = (getattr(row, "clinic_id", None), getattr(row, "manufacturer_id", None))
    return {side for side in sides if side is not None}


def touch(session: Session, clinic_id: UUID, theme: str) -> None:
    """Say that a theme changed by another way than a mapped row."""
    session.info.setdefault("touched", set()).add((clinic_id, theme))


def mark(session: Session, clinic_id: UUID, theme: str, day: date) -> None:
    """Say that the packed figures of a day no longer hold."""
    session.info.setdefault("days", set()).add((clinic_id, theme, day))


def write(session: Session) -> None:
    """Raise the numbers and set the marks; called last, so that the hot row is locked briefly."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for clinic_id, theme in sorted(session.info.pop("touched", ()), key=str):
        statement = insert(ChangeNumber).values(clinic_id=clinic_id, theme=theme, n=1)
        session.connection().execute(
            statement.on_conflict_do_update(index_elements=["clinic_id", "theme"], set_={"n": ChangeNumber.n + 1})
        )
    for clinic_id, theme, day in sorted(session.info.pop("days", ()), key=str):
        statement = insert(ChangeMark).values(clinic_id=clinic_id, theme=theme, day=day)
        # An update, not "do nothing": it waits for a reader that is clearing this mark, so no mark is lost.
        session.connection().execute(
            statement.on_conflict_do_update(index_elements=["clinic_id", "theme", "day"], set_={"day": statement.excluded.day})
        )


def number(session: Session, clinic_id: UUID, *themes: str) -> int:
    """How often these themes (all when none is named) of a clinic have changed."""
    query = select(func.coalesce(func.sum(ChangeNumber.n), 0)).where(ChangeNumber.clinic_id == clinic_id)
    if themes:
        query = query.where(ChangeNumber.theme.in_(themes))
    return int(session.scalar(query) or 0)


def total(session: Session) -> int:
    """How often anything of any clinic has changed."""
    return int(session.scalar(select(func.coalesce(func.sum(ChangeNumber.n), 0))) or 0)
