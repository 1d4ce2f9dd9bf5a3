"""Signing in and out, and what a stranger tries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.core import clock, passwords
from data.core.actor import Actor, system
from data.models import AuditEntry, User, UserSession
from data.store import sign_in, write
from data.store.unit_of_work import connect, reading, site, writing
from tests.races.crowd import APART
from tests.web.conftest import PASSWORD, csrf


def user(login):
    with reading(system()) as session:
        return session.scalars(select(User).where(User.email == login)).one()


def test_a_temporary_password_opens_the_account_page_and_nothing_else(web):
    manager = user("clinic@ayurlahi.example")
    actor = Actor("Manager", frozenset({"clinic"}), user_id=manager.id, clinic_id=manager.clinic_id)
    raw = {"full_name": "Asha Das", "email": "asha.new@ayurlahi.example", "roles": ["clinic"]}
    write.create("users", actor, raw | {"temporary_password": "Coconut-oil-7-lamps"})
    client = web.sign_in("asha.new@ayurlahi.example", "Coconut-oil-7-lamps")
    for path in ("/dashboard", "/dashboard/patients", "/dashboard/users/new"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/dashboard/account"), path
    assert client.get("/export/patients").status_code == 403
    assert "Not allowed" in web.page(client, "/dashboard/patients", "").get_data(as_text=True)
    rows = web.body("..patients-grid.getRowsResponse...patients-count.children...patients-empty.hidden...patients-frame.hidden..")
    assert web.post(client, rows).status_code == 403
    sign_in.change_password(sign_in_actor(client), "Coconut-oil-7-lamps", "Sesame-oil-9-lamps")
    assert client.get("/dashboard").status_code == 200


def sign_in_actor(client):
    return sign_in.signed_in(client.get_cookie("ay_session").value, "127.0.0.1").actor


def test_the_right_password_opens_and_sign_out_closes(web):
    client = web.sign_in("receptionist@ayurlahi.example")
    assert client.get("/dashboard").status_code == 200
    web.form(client, "/logout")
    assert client.get("/dashboard").status_code == 302


def test_one_may_sign_in_with_the_phone(web):
    phone = user("receptionist@ayurlahi.example").phone
    if phone is None:
        with writing(system()) as session:
            session.scalars(select(User).where(User.email == "receptionist@ayurlahi.example")).one().phone = phone = (
                "+919847011223"
            )
    assert web.sign_in(phone.removeprefix("+91")).get("/dashboard").status_code == 200


@pytest.mark.parametrize("login", ["receptionist@ayurlahi.example", "nobody@ayurlahi.example", "", "x" * 5000, "'; --"])
def test_a_wrong_password_and_an_unknown_login_read_the_same(web, login):
    client = web.nobody()
    client.environ_base["REMOTE_ADDR"] = f"10.9.{len(login) % 250}.1"
    client.get("/login")
    answer = web.form(client, "/login", login=login, password="not the password")
    assert answer.status_code == 401
    assert "That e-mail and password do not go together." in answer.get_data(as_text=True)


def test_a_wrong_password_keeps_the_login_that_was_typed(web):
    client = web.nobody()
    client.environ_base["REMOTE_ADDR"] = "10.8.0.1"
    client.get("/login")
    assert 'value="typed@ayurlahi.example"' in web.form(
        client, "/login", login="typed@ayurlahi.example", password="wrong"
    ).get_data(as_text=True)


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/dashboard/rooms", "/dashboard/rooms"),
        ("//evil.example", "/dashboard"),
        ("/\\evil.example", "/dashboard"),
        ("https://evil.example", "/dashboard"),
        ("/logout", "/dashboard"),
        ("", "/dashboard"),
    ],
)
def test_after_signing_in_one_lands_on_our_own_pages_only(web, wanted, goes):
    client = web.nobody()
    client.get("/login")
    answer = web.form(client, "/login", login="support@ayurlahi.example", password=PASSWORD, next=wanted)
    assert answer.headers["Location"] == goes


def test_a_token_from_before_signing_in_is_worth_nothing_after(web):
    client = web.nobody()
    client.set_cookie("ay_session", "fixed-by-the-attacker")
    client.get("/login")
    web.form(client, "/login", login="support@ayurlahi.example", password=PASSWORD)
    assert client.get_cookie("ay_session").value != "fixed-by-the-attacker"


@pytest.mark.parametrize("path", ["/logout", "/look", "/reason", "/_dash-update-component", "/login"])
def test_an_unsafe_request_without_our_token_is_refused(web, path):
    client = web.sign_in("support@ayurlahi.example")
    assert client.post(path, json={}).status_code == 400
    assert client.post(path, json={}, headers={"X-CSRFToken": "guess"}).status_code == 400
    foreign = {"X-CSRFToken": csrf(client), "Origin": "https://evil.example"}
    assert client.post(path, json={}, headers=foreign).status_code == 400


def test_idle_and_absolute_limits_end_a_session_and_polling_does_not_extend_it(web):
    client = web.sign_in("pharmacist@ayurlahi.example")
    start = clock.now()
    clock.set_now(lambda: start + timedelta(minutes=10))
    assert client.get("/live").status_code == 200
    clock.set_now(lambda: start + timedelta(minutes=16))
    assert client.get("/live").status_code == 401
    clock.set_now(None)
    client = web.sign_in("pharmacist@ayurlahi.example")
    start = clock.now()
    for minutes in range(0, 13 * 60, 10):
        clock.set_now(lambda m=minutes: start + timedelta(minutes=m))
        status = client.get("/dashboard").status_code
        assert status == (200 if minutes < 12 * 60 else 302), minutes


def as_manager():
    manager = user("clinic@ayurlahi.example")
    return Actor("Manager", frozenset({"clinic"}), user_id=manager.id, clinic_id=manager.clinic_id)


def test_a_change_of_roles_or_a_locked_account_ends_what_is_open_at_the_next_request(web):
    with writing(system()) as session:
        person = User(
            clinic_id=as_manager().clinic_id,
            full_name="Test Person",
            email="test.person@ayurlahi.example",
            roles=["receptionist"],
            password_hash=passwords.hashed(PASSWORD),
        )
        session.add(person)
    for change in ({"roles": ["pharmacist"]}, {"is_active": False}):
        client = web.sign_in("test.person@ayurlahi.example")
        assert client.get("/dashboard").status_code == 200
        write.change("users", as_manager(), person.id, change, None)
        assert client.get("/dashboard").status_code == 302


def test_a_new_password_ends_the_other_sessions(web):
    with writing(system()) as session:
        person = User(
            full_name="Two Browsers",
            email="two.browsers@ayurlahi.example",
            roles=["support"],
            password_hash=passwords.hashed(PASSWORD),
        )
        session.add(person)
    here, there = web.sign_in("two.browsers@ayurlahi.example"), web.sign_in("two.browsers@ayurlahi.example")
    with reading(system()) as session:
        own = session.scalars(
            select(UserSession).where(UserSession.user_id == person.id).order_by(UserSession.created_at)
        ).first()
    who = Actor("Two Browsers", frozenset({"support"}), user_id=person.id, session_id=own.id)
    sign_in.change_password(who, PASSWORD, "another long password")
    assert here.get("/dashboard").status_code == 200
    assert there.get("/dashboard").status_code == 302


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaaaaaa", "x" * 300])
def test_weak_passwords_are_refused_with_a_sentence(weak):
    assert passwords.weakness(weak)


def test_the_token_is_nowhere_in_the_database(web):
    client = web.sign_in("support@ayurlahi.example")
    token = client.get_cookie("ay_session").value
    with reading(system()) as session:
        hashes = [row.token_hash for row in session.scalars(select(UserSession))]
    assert all(token.encode() != h for h in hashes)


def test_signing_in_out_and_refusals_are_in_the_trail(web):
    client = web.sign_in("support@ayurlahi.example")
    web.form(client, "/logout")
    bad = web.nobody()
    bad.environ_base["REMOTE_ADDR"] = "10.7.0.1"
    bad.get("/login")
    web.form(bad, "/login", login="support@ayurlahi.example", password="wrong password")
    with reading(system()) as session:
        verbs = set(session.scalars(select(AuditEntry.verb).where(AuditEntry.noun == "users")))
    assert {"sign-in", "sign-out", "sign-in-refused"} <= verbs


def _guess(settings, number, results):
    connect(settings)
    for _ in range(12):
        try:
            sign_in.sign_in("clinic@ayurlahi.example", "wrong password", "10.66.0.1", "")
        except sign_in.WrongPassword:
            results.put("hashed")
        except sign_in.TooMany:
            results.put("stopped")


def test_parallel_guesses_never_get_past_the_limit(web):
    results = APART.Queue()
    people = [APART.Process(target=_guess, args=(site().settings, n, results)) for n in range(4)]
    for person in people:
        person.start()
    seen = [results.get(timeout=60) for _ in range(48)]
    for person in people:
        person.join()
    assert seen.count("hashed") == sign_in.PER_LOGIN_AND_ADDRESS
    assert web.sign_in("clinic@ayurlahi.example").get("/dashboard").status_code == 200  # a stranger locks nobody out


def test_every_answer_carries_its_headers(web):
    client = web.person("clinic")
    page = client.get("/dashboard")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-store"
    asset = client.get("/assets/05-tokens.css")
    assert "immutable" in asset.headers["Cache-Control"]
    assert "Set-Cookie" not in asset.headers
    assert "Cookie" not in asset.headers.get("Vary", "")
