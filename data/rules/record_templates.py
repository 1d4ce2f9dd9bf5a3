"""Beginnings of records, kept by the doctors of a clinic; they hold no patient's data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import RecordTemplate
from data.store import access, audit, cleaning
from data.store.read import as_id
from data.store.unit_of_work import writing

NOUN, GUARD = "record_templates", "medical_records"
FIELDS = (
    Field("name", required=True, max_length=80),
    Field("specialization", max_length=120),
    Field("chief_complaint", "longtext", max_length=2000),
    Field("treatment", "longtext", max_length=4000),
    Field("notes", "longtext", max_length=4000),
)


def keep(actor: Actor, template_id: Any, raw: Mapping[str, Any], version: int | None) -> UUID:
    """Save a template, a new one without an id; Invalid by field, Stale when another doctor changed it."""
    _may(actor)
    values = cleaning.read_fields(FIELDS, raw)
    if not any(values[f.name] for f in FIELDS[2:]):
        raise Invalid({"treatment": "A template begins at least one text."})
    with writing(actor) as session:
        row = _live(session, actor, template_id) if template_id else RecordTemplate(clinic_id=actor.clinic_id)
        if template_id and version is not None and row.version != version:
            raise Stale("Another doctor changed this template. Reload it, then change it again.")
        _name_is_free(session, actor, row, values["name"])
        before = {f.name: getattr(row, f.name) or "" for f in FIELDS}
        for name, value in values.items():
            setattr(row, name, value)
        row.updated_by = actor.user_id
        session.add(row)
        session.flush()
        detail = {"before": before, "after": {n: v or "" for n, v in values.items()}}
        verb = "edit" if template_id else "create"
        audit.record(session, actor, verb, NOUN, row.id, clinic_id=row.clinic_id, detail=detail)
        return row.id


def drop(actor: Actor, template_id: Any, reason: str) -> None:
    """Take a template away, with a reason."""
    _may(actor)
    if not reason.strip():
        raise Invalid({"reason": "Say why this is deleted."})
    with writing(actor) as session:
        row = _live(session, actor, template_id)
        row.deleted_at, row.deleted_by, row.delete_reason = clock.now(), actor.user_id, reason.strip()[:300]
        session.flush()
        audit.record(session, actor, "delete", NOUN, row.id, clinic_id=row.clinic_id, detail={"reason": reason.strip()[:300]})


def _may(actor: Actor) -> None:
    access.require(declared(GUARD), actor, "create")
    if actor.clinic_id is None:
        raise NotAllowed("Templates belong to a clinic.")


def _live(session: Session, actor: Actor, template_id: Any) -> RecordTemplate:
    query = select(RecordTemplate).where(
        RecordTemplate.id == as_id(template_id), RecordTemplate.clinic_id == actor.clinic_id, RecordTemplate.deleted_at.is_(None)
    )
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return row


def _name_is_free(session: Session, actor: Actor, row: RecordTemplate, name: str) -> None:
    taken = select(RecordTemplate.id).where(
        RecordTemplate.clinic_id == actor.clinic_id, RecordTemplate.name == name, RecordTemplate.deleted_at.is_(None), RecordTemplate.id != row.id
    )  # fmt: skip
    with session.no_autoflush:
        if session.scalar(taken) is not None:
            raise Conflict(f"There is a template called {name} already.", "name")
