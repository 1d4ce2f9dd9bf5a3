"""Two records that were one person: what was moved, so that it can be moved back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from data.models.base import Base, ClinicOwned, Keyed
from data.models.sealed import Sealed, SealedRow


class PatientMerge(SealedRow, ClinicOwned, Keyed, Base):
    """One merge: `moved` maps a table to the ids whose patient was changed; `before` is the kept record as it was."""

    __tablename__ = "patient_merges"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "kept_id"], ["patients.clinic_id", "patients.id"], name="fk_patient_merges_kept"),
        ForeignKeyConstraint(["clinic_id", "merged_id"], ["patients.clinic_id", "patients.id"], name="fk_patient_merges_merged"),
        Index("ix_patient_merges_kept", "clinic_id", "kept_id"),
        Index("ix_patient_merges_merged", "clinic_id", "merged_id"),
    )

    kept_id: Mapped[UUID]
    merged_id: Mapped[UUID]
    at: Mapped[datetime]
    user_id: Mapped[UUID | None]
    moved: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]

    reason = Sealed("ident")
    before = Sealed("ident")
