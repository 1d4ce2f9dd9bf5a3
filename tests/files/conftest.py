"""A patient's record takes files here: the smallest noun of the house that has patient data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.core.actor import system
from data.store import files, write
from tests.store.conftest import alice, charlie  # noqa: F401 - the two clinics


@pytest.fixture
def patients_take_files(monkeypatch):
    monkeypatch.setitem(files.TAKES, "patients", files.Takes("edit"))


@pytest.fixture
def unchecked(monkeypatch):
    """Without the program that looks into files, which has tests of its own and costs a third of a second."""
    monkeypatch.setattr(files, "examined", lambda content: files.Seen("application/pdf", 2, b"\x89PNG small " + content[:9]))


@pytest.fixture
def patient(alice, patients_take_files):  # noqa: F811
    return write.create("patients", system(alice.clinic_id), {"first_name": "Lakshmi", "gender": "female", "estimated_age": "42"})


def as_role(actor, role):
    return replace(actor, roles=frozenset({role}))
