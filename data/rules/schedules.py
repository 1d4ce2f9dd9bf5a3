"""A doctor's weekly hours and what departs from them; changes are dated and never rewrite the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Invalid, NotAllowed, NotFound, Stale
from data.core.fields import KINDS, Unreadable, parse
from data.core.hours import CLOSING
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import LIVE, Appointment, Doctor, DoctorSession, ScheduleException, User
from data.store import audit
from data.store.hours import doctor_of, may, version_of
from data.store.read import as_id
from data.store.unit_of_work import writing

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EXCEPTIONS = ("leave", "extra", "block", "hold", "emergency", "holiday")


@dataclass(frozen=True, slots=True)
class Hours:
    """One session of the week: weekday 0 is Monday; breaks are pairs of local times."""

    weekday: int
    starts: time
    ends: time
    breaks: tuple[tuple[time, time], ...] = ()


def read_week(raw: Iterable[Mapping[str, Any]]) -> list[Hours]:
    """Typed rows {weekday, starts, ends, break_starts, break_ends} as hours; Invalid with a sentence per weekday."""
    found: list[Hours] = []
    errors: dict[str, str] = {}
    for row in raw:
        if not row.get("starts") and not row.get("ends"):
            continue
        try:
            found.append(_read_session(row))
        except Unreadable as bad:
            errors.setdefault(f"day-{row.get('weekday')}", str(bad))
    errors |= {k: v for k, v in _overlaps(found).items() if k not in errors}
    if errors:
        raise Invalid(errors)
    return found


_CLOCK = Field("clock", "time")


def _time(raw: Any) -> time:
    value: time = KINDS["time"].parse(_CLOCK, str(raw or ""))
    return value


def _read_session(row: Mapping[str, Any]) -> Hours:
    weekday = row.get("weekday")
    if not isinstance(weekday, int) or not 0 <= weekday <= 6:  # noqa: PLR2004 - Monday to Sunday
        raise Unreadable("There is no such weekday.")
    starts, ends = _time(row.get("starts")), _time(row.get("ends"))
    if starts >= ends:
        raise Unreadable(f"{DAYS[weekday]} ends at {ends:%H:%M}, before it starts at {starts:%H:%M}.")
    if not row.get("break_starts") and not row.get("break_ends"):
        return Hours(weekday, starts, ends)
    pause = _time(row.get("break_starts")), _time(row.get("break_ends"))
    if not starts <= pause[0] < pause[1] <= ends:
        raise Unreadable(f"The break {pause[0]:%H:%M}–{pause[1]:%H:%M} does not lie inside {starts:%H:%M}–{ends:%H:%M}.")
    return Hours(weekday, starts, ends, (pause,))


def _overlaps(found: list[Hours]) -> dict[str, str]:
    errors: dict[str, str] = {}
    ordered = sorted(found, key=lambda h: (h.weekday, h.starts))
    for one, two in combinations(ordered, 2):
        if one.weekday == two.weekday and two.starts < one.ends:
            spans = f"{one.starts:%H:%M}–{one.ends:%H:%M} and {two.starts:%H:%M}–{two.ends:%H:%M}"
            errors.setdefault(f"day-{one.weekday}", f"{DAYS[one.weekday]} {spans} overlap.")
    return errors


def save_week(actor: Actor, doctor_id: Any, hours: Iterable[Hours], valid_from: date, version: int | None = None) -> None:
    """Let new weekly hours hold from a day on; the ones before keep what they said about the past.

    `version` is what `hours.version` said when the week was read; Stale when somebody saved in between.
    """
    if valid_from < clock.today(actor.zone):
        raise Invalid({"valid_from": "Hours change from today on at the earliest; the past stays as it was."})
    with writing(actor) as session:
        doctor = doctor_of(session, actor, doctor_id, "edit", lock=True)
        _not_stale(session, actor, doctor, version)
        ending = or_(DoctorSession.valid_to.is_(None), DoctorSession.valid_to > valid_from)
        query = select(DoctorSession).where(DoctorSession.doctor_id == doctor.id, DoctorSession.deleted_at.is_(None), ending)
        for row in session.scalars(query.with_for_update()):
            _end(row, valid_from, actor)
        for item in hours:
            session.add(_row(doctor, item, valid_from, actor))
        session.flush()
        audit.record(
            session,
            actor,
            "hours",
            "doctors",
            doctor.id,
            clinic_id=doctor.clinic_id,
            detail={"reason": f"New weekly hours from {valid_from}"},
        )


def _not_stale(session: Session, actor: Actor, doctor: Doctor, version: int | None) -> None:
    if version is None or version_of(session, doctor) == version:
        return
    newest = select(DoctorSession).where(DoctorSession.doctor_id == doctor.id).order_by(DoctorSession.updated_at.desc()).limit(1)
    row = session.scalars(newest).one()
    who = session.scalar(select(User.full_name).where(User.id == row.updated_by)) if row.updated_by else None
    when = clock.local(row.updated_at, actor.zone)
    raise Stale(f"{who or 'Someone else'} changed these hours at {when:%H:%M}. Reload to see them, then change them again.")


def _end(row: DoctorSession, valid_from: date, actor: Actor) -> None:
    row.updated_by = actor.user_id
    if row.valid_from >= valid_from:
        row.deleted_at, row.deleted_by, row.delete_reason = clock.now(), actor.user_id, "Replaced before it began"
    else:
        row.valid_to = valid_from


def _row(doctor: Doctor, item: Hours, valid_from: date, actor: Actor) -> DoctorSession:
    return DoctorSession(
        clinic_id=doctor.clinic_id, doctor_id=doctor.id, weekday=item.weekday, starts=item.starts, ends=item.ends,
        breaks=[[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in item.breaks], valid_from=valid_from, created_by=actor.user_id, updated_by=actor.user_id,
    )  # fmt: skip


def add_exception(actor: Actor, doctor_id: Any, raw: Mapping[str, Any]) -> tuple[UUID, int]:
    """Enter leave and the like; its id and how many live visits it hits, which nobody moves silently."""
    kind, starts_at, ends_at = _span(actor, raw)
    reason = _reason(raw.get("reason"))
    with writing(actor) as session:
        doctor = doctor_of(session, actor, doctor_id, "create")
        if kind == "holiday" and not may(actor, "create", None):
            raise NotAllowed("A holiday closes the whole clinic; the manager enters it.")
        row = ScheduleException(
            clinic_id=doctor.clinic_id, doctor_id=None if kind == "holiday" else doctor.id, kind=kind, starts_at=starts_at, ends_at=ends_at,
            reason=reason, created_by=actor.user_id,
        )  # fmt: skip
        session.add(row)
        session.flush()
        audit.record(
            session, actor, kind, "doctors", doctor.id, clinic_id=doctor.clinic_id, detail={"reason": row.reason or kind}
        )
        return row.id, len(hit_by(session, row))


def _reason(raw: Any) -> str | None:
    try:
        return parse(Field("reason", max_length=200), raw) or None
    except Unreadable as bad:
        raise Invalid({"reason": str(bad)}) from bad


def _span(actor: Actor, raw: Mapping[str, Any]) -> tuple[str, datetime, datetime]:
    kind = str(raw.get("kind") or "")
    if kind not in EXCEPTIONS:
        raise Invalid({"kind": f"Choose one of: {', '.join(EXCEPTIONS)}."})
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, shape in (("first_day", "date"), ("last_day", "date"), ("from_time", "time"), ("to_time", "time")):
        typed = str(raw.get(name) or "")
        try:
            values[name] = KINDS[shape].parse(Field(name, shape), typed) if typed else None
        except Unreadable as bad:
            errors[name] = str(bad)
    first, last = values.get("first_day"), values.get("last_day") or values.get("first_day")
    if first is None and "first_day" not in errors:
        errors["first_day"] = "The first day is needed."
    if errors or first is None or last is None:
        raise Invalid(errors)
    starts_at = clock.at(first, values["from_time"] or time.min, actor.zone)
    ends_at = (
        clock.at(last, values["to_time"], actor.zone)
        if values["to_time"]
        else clock.at(last + timedelta(days=1), time.min, actor.zone)
    )
    if starts_at >= ends_at:
        raise Invalid({"last_day": "This ends before it begins."})
    return kind, starts_at, ends_at


def hit_by(session: Session, row: ScheduleException) -> list[Appointment]:
    """The live visits inside a span that leave, a holiday or a block closes, in order."""
    if row.kind not in CLOSING:
        return []
    query = select(Appointment).where(
        Appointment.clinic_id == row.clinic_id,
        Appointment.status.in_(LIVE),
        Appointment.deleted_at.is_(None),
        Appointment.starts_at < row.ends_at,
        Appointment.ends_at > row.starts_at,
    )
    query = query.order_by(Appointment.starts_at).options(*declared("appointments").load)
    return list(session.scalars(query.where(Appointment.doctor_id == row.doctor_id) if row.doctor_id else query))


def exception_of(session: Session, doctor: Doctor, exception_id: Any) -> ScheduleException:
    """What departs from a doctor's hours by its id: hers, or her clinic's; NotFound otherwise."""
    found = session.scalars(
        select(ScheduleException).where(
            ScheduleException.id == as_id(exception_id),
            ScheduleException.clinic_id == doctor.clinic_id,
            or_(ScheduleException.doctor_id == doctor.id, ScheduleException.doctor_id.is_(None)),
            ScheduleException.deleted_at.is_(None),
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def remove_exception(actor: Actor, doctor_id: Any, exception_id: Any) -> None:
    """Take back what departs from the hours."""
    with writing(actor) as session:
        doctor = doctor_of(session, actor, doctor_id, "edit")
        row = exception_of(session, doctor, exception_id)
        if row.doctor_id is None and not may(actor, "edit", None):
            raise NotAllowed("A holiday closes the whole clinic; the manager takes it back.")
        row.deleted_at, row.deleted_by = clock.now(), actor.user_id
        audit.record(
            session,
            actor,
            "take-back",
            "doctors",
            doctor.id,
            clinic_id=doctor.clinic_id,
            detail={"reason": f"{row.kind} taken back"},
        )
