"""samples by the day they came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("lab_reports", schema=None) as batch_op:
        batch_op.create_index("ix_lab_reports_received", ["clinic_id", "received_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("lab_reports", schema=None) as batch_op:
        batch_op.drop_index("ix_lab_reports_received")
