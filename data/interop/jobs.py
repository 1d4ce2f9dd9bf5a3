"""An import in steps: a file becomes sealed chunks, its columns become fields, each chunk goes in whole or not at all.

There is no worker behind it: whoever looks at the import asks for one chunk after the other. The row of the job
is locked while a chunk goes in, so two windows never take one twice and a stop in between leaves whole chunks only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.interop import file_columns
from data.interop.incoming import CHUNK
from data.interop.table_files import Table
from data.models import ImportChunk, ImportJob, User
from data.store import audit
from data.store.read import as_id
from data.store.unit_of_work import reading, writing

KEPT = timedelta(days=30)
EXAMPLES, LISTED = 3, 50


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its place, its heading, some of its values, and what it was said or guessed to be."""

    place: int
    heading: str
    examples: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Job:
    """An import as it stands; without a file name its contents were forgotten."""

    id: UUID
    noun: str
    status: str
    total: int
    done: int
    imported: int
    unchanged: int
    refused: int
    file_name: str
    created_at: datetime
    created_by: str


# --- the file and its columns ---


def start(actor: Actor, noun: str, file_name: str, table: Table) -> UUID:
    """Keep a file, sealed, as a new import of a noun."""
    if noun not in {r.name for r in file_columns.nouns(actor)}:
        raise NotAllowed
    if not table.rows:
        raise Invalid({"file": "This file has headings and no rows under them."})
    everything = file_columns.guess(table.headings, file_columns.targets(file_columns.unbound(actor), noun))
    mine = {t.name for t in file_columns.targets(actor, noun)}
    with writing(actor) as session:
        job = ImportJob(
            clinic_id=actor.clinic_id,
            created_by=actor.user_id,
            updated_by=actor.user_id,
            noun=noun,
            status="read",
            total=len(table.rows),
            columns=everything,
            mapping={str(n): name for n, name in enumerate(everything) if name in mine},
        )
        job.file_name, job.headings = file_name[-120:], table.headings
        session.add(job)
        session.flush()
        for number, at in enumerate(range(0, len(table.rows), CHUNK)):
            chunk = ImportChunk(clinic_id=actor.clinic_id, job_id=job.id, number=number)
            chunk.rows = [[place, cells] for place, cells in table.rows[at : at + CHUNK]]
            session.add(chunk)
        tell(session, actor, job, "read")
        return job.id


def match(actor: Actor, job_id: Any, chosen: Mapping[int, str]) -> None:
    """Say by hand which column is what; "" leaves one out."""
    with writing(actor) as session:
        job = find(session, actor, job_id, lock=True)
        if job.status not in {"read", "checked"}:
            raise Conflict("This import has begun; its columns stay as they are.")
        wanted = {str(n): name for n, name in sorted(chosen.items()) if name and 0 <= n < len(job.columns)}
        known = {t.name: t for t in file_columns.targets(actor, job.noun)}
        if not set(wanted.values()) <= set(known):
            raise NotAllowed("Your role does not enter one of these fields.")
        names = list(wanted.values())
        twice = next((known[n].label for n in names if names.count(n) > 1), None)
        if twice:
            raise Invalid({"columns": f"Two columns are called {twice}. Leave one of them out."})
        if wanted != job.mapping:
            job.mapping, job.status = wanted, "read"
            count_anew(job)


def columns(actor: Actor, job_id: Any) -> list[Column]:
    """The columns of the file with their first values."""
    with reading(actor) as session:
        job = find(session, actor, job_id)
        rows = [cells for _, cells in chunk(session, job, 0).rows or []] if job.headings else []
        mine = {t.name for t in file_columns.targets(actor, job.noun)}
        return [
            Column(n, heading, _examples(rows, n), name if (name := job.mapping.get(str(n), "")) in mine else "")
            for n, heading in enumerate(job.headings or [])
        ]


