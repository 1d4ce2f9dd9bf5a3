"""Files that belong to a row: sealed before they touch the store, with what is known about them beside."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, ClinicOwned, Kept
from data.models.sealed import Sealed, SealedRow


class StoredFile(SealedRow, ClinicOwned, Kept, Base):
    """One attachment or result file of the row `noun`/`row_id`; `size` in bytes of the plain content.

    `place` names the sealed content in the file store, `preview_place` its sealed preview image where one could be made;
    `digest` is a keyed hash of the plain content, so that the store can be checked without opening it.
    """

    __tablename__ = "stored_files"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_stored_files_patient"),
        Index("ix_stored_files_row", "clinic_id", "noun", "row_id"),
        Index("ix_stored_files_patient", "clinic_id", "patient_id"),
        CheckConstraint("size > 0", name="size"),
    )

    noun: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[UUID]
    patient_id: Mapped[UUID | None]
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(BigInteger)
    pages: Mapped[int | None]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    place: Mapped[str] = mapped_column(String(120))
    preview_place: Mapped[str | None] = mapped_column(String(120))

    name = Sealed("clinical")
    delete_reason = Sealed("clinical", "removal_reason")
