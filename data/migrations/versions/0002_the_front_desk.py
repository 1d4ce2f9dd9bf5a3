"""The front desk in depth: series, waiting list, displays, merges, reminders, imports, daily readings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "displays",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("paired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_displays_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_displays")),
    )
    with op.batch_alter_table("displays", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_displays_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("uq_displays_code", ["code_hash"], unique=True)
        batch_op.create_index(
            "uq_displays_name",
            ["clinic_id", "name"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index("uq_displays_token", ["token_hash"], unique=True)

    op.create_table(
        "import_jobs",
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("mapping", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ident_seal_no", sa.Integer(), nullable=False),
        sa.Column("clinical_seal_no", sa.Integer(), nullable=False),
        sa.Column("ident_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinical_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_import_jobs_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_jobs")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_import_jobs_clinic_id_id")),
    )
    with op.batch_alter_table("import_jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_jobs_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_import_jobs_created", ["clinic_id", "created_at"], unique=False)

    op.create_table(
        "import_chunks",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ident_seal_no", sa.Integer(), nullable=False),
        sa.Column("clinical_seal_no", sa.Integer(), nullable=False),
        sa.Column("ident_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinical_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "job_id"], ["import_jobs.clinic_id", "import_jobs.id"], name="fk_import_chunks_job"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_import_chunks_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_chunks")),
    )
    with op.batch_alter_table("import_chunks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_chunks_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("uq_import_chunks_number", ["clinic_id", "job_id", "number"], unique=True)

    op.create_table(
        "daily_readings",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_daily_readings_doctor"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_daily_readings_clinic_id")),
        sa.PrimaryKeyConstraint("clinic_id", "key", "day", "doctor_id", "kind", name=op.f("pk_daily_readings")),
    )
    with op.batch_alter_table("daily_readings", schema=None) as batch_op:
        batch_op.create_index("ix_daily_readings_doctor", ["clinic_id", "doctor_id"], unique=False)

    op.create_table(
        "appointment_series",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_type", sa.String(length=14), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_appointment_series_doctor"
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_appointment_series_patient"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_appointment_series_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_series")),
    )
    with op.batch_alter_table("appointment_series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_series_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_appointment_series_doctor", ["clinic_id", "doctor_id"], unique=False)
        batch_op.create_index("ix_appointment_series_patient", ["clinic_id", "patient_id"], unique=False)

    op.create_table(
        "patient_merges",
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("moved", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("ident_seal_no", sa.Integer(), nullable=False),
        sa.Column("clinical_seal_no", sa.Integer(), nullable=False),
        sa.Column("ident_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinical_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id", "kept_id"], ["patients.clinic_id", "patients.id"], name="fk_patient_merges_kept"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "merged_id"], ["patients.clinic_id", "patients.id"], name="fk_patient_merges_merged"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_patient_merges_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_merges")),
    )
    with op.batch_alter_table("patient_merges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patient_merges_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_patient_merges_kept", ["clinic_id", "kept_id"], unique=False)
        batch_op.create_index("ix_patient_merges_merged", ["clinic_id", "merged_id"], unique=False)

    op.create_table(
        "reminders",
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "appointment_id"], ["appointments.clinic_id", "appointments.id"], name="fk_reminders_appointment"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_reminders_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
    )
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.create_index("ix_reminders_at", ["clinic_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminders_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("uq_reminders_once", ["clinic_id", "appointment_id", "starts_at", "channel"], unique=True)

    op.create_table(
        "waiting_list_entries",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=True),
        sa.Column("specialization", sa.String(length=120), nullable=True),
        sa.Column("appointment_type", sa.String(length=14), nullable=False),
        sa.Column("duration", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("time_of_day", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("ident_seal_no", sa.Integer(), nullable=False),
        sa.Column("clinical_seal_no", sa.Integer(), nullable=False),
        sa.Column("ident_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinical_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_waiting_list_entries_order")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "appointment_id"],
            ["appointments.clinic_id", "appointments.id"],
            name="fk_waiting_list_entries_appointment",
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_waiting_list_entries_doctor"
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_waiting_list_entries_patient"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_waiting_list_entries_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_list_entries")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_waiting_list_entries_clinic_id_id")),
    )
    with op.batch_alter_table("waiting_list_entries", schema=None) as batch_op:
        batch_op.create_index("ix_waiting_list_entries_appointment", ["clinic_id", "appointment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_waiting_list_entries_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_waiting_list_entries_doctor", ["clinic_id", "doctor_id"], unique=False)
        batch_op.create_index("ix_waiting_list_entries_patient", ["clinic_id", "patient_id"], unique=False)
        batch_op.create_index("ix_waiting_list_entries_waiting", ["clinic_id", "status", "created_at", "id"], unique=False)

    op.create_table(
        "slot_offers",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("freed_by_id", sa.Uuid(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_slot_offers_order")),
        sa.ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_slot_offers_doctor"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "entry_id"], ["waiting_list_entries.clinic_id", "waiting_list_entries.id"], name="fk_slot_offers_entry"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_slot_offers_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot_offers")),
    )
    with op.batch_alter_table("slot_offers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slot_offers_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_slot_offers_doctor", ["clinic_id", "doctor_id", "starts_at"], unique=False)
        batch_op.create_index("ix_slot_offers_entry", ["clinic_id", "entry_id"], unique=False)
        batch_op.create_index(
            "uq_slot_offers_open_entry",
            ["entry_id"],
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )
        batch_op.create_index(
            "uq_slot_offers_open_slot",
            ["doctor_id", "starts_at"],
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )

    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_priority", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("patients", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(length=2), nullable=False, server_default="en"))
        batch_op.add_column(sa.Column("wants_reminders", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.create_index(batch_op.f("ix_patients_merged_into_id"), ["merged_into_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("patients", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patients_merged_into_id"))
        batch_op.drop_column("wants_reminders")
        batch_op.drop_column("language")
        batch_op.drop_column("merged_into_id")

    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.drop_column("is_priority")

    with op.batch_alter_table("slot_offers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_slot_offers_open_slot", sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'")
        )
        batch_op.drop_index(
            "uq_slot_offers_open_entry", sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'")
        )
        batch_op.drop_index("ix_slot_offers_entry")
        batch_op.drop_index("ix_slot_offers_doctor")
        batch_op.drop_index(batch_op.f("ix_slot_offers_clinic_id"))

    op.drop_table("slot_offers")
    with op.batch_alter_table("waiting_list_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_waiting_list_entries_waiting")
        batch_op.drop_index("ix_waiting_list_entries_patient")
        batch_op.drop_index("ix_waiting_list_entries_doctor")
        batch_op.drop_index(batch_op.f("ix_waiting_list_entries_clinic_id"))
        batch_op.drop_index("ix_waiting_list_entries_appointment")

    op.drop_table("waiting_list_entries")
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.drop_index("uq_reminders_once")
        batch_op.drop_index(batch_op.f("ix_reminders_clinic_id"))
        batch_op.drop_index("ix_reminders_at")

    op.drop_table("reminders")
    with op.batch_alter_table("patient_merges", schema=None) as batch_op:
        batch_op.drop_index("ix_patient_merges_merged")
        batch_op.drop_index("ix_patient_merges_kept")
        batch_op.drop_index(batch_op.f("ix_patient_merges_clinic_id"))

    op.drop_table("patient_merges")
    with op.batch_alter_table("appointment_series", schema=None) as batch_op:
        batch_op.drop_index("ix_appointment_series_patient")
        batch_op.drop_index("ix_appointment_series_doctor")
        batch_op.drop_index(batch_op.f("ix_appointment_series_clinic_id"))

    op.drop_table("appointment_series")
    with op.batch_alter_table("daily_readings", schema=None) as batch_op:
        batch_op.drop_index("ix_daily_readings_doctor")

    op.drop_table("daily_readings")
    with op.batch_alter_table("import_chunks", schema=None) as batch_op:
        batch_op.drop_index("uq_import_chunks_number")
        batch_op.drop_index(batch_op.f("ix_import_chunks_clinic_id"))

    op.drop_table("import_chunks")
    with op.batch_alter_table("import_jobs", schema=None) as batch_op:
        batch_op.drop_index("ix_import_jobs_created")
        batch_op.drop_index(batch_op.f("ix_import_jobs_clinic_id"))

    op.drop_table("import_jobs")
    with op.batch_alter_table("displays", schema=None) as batch_op:
        batch_op.drop_index("uq_displays_token")
        batch_op.drop_index(
            "uq_displays_name", sqlite_where=sa.text("deleted_at IS NULL"), postgresql_where=sa.text("deleted_at IS NULL")
        )
        batch_op.drop_index("uq_displays_code")
        batch_op.drop_index(batch_op.f("ix_displays_clinic_id"))

    op.drop_table("displays")
