"""Uploads over HTTP: whose they are, how large, what becomes of them, and the file of refused rows."""

from __future__ import annotations

import csv
import io
import json

import pytest
from werkzeug import formparser

from tests.web.conftest import csrf
from tests.web.test_matrix import heading

FILE = b"First name,Gender,Age\nImported,female,30\n=Broken,female,never\n"


def upload(client, content=FILE, noun="patients", name="people.csv", token=None):
    form = {"noun": noun, "file": (io.BytesIO(content), name)}
    return client.post("/imports", data=form, headers={"X-CSRFToken": csrf(client) if token is None else token})


def act(web, client, job, what):
    output = next(o for o in web.app.callback_map if o.startswith("..imports-panel.children..."))
    body = web.body(output, None, {"imports-state.data": {"id": job, "n": 1}})
    asked = {"type": "imports-do", "act": what}
    body["inputs"] = [[{"id": asked, "property": "n_clicks", "value": 1}]]
    body["changedPropIds"] = [json.dumps(asked, sort_keys=True, separators=(",", ":")) + ".n_clicks"]
    return web.post(client, body)


def step(web, client, job):
    output = next(o for o in web.app.callback_map if o.startswith("..imports-panel.children@"))
    return web.callback(
        client, output, "imports-step.data", **{"imports-step.data": {"n": 1}, "imports-state.data": {"id": job, "n": 1}}
    )


def job_of(answer):
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return answer.get_json()["go"].rpartition("/")[2]


def test_a_file_is_uploaded_taken_in_and_its_refused_rows_come_back(web):
    client = web.person("receptionist")
    job = job_of(upload(client))
    assert "Which column is what" in web.page(client, f"/dashboard/imports/{job}").get_data(as_text=True)
    assert act(web, client, job, "running").status_code == 200
    told = step(web, client, job).get_data(as_text=True)
    assert "All rows were looked at." in told
    assert '"go":false' in told
    answer = client.get(f"/imports/{job}/refused.csv")
    lines = answer.get_data(as_text=True).removeprefix("\ufeff").splitlines()
    assert lines[0] == "Row,Field,Why,First name,Gender,Age"
    assert lines[1].startswith("3,Age,")
    assert lines[1].endswith("'=Broken,female,never")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="refused.csv"'
    assert step(web, client, job).status_code == 200  # an import that is over does not go on
    assert "people.csv" in web.page(client, "/dashboard/imports").get_data(as_text=True)


def test_nothing_happens_without_the_token_or_the_right(web):
    assert upload(web.person("receptionist"), token="x").status_code == 400
    assert upload(web.person("receptionist"), noun="rooms").status_code == 403
    for role in ("lab_technician", "pharmacist", "manufacturer", "patient", "admin", "support"):
        assert upload(web.person(role)).status_code == 403, role
    nobody = web.nobody()
    nobody.get("/login")
    assert upload(nobody).status_code == 401
    assert nobody.get("/imports/7/refused.csv").status_code == 302


def test_an_import_of_another_clinic_is_not_there(web):
    job = job_of(upload(web.person("clinic")))
    stranger = web.person("clinic2")
    assert heading(web.page(stranger, f"/dashboard/imports/{job}")) == "Not found"
    assert stranger.get(f"/imports/{job}/refused.csv").status_code == 404
    assert "There is no such record" in act(web, stranger, job, "running").get_data(as_text=True)
    assert web.person("clinic").get("/imports/nonsense/refused.csv").status_code == 404
    assert heading(web.page(web.person("lab_technician"), f"/dashboard/imports/{job}")) == "Not allowed"


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (b"", 422, "This file is empty."),
        (b"First name\n", 422, "headings and no rows"),
        ("First name\nJosé\n".encode("latin-1"), 422, "not text in UTF-8"),
        (b"x" * (21 * 1024 * 1024), 413, "larger than 20 MB"),
    ],
    ids=["empty", "header only", "latin", "21 MB"],
)
def test_a_file_that_is_none_is_refused_with_its_sentence(web, content, status, sentence):
    answer = upload(web.person("receptionist"), content)
    assert (answer.status_code, sentence in answer.get_json()["message"]) == (status, True)


def test_a_large_file_is_taken_without_a_copy_on_the_disk(web, monkeypatch):
    def no_disk(*_args, **_more):
        raise AssertionError("the file went to the disk")

    monkeypatch.setattr(formparser, "default_stream_factory", no_disk)
    rows = "".join(f"Person{n},female,30,{'x' * 800}\n" for n in range(4000))
    job_of(upload(web.person("receptionist"), f"First name,Gender,Age,Note\n{rows}".encode()))


@pytest.mark.parametrize(
    "form",
    [{}, {"noun": "patients"}, {"noun": "patients", "file": "text"}, {"noun": "patients", "file": (io.BytesIO(b"a"), "")}],
    ids=["nothing", "no file", "a word", "no name"],
)
def test_a_post_without_a_file_is_a_bad_request(web, form):
    client = web.person("receptionist")
    answer = client.post("/imports", data=form, content_type="multipart/form-data", headers={"X-CSRFToken": csrf(client)})
    assert answer.status_code == 400
    assert (
        client.post("/imports", data=b"{", content_type="application/json", headers={"X-CSRFToken": csrf(client)}).status_code
        == 400
    )
    half = b"--x\r\nContent-Disposition: form-data; name=file; filename=a.csv\r\n\r\nabc"
    broken = client.post(
        "/imports", data=half, content_type="multipart/form-data; boundary=x", headers={"X-CSRFToken": csrf(client)}
    )
    assert broken.status_code in {400, 422}


def test_other_posts_stay_small(web):
    client = web.person("receptionist")
    answer = client.post("/look", data={"theme": "x" * 3_000_000}, headers={"X-CSRFToken": csrf(client)})
    assert answer.status_code in {400, 413}


@pytest.mark.parametrize("state", [None, 7, "x", [], {"id": None}, {"id": "'; --"}, {"id": {"a": 1}}])
def test_a_made_up_state_starts_nothing(web, state):
    client = web.person("receptionist")
    output = next(o for o in web.app.callback_map if o.startswith("..imports-panel.children@"))
    values = {"imports-step.data": {"n": 1}, "imports-state.data": state}
    assert web.callback(client, output, "imports-step.data", **values).status_code < 500


def test_lists_lead_to_the_import_of_their_noun(web):
    page = web.page(web.person("receptionist"), "/dashboard/patients").get_data(as_text=True)
    assert "imports?noun=patients" in page
    assert "imports?noun=users" not in web.page(web.person("clinic"), "/dashboard/users").get_data(as_text=True)


def test_an_export_holds_what_the_list_is_narrowed_to(web):
    client = web.person("receptionist")
    page = web.page(client, "/dashboard/patients", "?gender=male").get_data(as_text=True)
    assert "export\\u002fpatients?gender=male" in page
    lines = list(csv.DictReader(io.StringIO(client.get("/export/patients?gender=male").get_data(as_text=True))))
    assert {line["gender"] for line in lines} == {"male"}
