"""The demo accounts of every role; they exist in mode demo only."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from data.core import passwords
from data.core.actor import system
from data.core.roles import TITLES
from data.models import User
from data.store import audit

PASSWORD = "Demo-ayurlahi-1"  # noqa: S105 - published in the README; refused outside mode demo
HOST = "ayurlahi.example"
# login, name, role, the organisation: a clinic's code, a manufacturer, or none for the platform
ACCOUNTS = (
    ("admin", "Asha Kurian", "admin", ""),
    ("support", "Nikhil Dev", "support", ""),
    ("clinic", "Meera Nambiar", "clinic", "THR"),
    ("doctor", "Anjali Varma", "doctor", "THR"),
    ("receptionist", "Bindu Thomas", "receptionist", "THR"),
    ("lab", "Sajan Mathew", "lab_technician", "THR"),
    ("pharmacist", "Remya Chandran", "pharmacist", "THR"),
    ("manufacturer", "Harish Warrier", "manufacturer", "maker"),
    ("patient", "Sudha Ramesh", "patient", "THR"),
    ("clinic2", "Vidya Hegde", "clinic", "KAV"),
    ("doctor2", "Raghavendra Bhat", "doctor", "KAV"),
    ("manufacturer2", "Sunil Kamath", "manufacturer", "maker2"),
)


def listed() -> list[tuple[str, str, str]]:
    """(login, name, role in words) of every demo account."""
    return [(f"{login}@{HOST}", name, TITLES[role]) for login, name, role, _ in ACCOUNTS]


def make(session: Session, clinics: Mapping[str, UUID], makers: Mapping[str, UUID]) -> dict[str, UUID]:
    """All the accounts; the user's id by login."""
    stored = passwords.hashed(PASSWORD)  # hashed once: the same published password for all
    users = {login: _account(login, name, role, where, stored, clinics, makers) for login, name, role, where in ACCOUNTS}
    session.add_all(users.values())
    session.flush()
    for user in users.values():
        audit.record(session, system(), "create", "users", user.id, clinic_id=user.clinic_id)
    return {login: user.id for login, user in users.items()}


def _account(
    login: str, name: str, role: str, where: str, stored: str, clinics: Mapping[str, UUID], makers: Mapping[str, UUID]
) -> User:
    return User(
        full_name=name,
        email=f"{login}@{HOST}",
        roles=[role],
        password_hash=stored,
        is_demo=True,
        clinic_id=clinics.get(where),
        manufacturer_id=makers.get(where),
    )
