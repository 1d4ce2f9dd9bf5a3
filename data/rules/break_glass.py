"""Another doctor's patient, in an emergency: found by code or name, opened with a reason for an hour, seen by the manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed
from data.core.resource import Resource
from data.core.resource import resource as declared
from data.models import BreakGlass, Patient
from data.rules.medical_records import is_patient_of
from data.store import access, audit, tokens
from data.store.read import as_id, find, token_rows
from data.store.unit_of_work import writing

NOUN, VERB = "patients", "break-glass"
MINUTES, SHORTEST, LONGEST, SHOWN = 60, 10, 300, 10
BY_PHONE, BY_YEAR = "p|", "y|"


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of a patient before the glass is broken."""

    id: UUID
    code: str
    name: str
    age: int | None
    gender: str
    is_mine: bool


def _patients(actor: Actor) -> Resource:
    resource = declared(NOUN)
    access.require(resource, actor, VERB)
    access.require(declared("medical_records"), actor, VERB)
    if actor.doctor_id is None:
        raise NotAllowed("This account is not linked to a doctor. The clinic manager links it.")
    return resource


def look_up(actor: Actor, text: str) -> list[Card]:
    """Patients of the clinic by code or name, ten at most; a phone or a birth year finds nobody here."""
    resource = _patients(actor)
    parts = tokens.query_parts(text.strip())
    if not parts or any(part.startswith((BY_PHONE, BY_YEAR)) for part in parts):
        return []
    with writing(actor) as session:
        chosen = access.visible(resource, actor, VERB) & Patient.deleted_at.is_(None)
        rows = token_rows(session, resource, actor, parts, chosen)[:SHOWN]
        if rows:
            audit.record(session, actor, "search", NOUN, shown=[row.id for row in rows])
        return [_card(session, actor, row) for row in rows]


def _card(session: Session, actor: Actor, patient: Patient) -> Card:
    return Card(
        patient.id, patient.patient_code, patient.full_name, patient.age_on(clock.today(actor.zone)), patient.gender,
        is_patient_of(session, actor, patient.id),
    )  # fmt: skip


def open_patient(actor: Actor, patient_id: Any, reason: str) -> datetime:
    """Open a patient for an hour, and say until when; who, whom, when and why are kept before anything is shown."""
    resource = _patients(actor)
    why = " ".join(reason.split())
    if len(why) < SHORTEST:
        raise Invalid({"reason": f"Say in at least {SHORTEST} characters why she must be opened now."})
    if len(why) > LONGEST:
        raise Invalid({"reason": f"The reason has {len(why)} characters; {LONGEST} is the most."})
    with writing(actor) as session:
        patient = find(session, resource, actor, as_id(patient_id), VERB, lock=True)
        if is_patient_of(session, actor, patient.id):
            raise Conflict(f"{patient.full_name} is open to you already.")
        opened = clock.now()
        row = BreakGlass(
            clinic_id=patient.clinic_id, patient_id=patient.id, doctor_id=actor.doctor_id, user_id=actor.user_id,
            opened_at=opened, expires_at=opened + timedelta(minutes=MINUTES), reason=why,
        )  # fmt: skip
        session.add(row)
        session.flush()
        audit.record(session, actor, VERB, NOUN, patient.id, clinic_id=patient.clinic_id, detail={"reason": why})
        return row.expires_at
