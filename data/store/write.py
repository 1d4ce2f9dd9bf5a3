"""The one way for a change: clean, allowed, transaction, rules, flush, audit, numbers, commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, roles
from data.core import fields as kinds
from data.core.actor import Actor, across
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from data.core.resource import Resource, Step
from data.core.resource import resource as declared
from data.models import ClinicOwned, MakerOwned, Offered, OneUseKey, Traded, User
from data.store import access, audit, cleaning, numbers, tokens
from data.store.keyring import PLATFORM
from data.store.read import find
from data.store.record import may_step, row_status, step_column
from data.store.unit_of_work import reading, writing

KEY_LENGTH = 80


def create(noun: str, actor: Actor, raw: Mapping[str, Any], key: str | None = None) -> UUID:
    """A new row of a noun; the second use of a key gives the row the first one made."""
    resource = declared(noun)
    access.require(resource, actor, "create")
    values = cleaning.clean(resource, actor, "create", raw)
    try:
        with writing(actor) as session:
            return used(session, actor, noun, key) or insert(session, resource, actor, values, key)
    except Conflict:
        # Two requests with one key: the loser finds the winner's row.
        with reading(actor) as session:
            found = used(session, actor, noun, key)
        if found is None:
            raise
        return found


def insert(
    session: Session,
    resource: Resource,
    actor: Actor,
    values: Mapping[str, Any],
    key: str | None = None,
    **fixed: Any,
) -> UUID:
    """Add one clean row inside an open transaction (create, imports, verbs that touch several nouns)."""
    row = resource.model(created_by=actor.user_id, updated_by=actor.user_id, **fixed)
    if issubclass(resource.model, ClinicOwned) or (hasattr(resource.model, "clinic_id") and resource.name == "users"):
        row.clinic_id = fixed.get("clinic_id", actor.clinic_id)
    if issubclass(resource.model, ClinicOwned) and row.clinic_id is None:
        raise NotAllowed("Choose a clinic to work in first.")
    if issubclass(resource.model, (MakerOwned, Offered)) or resource.name == "users":
        row.manufacturer_id = fixed.get("manufacturer_id", actor.manufacturer_id)
    with session.no_autoflush:
        _assign(row, values)
        _check(session, resource, actor, row, values)
        if resource.code and getattr(row, resource.code[0]) is None:
            number = numbers.take(session, row.clinic_id, resource.code[0])
            setattr(row, resource.code[0], resource.code[1].format(number))
    session.add(row)
    session.flush()
    if not actor.is_system and not access.may(session, resource, actor, "create", row):
        raise NotAllowed
    _after_write(session, resource, row)
    spend(session, actor, resource.name, key, row.id)
    audit.record(
        session,
        actor,
        "create",
        resource.name,
        row.id,
        clinic_id=_chain(row),
        detail={"after": _texts(resource, row, values)},
    )
    return row.id  # type: ignore[no-any-return]


def _assign(row: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _check(session: Session, resource: Resource, actor: Actor, row: Any, values: Mapping[str, Any] | None) -> None:
    links_exist(session, resource, actor, row, values or {})
    for rule in resource.rules:
        rule(session, actor, row, values)


def links_exist(session: Session, resource: Resource, _actor: Actor, row: Any, values: Mapping[str, Any]) -> None:
    """A foreign, unknown or deleted link gives the same sentence."""
    for field in resource.fields:
        target = values.get(field.name) if field.kind == "link" else None
        if target is None:
            continue
        known: set[Any] = session.info.setdefault("links_that_exist", set())
        key = (field.link, target, getattr(row, "clinic_id", None))
        if key in known:  # asked before in this transaction: imports bring many rows of few people
            continue
        model = declared(field.link).model
        query = select(model.id).where(model.id == target, model.deleted_at.is_(None))
        if getattr(row, "clinic_id", None) and issubclass(model, ClinicOwned):
            query = query.where(model.clinic_id == row.clinic_id)
        if session.scalar(query) is None:
            raise Invalid({field.name: f"There is no such {field.title.lower()} in this clinic."})
        known.add(key)


def _chain(row: Any) -> UUID:
    return getattr(row, "clinic_id", None) or PLATFORM


def _texts(resource: Resource, row: Any, names: Any) -> dict[str, str]:
    return {f.name: kinds.to_text(f, getattr(row, f.name)) for f in resource.fields if f.name in names and f.kind != "password"}


def _after_write(session: Session, resource: Resource, row: Any) -> None:
    if resource.tokens:
        tokens.index(session, row.clinic_id, resource.name, row.id, resource.tokens(row))


def used(session: Session, actor: Actor, noun: str, key: str | None) -> UUID | None:
    """The row an earlier use of the key made."""
    if not key:
        return None
    _right_key(key)
    return session.scalar(
        select(OneUseKey.row_id).where(
            OneUseKey.owner_id == (actor.user_id or PLATFORM), OneUseKey.key == key, OneUseKey.noun == noun
        )
    )


def _right_key(key: str) -> None:
    if len(key) > KEY_LENGTH or not key.isprintable():
        raise Invalid({"key": "A one-use key has at most 80 printable characters."})


def spend(session: Session, actor: Actor, noun: str, key: str | None, row_id: UUID) -> None:
    """Remember which row a one-use key made."""
    if key:
        session.add(OneUseKey(owner_id=actor.user_id or PLATFORM, key=key, noun=noun, row_id=row_id, used_at=clock.now()))
        session.flush()


def change(noun: str, actor: Actor, row_id: Any, raw: Mapping[str, Any], version: int | None) -> int:
    """Change the given fields of a row; the new version. Stale when somebody saved in between."""
    resource = declared(noun)
    access.require(resource, actor, "edit")
    values = cleaning.clean(resource, actor, "edit", raw)
    with writing(actor) as session:
        row = find(session, resource, actor, row_id, "edit", lock=True)
        not_stale(session, resource, row, version, values)
        return update(session, resource, actor, row, values)


def update(
    session: Session,
    resource: Resource,
    actor: Actor,
    row: Any,
    values: Mapping[str, Any],
    verb: str = "edit",
) -> int:
    """Apply clean values to a locked row inside an open transaction."""
    before = _texts(resource, row, values)
    with session.no_autoflush:
        _assign(row, values)
        _check(session, resource, actor, row, values)
    after = _texts(resource, row, values)
    changed = sorted(name for name in after if before[name] != after[name])
    if not changed and not session.is_modified(row):
        return row.version  # type: ignore[no-any-return]
    row.updated_by, row.updated_at = actor.user_id, clock.now()
    session.flush()
    _after_write(session, resource, row)
    detail = {"before": {n: before[n] for n in changed}, "after": {n: after[n] for n in changed}}
    audit.record(session, actor, verb, resource.name, row.id, clinic_id=_chain(row), detail=detail)
    return row.version  # type: ignore[no-any-return]


def not_stale(
    session: Session,
    resource: Resource,
    row: Any,
    version: int | None,
    values: Mapping[str, Any] | None = None,
) -> None:
    """Refuse a save made on an old version, with both versions of what differs."""
    if version is None or row.version == version:
        return
    by_name = {f.name: f for f in resource.fields}
    theirs = {
        by_name[name].title: (
            kinds.to_text(by_name[name], getattr(row, name)),
            kinds.to_text(by_name[name], value),
        )
        for name, value in (values or {}).items()
        if getattr(row, name) != value and (getattr(row, name) or value)  # nothing and 0 are no two versions
    }
    who = session.scalar(select(User.full_name).where(User.id == row.updated_by)) if row.updated_by else None
    actor: Actor = session.info["actor"]
    when = clock.local(row.updated_at, actor.zone).strftime("%H:%M")
    raise Stale(f"{who or 'Someone else'} changed this at {when}. Compare, then reload or save over it.", theirs)


def find_step(resource: Resource, name: str) -> Step:
    """The declared status move; NotFound for a made-up one."""
    for step in resource.steps:
        if step.name == name:
            return step
    raise NotFound("There is no such step.")


def step(
    noun: str,
    actor: Actor,
    row_id: Any,
    name: str,
    raw: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> int:
    """Make one status move; Conflict with a sentence when the row does not stand where it begins."""
    resource = declared(noun)
    move = find_step(resource, name)
    # Some make a move of a row they may not open: reception marks a sample as collected.
    verb = "view" if roles.allowed(actor, noun, "view") else move.opened_by or move.name
    # A trade lies on both sides of the wall; the permission below is asked with the actor herself.
    with writing(across(actor) if issubclass(resource.model, Traded) else actor) as session:
        row = find(session, resource, actor, row_id, verb, lock=True)
        if not may_step(session, resource, actor, row, move):
            raise NotAllowed
        values = cleaning.read_fields(move.asks, raw or {})
        not_stale(session, resource, row, version)
        make_step(session, resource, actor, row, move, values)
        return row.version  # type: ignore[no-any-return]


def make_step(session: Session, resource: Resource, actor: Actor, row: Any, move: Step, values: Mapping[str, Any]) -> None:
    """One status move of a locked row inside an open transaction."""
    before = step_column(row)
    if not row_status(row, move):
        code, sentence = move.refuse(before) if move.refuse else ("", f"This is {before} now, so “{move.title}” is not possible.")
        raise Conflict(sentence, code=code)
    refusal = move.when(row) if move.when else None
    if refusal:
        raise Conflict(refusal)
    setattr(row, "status" if hasattr(row, "status") else "approval_status", move.to or before)
    with session.no_autoflush:
        if move.apply:
            move.apply(session, actor, row, values)
    row.updated_by, row.updated_at = actor.user_id, clock.now()
    session.flush()
    detail = {
        "before": {"status": before},
        "after": {"status": step_column(row)},
        **{k: str(v) for k, v in values.items() if v},
    }
    audit.record(session, actor, move.name, resource.name, row.id, clinic_id=_chain(row), detail=detail)


def delete(noun: str, actor: Actor, row_id: Any, reason: str, version: int | None = None) -> None:
    """Soft-delete a row with a reason; nothing cascades."""
    resource = declared(noun)
    access.require(resource, actor, "delete")
    if not reason.strip():
        raise Invalid({"reason": "Say why this is deleted."})
    with writing(actor) as session:
        row = find(session, resource, actor, row_id, "delete", lock=True)
        not_stale(session, resource, row, version)
        for rule in resource.before_delete:
            rule(session, actor, row, None)
        row.deleted_at, row.deleted_by, row.delete_reason = clock.now(), actor.user_id, reason.strip()[:300]
        session.flush()
        audit.record(session, actor, "delete", noun, row.id, clinic_id=_chain(row), detail={"reason": reason.strip()})


def restore(noun: str, actor: Actor, row_id: Any) -> None:
    """Bring a deleted row back; its rules must still hold, a taken key or slot refuses."""
    resource = declared(noun)
    access.require(resource, actor, "restore")
    with writing(actor) as session:
        row = find(session, resource, actor, row_id, "delete", lock=True, deleted=True)
        row.deleted_at = row.deleted_by = row.delete_reason = None
        with session.no_autoflush:
            _check(session, resource, actor, row, None)
        row.updated_by, row.updated_at = actor.user_id, clock.now()
        session.flush()
        audit.record(session, actor, "restore", noun, row.id, clinic_id=_chain(row))
