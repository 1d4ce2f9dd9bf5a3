"""A noun as CSV, both ways: the header holds its field names, links stand as codes, instants carry their zone."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from data.core import fields as kinds
from data.core import roles
from data.core.actor import Actor
from data.core.errors import Invalid
from data.core.resource import Field, Resource
from data.core.resource import resource as declared
from data.interop import brought, links
from data.interop.incoming import Row
from data.store import access, read
from data.store.read import Query, inert

EVERYTHING = Query()
FORMULA = frozenset("=+-@\t\r")


def read_file(noun: str, path: Path) -> list[Row]:
    """The rows of a file; Invalid when it cannot be read or its header names something unknown."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_rows(declared(noun), csv.DictReader(file, strict=True)))
    except OSError as bad:
        raise Invalid({"path": f"The file {path} cannot be read."}) from bad
    except UnicodeDecodeError as bad:
        raise Invalid({"path": f"{path.name} is not text in UTF-8. Save it as “CSV UTF-8”."}) from bad
    except csv.Error as bad:
        raise Invalid({"path": f"{path.name} is not a CSV file that can be read ({bad})."}) from bad


def _rows(resource: Resource, reader: csv.DictReader[str]) -> Iterator[Row]:
    unknown = sorted(set(reader.fieldnames or ()) - _columns(resource))
    if unknown:
        raise Invalid({"path": f"There is no such field: {', '.join(unknown)}."})
    for number, cells in enumerate(reader, 2):
        if None in cells:
            raise Invalid({"path": f"Row {number} has more cells than the header."})
        yield Row(resource.name, number, {name: plain(text or "") for name, text in cells.items()})


def _columns(resource: Resource) -> set[str]:
    known = {f.name for f in (*_fields(resource.fields), *brought.fields(resource))} | {resource.code[0] if resource.code else ""}
    known |= {name for f in links.fields(resource) for name in links.columns(f)}
    return known | ({"external_id"} if hasattr(resource.model, "external_id") else set())


def _fields(found: Iterable[Field]) -> list[Field]:
    """Those a new row can be given."""
    return [f for f in found if "new" in f.on]


def plain(text: str) -> str:
    """A cell without the apostrophe that kept a spreadsheet from calculating it."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def write_rows(noun: str, actor: Actor, query: Query = EVERYTHING) -> Iterator[list[str]]:
    """Header and rows for an export: what the actor may take along of the rows a list would show."""
    resource = declared(noun)
    access.require(resource, actor, "export")
    fields = [f for f in _fields(access.fields(resource, actor, "export")) if f.kind != "password"]
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
