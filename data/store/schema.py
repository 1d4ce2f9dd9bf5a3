"""What a table cannot say for itself: one idempotent list of constraints and triggers, applied after every migration.

Alembic's batch mode rebuilds a table on SQLite and drops its triggers without a word, so the list is
applied anew each time and looked for at every start.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from data.core.errors import NotReady
from data.store import schema_money, schema_trade

LIVE = "status IN ('scheduled', 'confirmed', 'in-progress') AND deleted_at IS NULL"
EXCLUSIVE = ("doctor", "patient", "room")
APPEND_ONLY = ("audit_entries",)


def apply(connection: Connection) -> None:
    """Put every constraint and trigger in place, those of tables a later migration makes when they are there."""
    is_postgresql = connection.dialect.name == "postgresql"
    statements = _postgresql() if is_postgresql else _sqlite()
    made = schema_money.postgresql if is_postgresql else schema_money.sqlite
    for money, table in ((schema_money, schema_money.BILLS), (schema_trade, schema_trade.ENTRIES)):
        if connection.dialect.has_table(connection, table):
            statements += made(money.refusals())
    for statement in statements:
        connection.execute(text(statement))


def lift(connection: Connection) -> None:
    """Take the triggers away on SQLite while tables are rebuilt: one that names another table would stop its renaming."""
    if connection.dialect.name == "sqlite":
        for name in sorted(names(connection)):
            connection.execute(text(f"DROP TRIGGER {name}"))


def names(connection: Connection) -> set[str]:
    """The constraints and triggers of this list that stand in the database."""
    if connection.dialect.name == "postgresql":
        query = "SELECT conname FROM pg_constraint WHERE contype = 'x' UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    return {name for (name,) in connection.execute(text(query))} & expected(connection.dialect.name)


def expected(dialect: str) -> set[str]:
    """The names that must stand in a database of this kind."""
    tails = [""] if dialect == "postgresql" else ["_insert", "_update"]
    slots = {f"excl_appointments_{who}{tail}" for who in EXCLUSIVE for tail in tails}
    kept = {f"keep_{table}_{verb}" for table in APPEND_ONLY for verb in ("update", "delete")}
    return slots | kept | schema_money.names() | schema_trade.names()


def check(connection: Connection) -> None:
    """NotReady when a constraint or trigger is missing."""
    missing = expected(connection.dialect.name) - names(connection)
    if missing:
        raise NotReady(f"The database has lost {min(missing)}. Run: python -m data migrate")


def _postgresql() -> list[str]:
    made = [
        "DO $$ BEGIN CREATE TYPE uuidrange AS RANGE (subtype = uuid); EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit trail is never changed'; END $$",
    ]
    for who in EXCLUSIVE:
        column = f"{who}_id"
        made.append(f"ALTER TABLE appointments DROP CONSTRAINT IF EXISTS excl_appointments_{who}")
        made.append(
            f"ALTER TABLE appointments ADD CONSTRAINT excl_appointments_{who} EXCLUDE USING gist "
            f"(uuidrange({column}, {column}, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&) "
            f"WHERE ({LIVE} AND {column} IS NOT NULL)"
        )
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            made.append(f"DROP TRIGGER IF EXISTS keep_{table}_{verb} ON {table}")
            made.append(
                f"CREATE TRIGGER keep_{table}_{verb} BEFORE {verb.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
    return made


def _sqlite() -> list[str]:
    made: list[str] = []
    for who in EXCLUSIVE:
        for verb in ("insert", "update"):
            made += _exclusive_trigger(who, verb)
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            made.append(f"DROP TRIGGER IF EXISTS keep_{table}_{verb}")
            made.append(
                f"CREATE TRIGGER keep_{table}_{verb} BEFORE {verb.upper()} ON {table} BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END"
            )
    return made


def _exclusive_trigger(who: str, verb: str) -> list[str]:
    name, column = f"excl_appointments_{who}_{verb}", f"{who}_id"
    new_is_live = LIVE.replace("status", "NEW.status").replace("deleted_at", "NEW.deleted_at")
    other = LIVE.replace("status", "o.status").replace("deleted_at", "o.deleted_at")
    clash = (  # built of our own words only
        f"SELECT 1 FROM appointments AS o WHERE o.clinic_id = NEW.clinic_id AND o.{column} = NEW.{column} AND o.id <> NEW.id "
        f"AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at AND o.starts_at > datetime(NEW.starts_at, '-9 hours') AND {other}"
    )
    made = (
        f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON appointments WHEN {new_is_live} AND NEW.{column} IS NOT NULL "
        f"BEGIN SELECT RAISE(ABORT, 'excl_appointments_{who}') WHERE EXISTS ({clash}); END"
    )
    return [f"DROP TRIGGER IF EXISTS {name}", made]
