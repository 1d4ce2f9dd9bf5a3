"""An import in steps: a file becomes sealed chunks, its columns become fields, each chunk goes in whole or not at all.

There is no worker behind it: whoever looks at the import asks for one chunk after the other. The row of the job
is locked while a chunk goes in, so two windows never take one twice and a stop in between leaves whole chunks only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.core import clock, roles
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.core.resource import Field, Resource, resources
from data.core.resource import resource as declared
from data.interop import brought, incoming, links
from data.interop.incoming import CHUNK, Row
from data.interop.table_files import Table
from data.models import ImportChunk, ImportJob, User
from data.store import access, audit
from data.store.read import as_id, inert
from data.store.unit_of_work import reading, writing

KEPT = timedelta(days=30)
SHOWN, EXAMPLES, LISTED = 20, 3, 50
WIDE = "This row has more cells than there are headings."
AGES = {"estimated_age": "Age"}  # "Or age" makes sense beside the birth date of a form only


@dataclass(frozen=True, slots=True)
class Target:
    """What a column can be: its name in files, what people call it, and whether no row is saved without it."""

    name: str
    label: str
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its place, its heading, some of its values, and what it was said or guessed to be."""

    place: int
    heading: str
    examples: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken: fields and sentences beside each other, and its cells as the file has them."""

    number: int
    fields: tuple[str, ...]
    sentences: tuple[str, ...]
    cells: tuple[str, ...]


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


# --- who may, and what a column can be ---


def nouns(actor: Actor) -> tuple[Resource, ...]:
    """What the actor may bring in from a file."""
    if actor.clinic_id is None:
        return ()
    return tuple(r for r in resources() if r.comes_in_files and roles.allowed(actor, r.name, "import"))


def targets(actor: Actor, noun: str) -> list[Target]:
    """What columns of a file can be for this actor, as the form has them; then what nobody types."""
    resource = declared(noun)
    found = [t for f in access.fields(resource, actor, "create") if "new" in f.on for t in _of_field(f)]
    if resource.code:
        found.insert(0, Target(resource.code[0], f"{resource.singular.capitalize()} code"))
    if hasattr(resource.model, "external_id"):
        found.append(Target("external_id", "Number in another system"))
    named = {t.name for t in found}
    more = [f for f in brought.fields(resource) if f.name not in named and roles.sees(actor, noun, "create", (f.name,))]
    return [*found, *(Target(f.name, f.title) for f in more)]


def _of_field(field: Field) -> list[Target]:
    if field.kind == "link":
        words = {"external_id": "number in another system", "id": "id"}
        endings = [name.removeprefix(field.name.removesuffix("_id") + "_") for name in links.columns(field)]
        return [
            Target(name, f"{field.title}: {words.get(ending, ending)}")
            for name, ending in zip(links.columns(field), endings, strict=True)
        ]
    return [Target(field.name, AGES.get(field.name, field.title), field.required and field.default is None)]


def _guess(headings: list[str], known: list[Target]) -> list[str]:
    """What each heading means by its name alone; the second column of the same meaning means nothing."""
    meanings = {_bare(word): t.name for t in reversed(known) for word in (t.label, t.name)}
    found: list[str] = []
    for heading in headings:
        name = meanings.get(_bare(heading), "")
        found.append("" if name in found else name)
    return found


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


# --- the file and its columns ---


def start(actor: Actor, noun: str, file_name: str, table: Table) -> UUID:
    """Keep a file, sealed, as a new import of a noun."""
    if noun not in {r.name for r in nouns(actor)}:
        raise NotAllowed
    if not table.rows:
        raise Invalid({"file": "This file has headings and no rows under them."})
    everything = _guess(table.headings, targets(_unbound(actor), noun))
    mine = {t.name for t in targets(actor, noun)}
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
        _tell(session, actor, job, "read")
        return job.id


def _unbound(actor: Actor) -> Actor:
    """The program in the actor's clinic: it knows all columns."""
    return Actor(name=actor.name, clinic_id=actor.clinic_id, zone=actor.zone, is_system=True)


def match(actor: Actor, job_id: Any, chosen: Mapping[int, str]) -> None:
    """Say by hand which column is what; "" leaves one out."""
    with writing(actor) as session:
        job = _find(session, actor, job_id, lock=True)
        if job.status not in {"read", "checked"}:
            raise Conflict("This import has begun; its columns stay as they are.")
        wanted = {str(n): name for n, name in sorted(chosen.items()) if name and 0 <= n < len(job.columns)}
        known = {t.name: t for t in targets(actor, job.noun)}
        if not set(wanted.values()) <= set(known):
            raise NotAllowed("Your role does not enter one of these fields.")
        names = list(wanted.values())
        twice = next((known[n].label for n in names if names.count(n) > 1), None)
        if twice:
            raise Invalid({"columns": f"Two columns are called {twice}. Leave one of them out."})
        if wanted != job.mapping:
            job.mapping, job.status = wanted, "read"
            _count_anew(job)


