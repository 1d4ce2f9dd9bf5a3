"""A clinic or a manufacturer enters itself: person, organisation and the link between them in one transaction (marketplace.md §2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import passwords
from data.core.actor import Actor, system
from data.core.errors import Invalid
from data.core.gst import ALPHABET
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import Clinic, Manufacturer, User
from data.store import audit, cleaning, sign_in, write
from data.store.unit_of_work import writing

KINDS = ("clinic", "manufacturer")
FIELDS = (
    Field("kind", "choice", label="What you register", required=True, choices=KINDS),
    Field("organisation", label="Name of the clinic or company", required=True, max_length=200),
    Field("full_name", "name", label="Your name", required=True),
    Field("email", "email", required=True),
    Field("phone", "mobile", label="Mobile phone"),
    Field("password", "password", required=True),
)
TAKEN = frozenset({"PLT"})


def register(typed: Mapping[str, Any], ip: str) -> UUID:
    """The id of the new user; the organisation waits for approval. TooMany when one address tries often."""
    sign_in.throttle("register", ip)
    values = cleaning.read_fields(FIELDS, typed)
    problem = passwords.weakness(values["password"])
    if problem:
        raise Invalid({"password": problem})
    made = passwords.hashed(values.pop("password"))
    with writing(system()) as session:
        kind = values["kind"]
        made_id = _organisation(session, kind, values["organisation"])
        clinic, maker = (made_id, None) if kind == "clinic" else (None, made_id)
        user = User(
            full_name=values["full_name"], email=values["email"], phone=values["phone"], roles=[kind], password_hash=made,
            clinic_id=clinic, manufacturer_id=maker,
        )  # fmt: skip
        session.add(user)
        session.flush()
        who = Actor(user.full_name, frozenset({kind}), user.id, clinic, maker, ip=ip)
        audit.record(session, who, "register", "users", user.id, clinic_id=clinic)
        return user.id


def _organisation(session: Session, kind: str, name: str) -> UUID:
    """Only its name is known; what is not is left empty and stands in the way of approval."""
    prefix = "clinic" if kind == "clinic" else "manufacturer"
    noun = declared(prefix + "s")
    code = _free_code(session, Clinic.clinic_code if kind == "clinic" else Manufacturer.manufacturer_code, name)
    names = {"clinic_name" if kind == "clinic" else "company_name": name, f"{prefix}_code": code}
    values = cleaning.clean(noun, system(), "create", names)
    return write.insert(session, noun, system(), values)


def _free_code(session: Session, column: Any, name: str) -> str:
    """Three letters of the name, else the first that is free."""
    taken = set(session.scalars(select(column))) | TAKEN
    return next(code for code in _codes(name) if code not in taken)


def _codes(name: str) -> Iterator[str]:
    letters = re.sub(r"[^A-Z0-9]", "", name.upper()) or "X"
    consonants = letters[0] + re.sub(r"[AEIOU]", "", letters[1:])
    yield from (found[:3] for found in (consonants, letters) if len(found) >= 3)  # noqa: PLR2004 - a code has three characters
    yield from (letters[0] + first + second for first, second in product(ALPHABET, ALPHABET))
    yield from ("".join(found) for found in product(ALPHABET, repeat=3))
