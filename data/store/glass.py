"""Which patients were opened by break-glass: for the manager, and for the doctor who looks at one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.core import clock, roles
from data.core.actor import Actor
from data.core.errors import NeedsReason, NotAllowed
from data.models import BreakGlass, Doctor, Patient
from data.store import audit
from data.store.read import as_id
from data.store.unit_of_work import reading, writing

MOST = 500


@dataclass(frozen=True, slots=True)
class Opening:
    """Who opened whom, why, from when until when."""

    doctor: str
    patient_id: UUID
    patient: str
    code: str
    reason: str
    opened_at: datetime
    expires_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it is open still."""
        return self.expires_at > clock.now()


def openings(actor: Actor) -> list[Opening]:
    """The newest openings, for whoever answers for the trail of the clinic; the patients named are in it too."""
    if not roles.allowed(actor, "audit", "export"):
        raise NotAllowed
    if actor.is_platform and not actor.reason:
        raise NeedsReason
    with writing(actor) as session:
        query = (
            select(BreakGlass, Doctor, Patient)
            .join(Doctor, Doctor.id == BreakGlass.doctor_id)
            .join(Patient, Patient.id == BreakGlass.patient_id)
            .order_by(BreakGlass.opened_at.desc(), BreakGlass.id.desc())
            .limit(MOST)
        )
        found = list(session.execute(query).all())
        for clinic_id in sorted({row.clinic_id for row, _, _ in found}, key=str):
            shown = {patient.id for row, _, patient in found if row.clinic_id == clinic_id}
            audit.record(session, actor, "list", "patients", clinic_id=clinic_id, shown=sorted(shown, key=str))
        return [
            Opening(d.titled_name, p.id, p.full_name, p.patient_code, b.reason or "", b.opened_at, b.expires_at)
            for b, d, p in found
        ]


def open_until(actor: Actor, patient_id: Any) -> datetime | None:
    """Until when this doctor has the patient open by break-glass; None when she has not."""
    if actor.doctor_id is None:
        return None
    with reading(actor) as session:
        query = select(BreakGlass.expires_at).where(
            BreakGlass.doctor_id == actor.doctor_id,
            BreakGlass.patient_id == as_id(patient_id),
            BreakGlass.expires_at > clock.now(),
        )
        return session.scalars(query.order_by(BreakGlass.expires_at.desc()).limit(1)).first()
