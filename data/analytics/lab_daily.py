"""The laboratory facts of a clinic's days, read through the actor-scoped door and packed one row a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.analytics.days import Packed
from data.analytics.lab import OpenReport
from data.analytics.lab_facts import CRITICAL, CriticalValue, LabFacts, Rejection, Report, pack_days
from data.analytics.lab_rows import is_live, is_open
from data.analytics.working import WorkingClock, closed_spans
from data.core import roles
from data.core.actor import Actor
from data.core.clock import day_bounds
from data.core.errors import NotAllowed
from data.models import DoctorSession, LabReport, LabReportEvent, LabReportTest, ScheduleException
from data.store.counted import LAB
from data.store.day_figures import packed_days
from data.store.unit_of_work import reading

SEES_LAB = frozenset({"clinic", "own", "clinic-lab"})
SEES_WHOLE = frozenset({"clinic", "clinic-lab"})
REJECTED = "reject"


def sees(actor: Actor) -> bool:
    """Whether laboratory figures are the actor's to see at all."""
    return bool(roles.scopes(actor, "analytics", "view") & SEES_LAB) and actor.clinic_id is not None


def sees_whole(actor: Actor) -> bool:
    """Whether the actor's figures cover the whole clinic, not only the orders of one doctor."""
    return actor.is_system or bool(roles.scopes(actor, "analytics", "view") & SEES_WHOLE)


def facts(actor: Actor, start: date, end: date) -> LabFacts:
    """Facts of the local days [start, end); a doctor's cover her own orders only."""
    _require(actor)
    rows = packed_days(actor, LAB, start, end, lambda session, a, b: _pack(session, actor.zone, a, b))
    found = LabFacts.of_packed(rows.items())
    return found if sees_whole(actor) else found.of_doctor(actor.doctor_id)


def open_reports(actor: Actor) -> list[OpenReport]:
    """What is neither cancelled nor verified now; a doctor's own orders only."""
    _require(actor)
    query = select(LabReport.id, LabReport.status, LabReport.ordered_at, LabReport.target_minutes).where(is_open())
    with reading(actor) as session:
        return [OpenReport._make(row) for row in session.execute(_own(actor, query))]


def open_criticals(actor: Actor) -> list[tuple[Any, ...]]:
    """(report id, report number, test code, resulted_at) of critical results nobody has read back, oldest first."""
    _require(actor)
    query = (
        select(LabReport.id, LabReport.report_number, LabReportTest.test_code, LabReportTest.resulted_at)
        .join(LabReport, LabReport.id == LabReportTest.report_id)
        .where(is_live(), LabReportTest.flag.in_(CRITICAL), LabReportTest.read_back_at.is_(None))
        .where(LabReportTest.resulted_at.is_not(None))
        .order_by(LabReportTest.resulted_at, LabReportTest.id)
    )
    with reading(actor) as session:
        return [tuple(row) for row in session.execute(_own(actor, query))]


def working_clock(actor: Actor, start: date, end: date) -> WorkingClock:
    """The clock of the clinic's open time, for orders and moves on the local days [start, end)."""
    since, until = day_bounds(start, actor.zone)[0], day_bounds(end, actor.zone)[0]
    touching = (ScheduleException.starts_at < until) & (ScheduleException.ends_at > since)
    with reading(actor) as session:
        week = list(session.scalars(select(DoctorSession).where(DoctorSession.deleted_at.is_(None))))
        dated = list(session.scalars(select(ScheduleException).where(touching, ScheduleException.deleted_at.is_(None))))
        return WorkingClock(closed_spans(start, end, actor.zone, week, dated))


def _require(actor: Actor) -> None:
    if not actor.is_system and not sees(actor):
        raise NotAllowed


def _own(actor: Actor, query: Any) -> Any:
    here = query.where(LabReport.clinic_id == actor.clinic_id)
    return here if sees_whole(actor) else here.where(LabReport.doctor_id == actor.doctor_id)


def _pack(session: Session, zone: str, start: date, end: date) -> Mapping[date, Packed]:
    since, until = day_bounds(start, zone)[0], day_bounds(end, zone)[0]
    verified = (LabReport.verified_at >= since) & (LabReport.verified_at < until) & is_live()
    received = (LabReport.received_at >= since) & (LabReport.received_at < until) & is_live()
    columns = [getattr(LabReport, name) for name in Report._fields]
    # Two queries, each on its own index: an "or" of both would read the whole clinic.
    reports = {
        row[0]: Report._make(row) for part in (verified, received) for row in session.execute(select(*columns).where(part))
    }
    return pack_days(
        reports.values(),
        _tests(session, verified),
        _rejections(session, since, until),
        _criticals(session, since, until),
        zone,
        start,
        end,
    )


def _tests(session: Session, verified: Any) -> Mapping[Any, list[str]]:
    query = select(LabReportTest.report_id, LabReportTest.test_code).join(LabReport, LabReport.id == LabReportTest.report_id)
    found: dict[Any, list[str]] = defaultdict(list)
    for report_id, code in session.execute(query.where(verified, LabReportTest.test_code.is_not(None))):
        found[report_id].append(str(code))
    return found


def _rejections(session: Session, since: Any, until: Any) -> list[Rejection]:
    query = select(LabReport.doctor_id, LabReportEvent.at, LabReportEvent.reason_code).join(
        LabReport, LabReport.id == LabReportEvent.report_id
    )
    inside = (LabReportEvent.kind == REJECTED) & (LabReportEvent.at >= since) & (LabReportEvent.at < until)
    return [Rejection._make(row) for row in session.execute(query.where(inside, is_live()))]


def _criticals(session: Session, since: Any, until: Any) -> list[CriticalValue]:
    query = select(LabReport.doctor_id, LabReportTest.resulted_at, LabReportTest.read_back_at).join(
        LabReport, LabReport.id == LabReportTest.report_id
    )
    inside = LabReportTest.flag.in_(CRITICAL) & (LabReportTest.resulted_at >= since) & (LabReportTest.resulted_at < until)
    return [CriticalValue._make(row) for row in session.execute(query.where(inside, is_live()))]
