"""A doctor's own sets of medicines under a name, and what a patient was given last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload, undefer

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Invalid, NotAllowed, NotFound
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import Prescription, PrescriptionFavourite, PrescriptionItem
from data.rules import doses, formulary
from data.rules import prescriptions as rules
from data.rules.spelling import compact
from data.store import access, audit, cleaning
from data.store.read import as_id, find
from data.store.unit_of_work import reading, writing

NOUN = "prescriptions"
NAME = Field("name", required=True, max_length=80, label="Name of the favourite")
ITEMS = Field("items", "medicines", label="Medicines")
MOST, MOST_LINES = 50, 400
# What belongs to one prescription is not carried into the next.
LEFT_BEHIND = frozenset({"id", "number", "override_reason"})


@dataclass(frozen=True, slots=True)
class Favourite:
    """A named set: its medicines by name, and the lines as the form types them."""

    id: UUID
    name: str
    medicines: list[str]
    items: list[dict[str, Any]]


def _herself(actor: Actor) -> UUID:
    access.require(declared(NOUN), actor, "create")
    if actor.doctor_id is None:
        raise NotAllowed("Only the doctor who prescribes keeps favourites.")
    return actor.doctor_id


def _again(line: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name not in LEFT_BEHIND and value is not None}


def of_doctor(actor: Actor) -> list[Favourite]:
    """The favourites of the doctor who acts, by name."""
    doctor_id = _herself(actor)
    with reading(actor) as session:
        mine = select(PrescriptionFavourite).where(
            PrescriptionFavourite.doctor_id == doctor_id, PrescriptionFavourite.deleted_at.is_(None)
        )
        rows = session.scalars(mine.order_by(PrescriptionFavourite.name).limit(MOST))
        return [Favourite(r.id, r.name, [line["medicine_name"] for line in r.items], r.items) for r in rows]


def keep(actor: Actor, name: Any, items: Any) -> UUID:
    """Keep lines under a name; a name is used once."""
    doctor_id = _herself(actor)
    values = cleaning.read_fields((NAME, ITEMS), {"name": name, "items": items})
    if not values["items"]:
        raise Invalid({"items": "A favourite needs at least one medicine."})
    with writing(actor) as session:
        row = PrescriptionFavourite(
            clinic_id=actor.clinic_id,
            doctor_id=doctor_id,
            name=values["name"],
            created_by=actor.user_id,
            updated_by=actor.user_id,
        )
        row.items = [_again(line) for line in values["items"]]
        session.add(row)
        session.flush()
        audit.record(
            session, actor, "keep-favourite", NOUN, row.id, clinic_id=row.clinic_id, detail={"after": {"name": row.name}}
        )
        return row.id


def forget(actor: Actor, favourite_id: Any) -> None:
    """Take a favourite away; prescriptions made of it stay."""
    doctor_id = _herself(actor)
    with writing(actor) as session:
        mine = select(PrescriptionFavourite).where(
            PrescriptionFavourite.id == as_id(favourite_id),
            PrescriptionFavourite.doctor_id == doctor_id,
            PrescriptionFavourite.deleted_at.is_(None),
        )
        row = session.scalars(mine.with_for_update()).one_or_none()
        if row is None:
            raise NotFound
        row.deleted_at, row.deleted_by, row.delete_reason = clock.now(), actor.user_id, "Forgotten by its doctor"
        audit.record(session, actor, "forget-favourite", NOUN, row.id, clinic_id=row.clinic_id)


def last(actor: Actor, patient_id: Any) -> list[dict[str, Any]]:
    """The lines of the patient's last prescription, to be written again; empty when there is none. Its opening is in the trail."""
    _herself(actor)
    resource = declared(NOUN)
    with writing(actor) as session:
        patient = find(session, declared("patients"), actor, patient_id, "view")
        hers = select(Prescription).where(
            access.visible(resource, actor, "view"),
            Prescription.patient_id == patient.id,
            Prescription.status != "cancelled",
            Prescription.deleted_at.is_(None),
        )
        newest = hers.order_by(Prescription.prescription_date.desc(), Prescription.id.desc()).limit(1)
        row = session.scalars(newest.options(selectinload(Prescription.lines))).one_or_none()
        if row is None:
            return []
        audit.record(session, actor, "view", NOUN, row.id, clinic_id=row.clinic_id)
        return [_copied(line) for line in row.lines]


def _copied(line: PrescriptionItem) -> dict[str, Any]:
    """What follows from the dose is left out, so that it follows again when the dose is changed."""
    copied = _again(line.typed())
    said = {"dosage": doses.dosage(copied), "frequency": doses.frequency(copied), "duration": doses.duration(copied)}
    return {name: value for name, value in copied.items() if said.get(name) != value}


def names(actor: Actor) -> list[tuple[str, str, str, int | str]]:
    """What is offered while a name is typed, as (name, form, unit, pack): what her patients were prescribed, the latest first, then the classical ones.

    Names alone, and no word of whose they are.
    """
    _herself(actor)
    resource = declared(NOUN)
    lines = (
        select(PrescriptionItem)
        .join(Prescription, PrescriptionItem.prescription_id == Prescription.id)
        .where(access.visible(resource, actor, "list"), Prescription.deleted_at.is_(None))
        .order_by(PrescriptionItem.id.desc())
        .limit(MOST_LINES)
        .options(undefer(PrescriptionItem.clinical_sealed))
    )
    found: dict[str, tuple[str, str, str, int | str]] = {}
    with reading(actor) as session:
        for line in session.scalars(lines):
            own = (line.medicine_name, line.form or "", line.dose_unit or "", line.pack or "")
            if compact(line.medicine_name) not in formulary.KNOWN:
                found.setdefault(compact(line.medicine_name), own)
    return [*found.values(), *((m.name, m.form, m.unit, m.pack) for m in formulary.CLASSICAL)]


def cautions(actor: Actor, patient_id: Any, items: Any, row_id: Any = None) -> list[rules.Caution]:
    """What of half-typed lines would need a reason; said while it is typed, and asked again when it is saved."""
    _herself(actor)
    with writing(actor) as session:
        row = _about(session, actor, patient_id, row_id)
        typed: list[dict[str, Any]] = [
            {"number": n, "medicine_name": str(line.get("medicine_name") or "").strip()[:160], "override_reason": ""}
            for n, line in enumerate(items if isinstance(items, list) else [], 1)
            if isinstance(line, dict)
        ]
        found = rules.warnings(session, row, [line for line in typed if line["medicine_name"]])
        if found:
            audit.record(session, actor, "check", "patients", row.patient_id, clinic_id=actor.clinic_id)
        return found


def _about(session: Session, actor: Actor, patient_id: Any, row_id: Any) -> Prescription:
    """The prescription that is typed: the stored one, or a new one of the patient."""
    if row_id:
        stored: Prescription = find(session, declared(NOUN), actor, row_id, "edit")
        return stored
    patient = find(session, declared("patients"), actor, patient_id, "view")
    return Prescription(clinic_id=patient.clinic_id, patient_id=patient.id)
