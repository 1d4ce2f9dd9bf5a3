"""Rows come out only through the permission: one record, one page of a list, a stream for export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, intersect, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.core import fields as kinds
from data.core import roles
from data.core.actor import Actor
from data.core.errors import NotAllowed, NotFound
from data.core.resource import Filter, Resource
from data.core.resource import resource as declared
from data.models import SearchToken
from data.store import access, audit, tokens
from data.store.record import Record, record_of
from data.store.unit_of_work import reading, writing

COUNT_CAP = 10_000
SEARCH_CAP = 200
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Query:
    """What a list asks for. `sort` is a plain column, "-" before it for descending; `after` is a cursor."""

    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    limit: int = 50
    offset: int = 0
    after: tuple[Any, ...] | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as cells of text with their id; `capped` when there are more than were counted."""

    rows: list[dict[str, str]]
    total: int
    capped: bool
    next: tuple[Any, ...] | None


def as_id(value: Any) -> UUID:
    """A UUID; a malformed one sounds like an unknown one."""
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError as bad:
        raise NotFound from bad


def find(
    session: Session,
    resource: Resource,
    actor: Actor,
    row_id: Any,
    verb: str,
    *,
    lock: bool = False,
    deleted: bool = False,
) -> Any:
    """The row if the actor has the verb for it; NotAllowed inside the own clinic, NotFound beyond it."""
    model = resource.model
    here = select(model).where(
        model.id == as_id(row_id), model.deleted_at.is_not(None) if deleted else model.deleted_at.is_(None)
    )
    query = here.where(access.visible(resource, actor, verb)).options(*resource.load)
    row = session.scalars(query.with_for_update(of=model) if lock else query).one_or_none()
    if row is None and session.scalars(here.where(_home(resource, actor))).one_or_none() is not None:
        raise NotAllowed
    if row is None:
        raise NotFound
    return row


def _home(resource: Resource, actor: Actor) -> ColumnElement[bool]:
    """The rows of the actor's own organisation, whose existence is no secret to her."""
    owners = (("clinics", "clinic_id", actor.clinic_id), ("manufacturers", "manufacturer_id", actor.manufacturer_id))
    own: list[ColumnElement[bool]] = []
    for noun, name, owner in owners:
        column = resource.model.id if resource.name == noun else getattr(resource.model, name, None)
        if owner is not None and isinstance(column, InstrumentedAttribute):
            own.append(column == owner)
    return or_(false(), *own)


def get(noun: str, actor: Actor, row_id: Any, verb: str = "view") -> Record:
    """One record; an opening of patient data is in the audit trail before it is shown."""
    resource = declared(noun)
    access.require(resource, actor, verb)
    with writing(actor) if resource.patient_data else reading(actor) as session:
        row = find(session, resource, actor, row_id, verb)
        record = record_of(session, resource, actor, row, verb)
        if resource.patient_data:
            audit.record(session, actor, "view", noun, row.id, clinic_id=row.clinic_id)
        return record


def page(noun: str, actor: Actor, query: Query, *, live: bool = False) -> Page:
    """One page of a list; `live` refreshes are not openings and leave no audit row."""
    resource = declared(noun)
    access.require(resource, actor, "list")
    keep = resource.patient_data and not live
    with writing(actor) if keep else reading(actor) as session:
        rows, total, capped, after = _rows(session, resource, actor, query)
        cells = _cells(resource, actor, rows)
        if keep:
            _record_list(session, actor, noun, rows, "search" if query.search else "list")
        return Page(cells, total, capped, after)


def _record_list(session: Session, actor: Actor, noun: str, rows: list[Any], verb: str) -> None:
    shown: dict[UUID | None, list[UUID]] = {}
    for row in rows:
        shown.setdefault(getattr(row, "clinic_id", None), []).append(row.id)
    for clinic_id, ids in shown.items():
        audit.record(session, actor, verb, noun, clinic_id=clinic_id, shown=ids)


