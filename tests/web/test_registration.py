"""A stranger registers a clinic or a manufacturer, and what else strangers try there."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.core.actor import system
from data.models import Clinic, Manufacturer, User
from data.rules import registration
from data.store.unit_of_work import reading

TYPED = {
    "kind": "manufacturer", "organisation": "Vanamala Oushadhasala", "full_name": "Rema Devi", "email": "rema@vanamala.example",
    "phone": "98470 11223", "password": "turmeric and honey",
}  # fmt: skip


def stranger(web, number):
    client = web.nobody()
    client.environ_base["REMOTE_ADDR"] = f"10.77.0.{number}"
    client.get("/register")
    return client


def user(email):
    with reading(system()) as session:
        return session.scalars(select(User).where(User.email == email)).one_or_none()


@pytest.mark.parametrize(("kind", "model"), [("clinic", Clinic), ("manufacturer", Manufacturer)])
def test_person_and_organisation_are_made_together_and_wait(web, kind, model):
    client = stranger(web, 1 if kind == "clinic" else 2)
    mail = f"{kind}@vanamala.example"
    answer = web.form(client, "/register", **TYPED | {"kind": kind, "email": mail, "phone": ""})
    assert answer.headers["Location"].startswith("/login")
    made = user(mail)
    with reading(system()) as session:
        row = session.get(model, made.clinic_id or made.manufacturer_id)
        assert (row.approval_status, row.gstin, row.license_number, row.pincode) == ("pending", None, None, None)
        assert made.roles == [kind]
    signed_in = web.sign_in(mail, TYPED["password"])
    assert b"Vanamala" in web.page(signed_in, f"/dashboard/{kind}s/{row.id}").get_data()


@pytest.mark.parametrize(
    "wrong", [{"email": "no"}, {"password": "short"}, {"kind": "admin"}, {"phone": "123"}, {"organisation": ""}]
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(web, wrong):
    client = stranger(web, 10 + len(str(wrong)) % 100)
    answer = web.form(client, "/register", **TYPED | {"email": "kept@vanamala.example"} | wrong)
    assert answer.status_code == 422
    assert "is-invalid" in answer.get_data(as_text=True)
    assert TYPED["password"] not in answer.get_data(as_text=True)
    assert user("kept@vanamala.example") is None


def test_a_taken_address_is_refused_and_leaves_no_organisation(web):
    answer = web.form(
        stranger(web, 3),
        "/register",
        **TYPED | {"email": "clinic@ayurlahi.example", "phone": "", "organisation": "Shadow Clinic"},
    )
    assert (answer.status_code, b"Another account uses this e-mail address." in answer.get_data()) == (409, True)
    with reading(system()) as session:
        assert session.scalar(select(Manufacturer.id).where(Manufacturer.company_name == "Shadow Clinic")) is None


def test_only_our_own_page_registers_and_not_often(web):
    client = stranger(web, 4)
    assert client.post("/register", data=TYPED).status_code == 400
    answers = [web.form(client, "/register", **TYPED | {"email": "x"}).status_code for _ in range(7)]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_codes_are_three_characters_of_the_name_and_never_run_out():
    found = registration._codes("Ōm")
    assert [next(found) for _ in range(3)] == ["M00", "M01", "M02"]
    assert next(registration._codes("Vanamala")) == "VNM"
