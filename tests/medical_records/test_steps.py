"""The status table of records: every pair of status and role, with and without a reason."""

from __future__ import annotations

from itertools import product

import pytest

from data.core.actor import Actor
from data.core.errors import Refused
from data.models import Doctor, MedicalRecord
from data.models.base import new_id
from data.rules import record_writing
from data.store import read, write

STATUSES = ("draft", "final", "amended")
MOVES = ("save", "finalise", "amend", "delete")
REASONS = ("", "It was another knee")
ROLES = (
    "doctor", "colleague", "stranger", "clinic", "receptionist", "lab_technician", "pharmacist", "patient", "admin", "support", "manufacturer",
)  # fmt: skip
ALLOWED = {  # hms.md §4; the author is "doctor", the colleague's patient she is too
    ("draft", "save", ""): {"doctor"},
    ("draft", "save", REASONS[1]): {"doctor"},
    ("draft", "finalise", ""): {"doctor"},
    ("draft", "finalise", REASONS[1]): {"doctor"},
    ("draft", "delete", REASONS[1]): {"doctor", "admin"},
    ("final", "amend", REASONS[1]): {"doctor", "colleague"},
    ("amended", "amend", REASONS[1]): {"doctor", "colleague"},
}


@pytest.fixture
def crowd(ward):
    ward.seen(ward.house.varma, ward.house.lakshmi, 15)
    stranger = Doctor(clinic_id=ward.house.clinic_id, doctor_code="DOC003", first_name="Maya")
    ward.house.add(stranger)
    known = {role: ward.person(role) for role in ROLES if role != "stranger"}
    known["stranger"] = Actor(
        "Dr Maya", frozenset({"doctor"}), user_id=new_id(), clinic_id=ward.house.clinic_id, doctor_id=stranger.id
    )
    return known


def attempt(actor, record, move, reason, n):
    if move == "save":
        record_writing.save(actor, record, {"notes": f"Typed {n}"}, None)
    elif move == "finalise":
        write.step("medical_records", actor, record, "finalise", {"reason": reason})
    elif move == "amend":
        record_writing.amend(actor, record, {"notes": f"Amended {n}", "reason": reason}, None)
    else:
        write.delete("medical_records", actor, record, reason)


@pytest.mark.parametrize("status", STATUSES)
def test_only_what_the_table_names_happens(ward, crowd, status):
    record = ward.draft().id
    for n, (role, move, reason) in enumerate(product(ROLES, MOVES, REASONS)):
        ward.house.change(MedicalRecord, record, status=status, deleted_at=None)
        try:
            attempt(crowd[role], record, move, reason, n)
            happened = True
        except Refused:
            happened = False
        assert happened == (role in ALLOWED.get((status, move, reason), ())), (role, move, reason)


@pytest.mark.parametrize("status", STATUSES)
def test_buttons_and_moves_agree(ward, crowd, status):
    record = ward.draft().id
    ward.house.change(MedicalRecord, record, status=status)
    for role in ("doctor", "colleague", "clinic", "admin"):
        shown = {step.name for step in read.get("medical_records", crowd[role], record).steps}
        open_moves = {m for m in ("finalise", "amend") if role in ALLOWED.get((status, m, REASONS[1]), ())}
        assert shown == open_moves, role