def _cells(resource: Resource, actor: Actor, rows: list[Any]) -> list[dict[str, str]]:
    columns = access.columns(resource, actor)
    return [{"id": str(r.id), **{c.name: c.value(r, actor.zone) for c in columns}} for r in rows]


def _rows(
    session: Session, resource: Resource, actor: Actor, query: Query
) -> tuple[list[Any], int, bool, tuple[Any, ...] | None]:
    if query.search.strip():
        return _searched(session, resource, actor, query)
    chosen = _where(resource, actor, query)
    found = _fetch(session, resource, query, chosen, query.limit + 1)
    rows, more = found[: query.limit], len(found) > query.limit
    total, capped = _count(session, resource, chosen)
    return rows, total, capped, _cursor(resource, query, rows[-1]) if more else None


def _fetch(session: Session, resource: Resource, query: Query, chosen: ColumnElement[bool], limit: int) -> list[Any]:
    """The next rows in order, stretch by stretch of the index, so that depth costs nothing."""
    statement = select(resource.model).where(chosen).order_by(*_order(resource, query.sort)).options(*resource.load)
    if query.after is None:
        return list(session.scalars(statement.offset(query.offset).limit(limit) if query.offset else statement.limit(limit)))
    found: list[Any] = []
    for stretch in _beyond(resource, query):
        if len(found) < limit:
            found += session.scalars(statement.where(stretch).limit(limit - len(found)))
    return found


def _where(resource: Resource, actor: Actor, query: Query, verb: str = "list") -> ColumnElement[bool]:
    deleted = resource.model.deleted_at
    parts = [
        access.visible(resource, actor, verb),
        deleted.is_not(None) if query.deleted else deleted.is_(None),
    ]
    named = {f.name: f for f in resource.filters}
    given = {name: value for name, value in query.filters.items() if name in named and value}
    parts += [narrowed(resource, actor, named[name], given) for name in given]
    return and_(*parts)


def narrowed(resource: Resource, actor: Actor, wanted: Filter, given: Mapping[str, str]) -> ColumnElement[bool]:
    """The condition of one filter with the value in `given`; NotFound when it cannot be read, NotAllowed when it is not hers."""
    if wanted.covers and not roles.sees(actor, resource.name, "list", wanted.covers):
        raise NotAllowed  # what may not be seen may not be asked for either
    value = given[wanted.name]
    if wanted.where is not None or wanted.among is not None:
        condition: ColumnElement[bool] = wanted.where(actor, value) if wanted.where else wanted.among(actor, given)  # type: ignore[misc]
        return condition
    column = getattr(resource.model, wanted.column or wanted.name)
    kind = {"choice": "text", "from": "date", "to": "date"}.get(wanted.kind, wanted.kind)
    try:
        typed = [kinds.KINDS[kind].parse(_AsField(wanted.label), v) for v in value.split(",")]
    except (kinds.Unreadable, ValueError) as bad:
        raise NotFound("This address has a filter that cannot be read.") from bad
    if wanted.kind == "from":
        return column >= typed[0]  # type: ignore[no-any-return]
    if wanted.kind == "to":
        return column < typed[0]  # type: ignore[no-any-return]
    return column.in_(typed)  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class _AsField:
    title: str
    max_length: int = 120
    minimum: int | None = None
    maximum: int | None = None


def _sort(resource: Resource, sort: str) -> tuple[Any, bool]:
    allowed = {c.sort for c in resource.columns if c.sort} | {resource.order.lstrip("-")}
    name = sort or resource.order
    if name.lstrip("-") not in allowed:
        name = resource.order
    return getattr(resource.model, name.lstrip("-")), name.startswith("-")


