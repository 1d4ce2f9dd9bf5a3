"""The clinic of the visits, with a pharmacist and patients who have met their doctor."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from data.models import Appointment, Patient
from data.models.base import new_id
from data.store import read, write
from tests.appointments.conftest import House, house, local, make_house, tuesday  # noqa: F401 - fixtures

TABLET = {
    "medicine_name": "Yogaraja guggulu",
    "form": "guggulu",
    "dose_amount": "2",
    "dose_unit": "tablet",
    "pattern": "1-0-1",
    "days": "15",
}
LIQUID = {
    "medicine_name": "Dashamoolarishta",
    "form": "arishta",
    "dose_amount": "15",
    "dose_unit": "ml",
    "pattern": "1-0-1",
    "days": "15",
    "pack": "450",
}


@pytest.fixture
def clinic(house):  # noqa: F811
    met(house)
    return house


def met(house):  # noqa: F811
    """Lakshmi and Ravi are Dr Nair's patients."""
    for n, patient in enumerate((house.lakshmi, house.ravi)):
        start = local(house_day(), 10 + n)
        house.add(
            Appointment(
                clinic_id=house.clinic_id, patient_id=patient.id, doctor_id=house.nair.id, appointment_date=house_day(), appointment_time=time(10 + n),
                starts_at=start, ends_at=start + timedelta(minutes=30), duration=30, appointment_type="consultation", status="scheduled",
            )
        )  # fmt: skip


def house_day():
    from tests.appointments.conftest import TODAY

    return TODAY


def pharmacist(clinic, name="one"):
    return clinic.actor("pharmacist") if name == "one" else clinic.actor("pharmacist", "lab_technician")


def prescribe(clinic, *items, key=None, patient=None, actor=None, **more):
    """A prescription of Dr Nair for Lakshmi; its id."""
    raw = {"patient_id": str((patient or clinic.lakshmi).id), "items": list(items or (TABLET,)), **more}
    return write.create("prescriptions", actor or clinic.nair_herself, raw, key)


def seen(clinic, row_id, actor=None):
    return read.get("prescriptions", actor or clinic.nair_herself, row_id)


def allergic(clinic, *substances, severity="severe"):
    clinic.change(
        Patient, clinic.lakshmi.id, allergies=[{"substance": s, "reaction": "", "severity": severity} for s in substances]
    )


__all__ = ["House", "clinic", "house", "make_house", "new_id", "tuesday"]
