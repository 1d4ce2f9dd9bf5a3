"""Medicines are handed out once, of a batch that is good, to somebody who tolerates them."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import func, select

from data.core.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from data.models import Dispensing, Prescription
from data.rules.dispensing import dispense, so_far
from data.store import read, write
from data.store.unit_of_work import reading

from .conftest import LIQUID, TABLET, allergic, make_house, met, pharmacist, prescribe, seen

STATUSES = ("active", "completed", "cancelled")
ROLES = ("admin", "clinic", "receptionist", "doctor", "other doctor", "patient", "lab_technician", "pharmacist", "support")
ALLOWED = {("complete", "active"): {"doctor"}, ("cancel", "active"): {"doctor"}, ("dispense", "active"): {"pharmacist"}}


def line(clinic, row, number=0, quantity="20", **more):
    return {"item_id": seen(clinic, row).get("lines")[number]["id"], "quantity": quantity, **more}


def count(clinic, model):
    with reading(clinic.manager) as session:
        return session.scalar(select(func.count(model.id)))


def test_a_part_is_handed_out_then_the_rest_and_the_prescription_is_complete(clinic):
    row = prescribe(clinic, TABLET, LIQUID)
    assert dispense(pharmacist(clinic), row, [line(clinic, row, batch_number="YG-41", expires_on="2027-05-31")]) == 1
    found = seen(clinic, row)
    assert [(x["dispensed"], x["left"]) for x in found.get("lines")] == [(20, 40), (0, 450)]
    assert found.get("status") == "active"
    assert dispense(pharmacist(clinic), row, [line(clinic, row, 0, "40"), line(clinic, row, 1, "450")]) == 2
    found = seen(clinic, row)
    assert (found.get("status"), found.get("completed_at") is not None) == ("completed", True)
    newest = so_far(pharmacist(clinic), row)
    assert [(d.medicine, d.quantity, d.batch_number) for d in newest][-1] == ("Yogaraja guggulu", 20, "YG-41")


def test_more_than_is_left_nothing_at_all_and_a_line_of_another_are_refused(clinic):
    row, other = prescribe(clinic), prescribe(clinic, LIQUID, patient=clinic.ravi)
    with pytest.raises(Conflict, match="Only 60 of Yogaraja guggulu are left"):
        dispense(pharmacist(clinic), row, [line(clinic, row, quantity="61")])
    dispense(pharmacist(clinic), row, [line(clinic, row, quantity="50")])
    with pytest.raises(Conflict, match="Only 10 of Yogaraja"):
        dispense(pharmacist(clinic), row, [line(clinic, row, quantity="11")])
    for lines in ([], [line(clinic, row, quantity="")]):
        with pytest.raises(Invalid, match="at least one medicine"):
            dispense(pharmacist(clinic), row, lines)
    with pytest.raises(Invalid, match="not of this prescription"):
        dispense(pharmacist(clinic), row, [line(clinic, other, quantity="1")])
    for quantity in ("0", "-3", "half"):
        with pytest.raises(Invalid):
            dispense(pharmacist(clinic), row, [line(clinic, row, quantity=quantity)])
    assert count(clinic, Dispensing) == 1


def test_an_expired_batch_is_refused_to_the_day(clinic):
    row = prescribe(clinic)
    with pytest.raises(Invalid) as refused:
        dispense(pharmacist(clinic), row, [line(clinic, row, expires_on="2026-11-23")])
    assert refused.value.errors == {"1-expires_on": "This batch expired on 23 Nov 2026. Take another one."}
    assert dispense(pharmacist(clinic), row, [line(clinic, row, expires_on="2026-11-24")])


def test_an_allergy_is_asked_about_again_at_the_counter(clinic):
    row = prescribe(clinic, {**TABLET, "override_reason": ""})
    allergic(clinic, "guggulu")  # learnt after it was prescribed
    with pytest.raises(Invalid, match="allergic to guggulu .* Say why it is handed out"):
        dispense(pharmacist(clinic), row, [line(clinic, row)])
    assert dispense(pharmacist(clinic), row, [line(clinic, row, override_reason="Dr Nair confirmed by phone")])
    assert so_far(pharmacist(clinic), row)[0].reason == "Dr Nair confirmed by phone"


def test_a_second_use_of_a_key_hands_nothing_out(clinic):
    row = prescribe(clinic)
    asked = [line(clinic, row)]
    assert dispense(pharmacist(clinic), row, asked, key="once") == 1
    assert dispense(pharmacist(clinic), row, asked, key="once") == 0
    assert seen(clinic, row).get("lines")[0]["left"] == 40


def actor_of(clinic, role):
    if role in {"admin", "support"}:
        from data.core.actor import Actor
        from data.models.base import new_id

        return Actor("Platform", frozenset({role}), user_id=new_id(), reason="Helping the clinic")
    more = {
        "doctor": {"doctor_id": clinic.nair.id},
        "other doctor": {"doctor_id": clinic.varma.id},
        "patient": {"patient_id": clinic.lakshmi.id},
    }
    return clinic.actor(role.removeprefix("other "), **more.get(role, {}))


def attempt(clinic, row, role, move, reason):
    """Try one move; whether it happened."""
    actor = actor_of(clinic, role)
    try:
        if move == "dispense":
            dispense(actor, row, [line(clinic, row, quantity="1")])
        else:
            write.step("prescriptions", actor, row, move, {"reason": reason})
    except Refused:
        return False
    return True


@pytest.mark.parametrize("status", STATUSES)
def test_each_move_is_open_to_exactly_the_roles_of_the_table_with_exactly_the_reasons(clinic, status):
    row = prescribe(clinic)
    for role, move, reason in product(ROLES, ("complete", "cancel", "dispense"), ("", "Not needed any more")):
        clinic.change(Prescription, row, status=status)
        with_reason = move != "cancel" or bool(reason)
        expected = role in ALLOWED.get((move, status), ()) and with_reason
        # Nothing is dispensed before a cancel is tried: the pharmacist, who hands out, comes last.
        assert attempt(clinic, row, role, move, reason) == expected, (role, move, status, reason)
    clinic.change(Prescription, row, status=status)
    for role in ("clinic", "doctor"):
        shown = {s.name for s in read.get("prescriptions", actor_of(clinic, role), row).steps}
        assert shown == {m for (m, s), who in ALLOWED.items() if s == status and role in who and m != "dispense"}


def test_what_was_handed_out_in_part_is_not_cancelled(clinic):
    row = prescribe(clinic)
    dispense(pharmacist(clinic), row, [line(clinic, row)])
    with pytest.raises(Conflict, match="20 of Yogaraja guggulu were dispensed"):
        write.step("prescriptions", clinic.nair_herself, row, "cancel", {"reason": "Changed my mind"})
    write.step("prescriptions", clinic.nair_herself, row, "complete")
    with pytest.raises(Conflict, match="is completed; nothing more"):
        dispense(pharmacist(clinic), row, [line(clinic, row)])


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_a_finished_prescription_is_locked(clinic, status):
    row = prescribe(clinic)
    clinic.change(Prescription, row, status=status)
    for raw in ({"notes": "later thought"}, {"items": [LIQUID]}):
        with pytest.raises(Conflict, match=f"is {status}, so it stays"):
            write.change("prescriptions", clinic.nair_herself, row, raw, None)


def test_another_clinics_pharmacist_finds_nothing(clinic):
    row = prescribe(clinic)
    asked = [line(clinic, row)]
    other = make_house()
    met(other)
    with pytest.raises(NotFound):
        dispense(pharmacist(other), row, asked)
    with pytest.raises(NotAllowed):
        dispense(clinic.actor("receptionist"), row, asked)
