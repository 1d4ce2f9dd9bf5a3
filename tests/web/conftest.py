"""The product in this process on a copy of the demo, and people who are signed in to it."""

from __future__ import annotations

import json

import pytest
from dash._callback import GLOBAL_CALLBACK_MAP

from app import create_app
from data.core.settings import from_env
from data.store.unit_of_work import close, connect
from tests import servers

ACCOUNTS = {
    "admin": "admin", "support": "support", "clinic": "clinic", "doctor": "doctor", "receptionist": "receptionist",
    "lab_technician": "lab", "pharmacist": "pharmacist", "manufacturer": "manufacturer", "patient": "patient",
    "clinic2": "clinic2", "doctor2": "doctor2",
}  # fmt: skip
ROLES = tuple(r for r in ACCOUNTS if not r.endswith("2"))
PASSWORD = "Demo-ayurlahi-1"


class Web:
    """The Dash app, its server, and a client per person."""

    def __init__(self, app):
        self.app, self.server = app, app.server
        self._people = {}

    def nobody(self):
        return self.server.test_client()

    def person(self, role):
        if role not in self._people:
            self._people[role] = self.sign_in(f"{ACCOUNTS[role]}@ayurlahi.example")
            if role == "admin":
                self.form(self._people[role], "/reason", reason="Checking the permission matrix")
        return self._people[role]

    def sign_in(self, login, password=PASSWORD, **more):
        client = self.nobody()
        client.get("/login")
        answer = self.form(client, "/login", login=login, password=password, **more)
        assert answer.status_code == 302, answer.get_data(as_text=True)[-600:]
        return client

    def form(self, client, path, **values):
        return client.post(path, data={**values, "_csrf_token": csrf(client)})

    def post(self, client, body):
        return client.post("/_dash-update-component", json=body, headers={"X-CSRFToken": csrf(client)})

    def callback(self, client, output, changed=None, **values):
        """Post a callback with the given values by "id.property", the others empty."""
        return self.post(client, self.body(output, changed, values))

    def body(self, output, changed=None, values=None):
        known = self.app.callback_map[output]
        fill = lambda items: [  # noqa: E731
            # A pattern stands for as many components as the page has: here, none.
            [] if i["id"].startswith("{") else {**i, "value": (values or {}).get(f"{i['id']}.{i['property']}")}
            for i in items
        ]
        return {
            "output": output, "outputs": outputs_of(output), "inputs": fill(known["inputs"]), "state": fill(known["state"]),
            "changedPropIds": [changed] if changed else [],
        }  # fmt: skip

    def page(self, client, path, search=""):
        """What stands at an address for this person."""
        body = self.body(
            ".._pages_content.children..._pages_store.data..",
            "_pages_location.pathname",
            {"_pages_location.pathname": path, "_pages_location.search": search},
        )
        return self.post(client, body)


def _id(raw):
    return json.loads(raw) if isinstance(raw, str) and raw.startswith("{") else raw


def outputs_of(output):
    names = output.strip(".").split("...") if output.startswith("..") else [output]
    found = []
    for name in names:
        owner, _, prop = name.partition("@")[0].rpartition(".")
        found.append({"id": _id(owner.replace("\\.", ".")), "property": prop})
    return found if output.startswith("..") else found[0]


def csrf(client):
    cookie = client.get_cookie("_csrf_token")
    return cookie.value if cookie else ""


@pytest.fixture(scope="session")
def _app(demo, tmp_path_factory):
    folder = servers.copy_of(demo, tmp_path_factory.mktemp("web") / "instance")
    settings = from_env({"AYURLAHI_INSTANCE": str(folder)})
    app = create_app(settings)
    assert app.callback_map  # complete before anybody asks
    assert not GLOBAL_CALLBACK_MAP
    return settings, Web(app)


@pytest.fixture
def web(_app):
    settings, web = _app
    connect(settings)
    yield web
    close()
