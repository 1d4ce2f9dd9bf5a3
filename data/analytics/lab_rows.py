"""Which reports a laboratory figure counts, as conditions of a query: the list behind a figure is narrowed by the same words."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from sqlalchemy import ColumnElement, and_, false, func, or_

from data.core import clock
from data.models import LabReport

_INSTANTS = (
    LabReport.ordered_at, LabReport.collected_at, LabReport.received_at, LabReport.started_at, LabReport.resulted_at,
    LabReport.verified_at,
)  # fmt: skip
Where = ColumnElement[bool]


def is_live() -> Where:
    """Neither cancelled nor deleted: what the laboratory figures count."""
    return and_(LabReport.status != "cancelled", LabReport.deleted_at.is_(None))


def is_open() -> Where:
    """Live and not verified."""
    return and_(is_live(), LabReport.verified_at.is_(None))


def has_bad_stamp() -> Where:
    """An instant is earlier than one before it."""
    return func.coalesce(or_(*(later < earlier for earlier, later in combinations(_INSTANTS, 2))), false())


def is_timed() -> Where:
    """Verified, without a bad stamp: what every duration counts."""
    return and_(is_live(), LabReport.verified_at.is_not(None), ~has_bad_stamp())


LATE: dict[str, Callable[[], Where]] = {
    "now": lambda: and_(is_open(), LabReport.due_at < clock.now()),
    "was": lambda: and_(is_timed(), LabReport.verified_at > LabReport.due_at),
    "in-target": lambda: and_(is_timed(), LabReport.verified_at <= LabReport.due_at),
    "no-target": lambda: and_(is_timed(), LabReport.due_at.is_(None)),
}
