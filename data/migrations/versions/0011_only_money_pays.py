"""A bill that a credit note or a write-off made less, and nobody paid a part of, is not part paid."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE patient_bills SET status = 'pending' WHERE status = 'partial' AND paid_amount = 0")


def downgrade() -> None:
    op.execute(
        "UPDATE patient_bills SET status = 'partial' WHERE status = 'pending' AND paid_amount = 0 AND written_off + credited > 0"
    )
