"""Files that are brought in: the upload, and each of them."""

from __future__ import annotations

from typing import Any

from components import imports, routes
from data.core.actor import Actor
from data.core.resource import resource as declared
from data.interop import file_columns, job_refusals, jobs


def start(actor: Actor, query: dict[str, str]) -> Any:
    """The upload and the clinic's earlier files; `?noun=` says what is in the next one."""
    found = jobs.listed(actor)
    return imports.start_page(file_columns.nouns(actor), query.get("noun", ""), found, actor.zone)


def one(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - every layout takes the query
    """One file as it stands."""
    job = jobs.show(actor, id)
    inside = imports.panel(
        job,
        declared(job.noun),
        jobs.columns(actor, id),
        file_columns.targets(actor, job.noun),
        job_refusals.refusals(actor, id),
    )
    return imports.job_page(job, declared(job.noun), inside, actor.zone)


routes.page("/dashboard/imports", start, None, "Import")
routes.page("/dashboard/imports/:id", one, None, "Import")
