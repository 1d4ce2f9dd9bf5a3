"""The open database of this process: engine, keys and the maker of sessions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from data.core.errors import NotReady
from data.core.settings import Settings
from data.models import Cabinet
from data.store.engine import open_engine
from data.store.keyring import Keyring
from data.store.wall import WalledSession


@dataclass(frozen=True, slots=True)
class Site:
    """The open database of this process."""

    settings: Settings
    engine: Engine
    keys: Keyring
    sessions: sessionmaker[Session]


_site: Site | None = None


def connect(settings: Settings) -> Site:
    """Open the site's database for this process; NotReady when keys and database do not fit."""
    global _site
    close()
    engine = open_engine(settings)
    keys = Keyring(settings.master_key, engine)
    Cabinet.seal, Cabinet.open = keys.seal, keys.open
    _site = Site(settings, engine, keys, sessionmaker(engine, class_=WalledSession, expire_on_commit=False))
    return _site


def close() -> None:
    """Give the connections back (tests, forks)."""
    global _site
    if _site:
        _site.engine.dispose()
    _site = None


def site() -> Site:
    """The open site; NotReady before `connect`."""
    if _site is None:
        raise NotReady("The database is not open yet.")
    return _site
