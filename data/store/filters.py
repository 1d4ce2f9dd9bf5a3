"""Filters of an address: which of them can be read, so that a list opens without the others."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from data.core import roles
from data.core.actor import Actor
from data.core.errors import NotFound
from data.core.resource import Filter, Resource
from data.core.resource import resource as declared
from data.store.read import find, narrowed
from data.store.unit_of_work import reading


def readable(resource: Resource, actor: Actor, query: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The query without the filters that name nothing, and what those are called; NotAllowed for one she may not use."""
    given = {f.name: query[f.name] for f in resource.filters if query.get(f.name)}
    if not given:
        return dict(query), []
    with reading(actor) as session:
        wrong = [f for f in resource.filters if f.name in given and not _is_read(session, resource, actor, f, given)]
    lost = {f.name for f in wrong}
    return {name: value for name, value in query.items() if name not in lost}, [f.label for f in wrong]


def _is_read(session: Session, resource: Resource, actor: Actor, wanted: Filter, given: Mapping[str, str]) -> bool:
    value = given[wanted.name]
    if wanted.choices and wanted.where is None and not set(value.split(",")) <= set(wanted.choices):
        return False
    try:
        narrowed(resource, actor, wanted, given)
        if wanted.kind == "link" and roles.allowed(actor, wanted.link, "list"):
            for row_id in value.split(","):
                find(session, declared(wanted.link), actor, row_id, "list")
    except NotFound:
        return False
    return True
