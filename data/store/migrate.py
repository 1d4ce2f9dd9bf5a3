"""Bring the tables to where the code expects them, with what was there kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from data.core.errors import NotReady
from data.store import schema
from data.store.site import site

SCRIPTS = Path(__file__).parent.parent / "migrations"


def upgrade(revision: str = "head", extra: Path | None = None) -> None:
    """Go up to a revision; constraints and triggers are put in place afterwards. `extra` is a folder of test revisions."""
    _run(lambda config: command.upgrade(config, revision), extra)


def downgrade(revision: str, extra: Path | None = None) -> None:
    """Go down to a revision."""
    _run(lambda config: command.downgrade(config, revision), extra)


def config_for(connection: Connection, extra: Path | None = None) -> Config:
    """Alembic's settings on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    places = [str(SCRIPTS / "versions"), *([str(extra)] if extra else [])]
    config.set_main_option("version_locations", ":".join(places))
    config.set_main_option("path_separator", ":")
    config.attributes["connection"] = connection
    return config


def _run(step: Callable[[Config], None], extra: Path | None) -> None:
    with site().engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Batch mode drops and rebuilds tables: with foreign keys on, that would empty their children.
            _pragma(connection, "OFF")
        with connection.execution_options(writes=True).begin():
            schema.lift(connection)
            step(config_for(connection, extra))
            if connection.dialect.has_table(connection, "appointments"):
                schema.apply(connection)
            broken = connection.execute(text("PRAGMA foreign_key_check")).all() if sqlite else []
            if broken:
                raise NotReady(f"The migration would break a link of {broken[0][0]}; nothing was changed.")
        if sqlite:
            _pragma(connection, "ON")


def _pragma(connection: Connection, value: str) -> None:
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.execute(f"PRAGMA foreign_keys={value}")
