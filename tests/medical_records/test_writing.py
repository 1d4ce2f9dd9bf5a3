"""A draft that keeps what is typed, the signature under it, and the amendment that keeps the old text."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.core.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from data.models.base import new_id
from data.rules import record_writing
from data.store import history, patient_history, read, write
from tests.appointments.conftest import TODAY, later, make_house
from tests.medical_records.conftest import TEXTS, Ward

NEEDED = ("chief_complaint", "diagnosis", "treatment")


def acts(ward, record_id):
    return [act.verb for act in history.of_row("medical_records", ward.house.manager, record_id)]


def test_a_draft_keeps_what_is_typed_and_counts_its_versions(ward):
    made = ward.draft(weight="61.5", systolic="128", diastolic="82")
    again = record_writing.save(ward.nair, made.id, {"notes": "Walks with a stick", "weight": "61"}, made.version)
    assert again.id == made.id
    assert again.version > made.version
    record = read.get("medical_records", ward.nair, made.id)
    assert {n: record.get(n) for n in (*TEXTS, "notes", "status")} == {**TEXTS, "notes": "Walks with a stick", "status": "draft"}
    assert patient_history.one(ward.nair, made.id).signs == {"weight": 61.0, "systolic": 128, "diastolic": 82}


def test_a_save_of_the_same_words_changes_nothing(ward):
    made = ward.draft(pulse="72")
    again = record_writing.save(ward.nair, made.id, {**ward.raw(pulse="72"), "patient_id": ""}, made.version)
    assert again.version == made.version
    assert acts(ward, made.id) == ["create"]


def test_what_cannot_be_is_named_and_the_rest_is_kept(ward):
    made = ward.draft(systolic="1280", pulse="72", notes="x" * 5000)
    assert set(made.errors) == {"systolic", "notes"}
    assert made.errors["systolic"] == "Systolic of 1280 mmHg cannot be; it lies between 40 and 300."
    sheet = patient_history.one(ward.nair, made.id)
    assert (sheet.texts["diagnosis"], sheet.signs, "notes" in sheet.texts) == (TEXTS["diagnosis"], {"pulse": 72}, False)


def test_a_save_sent_again_goes_on_with_the_row_it_made(ward):
    key = "one form, one record"
    first = record_writing.save(ward.nair, None, ward.raw(), None, key)
    again = record_writing.save(ward.nair, None, ward.raw(notes="More"), None, key)
    assert again.id == first.id
    assert read.page("medical_records", ward.nair, read.Query()).total == 1
    assert read.get("medical_records", ward.nair, first.id).get("notes") == "More"


def test_a_stale_save_is_told_with_both_texts_and_keeps_the_first(ward):
    made = ward.draft(weight="60")
    record_writing.save(ward.nair, made.id, {"diagnosis": "Said in the first tab", "weight": "61"}, made.version)
    with pytest.raises(Stale) as stale:
        record_writing.save(ward.nair, made.id, {"diagnosis": "Said in the second tab", "weight": "62"}, made.version)
    assert stale.value.theirs == {
        "Diagnosis": ("Said in the first tab", "Said in the second tab"),
        "Weight": ("61.0 kg", "62.0 kg"),
    }
    assert "changed this at" in stale.value.message
    assert read.get("medical_records", ward.nair, made.id).get("diagnosis") == "Said in the first tab"
    over = record_writing.save(ward.nair, made.id, {"diagnosis": "Said in the second tab"}, None)
    assert over.version > made.version
    said = [act.changed for act in history.of_row("medical_records", ward.house.manager, made.id) if act.verb == "edit"]
    assert said[0]["Diagnosis"] == ("Said in the first tab", "Said in the second tab")  # what was written over is in the trail


def test_a_stale_save_of_the_same_words_is_no_conflict(ward):
    made = ward.draft()
    newer = record_writing.save(ward.nair, made.id, {"notes": "Once"}, made.version)
    assert record_writing.save(ward.nair, made.id, {"notes": "Once"}, made.version).version == newer.version


@pytest.mark.parametrize("missing", NEEDED)
def test_a_record_is_final_with_complaint_diagnosis_and_treatment_only(ward, missing):
    made = ward.draft(**{missing: ""})
    with pytest.raises(Invalid) as refused:
        record_writing.finalise(ward.nair, made.id, {}, made.version)
    assert list(refused.value.errors) == [missing]
    assert ward.row(made.id).status == "draft"
    done = record_writing.finalise(ward.nair, made.id, {missing: "Now it is here"}, made.version)
    row = ward.row(done.id)
    assert (row.status, row.author_id, row.doctor_id) == ("final", ward.nair.user_id, ward.house.nair.id)
    assert row.finalised_at is not None


def test_what_cannot_be_stops_the_signature_and_keeps_the_draft(ward):
    made = ward.draft()
    with pytest.raises(Invalid) as refused:
        record_writing.finalise(ward.nair, made.id, {"systolic": "120", "diastolic": "130", "notes": "Typed last"}, made.version)
    assert refused.value.errors == {"diastolic": "Diastolic 130 is not below systolic 120. Are they the other way round?"}
    row = ward.row(made.id)
    assert (row.status, row.notes) == ("draft", None)


def test_final_is_read_only(ward):
    done = ward.final()
    with pytest.raises(Conflict, match="This record is final"):
        record_writing.save(ward.nair, done.id, {"diagnosis": "Something else"}, None)
    with pytest.raises(Conflict, match="This record is final"):
        write.change("medical_records", ward.nair, done.id, {"diagnosis": "Something else"}, None)
    with pytest.raises(Conflict, match="A final record is not deleted"):
        write.delete("medical_records", ward.nair, done.id, "Wrong patient")
    assert read.get("medical_records", ward.nair, done.id).get("diagnosis") == TEXTS["diagnosis"]


def test_an_amendment_keeps_the_old_text_with_who_when_and_why(ward):
    done = ward.final(weight="60")
    later(minutes=20)
    first = record_writing.amend(
        ward.nair, done.id, {"diagnosis": "Vatarakta", "weight": "66", "reason": "Uric acid came back high"}, done.version
    )
    ward.seen(ward.house.varma, ward.house.lakshmi, 15)
    second = record_writing.amend(
        ward.varma, done.id, {"treatment": "Kaishora guggulu", "reason": "With the diagnosis"}, first.version
    )
    sheet = patient_history.one(ward.nair, done.id)
    assert (sheet.status, sheet.texts["diagnosis"], sheet.texts["treatment"], sheet.signs) == (
        "amended", "Vatarakta", "Kaishora guggulu", {"weight": 66.0},
    )  # fmt: skip
    newest, oldest = sheet.amendments
    assert (newest.who, newest.before["treatment"], newest.before["diagnosis"]) == (
        "Dr Anjali Varma",
        TEXTS["treatment"],
        "Vatarakta",
    )
    assert (oldest.who, oldest.reason, oldest.before["diagnosis"], oldest.before["weight"]) == (
        "Dr Suresh Nair", "Uric acid came back high", TEXTS["diagnosis"], 60.0,
    )  # fmt: skip
    assert sheet.author_id == ward.nair.user_id  # an amendment makes nobody else the author
    assert second.version > first.version


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        ({"diagnosis": "Vatarakta"}, Invalid),
        ({"diagnosis": "Vatarakta", "reason": "  "}, Invalid),
        ({"diagnosis": "", "reason": "It was wrong"}, Invalid),
        ({"diagnosis": "Vatarakta", "weight": "6000", "reason": "It was wrong"}, Invalid),
        ({"diagnosis": TEXTS["diagnosis"], "reason": "Nothing changes"}, Conflict),
        ({"reason": "Nothing changes"}, Conflict),
    ],
)
def test_an_amendment_needs_a_reason_another_text_and_a_whole_record(ward, raw, error):
    done = ward.final()
    with pytest.raises(error):
        record_writing.amend(ward.nair, done.id, raw, done.version)
    row = ward.row(done.id)
    assert (row.status, row.diagnosis) == ("final", TEXTS["diagnosis"])


def test_a_plain_step_cannot_amend_without_a_text(ward):
    done = ward.final()
    with pytest.raises(Conflict, match="Nothing is different"):
        write.step("medical_records", ward.nair, done.id, "amend", {"reason": "Only the status"})


def test_two_amendments_on_one_version_are_told_of_each_other(ward):
    done = ward.final()
    record_writing.amend(ward.nair, done.id, {"notes": "First", "reason": "Left out"}, done.version)
    with pytest.raises(Stale) as stale:
        record_writing.amend(ward.nair, done.id, {"notes": "Second", "reason": "Left out"}, done.version)
    assert stale.value.theirs == {"Notes": ("First", "Second")}


def test_a_visit_of_another_patient_is_refused_on_create_and_on_change(ward):
    with pytest.raises(Invalid) as refused:
        ward.draft(appointment_id=str(ward.visit_of_ravi))
    assert refused.value.errors == {"appointment_id": "This visit is of another patient."}
    made = ward.draft(appointment_id=str(ward.visit))
    with pytest.raises(Invalid):
        record_writing.save(ward.nair, made.id, {"appointment_id": str(ward.visit_of_ravi)}, made.version)
    assert ward.row(made.id).appointment_id == ward.visit


@pytest.mark.parametrize("whose", ["unknown", "foreign"])
def test_an_unknown_visit_and_another_clinics_sound_the_same(ward, whose):
    visit = new_id() if whose == "unknown" else Ward(make_house()).visit
    with pytest.raises(Invalid) as refused:
        ward.draft(appointment_id=str(visit))
    assert refused.value.errors == {"appointment_id": "There is no such visit in this clinic."}


def test_nobody_writes_up_a_day_to_come(ward):
    with pytest.raises(Invalid) as refused:
        ward.draft(visit_date=(TODAY + timedelta(days=1)).isoformat())
    assert refused.value.errors == {"visit_date": "This day has not come yet."}


def test_writing_makes_nobody_ones_patient(ward):
    with pytest.raises(NotAllowed, match="break-glass"):
        record_writing.save(ward.nair, None, ward.raw(patient_id=str(ward.ravi)), None)
    assert read.page("medical_records", ward.varma, read.Query()).total == 0
    with pytest.raises(NotAllowed):
        read.get("patients", ward.nair, ward.ravi)


def test_a_record_is_in_its_authors_name(ward):
    with pytest.raises(Invalid) as refused:
        ward.draft(doctor_id=str(ward.house.varma.id))
    assert refused.value.errors == {"doctor_id": "A record is written in one's own name."}
    unlinked = ward.house.actor("doctor", "clinic")
    with pytest.raises(NotAllowed, match="not linked to a doctor"):
        record_writing.save(unlinked, None, ward.raw(), None)


def test_a_draft_of_another_doctor_is_read_and_not_touched(ward):
    made = ward.draft()
    ward.seen(ward.house.varma, ward.house.lakshmi, 15)
    assert read.get("medical_records", ward.varma, made.id).get("diagnosis") == TEXTS["diagnosis"]
    with pytest.raises(NotAllowed, match="Only its author changes it"):
        record_writing.save(ward.varma, made.id, {"diagnosis": "Mine"}, made.version)
    with pytest.raises(NotAllowed):
        record_writing.finalise(ward.varma, made.id, {}, made.version)
    with pytest.raises(NotAllowed, match="Only its author changes it"):
        write.delete("medical_records", ward.varma, made.id, "Tidying up")


def test_a_deleted_draft_comes_back_for_its_author_only(ward):
    made = ward.draft()
    ward.seen(ward.house.varma, ward.house.lakshmi, 15)
    with pytest.raises(Invalid, match="Say why"):
        write.delete("medical_records", ward.nair, made.id, " ")
    write.delete("medical_records", ward.nair, made.id, "Wrong patient", made.version)
    with pytest.raises(NotFound):
        read.get("medical_records", ward.nair, made.id)
    with pytest.raises(NotAllowed):
        write.restore("medical_records", ward.varma, made.id)
    write.restore("medical_records", ward.nair, made.id)
    assert read.get("medical_records", ward.nair, made.id).get("status") == "draft"


def test_each_opening_is_in_the_trail_before_it_is_shown(ward):
    done = ward.final()
    read.get("medical_records", ward.house.manager, done.id)
    assert acts(ward, done.id)[:3] == ["view", "finalise", "create"]
