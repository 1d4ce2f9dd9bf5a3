"""How long the documents of organisations hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('clinics', schema=None) as batch_op:
        batch_op.add_column(sa.Column('documents_good_until', sa.Date(), nullable=True))

    with op.batch_alter_table('manufacturers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('documents_good_until', sa.Date(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('manufacturers', schema=None) as batch_op:
        batch_op.drop_column('documents_good_until')

    with op.batch_alter_table('clinics', schema=None) as batch_op:
        batch_op.drop_column('documents_good_until')

