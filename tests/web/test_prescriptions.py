"""Prescriptions over HTTP: who reads their words, what the counter is told, what goes on paper."""

from __future__ import annotations

import json
from io import BytesIO

import pypdfium2
import pytest
from sqlalchemy import select

from components import prescriptions as screen
from data.core.actor import system
from data.models import Clinic, Doctor, Prescription
from data.store import read
from data.store.unit_of_work import reading, writing
from tests.web.conftest import ROLES
from tests.web.test_matrix import callbacks

CANARIES = (
    "Canarydiagnosis",
    "Canarynotes",
    "Canarymedicine",
    "Canaryanupana",
    "Canaryinstructions",
    "Canaryreason",
    "Canarydosage",
)
PATH = "/dashboard/prescriptions"


def clinic():
    with reading(system()) as session:
        return session.scalars(select(Clinic.id).where(Clinic.clinic_code == "THR")).one()


@pytest.fixture
def planted(web):
    """An active prescription of the demo's doctor, full of words no receptionist may read."""
    actor = system(clinic())
    with writing(actor) as session:
        doctor = session.scalars(select(Doctor).where(Doctor.doctor_code == "DOC001")).one()
        doctor.license_number = doctor.license_number or "TCMC-A-14207"
        row = next(iter(session.scalars(select(Prescription).where(Prescription.doctor_id == doctor.id).options(*load()))))
        row.status, row.diagnosis, row.notes = "active", CANARIES[0], CANARIES[1]
        line = row.lines[0]
        line.medicine_name, line.anupana, line.instructions, line.override_reason, line.dosage = CANARIES[2:]
        line.dispensed = 0
        return str(row.id), str(row.patient_id), str(row.appointment_id)


def load():
    from data.core.resource import resource

    return resource("prescriptions").load


def text(answer):
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("role", ["receptionist", "lab_technician", "support", "manufacturer", "clinic2", "doctor2"])
def test_no_word_of_a_prescription_reaches_who_may_not_read_it(web, planted, role):
    row, patient, visit = planted
    client, seen = web.person(role), []
    for path in (
        PATH,
        f"{PATH}/{row}",
        f"{PATH}/{row}/edit",
        f"{PATH}/{row}/print",
        f"{PATH}/new",
        f"/dashboard/patients/{patient}",
        f"/dashboard/appointments/{visit}",
        "/dashboard",
    ):
        seen.append(text(web.page(client, path, "")))
    for path in ("/export/prescriptions", f"/documents/prescriptions/{row}.pdf", f"/export/patients?patient_id={patient}"):
        seen.append(text(client.get(path)))
    for output, entry in callbacks(web).items():
        if "rescription" in output:
            values = {
                f"{i['id']}.{i['property']}": fill(i["id"], row, patient)
                for i in (*entry["inputs"], *entry["state"])
                if not i["id"].startswith("{")
            }
            seen.append(text(web.callback(client, output, **values)))
    assert not [word for word in CANARIES for answer in seen if word in answer]


def fill(name, row, patient):
    """The most promising value for an input of a callback posted by hand."""
    if name.endswith("-row"):
        return {"id": row, "version": 1}
    if name.endswith("patient_id"):
        return patient
    return [[{"medicine_name": CANARIES[2][:4]}], patient] if name.endswith("asked") else 1


@pytest.mark.parametrize("role", ["doctor", "clinic", "pharmacist"])
def test_who_may_read_it_reads_it_all(web, planted, role):
    row, patient, _ = planted
    shown = text(web.page(web.person(role), f"{PATH}/{row}", ""))
    assert [word for word in CANARIES[:4] if word not in shown] == []
    listed = web.callback(
        web.person(role),
        "..prescriptions-grid.getRowsResponse...prescriptions-count.children...prescriptions-empty.hidden...prescriptions-frame.hidden..",
        **{
            "prescriptions-grid.getRowsRequest": {"startRow": 0, "sortModel": []},
            "prescriptions-filter-patient_id.value": patient,
        },
    )
    assert CANARIES[2] in text(listed)


