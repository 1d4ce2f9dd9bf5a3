"""Hours of a week and of single days, as the rules read them from rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any


@dataclass
class Row:
    weekday: int
    starts: time
    ends: time
    breaks: Any = ()
    valid_from: date | None = None
    valid_to: date | None = None
    doctor_id: Any = "D1"


@dataclass
class Dated:
    kind: str
    starts_at: datetime
    ends_at: datetime
    doctor_id: Any = "D1"
