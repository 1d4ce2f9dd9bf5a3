"""Vital signs taken without a record, and a wrong one taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, vital_signs
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import VitalSigns
from data.rules.medical_records import is_patient_of
from data.store import access, audit, cleaning, measured, write
from data.store.read import as_id
from data.store.unit_of_work import writing

GUARD = "medical_records"
WHEN = (Field("day", "date", label="Measured on", required=True), Field("time", "time", label="At", required=True))


def measure(actor: Actor, patient_id: Any, raw: Mapping[str, Any], key: str | None = None) -> UUID:
    """Keep what was measured of one's own patient at a day and time of the clinic; Invalid by field."""
    access.require(declared(GUARD), actor, "create")
    values, errors = vital_signs.read(raw)
    try:
        when = cleaning.read_fields(WHEN, raw)
    except Invalid as invalid:
        errors |= invalid.errors
    if errors:
        raise Invalid(errors)
    with writing(actor) as session:
        made = write.used(session, actor, measured.NOUN, key)
        if made:
            return made
        if not is_patient_of(session, actor, as_id(patient_id)):
            raise NotAllowed("She is another doctor's patient. Open her record by break-glass first.")
        row = _row(actor, as_id(patient_id), clock.at(when["day"], when["time"], actor.zone), values)
        session.add(row)
        session.flush()
        write.spend(session, actor, measured.NOUN, key, row.id)
        detail = {"after": measured.values_of(row)}
        audit.record(session, actor, "create", measured.NOUN, row.id, clinic_id=row.clinic_id, detail=detail)
        return row.id


def _row(actor: Actor, patient_id: UUID, taken: datetime, values: Mapping[str, Any]) -> VitalSigns:
    given = {name: value for name, value in values.items() if value is not None}
    if not given:
        raise Conflict("Nothing was measured yet.")
    if taken > clock.now():
        raise Invalid({"day": "This moment has not come yet."})
    measured.holds(given)
    row = VitalSigns(clinic_id=actor.clinic_id, patient_id=patient_id, taken_at=taken, created_by=actor.user_id)
    row.updated_by = actor.user_id
    measured.put(row, given)
    return row


def take_back(actor: Actor, row_id: Any, reason: str) -> None:
    """Withdraw signs that were entered by mistake: one's own, and not part of a record."""
    access.require(declared(GUARD), actor, "create")
    if not reason.strip():
        raise Invalid({"reason": "Say why this is taken back."})
    with writing(actor) as session:
        row = _live(session, actor, row_id)
        if row.created_by != actor.user_id:
            raise NotAllowed("Only who measured it takes it back.")
        if row.record_id is not None:
            raise Conflict("These signs belong to a record. Change them there.")
        row.deleted_at, row.deleted_by, row.delete_reason = clock.now(), actor.user_id, reason.strip()[:300]
        session.flush()
        audit.record(
            session, actor, "delete", measured.NOUN, row.id, clinic_id=row.clinic_id, detail={"reason": reason.strip()[:300]}
        )


def _live(session: Session, actor: Actor, row_id: Any) -> VitalSigns:
    query = select(VitalSigns).where(
        VitalSigns.id == as_id(row_id), VitalSigns.deleted_at.is_(None), measured.visible(actor, "view")
    )
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return row