def columns(actor: Actor, job_id: Any) -> list[Column]:
    """The columns of the file with their first values."""
    with reading(actor) as session:
        job = _find(session, actor, job_id)
        rows = [cells for _, cells in _chunk(session, job, 0).rows or []] if job.headings else []
        mine = {t.name for t in targets(actor, job.noun)}
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
    mine = {r.name for r in nouns(actor)}
    if not mine:
        raise NotAllowed("Files are brought in by those who enter records of a clinic.")
    with reading(actor) as session:
        rows = session.scalars(
            select(ImportJob)
            .where(ImportJob.clinic_id == actor.clinic_id, ImportJob.noun.in_(mine))
            .order_by(ImportJob.created_at.desc(), ImportJob.id.desc())
            .limit(LISTED)
        ).all()
        return [_view(session, row) for row in rows if _is_open(actor, row)]


def show(actor: Actor, job_id: Any) -> Job:
    """One import."""
    with reading(actor) as session:
        return _view(session, _find(session, actor, job_id))


def _find(session: Session, actor: Actor, job_id: Any, *, lock: bool = False) -> ImportJob:
    """The import, for those of its clinic who may enter what it brings; NotFound for all others."""
    query = select(ImportJob).where(ImportJob.id == as_id(job_id), ImportJob.clinic_id == actor.clinic_id)
    query = query.where(ImportJob.deleted_at.is_(None))
    job = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if job is None:
        raise NotFound
    if job.noun not in {r.name for r in nouns(actor)} or not _is_open(actor, job):
        raise NotAllowed
    return job


def _is_open(actor: Actor, job: ImportJob) -> bool:
    """A file is open to who brought it; to others when they may enter every field it was seen to hold."""
    mine = {t.name for t in targets(actor, job.noun)} | {""}
    is_hers = actor.user_id is not None and job.created_by == actor.user_id
    return set(job.mapping.values()) <= mine and (is_hers or set(job.columns) <= mine)


def _view(session: Session, job: ImportJob) -> Job:
    who = session.scalar(select(User.full_name).where(User.id == job.created_by)) if job.created_by else None
    return Job(
        job.id, job.noun, job.status, job.total, job.done, job.imported, job.unchanged, job.refused,
        job.file_name or "", job.created_at, who or "",
    )  # fmt: skip


