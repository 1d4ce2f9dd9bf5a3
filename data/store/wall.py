"""The tenant wall: every statement of a session is narrowed to the actor's clinic, or refused."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Column, CompoundSelect, Join, Select, Table, Uuid, event, literal, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.orm.base import PassiveFlag
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnClause, TextClause

from data.core.actor import Actor
from data.core.errors import NotAllowed
from data.models import (
    Base,
    Clinic,
    ClinicOwned,
    CommissionRate,
    MakerOwned,
    Manufacturer,
    Offered,
    OfOrganisation,
    Product,
    SubOrder,
    Traded,
    User,
)

UNREADABLE = frozenset({"clinic_keys", "site_values"})
NOBODY = UUID(int=0)


class WalledSession(Session):
    """A session that knows its actor."""


def wall_of(actor: Actor) -> UUID | None:
    """The clinic an actor is walled into; None for the platform and for the program itself."""
    return actor.clinic_id


def sees_all(actor: Actor) -> bool:
    """Platform staff, the program and an act between two organisations look over the wall; the permission matrix still holds above."""
    return actor.is_across or (actor.clinic_id is None and (actor.is_system or actor.is_platform))


WALLED = (ClinicOwned, MakerOwned, Offered, OfOrganisation, Traded)


@cache
def _tenant_tables() -> frozenset[str]:
    owned = (m for m in Base.registry.mappers if issubclass(m.class_, WALLED))
    return frozenset(m.local_table.name for m in owned if isinstance(m.local_table, Table))


@event.listens_for(WalledSession, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    actor: Actor = state.session.info["actor"]
    if sees_all(actor) or state.is_column_load:  # a deferred column belongs to a row that already passed
        return
    # A load of related rows is made by the mapper itself, from rows that passed; the criteria narrow it all the same.
    if not state.is_relationship_load:
        _refuse_ways_around(state)
    state.statement = state.statement.options(*_criteria(state.session, actor))


def _criteria(session: Session, actor: Actor) -> list[Any]:
    """What narrows the statements of an actor, made once a session: making it costs more than most statements."""
    kept = session.info.get("wall")
    if kept is None or kept[0] is not actor:
        kept = session.info["wall"] = (actor, _of_maker(actor) if actor.manufacturer_id else _of_clinic(actor))
    criteria: list[Any] = kept[1]
    return criteria


def _of_clinic(actor: Actor) -> list[Any]:
    """What somebody of a clinic (or of nowhere) reads: the own clinic's rows, its trade, and the catalogue."""
    clinic_id, nobody = literal(wall_of(actor) or NOBODY, Uuid()), literal(NOBODY, Uuid())
    me = literal(actor.user_id, Uuid())
    return [
        with_loader_criteria(ClinicOwned, lambda cls: cls.clinic_id == clinic_id, include_aliases=True),
        with_loader_criteria(Traded, lambda cls: cls.clinic_id == clinic_id, include_aliases=True),
        with_loader_criteria(OfOrganisation, lambda cls: cls.clinic_id == clinic_id, include_aliases=True),
        with_loader_criteria(MakerOwned, lambda cls: cls.manufacturer_id == nobody, include_aliases=True),
        with_loader_criteria(CommissionRate, lambda cls: cls.id == nobody, include_aliases=True),
        with_loader_criteria(Clinic, lambda cls: cls.id == clinic_id, include_aliases=True),
        with_loader_criteria(User, lambda cls: (cls.clinic_id == clinic_id) | (cls.id == me), include_aliases=True),
    ]


def _of_maker(actor: Actor) -> list[Any]:
    """What somebody of a manufacturer reads: its own rows and its side of the trade; of clinics the buyers it has confirmed."""
    maker_id, nobody = literal(actor.manufacturer_id, Uuid()), literal(NOBODY, Uuid())
    goods = select(Product.id).where(Product.manufacturer_id == maker_id).union_all(select(maker_id))
    buyers = select(SubOrder.clinic_id).where(SubOrder.manufacturer_id == maker_id, SubOrder.confirmed_at.is_not(None))
    return [
        with_loader_criteria(ClinicOwned, lambda cls: cls.clinic_id == nobody, include_aliases=True),
        with_loader_criteria(Traded, lambda cls: cls.manufacturer_id == maker_id, include_aliases=True),
        with_loader_criteria(OfOrganisation, lambda cls: cls.manufacturer_id == maker_id, include_aliases=True),
        with_loader_criteria(MakerOwned, lambda cls: cls.manufacturer_id == maker_id, include_aliases=True),
        with_loader_criteria(Offered, lambda cls: cls.manufacturer_id == maker_id, include_aliases=True),
        with_loader_criteria(Manufacturer, lambda cls: cls.id == maker_id, include_aliases=True),
        with_loader_criteria(CommissionRate, lambda cls: cls.scope_id.in_(goods), include_aliases=True),
        with_loader_criteria(Clinic, lambda cls: cls.id.in_(buyers), include_aliases=True),
        with_loader_criteria(User, lambda cls: cls.manufacturer_id == maker_id, include_aliases=True),
    ]


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
        if not isinstance(row, WALLED):
            continue
        if any(_moves(row, name) for name in OWNERS):
            raise NotAllowed("A row never changes its clinic.")
        if not sees_all(actor) and not _is_inside(actor, row):
            raise NotAllowed("This row belongs to another clinic.")


OWNERS = ("clinic_id", "manufacturer_id")


def _moves(row: Any, name: str) -> bool:
    if not hasattr(type(row), name):
        return False
    history = get_history(row, name, PassiveFlag.PASSIVE_NO_INITIALIZE)
    return bool(history.deleted and history.deleted[0] is not None and history.added)


def _is_inside(actor: Actor, row: Any) -> bool:
    """Whether a row lies on the actor's side: by the clinic for people of a clinic, by the manufacturer for its people."""
    if actor.manufacturer_id is not None:
        return not isinstance(row, ClinicOwned) and row.manufacturer_id == actor.manufacturer_id
    return not isinstance(row, (MakerOwned, Offered)) and row.clinic_id == actor.clinic_id
