"""An allergy is seen in a medicine's name and in what it holds, however either is spelt."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.rules import allergies, formulary, spelling

SEEN = [
    ("Yogarāja Guggulu", "guggul"), ("Kaishoraguggulu DS", "Guggulu"), ("Ksheerabala thailam", "Sesame oil"), ("Kshirabala taila 101", "MILK"),
    ("Haridra khanda", "Turmeric paste"), ("Manasamitra vatakam", "Shellfish"), ("Penicillin V 250", "penicillin"), ("Nut oil", "nuts"),
    ("Dashamoolarishtam", "honey"), ("Brahmi ghrita", "Milk"), ("നെയ്യ്", "നെയ്യ്"), ("अश्वगंधा चूर्ण", "अश्वगंधा"), ("Saindhava", "saindhav"),
    ("Simhanada Guggulu", "Castor"), ("Sulfasalazine", "Sulfa medicines"), ("Ashwagandha churna", "ashvagandha"),
]  # fmt: skip
NOT_SEEN = [
    ("Triphala churna", "Sesame oil"), ("Ksheerabala taila", "Peanuts"), ("Simhanada guggulu", "Sulfa medicines"), ("Abhayarishta", "Dust"),
    ("Triphala churna", "egg"), ("Dashamoola kashayam", "Milk"), ("Pinda taila", "Medicine"), ("Avipattikara churna", "Churna of nuts"),
]  # fmt: skip
CALM = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=80)  # the machine may be busy


@pytest.mark.parametrize(("medicine", "substance"), SEEN)
def test_it_is_seen(medicine, substance):
    assert allergies.holds(medicine, substance)


@pytest.mark.parametrize(("medicine", "substance"), NOT_SEEN)
def test_it_is_not_made_up(medicine, substance):
    assert not allergies.holds(medicine, substance)


@CALM
@given(st.sampled_from(formulary.CLASSICAL), st.sampled_from(["upper", "lower", "title"]), st.booleans())
def test_case_and_accents_do_not_hide_a_medicine(medicine, case, accents):
    spelt = getattr(medicine.name, case)()
    spelt = spelt.replace("a", "ā").replace("A", "Ā") if accents else spelt
    assert formulary.known(spelt) is medicine
    assert allergies.holds(spelt, medicine.name.split()[0])


@CALM
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_can_be_compared(medicine, substance):
    assert allergies.holds(medicine, substance) in {True, False}
    if medicine.isascii():
        assert spelling.fold(medicine.upper()) == spelling.fold(medicine.lower())


def test_the_worst_one_is_said():
    found = [{"substance": "sesame", "severity": "mild"}, {"substance": "milk", "severity": "severe"}]
    assert allergies.against("Ksheerabala taila", found)["substance"] == "milk"
    assert allergies.against("Ksheerabala taila", None) is None


def test_no_two_classical_medicines_are_one():
    assert len(formulary.KNOWN) == len(formulary.CLASSICAL)
