"""Another doctor's patient, for an hour, with a reason that the manager reads."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from data.core.errors import Conflict, Invalid, NeedsReason, NotAllowed, NotFound
from data.resources import patients as declared  # noqa: F401 - its search words
from data.rules import break_glass, record_writing
from data.store import glass, history, patient_history, read
from data.store.unit_of_work import writing
from tests.appointments.conftest import later, make_house
from tests.medical_records.conftest import Ward

WHY = "Collapsed in the corridor"


@pytest.fixture
def ward(ward):
    """The same ward, whose patients can be found by their words."""
    from data.core.resource import resource
    from data.store import tokens

    with writing(ward.house.manager) as session:
        patient = resource("patients").model
        for row in session.query(patient):
            row.phone = "+919847099123"
            row.birth_year = 1968
            tokens.index(session, row.clinic_id, "patients", row.id, resource("patients").tokens(row))
    return ward


def test_she_is_found_by_code_and_name_as_a_card_only(ward):
    for typed in ("P002", "ravi", "Pill", "Ravi Pillai"):
        (card,) = break_glass.look_up(ward.nair, typed)
        assert set(asdict(card)) == {"id", "code", "name", "age", "gender", "is_mine"}
        assert (card.id, card.code, card.name, card.age, card.is_mine) == (ward.ravi, "P002", "Ravi Pillai", 58, False)
    assert break_glass.look_up(ward.nair, "Lakshmi")[0].is_mine


@pytest.mark.parametrize("typed", ["", " ", "9847099123", "9123", "1968", "zzz"])
def test_a_phone_or_a_year_finds_nobody_here(ward, typed):
    assert break_glass.look_up(ward.nair, typed) == []


@pytest.mark.parametrize("reason", ["", "  ", "urgent", "a   b   c   d"])
def test_a_reason_has_ten_characters(ward, reason):
    with pytest.raises(Invalid, match="at least 10 characters"):
        break_glass.open_patient(ward.nair, ward.ravi, reason)
    assert glass.openings(ward.house.manager) == []


def test_she_is_open_for_an_hour_and_then_no_more(ward):
    with pytest.raises(NotAllowed):
        read.get("patients", ward.nair, ward.ravi)
    until = break_glass.open_patient(ward.nair, ward.ravi, WHY)
    assert glass.open_until(ward.nair, ward.ravi) == until
    assert read.get("patients", ward.nair, ward.ravi).label == "Ravi Pillai"
    assert patient_history.of_patient(ward.nair, ward.ravi).sheets == []
    with pytest.raises(Conflict, match="open to you already"):
        break_glass.open_patient(ward.nair, ward.ravi, WHY)
    later(minutes=59)
    assert read.get("patients", ward.nair, ward.ravi).label == "Ravi Pillai"
    later(minutes=1)
    with pytest.raises(NotAllowed):
        read.get("patients", ward.nair, ward.ravi)
    assert glass.open_until(ward.nair, ward.ravi) is None


def test_nobody_else_comes_in_with_her(ward):
    break_glass.open_patient(ward.nair, ward.ravi, WHY)
    with pytest.raises(NotAllowed):
        read.get("patients", ward.varma, ward.lakshmi)
    assert glass.open_until(ward.varma, ward.lakshmi) is None


def test_a_record_can_be_written_while_she_is_open(ward):
    break_glass.open_patient(ward.nair, ward.ravi, WHY)
    made = record_writing.save(ward.nair, None, ward.raw(patient_id=str(ward.ravi)), None)
    assert read.get("medical_records", ward.nair, made.id).get("patient") == "Ravi Pillai"


def test_the_manager_sees_who_whom_why_and_when(ward):
    break_glass.open_patient(ward.nair, ward.ravi, WHY)
    (opening,) = glass.openings(ward.house.manager)
    assert (opening.doctor, opening.patient, opening.code, opening.reason, opening.is_open) == (
        "Dr Suresh Nair", "Ravi Pillai", "P002", WHY, True,
    )  # fmt: skip
    acts = history.of_row("patients", ward.house.manager, ward.ravi)
    assert [(a.verb, a.reason) for a in acts if a.verb == "break-glass"] == [("break-glass", WHY)]
    assert glass.openings(Ward(make_house()).house.manager) == []


@pytest.mark.parametrize("role", ["receptionist", "clinic", "lab_technician", "pharmacist", "patient", "admin", "support"])
def test_only_a_doctor_breaks_it_and_only_those_who_answer_for_the_trail_see_it(ward, role):
    actor = ward.person(role)
    with pytest.raises(NotAllowed):
        break_glass.look_up(actor, "Ravi")
    with pytest.raises(NotAllowed):
        break_glass.open_patient(actor, ward.ravi, WHY)
    if role in {"clinic", "admin"}:
        assert glass.openings(actor) == []
    else:
        with pytest.raises(NotAllowed):
            glass.openings(actor)


def test_doctors_do_not_see_the_managers_list_and_the_platform_says_why(ward):
    with pytest.raises(NotAllowed):
        glass.openings(ward.nair)
    from dataclasses import replace

    with pytest.raises(NeedsReason):
        glass.openings(replace(ward.person("admin"), reason=""))


def test_a_patient_of_another_clinic_is_not_found(ward):
    other = Ward(make_house())
    with pytest.raises(NotFound):
        break_glass.open_patient(ward.nair, other.ravi, WHY)
    assert {c.id for c in break_glass.look_up(ward.nair, "Ravi")} == {ward.ravi}
