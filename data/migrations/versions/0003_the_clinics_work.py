"""The clinic's work: medical records, files, prescriptions, the laboratory."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lab_panels",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
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
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_lab_panels_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_panels")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_lab_panels_clinic_id_id")),
    )
    with op.batch_alter_table("lab_panels", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lab_panels_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index(
            "uq_lab_panels_name",
            ["clinic_id", "name"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "lab_tests",
        sa.Column("test_code", sa.String(length=20), nullable=False),
        sa.Column("test_name", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("sample", sa.String(length=40), nullable=True),
        sa.Column("target_routine", sa.Integer(), nullable=True),
        sa.Column("target_urgent", sa.Integer(), nullable=True),
        sa.Column("target_stat", sa.Integer(), nullable=True),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
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
        sa.CheckConstraint("decimals BETWEEN 0 AND 4", name=op.f("ck_lab_tests_decimals")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_lab_tests_price")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_lab_tests_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_tests")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_lab_tests_clinic_id_id")),
    )
    with op.batch_alter_table("lab_tests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lab_tests_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_lab_tests_name", ["clinic_id", "test_name", "id"], unique=False)
        batch_op.create_index(
            "uq_lab_tests_code",
            ["clinic_id", "test_code"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "record_templates",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("specialization", sa.String(length=120), nullable=True),
        sa.Column("chief_complaint", sa.String(length=2000), nullable=True),
        sa.Column("treatment", sa.String(length=4000), nullable=True),
        sa.Column("notes", sa.String(length=4000), nullable=True),
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
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_record_templates_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_templates")),
    )
    with op.batch_alter_table("record_templates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_templates_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index(
            "uq_record_templates_name",
            ["clinic_id", "name"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "lab_panel_tests",
        sa.Column("panel_id", sa.Uuid(), nullable=False),
        sa.Column("test_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "panel_id"], ["lab_panels.clinic_id", "lab_panels.id"], name="fk_lab_panel_tests_panel"
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "test_id"], ["lab_tests.clinic_id", "lab_tests.id"], name="fk_lab_panel_tests_test"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_lab_panel_tests_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_panel_tests")),
    )
    with op.batch_alter_table("lab_panel_tests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lab_panel_tests_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_lab_panel_tests_panel", ["clinic_id", "panel_id"], unique=False)
        batch_op.create_index("ix_lab_panel_tests_test", ["clinic_id", "test_id"], unique=False)
        batch_op.create_index("uq_lab_panel_tests", ["panel_id", "test_id"], unique=True)

    op.create_table(
        "lab_ranges",
        sa.Column("test_id", sa.Uuid(), nullable=False),
        sa.Column("sex", sa.String(length=6), nullable=False),
        sa.Column("age_from", sa.Integer(), nullable=False),
        sa.Column("age_to", sa.Integer(), nullable=False),
        sa.Column("normal_low", sa.String(length=20), nullable=True),
        sa.Column("normal_high", sa.String(length=20), nullable=True),
        sa.Column("critical_low", sa.String(length=20), nullable=True),
        sa.Column("critical_high", sa.String(length=20), nullable=True),
        sa.Column("plausible_low", sa.String(length=20), nullable=True),
        sa.Column("plausible_high", sa.String(length=20), nullable=True),
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
        sa.CheckConstraint("age_from < age_to", name=op.f("ck_lab_ranges_age")),
        sa.ForeignKeyConstraint(["clinic_id", "test_id"], ["lab_tests.clinic_id", "lab_tests.id"], name="fk_lab_ranges_test"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_lab_ranges_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_ranges")),
    )
    with op.batch_alter_table("lab_ranges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lab_ranges_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_lab_ranges_test", ["clinic_id", "test_id"], unique=False)

    op.create_table(
        "prescription_favourites",
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_prescription_favourites_doctor"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_prescription_favourites_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prescription_favourites")),
    )
    with op.batch_alter_table("prescription_favourites", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prescription_favourites_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_prescription_favourites_doctor", ["clinic_id", "doctor_id"], unique=False)
        batch_op.create_index(
            "uq_prescription_favourites_name",
            ["clinic_id", "doctor_id", "name"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "break_glass",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ident_seal_no", sa.Integer(), nullable=False),
        sa.Column("clinical_seal_no", sa.Integer(), nullable=False),
        sa.Column("ident_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinical_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_break_glass_doctor"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_break_glass_patient"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_break_glass_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_glass")),
    )
    with op.batch_alter_table("break_glass", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_break_glass_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_break_glass_doctor", ["clinic_id", "doctor_id", "expires_at"], unique=False)
        batch_op.create_index("ix_break_glass_patient", ["clinic_id", "patient_id"], unique=False)

    op.create_table(
        "stored_files",
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("preview_place", sa.String(length=120), nullable=True),
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
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_files_size")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_stored_files_patient"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_stored_files_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_stored_files_clinic_id_id")),
    )
    with op.batch_alter_table("stored_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_files_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_stored_files_patient", ["clinic_id", "patient_id"], unique=False)
        batch_op.create_index("ix_stored_files_row", ["clinic_id", "noun", "row_id"], unique=False)

    op.create_table(
        "lab_reports",
        sa.Column("report_number", sa.String(length=20), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("order_date", sa.Date(), nullable=False),
        sa.Column("collection_date", sa.Date(), nullable=True),
        sa.Column("report_date", sa.Date(), nullable=True),
        sa.Column("priority", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resulted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("target_minutes", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resulted_by", sa.Uuid(), nullable=True),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_amended", sa.Boolean(), nullable=False),
        sa.Column("critical_open", sa.Integer(), nullable=False),
        sa.Column("times_printed", sa.Integer(), nullable=False),
        sa.Column("external_source", sa.String(length=30), nullable=True),
        sa.Column("external_id", sa.String(length=64), nullable=True),
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
        sa.ForeignKeyConstraint(
            ["clinic_id", "appointment_id"], ["appointments.clinic_id", "appointments.id"], name="fk_lab_reports_appointment"
        ),
        sa.ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_lab_reports_doctor"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_lab_reports_patient"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_lab_reports_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_reports")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_lab_reports_clinic_id_id")),
    )
    with op.batch_alter_table("lab_reports", schema=None) as batch_op:
        batch_op.create_index("ix_lab_reports_appointment", ["clinic_id", "appointment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lab_reports_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_lab_reports_doctor", ["clinic_id", "doctor_id", "ordered_at"], unique=False)
        batch_op.create_index("ix_lab_reports_ordered", ["clinic_id", "ordered_at", "id"], unique=False)
        batch_op.create_index("ix_lab_reports_patient", ["clinic_id", "patient_id", "ordered_at"], unique=False)
        batch_op.create_index("ix_lab_reports_status", ["clinic_id", "status", "due_at", "id"], unique=False)
        batch_op.create_index("ix_lab_reports_verified", ["clinic_id", "verified_at", "id"], unique=False)
        batch_op.create_index(
            "uq_lab_reports_external",
            ["clinic_id", "external_source", "external_id"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index("uq_lab_reports_number", ["report_number"], unique=True)

    op.create_table(
        "medical_records",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("visit_date", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("finalised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_source", sa.String(length=30), nullable=True),
        sa.Column("external_id", sa.String(length=64), nullable=True),
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
        sa.ForeignKeyConstraint(
            ["clinic_id", "appointment_id"], ["appointments.clinic_id", "appointments.id"], name="fk_medical_records_appointment"
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_medical_records_doctor"
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_medical_records_patient"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_medical_records_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medical_records")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_medical_records_clinic_id_id")),
    )
    with op.batch_alter_table("medical_records", schema=None) as batch_op:
        batch_op.create_index("ix_medical_records_appointment", ["clinic_id", "appointment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_medical_records_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_medical_records_day", ["clinic_id", "visit_date", "id"], unique=False)
        batch_op.create_index("ix_medical_records_doctor", ["clinic_id", "doctor_id", "visit_date"], unique=False)
        batch_op.create_index("ix_medical_records_patient", ["clinic_id", "patient_id", "visit_date"], unique=False)
        batch_op.create_index(
            "uq_medical_records_external",
            ["clinic_id", "external_source", "external_id"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "lab_report_events",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("from_status", sa.String(length=16), nullable=True),
        sa.Column("to_status", sa.String(length=16), nullable=True),
        sa.Column("reason_code", sa.String(length=20), nullable=True),
        sa.Column("ident_seal_no", sa.Integer(), nullable=False),
        sa.Column("clinical_seal_no", sa.Integer(), nullable=False),
        sa.Column("ident_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinical_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "report_id"], ["lab_reports.clinic_id", "lab_reports.id"], name="fk_lab_report_events_report"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_lab_report_events_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_report_events")),
    )
    with op.batch_alter_table("lab_report_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lab_report_events_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_lab_report_events_kind", ["clinic_id", "kind", "at"], unique=False)
        batch_op.create_index("ix_lab_report_events_report", ["clinic_id", "report_id", "at"], unique=False)

    op.create_table(
        "lab_report_tests",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("test_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("test_code", sa.String(length=20), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("flag", sa.String(length=14), nullable=False),
        sa.Column("target_minutes", sa.Integer(), nullable=True),
        sa.Column("resulted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resulted_by", sa.Uuid(), nullable=True),
        sa.Column("read_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ident_seal_no", sa.Integer(), nullable=False),
        sa.Column("clinical_seal_no", sa.Integer(), nullable=False),
        sa.Column("ident_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinical_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "report_id"], ["lab_reports.clinic_id", "lab_reports.id"], name="fk_lab_report_tests_report"
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "test_id"], ["lab_tests.clinic_id", "lab_tests.id"], name="fk_lab_report_tests_test"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_lab_report_tests_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_report_tests")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_lab_report_tests_clinic_id_id")),
    )
    with op.batch_alter_table("lab_report_tests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lab_report_tests_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_lab_report_tests_code", ["clinic_id", "test_code"], unique=False)
        batch_op.create_index("ix_lab_report_tests_flag", ["clinic_id", "flag", "read_back_at"], unique=False)
        batch_op.create_index("ix_lab_report_tests_report", ["clinic_id", "report_id"], unique=False)
        batch_op.create_index("ix_lab_report_tests_test", ["clinic_id", "test_id"], unique=False)
        batch_op.create_index("uq_lab_report_tests_position", ["report_id", "position"], unique=True)

    op.create_table(
        "prescriptions",
        sa.Column("prescription_number", sa.String(length=20), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("prescription_date", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times_printed", sa.Integer(), nullable=False),
        sa.Column("external_source", sa.String(length=30), nullable=True),
        sa.Column("external_id", sa.String(length=64), nullable=True),
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
        sa.ForeignKeyConstraint(
            ["clinic_id", "appointment_id"], ["appointments.clinic_id", "appointments.id"], name="fk_prescriptions_appointment"
        ),
        sa.ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_prescriptions_doctor"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_prescriptions_patient"
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "record_id"], ["medical_records.clinic_id", "medical_records.id"], name="fk_prescriptions_record"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_prescriptions_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prescriptions")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_prescriptions_clinic_id_id")),
    )
    with op.batch_alter_table("prescriptions", schema=None) as batch_op:
        batch_op.create_index("ix_prescriptions_appointment", ["clinic_id", "appointment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_prescriptions_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_prescriptions_doctor", ["clinic_id", "doctor_id", "prescription_date"], unique=False)
        batch_op.create_index("ix_prescriptions_patient", ["clinic_id", "patient_id", "prescription_date"], unique=False)
        batch_op.create_index("ix_prescriptions_record", ["clinic_id", "record_id"], unique=False)
        batch_op.create_index("ix_prescriptions_status", ["clinic_id", "status", "prescription_date", "id"], unique=False)
        batch_op.create_index(
            "uq_prescriptions_external",
            ["clinic_id", "external_source", "external_id"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index("uq_prescriptions_number", ["prescription_number"], unique=True)

    op.create_table(
        "record_amendments",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("doctor_id", sa.Uuid(), nullable=True),
        sa.Column("ident_seal_no", sa.Integer(), nullable=False),
        sa.Column("clinical_seal_no", sa.Integer(), nullable=False),
        sa.Column("ident_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinical_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "record_id"], ["medical_records.clinic_id", "medical_records.id"], name="fk_record_amendments_record"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_record_amendments_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_amendments")),
    )
    with op.batch_alter_table("record_amendments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_amendments_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_record_amendments_record", ["clinic_id", "record_id", "at"], unique=False)

    op.create_table(
        "vital_signs",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("external_source", sa.String(length=30), nullable=True),
        sa.Column("external_id", sa.String(length=64), nullable=True),
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
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_vital_signs_patient"
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "record_id"], ["medical_records.clinic_id", "medical_records.id"], name="fk_vital_signs_record"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_vital_signs_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vital_signs")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_vital_signs_clinic_id_id")),
    )
    with op.batch_alter_table("vital_signs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vital_signs_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_vital_signs_patient", ["clinic_id", "patient_id", "taken_at"], unique=False)
        batch_op.create_index("ix_vital_signs_record", ["clinic_id", "record_id"], unique=False)
        batch_op.create_index(
            "uq_vital_signs_external",
            ["clinic_id", "external_source", "external_id"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "prescription_items",
        sa.Column("prescription_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("dispensed", sa.Integer(), nullable=False),
        sa.Column("ident_seal_no", sa.Integer(), nullable=False),
        sa.Column("clinical_seal_no", sa.Integer(), nullable=False),
        sa.Column("ident_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinical_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("dispensed BETWEEN 0 AND quantity", name=op.f("ck_prescription_items_dispensed")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_prescription_items_quantity")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "prescription_id"],
            ["prescriptions.clinic_id", "prescriptions.id"],
            name="fk_prescription_items_prescription",
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_prescription_items_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prescription_items")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_prescription_items_clinic_id_id")),
    )
    with op.batch_alter_table("prescription_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prescription_items_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_prescription_items_prescription", ["clinic_id", "prescription_id"], unique=False)
        batch_op.create_index("ix_prescription_items_product", ["product_id"], unique=False)
        batch_op.create_index("uq_prescription_items_position", ["prescription_id", "position"], unique=True)

    op.create_table(
        "dispensings",
        sa.Column("prescription_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("batch_number", sa.String(length=60), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("ident_seal_no", sa.Integer(), nullable=False),
        sa.Column("clinical_seal_no", sa.Integer(), nullable=False),
        sa.Column("ident_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinical_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_dispensings_quantity")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "item_id"], ["prescription_items.clinic_id", "prescription_items.id"], name="fk_dispensings_item"
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "prescription_id"], ["prescriptions.clinic_id", "prescriptions.id"], name="fk_dispensings_prescription"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_dispensings_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispensings")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_dispensings_clinic_id_id")),
    )
    with op.batch_alter_table("dispensings", schema=None) as batch_op:
        batch_op.create_index("ix_dispensings_at", ["clinic_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispensings_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_dispensings_item", ["clinic_id", "item_id"], unique=False)
        batch_op.create_index("ix_dispensings_prescription", ["clinic_id", "prescription_id", "at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("dispensings", schema=None) as batch_op:
        batch_op.drop_index("ix_dispensings_prescription")
        batch_op.drop_index("ix_dispensings_item")
        batch_op.drop_index(batch_op.f("ix_dispensings_clinic_id"))
        batch_op.drop_index("ix_dispensings_at")

    op.drop_table("dispensings")
    with op.batch_alter_table("prescription_items", schema=None) as batch_op:
        batch_op.drop_index("uq_prescription_items_position")
        batch_op.drop_index("ix_prescription_items_product")
        batch_op.drop_index("ix_prescription_items_prescription")
        batch_op.drop_index(batch_op.f("ix_prescription_items_clinic_id"))

    op.drop_table("prescription_items")
    with op.batch_alter_table("vital_signs", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_vital_signs_external", sqlite_where=sa.text("deleted_at IS NULL"), postgresql_where=sa.text("deleted_at IS NULL")
        )
        batch_op.drop_index("ix_vital_signs_record")
        batch_op.drop_index("ix_vital_signs_patient")
        batch_op.drop_index(batch_op.f("ix_vital_signs_clinic_id"))

    op.drop_table("vital_signs")
    with op.batch_alter_table("record_amendments", schema=None) as batch_op:
        batch_op.drop_index("ix_record_amendments_record")
        batch_op.drop_index(batch_op.f("ix_record_amendments_clinic_id"))

    op.drop_table("record_amendments")
    with op.batch_alter_table("prescriptions", schema=None) as batch_op:
        batch_op.drop_index("uq_prescriptions_number")
        batch_op.drop_index(
            "uq_prescriptions_external",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index("ix_prescriptions_status")
        batch_op.drop_index("ix_prescriptions_record")
        batch_op.drop_index("ix_prescriptions_patient")
        batch_op.drop_index("ix_prescriptions_doctor")
        batch_op.drop_index(batch_op.f("ix_prescriptions_clinic_id"))
        batch_op.drop_index("ix_prescriptions_appointment")

    op.drop_table("prescriptions")
    with op.batch_alter_table("lab_report_tests", schema=None) as batch_op:
        batch_op.drop_index("uq_lab_report_tests_position")
        batch_op.drop_index("ix_lab_report_tests_test")
        batch_op.drop_index("ix_lab_report_tests_report")
        batch_op.drop_index("ix_lab_report_tests_flag")
        batch_op.drop_index("ix_lab_report_tests_code")
        batch_op.drop_index(batch_op.f("ix_lab_report_tests_clinic_id"))

    op.drop_table("lab_report_tests")
    with op.batch_alter_table("lab_report_events", schema=None) as batch_op:
        batch_op.drop_index("ix_lab_report_events_report")
        batch_op.drop_index("ix_lab_report_events_kind")
        batch_op.drop_index(batch_op.f("ix_lab_report_events_clinic_id"))

    op.drop_table("lab_report_events")
    with op.batch_alter_table("medical_records", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_medical_records_external",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index("ix_medical_records_patient")
        batch_op.drop_index("ix_medical_records_doctor")
        batch_op.drop_index("ix_medical_records_day")
        batch_op.drop_index(batch_op.f("ix_medical_records_clinic_id"))
        batch_op.drop_index("ix_medical_records_appointment")

    op.drop_table("medical_records")
    with op.batch_alter_table("lab_reports", schema=None) as batch_op:
        batch_op.drop_index("uq_lab_reports_number")
        batch_op.drop_index(
            "uq_lab_reports_external", sqlite_where=sa.text("deleted_at IS NULL"), postgresql_where=sa.text("deleted_at IS NULL")
        )
        batch_op.drop_index("ix_lab_reports_verified")
        batch_op.drop_index("ix_lab_reports_status")
        batch_op.drop_index("ix_lab_reports_patient")
        batch_op.drop_index("ix_lab_reports_ordered")
        batch_op.drop_index("ix_lab_reports_doctor")
        batch_op.drop_index(batch_op.f("ix_lab_reports_clinic_id"))
        batch_op.drop_index("ix_lab_reports_appointment")

    op.drop_table("lab_reports")
    with op.batch_alter_table("stored_files", schema=None) as batch_op:
        batch_op.drop_index("ix_stored_files_row")
        batch_op.drop_index("ix_stored_files_patient")
        batch_op.drop_index(batch_op.f("ix_stored_files_clinic_id"))

    op.drop_table("stored_files")
    with op.batch_alter_table("break_glass", schema=None) as batch_op:
        batch_op.drop_index("ix_break_glass_patient")
        batch_op.drop_index("ix_break_glass_doctor")
        batch_op.drop_index(batch_op.f("ix_break_glass_clinic_id"))

    op.drop_table("break_glass")
    with op.batch_alter_table("prescription_favourites", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_prescription_favourites_name",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index("ix_prescription_favourites_doctor")
        batch_op.drop_index(batch_op.f("ix_prescription_favourites_clinic_id"))

    op.drop_table("prescription_favourites")
    with op.batch_alter_table("lab_ranges", schema=None) as batch_op:
        batch_op.drop_index("ix_lab_ranges_test")
        batch_op.drop_index(batch_op.f("ix_lab_ranges_clinic_id"))

    op.drop_table("lab_ranges")
    with op.batch_alter_table("lab_panel_tests", schema=None) as batch_op:
        batch_op.drop_index("uq_lab_panel_tests")
        batch_op.drop_index("ix_lab_panel_tests_test")
        batch_op.drop_index("ix_lab_panel_tests_panel")
        batch_op.drop_index(batch_op.f("ix_lab_panel_tests_clinic_id"))

    op.drop_table("lab_panel_tests")
    with op.batch_alter_table("record_templates", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_record_templates_name", sqlite_where=sa.text("deleted_at IS NULL"), postgresql_where=sa.text("deleted_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_record_templates_clinic_id"))

    op.drop_table("record_templates")
    with op.batch_alter_table("lab_tests", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_lab_tests_code", sqlite_where=sa.text("deleted_at IS NULL"), postgresql_where=sa.text("deleted_at IS NULL")
        )
        batch_op.drop_index("ix_lab_tests_name")
        batch_op.drop_index(batch_op.f("ix_lab_tests_clinic_id"))

    op.drop_table("lab_tests")
    with op.batch_alter_table("lab_panels", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_lab_panels_name", sqlite_where=sa.text("deleted_at IS NULL"), postgresql_where=sa.text("deleted_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_lab_panels_clinic_id"))

    op.drop_table("lab_panels")
