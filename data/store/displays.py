"""Wall displays: paired once with a short code, known by a token from then on, until somebody takes it back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from data.core import clock, roles
from data.core.actor import Actor, system
from data.core.errors import Invalid, NotAllowed, NotFound
from data.models import Clinic, Display
from data.store import audit
from data.store.read import as_id
from data.store.sign_in import hash_of, throttle
from data.store.unit_of_work import reading, writing

NOUN = "displays"
CODE_HOLDS = timedelta(minutes=15)
TOUCH = timedelta(minutes=1)
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike on a television
CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Screen:
    """A display as the manager sees it; `state` is waiting (for its code), showing, or off."""

    id: UUID
    name: str
    state: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Paired:
    """Whose board a display shows, and as whom it reads it."""

    actor: Actor
    clinic: str


def may_keep(actor: Actor) -> bool:
    """Displays are kept by those who keep the accounts of a clinic."""
    return actor.clinic_id is not None and roles.allowed(actor, "users", "create")


def _keeper(actor: Actor) -> UUID:
    if not may_keep(actor) or actor.clinic_id is None:
        raise NotAllowed
    return actor.clinic_id


def listed(actor: Actor) -> list[Screen]:
    """The displays of the clinic that were not taken back, by name."""
    clinic_id = _keeper(actor)
    with reading(actor) as session:
        query = select(Display).where(Display.clinic_id == clinic_id, Display.deleted_at.is_(None), Display.revoked_at.is_(None))
        return [_screen(row) for row in session.scalars(query.order_by(Display.name))]


def _screen(row: Display) -> Screen:
    if row.token_hash:
        return Screen(row.id, row.name, "showing", row.last_seen_at or row.paired_at)
    waits = row.code_until is not None and row.code_until > clock.now()
    return Screen(row.id, row.name, "waiting" if waits else "off", row.code_until if waits else None)


def add(actor: Actor, name: str) -> str:
    """A new display; the code to type on it, which holds for fifteen minutes."""
    clinic_id, name = _keeper(actor), name.strip()
    if not name or len(name) > 80:  # noqa: PLR2004 - the width of the column
        raise Invalid({"name": "Say where it hangs, in at most 80 letters."})
    with writing(actor) as session:
        row = Display(clinic_id=clinic_id, name=name, created_by=actor.user_id, updated_by=actor.user_id)
        session.add(row)
        code = _new_code(row)
        session.flush()
        audit.record(session, actor, "create", NOUN, row.id, clinic_id=clinic_id)
        return code


def renew(actor: Actor, display_id: Any) -> str:
    """Another code for a display; what it showed before goes dark."""
    with writing(actor) as session:
        row = _own(session, actor, display_id)
        row.token_hash = row.paired_at = None
        code = _new_code(row)
        session.flush()
        audit.record(session, actor, "new-code", NOUN, row.id, clinic_id=row.clinic_id)
        return code


def _new_code(row: Display) -> str:
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    row.code_hash, row.code_until = hash_of(f"display|{code}"), clock.now() + CODE_HOLDS
    return code


def revoke(actor: Actor, display_id: Any) -> None:
    """The screen goes dark at its next question."""
    with writing(actor) as session:
        row = _own(session, actor, display_id)
        row.revoked_at, row.token_hash, row.code_hash = clock.now(), None, None
        row.deleted_at, row.deleted_by, row.delete_reason = clock.now(), actor.user_id, "Taken back"
        session.flush()
        audit.record(session, actor, "revoke", NOUN, row.id, clinic_id=row.clinic_id)


def _own(session: Any, actor: Actor, display_id: Any) -> Display:
    clinic_id = _keeper(actor)
    here = (Display.clinic_id == clinic_id, Display.deleted_at.is_(None), Display.revoked_at.is_(None))
    row: Display | None = session.scalars(
        select(Display).where(Display.id == as_id(display_id), *here).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def pair(code: str, ip: str) -> str:
    """The token of a display whose code was typed; one sentence for every code that does not hold."""
    throttle("display", ip)
    typed = "".join(code.upper().split()).replace("-", "")
    with writing(system()) as session:
        query = select(Display).where(Display.code_hash == hash_of(f"display|{typed}"), Display.revoked_at.is_(None))
        row = session.scalars(query.with_for_update()).one_or_none()
        if row is None or row.code_until is None or row.code_until <= clock.now():
            raise Invalid({"code": "This code does not hold. Ask for a new one."})
        token = secrets.token_urlsafe(32)
        row.token_hash, row.paired_at, row.last_seen_at = hash_of(token), clock.now(), clock.now()
        row.code_hash = row.code_until = None
        session.flush()
        audit.record(session, Actor(row.name, ip=ip), "pair", NOUN, row.id, clinic_id=row.clinic_id)
        return token


def paired(token: str, ip: str) -> Paired | None:
    """Which display a token stands for; nothing once it was taken back."""
    if not token:
        return None
    with reading(system()) as session:
        query = select(Display, Clinic).join(Clinic, Clinic.id == Display.clinic_id)
        found = session.execute(query.where(Display.token_hash == hash_of(token), Display.revoked_at.is_(None))).first()
    if found is None:
        return None
    row, clinic = found
    if row.last_seen_at is None or clock.now() - row.last_seen_at > TOUCH:
        with writing(system()) as session:
            session.connection().execute(update(Display).where(Display.id == row.id).values(last_seen_at=clock.now()))
    actor = Actor(row.name, frozenset({"display"}), clinic_id=row.clinic_id, ip=ip, zone=clinic.time_zone)
    return Paired(actor, clinic.clinic_name)
