"""Work that was done and stands on no live bill: completed visits, dispensed medicine, completed tests.

A visit or a report that came from another system as done was charged for there, if at all, so it is not proposed here;
one that came in open and was done here is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, func, select
from sqlalchemy.orm import Session, aliased, undefer
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from data.core import clock
from data.models import (
    Appointment,
    AppointmentEvent,
    Bill,
    BillItem,
    Clinic,
    Dispensing,
    Doctor,
    LabReport,
    LabReportTest,
    LabTest,
    Prescription,
    PrescriptionItem,
    Product,
    StockItem,
    StockMovement,
)

PROCEDURES = ("procedure", "panchakarma")
MOST = 500  # pieces of work of one kind a list shows, the oldest first


@dataclass(frozen=True, slots=True)
class Charge:
    """One piece of work; `unit_price` in paise, none where no price is known. Names of medicines and tests are clinical."""

    source_noun: str
    source_id: UUID
    patient_id: UUID
    doctor_id: UUID | None
    day: date
    item_type: str
    item_name: str
    document: str
    quantity: int
    unit_price: int | None
    batch_number: str | None = None
    expires_on: date | None = None
    hsn_code: str | None = None
    tax_rate: int = 0  # hundredths of a percent, held in the price; 0 where the clinic charges no GST

    def unnamed(self) -> Charge:
        """The same without what only clinical staff read."""
        words = {"medicine": "Medicine", "lab-test": "Laboratory test"}
        word = words.get(self.item_type, self.item_name)
        return replace(self, item_name=f"{word} of {self.document}" if self.document else word)


def open_charges(session: Session, zone: str, patient_id: UUID | None = None, source: UUID | None = None) -> list[Charge]:
    """Everything that is not billed yet, the oldest first; of one patient, or one piece of work."""
    found = [
        charge
        for model, query, of_patient, read in WORK
        for charge in _of(session, zone, model, query(), of_patient, read, patient_id, source)
    ]
    return sorted(found, key=lambda charge: (charge.day, charge.source_id))


Reader = Callable[..., Charge]


def _of(
    session: Session,
    zone: str,
    model: Any,
    query: Any,
    of_patient: Callable[[UUID], ColumnElement[bool]],
    read: Reader,
    patient_id: UUID | None,
    source: UUID | None,
) -> Iterator[Charge]:
    query = query.where(_not_billed(model))
    if patient_id is not None:
        query = query.where(of_patient(patient_id))
    if source is not None:
        query = query.where(model.id == source)
    if patient_id is None and source is None:
        query = query.order_by(model.id).limit(MOST)  # of one patient the order would lead past the index of patients
    sealed = [undefer(named.clinical_sealed) for named in NAMED.get(model, ())]
    return (read(zone, *tuple(row)) for row in session.execute(query.options(*sealed)))


def _not_billed(model: Any) -> ColumnElement[bool]:
    billed = select(BillItem.id).where(
        BillItem.source_noun == model.__tablename__, BillItem.source_id == model.id, is_live(BillItem)
    )
    return ~billed.exists()


def is_live(item: Any) -> ColumnElement[Any]:
    """Lines of live bills, said as their partial index says it: at `is_live = 1` SQLite would read every line for each piece of work."""
    return UnaryExpression(item.is_live, operator=custom_op(""), type_=Integer())


def open_amounts(session: Session, zone: str) -> list[tuple[UUID | None, date, str, int | None]]:
    """(doctor, day, kind of work, paise or none where no price is known) of everything that is not billed yet."""
    fee, amount = Doctor.consultation_fee, Dispensing.quantity * _price()
    chosen = (
        (Appointment, _visits(Appointment.doctor_id, Appointment.appointment_date, fee)),
        (Dispensing, _dispensed(Prescription.doctor_id, Dispensing.at, amount)),
        (LabReportTest, _tests(LabReport.doctor_id, LabReport.verified_at, LabTest.price)),
    )
    found = []
    for model, query in chosen:
        for doctor, when, price in session.execute(query.where(_not_billed(model))):
            day = clock.local_day(when, zone) if isinstance(when, datetime) else when
            found.append((doctor, day, model.__tablename__, price))
    return found


def _visits(*columns: Any) -> Any:
    billed = select(Bill.id).where(  # a bill brought in from elsewhere names its visit, not the lines' sources
        Bill.appointment_id == Appointment.id,
        Bill.external_id.is_not(None),
        Bill.deleted_at.is_(None),
        Bill.status != "cancelled",
    )
    return (
        select(*(columns or (Appointment, Doctor)))
        .select_from(Appointment)
        .join(Doctor, (Doctor.clinic_id == Appointment.clinic_id) & (Doctor.id == Appointment.doctor_id))
        .where(Appointment.status == "completed", Appointment.deleted_at.is_(None), ~billed.exists(), _done_here())
    )


def _done_here() -> ColumnElement[bool]:
    """Whoever completes a visit here leaves an event; a visit that came in completed has none."""
    events = select(AppointmentEvent.id).where(
        AppointmentEvent.appointment_id == Appointment.id, AppointmentEvent.to_status == "completed"
    )
    return Appointment.external_source.is_(None) | events.exists()


def _visit(_zone: str, visit: Appointment, doctor: Doctor) -> Charge:
    is_procedure = visit.appointment_type in PROCEDURES
    name = f"{visit.appointment_type.capitalize()}, {doctor.titled_name}"
    return Charge(
        "appointments", visit.id, visit.patient_id, doctor.id, visit.appointment_date,
        "procedure" if is_procedure else "consultation", name, "", 1, doctor.consultation_fee,
    )  # fmt: skip


def _dispensed(*columns: Any) -> Any:
    item = (PrescriptionItem.clinic_id == Dispensing.clinic_id) & (PrescriptionItem.id == Dispensing.item_id)
    order = (Prescription.clinic_id == Dispensing.clinic_id) & (Prescription.id == Dispensing.prescription_id)
    moved = (StockMovement.reference_id == Dispensing.id) & (StockMovement.reference_type == Dispensing.__tablename__)
    kept = (StockItem.clinic_id == StockMovement.clinic_id) & (StockItem.id == StockMovement.item_id)
    return (
        select(*(columns or (Dispensing, PrescriptionItem, Prescription, StockItem, _price(), Clinic.gstin.is_not(None))))
        .select_from(Dispensing)
        .join(PrescriptionItem, item)
        .join(Prescription, order)
        .join(Clinic, Clinic.id == Dispensing.clinic_id)
        .outerjoin(StockMovement, moved & (StockMovement.movement_type == "dispense"))
        .outerjoin(StockItem, kept)
        .outerjoin(Product, Product.id == StockItem.product_id)
        .where(Prescription.deleted_at.is_(None), ~_taken_back())
    )


def _price() -> ColumnElement[int | None]:
    """What a unit from the shelf sells at, its tax within: the clinic's price, else the part of the pack's MRP; none when neither is known."""
    return func.coalesce(func.nullif(StockItem.sale_price, 0), Product.mrp // StockItem.units_per_pack)


def _taken_back() -> ColumnElement[bool]:
    """What came back to the shelf is not charged for."""
    came = aliased(StockMovement)
    back = select(came.id).where(
        came.reference_type == Dispensing.__tablename__,
        came.reference_id == Dispensing.id,
        came.movement_type == "return_in",
    )
    return back.exists()


def _medicine(
    zone: str,
    given: Dispensing,
    item: PrescriptionItem,
    order: Prescription,
    kept: StockItem | None,
    price: int | None,
    taxed: bool,
) -> Charge:
    return Charge(
        "dispensings", given.id, order.patient_id, order.doctor_id, clock.local_day(given.at, zone), "medicine",
        item.medicine_name or "Medicine", order.prescription_number, given.quantity, price, given.batch_number, given.expires_on,
        kept.hsn_code if kept else None, kept.tax_rate if kept and taxed else 0,
    )  # fmt: skip


def _tests(*columns: Any) -> Any:
    report = (LabReport.clinic_id == LabReportTest.clinic_id) & (LabReport.id == LabReportTest.report_id)
    listed = (LabTest.clinic_id == LabReportTest.clinic_id) & (LabTest.id == LabReportTest.test_id)
    return (
        select(*(columns or (LabReportTest, LabReport, LabTest)))
        .select_from(LabReportTest)
        .join(LabReport, report)
        .outerjoin(LabTest, listed)
        .where(
            LabReport.status == "completed",
            LabReport.verified_at.is_not(None),
            LabReport.deleted_at.is_(None),
            LabReport.external_source.is_(None) | LabReport.verified_by.is_not(None),
            LabReportTest.status != "pending",
        )
    )


def _test(zone: str, test: LabReportTest, report: LabReport, listed: LabTest | None) -> Charge:
    return Charge(
        "lab_report_tests", test.id, report.patient_id, report.doctor_id, clock.local_day(report.verified_at or report.ordered_at, zone), "lab-test",
        test.test_name or (listed.test_name if listed else "Laboratory test"), report.report_number, 1, listed.price if listed else None,
    )  # fmt: skip


def _under(parent: Any, key: Any) -> Callable[[UUID], ColumnElement[bool]]:
    """Rows of the patient's own papers: asked this way each is found by its paper, not the papers of the whole clinic by theirs."""
    return lambda patient_id: key.in_(select(parent.id).where(parent.patient_id == patient_id))


NAMED: dict[Any, tuple[Any, ...]] = {Dispensing: (PrescriptionItem,), LabReportTest: (LabReportTest,)}
WORK: tuple[tuple[Any, Callable[..., Any], Callable[[UUID], ColumnElement[bool]], Reader], ...] = (
    (Appointment, _visits, lambda patient_id: Appointment.patient_id == patient_id, _visit),
    (Dispensing, _dispensed, _under(Prescription, Dispensing.prescription_id), _medicine),
    (LabReportTest, _tests, _under(LabReport, LabReportTest.report_id), _test),
)
SOURCES = tuple(model.__tablename__ for model, *_ in WORK)
