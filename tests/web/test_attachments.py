"""Files over HTTP: hostile ones refused with a sentence, none to strangers, what is handed out is inert."""

from __future__ import annotations

import io
import json
from uuid import UUID

import pytest
from sqlalchemy import select
from werkzeug import formparser

from data.core.actor import system
from data.models import AuditEntry, Clinic, Manufacturer, Patient, Product, TradeFile
from data.store import files
from data.store.unit_of_work import reading
from tests.files import made
from tests.web.conftest import csrf

CONTENT = b"%PDF-1.7 of the web"
SHOWN = "..attachments-list.children...attachments-row.data.."


@pytest.fixture(autouse=True)
def patients_take_files(monkeypatch):
    monkeypatch.setitem(files.TAKES, "patients", files.Takes("edit"))


@pytest.fixture
def unchecked(monkeypatch):
    monkeypatch.setattr(files, "examined", lambda content: files.Seen("application/pdf", 1, b"\x89PNG"))


@pytest.fixture
def patient(web):
    with reading(system()) as session:
        clinic = session.scalars(select(Clinic).order_by(Clinic.created_at)).first()
        query = select(Patient.id).where(Patient.clinic_id == clinic.id, Patient.deleted_at.is_(None))
        return str(session.scalars(query.order_by(Patient.id)).first())


def post(client, patient, content=CONTENT, name="report.pdf", noun="patients", **more):
    form = {"file": (io.BytesIO(content), name)}
    return client.post(f"/files/{noun}/{patient}", data=form, headers={"X-CSRFToken": csrf(client)}, **more)


def attach(web, patient, **more):
    answer = post(web.person("receptionist"), patient, **more)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return answer.get_json()["id"]


@pytest.mark.parametrize("kind", ["nothing", "svg", "zip bomb", "png bomb", "pdf that opens with a script", "half a jpeg"])
def test_a_hostile_file_is_refused_with_its_sentence_and_nothing_is_kept(web, patient, kind):
    make, sentence = made.HOSTILE[kind]
    answer = post(web.person("receptionist"), patient, make(), "harmless.pdf")
    assert answer.status_code == 422
    assert sentence in answer.get_json()["message"]
    assert not listed(patient, "harmless.pdf")


def listed(patient, name):
    with reading(system()) as session:
        clinic = session.scalars(select(Patient.clinic_id).where(Patient.id == UUID(patient))).one()
    return [f for f in files.of_row(system(clinic), "patients", patient) if f.name == name]


def test_a_file_of_21_megabytes_is_too_large_with_a_sentence(web, patient):
    answer = post(web.person("receptionist"), patient, b"%PDF-" + bytes(21 * 1024 * 1024))
    assert (answer.status_code, answer.get_json()["message"]) == (413, files.TOO_LARGE)
    exact = post(web.person("receptionist"), patient, b"%PDF-" + bytes(files.MOST_BYTES - 4))
    assert (exact.status_code, exact.get_json()["message"]) == (413, files.TOO_LARGE)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../../etc/passwd", "passwd.pdf"), ("n" * 300 + ".pdf", "n" * 100 + ".pdf"), ("a\tb\x01.html", "a b .html.pdf"), ("രക്തം.pdf", "രക്തം.pdf")],
)  # fmt: skip
def test_a_hostile_name_is_stored_as_a_name(web, patient, name, kept):
    client = web.person("receptionist")
    file_id = attach(web, patient, name=name)
    assert listed(patient, kept)
    answer = client.get(f"/files/{file_id}")
    head = answer.headers["Content-Disposition"]
    assert head.startswith("attachment; filename")
    assert not set(head) & set("\r\n/\\")
    assert head.isascii()
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/pdf", CONTENT)


@pytest.mark.usefixtures("unchecked")
def test_what_is_handed_out_is_a_file_of_fixed_type_kept_nowhere(web, patient):
    file_id = attach(web, patient)
    client = web.person("receptionist")
    for path, kind in ((f"/files/{file_id}", "application/pdf"), (f"/files/{file_id}/preview", "image/png")):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers.get("Content-Disposition", "").startswith("attachment" if kind == "application/pdf" else "")


@pytest.mark.usefixtures("unchecked")
def test_only_who_may_see_the_row_gets_its_files(web, patient):
    file_id = attach(web, patient)
    paths = (f"/files/{file_id}", f"/files/{file_id}/preview")
    for path in paths:
        assert web.person("clinic").get(path).status_code == 200
        assert web.person("clinic2").get(path).status_code == 404
        assert web.person("support").get(path).status_code == 403
        assert web.person("manufacturer").get(path).status_code == 404
        nobody = web.nobody()
        assert nobody.get(path).status_code == 401
    for role, status in (
        ("clinic2", 404),
        ("lab_technician", 403),
        ("pharmacist", 403),
        ("support", 403),
        ("manufacturer", 403),
        ("patient", 403),
    ):
        assert post(web.person(role), patient).status_code == status, role
    assert post(web.person("receptionist"), patient, noun="rooms").status_code == 404
    assert post(web.person("receptionist"), "7").status_code == 404
    assert web.person("clinic").get("/files/7").status_code == 404


@pytest.mark.usefixtures("unchecked")
def test_the_opening_is_in_the_trail_with_the_answer(web, patient):
    file_id = attach(web, patient)
    web.person("clinic").get(f"/files/{file_id}")
    with reading(system()) as session:
        last = session.scalars(
            select(AuditEntry).where(AuditEntry.row_id == UUID(patient)).order_by(AuditEntry.at.desc())
        ).first()
        assert last.verb == "open-file"


