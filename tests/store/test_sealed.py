"""Sealed rows: what was tampered with does not open."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, update

from data.models import Patient
from data.store.unit_of_work import reading, site, writing


def add_patient(actor, code="P001", **values):
    row = Patient(clinic_id=actor.clinic_id, patient_code=code, gender="female", **values)
    with writing(actor) as session:
        session.add(row)
    return row.id


def opened(actor, row_id):
    with reading(actor) as session:
        row = session.scalars(select(Patient).where(Patient.id == row_id)).one()
        return row.first_name, row.medical_history


def raw(row_id, **values):
    with site().engine.begin() as connection:
        table = Patient.__table__
        if values:
            connection.execute(update(table).where(table.c.id == row_id).values(**values))
        return connection.execute(select(table).where(table.c.id == row_id)).one()._mapping


@pytest.fixture
def patient(alice):
    return add_patient(alice, first_name="Lakshmi", medical_history="sandhivata")


def test_what_is_sealed_opens_again(alice, patient):
    assert opened(alice, patient) == ("Lakshmi", "sandhivata")


def test_nothing_readable_lies_in_the_row(alice, patient):
    assert "Lakshmi" not in str(dict(raw(patient)))
    assert "sandhivata" not in str(dict(raw(patient)))


@pytest.mark.parametrize("envelope", ["ident_sealed", "clinical_sealed"])
def test_every_flipped_bit_is_found(alice, patient, envelope):
    blob = raw(patient)[envelope]
    for place in range(2, len(blob)):
        changed = blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
        raw(patient, **{envelope: changed})
        with pytest.raises(InvalidTag):
            opened(alice, patient)


def test_swaps_of_row_class_clinic_and_age_are_found(alice, charlie, patient):
    other = add_patient(alice, "P002", first_name="Meera", medical_history="none")
    foreign = add_patient(charlie, "P001", first_name="Charu", medical_history="none")
    first = dict(raw(patient))
    swaps = [
        {"ident_sealed": raw(other)["ident_sealed"]},
        {"ident_sealed": raw(foreign)["ident_sealed"]},
        {"ident_sealed": first["clinical_sealed"]},
        {"clinical_sealed": first["ident_sealed"]},
        {"ident_seal_no": first["ident_seal_no"] + 1},
    ]
    for swap in swaps:
        raw(patient, **swap)
        with pytest.raises(InvalidTag):
            opened(alice, patient)
        raw(
            patient,
            ident_sealed=first["ident_sealed"],
            clinical_sealed=first["clinical_sealed"],
            ident_seal_no=first["ident_seal_no"],
        )
    assert opened(alice, patient) == ("Lakshmi", "sandhivata")


def test_an_old_envelope_cannot_be_put_back(alice, patient):
    before = raw(patient)["ident_sealed"]
    with writing(alice) as session:
        session.scalars(select(Patient)).one().first_name = "Lakshmi Devi"
    raw(patient, ident_sealed=before)
    with pytest.raises(InvalidTag):
        opened(alice, patient)


def test_a_name_list_never_opens_clinical_text(alice, patient):
    with reading(alice) as session:
        row = session.scalars(select(Patient)).one()
        assert row.first_name == "Lakshmi"
        assert "clinical_sealed" not in row.__dict__
