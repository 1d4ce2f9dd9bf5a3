"""Up from empty, down, up with populated tables; no drift, no lost trigger, no emptied child."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import column, func, select, update
from sqlalchemy import table as sql_table

from data.core import clock
from data.core.actor import system
from data.core.errors import NotReady
from data.models import Base, Patient
from data.store import migrate, read, schema, start
from data.store.unit_of_work import reading, site
from tests.store.test_canaries import plant

REBUILD = '''"""A test revision that rebuilds a populated table in batch mode."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade():
    for table in ("appointments", "patients", "audit_entries"):
        with op.batch_alter_table(table, recreate="always" if op.get_bind().dialect.name == "sqlite" else "auto") as batch:
            batch.add_column(sa.Column("added_by_a_test", sa.Integer(), nullable=True))


def downgrade():
    for table in ("appointments", "patients", "audit_entries"):
        with op.batch_alter_table(table, recreate="always" if op.get_bind().dialect.name == "sqlite" else "auto") as batch:
            batch.drop_column("added_by_a_test")
'''


def counts():
    with site().engine.connect() as connection:
        return {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in Base.metadata.sorted_tables}


def guards():
    with site().engine.connect() as connection:
        return schema.names(connection)


def drift():
    with site().engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)


def head():
    with site().engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def test_the_migrations_make_just_what_the_models_say(database):
    assert drift() == []
    assert guards() == schema.expected(site().engine.dialect.name)


def test_down_to_nothing_and_up_again(database):
    migrate.downgrade("base")
    migrate.upgrade()
    assert drift() == []
    assert guards() == schema.expected(site().engine.dialect.name)


def test_a_rebuilt_table_keeps_its_rows_its_children_and_its_triggers(database, tmp_path):
    plant()
    before = counts()
    assert before["appointments"] == 1
    assert before["patients"] == 1
    folder = tmp_path / "revisions"
    folder.mkdir()
    (folder / "9999_rebuild.py").write_text(REBUILD.format(head=head()))
    migrate.upgrade("9999", folder)
    assert counts() == before
    assert guards() == schema.expected(site().engine.dialect.name)
    migrate.downgrade("-1", folder)
    assert counts() == before
    assert guards() == schema.expected(site().engine.dialect.name)
    assert drift() == []


def test_the_newest_tables_go_and_come_back_around_rows_that_stay(database):
    plant()
    before = counts()
    migrate.downgrade("0001")
    migrate.upgrade()
    assert counts() == before | {"org_events": 0}  # the clinic's first event went with the tables of the marketplace
    assert guards() == schema.expected(site().engine.dialect.name)
    assert drift() == []


def test_why_something_was_deleted_moves_into_the_envelope(database):
    program = system(plant())
    migrate.downgrade("0006")
    reasons = {"patients": "Canaryreason of a patient", "appointments": "Canaryreason of a visit"}
    with site().engine.begin() as connection:
        for table, reason in reasons.items():
            kept = column("delete_reason"), column("deleted_at")
            connection.execute(
                update(sql_table(table, *kept)).values(delete_reason=reason, deleted_at=clock.now().replace(tzinfo=None))
            )
    migrate.upgrade()
    assert drift() == []
    for noun, reason in reasons.items():
        assert [gone.reason for gone in read.deleted(noun, program)] == [reason]
    with reading(program) as session:
        assert session.scalars(select(Patient)).one().first_name == "Canaryfirst"


def test_a_lost_trigger_stops_the_start(database):
    with site().engine.begin() as connection:
        if site().engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER excl_appointments_doctor_insert")
        else:
            connection.exec_driver_sql("ALTER TABLE appointments DROP CONSTRAINT excl_appointments_doctor")
    with pytest.raises(NotReady, match="has lost excl_appointments_doctor"):
        start.check(site().settings)


def test_a_database_without_tables_says_what_to_run(database):
    migrate.downgrade("base")
    with pytest.raises(NotReady, match="python -m data migrate"):
        start.check(site().settings)
