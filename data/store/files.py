"""Files that belong to a row: checked, sealed, kept, opened through the permission of the row, each opening in the trail."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import func, select, true, update
from sqlalchemy.orm import Session, undefer

from data.core import clock
from data.core.actor import Actor, across, system
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooLarge
from data.core.resource import resource as declared
from data.models import StoredFile, User
from data.models.base import new_id
from data.store import access, audit, changes, file_names, file_store
from data.store.keyring import NUMBER, mac
from data.store.read import as_id, find
from data.store.unit_of_work import reading, site, writing

MEGA = 1024 * 1024
MOST_BYTES = 20 * MEGA
MOST_FILES = 50
PATIENCE = 40
LONGEST_REASON = 300
ORPHANS_KEPT = timedelta(days=30)
TOO_LARGE = "This file is larger than 20 MB. Save it smaller, or divide it."
UNREADABLE = "This file could not be checked safely. Print it to a new PDF, or save the picture anew, and attach that."
DAMAGED = "The stored content of this file was changed or is damaged. Ask the operator to restore the files."
PURPOSE = "files"
CHECKER = Path(__file__).with_name("file_check.py")

Rule = Callable[[Session, Actor, Any], None]


@dataclass(frozen=True, slots=True)
class Takes:
    """How a noun takes files: the verb one attaches and removes with, what may refuse it for a row, how large and how many."""

    verb: str
    rule: Rule | None = None
    most_bytes: int = MOST_BYTES
    most_files: int = MOST_FILES
    is_shared: bool = False  # two organisations put files to one row: each removes only what it attached itself


TAKES: dict[str, Takes] = {"lab_reports": Takes("upload")}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the checker saw: type by content, pages of a PDF, a preview as PNG."""

    media_type: str
    pages: int | None
    preview: bytes | None


@dataclass(frozen=True, slots=True)
class FileInfo:
    """What a list of files shows; `size` in bytes."""

    id: UUID
    name: str
    media_type: str
    size: int
    pages: int | None
    attached_at: datetime
    attached_by: str
    has_preview: bool


def attach(actor: Actor, noun: str, row_id: Any, name: str, content: bytes) -> UUID:
    """Add a file to a row; Invalid with a sentence for a file that is not taken, TooLarge beyond 20 MB."""
    takes = _takes(noun)
    with reading(actor) as session:  # before the work of looking into it
        clinic_id = _owner(session, actor, noun, row_id, takes).clinic_id
    if len(content) > takes.most_bytes:
        raise TooLarge(f"This file is larger than {takes.most_bytes // MEGA} MB. Save it smaller, or divide it.")
    seen = examined(content)
    row = StoredFile(
        id=new_id(), clinic_id=clinic_id, noun=noun, row_id=as_id(row_id), media_type=seen.media_type, pages=seen.pages,
        size=len(content), created_by=actor.user_id, updated_by=actor.user_id,
        digest=mac(site().keys.purpose_key(clinic_id, "file-digest"), content),
    )  # fmt: skip
    row.name = file_names.clean(name, seen.media_type)
    with _Places() as places:
        row.place = places.put(clinic_id, row.id, "content", content)
        row.preview_place = places.put(clinic_id, row.id, "preview", seen.preview) if seen.preview else None
        with writing(_door(actor, noun)) as session:
            owner = _owner(session, actor, noun, row_id, takes, lock=True)
            _room_left(session, noun, owner.id, takes.most_files)
            row.patient_id = getattr(owner, "patient_id", None)
            session.add(row)
            session.flush()
            _tell(session, actor, "attach-file", row)
        places.keep()
    return row.id


class _Places:
    """Contents written before the transaction that names them; they go again unless it is committed."""

    def __init__(self) -> None:
        self._written: list[str] = []

    def __enter__(self) -> Self:
        return self

    def put(self, clinic_id: UUID, file_id: UUID, part: str, content: bytes) -> str:
        self._written.append(file_store.put(site().keys.seal(clinic_id, PURPOSE, content, _label(clinic_id, file_id, part))))
        return self._written[-1]

    def keep(self) -> None:
        self._written.clear()

    def __exit__(self, *_fault: object) -> None:
        file_store.drop(*self._written)