def test_nothing_happens_without_the_token_and_half_a_body_is_a_bad_request(web, patient):
    client = web.person("receptionist")
    form = {"file": (io.BytesIO(CONTENT), "x.pdf")}
    assert client.post(f"/files/patients/{patient}", data=form).status_code == 400
    head = {"X-CSRFToken": csrf(client)}
    for more in ({"data": {}}, {"json": {"file": 1}}, {"data": b"--x", "content_type": "multipart/form-data; boundary=x"}):
        assert client.post(f"/files/patients/{patient}", headers=head, **more).status_code == 400


@pytest.mark.usefixtures("unchecked")
def test_an_upload_is_never_put_on_the_disk(web, patient, monkeypatch):
    def no_disk(*_args, **_more):
        raise AssertionError("the file went to the disk")

    monkeypatch.setattr(formparser, "default_stream_factory", no_disk)
    attach(web, patient, content=b"%PDF-" + bytes(3_000_000))


@pytest.mark.usefixtures("unchecked")
def test_a_file_is_removed_with_a_reason_and_the_list_drawn_anew(web, patient):
    client, file_id = web.person("receptionist"), attach(web, patient, name="wrong.pdf")
    row = {"noun": "patients", "id": patient, "names": {file_id: "wrong.pdf"}}
    drawn = web.callback(client, SHOWN, "attachments-changed.data", **{"attachments-row.data": row}).get_data(as_text=True)
    assert "wrong.pdf" in drawn
    assert "Remove\\u2026" in drawn or "Remove…" in drawn
    asked = press_remove(web, client, file_id, row).get_json()["response"]
    assert asked["attachments-dialog-remove"]["is_open"] is True
    assert asked["attachments-remove-title"]["children"] == "Remove wrong.pdf?"
    assert "Say why" in remove(web, client, file_id, " ").get_data(as_text=True)
    assert remove(web, client, file_id, "wrong patient").get_json()["response"]["attachments-changed"] == {"data": {"n": 1}}
    assert client.get(f"/files/{file_id}").status_code == 404
    drawn = web.callback(client, SHOWN, "attachments-changed.data", **{"attachments-row.data": row}).get_data(as_text=True)
    assert "wrong.pdf" not in drawn
    assert web.callback(client, SHOWN, "attachments-changed.data", **{"attachments-row.data": 7}).status_code == 400


def press_remove(web, client, file_id, row):
    output = next(o for o in web.app.callback_map if o.startswith("..attachments-dialog-remove.is_open..."))
    body = web.body(output, None, {"attachments-row.data": row})
    asked = {"type": "attachments-remove", "file": file_id}
    body["inputs"][0] = [{"id": asked, "property": "n_clicks", "value": 1}]
    body["changedPropIds"] = [json.dumps(asked, sort_keys=True, separators=(",", ":")) + ".n_clicks"]
    return web.post(client, body)


def remove(web, client, file_id, reason):
    output = next(o for o in web.app.callback_map if o.endswith("attachments-changed.data.."))
    values = {
        "attachments-remove-do.n_clicks": 1,
        "attachments-chosen.data": file_id,
        "attachments-remove-form-reason.value": reason,
    }
    return web.callback(client, output, "attachments-remove-do.n_clicks", **values)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("junk", [None, 7, [], {"a": 1}, "x", "'; --"])
def test_a_made_up_file_is_removed_from_nowhere(web, patient, junk):
    client = web.person("receptionist")
    assert "There is no such record" in remove(web, client, junk, "reason").get_data(as_text=True)
    assert press_remove(web, client, junk, {"names": junk}).status_code < 500


def test_papers_of_an_organisation_are_its_own_and_pictures_of_products_everybodys_who_sees_them(web):
    with reading(system()) as session:
        maker = session.scalars(select(Manufacturer.id).order_by(Manufacturer.created_at)).first()
        about = (TradeFile.manufacturer_id == maker, TradeFile.deleted_at.is_(None))
        paper = session.scalars(select(TradeFile.id).where(*about, TradeFile.noun == "org_documents")).first()
        sold = select(Product.id).where(Product.status == "active")
        picture = session.scalars(
            select(TradeFile.id).where(*about, TradeFile.noun == "products", TradeFile.row_id.in_(sold))
        ).first()

    def asked(who, what):
        client = web.sign_in(f"{who}@ayurlahi.example") if who.endswith("2") else web.person(who)
        answers = [client.get(f"/files/{what}"), client.get(f"/files/{what}/preview")]
        return [(a.status_code, a.mimetype if a.status_code == 200 else "") for a in answers]  # noqa: PLR2004

    pdf, jpeg = [(200, "application/pdf"), (200, "image/png")], [(200, "image/jpeg"), (200, "image/jpeg")]
    assert {who: asked(who, paper) for who in ("manufacturer", "support", "admin")} == dict.fromkeys(
        ("manufacturer", "support", "admin"), pdf
    )
    assert {who: asked(who, picture) for who in ("manufacturer", "clinic", "pharmacist")} == dict.fromkeys(
        ("manufacturer", "clinic", "pharmacist"), jpeg
    )
    no, never = [(404, "")] * 2, [(403, "")] * 2
    assert (asked("manufacturer2", paper), asked("clinic", paper), asked("pharmacist", paper)) == (no, no, never)
    assert (asked("manufacturer2", picture), asked("doctor", picture)) == (no, never)
