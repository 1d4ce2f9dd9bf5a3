"""What happened to a row, for those who may read the trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import roles
from data.core.actor import Actor
from data.core.money import rupees
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import AuditEntry, User
from data.store import access, audit
from data.store.keyring import PLATFORM
from data.store.read import as_id, find
from data.store.unit_of_work import reading

UNSEEN = "one you may not open"


@dataclass(frozen=True, slots=True)
class Act:
    """One audit entry as it is read: `changed` maps a field title to (before, after), `kinds` to what kind of value it is.

    Linked rows are named; their id never shows.
    """

    at: datetime
    who: str
    verb: str
    noun: str
    row_id: UUID | None
    shown: int
    changed: dict[str, tuple[str, str]]
    reason: str
    kinds: dict[str, str] = field(default_factory=dict)


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


def _acts(session: Session, actor: Actor, entries: list[AuditEntry]) -> list[Act]:
    ids = {e.user_id for e in entries if e.user_id}
    names = {row[0]: row[1] for row in session.execute(select(User.id, User.full_name).where(User.id.in_(ids)))} if ids else {}
    read = [(entry, audit.detail_of(entry)) for entry in entries]
    linked = _linked(session, actor, read)
    return [_act(actor, entry, detail, names, linked) for entry, detail in read]


def _act(
    actor: Actor, entry: AuditEntry, detail: dict[str, Any], names: Mapping[UUID, str], linked: Mapping[tuple[str, str], str]
) -> Act:
    opened = {f.name: f for f in _open_fields(actor, entry.noun)}
    who = names.get(entry.user_id, "System") if entry.user_id else "System"
    return Act(
        entry.at,
        who,
        entry.verb,
        entry.noun,
        entry.row_id,
        len(entry.shown),
        {
            opened[n].title: (_said(opened[n], old, linked), _said(opened[n], new, linked))
            for n, old, new in _sides(detail, opened)
        }
        | ({"Lines": ("", _lines(detail["lines"]))} if detail.get("lines") else {}),
        str(detail.get("reason", "")),
        {f.title: f.kind for f in opened.values()},
    )


def _lines(kept: Iterable[Mapping[str, str]]) -> str:
    """The lines of a bill as they were saved: "2 × Arishtam ₹180.00"."""
    return "; ".join(f"{one['quantity']} × {one['item_name'] or 'unnamed'} {rupees(int(one['total']))}" for one in kept)


def _open_fields(actor: Actor, noun: str) -> tuple[Field, ...]:
    try:
        return (*access.fields(declared(noun), actor, "view"), Field("status", "choice"))
    except KeyError:
        return (Field("status", "choice"),)


def _sides(detail: Mapping[str, Any], opened: Mapping[str, Field]) -> Iterable[tuple[str, str, str]]:
    """Name, before and after of each open field that holds something else now."""
    before, after = detail.get("before", {}), detail.get("after", {})
    sides = ((n, str(before.get(n) or ""), str(after.get(n) or "")) for n in {**before, **after} if n in opened)
    return (side for side in sides if side[1] != side[2])


def _said(field: Field, text: str, linked: Mapping[tuple[str, str], str]) -> str:
    return linked.get((field.link, text), UNSEEN) if field.link and text else text


def _linked(session: Session, actor: Actor, read: list[tuple[AuditEntry, dict[str, Any]]]) -> dict[tuple[str, str], str]:
    """What the rows are called that acts link to: (noun, id) → its label, of those the actor may list."""
    wanted: dict[str, set[str]] = {}
    for entry, detail in read:
        opened = {f.name: f for f in _open_fields(actor, entry.noun)}
        for name, *texts in _sides(detail, opened):
            if opened[name].link:
                wanted.setdefault(opened[name].link, set()).update(text for text in texts if text)
    found: dict[tuple[str, str], str] = {}
    for noun, ids in wanted.items():
        resource = declared(noun)
        if roles.allowed(actor, noun, "list"):
            named = (access.visible(resource, actor, "list"), resource.model.id.in_([as_id(i) for i in ids]))
            rows = session.scalars(select(resource.model).where(*named).options(*resource.load))
            found |= {(noun, str(row.id)): resource.label(row) for row in rows}
    return found
