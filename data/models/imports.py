"""Files brought in through the browser: what they were, how far they have come, what was refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, ClinicOwned, Kept, Keyed
from data.models.sealed import Sealed, SealedRow


class ImportJob(SealedRow, ClinicOwned, Kept, Base):
    """One file: `columns` is what its headings were recognised as, `mapping` what each is; counts follow the chunks."""

    __tablename__ = "import_jobs"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        Index("ix_import_jobs_created", "clinic_id", "created_at"),
    )

    noun: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(10), default="read")
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    imported: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    columns: Mapped[list[Any]]
    mapping: Mapped[dict[str, Any]]
    ended_at: Mapped[datetime | None]

    file_name = Sealed("ident")
    headings = Sealed("ident")  # a file without them has its first patient there


class ImportChunk(SealedRow, ClinicOwned, Keyed, Base):
    """Some rows of a file, taken in together or not at all; the rows go once they are in, the refusals stay."""

    __tablename__ = "import_chunks"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "job_id"], ["import_jobs.clinic_id", "import_jobs.id"], name="fk_import_chunks_job"),
        Index("uq_import_chunks_number", "clinic_id", "job_id", "number", unique=True),
    )

    job_id: Mapped[UUID]
    number: Mapped[int]
    done_at: Mapped[datetime | None]

    rows = Sealed("ident")
    refusals = Sealed("ident")
