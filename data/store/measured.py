"""Vital signs: written with a record or alone, read as a patient's time series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session, undefer

from data.core import clock, roles
from data.core.actor import Actor
from data.core.errors import Invalid
from data.core.resource import resource as declared
from data.core.vital_signs import SIGNS, Number, pressure_holds
from data.models import MedicalRecord, Patient, User, VitalSigns
from data.store import audit
from data.store.read import as_id
from data.store.unit_of_work import writing

NOUN, GUARD = "vital_signs", "medical_records"
FINAL = ("final", "amended")
MOST = 2000


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured at one instant; `values` by sign, only those that were taken."""

    id: UUID
    taken_at: datetime
    record_id: UUID | None
    who: str
    is_mine: bool
    values: dict[str, Number]


def values_of(row: VitalSigns) -> dict[str, Number]:
    """The signs that were taken."""
    return {name: getattr(row, name) for name in SIGNS if getattr(row, name) is not None}


def of_record(session: Session, record_id: UUID) -> VitalSigns | None:
    """The row that belongs to a record, locked with it by whoever writes."""
    query = select(VitalSigns).where(VitalSigns.record_id == record_id, VitalSigns.deleted_at.is_(None))
    return session.scalars(query.options(undefer(VitalSigns.clinical_sealed)).limit(1)).first()


def write(session: Session, actor: Actor, record: MedicalRecord, signs: Mapping[str, Number | None]) -> bool:
    """Put the given signs beside a locked record; whether anything changed. A new row when there was none."""
    if not signs:
        return False
    row = of_record(session, record.id)
    before = values_of(row) if row else {}
    after = {name: value for name, value in {**before, **signs}.items() if value is not None}
    if after == before:
        return False
    holds(after)
    taken = _taken_at(record, actor.zone)
    if row is None:
        row = VitalSigns(clinic_id=record.clinic_id, patient_id=record.patient_id, record_id=record.id, created_by=actor.user_id)
        row.taken_at = taken
        session.add(row)
    put(row, signs)
    if clock.local_day(row.taken_at, actor.zone) != record.visit_date:
        row.taken_at = taken
    row.updated_by, row.updated_at = actor.user_id, clock.now()
    session.flush()
    audit.record(
        session, actor, "edit" if before else "create", NOUN, row.id, clinic_id=row.clinic_id,
        detail={"before": before, "after": after},
    )  # fmt: skip
    return True


def put(row: VitalSigns, signs: Mapping[str, Number | None]) -> None:
    """Set the given signs of a row."""
    for name in SIGNS.keys() & signs.keys():
        setattr(row, name, signs[name])


def holds(values: Mapping[str, Number]) -> None:
    """Invalid when the two pressures contradict each other."""
    refusal = pressure_holds(values)
    if refusal:
        raise Invalid({"diastolic": refusal})


def _taken_at(record: MedicalRecord, zone: str) -> datetime:
    """Now for today's visit; noon of the day for one that is written up later."""
    now = clock.now()
    return now if record.visit_date == clock.local_day(now, zone) else clock.at(record.visit_date, time(12), zone)


def visible(actor: Actor, verb: str) -> ColumnElement[bool]:
    """Which measurements the actor has the verb for: those of patients whose records she has it for."""
    if actor.is_system:
        return true()
    final = select(MedicalRecord.id).where(MedicalRecord.status.in_(FINAL))
    hers = select(Patient.id).where(declared("patients").scope["own"](actor))
    herself = VitalSigns.patient_id == actor.patient_id if actor.patient_id else false()
    ways: dict[str, ColumnElement[bool]] = {
        "all": true(),
        "clinic": VitalSigns.clinic_id == actor.clinic_id,
        "own": VitalSigns.patient_id.in_(hers),
        "self-final": and_(herself, or_(VitalSigns.record_id.is_(None), VitalSigns.record_id.in_(final))),
    }
    return or_(false(), *(ways[word] for word in sorted(roles.scopes(actor, GUARD, verb))))


def of_patient(session: Session, actor: Actor, patient_id: Any, verb: str = "view") -> list[Measured]:
    """A patient's measurements, oldest first; the opening is in the trail before they are shown."""
    query = select(VitalSigns).where(
        visible(actor, verb), VitalSigns.patient_id == as_id(patient_id), VitalSigns.deleted_at.is_(None)
    )
    newest = query.order_by(VitalSigns.taken_at.desc(), VitalSigns.id.desc()).limit(MOST)
    rows = list(session.scalars(newest.options(undefer(VitalSigns.clinical_sealed))))[::-1]
    if rows:
        audit.record(session, actor, verb, NOUN, clinic_id=rows[0].clinic_id, shown=[row.id for row in rows])
    names = names_of(session, {row.created_by for row in rows})
    return [
        Measured(
            row.id, row.taken_at, row.record_id, names.get(row.created_by, ""), row.created_by == actor.user_id, values_of(row)
        )
        for row in rows
    ]


def series(actor: Actor, patient_id: Any) -> list[Measured]:
    """The measurements of a patient for her charts."""
    with writing(actor) as session:
        return of_patient(session, actor, patient_id)


def names_of(session: Session, ids: set[UUID | None]) -> dict[UUID | None, str]:
    """The names of users by id."""
    wanted = {i for i in ids if i}
    query = select(User.id, User.full_name).where(User.id.in_(wanted))
    return {row[0]: row[1] for row in session.execute(query)} if wanted else {}
