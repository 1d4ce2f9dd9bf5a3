"""What each clinic's figures said of a whole month, kept for what the platform publishes; what a commission invoice says on paper."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# No commission invoice was ever issued before, so the columns need no values for rows that are there.
PAPER = (
    ("financial_year", sa.String(length=4)),
    ("supplier", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
    ("recipient", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
    ("place_of_supply", sa.String(length=2)),
    ("cgst_amount", sa.BigInteger()),
    ("sgst_amount", sa.BigInteger()),
    ("igst_amount", sa.BigInteger()),
    ("total_in_words", sa.String(length=300)),
    ("content_sha256", sa.String(length=64)),
    ("issued_at", sa.DateTime(timezone=True)),
    ("times_printed", sa.Integer()),
)


def upgrade() -> None:
    with op.batch_alter_table("commission_invoices", schema=None) as batch_op:
        for name, kind in PAPER:
            batch_op.add_column(sa.Column(name, kind, nullable=False))
    op.create_table(
        "month_readings",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("size_band", sa.String(length=10), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_month_readings_clinic_id")),
        sa.PrimaryKeyConstraint("month", "clinic_id", "key", "part", name=op.f("pk_month_readings")),
    )
    with op.batch_alter_table("month_readings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_month_readings_clinic_id"), ["clinic_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("commission_invoices", schema=None) as batch_op:
        for name, _ in PAPER:
            batch_op.drop_column(name)
    with op.batch_alter_table("month_readings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_month_readings_clinic_id"))
    op.drop_table("month_readings")