def _chunk(session: Session, job: ImportJob, number: int) -> ImportChunk:
    query = select(ImportChunk).where(
        ImportChunk.clinic_id == job.clinic_id, ImportChunk.job_id == job.id, ImportChunk.number == number
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Conflict("The rows of this file were forgotten after 30 days. Upload it again.")
    return found


# --- going on, chunk by chunk ---


def check(actor: Actor, job_id: Any) -> Job:
    """Begin to try every row without keeping any."""
    with writing(actor) as session:
        job = _find(session, actor, job_id, lock=True)
        _ready(actor, job, {"read", "checked", "checking"})
        if job.status != "checking":
            _count_anew(job)
        job.status = "checking"
        return _view(session, job)


def run(actor: Actor, job_id: Any) -> Job:
    """Begin to take the rows in, or go on where it was stopped."""
    with writing(actor) as session:
        job = _find(session, actor, job_id, lock=True)
        _ready(actor, job, {"read", "checked", "cancelled", "running"})
        if job.status in {"read", "checked"}:
            _count_anew(job)
        if job.status != "running":
            _tell(session, actor, job, "go on" if job.done else "start")
        job.status, job.ended_at = "running", None
        return _view(session, job)


def resume(actor: Actor, job_id: Any) -> Job:
    """Go on with what another window left on its way; an import that rests stays as it is."""
    begin = {"checking": check, "running": run}.get(show(actor, job_id).status, show)
    return begin(actor, job_id)


def _ready(actor: Actor, job: ImportJob, from_: set[str]) -> None:
    if job.status not in from_:
        raise Conflict("This import is over." if job.status == "done" else "This import has begun already.")
    if not job.headings:
        raise Conflict("The rows of this file were forgotten after 30 days. Upload it again.")
    missing = [t.label for t in targets(actor, job.noun) if t.is_needed and t.name not in job.mapping.values()]
    if missing:
        raise Invalid({"columns": f"Say which column is {missing[0]}: no {declared(job.noun).singular} is saved without it."})


def _count_anew(job: ImportJob) -> None:
    job.done = job.imported = job.unchanged = job.refused = 0


def take_next(actor: Actor, job_id: Any) -> Job:
    """Try or take in the next chunk; what the import says afterwards. Nothing happens to one that rests."""
    status = show(actor, job_id).status
    if status == "running":
        return _take(actor, job_id)
    return _try(actor, job_id) if status == "checking" else show(actor, job_id)


def _take(actor: Actor, job_id: Any) -> Job:
    with writing(actor) as session:
        job = _find(session, actor, job_id, lock=True)
        if job.status == "running":
            chunk = _chunk(session, job, job.done // CHUNK)
            rows, report = chunk.rows, _report(session, actor, job, chunk.rows)
            chunk.refusals, chunk.rows, chunk.done_at = _kept(report, rows), None, clock.now()
            _count(job, len(rows), report)
            if job.done >= job.total:
                job.status, job.ended_at = "done", clock.now()
                _tell(session, actor, job, "end")
        return _view(session, job)


class _Tried(Exception):
    """The chunk was tried; nothing of it is kept."""


def _try(actor: Actor, job_id: Any) -> Job:
    """Try in a transaction that is undone, then write down how it went, unless another window did so meanwhile."""
    try:
        with writing(actor) as session:
            job = _find(session, actor, job_id)
            done, rows = job.done, _chunk(session, job, job.done // CHUNK).rows or []
            report = _report(session, actor, job, rows)
            raise _Tried
    except _Tried:
        pass
    with writing(actor) as session:
        job = _find(session, actor, job_id, lock=True)
        if (job.status, job.done) == ("checking", done):
            _chunk(session, job, done // CHUNK).refusals = _kept(report, rows)
            _count(job, len(rows), report)
            job.status = "checked" if job.done >= job.total else "checking"
        return _view(session, job)


def _report(session: Session, actor: Actor, job: ImportJob, rows: list[Any]) -> incoming.Report:
    mapping, report = {int(n): name for n, name in job.mapping.items()}, incoming.Report()
    noun, width = job.noun, len(job.columns)
    named = [
        Row(
            noun,
            number,
            {name: cells[n] if n < len(cells) else "" for n, name in mapping.items()},
            refusal={"": WIDE} if len(cells) > width else {},
        )
        for number, cells in rows
    ]
    for _row in incoming.take_chunk(session, actor, named, report):
        pass
    return report


def _kept(report: incoming.Report, rows: list[Any]) -> list[Any]:
    """Refused rows as they are kept: number, field and sentence of each fault, the cells."""
    faults: dict[int, list[list[str]]] = {}
    for refusal in report.refusals:
        faults.setdefault(refusal.number, []).append([refusal.field, refusal.sentence])
    return [[number, faults[number], cells] for number, cells in rows if number in faults]


def _count(job: ImportJob, rows: int, report: incoming.Report) -> None:
    job.done += rows
    job.imported += report.imported[job.noun]
    job.unchanged += report.unchanged[job.noun]
    job.refused += report.refused[job.noun]
    job.updated_at = clock.now()


def cancel(actor: Actor, job_id: Any) -> Job:
    """Stop after the chunk that is going in; a check that is stopped never was."""
    with writing(actor) as session:
        job = _find(session, actor, job_id, lock=True)
        if job.status == "checking":
            job.status = "read"
            _count_anew(job)
        elif job.status == "running":
            job.status, job.ended_at = "cancelled", clock.now()
            _tell(session, actor, job, "stop")
        return _view(session, job)


def _tell(session: Session, actor: Actor, job: ImportJob, what: str) -> None:
    counts = {"total": job.total, "done": job.done, "imported": job.imported, "unchanged": job.unchanged, "refused": job.refused}
    audit.record(session, actor, "import", job.noun, job.id, detail={"step": what, "file": job.file_name, **counts})


# --- what was refused ---


def refusals(actor: Actor, job_id: Any) -> list[RefusedRow]:
    """The first refused rows of the check or of the import."""
    with reading(actor) as session:
        job = _find(session, actor, job_id)
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
    labels = {t.name: t.label for t in targets(_unbound(session.info["actor"]), job.noun)}

    def called(name: str) -> str:
        return headings[names[name]] if name in names and names[name] < len(headings) else labels.get(name, name)

    for number in range(-(-job.done // CHUNK)):
        for row, faults, cells in _chunk(session, job, number).refusals or []:
            yield RefusedRow(row, tuple(called(f[0]) for f in faults), tuple(f[1] for f in faults), tuple(cells))


def refused_lines(actor: Actor, job_id: Any) -> Iterable[list[str]]:
    """All refused rows as lines of a file: row, field, sentence, and the cells, none of which calculates."""
    with writing(actor) as session:
        job = _find(session, actor, job_id)
        audit.record(session, actor, "export", job.noun, job.id, detail={"file": job.file_name, "refused": job.refused})
        lines = [["Row", "Field", "Why", *(inert(h) for h in job.headings or [])]]
        for one in _refused(session, job):
            said = [str(one.number), "; ".join(f for f in one.fields if f), " ".join(one.sentences)]
            lines.append([*map(inert, said), *map(inert, one.cells)])
    return lines


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
