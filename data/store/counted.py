"""In which local days' figures a changed row counts, before and after the change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from data.core.clock import local_day
from data.models import (
    Appointment,
    Clinic,
    DoctorSession,
    LabReport,
    LabReportEvent,
    LabReportTest,
    ScheduleException,
)

Day = tuple[UUID, str, date]
EVERY_DAY = date.min
VISITS, LAB = "appointments", "lab_reports"
CANCELLED = "cancelled"


def days(session: Session, rows: Iterable[Any]) -> set[Day]:
    """(clinic, theme, local day) of what these rows of a flush count in."""
    by_kind: dict[type, list[Any]] = {}
    for row in rows:
        by_kind.setdefault(type(row), []).append(row)
    return {day for kind, changed in by_kind.items() if kind in COUNTED for day in COUNTED[kind](session, changed)}


def _visits(_session: Session, rows: Sequence[Any]) -> Iterator[Day]:
    for row in rows:
        yield from ((row.clinic_id, VISITS, day) for day in _versions(row, "appointment_date"))


def _hours(_session: Session, rows: Sequence[Any]) -> Iterator[Day]:
    yield from {(row.clinic_id, VISITS, EVERY_DAY) for row in rows}


def _zone_moves_every_day(_session: Session, rows: Sequence[Any]) -> Iterator[Day]:
    for row in rows:
        if inspect(row).attrs.time_zone.history.deleted:
            yield from ((row.id, theme, EVERY_DAY) for theme in (VISITS, LAB))


def _lab_reports(session: Session, rows: Sequence[Any]) -> Iterator[Day]:
    for row in rows:
        yield from _local(session, row.clinic_id, _versions(row, "verified_at") | _versions(row, "received_at"))
    moved = [row for row in rows if _counts_elsewhere(row)]
    if moved:
        of_them = [row.id for row in moved]
        refused = select(LabReportEvent.clinic_id, LabReportEvent.at).where(LabReportEvent.report_id.in_(of_them))
        found = select(LabReportTest.clinic_id, LabReportTest.resulted_at).where(LabReportTest.report_id.in_(of_them))
        yield from _read(session, refused)
        yield from _read(session, found)


def _counts_elsewhere(report: LabReport) -> bool:
    """Whether it comes into the figures of its rejections and critical values, goes out of them, or changes its doctor."""
    moved = {name for name in ("deleted_at", "status", "doctor_id") if inspect(report).attrs[name].history.deleted}
    return bool(moved - {"status"}) or ("status" in moved and CANCELLED in _versions(report, "status"))


def _lab_tests(session: Session, rows: Sequence[Any]) -> Iterator[Day]:
    for row in rows:
        yield from _local(session, row.clinic_id, _versions(row, "resulted_at"))
    # A new report says its own days.
    reports = {row.report_id for row in rows} - {row.id for row in session.new if isinstance(row, LabReport)}
    if reports:
        yield from _read(session, select(LabReport.clinic_id, LabReport.verified_at).where(LabReport.id.in_(reports)))


def _lab_events(session: Session, rows: Sequence[Any]) -> Iterator[Day]:
    for row in rows:
        yield from _local(session, row.clinic_id, _versions(row, "at"))


def _versions(row: Any, name: str) -> set[Any]:
    """What a column says and what it said before this change."""
    return {getattr(row, name), *inspect(row).attrs[name].history.deleted} - {None}


def _read(session: Session, query: Any) -> Iterator[Day]:
    # Through the connection: a query of the session would flush what is being flushed.
    for clinic_id, at in session.connection().execute(query):
        if at is not None:
            yield from _local(session, clinic_id, {at})


def _local(session: Session, clinic_id: UUID, instants: Iterable[datetime]) -> Iterator[Day]:
    told = set(instants)
    if told:
        zone = _zone(session, clinic_id)
        yield from ((clinic_id, LAB, local_day(at, zone)) for at in told)


def _zone(session: Session, clinic_id: UUID) -> str:
    kept: dict[UUID, str] = session.info.setdefault("zones", {})
    if clinic_id not in kept:
        kept[clinic_id] = (
            session.connection().scalar(select(Clinic.time_zone).where(Clinic.id == clinic_id)) or session.info["actor"].zone
        )
    return kept[clinic_id]


COUNTED: dict[type, Callable[[Session, Sequence[Any]], Iterator[Day]]] = {
    Appointment: _visits,
    DoctorSession: _hours,
    ScheduleException: _hours,
    Clinic: _zone_moves_every_day,
    LabReport: _lab_reports,
    LabReportTest: _lab_tests,
    LabReportEvent: _lab_events,
}
