"""The permission at the door: which rows, which columns, and may she for this one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session

from data.core import roles
from data.core.actor import Actor
from data.core.errors import NeedsReason, NotAllowed
from data.core.resource import Column, Field, Resource


def require(resource: Resource, actor: Actor, verb: str) -> None:
    """NotAllowed unless some role has the verb; platform staff say why before they open patient data."""
    if not roles.allowed(actor, resource.name, verb):
        raise NotAllowed
    if resource.patient_data and actor.is_platform and not actor.reason:
        raise NeedsReason


def visible(resource: Resource, actor: Actor, verb: str) -> ColumnElement[bool]:
    """Which rows the actor has the verb for, as a condition on the resource's model."""
    scopes = roles.scopes(actor, resource.name, verb)
    return or_(false(), *(_scope(resource, actor, word) for word in sorted(scopes)))


def _scope(resource: Resource, actor: Actor, word: str) -> ColumnElement[bool]:
    if word == "all":
        return true()
    if word in resource.scope:
        condition: ColumnElement[bool] = resource.scope[word](actor)
        return condition
    if word == "clinic" and actor.clinic_id is not None:
        column: ColumnElement[bool] = _clinic_column(resource) == actor.clinic_id
        return column
    return false()


def _clinic_column(resource: Resource) -> Any:
    return resource.model.id if resource.name == "clinics" else resource.model.clinic_id


def may(session: Session, resource: Resource, actor: Actor, verb: str, row: Any) -> bool:
    """Whether the actor has the verb for this row: the same condition, asked about one id."""
    if not roles.allowed(actor, resource.name, verb):
        return False
    query = select(resource.model.id).where(resource.model.id == row.id, visible(resource, actor, verb))
    return session.scalar(query) is not None


def fields(resource: Resource, actor: Actor, verb: str) -> tuple[Field, ...]:
    """The fields that are in the answer at all for this actor and verb."""
    return tuple(_offered(f, actor) for f in resource.fields if _open(resource, actor, verb, f))


def _offered(field: Field, actor: Actor) -> Field:
    """The field with the choices this actor may give."""
    if field.offered is None:
        return field
    named = dict(zip(field.choices, field.names, strict=True))
    choices = field.offered(actor)
    return replace(field, choices=choices, names=tuple(named[c] for c in choices))


def _open(resource: Resource, actor: Actor, verb: str, field: Field) -> bool:
    noun, asked = (field.under, "edit" if verb in {"create", "edit"} else "view") if field.under else (resource.name, verb)
    return roles.sees(actor, noun, asked, field.covers or (field.name,))


def columns(resource: Resource, actor: Actor, verb: str = "list") -> tuple[Column, ...]:
    """The list columns that are in the answer at all for this actor."""
    return tuple(c for c in resource.columns if roles.sees(actor, resource.name, verb, c.covers or (c.name,)))
