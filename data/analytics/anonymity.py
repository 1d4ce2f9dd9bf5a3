"""What may be said about hospital figures across clinics (metrics.md §1.8): nothing that points at one of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

FEWEST_CLINICS, FEWEST_CASES, STEP, MANY_CLINICS = 5, 11, 5, 20
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Cell:
    """One group as it may be shown: its number of cases rounded to 5, None where it is suppressed."""

    cases: int | None
    clinics: int | None

    @property
    def is_shown(self) -> bool:
        """Whether anything may be said about the group."""
        return self.cases is not None


SUPPRESSED = Cell(None, None)


def stands_alone(by_clinic: Mapping[Hashable, int]) -> bool:
    """Whether a cell of cases by clinic is wide enough: ≥ 5 clinics, ≥ 11 cases, none above half of it."""
    counted = [n for n in by_clinic.values() if n > 0]
    total = sum(counted)
    return len(counted) >= FEWEST_CLINICS and total >= FEWEST_CASES and 2 * max(counted) <= total


def disclosed(cells: Mapping[Key, Mapping[Hashable, int]]) -> dict[Key, Cell]:
    """Each group of a breakdown as it may be shown beside its total.

    One suppressed cell beside a shown total could be found by subtraction, so the next smallest goes too; a total
    that may not be shown takes nothing with it, because it is not shown.
    """
    shown = {key for key, by_clinic in cells.items() if stands_alone(by_clinic)}
    hidden = [key for key in cells if key not in shown and any(cells[key].values())]
    if len(hidden) == 1 and shown:
        shown.remove(min(shown, key=lambda key: (sum(cells[key].values()), str(key))))
    return {key: _cell(cells[key]) if key in shown else SUPPRESSED for key in cells}


def _cell(by_clinic: Mapping[Hashable, int]) -> Cell:
    counted = [n for n in by_clinic.values() if n > 0]
    return Cell(_rounded(sum(counted)), _rounded(len(counted)))


def _rounded(number: int) -> int:
    return STEP * ((2 * number + STEP) // (2 * STEP))


def spread(values: Sequence[float], by_clinic: Mapping[Hashable, int]) -> dict[int, float] | None:
    """Percentiles (nearest rank) of the clinics' own values; P10 and P90 from 20 clinics on, never an extreme; None where suppressed."""
    if not stands_alone(by_clinic) or len(values) < FEWEST_CLINICS:
        return None
    wanted = (10, 25, 50, 75, 90) if len(values) >= MANY_CLINICS else (25, 50, 75)
    ordered = sorted(values)
    return {p: ordered[(p * len(ordered) + 99) // 100 - 1] for p in wanted}