def _label(clinic_id: UUID, file_id: UUID, part: str) -> bytes:
    """What a sealed content is bound to: one clinic, one file, and which of its two contents it is."""
    return f"stored_files|{part}|{clinic_id}|{file_id}".encode()


def _takes(noun: str) -> Takes:
    if noun not in TAKES:
        raise NotFound
    return TAKES[noun]


def _owner(session: Session, actor: Actor, noun: str, row_id: Any, takes: Takes, *, lock: bool = False) -> Any:
    """The row that takes the file, if the actor may give it one."""
    resource = _declared(noun)
    access.require(resource, actor, takes.verb)
    row = find(session, resource, actor, row_id, takes.verb, lock=lock)
    if takes.rule:
        takes.rule(session, actor, row)
    return row


def _declared(noun: str) -> Any:
    try:
        return declared(noun)
    except KeyError as unknown:
        raise NotFound from unknown


def _door(actor: Actor, noun: str) -> Actor:
    """Whoever acts across the wall for a row two organisations share; the permission is asked with the actor herself."""
    return across(actor) if noun in TAKES and TAKES[noun].is_shared else actor


def _room_left(session: Session, noun: str, row_id: UUID, most: int) -> None:
    query = select(func.count(StoredFile.id)).where(
        StoredFile.noun == noun, StoredFile.row_id == row_id, StoredFile.deleted_at.is_(None)
    )
    if (session.scalar(query) or 0) >= most:
        raise Conflict(f"{most} files are here already. Remove one that is not needed first.")


def _tell(session: Session, actor: Actor, verb: str, row: StoredFile, **more: str) -> None:
    detail = {"file": str(row.id), "name": row.name, **more}
    audit.record(session, actor, verb, row.noun, row.row_id, clinic_id=row.clinic_id, detail=detail)
    if verb in {"attach-file", "remove-file"}:
        changes.touch(session, row.clinic_id, row.noun)


_at_once = BoundedSemaphore(2)


def examined(content: bytes) -> Seen:
    """What a file is, found out by a program of its own; a stranger's file that breaks it breaks nothing else."""
    if len(content) > MOST_BYTES:
        raise TooLarge(TOO_LARGE)
    program = [sys.executable, "-I", str(CHECKER)]
    try:
        with _at_once:
            done = subprocess.run(program, input=content, capture_output=True, timeout=PATIENCE, env={}, check=True)
        head, _, preview = done.stdout.partition(b"\n")
        told = json.loads(head)
    except (subprocess.SubprocessError, ValueError) as broken:
        raise Invalid({"file": UNREADABLE}) from broken
    if "refused" in told:
        raise Invalid({"file": told["refused"]})
    return Seen(told["media_type"], told["pages"], preview or None)


def may_attach(actor: Actor, noun: str, row_id: Any) -> bool:
    """Whether the actor may add and remove files of this row now."""
    try:
        with reading(actor) as session:
            _owner(session, actor, noun, row_id, _takes(noun))
    except (NotAllowed, NotFound, Conflict, Invalid):
        return False
    return True


def of_row(actor: Actor, noun: str, row_id: Any) -> list[FileInfo]:
    """The files of a row the actor may view, oldest first; that their names were shown is in the trail."""
    resource = _declared(noun)
    access.require(resource, actor, "view")
    with writing(_door(actor, noun)) as session:
        owner = find(session, resource, actor, row_id, "view")
        query = select(StoredFile).where(StoredFile.noun == noun, StoredFile.row_id == owner.id, StoredFile.deleted_at.is_(None))
        query = query.order_by(StoredFile.created_at, StoredFile.id).options(undefer(StoredFile.clinical_sealed))
        rows = list(session.scalars(query))
        if rows:
            audit.record(session, actor, "list-files", noun, owner.id, clinic_id=owner.clinic_id, shown=[r.id for r in rows])
        ids = {r.created_by for r in rows if r.created_by}
        known = User.manufacturer_id == actor.manufacturer_id if actor.manufacturer_id else true()
        names = dict(session.execute(select(User.id, User.full_name).where(User.id.in_(ids), known)).all()) if ids else {}
        return [_info(r, names) for r in rows]


