"""Nouns as CSV: what leaves comes back the same, and what cannot stay is refused by row, field and sentence."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from data.core.actor import Actor
from data.core.errors import Invalid, NotAllowed
from data.interop import csv_rows
from data.models import Appointment, Patient
from data.models.base import new_id
from data.store import read, write
from data.store.unit_of_work import reading
from tests.interop.conftest import carried, exported

LAKSHMI = {
    "external_id": "a-1",
    "first_name": "Lakshmi",
    "last_name": "Menon",
    "gender": "female",
    "date_of_birth": "1968-03-14",
    "phone": "+919847031256",
    "address_line1": "14 Temple Road",
    "city": "Thrissur",
    "pincode": "680001",
    "allergies": "Penicillin:Rash:severe|Dust::mild",
    "medical_history": "Diabetes.\nOn metformin, “500 mg”.",
}
RADHA = {"external_id": "a-2", "first_name": "രാധ", "gender": "female", "estimated_age": "41"}
NAIR = {
    "external_id": "d-1",
    "first_name": "Suresh",
    "last_name": "Nair",
    "qualification": "BAMS|MD",
    "consultation_fee": "450.50",
}
VISIT = {
    "external_id": "v-1",
    "patient_external_id": "a-1",
    "doctor_external_id": "d-1",
    "appointment_type": "follow-up",
    "status": "completed",
    "starts_at": "2024-02-29T09:00:30+05:30",
    "ends_at": "2024-02-29T09:21:10+05:30",
    "checked_in_at": "2024-02-29T08:50:00+05:30",
    "reason": "Knee pain",
    "notes": "Better, less pain",
}


@pytest.fixture
def filled(thanal, bring):
    assert bring(thanal, "patients", LAKSHMI, RADHA).imported["patients"] == 2
    assert bring(thanal, "doctors", NAIR).imported["doctors"] == 1
    assert bring(thanal, "appointments", VISIT).imported["appointments"] == 1
    return thanal


def count(actor, model) -> int:
    with reading(actor) as session:
        return session.scalar(select(func.count(model.id)).where(model.clinic_id == actor.clinic_id))


def the(actor, model):
    with reading(actor) as session:
        return session.scalars(select(model).where(model.clinic_id == actor.clinic_id).order_by(model.id)).first()


def sentences(report) -> list[tuple[int, str, str]]:
    return [(r.number, r.field, r.sentence) for r in report.refusals]


def test_what_leaves_one_clinic_arrives_in_another_the_same(filled, kaveri, tmp_path):
    for noun in ("patients", "doctors", "appointments"):
        report = carried(filled, kaveri, noun, tmp_path)
        assert not report.refusals
        assert exported(kaveri, noun) == exported(filled, noun)


def test_what_was_exported_here_is_known_here(filled, tmp_path):
    for noun, number in (("patients", 2), ("doctors", 1), ("appointments", 1)):
        report = carried(filled, filled, noun, tmp_path)
        assert report.unchanged[noun] == number
        assert not report.imported


def test_an_export_without_ids_of_another_system_comes_back_as_known(thanal, tmp_path):
    write.create("patients", thanal, {"first_name": "Ravi", "gender": "male", "estimated_age": "30"})
    assert carried(thanal, thanal, "patients", tmp_path).unchanged["patients"] == 1


def test_a_past_visit_keeps_its_instants_and_state(filled):
    visit = the(filled, Appointment)
    assert visit.starts_at.isoformat() == "2024-02-29T03:30:30+00:00"
    assert visit.ends_at.isoformat() == "2024-02-29T03:51:10+00:00"
    assert (visit.status, visit.duration, f"{visit.appointment_time:%H:%M}") == ("completed", 21, "09:00")


def test_history_may_overlap(filled, bring):
    twin = VISIT | {"external_id": "v-2"}
    assert bring(filled, "appointments", twin).imported["appointments"] == 1


def test_a_visit_to_come_keeps_to_the_rules(filled, bring):
    ahead = {k: VISIT[k] for k in ("patient_external_id", "doctor_external_id", "appointment_type")}
    report = bring(
        filled, "appointments", ahead | {"starts_at": "2090-01-02T09:00:00+05:30", "ends_at": "2090-01-02T09:30:00+05:30"}
    )
    assert sentences(report) == [(2, "doctor_id", "Dr Suresh Nair has no weekly hours yet. Enter them first.")]


def test_refused_rows_are_told_by_number_field_and_sentence(thanal, bring):
    report = bring(
        thanal,
        "patients",
        LAKSHMI,
        {"first_name": "Nobody", "gender": "female", "date_of_birth": "30/02/1990"},
        {"first_name": "Mani", "gender": "male", "estimated_age": "44", "phone": "12345"},
        {"first_name": "A" * 300, "gender": "male", "estimated_age": "44"},
    )
    assert report.imported["patients"] == 1
    assert report.refused["patients"] == 3
    assert sentences(report) == [
        (3, "date_of_birth", "30 February is not a date."),
        (4, "phone", "No phone has this number; it has 5 digits. Ten are enough for India."),
        (5, "first_name", "First name has 300 characters; 120 is the most."),
    ]


def test_a_link_to_nobody_is_refused_beside_its_column(filled, bring, kaveri):
    stranger = {k: v for k, v in VISIT.items() if k not in {"patient_external_id", "external_id"}} | {"patient_code": "P999"}
    assert sentences(bring(filled, "appointments", stranger)) == [(2, "patient_code", "There is no patient P999 in this clinic.")]
    assert sentences(bring(kaveri, "appointments", VISIT)) == [
        (2, "patient_external_id", "There is no patient a-1 in this clinic.")
    ]


def test_a_visit_of_the_past_brings_its_state(filled, bring):
    plain = {
        "patient_external_id": "a-1",
        "doctor_external_id": "d-1",
        "appointment_date": "2024-02-28",
        "appointment_time": "10:00",
    }
    assert sentences(bring(filled, "appointments", plain)) == [
        (2, "status", "A visit of the past brings its status, such as completed.")
    ]


def test_instants_without_a_zone_are_refused(filled, bring):
    naive = VISIT | {"external_id": "v-9", "starts_at": "2024-02-29T09:00:00"}
    assert sentences(bring(filled, "appointments", naive)) == [
        (2, "starts_at", "The time zone is missing. Write it as 2026-11-22T09:30+05:30.")
    ]


def test_a_dry_run_keeps_nothing(thanal, bring):
    report = bring(thanal, "patients", LAKSHMI, {"first_name": "", "gender": "x"}, dry_run=True)
    assert (report.imported["patients"], report.refused["patients"]) == (1, 1)
    assert count(thanal, Patient) == 0
    assert bring(thanal, "patients", LAKSHMI).imported["patients"] == 1


def test_codes_that_come_along_are_kept_and_never_given_again(thanal, bring):
    report = bring(thanal, "patients", RADHA | {"patient_code": "P041"}, RADHA | {"external_id": "b", "patient_code": "Nr 7"})
    assert sentences(report) == [(3, "patient_code", "A code of a patient looks like P014.")]
    new = write.create("patients", thanal, {"first_name": "Next", "gender": "male", "estimated_age": "3"})
    assert read.get("patients", thanal, new).get("code") == "P042"


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+SUM(A1)", "-Asha", "@home", "'Asha"])
def test_a_name_that_looks_like_a_formula_calculates_nothing_and_comes_back_the_same(thanal, kaveri, name, tmp_path):
    write.create("patients", thanal, {"first_name": name, "gender": "female", "estimated_age": "30"})
    cell = exported(thanal, "patients")[0]["first_name"]
    assert cell[0] not in "=+-@"
    carried(thanal, kaveri, "patients", tmp_path)
    assert the(kaveri, Patient).first_name == name


def test_a_header_that_names_something_unknown_is_refused_as_a_whole(thanal, file):
    with pytest.raises(Invalid, match="There is no such field: shoe_size"):
        csv_rows.read_file("patients", file("patients", {"first_name": "Ravi", "shoe_size": "9"}))


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "patients.csv"
    path.write_bytes("first_name\nJosé\n".encode("latin-1"))
    with pytest.raises(Invalid, match="not text in UTF-8"):
        csv_rows.read_file("patients", path)
    path.write_text("first_name,gender\nRavi,male,too,many\n")
    with pytest.raises(Invalid, match="Row 2 has more cells"):
        csv_rows.read_file("patients", path)
    with pytest.raises(Invalid, match="cannot be read"):
        csv_rows.read_file("patients", tmp_path / "nowhere.csv")


def test_many_rows_go_in_by_chunks_and_no_code_is_left_out(thanal, bring):
    rows = [{"first_name": f"Person {n}", "gender": "other", "estimated_age": "30"} for n in range(430)]
    rows[250]["gender"] = "unknown"
    report = bring(thanal, "patients", *rows)
    assert (report.imported["patients"], report.refused["patients"]) == (429, 1)
    assert [row["patient_code"] for row in exported(thanal, "patients")] == [f"P{n:03d}" for n in range(1, 430)]


def test_an_export_holds_what_the_role_may_take_along(filled):
    desk = Actor("Desk", frozenset({"receptionist"}), user_id=new_id(), clinic_id=filled.clinic_id)
    patient, visit = exported(desk, "patients")[0], exported(desk, "appointments")[0]
    assert not {"medical_history", "prakriti", "diet_notes", "deceased_at"} & set(patient)
    assert patient["first_name"] == "Lakshmi"
    assert "notes" not in visit
    assert (visit["patient_code"], visit["status"]) == ("P001", "completed")
    with pytest.raises(NotAllowed):
        list(csv_rows.write_rows("patients", Actor("Nurse", frozenset({"pharmacist"}), clinic_id=filled.clinic_id)))
