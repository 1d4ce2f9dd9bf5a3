"""What must be true before the site serves anybody."""

from __future__ import annotations

from sqlalchemy import inspect, select

from data.core.errors import NotReady
from data.core.settings import Settings
from data.models import User
from data.store import schema
from data.store.site import site


def has_tables_and_key() -> None:
    """NotReady unless the tables are there and the master key is the one they were made with."""
    engine = site().engine
    if not inspect(engine).has_table("clinics"):
        raise NotReady("The database is empty. Run: python -m data migrate")
    with engine.begin() as connection:
        site().keys.check(connection)
        schema.check(connection)


def check(settings: Settings) -> None:
    """NotReady with one sentence unless tables, keys and accounts fit the mode."""
    has_tables_and_key()
    if not settings.is_demo:
        with site().engine.connect() as connection:
            if connection.execute(select(User.id).where(User.is_demo, User.is_active).limit(1)).first():
                raise NotReady("There are demo accounts in this database. Delete them before it serves real patients.")
