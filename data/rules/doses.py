"""From a dose to a quantity, and to the words of the plan: pure functions on one line of a prescription."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any

from data.core.medicines import PLURALS, counted, exact, parts_of, shown

# One dose unit in base units; spoons and drops hold ml of a liquid and, for spoons, g of a powder or paste.
BASE: dict[str, tuple[str, Decimal]] = {
    "tablet": ("tablet", Decimal(1)),
    "capsule": ("capsule", Decimal(1)),
    "sachet": ("sachet", Decimal(1)),
    "piece": ("piece", Decimal(1)),
    "ml": ("ml", Decimal(1)),
    "tsp": ("ml", Decimal(5)),
    "tbsp": ("ml", Decimal(15)),
    "drop": ("ml", Decimal("0.05")),
    "g": ("g", Decimal(1)),
    "mg": ("g", Decimal("0.001")),
}
SOLID = frozenset({"churna", "lehya", "ghrita", "bhasma", "raw-herb", "ointment"})
SPOONS = frozenset({"tsp", "tbsp"})
FOOD = {"before": "before food", "after": "after food", "with": "with food"}
WHEN = {3: ("morning", "noon", "night"), 4: ("morning", "noon", "evening", "night")}


def base_unit(form: str | None, unit: str | None) -> str:
    """What a quantity counts: tablets, ml, g; empty when no unit is known."""
    if unit is None:
        return ""
    return "g" if unit in SPOONS and form in SOLID else BASE[unit][0]


def times_a_day(pattern: str) -> Decimal:
    """Doses in a day: 2 for "1-0-1", 1 for "½-0-½"."""
    return sum(parts_of(pattern), Decimal(0))


def quantity(amount: str | None, unit: str | None, pattern: str | None, days: int | None, pack: int | None = None) -> int | None:
    """Base units for the whole course: dose × doses a day × days, rounded up to whole packs; None while a part is missing."""
    if not (amount and unit and pattern and days):
        return None
    exactly = exact(amount) * BASE[unit][1] * times_a_day(pattern) * days
    size = pack or 1
    packs = (exactly / size).to_integral_value(rounding=ROUND_CEILING)
    return int(packs) * size


def quantity_text(units: int, form: str | None, unit: str | None) -> str:
    """Such as "60 tablets", "450 ml"; the number alone where no unit is known."""
    base = base_unit(form, unit)
    return f"{units} {PLURALS.get(base, base) if units != 1 else base}".strip()


def computed(line: Mapping[str, Any]) -> int | None:
    """The quantity of a line, from its structured dose."""
    return quantity(line.get("dose_amount"), line.get("dose_unit"), line.get("pattern"), line.get("days"), line.get("pack"))


def dosage(line: Mapping[str, Any]) -> str:
    """Such as "2 tablets" or "15 ml"."""
    amount, unit = line.get("dose_amount"), line.get("dose_unit")
    return counted(amount, unit) if amount and unit else ""


def frequency(line: Mapping[str, Any]) -> str:
    """Such as "2 times a day"."""
    if not line.get("pattern"):
        return ""
    times = sum(1 for part in parts_of(line["pattern"]) if part)
    return "once a day" if times == 1 else f"{times} times a day"


def duration(line: Mapping[str, Any]) -> str:
    """Such as "7 days"."""
    days = line.get("days")
    return f"{days} day{'s' if days != 1 else ''}" if days else ""


def with_words(line: Mapping[str, Any]) -> dict[str, Any]:
    """The line with the plan's text fields filled in where they were left empty."""
    derived = {"dosage": dosage(line), "frequency": frequency(line), "duration": duration(line)}
    return {**line, **{name: line.get(name) or text or None for name, text in derived.items()}}


def clock_words(pattern: str) -> str:
    """The doses by the time of the day: "1 morning, 1 night"."""
    parts = parts_of(pattern)
    return ", ".join(f"{shown(part)} {word}" for part, word in zip(parts, WHEN[len(parts)], strict=True) if part)


def sentence(line: Mapping[str, Any]) -> str:
    """How it is taken, in one line: dose, pattern, time, food, vehicle."""
    pattern, anupana = line.get("pattern"), line.get("anupana")
    parts = [
        line.get("dosage"),
        pattern or line.get("frequency"),
        line.get("duration"),
        FOOD.get(line.get("food") or ""),
        f"with {anupana}" if anupana else "",
    ]
    return ", ".join(part for part in parts if part)