def _info(row: StoredFile, names: dict[UUID, str]) -> FileInfo:
    who = names.get(row.created_by, "") if row.created_by else ""
    return FileInfo(row.id, row.name, row.media_type, row.size, row.pages, row.created_at, who, row.preview_place is not None)


def _find(session: Session, actor: Actor, file_id: Any, *, lock: bool = False) -> StoredFile:
    query = select(StoredFile).where(StoredFile.id == as_id(file_id), StoredFile.deleted_at.is_(None))
    if actor.manufacturer_id is not None:  # looks across the wall, at what is shared with it alone
        query = query.where(StoredFile.noun.in_([noun for noun, takes in TAKES.items() if takes.is_shared]))
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound
    resource = _declared(row.noun)
    access.require(resource, actor, "view")
    find(session, resource, actor, row.row_id, "view")
    return row


def content(actor: Actor, file_id: Any) -> tuple[str, str, bytes]:
    """Name, type and content of a file; the opening is in the trail before a byte leaves."""
    with writing(across(actor) if actor.manufacturer_id else actor) as session:
        row = _find(session, actor, file_id)
        _tell(session, actor, "open-file", row)
    return row.name, row.media_type, _opened(row, "content", row.place)


def preview(actor: Actor, file_id: Any) -> bytes:
    """The preview of a file as PNG; NotFound where none could be made."""
    with writing(across(actor) if actor.manufacturer_id else actor) as session:
        row = _find(session, actor, file_id)
        if row.preview_place is None:
            raise NotFound("There is no preview of this file.")
        _tell(session, actor, "preview-file", row)
    return _opened(row, "preview", row.preview_place)


def _opened(row: StoredFile, part: str, place: str) -> bytes:
    try:
        return site().keys.open(row.clinic_id, PURPOSE, file_store.get(place), _label(row.clinic_id, row.id, part))
    except InvalidTag as changed:
        raise Conflict(DAMAGED) from changed


def remove(actor: Actor, file_id: Any, reason: str) -> None:
    """Take a file out of its row, with a reason; its content stays sealed in the store."""
    if not reason.strip():
        raise Invalid({"reason": "Say why this file is removed."})
    with writing(across(actor) if actor.manufacturer_id else actor) as session:
        row = _find(session, actor, file_id, lock=True)
        takes = _takes(row.noun)
        _owner(session, actor, row.noun, row.row_id, takes)
        if takes.is_shared and row.created_by != actor.user_id:
            raise NotAllowed("Only who attached a file removes it.")
        row.deleted_at, row.deleted_by = clock.now(), actor.user_id
        row.delete_reason = reason.strip()[:LONGEST_REASON]
        session.flush()
        _tell(session, actor, "remove-file", row, reason=reason.strip())


def sweep() -> int:
    """Drop contents no row names, a month after they were written (a transaction that failed, a machine that stopped)."""
    with reading(system()) as session:
        named = {p for pair in session.execute(select(StoredFile.place, StoredFile.preview_place)) for p in pair}
    lost = [place for place in file_store.older_than(clock.now() - ORPHANS_KEPT) if place not in named]
    file_store.drop(*lost)
    return len(lost)


def seal_anew(actor: Actor, file_id: UUID) -> bool:
    """Seal the contents of a file with the newest key of its clinic; whether there was something to do."""
    newest = site().keys.newest(actor.clinic_id or UUID(int=0))
    with _Places() as places:
        with writing(actor) as session:
            row = session.scalars(select(StoredFile).where(StoredFile.id == file_id).with_for_update()).one()
            old = {part: place for part, place in (("content", row.place), ("preview", row.preview_place)) if place}
            if all(int.from_bytes(file_store.get(place)[:NUMBER], "big") >= newest for place in old.values()):
                return False
            new = {part: places.put(row.clinic_id, row.id, part, _opened(row, part, place)) for part, place in old.items()}
            session.connection().execute(
                update(StoredFile)
                .where(StoredFile.clinic_id == row.clinic_id, StoredFile.id == row.id)
                .values(place=new["content"], preview_place=new.get("preview"), updated_at=StoredFile.updated_at)
            )
        places.keep()
    file_store.drop(*old.values())
    return True