def _order(resource: Resource, sort: str) -> list[Any]:
    column, down = _sort(resource, sort)
    key = resource.model.id
    if not column.nullable:
        return [column.desc(), key.desc()] if down else [column.asc(), key.asc()]
    # Empty counts as smallest on both databases, as SQLite's indexes have it.
    return [column.desc().nulls_last(), key.desc()] if down else [column.asc().nulls_first(), key.asc()]


def _cursor(resource: Resource, query: Query, row: Any) -> tuple[Any, ...]:
    column, _ = _sort(resource, query.sort)
    return getattr(row, column.key), row.id


def _beyond(resource: Resource, query: Query) -> list[ColumnElement[bool]]:
    """What lies behind a cursor, in order; each part is one range of the index (an OR over all of it is none)."""
    column, down = _sort(resource, query.sort)
    value, row_id = query.after or (None, None)
    key = resource.model.id
    tie = key < row_id if down else key > row_id
    if value is None:
        empty = and_(column.is_(None), tie)
        return [empty] if down else [empty, column.is_not(None)]
    near, further = (column <= value, column < value) if down else (column >= value, column > value)
    ahead = and_(near, or_(further, tie))
    return [ahead, column.is_(None)] if down and column.nullable else [ahead]


def _count(session: Session, resource: Resource, chosen: ColumnElement[bool]) -> tuple[int, bool]:
    inner = select(resource.model.id).where(chosen).limit(COUNT_CAP + 1).subquery()
    total = session.scalar(select(func.count()).select_from(inner)) or 0
    return min(total, COUNT_CAP), total > COUNT_CAP


def _searched(session: Session, resource: Resource, actor: Actor, query: Query) -> tuple[list[Any], int, bool, None]:
    """Candidates are weighed by id and order alone; only the rows that are shown are loaded and opened."""
    chosen = _where(resource, actor, query)
    column, down = _sort(resource, query.sort)
    found: list[Any] = []
    for match in _matches(resource, actor, query.search):
        pairs = select(resource.model.id, column).where(chosen, match).order_by(resource.model.id.desc()).limit(SEARCH_CAP + 1)
        found = found or list(session.execute(pairs))
    capped, found = len(found) > SEARCH_CAP, found[:SEARCH_CAP]
    known, rest = [p for p in found if p[1] is not None], [p for p in found if p[1] is None]
    known.sort(key=lambda pair: (pair[1], pair[0]), reverse=down)
    ordered = [p[0] for p in (known + rest if down else rest + known)]
    shown = ordered[query.offset : query.offset + query.limit]
    loaded = session.scalars(select(resource.model).where(resource.model.id.in_(shown)).options(*resource.load))
    by_id = {row.id: row for row in loaded}
    return [by_id[i] for i in shown if i in by_id], len(found), capped, None


def _matches(resource: Resource, actor: Actor, text: str) -> list[ColumnElement[bool]]:
    """What a search asks for: as it is spelt, then as it sounds."""
    if not (resource.tokens or resource.found_by):
        return [_plain_match(resource, text)]
    ways = [tokens.query_parts(text), tokens.query_parts(text, sounding=True)]
    return [_has_tokens(resource, actor, parts) for parts in ways if parts and actor.clinic_id is not None]


def _plain_match(resource: Resource, text: str) -> ColumnElement[bool]:
    def one(word: str) -> ColumnElement[bool]:
        escaped = word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        columns = [getattr(resource.model, name) for name in resource.search]
        return or_(*(c.ilike(f"{escaped}%", escape="\\") | c.ilike(f"% {escaped}%", escape="\\") for c in columns))

    return and_(*(one(word) for word in text.split()[:8]))


