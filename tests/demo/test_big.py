"""The volume demo at a small size: as many rows as asked for, sealed, searchable, free of overlaps."""

from __future__ import annotations

from collections import defaultdict

import pytest
from sqlalchemy import func, select

from data.core.actor import system
from data.core.errors import Conflict
from data.demo import big
from data.models import Appointment, Patient
from data.store import read, write
from data.store.unit_of_work import reading

SIZE = big.Size(visits=3_000, patients=300, clinics=3, doctors=4)


def test_volume_is_exact_sealed_and_searchable(database):
    made = big.load(SIZE)
    with reading(system()) as session:
        assert session.scalar(select(func.count(Appointment.id))) == SIZE.visits
        assert session.scalar(select(func.count(Patient.id))) == SIZE.patients
    actor = system(made[1])
    with reading(actor) as session:
        patient = session.scalars(select(Patient).order_by(Patient.id)).first()
    found = read.page("patients", actor, read.Query(search=f"{patient.full_name} {patient.birth_year}"))
    assert str(patient.id) in {row["id"] for row in found.rows}
    new = write.create("patients", actor, {"first_name": "Next", "gender": "male", "estimated_age": "3"})
    assert read.get("patients", actor, new).get("code") == "P101"
    nobody_is_in_two_places()
    with pytest.raises(Conflict, match="already"):
        big.load(SIZE)


def nobody_is_in_two_places():
    with reading(system()) as session:
        rows = session.execute(
            select(Appointment.doctor_id, Appointment.patient_id, Appointment.starts_at, Appointment.ends_at).where(
                Appointment.status.in_(("scheduled", "confirmed"))
            )
        ).all()
    spans = defaultdict(list)
    for doctor, patient, starts, ends in rows:
        spans[doctor].append((starts, ends))
        spans[patient].append((starts, ends))
    for found in spans.values():
        found.sort()
        assert all(a[1] <= b[0] for a, b in zip(found, found[1:], strict=False))
