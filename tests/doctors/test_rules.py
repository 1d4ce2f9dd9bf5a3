"""What a doctor's record must hold, and when a doctor may leave."""

from __future__ import annotations

import pytest

from data.core.actor import system
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.store import read, write
from tests.patients.test_rules import visit_of


def doctor(clinic, **raw):
    return write.create("doctors", clinic.manager, {"first_name": "Anjali", "last_name": "Varma", **raw})


def values(clinic, row):
    return read.get("doctors", clinic.manager, row).values


@pytest.mark.parametrize(
    ("raw", "field", "sentence"),
    [
        ({"first_name": ""}, "first_name", "First name is needed."),
        ({"first_name": "A" * 300}, "first_name", "First name has 300 characters; 120 is the most."),
        ({"phone": "123"}, "phone", "No phone has this number; it has 3 digits. Ten are enough for India."),
        ({"consultation_fee": "lots"}, "consultation_fee", "This is not an amount in rupees. Write it as 450 or 450.50."),
        ({"consultation_fee": "-1"}, "consultation_fee", "Consultation fee is at least ₹0.00."),
        ({"slot_minutes": "4"}, "slot_minutes", "Usual visit, minutes is at least 5."),
        ({"slot_minutes": "481"}, "slot_minutes", "Usual visit, minutes is at most 480."),
        ({"user_id": "nobody"}, "user_id", "Choose a account from the list."),
        ({"user_id": "00000000-0000-7000-8000-000000000000"}, "user_id", "There is no such account in this clinic."),
    ],
)
def test_a_value_that_cannot_be_saved_gets_its_sentence(aster, raw, field, sentence):
    with pytest.raises(Invalid) as refused:
        doctor(aster, **raw)
    assert refused.value.errors == {field: sentence}


@pytest.mark.parametrize("name", ["Vaidyan", "ഫാത്തിമ", "सुरेश", 'O\'Neil <i>"Doc"</i>'])
def test_one_name_in_any_script_is_enough(aster, name):
    row = write.create("doctors", aster.manager, {"first_name": name})
    assert read.get("doctors", aster.manager, row).label == f"Dr {name}"
    assert values(aster, row)["code"] == "DOC001"


def test_without_licence_or_phone_the_record_is_incomplete(aster):
    without, whole = doctor(aster, phone="9447012207"), doctor(aster, phone="9447012207", license_number="TCMC-A-1")
    assert (values(aster, without)["is_incomplete"], values(aster, whole)["is_incomplete"]) == (True, False)
    assert [r["id"] for r in read.page("doctors", aster.manager, read.Query(filters={"is_incomplete": "yes"})).rows] == [
        str(without)
    ]


def test_a_licence_number_belongs_to_one_doctor_of_a_clinic(aster, champaka):
    doctor(aster, license_number="TCMC-A-1")
    doctor(champaka, license_number="TCMC-A-1")
    with pytest.raises(Conflict, match=r"Another doctor of this clinic has this licence number\.") as refused:
        doctor(aster, license_number="TCMC-A-1")
    assert refused.value.field == "license_number"


def account(clinic, email, *roles):
    raw = {"full_name": "Anjali Varma", "email": email, "roles": list(roles), "temporary_password": "Coconut-oil-7-lamps"}
    return write.create("users", clinic.manager, raw)


def test_an_account_has_the_role_and_belongs_to_one_doctor(aster, champaka):
    anjali, desk, theirs = (
        account(aster, "a@x.example", "doctor"),
        account(aster, "d@x.example", "receptionist"),
        account(champaka, "c@x.example", "doctor"),
    )
    doctor(aster, user_id=str(anjali))
    with pytest.raises(Conflict, match="already linked to another doctor"):
        doctor(aster, user_id=str(anjali))
    with pytest.raises(Invalid, match="does not have the role Doctor yet"):
        doctor(aster, user_id=str(desk))
    with pytest.raises(Invalid, match="There is no such account in this clinic"):
        doctor(aster, user_id=str(theirs))


def test_a_doctor_with_visits_to_come_is_neither_switched_off_nor_deleted(aster):
    row = doctor(aster)
    patient = aster.patient()
    visit_of(aster, patient, row, days=1)
    visit_of(aster, patient, row, days=2)
    visit_of(aster, patient, row, days=-2)
    sentence = r"Dr Anjali Varma has 2 visits to come\. Hand them over first\."
    with pytest.raises(Conflict, match=sentence) as refused:
        write.change("doctors", aster.manager, row, {"is_active": "no"}, None)
    assert refused.value.field == "is_active"
    with pytest.raises(Conflict, match=sentence):
        write.delete("doctors", aster.manager, row, "retired")
    write.change("doctors", aster.manager, row, {"specialization": "Shalya"}, None)
    assert values(aster, row)["is_active"] is True


def test_a_doctor_without_visits_may_rest(aster):
    row = doctor(aster)
    write.change("doctors", aster.manager, row, {"is_active": "no"}, None)
    assert values(aster, row)["is_active"] is False
    assert [r["is_active"] for r in read.page("doctors", aster.manager, read.Query(filters={"is_active": "no"})).rows] == ["No"]


def test_a_doctor_edits_herself_and_nobody_else(aster):
    herself, other = aster.doctor(), doctor(aster)
    write.change("doctors", herself, herself.doctor_id, {"phone": "9447012207"}, None)
    with pytest.raises(NotAllowed):
        write.change("doctors", herself, other, {"phone": "9447012207"}, None)
    assert read.get("doctors", herself, other).label == "Dr Anjali Varma"


@pytest.mark.parametrize("role", ["receptionist", "lab_technician", "pharmacist"])
def test_the_others_read_the_doctors_and_write_none(aster, role):
    row, person = doctor(aster), aster.person(role)
    assert read.get("doctors", person, row).label == "Dr Anjali Varma"
    for act in (
        lambda: write.create("doctors", person, {"first_name": "X"}),
        lambda: write.change("doctors", person, row, {"first_name": "X"}, None),
        lambda: write.delete("doctors", person, row, "why"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_doctor_of_another_clinic_is_not_there(aster, champaka):
    theirs = doctor(champaka)
    with pytest.raises(NotFound):
        read.get("doctors", aster.manager, theirs)
    assert read.get("doctors", system(champaka.id), theirs).label == "Dr Anjali Varma"
