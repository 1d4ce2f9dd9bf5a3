"""How soon somebody could come: the daily readings of the third next open slot (IHI's measure of access)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from data.analytics.rates import Rate
from data.core.actor import Actor
from data.store import readings

KEY = "third_next_available"
KIND = "consultation"
TARGET = 10  # days


def readings_by_day(actor: Actor, start: date, end: date, doctor_id: str = "", kind: str = KIND) -> pd.DataFrame:
    """day, doctor_id (text), value (days, none for "> 60") of one visit type; a doctor's own when one is named."""
    rows = [
        (r.day, str(r.doctor_id), r.value)
        for r in readings.between(actor, KEY, start, end)
        if r.kind == kind and (not doctor_id or str(r.doctor_id) == doctor_id)
    ]
    return pd.DataFrame(rows, columns=["day", "doctor_id", "value"], dtype=object)


def access_target_share(found: pd.DataFrame) -> Rate:
    """Readings of at most ten days over all readings; "> 60" is a miss."""
    hit = sum(value is not None and value <= TARGET for value in found["value"])
    return Rate(hit, len(found), len(found))


def latest(found: pd.DataFrame) -> list[int | None]:
    """What the newest day read, the soonest doctor first, "> 60" last."""
    if found.empty:
        return []
    values = list(found.loc[found["day"] == found["day"].max(), "value"])
    return sorted(values, key=lambda value: (value is None, value or 0))
