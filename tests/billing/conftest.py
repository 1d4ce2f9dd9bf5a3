"""A clinic with a till: who works there, how a bill is written, and a clock that stands still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from data.core import clock
from data.core.actor import Actor, system
from data.core.gst import check_digit
from data.models import Bill, Clinic, Doctor, LedgerEntry, Patient
from data.rules import bill_drafts, ledger
from data.store import write
from data.store.unit_of_work import reading, writing
from tests.appointments.conftest import _codes
from tests.staff import Staffed

FIRST = "32ABCDE1234F1Z"
NOW = datetime(2026, 11, 24, 3, 45, tzinfo=UTC)  # Tuesday, 09:15 in Kerala


@dataclass
class Till(Staffed):
    """The clinic, its people, and the desk's usual gestures."""

    clinic_id: UUID
    code: str
    doctor: Doctor
    other_doctor: Doctor
    patient: Patient
    other: Patient

    @property
    def pharmacy(self) -> Actor:
        return self.actor("pharmacist")

    def draft(self, *lines: dict[str, Any], by: Actor | None = None, key: str | None = None, **more: Any) -> UUID:
        raw = {"patient_id": str(self.patient.id), **more}
        return bill_drafts.create(by or self.desk, raw, lines or (line(),), key)

    def issue(self, bill_id: UUID, by: Actor | None = None) -> None:
        write.step("patient_bills", by or self.desk, bill_id, "issue")

    def issued(self, *lines: dict[str, Any], **more: Any) -> UUID:
        bill_id = self.draft(*lines, **more)
        self.issue(bill_id)
        return bill_id

    def pay(self, bill_id: UUID, amount: str, method: str = "cash", by: Actor | None = None, **more: Any) -> ledger.Act:
        return ledger.pay(by or self.desk, bill_id, [tender(amount, method)], **more)

    def bill(self, bill_id: UUID) -> Bill:
        with reading(system(self.clinic_id)) as session:
            return session.scalars(select(Bill).where(Bill.id == bill_id)).one()

    def entries(self, **by: Any) -> list[LedgerEntry]:
        with reading(system(self.clinic_id)) as session:
            return list(session.scalars(select(LedgerEntry).filter_by(**by).order_by(LedgerEntry.at, LedgerEntry.id)))

    def add(self, *rows: Any) -> None:
        with writing(system(self.clinic_id)) as session:
            session.add_all(rows)

    def set(self, **values: Any) -> None:
        """Change the clinic."""
        with writing(system()) as session:
            clinic = session.scalars(select(Clinic).where(Clinic.id == self.clinic_id)).one()
            for name, value in values.items():
                setattr(clinic, name, value)


def line(price: str = "500", **more: Any) -> dict[str, Any]:
    """A typed line: a consultation for 500."""
    return {"item_type": "consultation", "item_name": "Consultation", "quantity": "1", "unit_price": price, **more}


def tender(amount: Any, method: str = "cash", **more: Any) -> dict[str, Any]:
    """A typed way of paying; all but cash and advance leave a reference."""
    return {"amount": amount, "method": method, **({} if method in {"cash", "advance"} else {"reference": "R-1"}), **more}


REASON = {"reason": "Entered twice by mistake"}


@pytest.fixture(autouse=True)
def tuesday():
    """It is Tuesday, 24 November 2026, 09:15."""
    clock.set_now(lambda: NOW)


def set_clock(instant: datetime) -> None:
    """What "now" is from here on."""
    clock.set_now(lambda: instant)


def make_till(gstin: bool = True) -> Till:
    """A new clinic (one of a database may have a GSTIN) with a manager, a desk, two doctors and two patients."""
    code = next(_codes)
    clinic_id = write.create("clinics", system(), {"clinic_name": "Aster Ayurveda", "clinic_code": code})
    own = {"clinic_id": clinic_id}
    till = Till(
        clinic_id,
        code,
        Doctor(**own, doctor_code="DOC001", first_name="Suresh", last_name="Nair", consultation_fee=50_000),
        Doctor(**own, doctor_code="DOC002", first_name="Anjali", last_name="Varma", consultation_fee=40_000),
        Patient(**own, patient_code="P001", gender="female", first_name="Lakshmi", last_name="Menon"),
        Patient(**own, patient_code="P002", gender="male", first_name="Ravi", last_name="Pillai"),
    )
    till.add(till.doctor, till.other_doctor, till.patient, till.other)
    if gstin:
        till.set(gstin=FIRST + check_digit(FIRST))
    return till


@pytest.fixture
def till(database: Any) -> Till:
    """The till, on each kind of database."""
    return make_till()
