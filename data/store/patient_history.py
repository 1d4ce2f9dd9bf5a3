"""The records of a patient as they are read: what was written, by whom, and what it said before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from data.core import roles
from data.core.actor import Actor
from data.core.resource import resource as declared
from data.core.vital_signs import Number
from data.models import Doctor, MedicalRecord, RecordAmendment, RecordTemplate, VitalSigns
from data.store import access, audit, measured
from data.store.measured import Measured
from data.store.read import as_id, find
from data.store.unit_of_work import reading, writing

NOUN = "medical_records"
MOST = 1000


@dataclass(frozen=True, slots=True)
class Amended:
    """One amendment: who, when, why, and the texts and signs as they stood before, by name."""

    at: datetime
    who: str
    reason: str
    before: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One record with its texts by field, its signs, and its amendments, newest first."""

    id: UUID
    visit_date: date
    status: str
    doctor: str
    author_id: UUID | None
    appointment_id: UUID | None
    created_at: datetime
    updated_at: datetime
    finalised_at: datetime | None
    texts: dict[str, str]
    signs: dict[str, Number]
    amendments: list[Amended]

    def replaced(self) -> list[tuple[Amended, dict[str, Any]]]:
        """Each amendment with the old words of what it changed: compared with what stood after it, the next one's before."""
        found: list[tuple[Amended, dict[str, Any]]] = []
        after: dict[str, Any] = {**self.texts, **self.signs}
        for a in self.amendments:
            changed = [n for n in {**a.before, **after} if (a.before.get(n) or None) != (after.get(n) or None)]
            found.append((a, {n: a.before.get(n) for n in changed}))
            after = a.before
        return found


@dataclass(frozen=True, slots=True)
class History:
    """All of a patient's records, newest first, and her measurements, oldest first."""

    sheets: list[Sheet]
    measured: list[Measured]


def of_patient(actor: Actor, patient_id: Any, verb: str = "view") -> History:
    """What the actor may read of a patient; each record is in the trail under `verb` before it is shown."""
    resource = declared(NOUN)
    access.require(resource, actor, verb)
    with writing(actor) as session:
        query = select(MedicalRecord).where(
            access.visible(resource, actor, verb),
            MedicalRecord.patient_id == as_id(patient_id),
            MedicalRecord.deleted_at.is_(None),
        )
        newest = query.order_by(MedicalRecord.visit_date.desc(), MedicalRecord.id.desc()).limit(MOST)
        rows = list(session.scalars(newest.options(*resource.load)))
        if rows:
            audit.record(session, actor, verb, NOUN, clinic_id=rows[0].clinic_id, shown=[row.id for row in rows])
        return History(_sheets(session, resource.fields, rows), measured.of_patient(session, actor, patient_id, verb))


def one(actor: Actor, record_id: Any) -> Sheet:
    """One record whole; its opening is in the trail already (`read.get`)."""
    resource = declared(NOUN)
    with reading(actor) as session:
        return _sheets(session, resource.fields, [find(session, resource, actor, record_id, "view")])[0]


def _sheets(session: Session, fields: Iterable[Any], rows: Sequence[MedicalRecord]) -> list[Sheet]:
    names = [f.name for f in fields if f.kind not in {"link", "date"}]
    signs, amendments = _signs(session, rows), _amendments(session, rows)
    return [
        Sheet(
            row.id, row.visit_date, row.status, row.doctor.titled_name, row.author_id, row.appointment_id, row.created_at, row.updated_at,
            row.finalised_at, {n: getattr(row, n) for n in names if getattr(row, n)}, signs.get(row.id, {}), amendments.get(row.id, []),
        )
        for row in rows
    ]  # fmt: skip


def _signs(session: Session, rows: Sequence[MedicalRecord]) -> dict[UUID | None, dict[str, Number]]:
    query = select(VitalSigns).where(VitalSigns.record_id.in_([r.id for r in rows]), VitalSigns.deleted_at.is_(None))
    return {s.record_id: measured.values_of(s) for s in session.scalars(query.options(undefer(VitalSigns.clinical_sealed)))}


def _amendments(session: Session, rows: Sequence[MedicalRecord]) -> dict[UUID, list[Amended]]:
    amended = [r.id for r in rows if r.status == "amended"]
    query = select(RecordAmendment).where(RecordAmendment.record_id.in_(amended)).order_by(RecordAmendment.at.desc())
    found = list(session.scalars(query.options(undefer(RecordAmendment.clinical_sealed)))) if amended else []
    doctors = {d.id: d.titled_name for d in session.scalars(select(Doctor).where(Doctor.id.in_({a.doctor_id for a in found})))}
    users = measured.names_of(session, {a.user_id for a in found})
    by_record: dict[UUID, list[Amended]] = {}
    for a in found:
        who = doctors.get(a.doctor_id) if a.doctor_id else users.get(a.user_id)
        by_record.setdefault(a.record_id, []).append(Amended(a.at, who or "", a.reason or "", a.before or {}))
    return by_record


def of_appointment(actor: Actor, appointment_id: Any) -> UUID | None:
    """The actor's own record of a visit, if she began one; only its id."""
    if actor.user_id is None or not roles.allowed(actor, NOUN, "view"):
        return None
    with reading(actor) as session:
        query = select(MedicalRecord.id).where(
            access.visible(declared(NOUN), actor, "view"),
            MedicalRecord.appointment_id == as_id(appointment_id),
            MedicalRecord.author_id == actor.user_id,
            MedicalRecord.deleted_at.is_(None),
        )
        return session.scalars(query.order_by(MedicalRecord.id).limit(1)).first()


@dataclass(frozen=True, slots=True)
class Template:
    """A beginning of a record: its texts by field."""

    id: UUID
    name: str
    specialization: str
    version: int
    texts: dict[str, str]


TEMPLATE_TEXTS = ("chief_complaint", "treatment", "notes")


def templates(actor: Actor) -> list[Template]:
    """The templates of the clinic; those of the doctor's own specialization first."""
    access.require(declared(NOUN), actor, "create")
    with reading(actor) as session:
        own = session.scalar(select(Doctor.specialization).where(Doctor.id == actor.doctor_id)) if actor.doctor_id else None
        query = select(RecordTemplate).where(RecordTemplate.clinic_id == actor.clinic_id, RecordTemplate.deleted_at.is_(None))
        rows = sorted(session.scalars(query), key=lambda row: (row.specialization != own, row.name))
        return [_template(row) for row in rows]


def _template(row: RecordTemplate) -> Template:
    texts = {name: getattr(row, name) for name in TEMPLATE_TEXTS if getattr(row, name)}
    return Template(row.id, row.name, row.specialization or "", row.version, texts)
