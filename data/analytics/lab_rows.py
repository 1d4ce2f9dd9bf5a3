"""Which reports a laboratory figure counts, as conditions of a query: the list behind a figure is narrowed by the same words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import combinations

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from data.core import clock
from data.models import LabReport, LabReportEvent, LabReportTest

_INSTANTS = (
    LabReport.ordered_at, LabReport.collected_at, LabReport.received_at, LabReport.started_at, LabReport.resulted_at,
    LabReport.verified_at,
)  # fmt: skip
Where = ColumnElement[bool]
CRITICAL = ("critical-high", "critical-low")


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


def was_refused(since: datetime) -> Where:
    """Live, with a sample sent back since then."""
    sent_back = (LabReportEvent.kind == "reject", LabReportEvent.at >= since)
    return and_(is_live(), LabReport.id.in_(select(LabReportEvent.report_id).where(*sent_back)))


def was_critical(since: datetime) -> Where:
    """Live, with a critical result found since then."""
    found = (LabReportTest.flag.in_(CRITICAL), LabReportTest.resulted_at >= since)
    return and_(is_live(), LabReport.id.in_(select(LabReportTest.report_id).where(*found)))


LATE: dict[str, Callable[[], Where]] = {
    "now": lambda: and_(is_open(), LabReport.due_at < clock.now()),
    "was": lambda: and_(is_timed(), LabReport.verified_at > LabReport.due_at),
    "in-target": lambda: and_(is_timed(), LabReport.verified_at <= LabReport.due_at),
    "no-target": lambda: and_(is_timed(), LabReport.due_at.is_(None)),
}
