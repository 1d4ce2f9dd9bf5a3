"""Which reports stand behind a laboratory figure: the filters of the list, so that it counts just what the figure counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import combinations

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from data.core import clock
from data.core.actor import Actor
from data.core.clock import day_bounds
from data.core.errors import NotFound
from data.models import LabReport, LabReportTest

STATUSES = ("ordered", "sample-collected", "in-progress", "completed", "cancelled")
UNREADABLE = "This address has a filter that cannot be read."
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


def _is_bad() -> Where:
    """An instant earlier than one before it."""
    return func.coalesce(or_(*(later < earlier for earlier, later in combinations(_INSTANTS, 2))), false())


def _is_timed() -> Where:
    return and_(is_live(), LabReport.verified_at.is_not(None), ~_is_bad())


LATE: dict[str, Callable[[], Where]] = {
    "overdue": lambda: and_(is_open(), LabReport.due_at < clock.now()),
    "late": lambda: and_(_is_timed(), LabReport.verified_at > LabReport.due_at),
    "in-target": lambda: and_(_is_timed(), LabReport.verified_at <= LabReport.due_at),
    "no-target": lambda: and_(_is_timed(), LabReport.due_at.is_(None)),
    "bad-stamp": lambda: and_(is_live(), LabReport.verified_at.is_not(None), _is_bad()),
}
STATE: dict[str, Callable[[], Where]] = {
    "open": is_open,
    "to-verify": lambda: and_(is_open(), LabReport.status == "completed"),
    **{status: (lambda status=status: LabReport.status == status) for status in STATUSES},  # type: ignore[misc]
}


def state(_actor: Actor, value: str) -> Where:
    """`state=`: open, to-verify, or statuses, by commas."""
    return or_(*(_named(STATE, word)() for word in value.split(",")))


def late(_actor: Actor, value: str) -> Where:
    """`late=`: overdue (open, past its target) or, of verified ones, late, in-target, no-target, bad-stamp; by commas."""
    return or_(*(_named(LATE, word)() for word in value.split(",")))


def since(actor: Actor, value: str) -> Where:
    """`from=`: verified on this local day or later."""
    return LabReport.verified_at >= day_bounds(_day(value), actor.zone)[0]


def before(actor: Actor, value: str) -> Where:
    """`to=`: verified before this local day."""
    return LabReport.verified_at < day_bounds(_day(value), actor.zone)[0]


def with_test(_actor: Actor, value: str) -> Where:
    """`test_code=`: the report holds one of these tests."""
    holds = select(LabReportTest.report_id).where(
        LabReportTest.clinic_id == LabReport.clinic_id,
        LabReportTest.report_id == LabReport.id,
        LabReportTest.test_code.in_(value.split(",")),
    )
    return holds.exists()


def _named(words: dict[str, Callable[[], Where]], word: str) -> Callable[[], Where]:
    if word not in words:
        raise NotFound(UNREADABLE)
    return words[word]


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as bad:
        raise NotFound(UNREADABLE) from bad
