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


def resolve(session: Session, actor: Actor, resource: Resource, cells: dict[str, Any]) -> None:
    """Put the id where a code or a foreign id was written; Invalid beside the column that names nobody."""
    for field in fields(resource):
        by_code, by_external = column(field), external_column(field)
        code = cells.pop(by_code, None) if by_code != field.name else None  # an id is read like any other field
        external = cells.pop(by_external, None)
        if code:
            cells[field.name] = _found(session, actor, field, known_by(field.link)[1], code, by_code)
        elif external:
            cells[field.name] = _found(session, actor, field, "external_id", external, by_external)
        elif by_code == field.name and cells.get(field.name):
            cells[field.name] = _carried(session, actor, field, cells[field.name])


def _found(session: Session, actor: Actor, field: Field, name: str, value: str, where: str) -> UUID:
    """The row of a code; who was found once is known for the rest of the transaction."""
    known: dict[Any, UUID] = session.info.setdefault("linked", {})
    key = (actor.clinic_id, field.link, name, value)
    if key not in known:
        known[key] = _look_up(session, actor, field, name, value, where)
    return known[key]


def _look_up(session: Session, actor: Actor, field: Field, name: str, value: str, where: str) -> UUID:
    model = declared(field.link).model
    found = session.scalars(select(model.id).where(getattr(model, name) == value, *known.own(model, actor)).limit(2)).all()
    noun = declared(field.link).singular
    if not found:
        raise Invalid({where: f"There is no {noun} {value} in this clinic."})
    if len(found) > 1:
        raise Invalid({where: f"Two rows are called {value}; write the code of the {noun}."})
    return found[0]  # type: ignore[no-any-return]


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
