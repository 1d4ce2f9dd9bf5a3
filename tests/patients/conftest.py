"""Two clinics, the people at their desks, and a form as it is posted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import data.resources  # noqa: F401 - declares the nouns
from data.core import clock
from data.core.actor import Actor, system
from data.models.base import new_id
from data.store import write

NOW = datetime(2026, 11, 24, 3, 45, tzinfo=UTC)  # 09:15 in Kerala


@pytest.fixture(autouse=True)
def tuesday():
    """It is Tuesday, 24 November 2026."""
    clock.set_now(lambda: NOW)


class Clinic:
    """A clinic and somebody of each role in it."""

    def __init__(self, name, code):
        self.id = write.create("clinics", system(), {"clinic_name": name, "clinic_code": code})

    def person(self, *roles, **more):
        return Actor(f"{code_of(roles)}", frozenset(roles), user_id=new_id(), clinic_id=self.id, **more)

    @property
    def desk(self):
        return self.person("receptionist")

    @property
    def manager(self):
        return self.person("clinic")

    def doctor(self, first_name="Anjali"):
        """A doctor, signed in."""
        return self.person("doctor", doctor_id=write.create("doctors", self.manager, {"first_name": first_name}))

    def patient(self, actor=None, **raw):
        return write.create("patients", actor or self.manager, form(**raw))


def code_of(roles):
    return " ".join(roles)


def form(**raw):
    """What quick registration posts."""
    return {"first_name": "Lakshmi", "gender": "female", "date_of_birth": "1968-03-14", **raw}


@pytest.fixture
def aster(database):
    return Clinic("Aster Ayurveda", "AST")


@pytest.fixture
def champaka(aster):
    return Clinic("Champaka Vaidyasala", "CHA")
