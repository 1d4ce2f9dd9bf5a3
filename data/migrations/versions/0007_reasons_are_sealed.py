"""Why a row was deleted goes into the row's envelope where the row has one."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from data.models.sealed import Cabinet

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# table → the envelope that holds the reason
ENVELOPES = {
    "appointments": "ident",
    "cashier_days": "ident",
    "import_jobs": "ident",
    "lab_reports": "clinical",
    "medical_records": "clinical",
    "patient_bills": "ident",
    "patients": "ident",
    "prescription_favourites": "ident",
    "prescriptions": "clinical",
    "stored_files": "",  # its reason is sealed already; the column only said "Removed"
    "vital_signs": "clinical",
    "waiting_list_entries": "ident",
}


def upgrade() -> None:
    for table, envelope in ENVELOPES.items():
        if envelope:
            _seal(table, envelope)
        op.drop_column(table, "delete_reason")


def _seal(name: str, envelope: str) -> None:
    table = sa.table(
        name,
        sa.column("id", sa.Uuid()),
        sa.column("clinic_id", sa.Uuid()),
        sa.column("delete_reason", sa.String()),
        number := sa.column(f"{envelope}_seal_no", sa.Integer()),
        sealed := sa.column(f"{envelope}_sealed", sa.LargeBinary()),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(table).where(table.c.delete_reason.is_not(None))).all():
        row_id, clinic_id, reason, seal_no, blob = row

        def label(n: int, row_id: object = row_id, clinic_id: object = clinic_id) -> bytes:
            return f"{name}|{envelope}|{clinic_id}|{row_id}|{n}".encode()

        content = json.loads(Cabinet.open(clinic_id, envelope, blob, label(seal_no))) if blob else {}
        content["delete_reason"] = reason
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        again = {number.name: seal_no + 1, sealed.name: Cabinet.seal(clinic_id, envelope, text, label(seal_no + 1))}
        connection.execute(sa.update(table).where(table.c.id == row_id).values(again))


def downgrade() -> None:
    for table in ENVELOPES:  # a reason that was sealed stays sealed
        op.add_column(table, sa.Column("delete_reason", sa.String(length=300), nullable=True))
