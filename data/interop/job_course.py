"""An import on its way, chunk by chunk: tried, taken in, stopped, gone on with."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid
from data.core.resource import resource as declared
from data.interop import file_columns, incoming
from data.interop.incoming import CHUNK, Row
from data.interop.jobs import Job, chunk, count_anew, find, show, tell, view
from data.models import ImportJob
from data.store.unit_of_work import writing

WIDE = "This row has more cells than there are headings."


def check(actor: Actor, job_id: Any) -> Job:
    """Begin to try every row without keeping any."""
    with writing(actor) as session:
        job = find(session, actor, job_id, lock=True)
        _ready(actor, job, {"read", "checked", "checking"})
        if job.status != "checking":
            count_anew(job)
        job.status = "checking"
        return view(session, job)


def run(actor: Actor, job_id: Any) -> Job:
    """Begin to take the rows in, or go on where it was stopped."""
    with writing(actor) as session:
        job = find(session, actor, job_id, lock=True)
        _ready(actor, job, {"read", "checked", "cancelled", "running"})
        if job.status in {"read", "checked"}:
            count_anew(job)
        if job.status != "running":
            tell(session, actor, job, "go on" if job.done else "start")
        job.status, job.ended_at = "running", None
        return view(session, job)


def resume(actor: Actor, job_id: Any) -> Job:
    """Go on with what another window left on its way; an import that rests stays as it is."""
    begin = {"checking": check, "running": run}.get(show(actor, job_id).status, show)
    return begin(actor, job_id)


def _ready(actor: Actor, job: ImportJob, from_: set[str]) -> None:
    if job.status not in from_:
        raise Conflict("This import is over." if job.status == "done" else "This import has begun already.")
    if not job.headings:
        raise Conflict("The rows of this file were forgotten after 30 days. Upload it again.")
    missing = [t.label for t in file_columns.targets(actor, job.noun) if t.is_needed and t.name not in job.mapping.values()]
    if missing:
        raise Invalid({"columns": f"Say which column is {missing[0]}: no {declared(job.noun).singular} is saved without it."})


def take_next(actor: Actor, job_id: Any) -> Job:
    """Try or take in the next chunk; what the import says afterwards. Nothing happens to one that rests."""
    status = show(actor, job_id).status
    if status == "running":
        return _take(actor, job_id)
    return _try(actor, job_id) if status == "checking" else show(actor, job_id)


def _take(actor: Actor, job_id: Any) -> Job:
    with writing(actor) as session:
        job = find(session, actor, job_id, lock=True)
        if job.status == "running":
            part = chunk(session, job, job.done // CHUNK)
            rows, report = part.rows, _report(session, actor, job, part.rows)
            part.refusals, part.rows, part.done_at = _kept(report, rows), None, clock.now()
            _count(job, len(rows), report)
            if job.done >= job.total:
                job.status, job.ended_at = "done", clock.now()
                tell(session, actor, job, "end")
        return view(session, job)


class _Tried(Exception):
    """The chunk was tried; nothing of it is kept."""


def _try(actor: Actor, job_id: Any) -> Job:
    """Try in a transaction that is undone, then write down how it went, unless another window did so meanwhile."""
    try:
        with writing(actor) as session:
            job = find(session, actor, job_id)
            done, rows = job.done, chunk(session, job, job.done // CHUNK).rows or []
            report = _report(session, actor, job, rows)
            raise _Tried
    except _Tried:
        pass
    with writing(actor) as session:
        job = find(session, actor, job_id, lock=True)
        if (job.status, job.done) == ("checking", done):
            chunk(session, job, done // CHUNK).refusals = _kept(report, rows)
            _count(job, len(rows), report)
            job.status = "checked" if job.done >= job.total else "checking"
        return view(session, job)


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
        job = find(session, actor, job_id, lock=True)
        if job.status == "checking":
            job.status = "read"
            count_anew(job)
        elif job.status == "running":
            job.status, job.ended_at = "cancelled", clock.now()
            tell(session, actor, job, "stop")
        return view(session, job)
