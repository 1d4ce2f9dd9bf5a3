"""A clinic with a laboratory: three tests, a panel, people who order, measure and verify."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from data.core import clock
from data.core.actor import Actor, system
from data.models import Appointment, Clinic, LabTest, User
from data.models.base import new_id
from data.rules import lab_results
from data.store import read, write
from data.store.unit_of_work import reading
from tests.appointments.conftest import NOW, House, later, make_house, tuesday

__all__ = ["NOW", "later", "tuesday"]
POTASSIUM = "any:0:150:3.5:5.1:2.5:6.0:1:10"
HAEMOGLOBIN = "female:12:150:12.0:15.0:7.0:20.0:2:25|male:12:150:13.0:17.0:7.0:20.0:2:25|any:0:12:11.0:14.0:7.0:20.0:2:25"


@dataclass
class Lab:
    """The house, and who works in its laboratory."""

    house: House
    sajan: Actor
    leela: Actor
    doctor: Actor
    desk: Actor

    def order(self, *tests: str, actor: Actor | None = None, **more: Any) -> UUID:
        """An order of Dr Nair for Lakshmi."""
        raw = {
            "patient_id": str(self.house.lakshmi.id),
            "tests": list(tests or ("K", "HB", "SMEAR")),
            "priority": "urgent",
        } | more
        return write.create("lab_reports", actor or self.doctor, raw)

    def move(self, report: UUID, *names: str, actor: Actor | None = None, **raw: Any) -> None:
        """Some moves one after the other."""
        for name in names:
            write.step("lab_reports", actor or self.sajan, report, name, raw)

    def running(self, *tests: str, **more: Any) -> UUID:
        """An order whose analysis runs."""
        report = self.order(*tests, **more)
        self.move(report, "collect", "receive", "start")
        return report

    def get(self, report: UUID, actor: Actor | None = None) -> Any:
        """The report as the laboratory sees it."""
        return read.get("lab_reports", actor or self.sajan, report)

    def lines(self, report: UUID) -> dict[str, dict[str, Any]]:
        """Its lines by code."""
        return {line["test_code"]: line for line in self.get(report).values["lines"]}

    def ids(self, report: UUID) -> dict[str, str]:
        """The ids of its lines by code."""
        return {code: line["id"] for code, line in self.lines(report).items()}

    def enter(self, report: UUID, actor: Actor | None = None, **results: str) -> Any:
        """Type results by code."""
        line = self.ids(report)
        return lab_results.enter(actor or self.sajan, report, {line[code]: {"result": text} for code, text in results.items()})

    def test(self, code: str) -> UUID:
        """A test of the catalogue."""
        with reading(self.sajan) as session:
            return session.scalars(select(LabTest.id).where(LabTest.test_code == code)).one()

    def visit(self) -> UUID:
        """Lakshmi's visit."""
        with reading(self.sajan) as session:
            return session.scalars(select(Appointment.id)).one()

    def second_person(self) -> None:
        """The clinic asks for one."""
        self.house.change(Clinic, self.house.clinic_id, lab_second_person=True)


def somebody(house: House, name: str, role: str, **more: Any) -> Actor:
    """A person with an account of this clinic."""
    user = User(
        id=new_id(), clinic_id=house.clinic_id, full_name=name, email=f"{new_id()}@example.org", roles=[role], password_hash="x"
    )
    house.add(user)
    return Actor(name, frozenset({role}), user_id=user.id, clinic_id=house.clinic_id, **more)


def make_lab() -> Lab:
    """The clinic of the appointments, with a laboratory."""
    house = make_house()
    program = system(house.clinic_id)
    test = {"target_routine": "240", "target_urgent": "120", "target_stat": "60"}
    write.create(
        "lab_catalogue",
        program,
        test | {"test_code": "K", "test_name": "Potassium", "unit": "mmol/L", "ranges": POTASSIUM, "panels": "Renal"},
    )
    write.create(
        "lab_catalogue",
        program,
        test | {"test_code": "HB", "test_name": "Haemoglobin", "unit": "g/dL", "ranges": HAEMOGLOBIN, "target_urgent": "90"},
    )
    write.create("lab_catalogue", program, {"test_code": "SMEAR", "test_name": "Blood smear", "kind": "text"})
    write.create("lab_catalogue", program, test | {"test_code": "UREA", "test_name": "Urea", "unit": "mg/dL", "panels": "Renal"})
    house.change(type(house.lakshmi), house.lakshmi.id, birth_year=1968)
    starts = clock.now()
    house.add(
        Appointment(
            clinic_id=house.clinic_id,
            patient_id=house.lakshmi.id,
            doctor_id=house.nair.id,
            appointment_date=starts.date(),
            appointment_time=starts.time(),
            starts_at=starts,
            ends_at=starts + timedelta(minutes=30),
            duration=30,
            appointment_type="consultation",
            status="confirmed",
        )
    )
    return Lab(
        house,
        somebody(house, "Sajan Mathew", "lab_technician"),
        somebody(house, "Leela Jose", "lab_technician"),
        somebody(house, "Dr Nair", "doctor", doctor_id=house.nair.id),
        somebody(house, "Bindu Thomas", "receptionist"),
    )


@pytest.fixture
def lab(database: Any) -> Lab:
    """The clinic with its laboratory, on each kind of database."""
    return make_lab()