def _has_tokens(resource: Resource, actor: Actor, parts: list[str]) -> ColumnElement[bool]:
    noun, column = resource.found_by or (resource.name, "id")
    clinic_id = actor.clinic_id
    assert clinic_id is not None
    own = and_(SearchToken.noun == noun, SearchToken.clinic_id == clinic_id)
    wanted = [next(iter(tokens.hashed(clinic_id, noun, [part]))) for part in parts[:8]]
    having = [select(SearchToken.row_id).where(own, SearchToken.token == token) for token in wanted]
    # One list of those who have them all: what is seldom and what is common meet inside the index, not in the sealed rows.
    both: ColumnElement[bool] = getattr(resource.model, column).in_(intersect(*having) if having[1:] else having[0])
    return both


def token_rows(session: Session, resource: Resource, actor: Actor, parts: list[str], chosen: ColumnElement[bool]) -> list[Any]:
    """The newest rows that have every part of a query, one more than are counted."""
    if not parts or actor.clinic_id is None:
        return []
    statement = select(resource.model).where(chosen, _has_tokens(resource, actor, parts)).options(*resource.load)
    return list(session.scalars(statement.order_by(resource.model.id.desc()).limit(SEARCH_CAP + 1)))


@dataclass(frozen=True, slots=True)
class Deleted:
    """A deleted row: what it was called, when and why it went."""

    id: UUID
    label: str
    deleted_at: datetime
    reason: str


def deleted(noun: str, actor: Actor, limit: int = 100) -> list[Deleted]:
    """The newest deleted rows the actor may restore."""
    resource = declared(noun)
    access.require(resource, actor, "restore")
    model = resource.model
    with writing(actor) if resource.patient_data else reading(actor) as session:
        query = (
            select(model).where(access.visible(resource, actor, "delete"), model.deleted_at.is_not(None)).options(*resource.load)
        )
        rows = list(session.scalars(query.order_by(model.deleted_at.desc()).limit(limit)))
        if resource.patient_data and rows:
            _record_list(session, actor, noun, rows, "list")
        return [Deleted(r.id, resource.label(r), r.deleted_at, r.delete_reason or "") for r in rows]


def options(noun: str, actor: Actor, text: str, limit: int = 20) -> list[tuple[str, str]]:
    """(id, label) pairs for a link field: what was typed, or the first ones."""
    resource = declared(noun)
    access.require(resource, actor, "list")
    with writing(actor) if resource.patient_data else reading(actor) as session:
        rows, *_ = _rows(session, resource, actor, Query(search=text, limit=limit))
        if resource.patient_data:
            _record_list(session, actor, noun, rows, "search" if text else "list")
        return [(str(r.id), resource.label(r)) for r in rows]


def label(noun: str, actor: Actor, row_id: Any, *, with_code: bool = False) -> str:
    """What a linked row is called, with its code where two may have one name."""
    resource = declared(noun)
    access.require(resource, actor, "list")
    with writing(actor) if resource.patient_data else reading(actor) as session:
        row = find(session, resource, actor, row_id, "list")
        if resource.patient_data:
            _record_list(session, actor, noun, [row], "list")
        code = getattr(row, resource.code[0]) if with_code and resource.code else ""
        return ", ".join(part for part in (resource.label(row), code) if part)


def exported(
    noun: str, actor: Actor, query: Query, lines: Callable[[Session, list[Any]], list[list[str]]]
) -> Iterator[list[str]]:
    """The rows an actor may export, chunk by chunk, as `lines` writes them; each chunk is in the trail before it leaves."""
    resource = declared(noun)
    access.require(resource, actor, "export")
    after: tuple[Any, ...] | None = None
    while True:
        with writing(actor) as session:
            part = Query(filters=query.filters, sort=query.sort, limit=CHUNK, after=after)
            rows = _fetch(session, resource, part, _where(resource, actor, part, "export"), CHUNK)
            _record_list(session, actor, noun, rows, "export")
            written = lines(session, rows)
        yield from written
        if len(rows) < CHUNK:
            return
        after = _cursor(resource, part, rows[-1])


def inert(text: str) -> str:
    """A cell a spreadsheet will not take for a formula."""
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t", "\r"} and not text[1:].replace(" ", "").isdigit() else text
