"""Daily facts: the small tidy frames every appointment figure is a sum of."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

import pandas as pd

from data.analytics.days import DayFrames, Schema

FACTS: dict[str, dict[str, Any]] = {
    "load": {"doctor_id": object, "status": object, "visits": "int64", "minutes": "int64"},
    "hours": {"doctor_id": object, "hour": "int64", "starts": "int64"},
    "capacity": {
        "doctor_id": object, "bookable": "float64", "booked": "float64", "overbooked": "float64",
        "attended": "float64",
    },
    "outcomes": {"doctor_id": object, "kind": object, "counts_from": "int64", "visits": "int64"},
    "refills": {"doctor_id": object, "cancelled": "int64", "refilled": "int64", "undated": "int64"},
    "waits": {"doctor_id": object, "minutes": "float64"},
    "leads": {"doctor_id": object, "appointment_type": object, "days": "float64"},
}  # fmt: skip


class Facts(DayFrames):
    """Seven frames by the clinic's local date of the start."""

    SCHEMA: ClassVar[Schema] = FACTS

    @cached_property
    def load(self) -> pd.DataFrame:
        """Per status: visits, minutes (Σ duration)."""
        return self._frame("load")

    @cached_property
    def hours(self) -> pd.DataFrame:
        """Per hour of start, 0 to 23: starts of booked visits."""
        return self._frame("hours")

    @cached_property
    def capacity(self) -> pd.DataFrame:
        """Minutes: bookable (B), booked, overbooked, attended (as booked, of attended visits alone)."""
        return self._frame("capacity")

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Visits per kind, from the moment they count on.

        kind: attended, no-show, cancelled-late, cancelled-undated, moved-late, unresolved;
        counts_from: microseconds since 1970, the row counts once that is past.
        """
        return self._frame("outcomes")

    @cached_property
    def refills(self) -> pd.DataFrame:
        """Visits cancelled before their start, refilled ones of them, and cancelled ones without an instant."""
        return self._frame("refills")

    @cached_property
    def waits(self) -> pd.DataFrame:
        """One row per attended visit: minutes, NaN where an instant is missing."""
        return self._frame("waits")

    @cached_property
    def leads(self) -> pd.DataFrame:
        """One row per planned visit: appointment_type, days, NaN where it was recorded after its day."""
        return self._frame("leads")
