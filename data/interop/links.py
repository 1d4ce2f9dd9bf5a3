"""Links between rows of a file: by the code people know, or by the id of the system the rows come from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core.actor import Actor
from data.core.errors import Invalid
from data.core.resource import Field, Resource
from data.core.resource import resource as declared
from data.interop import known

# What rows without a code are known by in a file: the ending of the column's name, and the column of the table.
NAMES = {
    "users": ("email", "email"),
    "rooms": ("name", "name"),
    "clinics": ("code", "clinic_code"),
    "manufacturers": ("code", "manufacturer_code"),
}


def known_by(noun: str) -> tuple[str, str]:
    """By their code, else by a name that is theirs alone, else by their id."""
    code = declared(noun).code
    return ("code", code[0]) if code else NAMES.get(noun, ("id", "id"))


def fields(resource: Resource) -> tuple[Field, ...]:
    """The fields that point at another row."""
    return tuple(f for f in resource.fields if f.kind == "link")


def column(field: Field) -> str:
    """The name of the column in a file: patient_id → patient_code."""
    return f"{field.name.removesuffix('_id')}_{known_by(field.link)[0]}"


def external_column(field: Field) -> str:
    """The name of the column with the source's own id: patient_id → patient_external_id."""
    return f"{field.name.removesuffix('_id')}_external_id"


def columns(field: Field) -> list[str]:
    """All the names under which a file may bring the link."""
    model = declared(field.link).model
    return [column(field), *([external_column(field)] if hasattr(model, "external_id") else [])]


def resolve(
    session: Session, actor: Actor, resource: Resource, cells: dict[str, Any], may_lack: frozenset[str] = frozenset()
) -> None:
    """Put the id where a code or a foreign id was written; Invalid beside the column that names nobody, unless it may lack."""
    for field in fields(resource):
        by_code, by_external = column(field), external_column(field)
        code = cells.pop(by_code, None) if by_code != field.name else None  # an id is read like any other field
        external = cells.pop(by_external, None)
        if code:
            cells[field.name] = found(session, actor, field.link, known_by(field.link)[1], code, by_code)
        elif external and not (by_external in may_lack and absent(session, actor, field.link, external)):
            cells[field.name] = found(session, actor, field.link, "external_id", external, by_external)
        elif by_code == field.name and cells.get(field.name):
            cells[field.name] = _carried(session, actor, field, cells[field.name])


def found(session: Session, actor: Actor, noun: str, name: str, value: str, where: str) -> UUID:
    """The id of the one row of a noun whose column `name` has this value; Invalid beside the column `where`."""
    ids = _ids(session, actor, noun, name, value)
    singular = declared(noun).singular
    if not ids:
        raise Invalid({where: f"There is no {singular} {value} in this clinic."})
    if len(ids) > 1:
        raise Invalid({where: f"Two rows are called {value}; write the code of the {singular}."})
    return ids[0]


def absent(session: Session, actor: Actor, noun: str, external_id: str) -> bool:
    """Whether no row of the noun came with this id."""
    return not _ids(session, actor, noun, "external_id", external_id)


def _ids(session: Session, actor: Actor, noun: str, name: str, value: str) -> list[UUID]:
    """At most two ids; a row that was found is known for the rest of the transaction."""
    kept: dict[Any, list[UUID]] = session.info.setdefault("linked", {})
    key = (actor.clinic_id, noun, name, value)
    if key not in kept:
        ids = _looked_up(session, actor, noun, name, value)
        if not ids:
            return ids  # it may still come
        kept[key] = ids
    return kept[key]


def _looked_up(session: Session, actor: Actor, noun: str, name: str, value: str) -> list[UUID]:
    model = declared(noun).model
    return list(session.scalars(select(model.id).where(getattr(model, name) == value, *known.own(model, actor)).limit(2)))


def _carried(session: Session, actor: Actor, field: Field, value: Any) -> Any:
    """The row that came along from another clinic under this id; else the id as it stands."""
    model = declared(field.link).model
    if not hasattr(model, "external_id"):
        return value
    came = select(model.id).where(model.clinic_id == actor.clinic_id, model.deleted_at.is_(None), model.external_id == str(value))
    return session.scalars(came.limit(1)).first() or value


def names(session: Session, field: Field, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """What the linked rows are known by, for an export."""
    model = declared(field.link).model
    wanted = {i for i in ids if i}
    column = known_by(field.link)[1]
    # What has no code is known by the id it came with, so that it is found again in the clinic it is carried to.
    shown = model.external_id if column == "id" and hasattr(model, "external_id") else getattr(model, column)
    query = select(model.id, shown).where(model.id.in_(wanted))
    return {row[0]: str(row[1] or row[0]) for row in session.execute(query)} if wanted else {}
