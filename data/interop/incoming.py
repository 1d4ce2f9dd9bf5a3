"""Rows from outside, taken in as if they were typed: cleaned, linked, checked by the rules, audited; in chunks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exc
from sqlalchemy.orm import Session

from data.core.actor import Actor
from data.core.errors import Invalid, Refused
from data.core.resource import resource as declared
from data.interop import bills, brought, codes, known, links, progress, unlisted
from data.store import audit, cleaning, conflicts, write
from data.store.unit_of_work import writing

CHUNK = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: its number as a spreadsheet counts (the header is row 1), its cells, whose id it carries.

    A row put together from several has their numbers as `parts`, which are counted as `of`. `refusal` is known from the
    file alone; `may_lack` names links to rows that may have been refused; `holds` raises Invalid when the clinic does
    not fit the row.
    """

    noun: str
    number: int
    cells: Mapping[str, Any]
    source: str = "csv"
    parts: tuple[int, ...] = ()
    of: str = ""
    refusal: Mapping[str, str] = field(default_factory=dict)
    may_lack: frozenset[str] = frozenset()
    holds: Callable[[Session, Actor], None] | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one row was not taken, and because of which field."""

    noun: str
    number: int
    field: str
    sentence: str


@dataclass(slots=True)
class Report:
    """What became of the rows, counted by noun."""

    imported: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, row: Row, errors: Mapping[str, str]) -> None:
        """Note one refused row, or each it was put together from, with each sentence."""
        noun, numbers = row.of or row.noun, row.parts or (row.number,)
        self.refused[noun] += len(numbers)
        self.refusals += [Refusal(noun, number, *said) for number in numbers for said in errors.items()]

    def take(self, row: Row, new: int) -> None:
        """Note a row that is here now; `new` of those it was put together from (1 for a row of its own) came with it."""
        if row.of != row.noun:
            (self.imported if new else self.unchanged)[row.noun] += 1
        for count, number in ((self.imported, new), (self.unchanged, len(row.parts) - new)):
            if row.of and number:
                count[row.of] += number


class _DryRun(Exception):
    """Everything was tried; nothing is kept."""


def take_in(actor: Actor, rows: Sequence[Row], *, dry_run: bool = False) -> Report:
    """Import the rows into the actor's clinic; each chunk is one transaction, a dry run is one that is undone."""
    report = Report()
    done = 0
    for chunk in _chunks(rows, max(len(rows), 1) if dry_run else CHUNK):
        try:
            with writing(actor) as session:
                for row in take_chunk(session, actor, chunk, report):
                    done += 1
                    progress.draw(done, len(rows), row.noun)
                if dry_run:
                    raise _DryRun
        except _DryRun:
            break
    return report


def _chunks(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def take_chunk(session: Session, actor: Actor, rows: Sequence[Row], report: Report) -> Iterator[Row]:
    """Take rows in inside an open transaction, each alone; what they are known by is looked up once, their acts are written once."""
    here = known.Known(session, actor, [(declared(r.noun), r.cells) for r in rows if r.noun not in unlisted.WAYS])
    with audit.gathered(session):
        for row in rows:
            _take(session, actor, row, report, here)
            yield row


def _take(session: Session, actor: Actor, row: Row, report: Report, here: known.Known) -> None:
    """Take one row in, leave it as it is when it is here already, or note why it is refused."""
    if row.refusal:
        report.refuse(row, row.refusal)
        return
    if here.has(row.noun, row.cells):
        report.take(row, 0)
        return
    try:
        with audit.part(session):
            if row.holds:
                row.holds(session, actor)
            new = WAYS.get(row.noun, _insert)(session, actor, row)
    except Invalid as invalid:
        report.refuse(row, invalid.errors)
    except Refused as refused:
        report.refuse(row, {refused.field or "": refused.message})
    except exc.IntegrityError as broken:
        conflict = conflicts.sentence(broken)
        report.refuse(row, {conflict.field or "": conflict.message})
    else:
        here.add(row.noun, row.cells)
        report.take(row, new)


def _insert(session: Session, actor: Actor, row: Row) -> int:
    """How many rows came with it: none when one without an id says the same as a row that is here."""
    resource, cells = declared(row.noun), dict(row.cells)
    fixed: dict[str, Any] = {}
    external_id = cells.pop("external_id", None)
    if external_id and len(external_id) > known.LONGEST_ID:
        raise Invalid({"external_id": f"An id of another system has at most {known.LONGEST_ID} characters."})
    if external_id:
        fixed |= {"external_source": row.source, "external_id": external_id}
    fixed |= codes.kept(session, actor, resource, cells)
    links.resolve(session, actor, resource, cells, row.may_lack)
    fixed |= brought.read(resource, actor, cells)
    values = cleaning.clean(resource, actor, "create", cells)
    if not known.has_id(resource, row.cells) and known.by_likeness(session, actor, resource, values):
        return 0
    write.insert(session, resource, actor, values, **fixed)
    brought.after(session, actor, resource, fixed, values)
    return len(row.parts) or 1


WAYS: dict[str, Callable[[Session, Actor, Any], int]] = {**unlisted.WAYS, "patient_bills": bills.bring}
