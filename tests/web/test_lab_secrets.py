"""Words planted in every clinical field of a report: in no answer to reception, in a technician's only where the laboratory is."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.core import clock
from data.core.actor import system
from data.models import Clinic, Doctor, LabReport, LabReportTest, LabTest, Patient
from data.store import write
from data.store.unit_of_work import writing
from tests.web.test_matrix import callbacks, everywhere

CANARIES = (
    "Canaryresult",
    "Canarytestname",
    "Canarynote",
    "Canaryorder",
    "Canarytold",
    "Canaryreadback",
    "Canarypanel",
    "CANARYCODE",
    "Canaryrange",
)


@pytest.fixture
def planted(web):
    """A report of the demo's first clinic with a canary in each clinical field."""
    with writing(system()) as session:
        clinic = session.scalars(select(Clinic).where(Clinic.clinic_code == "THR")).one()
        patient = session.scalars(select(Patient).where(Patient.clinic_id == clinic.id).limit(1)).one()
        doctor = session.scalars(select(Doctor).where(Doctor.clinic_id == clinic.id).limit(1)).one()
        known = session.scalars(
            select(LabTest.id).where(LabTest.clinic_id == clinic.id, LabTest.test_code == "CANARYCODE")
        ).first()
    program = system(clinic.id)
    if known is None:
        write.create(
            "lab_catalogue",
            program,
            {"test_code": "CANARYCODE", "test_name": "Canarytestname", "kind": "text", "panels": "Canarypanel"},
        )
    raw = {
        "patient_id": str(patient.id),
        "doctor_id": str(doctor.id),
        "tests": ["Canarypanel"],
        "priority": "urgent",
        "notes": "Canaryorder",
    }
    report = write.create("lab_reports", program, raw)
    with writing(system(clinic.id)) as session:
        line = session.scalars(select(LabReportTest).where(LabReportTest.report_id == report)).one()
        line.result, line.notes, line.told_to, line.read_back_by = "Canaryresult", "Canarynote", "Canarytold", "Canaryreadback"
        line.normal_range, line.flag, line.status, line.resulted_at = "Canaryrange", "critical-high", "abnormal", clock.now()
        row = session.scalars(select(LabReport).where(LabReport.id == report)).one()
        row.critical_open = 1
    return report


def told(text):
    return [word for word in CANARIES if word.lower() in text.lower()]


def rows(web, client, noun, **values):
    output = next(o for o in callbacks(web) if o.startswith(f"..{noun}-grid.getRowsResponse"))
    return web.callback(
        client, output, f"{noun}-grid.getRowsRequest", **{f"{noun}-grid.getRowsRequest": {"startRow": 0, "endRow": 100}, **values}
    )


def answers(web, client, report):
    """Every answer this person can get: pages, callbacks with the report's id in every place, lists, searches, exports."""
    for path, _ in everywhere(web):
        yield path, web.page(client, path.replace(":id", str(report))).get_data(as_text=True)
    row = {"id": str(report), "version": 1}
    for output, entry in callbacks(web).items():
        filled = {
            f"{i['id']}.{i['property']}": _guess(i, row)
            for i in (*entry["inputs"], *entry["state"])
            if not i["id"].startswith("{")
        }
        yield output, web.callback(client, output, None, **filled).get_data(as_text=True)
    yield "list", rows(web, client, "lab_reports").get_data(as_text=True)
    yield "export", client.get("/export/lab_reports").get_data(as_text=True)
    yield "export of tests", client.get("/export/lab_catalogue").get_data(as_text=True)
    yield "pdf", client.get(f"/documents/lab_reports/{report}.pdf").get_data(as_text=True)


def _guess(item, row):
    if item["property"] == "data":
        return {**row, "report": row["id"], "line": row["id"], "lines": {row["id"]: {"result": "x"}}, "n": 1}
    if item["property"] == "n_clicks":
        return 1
    return row["id"] if item["id"].endswith("_id") else "Canary"


def test_reception_hears_no_canary_anywhere(web, planted):
    client = web.person("receptionist")
    found = [(where, told(text)) for where, text in answers(web, client, planted) if told(text)]
    assert found == []


def test_reception_sees_who_and_how_far_and_may_not_narrow_by_what(web, planted):
    client = web.person("receptionist")
    text = rows(web, client, "lab_reports").get_data(as_text=True)
    assert str(planted) in text
    cells = rows(web, client, "lab_reports").get_json()["response"]["lab_reports-grid"]["getRowsResponse"]["rowData"][0]
    assert set(cells) == {"id", "report_number", "patient", "status", "due_at"}
    for name, value in (("test_code", "CANARYCODE"), ("state", "critical"), ("priority", "urgent")):
        refused = rows(web, client, "lab_reports", **{f"lab_reports-filter-{name}.value": value})
        assert "rowData" not in refused.get_data(as_text=True), name


def test_a_technician_reads_canaries_only_where_the_laboratory_is(web, planted):
    client = web.person("lab_technician")
    heard = {where for where, text in answers(web, client, planted) if told(text)}
    assert any("lab-reports" in where for where in heard)
    foreign = {where for where in heard if "lab" not in where and not where.startswith(("list", "export", "pdf"))}
    assert foreign <= {"/dashboard"}  # her overview shows the critical values she must tell


def test_no_role_without_the_laboratory_hears_one(web, planted):
    for role in ("pharmacist", "manufacturer", "support", "patient", "clinic2", "doctor2"):
        client = web.person(role)
        found = [(where, told(text)) for where, text in answers(web, client, planted) if told(text)]
        assert found == [], role
