"""Malformed and hostile requests: 400 and the like, never a stack trace, never a 500."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.conftest import csrf
from tests.web.test_matrix import callbacks

ROWS = "..patients-grid.getRowsResponse...patients-count.children...patients-empty.hidden...patients-frame.hidden.."

MALFORMED = {
    "empty": b"",
    "not json": b"{",
    "null": b"null",
    "a list": b"[]",
    "a number": b"7",
    "no output": b"{}",
    "unknown output": b'{"output": "nothing.children", "inputs": [], "outputs": {"id": "nothing", "property": "children"}}',
    "output of a wrong type": b'{"output": {"a": 1}, "inputs": []}',
    "inputs missing": json.dumps({"output": ROWS}).encode(),
    "inputs of a wrong type": json.dumps({"output": ROWS, "inputs": "x", "outputs": []}).encode(),
    "inputs of a wrong shape": json.dumps({"output": ROWS, "inputs": [1], "state": [2], "outputs": []}).encode(),
    "too many inputs": json.dumps({"output": ROWS, "inputs": [{}] * 90, "outputs": []}).encode(),
    "changed of a wrong type": json.dumps({"output": ROWS, "inputs": [], "changedPropIds": {"a": 1}, "outputs": []}).encode(),
    "deep": b"[" * 3000 + b"]" * 3000,
    "latin letters": "{é}".encode("latin-1"),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_callback_body_is_a_bad_request(web, kind):
    client = web.person("clinic")
    head = {"X-CSRFToken": csrf(client), "Content-Type": "application/json"}
    assert client.post("/_dash-update-component", data=MALFORMED[kind], headers=head).status_code == 400


def test_a_body_that_is_too_large_is_refused(web):
    client = web.person("clinic")
    head = {"X-CSRFToken": csrf(client), "Content-Type": "application/json"}
    assert client.post("/_dash-update-component", data=b'"' + b"x" * 3_000_000 + b'"', headers=head).status_code in {400, 413}


@pytest.mark.parametrize("value", [None, {"x": [1]}, "\x00junk", "junk", 7, "/dash\x00board"])
def test_an_address_that_is_none_is_a_bad_request(web, value):
    for at in ("pathname", "search"):
        good = {"_pages_location.pathname": "/dashboard", "_pages_location.search": ""}
        body = web.body(
            ".._pages_content.children..._pages_store.data..", "_pages_location.pathname", good | {f"_pages_location.{at}": value}
        )
        assert web.post(web.person("receptionist"), body).status_code == 400, (at, value)


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=12)
    | st.sampled_from(["'; DROP TABLE patients; --", "<script>alert(1)</script>", "../../etc/passwd", "=1+1", "\x00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_value_of_any_input_makes_a_server_error(web, data):
    output = data.draw(st.sampled_from(sorted(callbacks(web))))
    body = web.body(output)
    for item in (*body["inputs"], *body["state"]):
        if "value" in item:
            item["value"] = data.draw(JUNK)
    assert web.post(web.person("clinic"), body).status_code < 500, body


@pytest.mark.parametrize(
    "query",
    [
        "?status=nonsense",
        "?from=31-31-31",
        "?doctor_id=7",
        "?view=list&from=x",
        "?patient_id=%00",
        "?a=1&b=2&date=2026-13-45",
        "?" + "x" * 5000,
    ],
)
def test_no_query_of_an_address_makes_a_server_error(web, query):
    for path in (
        "/dashboard",
        "/dashboard/patients",
        "/dashboard/appointments",
        "/dashboard/appointments/new",
        "/dashboard/patients/new",
        "/dashboard/queue",
    ):
        assert web.page(web.person("clinic"), path, query).status_code < 500, path
        assert web.person("clinic").get(path + query).status_code < 500
