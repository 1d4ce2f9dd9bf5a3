"""Several counters, one shelf: the last units are handed out once, on both databases."""

from __future__ import annotations

from data.store import read
from data.store.unit_of_work import site
from tests.races import crowd

from .conftest import AGAIN, batch, item, left, pharmacist, prescribe


def test_the_last_units_are_handed_out_once(clinic):
    kept = item(clinic)
    lots = [batch(clinic, kept, "A", 50, 30), batch(clinic, kept, "B", 90, 25)]
    asked = []
    for patient in (clinic.lakshmi, clinic.ravi) * 2:
        row = prescribe(clinic, AGAIN, patient=patient)
        line = str(read.get("prescriptions", clinic.nair_herself, row).get("lines")[0]["id"])
        asked.append((pharmacist(clinic), row, line, "20"))
    answers = sorted(answer for one in crowd.together(site().settings, crowd.dispense, asked) for answer in one)
    assert answers == ["1", "1", *["Only 15 tablet of Yogaraja guggulu are on the shelf and good to use. You asked for 20."] * 2]
    assert left(*lots) == [0, 15]
