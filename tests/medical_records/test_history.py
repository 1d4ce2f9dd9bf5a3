"""The whole history of a patient: read, printed and taken along by those who may, each time in the trail."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import select

from components import patient_records
from data.core.actor import system
from data.core.errors import Conflict, NeedsReason, NotAllowed, NotFound, Stale
from data.core.resource import resource
from data.interop import csv_rows, history_files, incoming
from data.interop.incoming import Row
from data.models import AuditEntry
from data.rules import record_templates, record_writing
from data.store import patient_history, patient_rows, printing, read, write
from data.store.read import Query
from data.store.unit_of_work import reading
from tests.appointments.conftest import make_house
from tests.components.test_paper import texts
from tests.medical_records.conftest import TEXTS, Ward
from tests.prescriptions.conftest import TABLET


def trail(ward, noun="medical_records"):
    with reading(system()) as session:
        query = (
            select(AuditEntry)
            .where(AuditEntry.chain_id == ward.house.clinic_id, AuditEntry.noun == noun)
            .order_by(AuditEntry.seq)
        )
        return [(entry.verb, len(entry.shown)) for entry in session.scalars(query)]


def amended(ward):
    done = ward.final(weight="60", notes="=1+1")
    record_writing.amend(ward.nair, done.id, {"diagnosis": "Vatarakta", "reason": "Uric acid is high"}, done.version)
    return done


def test_the_history_is_a_zip_of_tables_and_json(ward):
    done = amended(ward)
    name, content = history_files.pack(ward.nair, ward.lakshmi)
    assert name == "history-P001.zip"
    packed = zipfile.ZipFile(io.BytesIO(content))
    assert sorted(packed.namelist()) == [
        "amendments.csv",
        "history.json",
        "lab-reports.csv",
        "prescriptions.csv",
        "records.csv",
        "vital-signs.csv",
    ]
    (record,) = csv.DictReader(io.StringIO(packed.read("records.csv").decode()))
    assert (record["diagnosis"], record["status"], record["doctor"]) == ("Vatarakta", "amended", "Dr Suresh Nair")
    assert record["notes"] == "'=1+1"  # no spreadsheet takes it for a formula
    old = {row["field"]: row["before"] for row in csv.DictReader(io.StringIO(packed.read("amendments.csv").decode()))}
    assert old == {"diagnosis": TEXTS["diagnosis"]}  # only what was changed
    (signs,) = csv.DictReader(io.StringIO(packed.read("vital-signs.csv").decode()))
    assert (signs["weight"], signs["record"]) == ("60.0", str(done.id))
    assert json.loads(packed.read("history.json"))["records"][0]["notes"] == "=1+1"
    assert trail(ward)[-1] == ("export", 1)
    assert trail(ward, "vital_signs")[-1] == ("export", 1)


def with_medicine_and_test(ward):
    """Lakshmi has a prescription and a laboratory report with one result."""
    program = system(ward.house.clinic_id)
    write.create("lab_catalogue", program, {"test_code": "HB", "test_name": "Haemoglobin", "unit": "g/dL", "kind": "number"})
    write.create("prescriptions", ward.nair, {"patient_id": str(ward.lakshmi), "items": [TABLET]})
    at = "2026-11-23T08:00:00+00:00"
    cells = {"patient_code": "P001", "doctor_code": "DOC001", "tests": "HB", "results": "HB=11.2", "ordered_at": at}
    cells |= dict.fromkeys(("collected_at", "started_at", "resulted_at"), at)
    report = incoming.take_in(program, [Row("lab_reports", 2, cells | {"external_id": "L1", "status": "completed"})])
    assert report.refusals == []


def test_prescriptions_and_laboratory_belong_to_the_history_on_paper_and_in_the_zip(ward):
    ward.final()
    with_medicine_and_test(ward)
    packed = zipfile.ZipFile(io.BytesIO(history_files.pack(ward.nair, ward.lakshmi)[1]))
    (medicine,) = csv.DictReader(io.StringIO(packed.read("prescriptions.csv").decode()))
    assert (medicine["medicine"], medicine["quantity"], medicine["doctor"]) == (
        "Yogaraja guggulu",
        "60 tablets",
        "Dr Suresh Nair",
    )
    (found,) = csv.DictReader(io.StringIO(packed.read("lab-reports.csv").decode()))
    assert (found["test_name"], found["result"], found["unit"]) == ("Haemoglobin", "11.2", "g/dL")
    assert trail(ward, "prescriptions")[-1] == trail(ward, "lab_reports")[-1] == ("export", 1)
    others = {noun: patient_rows.of_patient(ward.nair, ward.lakshmi, noun, "print") for noun in ("prescriptions", "lab_reports")}
    assert trail(ward, "prescriptions")[-1] == trail(ward, "lab_reports")[-1] == ("print", 1)
    patient, history = read.get("patients", ward.nair, ward.lakshmi), patient_history.of_patient(ward.nair, ward.lakshmi, "print")
    head = printing.letterhead(ward.nair)
    said = " ".join(texts(patient_records.printed(resource("medical_records"), patient, history, others, head, ward.nair.zone)))
    assert "Yogaraja guggulu" in said
    assert "60 tablets" in said
    assert "Haemoglobin:  11.2 g/dL" in said
    assert patient_rows.of_patient(ward.person("receptionist"), ward.lakshmi, "lab_reports", "print") == []


def test_a_print_is_in_the_trail_as_a_print(ward):
    amended(ward)
    patient_history.of_patient(ward.house.manager, ward.lakshmi, "print")
    assert trail(ward)[-1] == ("print", 1)


@pytest.mark.parametrize("role", ["receptionist", "lab_technician", "pharmacist", "support", "manufacturer"])
def test_nobody_else_reads_prints_or_takes_it_along(ward, role):
    amended(ward)
    for verb in ("view", "print", "export"):
        with pytest.raises(NotAllowed):
            patient_history.of_patient(ward.person(role), ward.lakshmi, verb)
    with pytest.raises(NotAllowed):
        history_files.pack(ward.person(role), ward.lakshmi)


def test_another_doctor_another_clinic_and_another_patient_get_nothing(ward):
    amended(ward)
    with pytest.raises(NotAllowed):
        history_files.pack(ward.varma, ward.lakshmi)
    with pytest.raises(NotFound):
        history_files.pack(Ward(make_house()).nair, ward.lakshmi)
    other = replace(ward.person("patient"), patient_id=ward.ravi)
    assert patient_history.of_patient(other, ward.lakshmi).sheets == []
    with pytest.raises(NotAllowed):
        history_files.pack(ward.person("patient"), ward.lakshmi)
    with pytest.raises(NeedsReason):
        patient_history.of_patient(replace(ward.person("admin"), reason=""), ward.lakshmi)


def test_the_visit_knows_its_own_record(ward):
    made = ward.draft(appointment_id=str(ward.visit))
    assert patient_history.of_appointment(ward.nair, ward.visit) == made.id
    assert patient_history.of_appointment(ward.varma, ward.visit) is None
    assert patient_history.of_appointment(ward.person("receptionist"), ward.visit) is None


def test_records_leave_as_csv_and_the_same_rows_are_known_again(ward):
    ward.final()
    head, *rows = csv_rows.write_rows("medical_records", ward.house.manager, Query())
    cells = dict(zip(head, rows[0], strict=True))
    assert (cells["patient_code"], cells["diagnosis"], cells["status"]) == ("P001", TEXTS["diagnosis"], "final")
    report = incoming.take_in(system(ward.house.clinic_id), [Row("medical_records", 2, cells)])
    assert (report.unchanged["medical_records"], report.refusals) == (1, [])


def test_a_past_record_is_brought_in_with_its_state(ward):
    cells = {
        "external_id": "E-1", "patient_code": "P002", "doctor_code": "DOC001", "visit_date": "2024-02-03", "status": "final",
        "finalised_at": "2024-02-03T12:00:00+05:30", **TEXTS,
    }  # fmt: skip
    report = incoming.take_in(system(ward.house.clinic_id), [Row("medical_records", 2, cells)])
    assert report.refusals == []
    (sheet,) = patient_history.of_patient(ward.varma, ward.ravi).sheets
    assert (sheet.status, sheet.doctor, sheet.visit_date.year, sheet.finalised_at.year) == ("final", "Dr Suresh Nair", 2024, 2024)


def test_templates_are_the_doctors_and_stay_in_the_clinic(ward):
    raw = {"name": "Knee pain", "treatment": "Janu vasti"}
    made = record_templates.keep(ward.nair, None, raw, None)
    (found,) = patient_history.templates(ward.varma)
    assert (found.id, found.name, found.texts) == (made, "Knee pain", {"treatment": "Janu vasti"})
    with pytest.raises(Conflict, match="already"):
        record_templates.keep(ward.varma, None, raw, None)
    record_templates.keep(ward.varma, made, {**raw, "notes": "Seven days"}, found.version)
    with pytest.raises(Stale):
        record_templates.keep(ward.nair, made, raw, found.version)
    for role in ("clinic", "receptionist", "lab_technician", "pharmacist", "patient", "admin"):
        with pytest.raises(NotAllowed):
            patient_history.templates(ward.person(role))
        with pytest.raises(NotAllowed):
            record_templates.keep(ward.person(role), None, {**raw, "name": role}, None)
    other = Ward(make_house())
    assert patient_history.templates(other.nair) == []
    with pytest.raises(NotFound):
        record_templates.drop(other.nair, made, "Not mine")
    record_templates.drop(ward.nair, made, "Not used")
    assert patient_history.templates(ward.nair) == []


def test_the_list_finds_records_by_the_words_of_the_patient_only_for_those_who_list(ward):
    ward.final()
    assert read.page("medical_records", ward.nair, Query(filters={"patient_id": str(ward.lakshmi)})).total == 1
    assert read.page("medical_records", ward.varma, Query()).total == 0
    with pytest.raises(NotAllowed):
        read.page("medical_records", ward.person("receptionist"), Query())
