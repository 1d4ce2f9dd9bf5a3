"""`migrate`, `backup`, `restore`."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from data.store import backup as copies
from data.store import migrate as migrations
from data.store.site import site


def migrate(_args: Namespace) -> None:
    """Make or update the tables, and note which master key they belong to."""
    migrations.upgrade()
    with site().engine.begin() as connection:
        site().keys.check(connection)


def backup(args: Namespace) -> None:
    """A checked copy of the database."""
    counts = copies.backup(Path(args.file))
    print(f"{sum(counts.values()):,} rows of {len(counts)} tables are in {args.file}.")


def restore(args: Namespace) -> None:
    """A checked copy takes the place of the database, which is kept beside it."""
    counts = copies.restore(args.settings, Path(args.file))
    print(f"{sum(counts.values()):,} rows are back; the database from before lies beside the restored one.")
