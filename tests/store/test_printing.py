"""A print is counted and in the trail before it leaves, and is no edit."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from data.core import resource as registry
from data.core.actor import system
from data.core.errors import NotAllowed, NotFound
from data.core.resource import Resource
from data.models import AuditEntry, Clinic, Prescription
from data.store import audit, printing, write
from data.store.unit_of_work import reading, writing


@pytest.fixture
def paper(alice, monkeypatch):
    """A row of an invented noun whose rows are prescriptions."""
    noun = Resource("papers", Prescription, "Papers", "paper", (), (), lambda row: row.prescription_number, patient_data=True)
    monkeypatch.setitem(registry._REGISTRY, "papers", noun)
    program = system(alice.clinic_id)
    patient = write.create("patients", program, {"first_name": "Lakshmi", "gender": "female", "estimated_age": "42"})
    doctor = write.create("doctors", program, {"first_name": "Anjali"})
    row = Prescription(
        clinic_id=alice.clinic_id, prescription_number="AST-RX-1", patient_id=patient, doctor_id=doctor, prescription_date=date(2026, 11, 24)
    )  # fmt: skip
    with writing(program) as session:
        session.add(row)
    return row


def printed(actor, row_id):
    with printing.opened(actor, "papers", row_id) as (session, row, copy):
        assert row.id == row_id
        assert printing.letterhead_of(session, row.clinic_id).name == "Aster Ayurveda"
        return copy


def stands(actor, row_id):
    with reading(actor) as session:
        row = session.scalars(select(Prescription).where(Prescription.id == row_id)).one()
        return row.times_printed, row.version, row.updated_at


def test_the_second_print_is_a_duplicate_and_an_open_form_is_not_stale(alice, paper):
    program = system(alice.clinic_id)
    _, version, changed = stands(program, paper.id)
    assert [printed(program, paper.id) for _ in range(3)] == [1, 2, 3]
    assert stands(program, paper.id) == (3, version, changed)
    with reading(program) as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.verb == "print", AuditEntry.row_id == paper.id))
        assert sorted(audit.detail_of(e)["copy"] for e in entries) == [1, 2, 3]


def test_a_print_that_fails_is_not_counted(alice, paper):
    program = system(alice.clinic_id)
    with pytest.raises(ZeroDivisionError), printing.opened(program, "papers", paper.id):
        raise ZeroDivisionError
    assert stands(program, paper.id)[0] == 0
    assert printed(program, paper.id) == 1


def test_only_who_may_print_prints(alice, charlie, paper):
    with pytest.raises(NotAllowed):
        printed(alice, paper.id)  # the matrix knows no such noun
    with pytest.raises(NotFound):
        printed(system(charlie.clinic_id), paper.id)


def test_the_letterhead_has_the_numbers_of_the_clinic(alice):
    with writing(system()) as session:
        clinic = session.scalars(select(Clinic).where(Clinic.id == alice.clinic_id)).one()
        clinic.license_number, clinic.city, clinic.pincode, clinic.phone = "AYU/KL/1", "Thrissur", "680306", "+914872345678"
    head = printing.letterhead(alice)
    assert (head.name, head.address, head.phone, head.licence) == (
        "Aster Ayurveda",
        "Thrissur, 680306",
        "+914872345678",
        "AYU/KL/1",
    )
