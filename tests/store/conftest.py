"""Two clinics on a fresh database of each kind."""

from __future__ import annotations

import pytest

import data.resources  # noqa: F401 - declares the nouns
from data.core.actor import Actor, system
from data.models.base import new_id
from data.store import write


def manager_of(name: str, code: str) -> Actor:
    clinic_id = write.create("clinics", system(), {"clinic_name": name, "clinic_code": code})
    return Actor(f"Manager of {name}", frozenset({"clinic"}), user_id=new_id(), clinic_id=clinic_id)


@pytest.fixture
def alice(database) -> Actor:
    """Owns a clinic."""
    return manager_of("Aster Ayurveda", "AST")


@pytest.fixture
def charlie(database) -> Actor:
    """Owns another clinic and must see nothing of Alice's."""
    return manager_of("Champaka Vaidyasala", "CHA")
