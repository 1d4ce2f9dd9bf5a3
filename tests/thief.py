"""Somebody with the database in hand, who goes around the application."""

from __future__ import annotations

from sqlalchemy import text

from data.store import schema
from data.store.unit_of_work import site


def behind_the_application(*statements):
    """As a thief with the database in hand: the refusing triggers taken away first, and put back."""
    engine = site().engine
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        else:
            for (name,) in connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entries'")
            ).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(statement)
        schema.apply(connection)
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_entries ENABLE TRIGGER USER"))
