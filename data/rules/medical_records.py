"""What a medical record must hold: an author, a patient of hers, a visit of that patient; and when it stands still."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed
from data.models import Appointment, MedicalRecord, Patient, RecordAmendment
from data.rules.own_patients import of_doctor
from data.store import measured

NEEDED = {"chief_complaint": "Chief complaint", "diagnosis": "Diagnosis", "treatment": "Treatment"}
TEXTS = (*NEEDED, "notes", "vikriti", "nadi", "jihva", "agni", "pathya", "apathya")


def is_new(record: MedicalRecord) -> bool:
    """Whether the record is about to be inserted."""
    return bool(inspect(record).transient)


def somebody_writes_it(_session: Session, actor: Actor, record: MedicalRecord, _values: Any) -> None:
    """A new record is its doctor's own; one from another system names its doctor."""
    if not is_new(record):
        return
    if not actor.is_system:
        if actor.doctor_id is None:
            raise NotAllowed("This account is not linked to a doctor, so it cannot write records. The clinic manager links it.")
        if record.doctor_id not in {None, actor.doctor_id}:
            raise Invalid({"doctor_id": "A record is written in one's own name."})
        record.doctor_id, record.author_id = actor.doctor_id, actor.user_id
    if record.doctor_id is None:
        raise Invalid({"doctor_id": "Say which doctor wrote this record."})
    if record.status in {"final", "amended"} and record.finalised_at is None:
        record.finalised_at = clock.now()


def patient_is_hers(session: Session, actor: Actor, record: MedicalRecord, _values: Any) -> None:
    """Writing makes nobody one's patient: she must be that before."""
    if is_new(record) and not actor.is_system and not is_patient_of(session, actor, record.patient_id):
        raise NotAllowed("She is another doctor's patient. Open her record by break-glass first.")


def is_patient_of(session: Session, actor: Actor, patient_id: Any) -> bool:
    """Whether a live patient is one of this doctor's own."""
    hers = select(Patient.id).where(Patient.id == patient_id, Patient.deleted_at.is_(None), of_doctor(actor, Patient.id))
    return session.scalar(hers) is not None


def only_its_author(_session: Session, actor: Actor, record: MedicalRecord, _values: Any) -> None:
    """A draft is changed, deleted and brought back by whoever began it; the platform may take one away."""
    if is_new(record) or actor.is_system or "admin" in actor.roles:
        return
    if not is_author(actor, record):
        raise NotAllowed(f"This draft is {record.doctor.titled_name}'s. Only its author changes it.")


def is_author(actor: Actor, record: MedicalRecord) -> bool:
    """Whether this person wrote it."""
    return actor.user_id is not None and record.author_id == actor.user_id


def final_is_read_only(_session: Session, _actor: Actor, record: MedicalRecord, values: Any) -> None:
    """What is final is corrected by an amendment that keeps the old text."""
    if not is_new(record) and values is not None and record.status != "draft":
        raise Conflict("This record is final. Amend it: the old text is kept.")


def day_has_come(_session: Session, actor: Actor, record: MedicalRecord, values: Any) -> None:
    """Nobody writes up a visit that is still to come."""
    if values and record.visit_date and record.visit_date > clock.today(actor.zone):
        raise Invalid({"visit_date": "This day has not come yet."})


def visit_is_of_this_patient(session: Session, _actor: Actor, record: MedicalRecord, values: Any) -> None:
    """The visit behind a record is one of the same patient, on create and on change."""
    if record.appointment_id is None or not (values is None or "appointment_id" in values):
        return
    whose = select(Appointment.patient_id).where(
        Appointment.id == record.appointment_id, Appointment.clinic_id == record.clinic_id
    )
    if session.scalar(whose) != record.patient_id:
        raise Invalid({"appointment_id": "This visit is of another patient."})


def only_a_draft_goes(_session: Session, _actor: Actor, record: MedicalRecord, _values: Any) -> None:
    """Final texts are never deleted."""
    if record.status != "draft":
        raise Conflict("A final record is not deleted. Amend it: the old text is kept.")


def takes_files(_session: Session, actor: Actor, record: MedicalRecord) -> None:
    """Files come and go while its author writes it; what is final keeps those it has."""
    if not is_author(actor, record):
        raise NotAllowed(f"This draft is {record.doctor.titled_name}'s. Only its author attaches files.")
    if record.status != "draft":
        raise Conflict("This record is final. Files are attached while it is a draft.")


RULES = (
    somebody_writes_it,
    patient_is_hers,
    only_its_author,
    final_is_read_only,
    day_has_come,
    visit_is_of_this_patient,
)
BEFORE_DELETE = (only_its_author, only_a_draft_goes)


def may_finalise(session: Session, _roles: frozenset[str], record: MedicalRecord) -> bool:
    """The author signs, nobody for her."""
    return is_author(session.info["actor"], record)


def may_amend(session: Session, _roles: frozenset[str], _record: MedicalRecord) -> bool:
    """A doctor amends in her own name, so the account must be hers."""
    return session.info["actor"].doctor_id is not None


def finalise(_session: Session, _actor: Actor, record: MedicalRecord, _values: Mapping[str, Any]) -> None:
    """Complaint, diagnosis and treatment are there; from now on it is read-only."""
    nothing_is_missing(record)
    record.finalised_at = clock.now()


def nothing_is_missing(record: MedicalRecord) -> None:
    """Invalid with a sentence for each text a final record needs."""
    missing = {
        name: f"{title} is needed before the record is final." for name, title in NEEDED.items() if not getattr(record, name)
    }
    if missing:
        raise Invalid(missing)


def amend(session: Session, actor: Actor, record: MedicalRecord, values: Mapping[str, Any]) -> None:
    """Other texts or signs take the place of the old ones, which are kept with who, when and why."""
    texts, signs = values.get("texts") or {}, values.get("signs") or {}
    before = {name: getattr(record, name) for name in TEXTS}
    kept = measured.of_record(session, record.id)
    before_signs = measured.values_of(kept) if kept else {}
    changed = {n for n, new in texts.items() if n in before and (before[n] or None) != (new or None)}
    changed |= {n for n, new in signs.items() if before_signs.get(n) != new}
    if not changed:
        raise Conflict("Nothing is different from the record as it stands. Change the text, then save the amendment.")
    for name in changed & texts.keys():
        setattr(record, name, texts[name])
    nothing_is_missing(record)
    measured.write(session, actor, record, signs)
    session.add(
        RecordAmendment(
            clinic_id=record.clinic_id, record_id=record.id, at=clock.now(), user_id=actor.user_id, doctor_id=actor.doctor_id,
            reason=values["reason"], before={**before, **before_signs},
        )
    )  # fmt: skip
