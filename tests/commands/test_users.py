"""The first account comes from the command line, and so does a lost password."""

from __future__ import annotations

import pytest

from data.store import sign_in


def opened(login: str, said: str) -> sign_in.SignedIn | None:
    return sign_in.signed_in(sign_in.sign_in(login, said.split("password: ")[1].strip(), "127.0.0.1", "test"), "127.0.0.1")


def test_an_account_signs_in_with_its_temporary_password(line, clinic):
    code, out, _ = line(
        "user",
        "create",
        "--name",
        "Meera Nair",
        "--email",
        "meera@thanal.example",
        "--roles",
        "clinic,doctor",
        "--clinic",
        clinic,
    )
    assert code == 0
    who = opened("meera@thanal.example", out)
    assert who.organisation == "Thanal Vaidyasala"
    assert who.must_change_password
    assert who.actor.roles == set()  # until she has chosen her own
    sign_in.change_password(who.actor, out.split("password: ")[1].strip(), "Coconut-oil-7-lamps")
    token = sign_in.sign_in("meera@thanal.example", "Coconut-oil-7-lamps", "127.0.0.1", "test")
    assert sign_in.signed_in(token, "127.0.0.1").actor.roles == {"clinic", "doctor"}


def test_a_lost_password_is_replaced(line):
    first = line("user", "create", "--name", "Asha", "--email", "asha@ayurlahi.example", "--roles", "admin")[1]
    second = line("user", "reset-password", "Asha@ayurlahi.example")[1]
    with pytest.raises(sign_in.WrongPassword):
        opened("asha@ayurlahi.example", first)
    assert opened("asha@ayurlahi.example", second).must_change_password


def test_refusals_are_sentences(line, clinic):
    assert line("user", "reset-password", "nobody@x.example") == (1, "", "There is no account nobody@x.example.\n")
    assert line("user", "create", "--name", "X", "--email", "x@y.example", "--roles", "king", "--clinic", clinic)[2].startswith(
        "Roles are some of"
    )
    assert (
        "does not belong"
        in line("user", "create", "--name", "X", "--email", "x@y.example", "--roles", "admin", "--clinic", clinic)[2]
    )
