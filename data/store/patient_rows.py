"""Rows of other nouns in a patient's history: what was prescribed, what the laboratory found."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from data.core import roles
from data.core.actor import Actor
from data.core.resource import resource as declared
from data.store import access, audit
from data.store.read import as_id
from data.store.record import values_of
from data.store.unit_of_work import writing

MOST = 1000


def of_patient(actor: Actor, patient_id: Any, noun: str, verb: str) -> list[dict[str, Any]]:
    """The open values of each row of a patient, newest first, in the trail under `verb`; none for who may not do that to the noun."""
    if not roles.allowed(actor, noun, verb):
        return []
    resource = declared(noun)
    model = resource.model
    with writing(actor) as session:
        here = (access.visible(resource, actor, verb), model.patient_id == as_id(patient_id), model.deleted_at.is_(None))
        newest = select(model).where(*here).order_by(model.created_at.desc(), model.id.desc()).limit(MOST)
        rows = list(session.scalars(newest.options(*resource.load)))
        if rows:
            audit.record(session, actor, verb, noun, clinic_id=rows[0].clinic_id, shown=[row.id for row in rows])
        return [values_of(resource, actor, row, verb) for row in rows]
