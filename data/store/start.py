"""What must be true before the site serves anybody."""

from __future__ import annotations

from sqlalchemy import inspect, select

from data.core.errors import NotReady
from data.core.settings import Settings
from data.models import User
from data.store.site import site


def check(settings: Settings) -> None:
    """NotReady with one sentence unless tables, keys and accounts fit the mode."""
    engine = site().engine
    if not inspect(engine).has_table("clinics"):
        raise NotReady("The database is empty. Run: python -m data migrate")
    with engine.begin() as connection:
        site().keys.check(connection)
    if not settings.is_demo:
        with engine.connect() as connection:
            if connection.execute(select(User.id).where(User.is_demo, User.is_active).limit(1)).first():
                raise NotReady(
                    "There are demo accounts in this database. Delete them before it serves real patients."
                )
