"""One engine for both databases, opened the way that loses no commit."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Engine, create_engine, event, exc
from sqlcipher3 import dbapi2 as sqlcipher

from data.core.errors import NotReady
from data.core.settings import Settings
from data.store.keyring import WRONG_KEY, database_key

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL lost acknowledged commits in simulated power cuts
    "foreign_keys=ON",
    "busy_timeout=10000",
    "mmap_size=0",
    "trusted_schema=OFF",
    "temp_store=MEMORY",
)


def open_engine(settings: Settings) -> Engine:
    """The engine for the site's database; NotReady when the key does not fit."""
    json = {"json_serializer": _dumps, "json_deserializer": orjson.loads}
    if settings.database_url.startswith("sqlite"):
        engine = create_engine(settings.database_url, module=sqlcipher, **json, pool_size=10, max_overflow=20)
        _prepare_sqlite(engine, database_key(settings.master_key) if settings.cipher else "")
    else:
        engine = create_engine(settings.database_url, pool_size=10, max_overflow=20, pool_pre_ping=True, **json)
    _try(engine)
    return engine


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def _try(engine: Engine) -> None:
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1 FROM sqlite_master" if engine.dialect.name == "sqlite" else "SELECT 1")
    except exc.DatabaseError as bad:
        if "not a database" in str(bad):
            raise NotReady(WRONG_KEY) from bad
        raise NotReady("The database does not answer. Check DATABASE_URL and that the server runs.") from bad


def _prepare_sqlite(engine: Engine, key: str) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        if key:
            cursor.execute(f"PRAGMA key = \"x'{key}'\"")
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
