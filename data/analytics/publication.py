"""What the platform says of its clinics (metrics.md §7): a fixed set of tables, published a month at a time and then left alone.

There is no filter to turn: each hospital figure is told for all clinics, by state, or by size band, of whole months that are
over; each demand figure by category. A month is read from all clinics in one act and kept, so that no later entry, new clinic
or closed one changes what was told. What may be told of a month is decided over all its tables together (`anonymity`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from data.analytics import anonymity, clinic_months
from data.analytics.anonymity import Cell
from data.analytics.clinic_months import DEMAND, HERE, HOSPITAL
from data.core import roles, trade_terms
from data.core.actor import Actor, system
from data.core.errors import NotAllowed
from data.store import month_readings
from data.store.month_readings import Read

SETTLES = timedelta(days=5)  # a month is published from its sixth day after on, when its last entries are in
FIRST_TIME, SHOWN = 4, 12  # months
HOSPITAL_SCOPE, DEMAND_SCOPES = "platform-anonymised-hospital", frozenset({"platform-anonymised-hospital", "demand-anonymised"})
ALL, STATE, SIZE = "all", "state", "size"
BY = (ALL, STATE, SIZE)
# In what steps a value is told: an exact one would be the same in two tables and name the clinic they share.
STEPS = {"visits": 5.0, "days_in_ar": 1.0}
SHARE_STEP = 0.01


@dataclass(frozen=True, slots=True)
class Told:
    """One cell of a table: clinics and cases rounded to 5, and percentiles of the clinics' own values; nothing where suppressed."""

    cell: Cell
    values: Mapping[int, float] | None


NOTHING = Told(anonymity.SUPPRESSED, None)


@dataclass(frozen=True, slots=True)
class Figure:
    """A hospital figure as published: {(month, by, group): Told}; `eligible` is the number of clinics by month, rounded to 5."""

    key: str
    cells: Mapping[tuple[date, str, str], Told]

    def groups(self, by: str) -> list[str]:
        """The groups of a breakdown, in order."""
        return sorted({group for _, one, group in self.cells if one == by})

    def told(self, month: date, by: str, group: str) -> Told:
        """One cell; suppressed too where the group had nothing in that month."""
        return self.cells.get((month, by, group), NOTHING)


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything that is told: months oldest first, hospital figures by key, demand as {key: {(month, category): Cell}}."""

    months: tuple[date, ...]
    figures: Mapping[str, Figure]
    demand: Mapping[str, Mapping[tuple[date, str], Cell]]
    clinics: Mapping[date, int]


# --- publishing ---


def due(today: date, kept: Sequence[date]) -> list[date]:
    """The months that are over, settled and not published yet, oldest first; none is made up behind one that was published."""
    last = (today - SETTLES).replace(day=1) - timedelta(days=1)
    found: list[date] = []
    month = last.replace(day=1)
    while len(found) < (SHOWN if kept else FIRST_TIME) and (not kept or month > kept[-1]):
        found.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return found[::-1]


def publish() -> int:
    """Read every clinic's figures of the months that are due and keep them; how many months were."""
    months = due(trade_terms.today(), month_readings.months())
    if not months:
        return 0
    found: dict[date, list[Read]] = defaultdict(list)
    for actor, state_code in month_readings.clinics():
        for read in clinic_months.read(actor, state_code, months):
            found[read.month].append(read)
    return sum(month_readings.keep(month, found[month]) for month in months if found[month])


# --- telling ---


def sees(actor: Actor) -> bool:
    """Whether the actor sees hospital figures across clinics, anonymised."""
    return HOSPITAL_SCOPE in roles.scopes(actor, "analytics", "view")


def publication(actor: Actor) -> Publication:
    """Hospital figures and demand as they are published; NotAllowed for everybody but the platform's administrators."""
    if not sees(actor):
        raise NotAllowed
    reads = month_readings.since(actor, _first(), (HERE, *HOSPITAL, *DEMAND))
    months = tuple(sorted({read.month for read in reads}))[-SHOWN:]
    return Publication(
        months, {key: figure(key, reads) for key in HOSPITAL}, {key: demand(key, reads) for key in DEMAND}, _clinics(reads)
    )


def signal(actor: Actor) -> dict[str, dict[tuple[date, str], Cell]]:
    """The demand figures alone, for manufacturers too; NotAllowed for who has neither scope."""
    if not roles.scopes(actor, "analytics", "view") & DEMAND_SCOPES:
        raise NotAllowed
    # The readings are the clinics' own rows: behind a maker's wall there are none, so the program reads and rule 1.8 narrows.
    reads = month_readings.since(system(), _first(), DEMAND)
    return {key: demand(key, reads) for key in DEMAND}


def _first() -> date:
    month = trade_terms.today().replace(day=1)
    for _ in range(SHOWN + 1):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def _clinics(reads: Iterable[Read]) -> dict[date, int]:
    count: dict[date, int] = defaultdict(int)
    for read in reads:
        count[read.month] += read.key == HERE
    return {month: anonymity.rounded(n) for month, n in count.items()}


def figure(key: str, reads: Iterable[Read]) -> Figure:
    """One hospital figure of all months, decided month by month over its three tables together."""
    by_month: dict[date, list[Read]] = defaultdict(list)
    for read in reads:
        if read.key == key and read.value is not None and read.cases > 0:
            by_month[read.month].append(read)
    cells = {(month, *place): told for month, rows in by_month.items() for place, told in _told(key, rows).items()}
    return Figure(key, cells)


def _told(key: str, rows: Sequence[Read]) -> dict[tuple[str, str], Told]:
    groups: dict[str, dict[str, list[Read]]] = {by: defaultdict(list) for by in BY}
    for read in rows:
        for by, group in ((ALL, ""), (STATE, read.state_code), (SIZE, read.size_band)):
            groups[by][group].append(read)
    cells = anonymity.published({by: {group: _cases(few) for group, few in kept.items()} for by, kept in groups.items()})
    return {
        (by, group): Told(cell, _values(key, groups[by][group])) if cell.is_shown else NOTHING
        for by, kept in cells.items()
        for group, cell in kept.items()
    }


def _cases(rows: Iterable[Read]) -> dict[Any, int]:
    return {read.clinic_id: read.cases for read in rows}


def _values(key: str, rows: Sequence[Read]) -> dict[int, float] | None:
    found = anonymity.spread([read.value for read in rows if read.value is not None], _cases(rows))
    step = STEPS.get(key, SHARE_STEP)
    return {p: round(math.floor(value / step + 0.5) * step, 6) for p, value in found.items()} if found else None


def demand(key: str, reads: Iterable[Read]) -> dict[tuple[date, str], Cell]:
    """Packs by month and category, rounded to 5, decided month by month."""
    packs: dict[date, dict[str, dict[Any, int]]] = defaultdict(lambda: defaultdict(dict))
    for read in reads:
        if read.key == key:
            packs[read.month][read.part][read.clinic_id] = read.cases
    return {(month, part): cell for month, parts in packs.items() for part, cell in anonymity.disclosed(parts).items()}
