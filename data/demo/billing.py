"""Eleven months of bills: most paid at once, some in parts, some old and open; closed days, and what waits at the desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from data.core import bill_totals, clock
from data.core.actor import Actor
from data.core.bill_totals import BillTotal, Line
from data.demo import cash_desk
from data.demo.envelopes import sealed
from data.demo.visits import Visit
from data.models import (
    Bill,
    BillItem,
    Clinic,
    Counter,
    Dispensing,
    Doctor,
    LabReport,
    LabReportTest,
    LabTest,
    LedgerEntry,
    Patient,
    Prescription,
    PrescriptionItem,
)
from data.models.base import new_id
from data.store import audit

CHUNK = 500
DAYS_BEFORE, BILLS_BEFORE = 270, 135  # bills of the time before the visits that are kept
OLD_AND_OPEN = (75, 105, 150, 190, 260, 300)  # days ago; nobody has paid these
METHODS = (("cash", 44), ("upi", 40), ("card", 12), ("online", 4))
WHEN_PAID = (("at once", 84), ("in parts", 7), ("later", 6), ("open", 3))
BEFORE_PAID = (("at once", 40), ("later", 38), ("in parts", 12), ("open", 10))
COURSES = (("Panchakarma course, 7 days", 1_450_000), ("Shirodhara, 5 sittings", 750_000), ("Kati vasti, 3 sittings", 360_000), ("Consultation", 50_000))  # fmt: skip
PER_UNIT = {"vati": 450, "guggulu": 480, "churna": 90, "ghrita": 240, "taila": 110, "lehya": 80}  # paise, tax included
LIQUID, GST_ON_MEDICINE, HSN = 60, 500, "30049011"
PROCEDURES = ("procedure", "panchakarma")
JUST_DONE = 4
DISCOUNTS = (0, 0, 0, 0, 0, 0, 0, 5, 10, 10)


@dataclass(slots=True)
class Made:
    """One bill while it is made up: whose, when, its lines, and what was paid when."""

    patient_id: UUID
    doctor_id: UUID
    at: datetime
    visit_id: UUID | None = None
    lines: list[dict[str, Any]] = field(default_factory=list)
    discount: int = 0
    days_to_pay: int = 0
    paid: list[tuple[datetime, str, int]] = field(default_factory=list)
    number: str = ""
    stays_open: bool = False
    id: UUID = field(default_factory=new_id)
    sums: BillTotal | None = None

    def total(self) -> BillTotal:
        """Its sums, as the desk computes them; asked only once lines and discount stand."""
        if self.sums is None:
            typed = [
                Line(i["quantity"], i["unit_price"], 0, i.get("tax_rate", 0), i.get("tax_included", False)) for i in self.lines
            ]
            self.sums = bill_totals.totals(typed, self.discount)
        return self.sums


def write(session: Session, actor: Actor, visits: Sequence[Visit], now: datetime, cashier: UUID | None) -> None:
    """Bills of a clinic's visits and of the time before, their payments, and the cashier's closed days."""
    dice = Random(len(visits))
    made = sorted([*_before(session, actor, dice, now), *_of_visits(session, actor, visits, dice, now)], key=lambda b: b.at)
    entries = enter(session, actor, made, dice, now, cashier)
    session.add_all(cash_desk.closed_days(actor, entries, cashier, clock.local_day(now, actor.zone), dice))
    session.flush()


def enter(
    session: Session, actor: Actor, made: Sequence[Made], dice: Random, now: datetime, cashier: UUID | None
) -> list[dict[str, Any]]:
    """Bills in the order of their instants: numbered, issued, and paid as far as they are; the rows of the ledger."""
    code = session.scalars(select(Clinic.clinic_code).where(Clinic.id == actor.clinic_id)).one()
    for bill in made:
        _decide(bill, dice, now)
    series = _number(made, code, actor.zone)
    for start in range(0, len(made), CHUNK):
        part = made[start : start + CHUNK]
        _insert(session, actor, part, cashier)
        audit.record(session, actor, "import", "patient_bills", clinic_id=actor.clinic_id, shown=[b.id for b in part])
    entries, receipts = _entries(made, actor, code, cashier)
    session.connection().execute(insert(LedgerEntry), entries)
    _settle(session, made)
    counters = [{"clinic_id": actor.clinic_id, "series": name, "value": n} for name, n in {**series, **receipts}.items()]
    session.connection().execute(insert(Counter), counters)
    return entries


# --- what was done ---


def _of_visits(session: Session, actor: Actor, visits: Sequence[Visit], dice: Random, now: datetime) -> Iterator[Made]:
    """Nearly all work of the past is billed; of the last day some is not yet."""
    doctors = {d.id: d for d in session.scalars(select(Doctor).where(Doctor.clinic_id == actor.clinic_id))}
    medicines, tests = _handed_out(session, actor), _tested(session, actor)
    done = sorted((v for v in visits if v.status == "completed" and v.ended_at), key=lambda v: v.ended_at or now)
    just_done = {v.id for v in done[-JUST_DONE:]}  # they stand at the counter
    for visit in done:
        if visit.id in just_done or visit.ended_at is None:
            continue
        age = now - visit.ended_at
        if dice.random() > (0.76 if age < timedelta(hours=20) else 0.93 if age < timedelta(days=3) else 0.998):
            continue
        doctor = doctors[visit.doctor_id]
        at = min(now, visit.ended_at + timedelta(minutes=dice.randint(2, 14)))
        bill = Made(visit.patient_id, visit.doctor_id, at, visit.id)
        kind = "procedure" if visit.appointment_type in PROCEDURES else "consultation"
        bill.lines = [
            {
                "item_type": kind, "item_name": f"{visit.appointment_type.capitalize()}, {doctor.titled_name}", "quantity": 1,
                "unit_price": doctor.consultation_fee or 0, "source_noun": "appointments", "source_id": visit.id,
            },
            *medicines[visit.id],
            *tests[visit.id],
        ]  # fmt: skip
        yield bill


def _handed_out(session: Session, actor: Actor) -> dict[UUID, list[dict[str, Any]]]:
    found = defaultdict(list)
    of_item = (PrescriptionItem.clinic_id == Dispensing.clinic_id) & (PrescriptionItem.id == Dispensing.item_id)
    query = select(Dispensing, PrescriptionItem).join(PrescriptionItem, of_item).where(Dispensing.clinic_id == actor.clinic_id)
    visits = {row.id: row.appointment_id for row in session.execute(select(Prescription.id, Prescription.appointment_id))}
    for given, item in session.execute(query):
        found[visits[given.prescription_id]].append(
            {
                "item_type": "medicine", "item_name": item.medicine_name, "quantity": given.quantity, "tax_included": True,
                "unit_price": PER_UNIT.get(item.form or "", LIQUID), "tax_rate": GST_ON_MEDICINE, "hsn_code": HSN,
                "batch_number": given.batch_number, "expires_on": given.expires_on, "source_noun": "dispensings", "source_id": given.id,
            }
        )  # fmt: skip
    return found


def _tested(session: Session, actor: Actor) -> dict[UUID | None, list[dict[str, Any]]]:
    found = defaultdict(list)
    query = (
        select(LabReport.appointment_id, LabReportTest.id, LabTest.test_name, LabTest.price)
        .join(LabReportTest, (LabReportTest.clinic_id == LabReport.clinic_id) & (LabReportTest.report_id == LabReport.id))
        .join(LabTest, (LabTest.clinic_id == LabReportTest.clinic_id) & (LabTest.id == LabReportTest.test_id))
        .where(LabReport.clinic_id == actor.clinic_id, LabReport.status == "completed")
    )
    for visit, test, name, price in session.execute(query):
        line = {"item_type": "lab-test", "item_name": name, "quantity": 1, "unit_price": price or 0}
        found[visit].append(line | {"source_noun": "lab_report_tests", "source_id": test})
    return found


def _before(session: Session, actor: Actor, dice: Random, now: datetime) -> Iterator[Made]:
    """Courses and consultations of the months before the visits that are kept."""
    doctors = list(session.scalars(select(Doctor.id).where(Doctor.clinic_id == actor.clinic_id).order_by(Doctor.doctor_code)))
    patients = session.scalars(
        select(Patient.id).where(Patient.clinic_id == actor.clinic_id).order_by(Patient.patient_code)
    ).all()
    today = clock.local_day(now, actor.zone)
    ages = (*OLD_AND_OPEN, *(dice.randint(62, 62 + DAYS_BEFORE) for _ in range(BILLS_BEFORE)))
    for place, age in enumerate(ages):
        day = today - timedelta(days=age)
        at = clock.at(day, time(9 + dice.randrange(9), dice.randrange(60)), actor.zone)
        name, price = dice.choice(COURSES)
        bill = Made(dice.choice(patients), dice.choice(doctors), at, stays_open=place < len(OLD_AND_OPEN))
        kind = "consultation" if name == "Consultation" else "procedure"
        bill.lines = [{"item_type": kind, "item_name": name, "quantity": 1, "unit_price": price}]
        yield bill


# --- what was paid ---


def _decide(bill: Made, dice: Random, now: datetime) -> None:
    """What was taken off, and when it is paid; only what has happened by now."""
    fates = WHEN_PAID if bill.visit_id else BEFORE_PAID
    gross = sum(i["quantity"] * i["unit_price"] for i in bill.lines)
    bill.discount = gross * dice.choice(DISCOUNTS) // 10_000 * 100
    fate = "open" if bill.stays_open else dice.choices([f for f, _ in fates], [w for _, w in fates])[0]
    if fate != "at once" and not bill.stays_open and dice.random() < 0.35:
        bill.days_to_pay = 30
    rest = bill.total().total
    parts = [dice.randint(30, 70) * rest // 10_000 * 100, rest] if fate == "in parts" else [rest]
    at = bill.at + (timedelta(days=dice.randint(6, 75)) if fate == "later" else timedelta(minutes=dice.randint(0, 4)))
    for part in [] if fate == "open" else parts:
        amount, method = min(part, rest), dice.choices([m for m, _ in METHODS], [w for _, w in METHODS])[0]
        if amount > 0 and at <= now:
            bill.paid.append((at, method, amount))
            rest -= amount
        at += timedelta(days=dice.randint(9, 50))


def _entries(made: Sequence[Made], actor: Actor, code: str, cashier: UUID | None) -> tuple[list[dict[str, Any]], dict[str, int]]:
    numbers: dict[str, int] = {}
    found = []
    for at, method, amount, bill in sorted(((*paid, b) for b in made for paid in b.paid), key=lambda p: p[0]):
        day = clock.local_day(at, actor.zone)
        year = clock.financial_year(day)
        series = f"receipts {year}"
        numbers[series] = numbers.get(series, 0) + 1
        found.append(
            {
                "id": new_id(), "clinic_id": actor.clinic_id, "patient_id": bill.patient_id, "bill_id": bill.id, "act_id": new_id(),
                "entry_type": "payment", "amount": amount, "method": method, "at": at, "business_day": day, "user_id": cashier, "part": 0,
                "receipt_number": f"{code}-P{year}-{numbers[series]:06d}",
            }
        )  # fmt: skip
    return found, numbers


# --- into the tables ---


def _number(made: Sequence[Made], code: str, zone: str) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for bill in made:
        year = clock.financial_year(clock.local_day(bill.at, zone))
        numbers[f"bills {year}"] = numbers.get(f"bills {year}", 0) + 1
        bill.number = f"{code}-{year}-{numbers[f'bills {year}']:06d}"
    return numbers


LINE_SUMS = ("total", "share", "taxable", "cgst", "sgst", "igst", "tax")
UNTYPED: dict[str, Any] = {
    "tax_rate": 0, "tax_included": False, **dict.fromkeys(("hsn_code", "batch_number", "expires_on", "source_noun", "source_id")),
}  # fmt: skip
SUMS = ("gross", "line_discount", "subtotal", "discount", "cgst", "sgst", "igst", "tax", "total")


def _insert(session: Session, actor: Actor, made: Sequence[Made], cashier: UUID | None) -> None:
    """Drafts with their lines, then issued in one go."""
    rows, issued = [], []
    lines: list[dict[str, Any]] = []
    for bill in made:
        sums, day = bill.total(), clock.local_day(bill.at, actor.zone)
        rows.append(
            {
                "id": bill.id, "clinic_id": actor.clinic_id, "patient_id": bill.patient_id, "doctor_id": bill.doctor_id,
                "appointment_id": bill.visit_id, "bill_date": day, "due_date": day + timedelta(days=bill.days_to_pay), "balance": sums.total,
                "created_at": bill.at, "updated_at": bill.at, "created_by": cashier, **{name: getattr(sums, name) for name in SUMS},
            }
        )  # fmt: skip
        lines += _items(actor, bill, sums)
        status = "pending" if sums.total else "paid"
        issued.append({"b_id": bill.id, "status": status, "bill_number": bill.number, "issued_at": bill.at, "issued_by": cashier})
    session.connection().execute(insert(Bill), rows)
    session.connection().execute(insert(BillItem), lines)
    _follow(session, issued, ("status", "bill_number", "issued_at", "issued_by"))


def _items(actor: Actor, bill: Made, sums: BillTotal) -> Iterator[dict[str, Any]]:
    assert actor.clinic_id is not None
    for place, (typed, line) in enumerate(zip(bill.lines, sums.lines, strict=True)):
        row_id, told = new_id(), {name: getattr(line, name) for name in LINE_SUMS}
        named = {name: value for name, value in typed.items() if name != "item_name"}
        yield {
            "id": row_id, "clinic_id": actor.clinic_id, "bill_id": bill.id, "position": place, "doctor_id": bill.doctor_id, "ident_seal_no": 1,
            "ident_sealed": sealed(actor.clinic_id, BillItem.__tablename__, "ident", row_id, {"item_name": typed["item_name"]}),
            **UNTYPED, **named, **told,
        }  # fmt: skip


def _follow(session: Session, rows: Sequence[dict[str, Any]], names: Sequence[str]) -> None:
    """Set these columns of bills, each named by `b_id`."""
    bills: Table = Bill.__table__  # type: ignore[assignment]
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    session.connection().execute(update(bills).where(bills.c.id == bindparam("b_id")).values(values), list(rows))


def _settle(session: Session, made: Sequence[Made]) -> None:
    """Each bill follows its entries."""
    rows = []
    for bill in made:
        paid, total = sum(amount for _, _, amount in bill.paid), bill.total().total
        if paid:
            status = "paid" if paid == total else "partial"
            rows.append(
                {
                    "b_id": bill.id,
                    "status": status,
                    "paid_amount": paid,
                    "balance": total - paid,
                    "payment_method": bill.paid[-1][1],
                }
            )
    _follow(session, rows, ("status", "paid_amount", "balance", "payment_method"))
