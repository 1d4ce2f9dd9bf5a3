"""A row as one actor may see it: only the open values, and what she may do with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from data.core import roles
from data.core.actor import Actor
from data.core.resource import Resource, Step
from data.store import access

VERBS = ("edit", "delete", "print")


@dataclass(frozen=True, slots=True)
class Record:
    """Values by field or derived name; what the role may not see is absent."""

    id: UUID
    noun: str
    label: str
    version: int
    values: dict[str, Any]
    verbs: frozenset[str]
    steps: tuple[Step, ...]
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None
    clinic_id: UUID | None

    def get(self, name: str, default: Any = None) -> Any:
        """A value, or the default when it is empty or not for this actor."""
        value = self.values.get(name)
        return default if value in (None, "", []) else value


def record_of(session: Session, resource: Resource, actor: Actor, row: Any, verb: str = "view") -> Record:
    """The record of a row for this actor."""
    return Record(
        id=row.id,
        noun=resource.name,
        label=resource.label(row),
        version=row.version,
        values=values_of(resource, actor, row, verb),
        verbs=frozenset(v for v in VERBS if access.may(session, resource, actor, v, row)),
        steps=open_steps(session, resource, actor, row),
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
        clinic_id=getattr(row, "clinic_id", None),
    )


def values_of(resource: Resource, actor: Actor, row: Any, verb: str) -> dict[str, Any]:
    """Fields and derived values of a row by name, as far as this actor sees them."""
    values = {f.name: getattr(row, f.name) for f in access.fields(resource, actor, verb)}
    for item in resource.derived:
        if roles.sees(actor, resource.name, verb, item.covers or (item.name,)):
            values[item.name] = item.value(row, actor.zone)
    return values


def open_steps(session: Session, resource: Resource, actor: Actor, row: Any) -> tuple[Step, ...]:
    """The status moves this actor may make from where the row stands."""
    if row.deleted_at is not None:
        return ()
    return tuple(s for s in resource.steps if row_status(row, s) and may_step(session, resource, actor, row, s))


def row_status(row: Any, step: Step) -> bool:
    """Whether the row stands where the move begins."""
    return step_column(row) in step.from_


def step_column(row: Any) -> str:
    """The status of a row, or the approval of an organisation."""
    status: str = getattr(row, "status", None) or row.approval_status
    return status


def may_step(session: Session, resource: Resource, actor: Actor, row: Any, step: Step) -> bool:
    """Whether some role of the actor makes this move for this row; admin is in every line of the table."""
    if actor.is_system:
        return True
    verb = step.opened_by or step.name
    named = roles.step_roles(actor, resource.name, verb) & {*step.who, "admin"}
    here = frozenset(role for role in named if _reaches(session, resource, actor, row, verb, role))
    return bool(here) and (step.allow is None or step.allow(session, here, row))


def _reaches(session: Session, resource: Resource, actor: Actor, row: Any, verb: str, role: str) -> bool:
    alone = replace(actor, roles=frozenset({role}))
    return any(access.may(session, resource, alone, v, row) for v in (verb, "step"))
