"""Several windows on one draft, at the same moment: one is kept, the others are told and keep their words."""

from __future__ import annotations

from data.store import read
from data.store.unit_of_work import site
from tests.appointments.conftest import make_house
from tests.medical_records.conftest import Ward
from tests.races import crowd


def test_of_four_saves_on_one_version_one_is_kept_and_three_are_shown_both_texts(database):
    ward = Ward(make_house())
    made = ward.draft()
    words = [f"Said in window {n}" for n in range(crowd.PROCESSES)]
    parts = [(ward.nair, made.id, made.version, said) for said in words]
    answers = crowd.together(site().settings, crowd.write_draft, parts)
    (kept,) = [won for won, _ in answers if won]
    shown = [theirs["Diagnosis"] for won, theirs in answers if not won]
    assert sorted(mine for _, mine in shown) == sorted(set(words) - {kept})
    assert {saved for saved, _ in shown} == {kept}
    assert read.get("medical_records", ward.nair, made.id).get("diagnosis") == kept
