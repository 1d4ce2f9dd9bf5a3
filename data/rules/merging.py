"""Two records that are one person: compared, merged with all their links in one act, and taken apart again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.core.resource import Resource
from data.core.resource import resource as declared
from data.models import LIVE, Appointment, Base, Patient, PatientMerge
from data.rules.patients import AGE_IS_ABOUT, MOST_LIKELY, Likely, marks_are_kept, much_like
from data.rules.side_by_side import Row, carry_over, changes, put_back, rows, snapshot, taken_over
from data.rules.visit_words import day_text, span_text
from data.store import access, audit, tokens, write
from data.store.read import as_id, find
from data.store.unit_of_work import writing

NOUN, VERB = "patients", "merge"
SHORTEST, LONGEST = 5, 300


@dataclass(frozen=True, slots=True)
class Side:
    """One of two compared records."""

    id: UUID
    code: str
    name: str
    version: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records field by field; `moves` counts what would move by table, `clash` says why it cannot."""

    kept: Side
    other: Side
    rows: list[Row]
    moves: dict[str, int]
    clash: str


def linked() -> list[Any]:
    """Every model whose rows belong to a patient, the sealed record of merges itself aside."""
    found = [m.class_ for m in Base.registry.mappers if "patient_id" in m.columns]
    return sorted(found, key=lambda model: model.__tablename__)


def _patients(actor: Actor) -> Resource:
    resource = declared(NOUN)
    access.require(resource, actor, VERB)
    return resource


def duplicates_of(actor: Actor, patient_id: Any) -> list[Likely]:
    """Who may be the same person as a stored patient."""
    resource = _patients(actor)
    with writing(actor) as session:
        row = find(session, resource, actor, patient_id, VERB)
        found = much_like(session, actor, row.full_name, row.phone or "", _years(row))
        shown = [one for one in found if one.id != row.id][:MOST_LIKELY]
        if shown:
            audit.record(session, actor, "search", NOUN, shown=[one.id for one in shown])
        return shown


def _years(patient: Patient) -> range | None:
    if patient.birth_year is None:
        return None
    slack = AGE_IS_ABOUT if patient.is_age_estimated else 0
    return range(patient.birth_year - slack, patient.birth_year + slack + 1)


def compare(actor: Actor, kept_id: Any, merged_id: Any) -> Comparison:
    """Both records field by field, and what would move; both openings are in the trail."""
    resource = _patients(actor)
    with writing(actor) as session:
        kept, other = _pair(session, resource, actor, kept_id, merged_id)
        for row in (kept, other):
            audit.record(session, actor, "view", NOUN, row.id, clinic_id=row.clinic_id)
        moves = {model.__tablename__: _count(session, model, other.id) for model in linked()}
        return Comparison(
            _side(kept),
            _side(other),
            rows(resource, actor, kept, other),
            {table: number for table, number in moves.items() if number},
            _clash(session, actor, kept, other),
        )


def _side(patient: Patient) -> Side:
    return Side(patient.id, patient.patient_code, patient.full_name, patient.version)


def _count(session: Session, model: Any, patient_id: UUID) -> int:
    return session.scalar(select(func.count(model.id)).where(model.patient_id == patient_id)) or 0


def _pair(session: Session, resource: Resource, actor: Actor, kept_id: Any, merged_id: Any) -> tuple[Patient, Patient]:
    """Both records, locked in one order so that two desks wait for each other here."""
    kept_id, merged_id = as_id(kept_id), as_id(merged_id)
    if kept_id == merged_id:
        raise Conflict("This is the same record. Choose another one.")
    found = {row_id: _live(session, resource, actor, row_id) for row_id in sorted((kept_id, merged_id))}
    kept, other = found[kept_id], found[merged_id]
    if kept.clinic_id != other.clinic_id:
        raise NotFound
    return kept, other


def _live(session: Session, resource: Resource, actor: Actor, row_id: UUID) -> Patient:
    query = select(Patient).where(Patient.id == row_id, access.visible(resource, actor, VERB))
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is not None and row.merged_into_id is not None:
        raise Conflict(f"{row.patient_code} was merged into {_code(session, row.merged_into_id)} already.")
    if row is None or row.deleted_at is not None:
        raise NotFound
    return row


def _code(session: Session, patient_id: UUID) -> str:
    return session.scalars(select(Patient.patient_code).where(Patient.id == patient_id)).one()


def _clash(session: Session, actor: Actor, kept: Patient, other: Patient) -> str:
    """Why both cannot be one: she would be in two visits at once; nothing when they fit."""
    mine, theirs = (_live_visits(session, row.id) for row in (kept, other))
    pairs = [(a, b) for a in mine for b in theirs if a.starts_at < b.ends_at and b.starts_at < a.ends_at]
    if not pairs:
        return ""
    (a, b), more = pairs[0], len(pairs) - 1
    first = f"{kept.patient_code} has a visit {_when(a, actor)} and {other.patient_code} one {_when(b, actor)}"
    return f"{first}{f', and {more} more such' if more else ''}. Move or cancel one of the two first."


def _live_visits(session: Session, patient_id: UUID) -> list[Appointment]:
    query = select(Appointment).where(
        Appointment.patient_id == patient_id, Appointment.status.in_(LIVE), Appointment.deleted_at.is_(None)
    )
    return list(session.scalars(query.options(*declared("appointments").load).order_by(Appointment.starts_at)))


def _when(visit: Appointment, actor: Actor) -> str:
    when = span_text((visit.starts_at, visit.ends_at), actor.zone)
    return f"{when} on {day_text(visit.appointment_date)} with {visit.doctor.titled_name}"


