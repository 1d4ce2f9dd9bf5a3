"""What a result means: the range that fits the patient, and the flag that follows from it; pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from data.core.errors import Invalid

FLAGS = ("normal", "low", "high", "critical-low", "critical-high", "abnormal", "none")
CRITICAL = ("critical-low", "critical-high")
LONGEST = 200
YEAR = 12
GROUPED = re.compile(r"\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?")
NUMBER = re.compile(r"([<>]?)\s*(-?\d{1,12}(?:\.\d{1,6})?)")


class Band(Protocol):
    """For whom a range is: a sex, and ages in completed months from (in) and to (out)."""

    sex: str
    age_from: int
    age_to: int


class Limits(Protocol):
    """The limits of a range; any may be missing."""

    normal_low: Any
    normal_high: Any
    critical_low: Any
    critical_high: Any
    plausible_low: Any
    plausible_high: Any


@dataclass(frozen=True, slots=True)
class Value:
    """A result as it is kept: its text, and its number when it is one; `beyond` is "<" or ">" when only a bound is known."""

    text: str
    number: Decimal | None = None
    beyond: str = ""


def age_in_months(born: date | None, birth_year: int | None, on: date) -> int | None:
    """Completed months on a day; of a birth year alone, whole years; None when nothing is known."""
    if born is not None:
        return max(0, (on.year - born.year) * YEAR + on.month - born.month - (on.day < born.day))
    return max(0, on.year - birth_year) * YEAR if birth_year is not None else None


def fitting(bands: Iterable[Any], sex: str, months: int | None) -> Any:
    """The range for this sex and age; None when there is none, or when the age is unknown and matters."""
    mine = [band for band in bands if band.sex in {"any", sex}]
    if months is None:
        return mine[0] if len(mine) == 1 and mine[0].age_from == 0 else None
    return next((band for band in mine if band.age_from <= months < band.age_to), None)


def read(text: str, kind: str) -> Value:
    """What was typed as a result: 6.4, <0.1, 7,400, or words; Invalid when it could be a mistyped number."""
    tidy = " ".join(text.replace("−", "-").split())
    if len(tidy) > LONGEST:
        raise Invalid({"result": f"A result has at most {LONGEST} characters."})
    if kind == "text":
        return Value(tidy)
    plain = tidy.replace(",", "") if GROUPED.fullmatch(tidy) else tidy
    match = NUMBER.fullmatch(plain)
    if match:
        return Value(match[1] + match[2], Decimal(match[2]), match[1])
    if any(c.isdigit() for c in tidy):
        raise Invalid({"result": f"{tidy} is not a number. Write it with a point, as 6.4."})
    return Value(tidy)


def flag(value: Value, limits: Limits | None) -> str:
    """normal, low, high, critical-low or critical-high; "none" without a range, without a number, or when a bound does not say."""
    if value.number is None or limits is None:
        return "none"
    if value.beyond:
        return _flag_of_bound(value.number, value.beyond, limits)
    if limits.critical_low is not None and value.number < limits.critical_low:
        return "critical-low"
    if limits.critical_high is not None and value.number > limits.critical_high:
        return "critical-high"
    if limits.normal_low is not None and value.number < limits.normal_low:
        return "low"
    if limits.normal_high is not None and value.number > limits.normal_high:
        return "high"
    return "none" if limits.normal_low is None and limits.normal_high is None else "normal"


def _flag_of_bound(number: Decimal, beyond: str, limits: Limits) -> str:
    """Of "<0.1" only what holds for every number beneath it (of ">600", above it)."""
    below = beyond == "<"
    critical, normal, other = (
        (limits.critical_low, limits.normal_low, limits.normal_high)
        if below
        else (limits.critical_high, limits.normal_high, limits.normal_low)
    )

    def is_past(limit: Decimal | None) -> bool:
        return limit is not None and (number <= limit if below else number >= limit)

    word = "low" if below else "high"
    if is_past(critical):
        return f"critical-{word}"
    if critical is not None:
        return "none"  # it may be critical, and it may not
    if is_past(normal):
        return word
    return "normal" if normal is None and other is not None and (number <= other if below else number >= other) else "none"


def implausible(value: Value, limits: Limits | None, name: str, unit: str | None) -> str | None:
    """Why a number cannot be, in a sentence; None when it can."""
    if value.number is None or limits is None:
        return None
    low, high = limits.plausible_low, limits.plausible_high
    beneath, above = low is not None and value.number < low, high is not None and value.number > high
    if not beneath and not above:
        return None
    possible = span(low, high)
    return f"{name} {value.text}{f' {unit}' if unit else ''} cannot be; {possible} is possible."


def span(low: Decimal | None, high: Decimal | None) -> str:
    """3.5–5.1, ≤ 200, ≥ 40, or nothing."""
    if low is not None and high is not None:
        return f"{grouped(low)}–{grouped(high)}"
    return f"≤ {grouped(high)}" if high is not None else f"≥ {grouped(low)}" if low is not None else ""


def critical_span(limits: Limits | None) -> str:
    """Below 2.5 or above 6.0."""
    if limits is None:
        return ""
    parts = [("below", limits.critical_low), ("above", limits.critical_high)]
    return " or ".join(f"{word} {grouped(limit)}" for word, limit in parts if limit is not None)


def grouped(number: Decimal) -> str:
    """1,50,000 or 13.0: grouped as in India, the decimals as they were typed."""
    whole, _, rest = f"{abs(number):f}".partition(".")
    head, tail = whole[:-3], whole[-3:]
    while len(head) > 2:  # noqa: PLR2004 - lakhs and crores go by two
        head, tail = head[:-2], f"{head[-2:]},{tail}"
    text = f"{head},{tail}" if head else tail
    return ("−" if number < 0 else "") + text + (f".{rest}" if rest else "")
