"""One row an act, chained per clinic, written in the act's own transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.models import AuditEntry, AuditHead
from data.models.base import new_id
from data.store.keyring import PLATFORM, Keyring, mac
from data.store.site import site

START = bytes(32)
GATHERED = "gathered acts"


def record(
    session: Session,
    actor: Actor,
    verb: str,
    noun: str,
    row_id: UUID | None = None,
    *,
    clinic_id: UUID | None = None,
    shown: Iterable[UUID] = (),
    detail: dict[str, Any] | None = None,
) -> None:
    """Write one act; `detail` (before/after, reason) is sealed with the clinic's key."""
    chain = clinic_id or actor.clinic_id or PLATFORM
    entry = {
        "id": new_id(),
        "chain_id": chain,
        "at": clock.now(),
        "user_id": actor.user_id,
        "session_id": actor.session_id,
        "ip": actor.ip,
        "roles": "system" if actor.is_system else " ".join(sorted(actor.roles)),
        "verb": verb,
        "noun": noun,
        "row_id": row_id,
        "shown": [str(i) for i in shown],
        "sealed": None,
    }
    if actor.reason:
        detail = {**(detail or {}), "access_reason": actor.reason}
    if detail:
        content = json.dumps(detail, ensure_ascii=False, default=str).encode()
        entry["sealed"] = site().keys.seal(chain, "audit", content, f"audit|{entry['id']}".encode())
    if GATHERED in session.info:
        session.info[GATHERED].append(entry)
    else:
        _append(session, chain, [entry])


@contextmanager
def gathered(session: Session) -> Iterator[None]:
    """The acts of many rows, each as ever, but written together at the end: the head of the chain is locked once, and late."""
    session.info[GATHERED] = []
    yield
    chains: dict[UUID, list[dict[str, Any]]] = {}
    for entry in session.info.pop(GATHERED):
        chains.setdefault(entry["chain_id"], []).append(entry)
    for chain in sorted(chains):
        _append(session, chain, chains[chain])


@contextmanager
def part(session: Session) -> Iterator[None]:
    """A part of a change that is undone alone when it is refused, with the acts that were gathered in it."""
    acts = session.info.get(GATHERED, [])
    before = len(acts)
    try:
        with session.begin_nested():
            yield
    except BaseException:
        del acts[before:]
        raise


def _append(session: Session, chain: UUID, entries: list[dict[str, Any]]) -> None:
    head = _locked_head(session, chain)
    seq, before = head.seq, head.mac
    for entry in entries:
        seq += 1
        entry["seq"] = seq
        entry["mac"] = before = link(site().keys, before, entry)
    session.connection().execute(insert(AuditEntry), entries)
    session.connection().execute(update(AuditHead).where(AuditHead.chain_id == chain).values(seq=seq, mac=before))


def _locked_head(session: Session, chain: UUID) -> Any:
    connection = session.connection()
    make: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(make(AuditHead).values(chain_id=chain, seq=0, mac=START).on_conflict_do_nothing())
    query = select(AuditHead.seq, AuditHead.mac).where(AuditHead.chain_id == chain).with_for_update()
    return connection.execute(query).one()


FIELDS = (
    "id",
    "chain_id",
    "seq",
    "at",
    "user_id",
    "session_id",
    "ip",
    "roles",
    "verb",
    "noun",
    "row_id",
    "shown",
    "sealed",
)


def link(keys: Keyring, before: bytes, entry: dict[str, Any]) -> bytes:
    """The MAC of an entry over all its columns and the link before it."""
    return mac(keys.purpose_key(entry["chain_id"], "audit-chain"), before, *(_bytes(entry[name]) for name in FIELDS))


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, datetime):
        return value.isoformat().encode()
    return json.dumps(value, default=str).encode()


def detail_of(entry: AuditEntry) -> dict[str, Any]:
    """The opened before/after of an entry."""
    if entry.sealed is None:
        return {}
    opened: dict[str, Any] = json.loads(site().keys.open(entry.chain_id, "audit", entry.sealed, f"audit|{entry.id}".encode()))
    return opened


def verify(session: Session, chain: UUID) -> tuple[int, str | None]:
    """Walk a chain from its first link; the number of rows read and a sentence about the first fault."""
    keys, before, seq = site().keys, START, 0
    columns = [getattr(AuditEntry, name) for name in (*FIELDS, "mac")]
    for row in session.connection().execute(
        select(*columns).where(AuditEntry.chain_id == chain).order_by(AuditEntry.seq).execution_options(yield_per=2000)
    ):
        entry = row._asdict()
        seq += 1
        if entry["seq"] != seq:
            return seq, f"Row {seq} is missing."
        if link(keys, before, entry) != entry["mac"]:
            return seq, f"Row {seq} was changed after it was written."
        before = entry["mac"]
    head = session.connection().execute(select(AuditHead.seq, AuditHead.mac).where(AuditHead.chain_id == chain)).first()
    if head and (head.seq, head.mac) != (seq, before):
        return seq, f"The trail ends at row {seq}, but its head says {head.seq}."
    return seq, None
