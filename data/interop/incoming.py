"""Rows from outside, taken in as if they were typed: cleaned, linked, checked by the rules, audited; in chunks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import exc, or_, select
from sqlalchemy.orm import Session

from data.core.actor import Actor
from data.core.errors import Invalid, Refused
from data.core.resource import Resource
from data.core.resource import resource as declared
from data.interop import brought, codes, links, progress
from data.store import cleaning, conflicts, write
from data.store.unit_of_work import writing

CHUNK = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: its number as a spreadsheet counts (the header is row 1), its cells, whose id it carries."""

    noun: str
    number: int
    cells: Mapping[str, Any]
    source: str = "csv"


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
        """Note one refused row, with each sentence."""
        self.refused[row.noun] += 1
        self.refusals += [Refusal(row.noun, row.number, name, sentence) for name, sentence in errors.items()]


class _DryRun(Exception):
    """Everything was tried; nothing is kept."""


def take_in(actor: Actor, rows: Sequence[Row], *, dry_run: bool = False) -> Report:
    """Import the rows into the actor's clinic; each chunk is one transaction, a dry run is one that is undone."""
    report = Report()
    done = 0
    for chunk in _chunks(rows, max(len(rows), 1) if dry_run else CHUNK):
        try:
            with writing(actor) as session:
                for row in chunk:
                    _take_one(session, actor, row, report)
                    done += 1
                    progress.draw(done, len(rows), row.noun)
                if dry_run:
                    raise _DryRun
        except _DryRun:
            break
    return report


def _chunks(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _take_one(session: Session, actor: Actor, row: Row, report: Report) -> None:
    resource = declared(row.noun)
    if _is_known(session, actor, resource, row):
        report.unchanged[row.noun] += 1
        return
    try:
        with session.begin_nested():
            _insert(session, actor, resource, row)
    except Invalid as invalid:
        report.refuse(row, invalid.errors)
    except Refused as refused:
        report.refuse(row, {refused.field or "": refused.message})
    except exc.IntegrityError as broken:
        conflict = conflicts.sentence(broken)
        report.refuse(row, {conflict.field or "": conflict.message})
    else:
        report.imported[row.noun] += 1


def _is_known(session: Session, actor: Actor, resource: Resource, row: Row) -> bool:
    """Taken in before, by whichever source, or exported from here; then it stays as it is."""
    model, known = resource.model, []
    external_id = row.cells.get("external_id")
    if external_id:
        known.append(model.external_id == external_id)
        known += [model.id == UUID(external_id)] if is_uuid(external_id) else []
    if resource.code and row.cells.get(resource.code[0]):
        known.append(getattr(model, resource.code[0]) == row.cells[resource.code[0]])
    own = (model.clinic_id == actor.clinic_id, model.deleted_at.is_(None))
    return bool(known) and session.scalar(select(model.id).where(or_(*known), *own).limit(1)) is not None


def is_uuid(text: str) -> bool:
    """Whether the text could be an id of this house."""
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _insert(session: Session, actor: Actor, resource: Resource, row: Row) -> None:
    cells = dict(row.cells)
    fixed: dict[str, Any] = {}
    external_id = cells.pop("external_id", None)
    if external_id:
        fixed |= {"external_source": row.source, "external_id": external_id}
    fixed |= codes.kept(session, actor, resource, cells)
    links.resolve(session, actor, resource, cells)
    fixed |= brought.read(resource, actor, cells)
    values = cleaning.clean(resource, actor, "create", cells)
    write.insert(session, resource, actor, values, **fixed)
    brought.after(session, actor, resource, fixed, values)
