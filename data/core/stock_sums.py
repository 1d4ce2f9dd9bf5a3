"""Figures of the shelf: monthly use, cover, and what will expire before it is used (metrics.md §5). Quantities in base units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

DAYS_OF_MONTH = 30.4375
NEAR = 90  # days; what expires within them is near its end


@dataclass(frozen=True, slots=True)
class Lot:
    """A batch for reckoning: units on hand, days it may still be used (today included), cost of a unit in paise."""

    units: int
    days: int
    cost: Decimal


def amc(daily: float | None) -> float | None:
    """`amc`: average monthly use from the daily use over days with stock, so that days without stock do not lower it."""
    return None if daily is None else daily * DAYS_OF_MONTH


def cover_months(on_hand: int, daily: float | None) -> float | None:
    """How many months the usable stock lasts at the use of today; None without use."""
    return on_hand / (daily * DAYS_OF_MONTH) if daily else None


def unused(lots: Sequence[Lot], daily: float | None) -> list[float]:
    """Units of each batch, first to expire first, that will expire unused; without a forecast all that expires within 90 days."""
    if daily is None:
        return [float(lot.units) if lot.days <= NEAR else 0.0 for lot in lots]
    left, used = [], 0.0
    for lot in lots:
        taken = min(float(lot.units), max(0.0, daily * max(0, lot.days) - used))
        used += taken
        left.append(lot.units - taken)
    return left


def at_risk(lots: Sequence[Lot], daily: float | None) -> int:
    """What the units that expire unused within 90 days cost, in paise."""
    found = zip(lots, unused(lots, daily), strict=True)
    worth = sum((Decimal(str(units)) * lot.cost for lot, units in found if lot.days <= NEAR), Decimal(0))
    return int(worth.quantize(Decimal(1), ROUND_HALF_UP))
