"""The appointment facts of a clinic's days, read through the actor-scoped door and packed one row a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.analytics.facts import Facts
from data.analytics.packed import facts_from_packed, pack_days
from data.analytics.visits import LONGEST, Move, Visit
from data.core import clock, roles
from data.core.actor import Actor
from data.core.clock import day_bounds
from data.core.errors import NotAllowed
from data.core.hours import bookable_by_doctor
from data.models import Appointment, AppointmentEvent, DoctorSession, ScheduleException
from data.store.day_figures import packed_days
from data.store.unit_of_work import reading

THEME = "appointments"
SEES_LOAD = frozenset({"clinic", "own", "clinic-load"})


def facts(actor: Actor, start: date, end: date) -> Facts:
    """Facts of the local days [start, end); a doctor's cover her own visits only."""
    scopes = roles.scopes(actor, "analytics", "view")
    if not actor.is_system and not scopes & SEES_LOAD:
        raise NotAllowed
    rows = packed_days(actor, THEME, start, end, lambda session, a, b: _pack(session, actor.zone, a, b))
    found = facts_from_packed(rows.items())
    return found if actor.is_system or scopes & {"clinic", "clinic-load"} else found.of_doctor(actor.doctor_id)


def _pack(session: Session, zone: str, start: date, end: date) -> Mapping[date, dict[str, Any]]:
    days = [start + timedelta(days=n) for n in range((end - start).days)]
    return pack_days(
        visits_between(session, zone, start, end),
        _moves(session, zone, start, end),
        _bookable(session, zone, days),
        zone,
        start,
        end,
        clock.now(),
    )


def visits_between(session: Session, zone: str, start: date, end: date) -> list[Visit]:
    """All visits that touch [start, end) or a visit of it, and some beside."""
    since, until = day_bounds(start, zone)[0], day_bounds(end, zone)[0]
    columns = [getattr(Appointment, name) for name in Visit._fields]
    # The longest visit bounds how far outside one can begin and still overlap a visit of these days.
    query = select(*columns).where(Appointment.starts_at >= since - LONGEST, Appointment.starts_at < until + LONGEST)
    return [Visit._make(row) for row in session.execute(query)]


def _moves(session: Session, zone: str, start: date, end: date) -> list[Move]:
    since, until = day_bounds(start, zone)[0], day_bounds(end, zone)[0]
    columns = [
        AppointmentEvent.appointment_id,
        AppointmentEvent.old_doctor_id,
        AppointmentEvent.at,
        AppointmentEvent.old_starts_at,
    ]
    touching = or_(
        AppointmentEvent.old_starts_at.between(since, until),
        AppointmentEvent.new_starts_at.between(since, until),
    )
    moved = (AppointmentEvent.kind == "move") & touching
    alive = (
        select(Appointment.id).where(Appointment.id == AppointmentEvent.appointment_id, Appointment.deleted_at.is_(None)).exists()
    )
    return [Move._make(row) for row in session.execute(select(*columns).where(moved, alive))]


def _bookable(session: Session, zone: str, days: list[date]) -> dict[tuple[str, date], Any]:
    week = list(session.scalars(select(DoctorSession).where(DoctorSession.deleted_at.is_(None))))
    since, until = day_bounds(days[0], zone)[0], day_bounds(days[-1], zone)[1]
    touching = (ScheduleException.starts_at < until) & (ScheduleException.ends_at > since)
    dated = list(session.scalars(select(ScheduleException).where(touching, ScheduleException.deleted_at.is_(None))))
    return dict(bookable_by_doctor(days, zone, week, dated))


def visits_today(actor: Actor) -> list[Visit]:
    """The visits of today, for what is happening now; a doctor's own only."""
    today = clock.today(actor.zone)
    with reading(actor) as session:
        visits = visits_between(session, actor.zone, today, today + timedelta(days=1))
    scopes = roles.scopes(actor, "analytics", "view")
    if not actor.is_system and not scopes & SEES_LOAD:
        raise NotAllowed
    whole = actor.is_system or bool(scopes & {"clinic", "clinic-load"})
    return visits if whole else [visit for visit in visits if str(visit.doctor_id) == str(actor.doctor_id)]
