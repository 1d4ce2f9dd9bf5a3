"""Files that belong to a row: checked, sealed, kept, opened through the permission of the row, each opening in the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session, undefer

from data.core import clock
from data.core.actor import Actor, across
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooLarge
from data.core.resource import resource as declared
from data.models import StoredFile, TradeFile, User
from data.models.base import new_id
from data.store import access, audit, changes, file_contents, file_names
from data.store.file_contents import File, Places
from data.store.file_examiner import MEGA, MOST_BYTES, TOO_LARGE, Seen, examined, pictured
from data.store.read import as_id, find
from data.store.unit_of_work import reading, writing

MOST_FILES = 50
LONGEST_REASON = 300
Rule = Callable[[Session, Actor, Any], None]


@dataclass(frozen=True, slots=True)
class Takes:
    """How a noun takes files: the verb one attaches and removes with, what may refuse it for a row, how large and how many."""

    verb: str
    rule: Rule | None = None
    most_bytes: int = MOST_BYTES
    most_files: int = MOST_FILES
    is_shared: bool = False  # two organisations put files to one row: each removes only what it attached itself
    is_trade: bool = False  # papers and pictures of an organisation, which has no key of its own: the platform's seals them
    is_picture: bool = False  # pictures anybody sees who sees the row: made anew, and looked at without a line in the trail
    column: str = ""  # the column of the row that names its newest file


TAKES: dict[str, Takes] = {"lab_reports": Takes("upload")}


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
        asked = _owner(session, actor, noun, row_id, takes)
    if len(content) > takes.most_bytes:
        raise TooLarge(f"This file is larger than {takes.most_bytes // MEGA} MB. Save it smaller, or divide it.")
    seen, content = pictured(content) if takes.is_picture else (examined(content), content)
    with Places() as places:
        row = _sealed(actor, noun, asked, name, content, seen, places)
        with writing(_door(actor, noun)) as session:
            owner = _owner(session, actor, noun, row_id, takes, lock=True)
            _room_left(session, noun, owner.id, takes.most_files)
            _hang(session, actor, owner, row)
        places.keep()
    return row.id


def put(session: Session, actor: Actor, noun: str, owner: Any, name: str, content: bytes, seen: Seen) -> UUID:
    """Add a file the program made itself to a row, inside an open transaction; nobody has to look into it."""
    with Places() as places:
        row = _sealed(actor, noun, owner, name, content, seen, places)
        _hang(session, actor, owner, row)
        places.keep()
    return row.id


def _sealed(actor: Actor, noun: str, owner: Any, name: str, content: bytes, seen: Seen, places: Places) -> File:
    """The row of a file whose contents are in the store."""
    model = _model(noun)
    sides = {side: getattr(owner, side, None) for side in ("clinic_id", "manufacturer_id") if hasattr(model, side)}
    row: File = model(
        id=new_id(), noun=noun, row_id=owner.id, media_type=seen.media_type, size=len(content), created_by=actor.user_id,
        updated_by=actor.user_id, **sides,
    )  # fmt: skip
    row.name = file_names.clean(name, seen.media_type)
    row.digest = file_contents.digest(row, content)
    row.place = places.put(row, "content", content)
    row.preview_place = places.put(row, "preview", seen.preview) if seen.preview else None
    if isinstance(row, StoredFile):
        row.pages = seen.pages
    return row


def _hang(session: Session, actor: Actor, owner: Any, row: File) -> None:
    if isinstance(row, StoredFile):
        row.patient_id = getattr(owner, "patient_id", None)
    session.add(row)
    session.flush()
    if _takes(row.noun).column:
        setattr(owner, _takes(row.noun).column, row.id)
    _tell(session, actor, "attach-file", row)


def _model(noun: str) -> type[File]:
    return TradeFile if noun in TAKES and TAKES[noun].is_trade else StoredFile


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
    return across(actor) if noun in TAKES and (TAKES[noun].is_shared or TAKES[noun].is_trade) else actor


def _room_left(session: Session, noun: str, row_id: UUID, most: int) -> None:
    model: Any = _model(noun)
    query = select(func.count(model.id)).where(model.noun == noun, model.row_id == row_id, model.deleted_at.is_(None))
    if (session.scalar(query) or 0) >= most:
        raise Conflict(f"{most} files are here already. Remove one that is not needed first.")


def _tell(session: Session, actor: Actor, verb: str, row: File, **more: str) -> None:
    detail = {"file": str(row.id), "name": row.name, **more}
    audit.record(session, actor, verb, row.noun, row.row_id, clinic_id=row.clinic_id, detail=detail)
    if verb in {"attach-file", "remove-file"}:
        for side in (row.clinic_id, getattr(row, "manufacturer_id", None)):
            if side is not None:
                changes.touch(session, side, row.noun)


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
        rows = list(session.scalars(_files(noun, [owner.id])))
        if rows and not (noun in TAKES and TAKES[noun].is_picture):
            audit.record(session, actor, "list-files", noun, owner.id, clinic_id=owner.clinic_id, shown=[r.id for r in rows])
        ids = {r.created_by for r in rows if r.created_by}
        known = User.manufacturer_id == actor.manufacturer_id if actor.manufacturer_id else true()
        names = dict(session.execute(select(User.id, User.full_name).where(User.id.in_(ids), known)).all()) if ids else {}
        return [_info(r, names) for r in rows]


def _files(noun: str, row_ids: Iterable[UUID]) -> Any:
    """The statement for the live files of some rows, oldest first."""
    model: Any = _model(noun)
    query = select(model).where(model.noun == noun, model.row_id.in_(row_ids), model.deleted_at.is_(None))
    query = query.order_by(model.created_at, model.id)
    return query.options(undefer(StoredFile.clinical_sealed)) if model is StoredFile else query


def pictures(actor: Actor, noun: str, row_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """The pictures of rows that were found for the actor, oldest first; they are looked for across the wall."""
    found: dict[UUID, list[UUID]] = {}
    with reading(across(actor)) as session:
        for row in session.scalars(_files(noun, row_ids)):
            found.setdefault(row.row_id, []).append(row.id)
    return found


def _info(row: File, names: dict[UUID, str]) -> FileInfo:
    who = names.get(row.created_by, "") if row.created_by else ""
    return FileInfo(row.id, row.name, row.media_type, row.size, row.pages, row.created_at, who, row.preview_place is not None)


@contextmanager
def _opening(actor: Actor, file_id: Any, *, lock: bool = False) -> Iterator[tuple[Session, File]]:
    """The transaction in which a file is opened or removed, with the file; NotFound and NotAllowed by its row."""
    with writing(across(actor) if actor.manufacturer_id else actor) as session:
        stored = _stored(session, actor, file_id, lock=lock)
        if stored is not None:
            yield session, stored
            return
    with writing(across(actor)) as session:
        traded = _traded(session, actor, file_id, lock=lock)
        if traded is None:
            raise NotFound
        yield session, traded


def _stored(session: Session, actor: Actor, file_id: Any, *, lock: bool = False) -> StoredFile | None:
    query = select(StoredFile).where(StoredFile.id == as_id(file_id), StoredFile.deleted_at.is_(None))
    if actor.manufacturer_id is not None:  # looks across the wall, at what is shared with it alone
        query = query.where(StoredFile.noun.in_([noun for noun, takes in TAKES.items() if takes.is_shared]))
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    _may_view(session, actor, row)
    return row


def _traded(session: Session, actor: Actor, file_id: Any, *, lock: bool = False) -> TradeFile | None:
    """A paper or picture of an organisation, looked for across the wall: who sees its row sees it."""
    query = select(TradeFile).where(TradeFile.id == as_id(file_id), TradeFile.deleted_at.is_(None))
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    _may_view(session, actor, row)
    return row


def _may_view(session: Session, actor: Actor, row: File | None) -> None:
    if row is not None:
        resource = _declared(row.noun)
        access.require(resource, actor, "view")
        find(session, resource, actor, row.row_id, "view")


def content(actor: Actor, file_id: Any) -> tuple[str, str, bytes]:
    """Name, type and content of a file; the opening is in the trail before a byte leaves."""
    with _opening(actor, file_id) as (session, row):
        _tell(session, actor, "open-file", row)
    return row.name, row.media_type, file_contents.opened(row, "content", row.place)


def preview(actor: Actor, file_id: Any) -> bytes:
    """The preview of a file as PNG, of a picture as JPEG; NotFound where none could be made."""
    with reading(across(actor)) as session:
        picture = _traded(session, actor, file_id)
    if picture is not None and picture.preview_place and _takes(picture.noun).is_picture:
        return file_contents.opened(picture, "preview", picture.preview_place)
    with _opening(actor, file_id) as (session, row):
        if row.preview_place is None:
            raise NotFound("There is no preview of this file.")
        _tell(session, actor, "preview-file", row)
    return file_contents.opened(row, "preview", row.preview_place)


def remove(actor: Actor, file_id: Any, reason: str) -> None:
    """Take a file out of its row, with a reason; its content stays sealed in the store."""
    if not reason.strip():
        raise Invalid({"reason": "Say why this file is removed."})
    with _opening(actor, file_id, lock=True) as (session, row):
        takes = _takes(row.noun)
        owner = _owner(session, actor, row.noun, row.row_id, takes, lock=bool(takes.column))
        if takes.is_shared and row.created_by != actor.user_id:
            raise NotAllowed("Only who attached a file removes it.")
        row.deleted_at, row.deleted_by = clock.now(), actor.user_id
        row.delete_reason = reason.strip()[:LONGEST_REASON]
        session.flush()
        if takes.column:
            left = list(session.scalars(_files(row.noun, [row.row_id])))
            setattr(owner, takes.column, left[-1].id if left else None)
        _tell(session, actor, "remove-file", row, reason=reason.strip())


__all__ = ["MEGA", "MOST_BYTES", "TAKES", "TOO_LARGE", "FileInfo", "Seen", "Takes", "attach", "content", "may_attach", "of_row", "pictures",
           "preview", "put", "remove"]  # fmt: skip
