"""Words planted in a patient's data are found in no file the database leaves behind."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from data.core import clock
from data.core.actor import Actor, system
from data.core.resource import resource
from data.interop import csv_rows
from data.models.base import new_id
from data.rules import bill_drafts, lab_results, ledger, record_writing
from data.rules.appointments import book
from data.rules.dispensing import dispense
from data.store import backup, files, read, write
from data.store.unit_of_work import close, connect
from tests import servers
from tests.conftest import prepare, settings_for, sqlalchemy_address
from tests.files.made import document

WORDS = (
    "Canaryfirst",
    "Canarylast",
    "9847099123",
    "canary.mail",
    "Canarystreet",
    "Canaryallergy",
    "Canaryguardian",
    "Canaryhistory",
    "Canaryreason",
    "Canarynotes",
    "Canarydiet",
    "CANARYFILE",
    "Canaryitem",
    "Canaryreference",
    "Canarydiscount",
)


CLINICAL = (
    "Canarydeleted", "Canaryerror", "Canarydraft",
    "Canarycomplaint", "Canarydiagnosis", "Canarytreatment", "Canarynote", "Canaryvikriti", "Canarypathya", "Canaryamended",
    "Canarymedicine", "Canaryanupana", "Canaryinstruction", "Canaryoverride", "Canaryprescribed", "Canarymistake", "Canarydispensed",
    "Canaryresult", "Canarymicroscopy", "Canarylabnote", "Canaryorder", "Canarycorrected", "Canaryfilename", "Canarycontent", "Canaryremoved",
    # a weight and a potassium that stand nowhere else
    "123.4", "4.8642",
)  # fmt: skip


def plant():
    """A patient and a visit full of canaries, changed, listed, searched, deleted and restored."""
    clinic = write.create("clinics", system(), {"clinic_name": "Clinic of canaries", "clinic_code": "CAN"})
    manager = Actor("Manager", frozenset({"clinic", "doctor"}), user_id=new_id(), clinic_id=clinic)
    program = system(clinic)
    patient = write.create("patients", program, {
        "first_name": WORDS[0], "last_name": WORDS[1], "gender": "female", "estimated_age": "40", "phone": WORDS[2], "email": WORDS[3] + "@example.org",
        "address_line1": WORDS[4], "allergies": [{"substance": WORDS[5], "reaction": "", "severity": "severe"}], "guardian_name": WORDS[6],
        "medical_history": WORDS[7], "diet_notes": WORDS[10], "file_number": WORDS[11],
    })  # fmt: skip
    doctor = write.create("doctors", program, {"first_name": "Anjali"})
    day = clock.today("Asia/Kolkata") + timedelta(days=1)
    visit = book(program, {
        "patient_id": str(patient), "doctor_id": str(doctor), "appointment_date": day.isoformat(), "appointment_time": "10:00", "duration": "30",
        "appointment_type": "emergency", "override_reason": WORDS[8], "reason": WORDS[8], "notes": WORDS[9],
    })  # fmt: skip
    write.change("patients", program, patient, {"last_name": WORDS[1] + " changed"}, 1)
    read.get("patients", manager, patient)
    assert read.page("patients", manager, read.Query(search=WORDS[0])).total == 1
    assert read.page("patients", manager, read.Query(search=WORDS[2])).total == 1
    assert list(csv_rows.write_rows("patients", manager, read.Query()))
    assert visit
    assert resource("patients").patient_data
    return clinic


def plant_clinical(clinic):
    """What a doctor and a laboratory write of the planted patient, corrected, deleted and with files."""
    program = system(clinic)
    (doctor,), (patient,) = ([r["id"] for r in read.page(noun, program, read.Query()).rows] for noun in ("doctors", "patients"))
    vaidya = Actor("Vaidya", frozenset({"doctor"}), user_id=new_id(), clinic_id=clinic, doctor_id=UUID(doctor))
    plant_money(clinic)
    plant_record(vaidya, patient)
    plant_prescription(vaidya, patient)
    plant_report(vaidya, patient, Actor("Lab", frozenset({"lab_technician"}), user_id=new_id(), clinic_id=clinic))
    twice = write.create("patients", program, {"first_name": "Twice", "gender": "male", "estimated_age": "50"})
    write.delete("patients", program, twice, "Canarydeleted")
    assert [gone.reason for gone in read.deleted("patients", program)] == ["Canarydeleted"]


def plant_record(vaidya, patient):
    today = clock.today("Asia/Kolkata").isoformat()
    texts = {
        "chief_complaint": "Canarycomplaint", "diagnosis": "Canarydiagnosis", "treatment": "Canarytreatment", "notes": "Canarynote",
        "vikriti": "Canaryvikriti", "pathya": "Canarypathya",
    }  # fmt: skip
    raw = {"patient_id": patient, "visit_date": today, **texts, "weight": "123.4"}
    saved = record_writing.save(vaidya, None, raw, None)
    kept = files.attach(vaidya, "medical_records", saved.id, "Canaryfilename.pdf", document())
    assert files.of_row(vaidya, "medical_records", saved.id)
    files.remove(vaidya, kept, "Canaryremoved")
    final = record_writing.finalise(vaidya, saved.id, {}, saved.version)
    record_writing.amend(vaidya, saved.id, {"reason": "Canaryamended", "notes": "corrected"}, final.version)
    draft = record_writing.save(vaidya, None, {"patient_id": patient, "visit_date": today, "notes": "Canarydraft"}, None)
    write.delete("medical_records", vaidya, draft.id, "Canaryerror")
    assert [gone.reason for gone in read.deleted("medical_records", vaidya)] == ["Canaryerror"]


def plant_prescription(vaidya, patient):
    line = {
        "medicine_name": "Canarymedicine and Canaryallergy", "quantity": "10", "anupana": "Canaryanupana",
        "instructions": "Canaryinstruction", "override_reason": "Canaryoverride",
    }  # fmt: skip
    raw = {"patient_id": patient, "diagnosis": "Canaryprescribed", "items": [line]}
    write.delete("prescriptions", vaidya, write.create("prescriptions", vaidya, raw), "Canarymistake")
    row = write.create("prescriptions", vaidya, raw)
    item = read.get("prescriptions", vaidya, row).get("lines")[0]["id"]
    counter = Actor("Counter", frozenset({"pharmacist"}), user_id=new_id(), clinic_id=vaidya.clinic_id)
    dispense(counter, row, [{"item_id": item, "quantity": "4", "override_reason": "Canarydispensed"}])


def plant_report(vaidya, patient, lab):
    program = system(vaidya.clinic_id)
    for code, kind in (("K", "number"), ("MIC", "text")):
        write.create("lab_catalogue", program, {"test_code": code, "test_name": f"Test {code}", "kind": kind})
    report = write.create(
        "lab_reports", vaidya, {"patient_id": patient, "tests": ["K", "MIC"], "notes": "Canaryorder", "priority": "routine"}
    )
    for move in ("collect", "receive", "start"):
        write.step("lab_reports", lab, report, move)
    k, mic = (str(line["id"]) for line in read.get("lab_reports", lab, report).values["lines"])
    typed = {k: {"result": "4.8642"}, mic: {"result": "Canaryresult", "notes": "Canarylabnote"}}
    assert lab_results.enter(lab, report, typed).kept == 2
    write.step("lab_reports", lab, report, "complete")
    lab_results.amend(lab, report, {mic: {"result": "Canarymicroscopy"}}, "Canarycorrected")
    files.attach(lab, "lab_reports", report, "Canaryfilename.pdf", document())


def plant_money(clinic):
    """A bill and its payment with canaries in whatever is written on them."""
    program = system(clinic)
    patient = str(read.page("patients", program, read.Query()).rows[0]["id"])
    line = {"item_name": WORDS[12], "description": WORDS[12], "unit_price": "500"}
    raw = {"patient_id": patient, "discount": "1", "discount_reason": WORDS[14], "notes": WORDS[9]}
    bill = bill_drafts.create(program, raw, [line])
    write.step("patient_bills", program, bill, "issue")
    act = ledger.pay(program, bill, [{"amount": "5", "method": "upi", "reference": WORDS[13]}])
    ledger.reverse(program, act.entries[0], {"reason": WORDS[8]})


def found_in(folder: Path) -> list[tuple[str, str]]:
    """(file, word) for every canary that lies readable in a folder, in the usual encodings."""
    hits = []
    for path in (p for p in folder.rglob("*") if p.is_file()):
        content = path.read_bytes()
        for word in (*WORDS, *CLINICAL):
            if any(word.encode(code) in content for code in ("utf-8", "utf-16-le")) or word.encode().hex().encode() in content:
                hits.append((path.name, word))
    return hits


@pytest.mark.parametrize("cipher", [True, False], ids=["cipher on", "cipher off: the seals alone"])
def test_nothing_planted_lies_readable_in_sqlite_files(tmp_path, cipher):
    connect(settings_for(f"sqlite:///{tmp_path}/canaries.db", tmp_path, cipher=cipher))
    prepare()
    plant_clinical(plant())
    backup.backup(tmp_path / "copy.db")
    names = {p.name for p in tmp_path.iterdir()}
    assert {"canaries.db", "canaries.db-wal", "copy.db"} <= names
    assert found_in(tmp_path) == []
    close()


def test_nothing_planted_lies_readable_in_postgresqls_files(tmp_path):
    folder = tmp_path / "pg"
    with servers.postgresql(folder) as address:
        servers.run_sql(address, "ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()", "CREATE DATABASE canaries")
        connect(settings_for(sqlalchemy_address(address, "canaries"), tmp_path))
        prepare()
        plant_clinical(plant())
        backup.backup(tmp_path / "copy.dump")
        servers.run_sql(address, "CHECKPOINT")
        close()
        assert sum(1 for _ in folder.rglob("*")) > 100
        assert found_in(tmp_path) == []
    shutil.rmtree(folder, ignore_errors=True)


def test_the_search_for_canaries_finds_one_that_is_there(tmp_path):
    (tmp_path / "leak").write_text("… Canaryfirst …")
    assert found_in(tmp_path) == [("leak", "Canaryfirst")]
