"""Two doctors, a patient of each, and a record that is being written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from data.core import clock
from data.core.actor import Actor
from data.models import Appointment, MedicalRecord
from data.models.base import new_id
from data.rules import record_writing
from data.store.unit_of_work import reading
from tests.appointments.conftest import TODAY, House, local, make_house

NOW = datetime(2026, 11, 24, 5, 12, tzinfo=UTC)  # 10:42 in Kerala
TEXTS = {"chief_complaint": "Knee pain", "diagnosis": "Sandhigata vata", "treatment": "Janu vasti, seven days"}


@pytest.fixture(autouse=True)
def tuesday():
    """It is Tuesday, 24 November 2026, 10:42."""
    clock.set_now(lambda: NOW)


class Ward:
    """The house of the appointments' tests, with Lakshmi seen by Dr Nair and Ravi by Dr Varma."""

    def __init__(self, house: House):
        self.house, self.lakshmi, self.ravi = house, house.lakshmi.id, house.ravi.id
        self.visit, self.visit_of_ravi = self.seen(house.nair, house.lakshmi, 10), self.seen(house.varma, house.ravi, 11)

    def seen(self, doctor, patient, hour):
        visit = Appointment(
            id=new_id(), clinic_id=self.house.clinic_id, patient_id=patient.id, doctor_id=doctor.id, status="completed", duration=30,
            appointment_type="consultation", appointment_date=TODAY, appointment_time=local(TODAY, hour).timetz().replace(tzinfo=None),
            starts_at=local(TODAY, hour), ends_at=local(TODAY, hour, 30),
        )  # fmt: skip
        self.house.add(visit)
        return visit.id

    @property
    def nair(self) -> Actor:
        return self.house.actor("doctor", doctor_id=self.house.nair.id)

    @property
    def varma(self) -> Actor:
        return Actor(
            "Dr Varma", frozenset({"doctor"}), user_id=self.house.varma.id, clinic_id=self.house.clinic_id, doctor_id=self.house.varma.id
        )  # fmt: skip

    def person(self, role) -> Actor:
        if role in {"admin", "support"}:
            return Actor("Platform", frozenset({role}), user_id=new_id(), reason="Helping the clinic")
        if role in {"doctor", "colleague"}:
            return self.nair if role == "doctor" else self.varma
        return self.house.actor(role, **({"patient_id": self.lakshmi} if role == "patient" else {}))

    def raw(self, **more):
        return {"patient_id": str(self.lakshmi), "visit_date": TODAY.isoformat(), **TEXTS, **more}

    def draft(self, **more):
        return record_writing.save(self.nair, None, self.raw(**more), None)

    def final(self, **more):
        made = self.draft(**more)
        return record_writing.finalise(self.nair, made.id, {}, made.version)

    def row(self, record_id) -> MedicalRecord:
        with reading(self.house.manager) as session:
            row = session.scalars(select(MedicalRecord).where(MedicalRecord.id == record_id)).one()
            row.envelope("clinical")
            return row


@pytest.fixture
def ward(database) -> Ward:
    return Ward(make_house())
