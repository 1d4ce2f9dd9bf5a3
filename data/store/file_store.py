"""Where sealed contents lie: any place fsspec knows, named by FILES_URL; nothing readable ever gets here."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from uuid import uuid4

import fsspec
from fsspec.implementations.local import LocalFileSystem

from data.core.errors import NotFound
from data.store.site import site

OURS = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")
GONE = "The content of this file is not in the store. Ask the operator to restore the files."


def _root() -> tuple[fsspec.AbstractFileSystem, str]:
    found, root = fsspec.core.url_to_fs(site().settings.files_url)
    return found, str(root)


def put(sealed: bytes) -> str:
    """Write a sealed content to a new place; its name says nothing about whose it is."""
    store, root = _root()
    name = uuid4().hex
    place = f"{name[:2]}/{name}"
    store.makedirs(f"{root}/{name[:2]}", exist_ok=True)
    with store.open(f"{root}/{place}", "wb") as handle:
        handle.write(sealed)
        if isinstance(store, LocalFileSystem):  # a row must not outlive a power cut that its content does not
            handle.flush()
            os.fsync(handle.fileno())
    return place


def get(place: str) -> bytes:
    """A sealed content; NotFound with what to do when it is not there."""
    store, root = _root()
    try:
        return bytes(store.cat_file(f"{root}/{place}"))
    except FileNotFoundError as gone:
        raise NotFound(GONE) from gone


def drop(*places: str | None) -> None:
    """Take contents out; those that are gone already are no fault."""
    store, root = _root()
    for place in places:
        if place and store.exists(f"{root}/{place}"):
            store.rm_file(f"{root}/{place}")


def older_than(instant: datetime) -> list[str]:
    """The places written before an instant."""
    store, root = _root()
    if not store.exists(root):
        return []
    names = {path: path.removeprefix(root).lstrip("/") for path in store.find(root)}
    return [name for path, name in names.items() if OURS.fullmatch(name) and _written(store, path) < instant]


def _written(store: fsspec.AbstractFileSystem, path: str) -> datetime:
    at: datetime = store.modified(path)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
