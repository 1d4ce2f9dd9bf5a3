"""Ranges of a laboratory test as people write them: for whom, at which ages, from what to what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

SEXES = ("any", "female", "male")
PEOPLE = {"any": "anybody", "female": "women", "male": "men"}
LIMITS = ("normal_low", "normal_high", "critical_low", "critical_high", "plausible_low", "plausible_high")
PARTS = ("sex", "age_from", "age_to", *LIMITS)
YEAR = 12
LAST_MONTH = 150 * YEAR
# From the inside of a range to its outside: each limit is not beyond the next one.
ORDER = (
    ("critical_low", "normal_low", "The critical low"),
    ("plausible_low", "critical_low", "The lowest possible value"),
    ("plausible_low", "normal_low", "The lowest possible value"),
    ("normal_high", "critical_high", "The normal high"),
    ("critical_high", "plausible_high", "The critical high"),
    ("normal_high", "plausible_high", "The normal high"),
    ("critical_low", "critical_high", "The critical low"),
    ("plausible_low", "plausible_high", "The lowest possible value"),
)
WORDS = {
    "normal_low": "the normal low",
    "critical_low": "the critical low",
    "critical_high": "the critical high",
    "plausible_high": "the highest possible value",
}


NUMERIC = re.compile(r"[<>]?\s*-?\d+(\.\d+)?")


class Wrong(ValueError):
    """A range that cannot be; the text is the sentence beside it."""


def number(text: str) -> Decimal:
    """The number that was typed; Wrong when it is none."""
    tidy = text.strip().replace("−", "-")
    if re.fullmatch(r"-?\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?", tidy):
        tidy = tidy.replace(",", "")
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", tidy):
        raise Wrong(f"{text} is not a number. Write it with a point, as 6.4.")
    return Decimal(tidy)


def without_flag(result: str | None, normal_range: str | None) -> str:
    """What is said of a result that has no flag: a number lacks its range, or is a bound that leaves it open; words have none."""
    if not NUMERIC.fullmatch(result or ""):
        return ""
    return "Unclear" if normal_range else "No range"


def months(text: str) -> int:
    """Completed months of an age: "12" are years, "6 m" are months."""
    match = re.fullmatch(r"(\d{1,4})\s*(y|m)?\w*", text.strip().lower())
    if not match:
        raise Wrong(f"{text} is not an age. Write 12 for years, 6 m for months.")
    found = int(match[1]) * (1 if match[2] == "m" else YEAR)
    if found > LAST_MONTH:
        raise Wrong("Nobody is older than 150 years.")
    return found


def age_text(age: int) -> str:
    """12 for twelve years, 6 m for half a year."""
    return str(age // YEAR) if age % YEAR == 0 else f"{age} m"


def parse(raw: Any) -> list[dict[str, Any]]:
    """Ranges of a form (a list of rows of text) or a file ("female:12:150:12.0:15.0::::|…"), in order; Wrong otherwise."""
    rows = [dict(zip(PARTS, part.split(":"), strict=False)) for part in raw.split("|")] if isinstance(raw, str) else raw
    found = [_one(row) for row in rows if any(str(row.get(name) or "").strip() for name in LIMITS)]
    found.sort(key=lambda band: (band["sex"], band["age_from"]))
    _no_overlap(found)
    return found


def _one(row: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: str(row.get(name) if row.get(name) is not None else "").strip() for name in PARTS}
    sex = given["sex"] or "any"
    if sex not in SEXES:
        raise Wrong(f"A range is for one of: {', '.join(SEXES)}.")
    band: dict[str, Any] = {
        "sex": sex, "age_from": months(given["age_from"] or "0"), "age_to": months(given["age_to"] or "150"),
        **{name: number(given[name]) if given[name] else None for name in LIMITS},
    }  # fmt: skip
    if band["age_from"] >= band["age_to"]:
        raise Wrong(f"A range ends after it begins: {age_text(band['age_from'])} to {age_text(band['age_to'])} does not.")
    _in_order(band)
    return band


def _in_order(band: Mapping[str, Any]) -> None:
    low, high = band["normal_low"], band["normal_high"]
    if low is not None and high is not None and low >= high:
        raise Wrong(f"Normal is from low to high: {low} to {high} is not.")
    for first, second, said in ORDER:
        if band[first] is not None and band[second] is not None and band[first] > band[second]:
            raise Wrong(f"{said}, {band[first]}, is beyond {WORDS[second]}, {band[second]}.")


def _no_overlap(bands: Sequence[Mapping[str, Any]]) -> None:
    for place, one in enumerate(bands):
        for other in bands[place + 1 :]:
            same = one["sex"] == other["sex"] or "any" in {one["sex"], other["sex"]}
            start, end = max(one["age_from"], other["age_from"]), min(one["age_to"], other["age_to"])
            if same and start < end:
                who = PEOPLE[other["sex"] if one["sex"] == "any" else one["sex"]]
                raise Wrong(f"Two ranges for {who} overlap between {age_text(start)} and {age_text(end)}.")


def to_text(bands: Sequence[Mapping[str, Any]]) -> str:
    """Ranges as a file has them."""
    return "|".join(":".join(_cell(name, band[name]) for name in PARTS) for band in bands)


def as_typed(bands: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Ranges as they stand in the inputs of a form."""
    return [{name: _cell(name, band[name]) for name in PARTS} for band in bands]


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    return age_text(value) if name in {"age_from", "age_to"} else str(value)
