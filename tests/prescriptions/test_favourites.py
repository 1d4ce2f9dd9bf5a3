"""A doctor's named sets are hers alone; the last prescription comes back without what belonged to that time."""

from __future__ import annotations

import pytest

from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.rules import favourites
from data.store import write

from .conftest import LIQUID, TABLET, allergic, prescribe


def test_a_set_is_kept_used_and_forgotten_by_its_doctor_alone(clinic):
    nair, varma = clinic.nair_herself, clinic.actor("doctor", doctor_id=clinic.varma.id)
    kept = favourites.keep(nair, "Joints", [{**TABLET, "override_reason": "That time"}, LIQUID])
    found = favourites.of_doctor(nair)
    assert [(f.name, f.medicines) for f in found] == [("Joints", ["Yogaraja guggulu", "Dashamoolarishta"])]
    assert "override_reason" not in found[0].items[0]
    assert prescribe(clinic, *found[0].items)
    assert favourites.of_doctor(varma) == []
    with pytest.raises(NotFound):
        favourites.forget(varma, kept)
    with pytest.raises(Conflict, match="favourite of this name already"):
        favourites.keep(nair, "Joints", [LIQUID])
    favourites.forget(nair, kept)
    assert favourites.of_doctor(nair) == []
    assert favourites.keep(nair, "Joints", [LIQUID])


@pytest.mark.parametrize(
    ("name", "items", "match"),
    [("", [TABLET], "needed"), ("Joints", [], "at least one"), ("Joints", [{"days": "x"}], "Medicine is needed")],
)
def test_a_set_needs_a_name_and_medicines(clinic, name, items, match):
    with pytest.raises(Invalid, match=match):
        favourites.keep(clinic.nair_herself, name, items)


def test_only_doctors_keep_sets(clinic):
    for roles in ("clinic", "pharmacist", "receptionist", "doctor"):
        with pytest.raises(NotAllowed):
            favourites.of_doctor(clinic.actor(roles))


def test_the_last_prescription_comes_back_without_reasons_and_with_its_quantities_open(clinic):
    nair = clinic.nair_herself
    assert favourites.last(nair, clinic.lakshmi.id) == []
    prescribe(clinic, {**TABLET, "quantity": "45", "instructions": "Crushed"}, prescription_date="2026-11-20")
    newest = prescribe(clinic, {**LIQUID, "override_reason": "This time"})
    assert favourites.last(nair, clinic.lakshmi.id)[0]["medicine_name"] == "Dashamoolarishta"
    assert "override_reason" not in favourites.last(nair, clinic.lakshmi.id)[0]
    write.step("prescriptions", nair, newest, "cancel", {"reason": "Entered twice"})
    (line,) = favourites.last(nair, clinic.lakshmi.id)
    assert (line["quantity"], line["instructions"]) == (45, "Crushed")
    assert "frequency" not in line
    with pytest.raises(NotAllowed):
        favourites.last(nair, clinic.aisha.id)


def test_names_the_doctors_here_write_are_offered_before_the_classical_ones(clinic):
    prescribe(
        clinic, {"medicine_name": "House decoction 7", "form": "kashayam", "dose_unit": "ml", "pack": "200", "quantity": "200"}
    )
    prescribe(
        clinic,
        {"medicine_name": "HOUSE decoction 7", "form": "kashayam", "quantity": "200", "override_reason": "Goes on"},
        {**TABLET},
    )
    found = favourites.names(clinic.nair_herself)
    assert found[0] == ("HOUSE decoction 7", "kashayam", "", "")  # as it was written last, and once
    assert [one for one, *_ in found].count("Yogaraja guggulu") == 1
    assert ("Yogaraja guggulu", "guggulu", "tablet", 60) in found
    others = favourites.names(clinic.actor("doctor", doctor_id=clinic.varma.id))
    assert [name for name, *_ in others if "ecoction" in name] == []  # not of patients she has never seen
    with pytest.raises(NotAllowed):
        favourites.names(clinic.actor("pharmacist"))


def test_cautions_are_said_while_it_is_typed(clinic):
    allergic(clinic, "guggulu")
    row = prescribe(clinic, LIQUID)
    typed = [{"medicine_name": "Kaishora guggulu"}, {}, {"medicine_name": "dashamoolarishta"}, "junk"]
    found = favourites.cautions(clinic.nair_herself, clinic.lakshmi.id, typed)
    assert [(c.number, c.kind) for c in found] == [(1, "allergy"), (3, "duplicate")]
    found = favourites.cautions(clinic.nair_herself, "", typed, row)
    assert [(c.number, c.kind) for c in found] == [(1, "allergy")]
    with pytest.raises(NotAllowed):
        favourites.cautions(clinic.nair_herself, clinic.aisha.id, typed)
