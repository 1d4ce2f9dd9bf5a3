"""Two pharmacists, one jar: each unit is handed out once, on both databases."""

from __future__ import annotations

import pytest

from data.rules.dispensing import so_far
from data.store import read
from data.store.unit_of_work import site
from tests.prescriptions.conftest import make_house, met, pharmacist, prescribe
from tests.races import crowd


@pytest.fixture
def clinic(database):
    house = make_house()
    met(house)
    return house


def test_of_two_who_dispense_one_item_at_once_one_wins_and_the_other_is_told_what_is_left(clinic):
    row = prescribe(clinic)
    item = str(read.get("prescriptions", clinic.nair_herself, row).get("lines")[0]["id"])
    asked = [(pharmacist(clinic, name), row, item, "40") for name in ("one", "two")]
    answers = crowd.together(site().settings, crowd.dispense, asked)
    assert sorted(answers) == [["1"], ["Only 20 of Yogaraja guggulu are left to dispense."]]


def test_whatever_many_hand_out_at_once_never_more_than_was_prescribed(clinic):
    row = prescribe(clinic)
    item = str(read.get("prescriptions", clinic.nair_herself, row).get("lines")[0]["id"])
    asked = [(pharmacist(clinic), row, item, str(n), 6) for n in (7, 8, 9, 10)]
    crowd.together(site().settings, crowd.dispense, asked)
    found = read.get("prescriptions", clinic.nair_herself, row)
    handed = sum(one.quantity for one in so_far(pharmacist(clinic), row))
    assert handed == found.get("lines")[0]["dispensed"]
    assert 50 < handed <= 60
