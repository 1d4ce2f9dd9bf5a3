"""The screen on the wall: paired once, it reads tokens and rooms and can reach nothing else."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from components import routes
from data.core import clock
from data.core.actor import Actor, system
from data.core.errors import Invalid, NotAllowed, NotFound
from data.core.resource import resources
from data.models import Appointment, Clinic, Patient, User
from data.rules import queue
from data.store import displays, read, write
from data.store.unit_of_work import reading
from tests.web.test_matrix import callbacks


def manager(code="THR"):
    with reading(system()) as session:
        clinic = session.scalars(select(Clinic).where(Clinic.clinic_code == code)).one()
        user = session.scalars(select(User).where(User.clinic_id == clinic.id)).first()
    return Actor("Meera", frozenset({"clinic"}), user_id=user.id, clinic_id=clinic.id, zone=clinic.time_zone)


@pytest.fixture
def wall(web):
    """A client that was paired as a screen, and its id."""
    who = manager()
    name = f"Entrance {clock.now():%H%M%S%f}"
    code = displays.add(who, name)
    client = web.nobody()
    assert b"Connect this screen" in client.get("/display").data
    assert web.form(client, "/display", code=f"{code[:4].lower()} {code[4:]}").status_code == 302
    return client, next(s for s in displays.listed(who) if s.name == name)


def test_it_shows_tokens_rooms_and_states_and_no_name(web, wall):
    client, _ = wall
    assert "Thanal Ayurveda Vaidyasala" in client.get("/display").get_data(as_text=True)
    told = client.get("/display/board")
    lines = json.loads(told.data)["lines"]
    assert lines
    assert all(set(line) == {"token", "room", "status"} for line in lines)
    assert all(re.fullmatch(r"\d+|\d\d:\d\d", line["token"]) for line in lines)
    text = told.get_data(as_text=True)
    with reading(system()) as session:
        names = {w for p in session.scalars(select(Patient)) for w in (p.first_name, p.last_name, p.phone, p.patient_code) if w}
    assert [n for n in names if f'"{n}"' in text or (len(n) > 4 and n in text)] == []


def test_it_reaches_no_page_no_callback_no_list_and_no_signal(web, wall):
    client, _ = wall
    for path in routes.ROUTES:
        answer = client.get(path.replace(":id", "00000000-0000-7000-8000-000000000000"))
        assert answer.status_code == 302, path
        assert answer.location.startswith("/login"), path
    for resource in resources():
        assert client.get(f"/export/{resource.name}").status_code == 401
    for output in callbacks(web):
        assert web.callback(client, output).status_code == 401, output
    for rule in web.server.url_map.iter_rules():
        path = str(rule)
        if (
            "<" not in path
            and path not in {"/login", "/healthz", "/display", "/display/board", "/register", "/_favicon.ico"}
            and "GET" in rule.methods
        ):
            assert client.get(path).status_code in {302, 401}, path


def test_the_role_reads_the_board_and_nothing_else(web):
    wall = Actor("Wall", frozenset({"display"}), clinic_id=manager().clinic_id)
    assert queue.wall(wall)
    with pytest.raises(NotAllowed):
        queue.board(wall)
    for resource in resources():
        with pytest.raises(NotAllowed):
            read.page(resource.name, wall, read.Query())
    with reading(system()) as session:
        visit = session.scalars(select(Appointment.id)).first()
    with pytest.raises((NotAllowed, NotFound)):
        write.step("appointments", wall, visit, "call")


def test_it_shows_its_own_clinic_only(web, wall):
    ours = {(s.token, s.status) for s in queue.wall(Actor("Wall", frozenset({"display"}), clinic_id=manager().clinic_id))}
    client, _ = wall
    shown = {(line["token"], line["status"]) for line in json.loads(client.get("/display/board").data)["lines"]}
    assert shown == ours


def test_taken_back_it_goes_dark(web, wall):
    client, screen = wall
    displays.revoke(manager(), screen.id)
    assert client.get("/display/board").status_code == 401
    assert b"Connect this screen" in client.get("/display").data
    assert screen.id not in {s.id for s in displays.listed(manager())}


def test_a_code_works_once_and_for_fifteen_minutes(web):
    code = displays.add(manager(), f"Once {clock.now():%H%M%S%f}")
    displays.pair(code, "10.0.0.1")
    with pytest.raises(Invalid, match="does not hold"):
        displays.pair(code, "10.0.0.1")
    late = displays.add(manager(), f"Late {clock.now():%H%M%S%f}")
    then = clock.now() + timedelta(minutes=16)
    clock.set_now(lambda: then)
    with pytest.raises(Invalid, match="does not hold"):
        displays.pair(late, "10.0.0.2")


def test_guessing_is_slowed_down(web):
    client = web.nobody()
    client.get("/display")
    answers = [web.form(client, "/display", code=f"AAAAAAA{n}").status_code for n in range(8)]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_only_those_who_keep_accounts_keep_displays(web):
    clinic_id = manager().clinic_id
    displays.add(manager(), f"Hall {clock.now():%H%M%S%f}")
    screen = displays.listed(manager())[0]
    for role in ("receptionist", "doctor", "pharmacist", "display"):
        with pytest.raises(NotAllowed):
            displays.add(Actor("x", frozenset({role}), clinic_id=clinic_id), "Hall")
    with pytest.raises(Invalid):
        displays.add(manager(), "  ")
    with pytest.raises(NotFound):
        displays.revoke(manager("KAV"), screen.id)
