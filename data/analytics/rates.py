"""What a figure is: a rate of cases, a ratio of amounts, or the spread of a measure, with its n."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FEW = 5  # a rate of cases or a percentile on fewer is not printed (metrics.md §1.3)


def percentile(values: Sequence[float], p: int) -> float | None:
    """Nearest rank (metrics.md §1.4): item ⌈p·n/100⌉ of the ascending values, no interpolation; none of none."""
    ordered = sorted(values)
    return ordered[(p * len(ordered) + 99) // 100 - 1] if ordered else None


@dataclass(frozen=True, slots=True)
class Rate:
    """Cases over cases; `eligible` also counts the rows left out because an input is missing."""

    numerator: int
    denominator: int
    eligible: int

    @property
    def value(self) -> float | None:
        """The rate from 0 to 1, or none on fewer than 5 cases: then the text is "1 of 2"."""
        return self.numerator / self.denominator if self.denominator >= FEW else None


@dataclass(frozen=True, slots=True)
class Ratio:
    """Amount over amount (minutes, paise): shown on any n, none only over nothing."""

    numerator: float
    denominator: float

    @property
    def value(self) -> float | None:
        """The ratio, or none when there is nothing to divide by."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Spread:
    """The measured cases in ascending order; `eligible` also counts the cases that lack an input."""

    values: tuple[float, ...]
    eligible: int

    @classmethod
    def of(cls, measures: Iterable[float]) -> Spread:
        """From one number per eligible case, NaN where an input is missing."""
        cases = [float(value) for value in measures]
        return cls(tuple(sorted(value for value in cases if not math.isnan(value))), len(cases))

    @property
    def n(self) -> int:
        """How many cases were measured."""
        return len(self.values)

    def percentile(self, p: int) -> float | None:
        """Nearest-rank percentile, none on fewer than 5 cases: then `values` are drawn as dots."""
        return percentile(self.values, p) if self.n >= FEW else None

    @property
    def median(self) -> float | None:
        """P50 by nearest rank."""
        return self.percentile(50)

    @property
    def p90(self) -> float | None:
        """P90 by nearest rank."""
        return self.percentile(90)
