"""Rows of an import that were not taken: the first ones for the screen, all of them as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from data.core.actor import Actor
from data.interop import file_columns
from data.interop.incoming import CHUNK
from data.interop.jobs import chunk, find
from data.models import ImportJob
from data.store import audit
from data.store.read import inert
from data.store.unit_of_work import reading, writing

SHOWN = 20


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken: fields and sentences beside each other, and its cells as the file has them."""

    number: int
    fields: tuple[str, ...]
    sentences: tuple[str, ...]
    cells: tuple[str, ...]


def refusals(actor: Actor, job_id: Any) -> list[RefusedRow]:
    """The first refused rows of the check or of the import."""
    with reading(actor) as session:
        job = find(session, actor, job_id)
        found: list[RefusedRow] = []
        for one in _refused(session, job):
            found.append(one)
            if len(found) == SHOWN:
                break
        return found


def _refused(session: Session, job: ImportJob) -> Iterator[RefusedRow]:
    if not job.refused:
        return
    names, headings = {name: int(n) for n, name in job.mapping.items()}, job.headings or []
    labels = {t.name: t.label for t in file_columns.targets(file_columns.unbound(session.info["actor"]), job.noun)}

    def called(name: str) -> str:
        return headings[names[name]] if name in names and names[name] < len(headings) else labels.get(name, name)

    for number in range(-(-job.done // CHUNK)):
        for row, faults, cells in chunk(session, job, number).refusals or []:
            yield RefusedRow(row, tuple(called(f[0]) for f in faults), tuple(f[1] for f in faults), tuple(cells))


def refused_lines(actor: Actor, job_id: Any) -> Iterable[list[str]]:
    """All refused rows as lines of a file: row, field, sentence, and the cells, none of which calculates."""
    with writing(actor) as session:
        job = find(session, actor, job_id)
        audit.record(session, actor, "export", job.noun, job.id, detail={"file": job.file_name, "refused": job.refused})
        lines = [["Row", "Field", "Why", *(inert(h) for h in job.headings or [])]]
        for one in _refused(session, job):
            said = [str(one.number), "; ".join(f for f in one.fields if f), " ".join(one.sentences)]
            lines.append([*map(inert, said), *map(inert, one.cells)])
    return lines
