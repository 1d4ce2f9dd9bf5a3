"""The tenant wall: every statement of a session is narrowed to the actor's clinic, or refused."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Column, CompoundSelect, Join, Select, Table, Uuid, event, inspect, literal
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnClause, TextClause

from data.core.actor import Actor
from data.core.errors import NotAllowed
from data.models import Base, Clinic, ClinicOwned, User

UNREADABLE = frozenset({"clinic_keys", "site_values"})


class WalledSession(Session):
    """A session that knows its actor."""


def wall_of(actor: Actor) -> UUID | None:
    """The clinic an actor is walled into; None for the platform and for the program itself."""
    return actor.clinic_id


def sees_all(actor: Actor) -> bool:
    """Platform staff and the program may look over the wall; the permission matrix still holds above."""
    return actor.clinic_id is None and (actor.is_system or actor.is_platform)


@cache
def _tenant_tables() -> frozenset[str]:
    owned = (m for m in Base.registry.mappers if issubclass(m.class_, ClinicOwned))
    return frozenset(m.local_table.name for m in owned if isinstance(m.local_table, Table))


@event.listens_for(WalledSession, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    actor: Actor = state.session.info["actor"]
    if sees_all(actor) or state.is_column_load:  # a deferred column belongs to a row that already passed
        return
    _refuse_ways_around(state)
    clinic_id = literal(wall_of(actor) or UUID(int=0), Uuid())
    me = literal(actor.user_id, Uuid())
    state.statement = state.statement.options(
        with_loader_criteria(ClinicOwned, lambda cls: cls.clinic_id == clinic_id, include_aliases=True),
        with_loader_criteria(Clinic, lambda cls: cls.id == clinic_id, include_aliases=True),
        with_loader_criteria(User, lambda cls: (cls.clinic_id == clinic_id) | (cls.id == me), include_aliases=True),
    )


def _refuse_ways_around(state: ORMExecuteState) -> None:
    if not isinstance(state.statement, (Select, CompoundSelect)):
        raise NotAllowed("Behind the wall there are only mapped SELECTs; rows change through the unit of work.")
    for element in visitors.iterate(state.statement):
        if isinstance(element, TextClause) or (isinstance(element, ColumnClause) and element.is_literal and element.name != "*"):
            raise NotAllowed("Raw SQL does not pass the wall.")
        if any(_is_bare(part) for part in _named(element)):
            raise NotAllowed("Tables behind the wall are read through their classes.")


def _named(element: Any) -> list[Any]:
    """The columns and FROM items an element names itself."""
    if isinstance(element, Select):
        items = (*element._raw_columns, *element._from_obj)  # noqa: SLF001 - what a SELECT names has no public accessor
        return [part for item in items for part in _sides(item)]
    return [element] if isinstance(element, Column) else []


def _sides(item: Any) -> list[Any]:
    return [*_sides(item.left), *_sides(item.right)] if isinstance(item, Join) else [item]


def _is_bare(part: Any) -> bool:
    """A tenant table or column that did not come through its mapped class, so that no criterion would follow it."""
    table = part.table if isinstance(part, Column) else part
    return isinstance(table, Table) and table.name in _tenant_tables() and "parententity" not in part._annotations  # noqa: SLF001 - how SQLAlchemy marks what came through a class


@event.listens_for(WalledSession, "before_flush")
def _keep_rows_inside(session: Session, _context: Any, _instances: Any) -> None:
    actor: Actor = session.info["actor"]
    for row in session.new | session.dirty | session.deleted:
        if not isinstance(row, ClinicOwned):
            continue
        history = inspect(row).attrs.clinic_id.history
        if history.deleted and history.deleted[0] is not None and history.added:
            raise NotAllowed("A row never changes its clinic.")
        if not sees_all(actor) and row.clinic_id != actor.clinic_id:
            raise NotAllowed("This row belongs to another clinic.")
