"""What a patient's record must hold: each rule broken once, with its sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.core import clock
from data.core.actor import system
from data.core.errors import Conflict, Invalid
from data.core.fields import normal_phone
from data.core.resource import resource
from data.models import Appointment, Patient
from data.rules.patients import verhoeff_holds
from data.store import read, write
from data.store.unit_of_work import reading, writing
from tests.patients.conftest import NOW, form

REFUSED = [
    ({"first_name": ""}, "first_name", "First name is needed."),
    ({"first_name": "4711"}, "first_name", "First name needs at least one letter."),
    ({"first_name": "A" * 300}, "first_name", "First name has 300 characters; 120 is the most."),
    ({"first_name": "Lak\x07shmi"}, "first_name", "This holds a character that cannot be shown."),
    ({"gender": ""}, "gender", "Gender is needed."),
    ({"gender": "unknown"}, "gender", "Gender is one of: female, male, other."),
    ({"date_of_birth": "2026-11-25"}, "date_of_birth", "This day has not come yet."),
    ({"date_of_birth": "1895-01-01"}, "date_of_birth", "Nobody is older than 130 years. Check the year."),
    ({"date_of_birth": "31/02/1968"}, "date_of_birth", "31 February is not a date."),
    ({"date_of_birth": "14 March"}, "date_of_birth", "This is not a date. Write it as 22/11/2026."),
    ({"date_of_birth": ""}, "date_of_birth", "A birth date is needed. If only the age is known, fill in the age."),
    ({"date_of_birth": "", "estimated_age": "131"}, "estimated_age", "Or age is at most 130."),
    ({"date_of_birth": "", "estimated_age": "-1"}, "estimated_age", "Or age is at least 0."),
    ({"date_of_birth": "", "estimated_age": "forty"}, "estimated_age", "Or age is a whole number."),
    ({"phone": "12345"}, "phone", "No phone has this number; it has 5 digits. Ten are enough for India."),
    ({"phone": "no phone"}, "phone", "This is not a phone number. Ten digits are enough for India."),
    ({"guardian_phone": "98470"}, "guardian_phone", "No phone has this number; it has 5 digits. Ten are enough for India."),
    ({"emergency_contact_phone": "98470"}, "emergency_contact_phone", "No phone has this number; it has 5 digits. Ten are enough for India."),
    ({"email": "lakshmi at home"}, "email", "This is not an e-mail address. It looks like name@example.org."),
    ({"pincode": "68000"}, "pincode", "A PIN code has six digits; this has 5."),
    ({"pincode": "0680002"}, "pincode", "A PIN code has six digits; this has 7."),
    ({"pincode": "068000"}, "pincode", "No PIN code of India begins with 0."),
    ({"pincode": "Thrissur"}, "pincode", "A PIN code has six digits; this has 0."),
    ({"abha_number": "1234567890123"}, "abha_number", "An ABHA number has fourteen digits; this has 13."),
    ({"abha_number": "12345678901231"}, "abha_number", "One digit of this ABHA number is wrong or two are swapped."),
    ({"allergies": [{"reaction": "rash"}]}, "allergies", "Say what the patient is allergic to."),
    ({"allergies": [{"substance": "Milk", "severity": "awful"}]}, "allergies", "An allergy is mild, moderate or severe."),
    ({"patient_code": "P999"}, "patient_code", "There is no such field."),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "field", "sentence"), REFUSED)
def test_a_value_that_cannot_be_saved_gets_its_sentence(aster, raw, field, sentence):
    with pytest.raises(Invalid) as refused:
        aster.patient(**raw)
    assert list(refused.value.errors) == [field]
    assert refused.value.errors[field].startswith(sentence)
    assert read.page("patients", aster.manager, read.Query()).total == 0


@pytest.mark.parametrize("name", ["Ammini", "ലക്ഷ്മി", "सुनीता", 'D\'Souza <b>"Rani"</b>', "Ng", "=SUM(A1)"])
def test_one_name_is_enough_in_any_script_and_kept_as_typed(aster, name):
    patient = aster.patient(first_name=name)
    record = read.get("patients", aster.desk, patient)
    assert (record.label, record.get("last_name")) == (name, None)


def test_a_last_name_alone_becomes_the_name(aster):
    with writing(system(aster.id)) as session:
        patient = write.insert(
            session, resource("patients"), system(aster.id), {"last_name": "Menon", "gender": "female", "estimated_age": 40}
        )
    assert read.get("patients", aster.desk, patient).label == "Menon"


def test_an_age_gives_a_birth_year_that_is_marked_as_estimated(aster):
    record = read.get("patients", aster.desk, aster.patient(date_of_birth="", estimated_age="58"))
    assert (record.values["age"], record.values["estimated_age"]) == ("about 58 y", 58)
    assert row_of(aster, record.id).birth_year == 1968


def test_a_birth_date_takes_the_place_of_an_estimated_age(aster):
    patient = aster.patient(date_of_birth="", estimated_age="58")
    write.change("patients", aster.desk, patient, {"date_of_birth": "1970-12-31", "estimated_age": "58"}, None)
    record = read.get("patients", aster.desk, patient)
    assert (record.values["age"], record.get("estimated_age"), row_of(aster, patient).is_age_estimated) == ("55 y", None, False)


def test_an_estimated_age_stands_in_the_form_and_can_be_corrected(aster):
    patient = aster.patient(date_of_birth="", estimated_age="58")
    for typed, year in (("58", 1968), ("61", 1965)):
        write.change("patients", aster.desk, patient, {"date_of_birth": "", "estimated_age": typed}, None)
        assert (row_of(aster, patient).birth_year, read.get("patients", aster.desk, patient, "edit").values["estimated_age"]) == (
            year,
            int(typed),
        )


def test_a_birth_date_that_is_taken_out_leaves_an_estimated_age(aster):
    patient = aster.patient()
    write.change("patients", aster.desk, patient, {"date_of_birth": ""}, None)
    assert read.get("patients", aster.desk, patient).values["age"] == "about 58 y"


def test_a_birthday_counts_from_its_day(aster):
    ages = {
        born: read.get("patients", aster.desk, aster.patient(date_of_birth=born)).values["age"]
        for born in ("1968-11-24", "1968-11-25", "2026-11-24")
    }
    assert ages == {"1968-11-24": "58 y", "1968-11-25": "57 y", "2026-11-24": "0 y"}


@pytest.mark.parametrize(
    ("raw", "missing"),
    [({}, True), ({"phone": "9847031256"}, True), ({"phone": "9847031256", "address_line1": "Menon House"}, False)],
)
def test_without_phone_or_address_a_record_is_saved_and_marked(aster, raw, missing):
    patient = aster.patient(**raw)
    assert read.get("patients", aster.desk, patient).values["is_incomplete"] is missing
    found = read.page("patients", aster.desk, read.Query(filters={"is_incomplete": "yes"}))
    assert [r["id"] for r in found.rows] == ([str(patient)] if missing else [])


def test_phones_are_kept_the_international_way_and_families_share_one(aster):
    for typed in ("98470 31256", "+91-98470-31256", "09847031256"):
        assert (
            read.get("patients", aster.desk, aster.patient(phone=typed)).values["phone"]
            == normal_phone("9847031256")
            == "+919847031256"
        )


def test_a_pin_code_is_free_outside_india(aster):
    record = read.get("patients", aster.desk, aster.patient(pincode="SW1A 1AA", country="GB"))
    assert record.values["pincode"] == "SW1A1AA"


def test_an_abha_number_is_kept_as_its_digits(aster):
    digits = "9" * 13
    whole = next(digits + str(last) for last in range(10) if verhoeff_holds(digits + str(last)))
    typed = f"{whole[:2]}-{whole[2:6]}-{whole[6:10]}-{whole[10:]}"
    assert read.get("patients", aster.desk, aster.patient(abha_number=typed)).values["abha_number"] == whole


def test_the_check_digit_catches_every_wrong_digit_and_every_swap():
    whole = "2363"  # the textbook example: 236 with its check digit 3
    assert verhoeff_holds(whole)
    wrong = [whole[:n] + d + whole[n + 1 :] for n in range(4) for d in "0123456789" if d != whole[n]]
    swapped = [whole[:n] + whole[n + 1] + whole[n] + whole[n + 2 :] for n in range(3) if whole[n] != whole[n + 1]]
    assert not any(map(verhoeff_holds, wrong + swapped))


def test_an_allergy_is_marked_and_can_be_listed_by(aster):
    safe, allergic = (
        aster.patient(),
        aster.patient(allergies=[{"substance": "Penicillin", "severity": "severe"}, {"substance": "Milk"}]),
    )
    found = read.page("patients", aster.desk, read.Query(filters={"has_allergies": "yes"}))
    assert [r["allergies"] for r in found.rows] == ["Penicillin, severe +1"]
    assert read.get("patients", aster.desk, allergic).values["allergies"][1] == {
        "substance": "Milk",
        "reaction": "",
        "severity": "mild",
    }
    assert str(safe) not in {r["id"] for r in found.rows}


def test_codes_count_up_and_are_never_given_again(aster):
    first, second = aster.patient(), aster.patient()
    write.delete("patients", aster.manager, second, "entered twice")
    third = aster.patient()
    codes = [row_of(aster, p).patient_code for p in (first, second, third)]
    assert codes == ["P001", "P002", "P003"]


def test_a_patient_with_visits_to_come_is_not_deleted(aster):
    patient, doctor = aster.patient(), aster.doctor()
    visit = visit_of(aster, patient, doctor.doctor_id, days=1)
    with pytest.raises(Conflict, match=r"Lakshmi has 1 visit to come\. Cancel or move them first\."):
        write.delete("patients", aster.manager, patient, "entered twice")
    with writing(system(aster.id)) as session:
        session.scalars(select(Appointment).where(Appointment.id == visit)).one().status = "cancelled"
    write.delete("patients", aster.manager, patient, "entered twice")
    assert read.page("patients", aster.manager, read.Query()).total == 0


def visit_of(clinic, patient, doctor_id, days=0):
    """A visit, put in without asking the rules."""
    start = NOW + timedelta(days=days)
    row = Appointment(
        clinic_id=clinic.id, patient_id=patient, doctor_id=doctor_id, status="scheduled", appointment_type="consultation", duration=30,
        starts_at=start, ends_at=start + timedelta(minutes=30), appointment_date=clock.local_day(start, "Asia/Kolkata"),
        appointment_time=clock.local(start, "Asia/Kolkata").time(),
    )  # fmt: skip
    with writing(system(clinic.id)) as session:
        session.add(row)
        session.flush()
        return row.id


def row_of(clinic, patient):
    with reading(system(clinic.id)) as session:
        row = session.scalars(select(Patient).where(Patient.id == patient)).one()
        session.expunge(row)
        return row


def test_only_known_words_describe_a_constitution(aster):
    with pytest.raises(Invalid, match="Blood group is one of:"):
        aster.patient(aster.doctor(), blood_group="C+")


def test_the_form_of_the_plan_is_all_a_full_record_needs(aster):
    full = form(
        last_name="Menon", phone="98470 31256", email="Lakshmi@Example.org", address_line1="Menon House", city="Thrissur", state="Kerala",
        pincode="680 002", guardian_name="Madhavan", guardian_relationship="husband", guardian_phone="9847031257", file_number="2231",
        blood_group="B+", prakriti="vata-kapha", agni="manda", koshtha="krura", diet_notes="No curd at night", medical_history="Sandhivata",
    )  # fmt: skip
    anjali = aster.doctor()
    record = read.get("patients", anjali, write.create("patients", anjali, full))
    kept = {name: str(record.values[name]) for name in full}
    assert kept == full | {
        "phone": "+919847031256",
        "guardian_phone": "+919847031257",
        "email": "lakshmi@example.org",
        "pincode": "680002",
    }