def merge(
    actor: Actor, kept_id: Any, merged_id: Any, reason: str, choices: Collection[str] = (), version: int | None = None
) -> UUID:
    """Make two records one: all links move, gaps are filled, the other record goes; the id of the merge."""
    resource = _patients(actor)
    reason = _reason(reason)
    with writing(actor) as session:
        kept, other = _pair(session, resource, actor, kept_id, merged_id)
        write.not_stale(session, resource, kept, version)
        clash = _clash(session, actor, kept, other)
        if clash:
            raise Conflict(clash)
        before = snapshot(resource, kept)
        values = taken_over(resource, actor, kept, other, choices)
        carry_over(kept, other)
        if values or session.is_modified(kept):
            write.update(session, resource, actor, kept, values)
        made = PatientMerge(
            clinic_id=kept.clinic_id, kept_id=kept.id, merged_id=other.id, at=clock.now(), user_id=actor.user_id,
            moved=_move(session, actor, dict.fromkeys(linked()), other.id, kept.id),
        )  # fmt: skip
        made.reason, made.before = reason, changes(before, snapshot(resource, kept))
        session.add(made)
        other.merged_into_id, other.deleted_at, other.deleted_by = kept.id, clock.now(), actor.user_id
        other.delete_reason = f"Merged into {kept.patient_code}"
        other.updated_by = actor.user_id
        session.flush()
        told = {"moved": made.moved}
        _tell(session, actor, "merge", kept, {"reason": f"{other.patient_code} was merged into this record: {reason}", **told})
        _tell(session, actor, "merge", other, {"reason": f"Merged into {kept.patient_code}: {reason}", **told})
        return made.id


def _reason(typed: str) -> str:
    reason = " ".join(typed.split())
    if len(reason) < SHORTEST:
        raise Invalid({"reason": f"Say in at least {SHORTEST} letters why these are one person."})
    if len(reason) > LONGEST:
        raise Invalid({"reason": f"The reason has {len(reason)} characters; {LONGEST} is the most."})
    return reason


def _move(
    session: Session, actor: Actor, wanted: dict[Any, list[UUID] | None], source: UUID, target: UUID
) -> dict[str, list[str]]:
    """Hand rows of some models (all of them, or those ids) from one patient to another; what was moved, by table."""
    moved: dict[str, list[str]] = {}
    for model, ids in wanted.items():
        query = select(model).where(model.patient_id == source).order_by(model.id).with_for_update(of=model)
        for row in session.scalars(query if ids is None else query.where(model.id.in_(ids))).all():
            row.patient_id = target
            if hasattr(row, "updated_by"):
                row.updated_by = actor.user_id
            moved.setdefault(model.__tablename__, []).append(str(row.id))
    session.flush()
    return moved


def _tell(session: Session, actor: Actor, verb: str, patient: Patient, detail: dict[str, Any]) -> None:
    audit.record(session, actor, verb, NOUN, patient.id, clinic_id=patient.clinic_id, detail=detail)


def undo(actor: Actor, merge_id: Any) -> UUID:
    """Take a merge apart: what was moved and is still there goes back, the other record lives again; the kept record's id."""
    resource = _patients(actor)
    with writing(actor) as session:
        done = session.scalars(select(PatientMerge).where(PatientMerge.id == as_id(merge_id)).with_for_update()).one_or_none()
        if done is None:
            raise NotFound
        kept, other = _merged_pair(session, resource, actor, done)
        models = {model.__tablename__: model for model in linked()}
        wanted = {models[table]: [UUID(i) for i in ids] for table, ids in done.moved.items()}
        back = _move(session, actor, dict(wanted), kept.id, other.id)
        put_back(resource, kept, done.before)
        other.merged_into_id = other.deleted_at = other.deleted_by = other.delete_reason = None
        for row in (kept, other):
            row.last_visit_at = _last_visit(session, row)
            row.updated_by = actor.user_id
            marks_are_kept(session, actor, row, None)
        done.undone_at, done.undone_by = clock.now(), actor.user_id
        session.flush()
        for row in (kept, other):
            tokens.index(session, row.clinic_id, NOUN, row.id, resource.tokens(row) if resource.tokens else {})
        told = {"moved": back}
        _tell(session, actor, "undo-merge", kept, {"reason": f"{other.patient_code} is a record of its own again", **told})
        _tell(session, actor, "undo-merge", other, {"reason": f"No longer merged into {kept.patient_code}", **told})
        return kept.id


def _merged_pair(session: Session, resource: Resource, actor: Actor, done: PatientMerge) -> tuple[Patient, Patient]:
    query = select(Patient).where(Patient.id.in_((done.kept_id, done.merged_id))).order_by(Patient.id).with_for_update()
    found = {row.id: row for row in session.scalars(query)}
    kept, other = found[done.kept_id], found[done.merged_id]
    if not access.may(session, resource, actor, VERB, kept):
        raise NotAllowed
    if done.undone_at is not None:
        raise Conflict("This merge was undone already.")
    if kept.merged_into_id is not None:
        into = _code(session, kept.merged_into_id)
        raise Conflict(f"{kept.patient_code} was itself merged into {into} since. Undo that merge first.")
    if kept.deleted_at is not None:
        raise Conflict(f"{kept.patient_code} is in the recycle bin. Restore it first.")
    return kept, other


def _last_visit(session: Session, patient: Patient) -> Any:
    """When she was last seen, now that visits went back; what was known before stands where no visit says more."""
    seen = select(func.max(Appointment.starts_at)).where(
        Appointment.patient_id == patient.id,
        Appointment.status.in_(("in-progress", "completed")),
        Appointment.deleted_at.is_(None),
    )
    return session.scalar(seen) or patient.last_visit_at
