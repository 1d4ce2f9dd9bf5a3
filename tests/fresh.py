"""A PostgreSQL database that is as good as new for each test: emptied, which costs a tenth of copying the template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import sql

# What a test may have done to the tables themselves.
SHAPE = """
SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
       (SELECT count(*) FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid WHERE relnamespace = 'public'::regnamespace),
       (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_trigger WHERE tgenabled = 'O'),
       (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace), (SELECT max(version_num) FROM alembic_version)
"""
OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the migrations left: the shape of the tables, their names, and which of them are not empty."""

    shape: tuple
    names: list[str]
    filled: list[str]


_kept: dict[str, Kept] = {}


def database(server: str, name: str, template: str) -> None:
    """The database of that name as the template is; made anew only when a test has changed its tables."""
    address = server.replace("/postgres?", f"/{name}?")
    if address in _kept and _is_emptied(address, _kept[address]):
        return
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    with psycopg.connect(address) as connection:
        names = [one for (one,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()]
        filled = [one for one in names if connection.execute(_said("SELECT 1 FROM public.{} LIMIT 1", one)).fetchone()]
        connection.execute("CREATE SCHEMA pristine")
        connection.execute(_said("CREATE TABLE pristine.{0} AS TABLE public.{0}", *filled))
        _kept[address] = Kept(connection.execute(SHAPE).fetchone() or (), names, filled)


def _is_emptied(address: str, kept: Kept) -> bool:
    with psycopg.connect(address) as connection:
        connection.execute(OTHERS)
        if connection.execute(SHAPE).fetchone() != kept.shape:
            return False
        connection.execute("SET LOCAL session_replication_role = replica")  # triggers and foreign keys stand aside
        connection.execute(_said("DELETE FROM public.{}", *kept.names))
        connection.execute(_said("INSERT INTO public.{0} SELECT * FROM pristine.{0}", *kept.filled))
    return True


def _said(statement: LiteralString, *tables: str) -> sql.Composed:
    """One statement for each table, sent at once."""
    return sql.SQL(";").join(sql.SQL(statement).format(sql.Identifier(table)) for table in tables)
