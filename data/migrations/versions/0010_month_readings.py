"""What each clinic's figures said of a whole month, kept for what the platform publishes across clinics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    with op.batch_alter_table("month_readings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_month_readings_clinic_id"))
    op.drop_table("month_readings")
