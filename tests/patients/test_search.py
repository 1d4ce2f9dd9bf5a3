"""Finding a patient while typing, in three scripts; and who may already be here."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.core import clock
from data.core.actor import system
from data.core.errors import NotAllowed
from data.models import AuditEntry, Patient
from data.rules.patients import find_duplicates
from data.store import read, write
from data.store.unit_of_work import reading, writing
from tests.patients.test_rules import visit_of

PEOPLE = [
    ("Lakshmi", "Menon", "1968-03-14", "9847031256"), ("Madhavan", "Menon", "1963-01-01", "9847031256"), ("ലക്ഷ്മി", "മേനോൻ", "1992-05-05", "9447180022"),
    ("सुनीता", "मेनन देशपांडे", "1974-07-07", "9821077340"), ("Unnikrishnan", "", "1955-02-02", "9995012874"), ("Zoë", "D'Souza", "1980-08-08", "9895011111"),
    ("Kadeeja", "Beevi", "1971-09-09", ""), ("മുഹമ്മദ്", "", "1990-01-01", ""),
]  # fmt: skip


@pytest.fixture
def people(aster):
    return [
        aster.patient(first_name=first, last_name=last, date_of_birth=born, phone=phone, file_number=str(2230 + n))
        for n, (first, last, born, phone) in enumerate(PEOPLE)
    ]


def found(clinic, text):
    rows = read.page("patients", clinic.desk, read.Query(search=text)).rows
    return sorted(row["name"].split("\n")[0] for row in rows)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("la", ["Lakshmi Menon"]), ("menon", ["Lakshmi Menon", "Madhavan Menon"]), ("men lak", ["Lakshmi Menon"]), ("LAKSHMI MENON", ["Lakshmi Menon"]),
        ("Laxmi", ["Lakshmi Menon"]), ("ലക്ഷ്", ["ലക്ഷ്മി മേനോൻ"]), ("മേനോൻ", ["ലക്ഷ്മി മേനോൻ"]), ("मेनन", ["सुनीता मेनन देशपांडे"]), ("देशपांडे सुनी", ["सुनीता मेनन देशपांडे"]),
        ("unnikrishnan", ["Unnikrishnan"]), ("zoe", ["Zoë D'Souza"]), ("souza", ["Zoë D'Souza"]), ("98470 31256", ["Lakshmi Menon", "Madhavan Menon"]), ("+91 98210", ["सुनीता मेनन देशपांडे"]),
        ("2874", ["Unnikrishnan"]), ("P002", ["Madhavan Menon"]), ("p003", ["ലക്ഷ്മി മേനോൻ"]), ("menon 1963", ["Madhavan Menon"]), ("lakshmi m", ["Lakshmi Menon"]), ("Khadija", ["Kadeeja Beevi"]), ("മുഹ", ["മുഹമ്മദ്"]), ("nobody", []), ("%", []), ("' OR 1=1 --", []),
    ],
)  # fmt: skip
def test_a_part_of_a_name_a_code_or_a_phone_is_enough(aster, people, typed, expected):
    assert found(aster, typed) == sorted(expected)


def test_every_prefix_of_every_name_finds_its_person(aster, people):
    lost = [
        (word[:size], f"{first} {last}".strip())
        for first, last, *_ in PEOPLE
        for word in f"{first} {last}".replace("'", " ").split()
        for size in range(2, len(word) + 1)
        if f"{first} {last}".strip() not in found(aster, word[:size])
    ]
    assert lost == []


def test_a_changed_name_is_found_by_the_new_one_only(aster, people):
    write.change("patients", aster.desk, people[0], {"first_name": "Sarada"}, None)
    assert (found(aster, "sarada"), found(aster, "lakshmi")) == (["Sarada Menon"], [])


def test_who_was_here_last_comes_first_and_who_never_was_comes_last(aster, people):
    doctor = aster.doctor()
    visit_of(aster, people[1], doctor.doctor_id)
    with writing(system(aster.id)) as session:
        session.scalars(select(Patient).where(Patient.id == people[1])).one().last_visit_at = clock.now()
    assert read.page("patients", aster.desk, read.Query(limit=1)).rows[0]["id"] == str(people[1])
    assert [r["id"] for r in read.page("patients", aster.desk, read.Query(search="menon")).rows] == [
        str(people[1]),
        str(people[0]),
    ]


def likely(actor, **raw):
    return [(one.name, one.same_phone, one.same_name) for one in find_duplicates(actor, raw)]


def test_the_same_phone_or_a_similar_name_is_shown_while_typing(aster, people):
    assert likely(aster.desk, first_name="Lakshmi", last_name="Menon", phone="098470-31256") == [
        ("Lakshmi Menon", True, True),
        ("Madhavan Menon", True, False),
    ]
    assert likely(aster.desk, first_name="Laxmi", last_name="Menon") == [("Lakshmi Menon", False, True)]
    assert likely(aster.desk, first_name="ലക്ഷ്മി", last_name="മേനോൻ") == [("ലക്ഷ്മി മേനോൻ", False, True)]
    assert likely(aster.desk, first_name="सुनीता", last_name="मेनन देशपांडे") == [("सुनीता मेनन देशपांडे", False, True)]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({"date_of_birth": "1968-01-01"}, True),
        ({"date_of_birth": "1998-01-01"}, False),
        ({"estimated_age": "60"}, True),
        ({"estimated_age": "20"}, False),
        ({"date_of_birth": "rubbish", "estimated_age": "x"}, True),
    ],
)
def test_a_similar_name_counts_only_at_a_similar_age(aster, people, typed, shown):
    assert bool(likely(aster.desk, first_name="Lakshmi", last_name="Menon", **typed)) is shown


@pytest.mark.parametrize(
    "raw", [{}, {"first_name": "La"}, {"phone": "98470"}, {"first_name": None, "phone": "not a phone"}, {"first_name": "<b>'\"%"}]
)
def test_too_little_or_nonsense_finds_nobody_and_is_no_refusal(aster, people, raw):
    assert likely(aster.desk, **raw) == []


def test_likely_patients_of_another_clinic_are_not_shown(aster, champaka, people):
    assert likely(champaka.desk, first_name="Lakshmi", last_name="Menon", phone="9847031256") == []


def test_a_doctor_is_shown_her_own_patients_only(aster, people):
    anjali = aster.doctor()
    assert likely(anjali, first_name="Lakshmi", last_name="Menon", phone="9847031256") == []
    visit_of(aster, people[0], anjali.doctor_id)
    assert likely(anjali, first_name="Lakshmi", last_name="Menon", phone="9847031256") == [("Lakshmi Menon", True, True)]


@pytest.mark.parametrize("role", ["lab_technician", "pharmacist", "manufacturer"])
def test_who_registers_nobody_learns_nothing_from_a_phone(aster, people, role):
    with pytest.raises(NotAllowed):
        likely(aster.person(role), phone="9847031256")


def test_looking_for_likely_patients_is_in_the_trail_as_a_search(aster, people):
    desk = aster.desk
    likely(desk, phone="9847031256")
    with reading(system(aster.id)) as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.user_id == desk.user_id)).one()
        assert (entry.verb, entry.noun, {str(i) for i in entry.shown}) == ("search", "patients", {str(people[0]), str(people[1])})
