"""The merges of a record, as its page shows them, and where a merged record went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core.actor import Actor
from data.core.resource import resource as declared
from data.models import Patient, PatientMerge, User
from data.store import access
from data.store.read import as_id, find
from data.store.unit_of_work import reading

NOUN, VERB = "patients", "merge"


@dataclass(frozen=True, slots=True)
class Merged:
    """A record that was merged into the one that is shown."""

    merge_id: UUID
    code: str
    at: datetime
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A record that was merged, and the one to look at instead."""

    code: str
    kept_id: UUID
    kept_code: str


def into(actor: Actor, kept_id: Any) -> list[Merged]:
    """The records merged into this one that still are, the latest first."""
    resource = declared(NOUN)
    access.require(resource, actor, VERB)
    with reading(actor) as session:
        kept = find(session, resource, actor, kept_id, VERB)
        query = (
            select(PatientMerge, Patient.patient_code, User.full_name)
            .join(Patient, (Patient.clinic_id == PatientMerge.clinic_id) & (Patient.id == PatientMerge.merged_id))
            .outerjoin(User, User.id == PatientMerge.user_id)
            .where(PatientMerge.kept_id == kept.id, PatientMerge.undone_at.is_(None))
            .order_by(PatientMerge.at.desc(), PatientMerge.id.desc())
        )
        return [Merged(m.id, code, m.at, who or "System", m.reason) for m, code, who in session.execute(query)]


def gone(actor: Actor, patient_id: Any) -> Gone | None:
    """Where a merged record went, for those who may see the one it went to."""
    resource = declared(NOUN)
    access.require(resource, actor, "view")
    with reading(actor) as session:
        row = _record(session, as_id(patient_id))
        if row is None or row.merged_into_id is None:
            return None
        kept: Patient | None = row
        while kept is not None and kept.merged_into_id is not None:  # what was kept may have been merged since
            kept = _record(session, kept.merged_into_id)
        if kept is None or kept.deleted_at is not None or not access.may(session, resource, actor, "view", kept):
            return None
        return Gone(row.patient_code, kept.id, kept.patient_code)


def _record(session: Session, patient_id: UUID) -> Patient | None:
    return session.scalars(select(Patient).where(Patient.id == patient_id)).one_or_none()
