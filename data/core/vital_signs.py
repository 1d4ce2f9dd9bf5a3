"""The signs that are measured: unit, what can be measured at all, and the usual range of an adult at rest.

Usual ranges: blood pressure below 130/85 (Indian Guidelines on Hypertension IV, 2019: up to high normal), body mass index
18.5–22.9 (consensus for Asian Indians, Misra 2009), random glucose 70–140 mg/dL (ADA, ICMR), the others as in nursing practice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Number = int | float


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: `low` to `high` is what a person can have, `usual` what a healthy adult has; `digits` after the point."""

    name: str
    label: str
    unit: str
    low: Number
    high: Number
    digits: int = 0
    usual: tuple[Number, Number] | None = None


SIGNS = {
    sign.name: sign
    for sign in (
        Sign("systolic", "Systolic", "mmHg", 40, 300, usual=(90, 129)),
        Sign("diastolic", "Diastolic", "mmHg", 20, 200, usual=(60, 84)),
        Sign("pulse", "Pulse", "per minute", 20, 300, usual=(60, 100)),
        Sign("temperature", "Temperature", "°C", 30, 45, 1, (36.1, 37.5)),
        Sign("respiratory_rate", "Respiratory rate", "per minute", 4, 80, usual=(12, 20)),
        Sign("oxygen_saturation", "SpO₂", "%", 40, 100, usual=(95, 100)),
        Sign("weight", "Weight", "kg", 0.3, 400, 1),
        Sign("height", "Height", "cm", 20, 250, 1),
        Sign("glucose", "Glucose", "mg/dL", 10, 1500, usual=(70, 140)),
        Sign("pain", "Pain", "of 10", 0, 10),
    )
}
BMI = Sign("bmi", "Body mass index", "kg/m²", 5, 200, 1, (18.5, 22.9))


def text(sign: Sign, value: Number | None) -> str:
    """37.2 °C; nothing for what was not measured."""
    return "" if value is None else f"{value:.{sign.digits}f} {sign.unit}"


def bmi(weight: Number | None, height: Number | None) -> float | None:
    """Weight in kg ÷ (height in m)², to one digit, half up; None without both."""
    if not weight or not height:
        return None
    exact = Decimal(str(weight)) / (Decimal(str(height)) / 100) ** 2
    return float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def read(raw: Mapping[str, Any]) -> tuple[dict[str, Number | None], dict[str, str]]:
    """The values of what was typed by sign (None where nothing was), and a sentence for each that cannot be."""
    values: dict[str, Number | None] = {}
    errors: dict[str, str] = {}
    for name in SIGNS.keys() & raw.keys():
        try:
            values[name] = _number(SIGNS[name], raw[name])
        except ValueError as bad:
            errors[name] = str(bad)
    return values, errors


def _number(sign: Sign, raw: Any) -> Number | None:
    typed = "" if raw is None else str(raw).strip().replace(",", ".")
    if not typed:
        return None
    if not re.fullmatch(r"\d{1,5}(\.\d{1,4})?", typed, re.ASCII):
        raise ValueError(f"{sign.label} is a number in {sign.unit}.")
    number = Decimal(typed)
    if not Decimal(str(sign.low)) <= number <= Decimal(str(sign.high)):
        raise ValueError(f"{sign.label} of {typed} {sign.unit} cannot be; it lies between {sign.low} and {sign.high}.")
    rounded = number.quantize(Decimal(1).scaleb(-sign.digits), ROUND_HALF_UP)
    return float(rounded) if sign.digits else int(rounded)


def pressure_holds(values: Mapping[str, Any]) -> str:
    """Why two pressures cannot be of one heart beat; empty when they can."""
    upper, lower = values.get("systolic"), values.get("diastolic")
    if upper is None or lower is None or lower < upper:
        return ""
    return f"Diastolic {lower} is not below systolic {upper}. Are they the other way round?"
