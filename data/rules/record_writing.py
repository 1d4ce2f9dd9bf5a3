"""Writing a record: the draft that saves itself, the signature under it, and the amendment after that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from data.core import clock, vital_signs
from data.core.actor import Actor
from data.core.errors import Invalid, NotAllowed, Stale
from data.core.resource import Field, Resource
from data.core.resource import resource as declared
from data.models import MedicalRecord
from data.store import access, cleaning, measured, write
from data.store.read import find
from data.store.record import may_step
from data.store.unit_of_work import writing

NOUN = "medical_records"
Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: the row, its version, when, and what was left out because it cannot be, by field."""

    id: UUID
    version: int
    at: datetime
    errors: dict[str, str] = field(default_factory=dict)


def save(actor: Actor, record_id: Any, raw: Raw, version: int | None, key: str | None = None) -> Saved:
    """Keep a draft as it is typed; what cannot be is named and left out, the rest is kept.

    Stale, with both texts, when it was saved elsewhere in between and says something else there.
    """
    resource = declared(NOUN)
    with writing(actor) as session:
        row, errors = _kept(session, resource, actor, record_id, raw, version, key)
        return Saved(row.id, row.version, clock.now(), errors)


def finalise(actor: Actor, record_id: Any, raw: Raw, version: int | None, key: str | None = None) -> Saved:
    """Keep what is typed and sign it, in one act; Invalid when something cannot be or is missing."""
    resource = declared(NOUN)
    move = write.find_step(resource, "finalise")
    with writing(actor) as session:
        row, errors = _kept(session, resource, actor, record_id, raw, version, key)
        if errors:
            raise Invalid(errors)
        if not may_step(session, resource, actor, row, move):
            raise NotAllowed
        write.make_step(session, resource, actor, row, move, {})
        return Saved(row.id, row.version, clock.now())


def amend(actor: Actor, record_id: Any, raw: Raw, version: int | None) -> Saved:
    """Correct a final record in one's own name; `raw` holds the reason and the texts and signs as they should be."""
    resource = declared(NOUN)
    move = write.find_step(resource, "amend")
    typed, signs = _split(raw, but=("reason",))
    values, errors = _read(typed, _texts(resource))
    numbers, wrong = vital_signs.read(signs)
    with writing(actor) as session:
        row = find(session, resource, actor, record_id, "view", lock=True)
        if not may_step(session, resource, actor, row, move):
            raise NotAllowed
        _not_stale(session, resource, row, version, values, numbers)
        reason, missing = _read({"reason": raw.get("reason")}, move.asks)
        if errors | wrong | missing:
            raise Invalid(errors | wrong | missing)
        write.make_step(session, resource, actor, row, move, {**reason, "texts": values, "signs": numbers})
        return Saved(row.id, row.version, clock.now())


def _kept(
    session: Session, resource: Resource, actor: Actor, record_id: Any, raw: Raw, version: int | None, key: str | None
) -> tuple[MedicalRecord, dict[str, str]]:
    """The locked draft with what was typed in it, begun when it was not there, and what was left out."""
    typed, signs = _split(raw)
    numbers, errors = vital_signs.read(signs)
    # A save whose answer was lost is sent again with the key of its form: it goes on with the row it made.
    known = record_id or write.used(session, actor, NOUN, key)
    verb = "edit" if known else "create"
    access.require(resource, actor, verb)
    values, wrong = _clean(resource, actor, verb, typed)
    row_id = known or write.insert(session, resource, actor, values, key)
    row = find(session, resource, actor, row_id, "edit", lock=True)
    if known:
        _not_stale(session, resource, row, version if record_id else None, values, numbers)
        write.update(session, resource, actor, row, values)
    try:
        _measure(session, actor, row, numbers)
    except Invalid as contradiction:
        errors |= contradiction.errors
    return row, errors | wrong


def _measure(session: Session, actor: Actor, row: MedicalRecord, numbers: Mapping[str, Any]) -> None:
    if measured.write(session, actor, row, numbers):
        row.updated_by, row.updated_at = actor.user_id, clock.now()  # the draft has a new version, whichever part changed
        session.flush()


def _split(raw: Raw, but: tuple[str, ...] = ()) -> tuple[dict[str, Any], dict[str, Any]]:
    """The texts and, apart from them, the signs."""
    typed = {name: value for name, value in raw.items() if name not in vital_signs.SIGNS and name not in but}
    return typed, {name: value for name, value in raw.items() if name in vital_signs.SIGNS}


def _texts(resource: Resource) -> tuple[Field, ...]:
    return tuple(f for f in resource.fields if f.kind not in {"link", "date"})


def _clean(resource: Resource, actor: Actor, verb: str, typed: Raw) -> tuple[dict[str, Any], dict[str, str]]:
    """Values, and what cannot be: a new record needs its patient and day, a text that is too long waits."""
    try:
        return cleaning.clean(resource, actor, verb, typed), {}
    except Invalid as invalid:
        kept = {name: value for name, value in typed.items() if name not in invalid.errors}
        return cleaning.clean(resource, actor, verb, kept), invalid.errors


def _read(typed: Raw, wanted: tuple[Field, ...]) -> tuple[dict[str, Any], dict[str, str]]:
    try:
        return cleaning.read_fields([f for f in wanted if f.name in typed], typed), {}
    except Invalid as invalid:
        return {}, invalid.errors


def _not_stale(session: Session, resource: Resource, row: MedicalRecord, version: int | None, values: Raw, numbers: Raw) -> None:
    """Refuse a save over other words; the same words saved twice are no conflict."""
    if version is None or row.version == version:
        return
    kept = measured.of_record(session, row.id)
    stored = measured.values_of(kept) if kept else {}
    theirs = {
        vital_signs.SIGNS[name].label: (vital_signs.text(vital_signs.SIGNS[name], stored.get(name)), _shown(name, value))
        for name, value in numbers.items()
        if stored.get(name) != value
    }
    try:
        write.not_stale(session, resource, row, version, values)
    except Stale as stale:
        if stale.theirs or theirs:
            raise Stale(stale.message, {**stale.theirs, **theirs}) from stale


def _shown(name: str, value: Any) -> str:
    return vital_signs.text(vital_signs.SIGNS[name], value)
