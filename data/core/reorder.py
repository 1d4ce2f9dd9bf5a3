"""When to buy again and how much (marketplace.md §12). Quantities in base units, times in days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import mean, stdev

from data.core.packing import fitting

SERVICE = 1.645  # 95 % of cycles without a stock-out, one-sided normal
REVIEW_DAYS = 14
FEWEST_DAYS, FEWEST_DELIVERIES = 14, 5
USUAL_LEAD, USUAL_LEAD_SPREAD = 7.0, 3.0


@dataclass(frozen=True, slots=True)
class Use:
    """Daily use d̄ and its sample deviation σ_d over the days with stock at opening."""

    daily: float
    spread: float


@dataclass(frozen=True, slots=True)
class Lead:
    """Days from placing an order to receiving it, L̄ and σ_L."""

    days: float
    spread: float


@dataclass(frozen=True, slots=True)
class Pack:
    """How a product is sold: units in a pack, smallest order and step in packs, packs that can be had now."""

    units: int
    smallest: int
    step: int
    available: int


def use_of(days: Sequence[int]) -> Use | None:
    """Use from the units used on each day with stock at opening; None below 14 such days, which is no forecast."""
    return Use(mean(days), stdev(days)) if len(days) >= FEWEST_DAYS else None


def lead_of(deliveries: Sequence[float]) -> Lead:
    """Lead time from the days each delivery took; below 5 deliveries 7 days ± 3."""
    if len(deliveries) < FEWEST_DELIVERIES:
        return Lead(USUAL_LEAD, USUAL_LEAD_SPREAD)
    return Lead(mean(deliveries), stdev(deliveries))


def _cover(use: Use, lead: Lead, days: float) -> int:
    safety = SERVICE * sqrt(days * use.spread**2 + use.daily**2 * lead.spread**2)
    return ceil(round(use.daily * days + safety, 9))


def reorder_point(use: Use, lead: Lead) -> int:
    """⌈d̄·L̄ + z·√(L̄·σ_d² + d̄²·σ_L²)⌉."""
    return _cover(use, lead, lead.days)


def target(use: Use, lead: Lead) -> int:
    """⌈d̄·(L̄+R) + z·√((L̄+R)·σ_d² + d̄²·σ_L²)⌉."""
    return _cover(use, lead, lead.days + REVIEW_DAYS)


def packs(need: int, pack: Pack) -> int:
    """Packs that cover a need: at least the smallest order, in its step, at most what is there; 0 when no number fits."""
    if need <= 0:
        return 0
    return fitting(-(-need // pack.units), smallest=pack.smallest, step=pack.step, available=pack.available)


def need(target_units: int, position: int, daily: float, life_days: int | None) -> int:
    """Target − position, capped at what will be used before the supplier's batches expire, less the position."""
    wanted = target_units - position
    return wanted if life_days is None else min(wanted, int(daily * life_days) - position)
