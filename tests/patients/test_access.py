"""Who sees which patients, and how much of them."""

from __future__ import annotations

import pytest

from data.core.actor import Actor
from data.core.errors import NotAllowed, NotFound
from data.core.resource import resource
from data.store import access, read, write
from tests.patients.test_rules import visit_of

FULL = {
    "phone": "9847031256", "address_line1": "Menon House", "allergies": [{"substance": "Milk"}], "blood_group": "B+", "medical_history": "Sandhivata",
    "emergency_contact_name": "Madhavan",
}  # fmt: skip
CLINICAL = {"blood_group", "prakriti", "agni", "koshtha", "diet_notes", "medical_history"}


def seen(actor, patient):
    return {name for name, value in read.get("patients", actor, patient).values.items() if value not in (None, "", [])}


def test_reception_sees_identity_and_allergies_and_no_history(aster):
    patient = aster.patient(aster.doctor(), **FULL)
    assert CLINICAL & seen(aster.manager, patient) == {"blood_group", "medical_history"}
    at_the_desk = seen(aster.desk, patient)
    assert {"first_name", "phone", "address_line1", "allergies", "emergency_contact_name", "date_of_birth"} <= at_the_desk
    assert not CLINICAL & set(read.get("patients", aster.desk, patient).values)


@pytest.mark.parametrize(("role", "more"), [("lab_technician", set()), ("pharmacist", {"phone"})])
def test_laboratory_and_pharmacy_see_the_card_only(aster, role, more):
    patient = aster.patient(**FULL)
    record = read.get("patients", aster.person(role), patient)
    assert set(record.values) == {"first_name", "last_name", "gender", "allergies", "full_name", "code", "age"} | more
    columns = {c.name for c in access.columns(resource("patients"), aster.person(role))}
    assert columns == {"name", "allergies"} | more


def test_reception_writes_no_history(aster):
    patient = aster.patient()
    write.change("patients", aster.desk, patient, {"medical_history": "made up", "first_name": "Sarada"}, None)
    record = read.get("patients", aster.manager, patient)
    assert (record.label, record.get("medical_history")) == ("Sarada", None)


@pytest.mark.parametrize("role", ["lab_technician", "pharmacist", "manufacturer", "support", "patient"])
def test_the_other_roles_register_nobody(aster, role):
    with pytest.raises(NotAllowed):
        aster.patient(aster.person(role))


def test_a_doctor_sees_those_she_registered_and_those_who_visit_her(aster):
    anjali, suresh = aster.doctor("Anjali"), aster.doctor("Suresh")
    hers, registered, other = aster.patient(), aster.patient(anjali), aster.patient()
    visit_of(aster, hers, anjali.doctor_id)
    assert {r["id"] for r in read.page("patients", anjali, read.Query()).rows} == {str(hers), str(registered)}
    assert read.page("patients", suresh, read.Query()).total == 0
    with pytest.raises(NotAllowed):
        read.get("patients", anjali, other)
    assert read.get("patients", anjali, hers).get("medical_history") is None


def test_a_doctor_writes_the_history_of_her_own_patients(aster):
    anjali = aster.doctor()
    patient = aster.patient(anjali)
    write.change("patients", anjali, patient, {"medical_history": "Sandhivata", "prakriti": "vata"}, None)
    assert read.get("patients", aster.manager, patient).values["prakriti"] == "vata"


def test_a_patient_sees_only_her_own_record(aster):
    own, other = aster.patient(), aster.patient()
    lakshmi = aster.person("patient", patient_id=own)
    assert read.get("patients", lakshmi, own).label == "Lakshmi"
    with pytest.raises(NotAllowed):
        read.get("patients", lakshmi, other)


def test_nothing_of_another_clinic_is_there(aster, champaka):
    theirs = champaka.patient(first_name="Kamala", phone="9847031256")
    for verb in (
        lambda: read.get("patients", aster.manager, theirs),
        lambda: write.change("patients", aster.manager, theirs, {"first_name": "X"}, None),
        lambda: write.delete("patients", aster.manager, theirs, "why"),
    ):
        with pytest.raises(NotFound):
            verb()
    assert read.page("patients", aster.manager, read.Query(search="Kamala")).total == 0


def test_platform_staff_say_why(aster):
    patient = aster.patient()
    admin = Actor("Admin", frozenset({"admin"}))
    with pytest.raises(NotAllowed, match="Say why"):
        read.get("patients", admin, patient)
    assert read.get("patients", Actor("Admin", frozenset({"admin"}), reason="Asked by the manager"), patient).label == "Lakshmi"
