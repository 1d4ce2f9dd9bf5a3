"""What may be said about hospital figures across clinics (metrics.md §1.8): nothing that points at one of them.

A cell is what one group counted: {clinic: cases}. A published table holds a breakdown of the cases beside their total; several
breakdowns of the same cases each divide the clinics among their groups. What is told must not be undone by arithmetic: neither a
total less its parts, nor the groups of one breakdown less those of another, may leave a rest that could not be told itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from data.analytics.rates import percentile

FEWEST_CLINICS, FEWEST_CASES, STEP, MANY_CLINICS = 5, 11, 5, 20
USUAL, WIDE = (25, 50, 75), (10, 25, 50, 75, 90)
MOST_UNIONS = 6  # a breakdown with more groups than this is compared by single groups and by all of them
Key = TypeVar("Key", bound=Hashable)
Counts = Mapping[Hashable, int]


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


def stands_alone(by_clinic: Counts) -> bool:
    """Whether a cell of cases by clinic is wide enough: ≥ 5 clinics, ≥ 11 cases, none above half of it."""
    counted = [n for n in by_clinic.values() if n > 0]
    total = sum(counted)
    return len(counted) >= FEWEST_CLINICS and total >= FEWEST_CASES and 2 * max(counted) <= total


def disclosed(cells: Mapping[Key, Counts]) -> dict[Key, Cell]:
    """Each group of one breakdown as it may be shown beside its total; the total counts as known even where it is not printed."""
    return published({"": cells})[""]


def published(breakdowns: Mapping[str, Mapping[Key, Counts]]) -> dict[str, dict[Key, Cell]]:
    """Each group of each breakdown as it may be shown beside the total and beside the other breakdowns.

    A group that does not stand alone is suppressed; then, as long as a rest could be computed that does not stand alone,
    the smallest group it could be computed from goes too.
    """
    told = {name: {key: _counted(cells) for key, cells in groups.items()} for name, groups in breakdowns.items()}
    shown = {name: {key for key, cell in groups.items() if stands_alone(cell)} for name, groups in told.items()}
    while True:
        weak = next(_undone(told, shown), None)
        if weak is None:
            break
        name, keys = weak
        shown[name].remove(min(keys, key=lambda key: (sum(told[name][key].values()), str(key))))
    return {
        name: {key: _cell(cell) if key in shown[name] else SUPPRESSED for key, cell in groups.items()}
        for name, groups in told.items()
    }


def _undone(told: Mapping[str, Mapping[Key, Counts]], shown: Mapping[str, set[Key]]) -> Iterator[tuple[str, set[Key]]]:
    """Where arithmetic on shown groups leaves a rest that does not stand alone: the breakdown and the groups to choose from."""
    for name, groups in told.items():
        rest = _united(cell for key, cell in groups.items() if key not in shown[name])
        if shown[name] and rest and not stands_alone(rest):
            yield name, shown[name]
    for one, other in combinations(told, 2):
        few, many = sorted((one, other), key=lambda name: len(told[name]))
        for keys in _unions(shown[few]):
            if any(not stands_alone(rest) for rest in _rests(_united(told[few][key] for key in keys), told[many], shown[many])):
                yield few, keys


def _unions(keys: set[Key]) -> Iterator[set[Key]]:
    ordered = sorted(keys, key=str)
    sizes = range(1, len(ordered) + 1) if len(ordered) <= MOST_UNIONS else (1, len(ordered))
    for size in sizes:
        yield from (set(some) for some in combinations(ordered, size))


def _rests(whole: Counts, groups: Mapping[Key, Counts], shown: set[Key]) -> list[Counts]:
    """What is left when the shown groups of another breakdown are taken from these clinics, or these clinics from them.

    Only the groups inside, or those that cover, need a look: any further one that may be shown stands alone itself, and
    two cells that stand alone do so together.
    """
    touching = [groups[key] for key in shown if groups[key].keys() & whole.keys()]
    inside = _united(cell for cell in touching if cell.keys() <= whole.keys())
    cover = _united(touching)
    found: list[Counts] = []
    if inside:
        found.append({clinic: n for clinic, n in whole.items() if clinic not in inside})
    if whole.keys() <= cover.keys():
        found.append({clinic: n for clinic, n in cover.items() if clinic not in whole})
    return [rest for rest in found if rest]


def _counted(by_clinic: Counts) -> dict[Hashable, int]:
    return {clinic: n for clinic, n in by_clinic.items() if n > 0}


def _united(cells: Iterable[Counts]) -> dict[Hashable, int]:
    """One cell of several; a clinic that is in more than one of them (packs by category) counts with all it has."""
    found: dict[Hashable, int] = defaultdict(int)
    for cell in cells:
        for clinic, n in cell.items():
            found[clinic] += n
    return dict(found)


def _cell(by_clinic: Counts) -> Cell:
    return Cell(rounded(sum(by_clinic.values())), rounded(len(by_clinic)))


def rounded(number: float) -> int:
    """A count as it is told across clinics: the nearest 5, half up."""
    return STEP * int((2 * number + STEP) // (2 * STEP))


def spread(values: Sequence[float], by_clinic: Counts) -> dict[int, float] | None:
    """Percentiles (nearest rank) of the clinics' own values; P10 and P90 from 20 clinics on, never an extreme; None where suppressed."""
    if not stands_alone(by_clinic) or len(values) < FEWEST_CLINICS:
        return None
    wanted = WIDE if len(values) >= MANY_CLINICS else USUAL
    return {p: found for p in wanted if (found := percentile(values, p)) is not None}