def test_a_sheet_that_is_looked_at_is_no_print_and_each_print_counts(web, planted):
    row, _, _ = planted
    client = web.person("doctor")
    before = read.get("prescriptions", system(clinic()), row).get("times_printed", 0)
    first = text(web.page(client, f"{PATH}/{row}/print", ""))
    assert ("Duplicate" in first) == (before > 0)
    assert "Registration no. TCMC" in first
    assert "₹" not in first
    assert ("Duplicate" in text(web.page(client, f"{PATH}/{row}/print", "?paper=a4"))) == (before > 0)
    assert read.get("prescriptions", system(clinic()), row).get("times_printed", 0) == before
    csrf = {"X-CSRFToken": client.get_cookie("_csrf_token").value}
    assert [client.post(f"/documents/prescriptions/{row}/prints", headers=csrf).json for _ in range(2)] == [
        {"copy": before + 1},
        {"copy": before + 2},
    ]
    assert client.post(f"/documents/patients/{row}/prints", headers=csrf).status_code == 404
    desk = web.person("receptionist")
    refused = desk.post(f"/documents/prescriptions/{row}/prints", headers={"X-CSRFToken": desk.get_cookie("_csrf_token").value})
    assert refused.status_code == 403
    assert "Duplicate" in text(web.page(client, f"{PATH}/{row}/print", ""))
    answer = client.get(f"/documents/prescriptions/{row}.pdf?paper=a4")
    assert answer.headers["Content-Type"] == "application/pdf"
    page = pypdfium2.PdfDocument(BytesIO(answer.data))[0]
    said = page.get_textpage().get_text_range()
    assert CANARIES[2] in said
    assert "Duplicate" in said
    assert read.get("prescriptions", system(clinic()), row).get("times_printed") == before + 3


def test_without_a_registration_number_nothing_is_printed(web, planted):
    row, _, _ = planted
    with writing(system(clinic())) as session:
        session.scalars(select(Doctor).where(Doctor.doctor_code == "DOC001")).one().license_number = None
    before = read.get("prescriptions", system(clinic()), row).get("times_printed", 0)
    client = web.person("pharmacist")
    assert "has no registration number here" in text(web.page(client, f"{PATH}/{row}/print", ""))
    refused = client.get(f"/documents/prescriptions/{row}.pdf")
    assert (refused.status_code, "registration number" in text(refused)) == (409, True)
    assert read.get("prescriptions", system(clinic()), row).get("times_printed", 0) == before


def dispense_output(web):
    return next(
        o for o, e in callbacks(web).items() if e["callback"].__wrapped__.__name__ == "dispense" and "dispense-error" in o
    )


def test_the_counter_is_told_why_and_then_hands_out(web, planted):
    row, _, _ = planted
    client, output = web.person("pharmacist"), dispense_output(web)
    item = str(read.get("prescriptions", system(clinic()), row).get("lines")[0]["id"])

    def post(quantity, expires="", who=client):
        body = web.body(
            output,
            "prescriptions-dispense.n_clicks",
            {"prescriptions-dispense.n_clicks": 1, "prescriptions-row.data": {"id": row, "version": 1}},
        )
        typed = {"quantity": quantity, "batch_number": "B7", "expires_on": expires, "override_reason": ""}
        for place in body["state"]:
            if isinstance(place, list):
                place.clear()
        patterns = [(n, s) for n, s in enumerate(web.app.callback_map[output]["state"]) if s["id"].startswith("{")]
        for n, known in patterns:
            part = json.loads(known["id"])["type"].removeprefix("rx-")
            name = {"type": f"rx-{part}", "item": item}
            body["state"][n].append(
                {"id": name, "property": known["property"], "value": name if known["property"] == "id" else typed[part]}
            )
        return text(web.post(who, body))

    assert "are left to dispense" in post("99999")
    assert "This batch expired on 1 Jan 2020" in post("1", "2020-01-01")
    assert "is a whole number" in post("some")
    assert f"{row}?after=" in post("1", "2031-01-01")
    assert read.get("prescriptions", system(clinic()), row).get("lines")[0]["dispensed"] == 1
    assert CANARIES[2] not in post("1", who=web.person("receptionist"))


def test_the_export_holds_each_medicine_on_a_line_of_its_cell(web, planted):
    row, _, _ = planted
    exported = text(web.person("clinic").get("/export/prescriptions"))
    assert "patient_code,doctor_code" in exported.splitlines()[0]
    assert f"{CANARIES[2]}; form=" in exported
    assert "active" in exported


@pytest.mark.parametrize("role", ROLES)
def test_favourites_and_repeat_last_belong_to_doctors(web, planted, role):
    _, patient, _ = planted
    output = f"{screen.ITEMS}.data"
    answer = web.callback(
        web.person(role),
        output,
        f"{screen.REPEAT}.n_clicks",
        **{f"{screen.REPEAT}.n_clicks": 1, "prescriptions-form-patient_id.value": patient},
    )
    assert answer.status_code == (200 if role == "doctor" else 403)
    if role == "doctor":
        assert "medicine_name" in text(answer)
        assert CANARIES[5] not in text(answer)  # the reason belonged to that time
