"""Words planted in every clinical field of a patient stand in no answer to reception, laboratory or pharmacy."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from components import routes
from data.core.actor import Actor, system
from data.core.resource import resource, resources
from data.models import Appointment, Doctor, User
from data.rules import break_glass, record_writing
from data.rules.medical_records import TEXTS
from data.store.unit_of_work import reading
from tests.web.test_matrix import callbacks

FREE = tuple(name for name in TEXTS if name != "agni")
WORDS = {name: f"Quetzal{name.replace('_', '')}" for name in (*FREE, "old", "reason", "glass")}
OTHERS = ("receptionist", "lab_technician", "pharmacist")


@pytest.fixture(scope="module")
def planted(_app):
    """A record of the demo's doctor full of canaries: amended, so that old text and reason are there too; and a broken glass."""
    from data.store.unit_of_work import close, connect

    connect(_app[0])
    try:
        return _plant()
    finally:
        close()


def _plant():
    with reading(system()) as session:
        user = session.scalars(select(User).where(User.email == "doctor@ayurlahi.example")).one()
        doctor = session.scalars(select(Doctor).where(Doctor.user_id == user.id)).one()
        own = select(Appointment).where(Appointment.doctor_id == doctor.id, Appointment.status == "completed")
        visit = session.scalars(own.order_by(Appointment.starts_at).limit(1)).one()
    herself = Actor("Doctor", frozenset({"doctor"}), user_id=user.id, clinic_id=user.clinic_id, doctor_id=doctor.id)
    raw = {"patient_id": str(visit.patient_id), "appointment_id": str(visit.id), "visit_date": visit.appointment_date.isoformat()}
    texts = {name: WORDS[name] for name in FREE}
    made = record_writing.save(herself, None, {**raw, **texts, "diagnosis": WORDS["old"]}, None)
    done = record_writing.finalise(herself, made.id, {}, made.version)
    record_writing.amend(herself, made.id, {"diagnosis": WORDS["diagnosis"], "reason": WORDS["reason"]}, done.version)
    patients = resource("patients").model
    with reading(system(user.clinic_id)) as session:
        strangers = list(session.scalars(select(patients.id).where(patients.deleted_at.is_(None)).limit(300)))
    _break(herself, strangers)
    return {"medical_records": str(made.id), "appointments": str(visit.id), "patients": str(visit.patient_id)}


def _break(herself, patients):
    """Open the first patient who is not hers."""
    from data.core.errors import Conflict

    for patient in patients:
        try:
            break_glass.open_patient(herself, patient, WORDS["glass"] + " in an emergency")
            return
        except Conflict:
            continue


def found_in(answer):
    text = answer.get_data(as_text=True)
    return [word for word in WORDS.values() if word in text]


def addresses(planted):
    for path in routes.ROUTES:
        for row in dict.fromkeys(
            (planted.get(path.split("/")[2].replace("-", "_") if path.count("/") > 1 else "", ""), *planted.values())
        ):
            if ":id" not in path or row:
                yield path.replace(":id", row)
            if ":id" not in path:
                break


def test_the_doctor_reads_every_one_of_them(web, planted):
    text = web.page(web.person("doctor"), f"/dashboard/medical-records/{planted['medical_records']}").get_data(as_text=True)
    assert {name for name, word in WORDS.items() if word not in text} == {"glass"}
    managers = web.page(web.person("clinic"), "/dashboard/break-glass/openings").get_data(as_text=True)
    assert WORDS["glass"] in managers


@pytest.mark.parametrize("role", OTHERS)
def test_no_page_says_one(web, planted, role):
    client, wrong = web.person(role), []
    for path in addresses(planted):
        for search in ("", f"?patient_id={planted['patients']}", f"?appointment_id={planted['appointments']}"):
            wrong += [(path, search, word) for word in found_in(web.page(client, path, search))]
    assert wrong == []


@pytest.mark.parametrize("role", OTHERS)
def test_no_callback_says_one(web, planted, role):
    client, wrong = web.person(role), []
    for output in callbacks(web):
        for row in planted.values():
            body = web.body(output)
            for item in (*body["inputs"], *body["state"]):
                if isinstance(item, dict) and "property" in item:
                    item["value"] = _asked(item["property"], row)
            wrong += [(output, word) for word in found_in(web.post(client, body))]
    assert wrong == []


def _asked(prop, row):
    """What somebody curious would send; nothing is pressed."""
    if prop == "n_clicks":
        return None
    if prop == "data":
        return {"id": row, "version": 1, "patient_id": row, "noun": "medical_records", "rows": [], "values": []}
    if prop == "getRowsRequest":
        return {"startRow": 0, "endRow": 100, "sortModel": [], "filterModel": {}}
    return row if prop in {"value", "href"} else "Quetzal"


@pytest.mark.parametrize("role", OTHERS)
def test_no_export_search_or_file_says_one(web, planted, role):
    client = web.person(role)
    paths = [f"/export/{r.name}" for r in resources()] + [f"/export/patients/{planted['patients']}/records"]
    paths += [f"/documents/{noun}/{row}.pdf" for noun, row in planted.items()]
    assert [(path, word) for path in paths for word in found_in(client.get(path))] == []
    assert client.get(f"/export/patients/{planted['patients']}/records").status_code == 403
