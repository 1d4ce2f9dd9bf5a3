"""What happened to a row, for those who may read the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.core import roles
from data.core.actor import Actor
from data.core.resource import resource as declared
from data.models import AuditEntry, User
from data.store import access, audit
from data.store.keyring import PLATFORM
from data.store.read import as_id, find
from data.store.unit_of_work import reading


@dataclass(frozen=True, slots=True)
class Act:
    """One audit entry as it is read: `changed` maps a field title to (before, after)."""

    at: datetime
    who: str
    verb: str
    noun: str
    row_id: UUID | None
    shown: int
    changed: dict[str, tuple[str, str]]
    reason: str


def of_row(noun: str, actor: Actor, row_id: Any, limit: int = 100) -> list[Act]:
    """The acts on one row, newest first; empty for those who may not read the trail."""
    if not roles.allowed(actor, "audit", "list"):
        return []
    resource = declared(noun)
    with reading(actor) as session:
        row = find(session, resource, actor, as_id(row_id), "view")
        chain = getattr(row, "clinic_id", None) or PLATFORM
        query = select(AuditEntry).where(AuditEntry.chain_id == chain, AuditEntry.noun == noun, AuditEntry.row_id == row.id)
        if not actor.is_system and roles.scopes(actor, "audit", "list") <= {"self", "own"}:
            query = query.where(AuditEntry.user_id == actor.user_id)
        entries = list(session.scalars(query.order_by(AuditEntry.seq.desc()).limit(limit)))
        return _acts(session, actor, entries)


def of_clinic(actor: Actor, limit: int = 100, before: int | None = None, **narrow: Any) -> list[Act]:
    """The newest acts of the actor's chain, for the audit page."""
    with reading(actor) as session:
        query = select(AuditEntry).where(AuditEntry.chain_id == (actor.clinic_id or PLATFORM))
        if not actor.is_system and roles.scopes(actor, "audit", "list") <= {"self", "own"}:
            query = query.where(AuditEntry.user_id == actor.user_id)
        for name, value in narrow.items():
            query = query.where(getattr(AuditEntry, name) == value)
        if before is not None:
            query = query.where(AuditEntry.seq < before)
        return _acts(session, actor, list(session.scalars(query.order_by(AuditEntry.seq.desc()).limit(limit))))


def _acts(session: Any, actor: Actor, entries: list[AuditEntry]) -> list[Act]:
    ids = {e.user_id for e in entries if e.user_id}
    names = dict(session.execute(select(User.id, User.full_name).where(User.id.in_(ids))).all()) if ids else {}
    return [_act(actor, entry, names) for entry in entries]


def _act(actor: Actor, entry: AuditEntry, names: dict[UUID, str]) -> Act:
    detail = audit.detail_of(entry)
    who = names.get(entry.user_id, "System") if entry.user_id else "System"
    return Act(
        entry.at,
        who,
        entry.verb,
        entry.noun,
        entry.row_id,
        len(entry.shown),
        _changed(actor, entry, detail),
        str(detail.get("reason", "")),
    )


def _changed(actor: Actor, entry: AuditEntry, detail: dict[str, Any]) -> dict[str, tuple[str, str]]:
    try:
        open_fields = {f.name: f.title for f in access.fields(declared(entry.noun), actor, "view")}
    except KeyError:
        open_fields = {}
    open_fields["status"] = "Status"
    before, after = detail.get("before", {}), detail.get("after", {})
    return {open_fields[n]: (before.get(n, ""), after.get(n, "")) for n in {**before, **after} if n in open_fields}
