"""Patient billing: bills, their lines, the ledger, the cashier's day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cashier_days",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("opening", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("counted", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("difference", sa.BigInteger(), nullable=False),
        sa.Column("handed_to", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
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
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_cashier_days_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cashier_days")),
    )
    with op.batch_alter_table("cashier_days", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cashier_days_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_cashier_days_day", ["clinic_id", "business_day"], unique=False)
        batch_op.create_index(
            "uq_cashier_days_day",
            ["clinic_id", "user_id", "business_day"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "patient_bills",
        sa.Column("bill_number", sa.String(length=16), nullable=True),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("bill_date", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("is_interstate", sa.Boolean(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("line_discount", sa.BigInteger(), nullable=False),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("cgst", sa.BigInteger(), nullable=False),
        sa.Column("sgst", sa.BigInteger(), nullable=False),
        sa.Column("igst", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("paid_amount", sa.BigInteger(), nullable=False),
        sa.Column("written_off", sa.BigInteger(), nullable=False),
        sa.Column("credited", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("payment_method", sa.String(length=10), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("approval", sa.String(length=10), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.CheckConstraint("status = 'draft' OR bill_number IS NOT NULL", name=op.f("ck_patient_bills_numbered")),
        sa.CheckConstraint("balance = total - paid_amount - written_off - credited", name=op.f("ck_patient_bills_balance")),
        sa.CheckConstraint(
            "balance >= 0 AND paid_amount >= 0 AND written_off >= 0 AND credited >= 0", name=op.f("ck_patient_bills_settled")
        ),
        sa.CheckConstraint(
            "gross >= 0 AND line_discount >= 0 AND subtotal >= 0 AND discount >= 0 AND total >= 0",
            name=op.f("ck_patient_bills_signs"),
        ),
        sa.CheckConstraint("tax = cgst + sgst + igst", name=op.f("ck_patient_bills_tax")),
        sa.CheckConstraint("total = subtotal - discount + tax", name=op.f("ck_patient_bills_adds_up")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "appointment_id"], ["appointments.clinic_id", "appointments.id"], name="fk_patient_bills_appointment"
        ),
        sa.ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_patient_bills_doctor"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_patient_bills_patient"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_patient_bills_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_bills")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_patient_bills_clinic_id_id")),
    )
    with op.batch_alter_table("patient_bills", schema=None) as batch_op:
        batch_op.create_index("ix_patient_bills_appointment", ["clinic_id", "appointment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_patient_bills_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_patient_bills_day", ["clinic_id", "bill_date", "id"], unique=False)
        batch_op.create_index("ix_patient_bills_doctor", ["clinic_id", "doctor_id", "bill_date"], unique=False)
        batch_op.create_index("ix_patient_bills_patient", ["clinic_id", "patient_id", "bill_date"], unique=False)
        batch_op.create_index("ix_patient_bills_status", ["clinic_id", "status", "due_date", "id"], unique=False)
        batch_op.create_index(
            "uq_patient_bills_external",
            ["clinic_id", "external_source", "external_id"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index("uq_patient_bills_number", ["bill_number"], unique=True)

    op.create_table(
        "bill_items",
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_type", sa.String(length=12), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.Column("tax_included", sa.Boolean(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("share", sa.BigInteger(), nullable=False),
        sa.Column("taxable", sa.BigInteger(), nullable=False),
        sa.Column("cgst", sa.BigInteger(), nullable=False),
        sa.Column("sgst", sa.BigInteger(), nullable=False),
        sa.Column("igst", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("hsn_code", sa.String(length=8), nullable=True),
        sa.Column("batch_number", sa.String(length=60), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("doctor_id", sa.Uuid(), nullable=True),
        sa.Column("source_noun", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("ident_seal_no", sa.Integer(), nullable=False),
        sa.Column("clinical_seal_no", sa.Integer(), nullable=False),
        sa.Column("ident_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinical_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_bill_items_quantity")),
        sa.CheckConstraint("tax = cgst + sgst + igst", name=op.f("ck_bill_items_tax")),
        sa.CheckConstraint("taxable = total - share", name=op.f("ck_bill_items_taxable")),
        sa.CheckConstraint(
            "unit_price >= 0 AND discount >= 0 AND total >= 0 AND share >= 0 AND taxable >= 0", name=op.f("ck_bill_items_signs")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "bill_id"], ["patient_bills.clinic_id", "patient_bills.id"], name="fk_bill_items_bill"
        ),
        sa.ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_bill_items_doctor"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_bill_items_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_items")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_bill_items_clinic_id_id")),
    )
    with op.batch_alter_table("bill_items", schema=None) as batch_op:
        batch_op.create_index("ix_bill_items_bill", ["clinic_id", "bill_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bill_items_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_bill_items_doctor", ["clinic_id", "doctor_id"], unique=False)
        batch_op.create_index("uq_bill_items_position", ["bill_id", "position"], unique=True)
        batch_op.create_index(
            "uq_bill_items_source",
            ["source_noun", "source_id"],
            unique=True,
            sqlite_where=sa.text("is_live AND source_id IS NOT NULL"),
            postgresql_where=sa.text("is_live AND source_id IS NOT NULL"),
        )

    op.create_table(
        "ledger_entries",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=True),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("entry_type", sa.String(length=12), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("receipt_number", sa.String(length=20), nullable=True),
        sa.Column("idempotency_key", sa.String(length=80), nullable=True),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("external_source", sa.String(length=30), nullable=True),
        sa.Column("external_id", sa.String(length=64), nullable=True),
        sa.Column("ident_seal_no", sa.Integer(), nullable=False),
        sa.Column("clinical_seal_no", sa.Integer(), nullable=False),
        sa.Column("ident_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinical_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(entry_type = 'reversal') = (reverses_id IS NOT NULL)", name=op.f("ck_ledger_entries_reverses")),
        sa.CheckConstraint(
            "bill_id IS NOT NULL OR entry_type IN ('advance', 'refund', 'reversal')", name=op.f("ck_ledger_entries_bill")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_ledger_entries_amount")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "bill_id"], ["patient_bills.clinic_id", "patient_bills.id"], name="fk_ledger_entries_bill"
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_ledger_entries_patient"
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "reverses_id"], ["ledger_entries.clinic_id", "ledger_entries.id"], name="fk_ledger_entries_reverses"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_ledger_entries_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_ledger_entries_clinic_id_id")),
    )
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_entries_at", ["clinic_id", "at", "id"], unique=False)
        batch_op.create_index("ix_ledger_entries_bill", ["clinic_id", "bill_id", "at"], unique=False)
        batch_op.create_index("ix_ledger_entries_cashier", ["clinic_id", "user_id", "business_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_entries_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_ledger_entries_day", ["clinic_id", "business_day", "entry_type", "method"], unique=False)
        batch_op.create_index("ix_ledger_entries_patient", ["clinic_id", "patient_id", "at"], unique=False)
        batch_op.create_index("ix_ledger_entries_receipt", ["receipt_number"], unique=False)
        batch_op.create_index("uq_ledger_entries_external", ["clinic_id", "external_source", "external_id"], unique=True)
        batch_op.create_index("uq_ledger_entries_key", ["clinic_id", "idempotency_key", "part"], unique=True)
        batch_op.create_index("uq_ledger_entries_reverses", ["clinic_id", "reverses_id"], unique=True)

    with op.batch_alter_table("clinics", schema=None) as batch_op:
        batch_op.add_column(sa.Column("payment_terms_days", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("upi_id", sa.String(length=80), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("clinics", schema=None) as batch_op:
        batch_op.drop_column("upi_id")
        batch_op.drop_column("payment_terms_days")

    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.drop_index("uq_ledger_entries_reverses")
        batch_op.drop_index("uq_ledger_entries_key")
        batch_op.drop_index("uq_ledger_entries_external")
        batch_op.drop_index("ix_ledger_entries_receipt")
        batch_op.drop_index("ix_ledger_entries_patient")
        batch_op.drop_index("ix_ledger_entries_day")
        batch_op.drop_index(batch_op.f("ix_ledger_entries_clinic_id"))
        batch_op.drop_index("ix_ledger_entries_cashier")
        batch_op.drop_index("ix_ledger_entries_bill")
        batch_op.drop_index("ix_ledger_entries_at")

    op.drop_table("ledger_entries")
    with op.batch_alter_table("bill_items", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bill_items_source",
            sqlite_where=sa.text("is_live AND source_id IS NOT NULL"),
            postgresql_where=sa.text("is_live AND source_id IS NOT NULL"),
        )
        batch_op.drop_index("uq_bill_items_position")
        batch_op.drop_index("ix_bill_items_doctor")
        batch_op.drop_index(batch_op.f("ix_bill_items_clinic_id"))
        batch_op.drop_index("ix_bill_items_bill")

    op.drop_table("bill_items")
    with op.batch_alter_table("patient_bills", schema=None) as batch_op:
        batch_op.drop_index("uq_patient_bills_number")
        batch_op.drop_index(
            "uq_patient_bills_external",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index("ix_patient_bills_status")
        batch_op.drop_index("ix_patient_bills_patient")
        batch_op.drop_index("ix_patient_bills_doctor")
        batch_op.drop_index("ix_patient_bills_day")
        batch_op.drop_index(batch_op.f("ix_patient_bills_clinic_id"))
        batch_op.drop_index("ix_patient_bills_appointment")

    op.drop_table("patient_bills")
    with op.batch_alter_table("cashier_days", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_cashier_days_day", sqlite_where=sa.text("deleted_at IS NULL"), postgresql_where=sa.text("deleted_at IS NULL")
        )
        batch_op.drop_index("ix_cashier_days_day")
        batch_op.drop_index(batch_op.f("ix_cashier_days_clinic_id"))

    op.drop_table("cashier_days")
