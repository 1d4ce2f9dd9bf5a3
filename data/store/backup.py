"""A copy of the database while it is in use, checked when it is made and again before it replaces anything."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, func, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError

from data.core import clock
from data.core.errors import NotReady, Refused
from data.core.settings import Settings
from data.models import Base
from data.store import schema
from data.store.engine import open_engine
from data.store.keyring import Keyring
from data.store.unit_of_work import close, connect, site

DAMAGED = "This file is no whole copy of an Ayurlahi database; nothing was changed."


def backup(target: Path) -> dict[str, int]:
    """Write a checked copy; the rows per table it holds."""
    if target.exists():
        raise Refused(f"{target.name} is already there. Name a file that does not exist.")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    if site().engine.dialect.name == "sqlite":
        _copy_sqlite(partial)
        counts = _checked_sqlite(site().settings, partial)
    else:
        counts = _rows(site().engine)
        _postgresql_tool("pg_dump", ["--format=custom", "--no-owner", f"--file={partial}", _libpq(site().settings)])
        _postgresql_tool("pg_restore", ["--list", str(partial)])
    os.replace(partial, target)
    return counts


def restore(settings: Settings, source: Path) -> dict[str, int]:
    """Check a copy, keep the present database beside it, and put the copy in its place."""
    if not source.exists():
        raise Refused(f"There is no file {source.name}.")
    if settings.database_url.startswith("sqlite"):
        return _restore_sqlite(settings, source)
    return _restore_postgresql(settings, source)


def _copy_sqlite(target: Path) -> None:
    copy = open_engine(_at(site().settings, target))
    here, there = site().engine.raw_connection(), copy.raw_connection()
    try:
        source, target_file = here.driver_connection, there.driver_connection
        assert source is not None
        assert target_file is not None
        source.backup(target_file)
        target_file.execute("PRAGMA journal_mode=DELETE")  # one file, no log beside it
    finally:
        here.close()
        there.close()
    copy.dispose()


def _at(settings: Settings, path: Path) -> Settings:
    return replace(settings, database_url=f"sqlite:///{path.resolve()}")


def _checked_sqlite(settings: Settings, path: Path) -> dict[str, int]:
    try:
        engine = open_engine(_at(settings, path))
        with engine.begin() as connection:
            if connection.execute(text("PRAGMA integrity_check")).scalar() != "ok":
                raise Refused(DAMAGED)
            Keyring(settings.master_key, engine).check(connection)
            schema.check(connection)
            if MigrationContext.configure(connection).get_current_revision() is None:
                raise Refused(DAMAGED)
        counts = _rows(engine)
    except (SQLAlchemyError, NotReady) as bad:
        raise Refused(DAMAGED) from bad
    engine.dispose()
    for tail in ("-wal", "-shm"):
        Path(str(path) + tail).unlink(missing_ok=True)
    return counts


def _rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in Base.metadata.sorted_tables}


def _restore_sqlite(settings: Settings, source: Path) -> dict[str, int]:
    here = Path(make_url(settings.database_url).database or "")
    fresh = here.with_name(here.name + ".restoring")
    shutil.copyfile(source, fresh)
    counts = _checked_sqlite(settings, fresh)
    close()
    if here.exists():
        _set_aside(here)
    os.replace(fresh, here)
    connect(settings)
    return counts


def _set_aside(here: Path) -> None:
    """Keep the present database beside the restored one, its log written into it first."""
    stamp = f"{clock.now():%Y%m%d-%H%M%S}"
    for tail in ("", "-wal", "-shm"):
        old = Path(str(here) + tail)
        if old.exists():
            os.replace(old, Path(f"{here}.before-{stamp}{tail}"))


def _restore_postgresql(settings: Settings, source: Path) -> dict[str, int]:
    _postgresql_tool("pg_restore", ["--list", str(source)])
    close()
    _postgresql_tool(
        "pg_restore",
        ["--clean", "--if-exists", "--no-owner", "--single-transaction", f"--dbname={_libpq(settings)}", str(source)],
    )
    opened = connect(settings)
    with opened.engine.begin() as connection:
        opened.keys.check(connection)
        schema.check(connection)
    return _rows(opened.engine)


def _libpq(settings: Settings) -> str:
    return make_url(settings.database_url).set(drivername="postgresql").render_as_string(hide_password=False)


def _postgresql_tool(name: str, arguments: list[str]) -> None:
    program = shutil.which(name, path=os.environ.get("PG_BIN")) or shutil.which(name)
    if not program:
        raise Refused(f"{name} is not on this machine. Install the PostgreSQL client, or set PG_BIN to its folder.")
    done: Any = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(DAMAGED if name == "pg_restore" else f"{name} failed: {done.stderr.strip().splitlines()[-1]}")
