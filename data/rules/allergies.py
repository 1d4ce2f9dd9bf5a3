"""Whether a medicine holds what a patient must not have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.rules.formulary import known
from data.rules.spelling import words

# Words that say what kind of thing it is, not which.
COMMON = frozenset(
    w
    for text in ("oil oils medicine medicines medication drug drugs tablet tablets paste powder seed seeds leaf leaves the and of all any other allergy food extract", "taila churna")
    for w in words(text)
)  # fmt: skip
WHOLE = 3
ORDER = {"severe": 0, "moderate": 1, "mild": 2}


def _stem(word: str) -> str:
    """Without a plural's last letters."""
    for ending in ("es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= WHOLE:
            return word.removesuffix(ending)
    return word


def _marks(substance: str) -> list[str]:
    """What of a substance is looked for."""
    found = words(substance)
    return [_stem(w) for w in found if w not in COMMON] or found


def holds(medicine: str, substance: str) -> bool:
    """Whether a substance is named in a medicine's name or among its known ingredients.

    A part of a word is enough from four letters on ("guggul" in "Kaishoraguggulu"); shorter ones must be whole words.
    """
    listed = known(medicine)
    there = words(f"{medicine} {listed.contains if listed else ''}")
    return any(_is_in(mark, word) for mark in _marks(substance) for word in there)


def _is_in(mark: str, word: str) -> bool:
    if len(mark) <= WHOLE:
        return mark in {word, _stem(word)}
    return mark in word or (len(word) > WHOLE + 1 and word not in COMMON and _stem(word) in mark)


def against(medicine: str, allergies: Sequence[dict[str, Any]] | None) -> dict[str, Any] | None:
    """The worst allergy of the patient this medicine touches."""
    found = [a for a in allergies or () if holds(medicine, a["substance"])]
    return min(found, key=lambda a: ORDER.get(a["severity"], 0), default=None)


def sentence(medicine: str, allergy: dict[str, Any]) -> str:
    """What is said beside the medicine."""
    return f"The patient is allergic to {allergy['substance']} ({allergy['severity']}), and {medicine} holds it."
