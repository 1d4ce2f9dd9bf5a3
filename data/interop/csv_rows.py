"""A noun as CSV, both ways: the header holds its field names, links stand as codes, instants carry their zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from data.core import fields as kinds
from data.core import roles
from data.core.actor import Actor
from data.core.errors import Invalid
from data.core.resource import Field, Resource
from data.core.resource import resource as declared
from data.interop import brought, links, table_files
from data.interop.incoming import Row
from data.store import access, read
from data.store.read import Query, inert

EVERYTHING = Query()


def read_file(noun: str, path: Path) -> list[Row]:
    """The rows of a file; Invalid when it cannot be read or its header names something unknown."""
    try:
        content = path.read_bytes()
    except OSError as bad:
        raise Invalid({"path": f"The file {path} cannot be read."}) from bad
    table = table_files.read(path.name, content, is_limited=False)
    unknown = sorted(set(table.headings) - columns(declared(noun)))
    if unknown:
        raise Invalid({"path": f"There is no such field: {', '.join(unknown)}."})
    return [Row(noun, number, named(table.headings, number, cells)) for number, cells in table.rows]


def named(headings: list[str], number: int, cells: list[str]) -> dict[str, str]:
    """The cells of a row by heading; those that are missing at its end are empty."""
    if len(cells) > len(headings):
        raise Invalid({"path": f"Row {number} has more cells than the header."})
    return dict(zip_longest(headings, cells, fillvalue=""))


def columns(resource: Resource) -> set[str]:
    """The names a header may hold."""
    known = {f.name for f in (*_fields(resource.fields), *brought.fields(resource))} | {resource.code[0] if resource.code else ""}
    known |= {name for f in links.fields(resource) for name in links.columns(f)}
    return known | ({"external_id"} if hasattr(resource.model, "external_id") else set())


def _fields(found: Iterable[Field]) -> list[Field]:
    """Those a new row can be given."""
    return [f for f in found if "new" in f.on]


def write_rows(noun: str, actor: Actor, query: Query = EVERYTHING) -> Iterator[list[str]]:
    """Header and rows for an export: what the actor may take along of the rows a list would show."""
    resource = declared(noun)
    access.require(resource, actor, "export")
    fields = [f for f in _fields(access.fields(resource, actor, "export")) if f.kind != "password"]
    if not fields:  # what nobody types leaves as its list is read
        shown = access.columns(resource, actor, "export")
        yield ["id", *(c.name for c in shown)]
        cells = lambda _session, rows: [[str(r.id), *(inert(c.value(r, actor.zone)) for c in shown)] for r in rows]
        yield from read.exported(noun, actor, query, cells)
        return
    named = {f.name for f in fields}
    fields += [f for f in brought.fields(resource) if f.name not in named and roles.sees(actor, noun, "export", (f.name,))]
    yield [*_first(resource), *(links.column(f) if f.kind == "link" else f.name for f in fields)]
    yield from read.exported(noun, actor, query, lambda session, rows: _lines(session, actor, resource, rows, fields))


def _first(resource: Resource) -> list[str]:
    """The columns a row is known by; who has no id of another system is known by its own."""
    return [*([resource.code[0]] if resource.code else []), *(["external_id"] if hasattr(resource.model, "external_id") else [])]


def _lines(session: Session, actor: Actor, resource: Resource, rows: list[Any], fields: list[Field]) -> list[list[str]]:
    known = {f.name: links.names(session, f, [getattr(row, f.name) for row in rows]) for f in fields if f.kind == "link"}
    again = brought.LEAVING.get(resource.name, {})

    def cell(row: Any, field: Field) -> str:
        value = again[field.name](row, actor.zone) if field.name in again else getattr(row, field.name)
        return known[field.name].get(value, "") if field.name in known else kinds.to_text(field, value)

    return [
        [*(str(getattr(row, name) or row.id) for name in _first(resource)), *(inert(cell(row, f)) for f in fields)]
        for row in rows
    ]
