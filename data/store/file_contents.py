"""The contents of files: sealed, put into the store, opened again, swept when nothing names them."""

from __future__ import annotations

from datetime import timedelta
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import select, update

from data.core import clock
from data.core.actor import Actor, system
from data.core.errors import Conflict
from data.models import StoredFile, TradeFile
from data.store import file_store
from data.store.keyring import NUMBER, PLATFORM, mac
from data.store.unit_of_work import reading, site, writing

ORPHANS_KEPT = timedelta(days=30)
DAMAGED = "The stored content of this file was changed or is damaged. Ask the operator to restore the files."
PURPOSE = "files"

File = StoredFile | TradeFile


def keeper(row: File) -> UUID:
    """Whose key seals the contents."""
    return row.clinic_id if isinstance(row, StoredFile) else PLATFORM


def digest(row: File, content: bytes) -> bytes:
    """A keyed hash of the plain content."""
    return mac(site().keys.purpose_key(keeper(row), "file-digest"), content)


class Places:
    """Contents written before the transaction that names them; they go again unless it is committed."""

    def __init__(self) -> None:
        self._written: list[str] = []

    def __enter__(self) -> Self:
        return self

    def put(self, row: File, part: str, content: bytes) -> str:
        self._written.append(file_store.put(site().keys.seal(keeper(row), PURPOSE, content, _label(row, part))))
        return self._written[-1]

    def keep(self) -> None:
        self._written.clear()

    def __exit__(self, *_fault: object) -> None:
        file_store.drop(*self._written)


def _label(row: File, part: str) -> bytes:
    """What a sealed content is bound to: one clinic, one file, and which of its two contents it is."""
    return f"{row.__tablename__}|{part}|{keeper(row)}|{row.id}".encode()


def opened(row: File, part: str, place: str) -> bytes:
    """A content of a file; Conflict when it was changed, NotFound when it is gone."""
    try:
        return site().keys.open(keeper(row), PURPOSE, file_store.get(place), _label(row, part))
    except InvalidTag as changed:
        raise Conflict(DAMAGED) from changed


def sweep() -> int:
    """Drop contents no row names, a month after they were written (a transaction that failed, a machine that stopped)."""
    with reading(system()) as session:
        named = {p for m in (StoredFile, TradeFile) for pair in session.execute(select(m.place, m.preview_place)) for p in pair}
    lost = [place for place in file_store.older_than(clock.now() - ORPHANS_KEPT) if place not in named]
    file_store.drop(*lost)
    return len(lost)


def seal_anew(actor: Actor, file_id: UUID) -> bool:
    """Seal the contents of a file with the newest key of its clinic; whether there was something to do."""
    newest = site().keys.newest(actor.clinic_id or UUID(int=0))
    with Places() as places:
        with writing(actor) as session:
            row = session.scalars(select(StoredFile).where(StoredFile.id == file_id).with_for_update()).one()
            old = {part: place for part, place in (("content", row.place), ("preview", row.preview_place)) if place}
            if all(int.from_bytes(file_store.get(place)[:NUMBER], "big") >= newest for place in old.values()):
                return False
            new = {part: places.put(row, part, opened(row, part, place)) for part, place in old.items()}
            session.connection().execute(
                update(StoredFile)
                .where(StoredFile.clinic_id == row.clinic_id, StoredFile.id == row.id)
                .values(place=new["content"], preview_place=new.get("preview"), updated_at=StoredFile.updated_at)
            )
        places.keep()
    file_store.drop(*old.values())
    return True