def _examples(rows: list[list[str]], place: int) -> tuple[str, ...]:
    """The first values that differ."""
    said = dict.fromkeys(cells[place] for cells in rows if place < len(cells) and cells[place])
    return tuple(said)[:EXAMPLES]


# --- looking ---


def listed(actor: Actor) -> list[Job]:
    """The newest imports of the clinic that are for this actor."""
    mine = {r.name for r in file_columns.nouns(actor)}
    if not mine:
        raise NotAllowed("Files are brought in by those who enter records of a clinic.")
    with reading(actor) as session:
        rows = session.scalars(
            select(ImportJob)
            .where(ImportJob.clinic_id == actor.clinic_id, ImportJob.noun.in_(mine))
            .order_by(ImportJob.created_at.desc(), ImportJob.id.desc())
            .limit(LISTED)
        ).all()
        return [view(session, row) for row in rows if _is_open(actor, row)]


def show(actor: Actor, job_id: Any) -> Job:
    """One import."""
    with reading(actor) as session:
        return view(session, find(session, actor, job_id))


def find(session: Session, actor: Actor, job_id: Any, *, lock: bool = False) -> ImportJob:
    """The import, for those of its clinic who may enter what it brings; NotFound for all others."""
    query = select(ImportJob).where(ImportJob.id == as_id(job_id), ImportJob.clinic_id == actor.clinic_id)
    query = query.where(ImportJob.deleted_at.is_(None))
    job = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if job is None:
        raise NotFound
    if job.noun not in {r.name for r in file_columns.nouns(actor)} or not _is_open(actor, job):
        raise NotAllowed
    return job


def _is_open(actor: Actor, job: ImportJob) -> bool:
    """A file is open to who brought it; to others when they may enter every field it was seen to hold."""
    mine = {t.name for t in file_columns.targets(actor, job.noun)} | {""}
    is_hers = actor.user_id is not None and job.created_by == actor.user_id
    return set(job.mapping.values()) <= mine and (is_hers or set(job.columns) <= mine)


def view(session: Session, job: ImportJob) -> Job:
    """A job as it is shown."""
    who = session.scalar(select(User.full_name).where(User.id == job.created_by)) if job.created_by else None
    return Job(
        job.id, job.noun, job.status, job.total, job.done, job.imported, job.unchanged, job.refused,
        job.file_name or "", job.created_at, who or "",
    )  # fmt: skip


def chunk(session: Session, job: ImportJob, number: int) -> ImportChunk:
    """One chunk of a file; Conflict when it was forgotten."""
    query = select(ImportChunk).where(
        ImportChunk.clinic_id == job.clinic_id, ImportChunk.job_id == job.id, ImportChunk.number == number
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Conflict("The rows of this file were forgotten after 30 days. Upload it again.")
    return found


def forget(actor: Actor) -> int:
    """Forget what old files held; that they were brought in, and the counts, stay."""
    with writing(actor) as session:
        old = session.scalars(
            select(ImportJob).where(
                ImportJob.clinic_id == actor.clinic_id,
                ImportJob.created_at < clock.now() - KEPT,
                ImportJob.ident_sealed.is_not(None),
            )
        ).all()
        for job in old:
            session.connection().execute(
                delete(ImportChunk).where(ImportChunk.clinic_id == job.clinic_id, ImportChunk.job_id == job.id)
            )
            job.ident_sealed = None
            job.status = "done" if job.status == "done" else "cancelled"
        return len(old)


def tell(session: Session, actor: Actor, job: ImportJob, what: str) -> None:
    """Write down how far an import is."""
    counts = {"total": job.total, "done": job.done, "imported": job.imported, "unchanged": job.unchanged, "refused": job.refused}
    audit.record(session, actor, "import", job.noun, job.id, detail={"step": what, "file": job.file_name, **counts})


def count_anew(job: ImportJob) -> None:
    """Nothing is tried or taken in yet."""
    job.done = job.imported = job.unchanged = job.refused = 0
