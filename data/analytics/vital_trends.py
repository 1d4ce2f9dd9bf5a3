"""Vital signs over time, a series a sign; body mass index with the last height known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from data.core.vital_signs import BMI, SIGNS, Number, bmi

Point = tuple[datetime, Number]


class Reading(Protocol):
    """What was measured at one instant, by sign."""

    @property
    def taken_at(self) -> datetime:
        """The instant."""

    @property
    def values(self) -> Mapping[str, Number]:
        """The signs that were taken."""


def vital_trend(readings: Iterable[Reading]) -> dict[str, list[Point]]:
    """(instant, value) by sign in order of time, for the signs that were ever taken; `bmi` among them."""
    trend: dict[str, list[Point]] = {name: [] for name in (*SIGNS, BMI.name)}
    height: Number | None = None
    for reading in sorted(readings, key=lambda r: r.taken_at):
        for name, value in reading.values.items():
            trend[name].append((reading.taken_at, value))
        height = reading.values.get("height", height)
        index = bmi(reading.values.get("weight"), height)
        if index is not None:
            trend[BMI.name].append((reading.taken_at, index))
    return {name: points for name, points in trend.items() if points}
