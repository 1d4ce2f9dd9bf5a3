"""What every table shares: keys, times, soft delete, version, and the clinic that owns the row."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import uuid6
from sqlalchemy import JSON, DateTime, ForeignKey, Index, Integer, MetaData, String, TypeDecorator, null, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from data.core import clock

Json = JSON().with_variant(JSONB(), "postgresql")


class Instant(TypeDecorator[datetime]):
    """A UTC instant: timestamptz on PostgreSQL, UTC text on SQLite; always read back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Exact(TypeDecorator[Decimal]):
    """A decimal number as its own digits: SQLite has no exact type, and a limit must read back as it was typed."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> str | None:
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Base(DeclarativeBase):
    """All tables; names of constraints are fixed so that migrations and sentences can rely on them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant, dict[str, Any]: Json, list[Any]: Json}  # noqa: RUF012 - read by SQLAlchemy


def new_id() -> UUID:
    """A UUID version 7: unique, and in order of making."""
    return uuid6.uuid7()


class Keyed:
    """The primary key, made before the flush."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)

    def __init__(self, **values: Any) -> None:
        values.setdefault("id", new_id())
        super().__init__(**values)


class Kept(Keyed):
    """A row that is edited, soft-deleted and restored; `version` is the optimistic lock."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    created_by: Mapped[UUID | None]
    updated_by: Mapped[UUID | None]
    deleted_at: Mapped[datetime | None]
    deleted_by: Mapped[UUID | None]
    delete_reason: Mapped[str | None] = mapped_column(String(300))
    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy's directive takes the class
        return {"version_id_col": cls.version}


class ClinicOwned:
    """A row behind the tenant wall: never read, listed, counted or linked from another clinic."""

    @declared_attr
    def clinic_id(cls) -> Mapped[UUID]:  # noqa: N805 - SQLAlchemy's directive takes the class
        return mapped_column(ForeignKey("clinics.id"), index=True)


class Lasting:
    """What lists and records ask of every row, answered for one that is never edited and never deleted."""

    version = 1

    @hybrid_property
    def deleted_at(self) -> datetime | None:
        """Never."""
        return None

    @deleted_at.inplace.expression
    @classmethod
    def _never(cls) -> Any:
        return null()


class MakerOwned:
    """A row of one manufacturer that no clinic and no other manufacturer ever reads (money, payouts)."""

    @declared_attr
    def manufacturer_id(cls) -> Mapped[UUID]:  # noqa: N805 - SQLAlchemy's directive takes the class
        return mapped_column(ForeignKey("manufacturers.id"), index=True)


class Offered:
    """A row of one manufacturer that clinics may read where their permission opens it (the catalogue); rivals never."""

    @declared_attr
    def manufacturer_id(cls) -> Mapped[UUID]:  # noqa: N805 - SQLAlchemy's directive takes the class
        return mapped_column(ForeignKey("manufacturers.id"), index=True)


class Traded:
    """A row between one clinic and one manufacturer: either reads its own, nobody else any."""

    @declared_attr
    def clinic_id(cls) -> Mapped[UUID]:  # noqa: N805 - SQLAlchemy's directive takes the class
        return mapped_column(ForeignKey("clinics.id"), index=True)

    @declared_attr
    def manufacturer_id(cls) -> Mapped[UUID]:  # noqa: N805 - SQLAlchemy's directive takes the class
        return mapped_column(ForeignKey("manufacturers.id"), index=True)


class OfOrganisation:
    """A row of a clinic, of a manufacturer, or of both: each reads what carries its own id."""

    @declared_attr
    def clinic_id(cls) -> Mapped[UUID | None]:  # noqa: N805 - SQLAlchemy's directive takes the class
        return mapped_column(ForeignKey("clinics.id"))

    @declared_attr
    def manufacturer_id(cls) -> Mapped[UUID | None]:  # noqa: N805 - SQLAlchemy's directive takes the class
        return mapped_column(ForeignKey("manufacturers.id"))


def live_unique(name: str, *columns: str) -> Index:
    """A unique key among rows that are not deleted."""
    alive = text("deleted_at IS NULL")
    return Index(name, *columns, unique=True, sqlite_where=alive, postgresql_where=alive)
