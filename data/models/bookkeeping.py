"""Rows the store keeps for itself: change numbers, counters, one-use keys, search tokens, clinic keys."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, ClinicOwned


class ChangeNumber(Base):
    """How often a theme of a clinic has changed: the live signal and the key of cached figures."""

    __tablename__ = "change_numbers"

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    theme: Mapped[str] = mapped_column(String(30), primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger, default=0)


class ChangeMark(Base):
    """A local day whose packed figures must be computed anew before they are read."""

    __tablename__ = "change_marks"

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    theme: Mapped[str] = mapped_column(String(30), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)


class DayFigures(Base):
    """One packed row per clinic, theme and local day."""

    __tablename__ = "day_figures"

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    theme: Mapped[str] = mapped_column(String(30), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    packed: Mapped[dict[str, Any]]


class Counter(Base):
    """A number series: raised in the same transaction, so no gap and no repeat."""

    __tablename__ = "counters"

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


class OneUseKey(Base):
    """A form's or request's key: the second use finds the row the first one made."""

    __tablename__ = "one_use_keys"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    noun: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[UUID]
    used_at: Mapped[datetime]


class SearchToken(ClinicOwned, Base):
    """A keyed hash of a name or number part: searchable without being readable."""

    __tablename__ = "search_tokens"
    __table_args__ = (Index("ix_search_tokens_row", "clinic_id", "row_id"),)

    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinics.id"), primary_key=True)
    noun: Mapped[str] = mapped_column(String(30), primary_key=True)
    token: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    row_id: Mapped[UUID] = mapped_column(primary_key=True)


class ClinicKey(Base):
    """A clinic's data key, wrapped by the master key, which is never in the database."""

    __tablename__ = "clinic_keys"

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class SiteValue(Base):
    """A value of the whole site, such as the check that the master key is the right one."""

    __tablename__ = "site_values"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict[str, Any]]
