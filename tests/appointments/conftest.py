"""One clinic on a Tuesday morning: two doctors, three patients, a room, and people at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

import data.resources  # noqa: F401 - declares the nouns
from data.core import clock
from data.core.actor import Actor, system
from data.models import Clinic, Doctor, DoctorSession, Patient, Room, ScheduleException
from data.store import write
from data.store.unit_of_work import writing
from tests.staff import Staffed

ZONE = "Asia/Kolkata"
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 3, 45, tzinfo=UTC)  # 09:15 in Kerala
ALWAYS = date(2026, 1, 1)


@dataclass
class House(Staffed):
    """The clinic and its people."""

    clinic_id: UUID
    nair: Doctor
    varma: Doctor
    lakshmi: Patient
    ravi: Patient
    aisha: Patient
    room: Room

    @property
    def nair_herself(self) -> Actor:
        return self.actor("doctor", doctor_id=self.nair.id)

    def raw(self, at: str = "10:00", day: date | str = "2026-11-25", **more: Any) -> dict[str, Any]:
        """What the form posts for a visit of Lakshmi with Dr Nair."""
        asked = {"patient_id": self.lakshmi.id, "doctor_id": self.nair.id, "appointment_date": str(day), "appointment_time": at}
        return {name: str(value) for name, value in {**asked, **more}.items()}

    def add(self, *rows: Any) -> None:
        """Put rows into the clinic without asking the rules."""
        with writing(system(self.clinic_id)) as session:
            session.add_all(rows)

    def change(self, model: Any, row_id: UUID, **values: Any) -> None:
        """Change a row without asking the rules."""
        with writing(system(self.clinic_id)) as session:
            row = session.scalars(select(model).where(model.id == row_id)).one()
            for name, value in values.items():
                setattr(row, name, value)

    def away(self, kind: str, start: datetime, end: datetime, doctor: Doctor | None = None, reason: str | None = None) -> None:
        """Leave, a block, or a holiday of the whole clinic."""
        self.add(
            ScheduleException(
                clinic_id=self.clinic_id, doctor_id=doctor and doctor.id, kind=kind, starts_at=start, ends_at=end, reason=reason
            )
        )


def local(day: date, hour: int, minute: int = 0) -> datetime:
    """The instant of a wall-clock time in Kerala."""
    return clock.at(day, time(hour, minute), ZONE)


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[None]:
    """It is Tuesday, 24 November 2026, 09:15."""
    clock.set_now(lambda: NOW)
    yield
    clock.set_now(None)


def later(**by: int) -> datetime:
    """Let time pass; what "now" is from here on."""
    then = clock.now() + timedelta(**by)
    clock.set_now(lambda: then)
    return then


_codes = iter(f"{chr(65 + n // 676 % 26)}{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}" for n in range(17_576))


def make_house() -> House:
    """A new clinic: doctors see patients 10:00–13:00 and 14:00–17:00 from Monday to Friday."""
    clinic_id = write.create("clinics", system(), {"clinic_name": "Aster Ayurveda", "clinic_code": next(_codes)})
    own = {"clinic_id": clinic_id}
    house = House(
        clinic_id,
        Doctor(**own, doctor_code="DOC001", first_name="Suresh", last_name="Nair"),
        Doctor(**own, doctor_code="DOC002", first_name="Anjali", last_name="Varma"),
        Patient(**own, patient_code="P001", gender="female", first_name="Lakshmi", last_name="Menon"),
        Patient(**own, patient_code="P002", gender="male", first_name="Ravi", last_name="Pillai"),
        Patient(**own, patient_code="P003", gender="female", first_name="Aisha"),
        Room(**own, name="Room 2"),
    )
    house.add(house.nair, house.varma, house.lakshmi, house.ravi, house.aisha, house.room)
    hours = {"starts": time(10), "ends": time(17), "breaks": [["13:00", "14:00"]], "valid_from": ALWAYS}
    house.add(*(DoctorSession(**own, doctor_id=d.id, weekday=n, **hours) for n in range(5) for d in (house.nair, house.varma)))
    return house


@pytest.fixture
def house(database: Any) -> House:
    """The clinic, on each kind of database."""
    return make_house()


def reception_completes(house: House) -> None:
    """The clinic lets reception complete visits."""
    with writing(system()) as session:
        clinic = session.scalars(select(Clinic).where(Clinic.id == house.clinic_id)).one()
        clinic.reception_may_complete = True
