"""A prescription is whole, the doctor's own, and changed in one act or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import object_session

from data.core.actor import system
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from data.models import Patient, Prescription, PrescriptionItem
from data.rules import prescriptions as rules
from data.rules.dispensing import dispense
from data.store import history, read, write
from data.store.unit_of_work import reading
from tests.appointments.conftest import later

from .conftest import LIQUID, TABLET, allergic, pharmacist, prescribe, seen


def lines(clinic, row_id):
    return seen(clinic, row_id).get("lines")


def test_a_prescription_has_its_number_its_quantity_and_the_words_of_the_plan(clinic):
    row = seen(clinic, prescribe(clinic, TABLET, LIQUID, diagnosis="Sandhivata"))
    assert row.get("prescription_number").endswith("-R2627-000001")
    assert (row.get("status"), row.get("doctor_id"), row.get("diagnosis")) == ("active", clinic.nair.id, "Sandhivata")
    tablet, liquid = row.get("lines")
    assert [tablet[k] for k in ("quantity", "dosage", "frequency", "duration")] == [60, "2 tablets", "2 times a day", "15 days"]
    assert (liquid["quantity"], liquid["base_unit"]) == (450, "ml")


def test_what_was_typed_goes_before_what_is_computed(clinic):
    line = lines(clinic, prescribe(clinic, {**TABLET, "quantity": "45", "frequency": "mornings and nights"}))[0]
    assert (line["quantity"], line["frequency"], line["dosage"]) == (45, "mornings and nights", "2 tablets")


@pytest.mark.parametrize("items", [[], [{"medicine_name": "  "}], "", None])
def test_an_empty_prescription_is_no_prescription(clinic, items):
    with pytest.raises(Invalid, match="at least one medicine"):
        write.create("prescriptions", clinic.nair_herself, {"patient_id": str(clinic.lakshmi.id), "items": items})
    row = prescribe(clinic)
    with pytest.raises(Invalid, match="at least one medicine"):
        write.change("prescriptions", clinic.nair_herself, row, {"items": items}, None)
    assert len(lines(clinic, row)) == 1


def test_each_wrong_box_has_its_own_sentence_and_takes_no_number(clinic):
    wrong = [
        {"medicine_name": "A", "pattern": "often"},
        {},
        {"days": "7"},
        {**TABLET, "dose_amount": "0"},
        {"medicine_name": "B", "dose_amount": "2"},
    ]
    with pytest.raises(Invalid) as refused:
        prescribe(clinic, *wrong)
    assert set(refused.value.errors) == {"items-1-pattern", "items-3-medicine_name", "items-4-dose_amount", "items-5-dose_unit"}
    with pytest.raises(Invalid) as refused:
        prescribe(clinic, TABLET, {"medicine_name": "B"})
    assert refused.value.errors == {"items-2-quantity": "Type how many: without dose, pattern and days it cannot be computed."}
    assert seen(clinic, prescribe(clinic)).get("prescription_number").endswith("000001")


def test_only_a_doctor_of_the_clinic_prescribes_and_only_for_her_own_patients(clinic):
    for roles in ("clinic", "receptionist", "pharmacist", "lab_technician"):
        with pytest.raises(NotAllowed):
            prescribe(clinic, actor=clinic.actor(roles))
    with pytest.raises(NotAllowed, match="Only the doctor"):
        prescribe(clinic, doctor_id=str(clinic.varma.id))
    with pytest.raises(NotAllowed, match="Only the doctor"):
        prescribe(clinic, actor=clinic.actor("doctor"))  # an account that belongs to no doctor
    with pytest.raises(Invalid, match="Only your own patients"):
        prescribe(clinic, patient=clinic.aisha)
    clinic.change(Patient, clinic.ravi.id, deceased_at=clinic.ravi.created_at)
    with pytest.raises(Invalid, match="deceased"):
        prescribe(clinic, patient=clinic.ravi)


def test_a_colleague_reads_what_her_patient_takes_but_does_not_write_it(clinic):
    row = prescribe(clinic)
    varma = clinic.actor("doctor", doctor_id=clinic.varma.id)
    with pytest.raises(NotAllowed):
        read.get("prescriptions", varma, row)
    clinic.add(_own_of(clinic, clinic.varma))
    assert seen(clinic, row, varma).get("lines")
    for act in (
        lambda: write.change("prescriptions", varma, row, {"notes": "Mine now"}, None),
        lambda: write.delete("prescriptions", varma, row, "not mine"),
        lambda: write.step("prescriptions", varma, row, "cancel", {"reason": "not mine"}),
        lambda: write.step("prescriptions", varma, row, "complete"),
    ):
        with pytest.raises(NotAllowed):
            act()


def _own_of(clinic, doctor):
    row = Prescription(
        clinic_id=clinic.clinic_id, patient_id=clinic.lakshmi.id, doctor_id=doctor.id, prescription_number=f"X-{doctor.doctor_code}",
        prescription_date=clinic.lakshmi.created_at.date(), status="completed",
    )  # fmt: skip
    row.lines = [PrescriptionItem(clinic_id=clinic.clinic_id, position=1, quantity=1)]
    row.lines[0].medicine_name = "Abhayarishta"
    return row


def test_a_visit_of_another_patient_and_a_day_ahead_are_refused(clinic):
    visits = read.page("appointments", clinic.nair_herself, read.Query()).rows
    others = next(v["id"] for v in visits if v["patient"].startswith("Ravi"))
    with pytest.raises(Invalid, match="another patient's"):
        prescribe(clinic, appointment_id=others)
    with pytest.raises(Invalid, match="dated ahead"):
        prescribe(clinic, prescription_date="2026-11-25")
    assert prescribe(clinic, prescription_date="2026-11-20")


def test_lines_are_changed_moved_added_and_taken_away_in_one_act(clinic):
    row = prescribe(clinic, TABLET, LIQUID, {"medicine_name": "Triphala churna", "quantity": "100"})
    first, _second, third = seen(clinic, row).get("items")
    later(minutes=5)
    wanted = [third, {**first, "days": "10", "quantity": "", "duration": ""}, {"medicine_name": "Pinda taila", "quantity": "200"}]
    version = write.change("prescriptions", clinic.nair_herself, row, {"items": wanted}, 1)
    assert version == 2
    found = lines(clinic, row)
    assert [(x["medicine_name"], x["quantity"]) for x in found] == [
        ("Triphala churna", 100),
        ("Yogaraja guggulu", 40),
        ("Pinda taila", 200),
    ]
    assert [x["id"] for x in found[:2]] == [third["id"], first["id"]]
    assert found[1]["duration"] == "10 days"
    acts = history.of_row("prescriptions", system(clinic.clinic_id), row)
    assert "Dashamoolarishta" in next(a for a in acts if a.verb == "edit").changed["Medicines"][0]
    with pytest.raises(Stale):
        write.change("prescriptions", clinic.nair_herself, row, {"notes": "From an old page"}, 1)


def test_a_line_of_another_prescription_is_not_taken_over(clinic):
    theirs = seen(clinic, prescribe(clinic, patient=clinic.ravi)).get("items")[0]
    row = prescribe(clinic, LIQUID)
    with pytest.raises(Invalid, match="not of this prescription"):
        write.change("prescriptions", clinic.nair_herself, row, {"items": [{**theirs, "medicine_name": "Taken"}]}, None)


def test_an_edit_that_fails_half_way_leaves_the_old_lines_whole(clinic, monkeypatch):
    row = prescribe(clinic, TABLET, LIQUID)
    before = seen(clinic, row).get("items")
    honest, written = rules.PrescriptionItem, []

    def break_at_the_second(**values):
        written.append(values)
        if len(written) == 2:
            raise OSError("The light went out")
        return honest(**values)

    monkeypatch.setattr(rules, "PrescriptionItem", break_at_the_second)
    wanted = [
        {**before[1], "quantity": "900"},
        {"medicine_name": "Abhayarishta", "quantity": "450"},
        {"medicine_name": "Pinda taila", "quantity": "1"},
    ]
    with pytest.raises(OSError, match="light"):
        write.change("prescriptions", clinic.nair_herself, row, {"items": wanted, "notes": "half"}, None)
    monkeypatch.undo()
    assert seen(clinic, row).get("items") == before
    assert seen(clinic, row).get("notes") is None
    with reading(clinic.nair_herself) as session:
        assert session.scalar(select(func.count(PrescriptionItem.id))) == 2


def test_the_database_failing_half_way_leaves_the_old_lines_whole(clinic, monkeypatch):
    row = prescribe(clinic, TABLET, LIQUID)
    before = seen(clinic, row).get("items")
    wanted = [{**before[1], "quantity": "900"}, {"medicine_name": "Pinda taila", "quantity": "1"}]
    honest = rules.write_lines

    def without_a_quantity(prescription, items):
        honest(prescription, items)
        session = object_session(prescription)
        session.flush()  # half of it stands in the database
        prescription.lines[0].quantity = 0  # and the next statement breaks a constraint
        session.flush()

    monkeypatch.setattr(rules, "write_lines", without_a_quantity)
    with pytest.raises(Conflict):
        write.change("prescriptions", clinic.nair_herself, row, {"items": wanted}, None)
    monkeypatch.undo()
    assert seen(clinic, row).get("items") == before


def test_a_second_use_of_a_key_gives_the_first_prescription(clinic):
    assert prescribe(clinic, key="once") == prescribe(clinic, key="once")
    with reading(clinic.nair_herself) as session:
        assert session.scalar(select(func.count(PrescriptionItem.id))) == 1


def test_an_allergy_needs_a_reason_when_it_is_prescribed(clinic):
    allergic(clinic, "Guggul", "Sesame oil")
    with pytest.raises(Invalid) as refused:
        prescribe(clinic, LIQUID, TABLET, {"medicine_name": "KṢEERABALA Thailam", "quantity": "200"})
    assert set(refused.value.errors) == {"items-2-override_reason", "items-3-override_reason"}
    assert "allergic to Guggul (severe), and Yogaraja guggulu holds it" in refused.value.errors["items-2-override_reason"]
    row = prescribe(clinic, {**TABLET, "override_reason": "Tolerated it in 2025"})
    assert lines(clinic, row)[0]["override_reason"] == "Tolerated it in 2025"
    with pytest.raises(Invalid, match="allergic"):
        write.change(
            "prescriptions", clinic.nair_herself, row, {"items": [{**TABLET, "id": str(lines(clinic, row)[0]["id"])}]}, None
        )


def test_a_medicine_twice_needs_a_reason_here_and_elsewhere(clinic):
    with pytest.raises(Invalid) as refused:
        prescribe(clinic, TABLET, {**TABLET, "medicine_name": "yogarāja  GUGGULU"})
    assert "is also medicine 1" in refused.value.errors["items-2-override_reason"]
    first = prescribe(clinic)
    with pytest.raises(Invalid, match="takes Yogaraja guggulu already"):
        prescribe(clinic)
    assert prescribe(clinic, {**TABLET, "override_reason": "Higher dose from today"})
    assert prescribe(clinic, patient=clinic.ravi)
    assert write.change("prescriptions", clinic.nair_herself, first, {"notes": "Itself is no repetition"}, None) == 2


def test_what_was_dispensed_stays_when_the_lines_change(clinic):
    row = prescribe(clinic, TABLET, LIQUID)
    tablet, liquid = seen(clinic, row).get("items")
    dispense(pharmacist(clinic), row, [{"item_id": tablet["id"], "quantity": "20"}])
    change = lambda items: write.change("prescriptions", clinic.nair_herself, row, {"items": items}, None)  # noqa: E731
    for items, match in (
        ([{**tablet, "quantity": "19"}, liquid], "20 were dispensed already"),
        ([{**tablet, "medicine_name": "Abhayarishta"}, liquid], "the medicine stays"),
        ([liquid], "dispensed in part"),
    ):
        with pytest.raises(Invalid, match=match):
            change(items)
    assert change([liquid, {**tablet, "quantity": "20"}])
    assert [(x["medicine_name"], x["dispensed"]) for x in lines(clinic, row)] == [
        ("Dashamoolarishta", 0),
        ("Yogaraja guggulu", 20),
    ]


def test_an_error_is_deleted_with_a_reason_and_comes_back_whole(clinic):
    row = prescribe(clinic, TABLET, LIQUID)
    write.delete("prescriptions", clinic.nair_herself, row, "Wrong patient")
    with pytest.raises(NotFound):
        seen(clinic, row)
    write.restore("prescriptions", clinic.nair_herself, row)
    assert len(lines(clinic, row)) == 2
    dispense(pharmacist(clinic), row, [{"item_id": lines(clinic, row)[0]["id"], "quantity": "1"}])
    with pytest.raises(Conflict, match="cannot be deleted"):
        write.delete("prescriptions", clinic.nair_herself, row, "Too late")
