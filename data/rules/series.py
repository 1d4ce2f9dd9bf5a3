"""Courses of visits: planned as a whole, booked, moved and cancelled in one act or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.courses import CHANGE, NEW, SCOPES, WEEKDAYS
from data.core.errors import Conflict, Invalid, NotAllowed
from data.core.hours import Interval
from data.core.resource import resource as declared
from data.models import Appointment, AppointmentSeries, Patient, ScheduleException
from data.rules.appointments import MOVABLE, NOUN
from data.rules.openings import Openings, away_sentence, live_between, nearest, openings
from data.rules.visit_words import day_text
from data.store import access, audit, write
from data.store.cleaning import read_fields
from data.store.read import find
from data.store.record import may_step
from data.store.unit_of_work import reading, writing

FARTHEST = 400  # days a course may reach
FARTHEST_PROPOSAL = 14  # days after the last sitting that are looked at
SERIES = "appointment_series"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One visit of a course as it is planned: what stands in its way, and which starts would do instead."""

    number: int
    starts_at: datetime
    ends_at: datetime
    problem: str = ""
    proposals: tuple[datetime, ...] = ()
    visit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole course; `skipped` are the holidays it goes around."""

    sittings: tuple[Sitting, ...]
    skipped: tuple[date, ...] = ()

    @property
    def clashes(self) -> int:
        """How many sittings do not fit where they were wanted."""
        return sum(bool(s.problem) for s in self.sittings)


@dataclass(frozen=True, slots=True)
class _Wish:
    doctor_id: UUID
    patient_id: UUID
    room_id: UUID | None
    minutes: int
    zone: str
    but: frozenset[UUID] = field(default_factory=frozenset)


def plan(actor: Actor, raw: Mapping[str, Any]) -> Plan:
    """The course as it was typed, with what stands in the way of each sitting and what would do instead."""
    access.require(declared(NOUN), actor, "create")
    values = read_fields(NEW, raw)
    with reading(actor) as session:
        return _planned(session, actor, values)


def _planned(session: Session, actor: Actor, values: Mapping[str, Any]) -> Plan:
    clinic_id = _clinic(actor)
    for noun, name in (("patients", "patient_id"), ("doctors", "doctor_id")):
        find(session, declared(noun), actor, values[name], "list")
    first: date = values["first_day"]
    if first < clock.today(actor.zone):
        raise Invalid({"first_day": "The first day is already past."})
    days, skipped = _days(session, clinic_id, actor.zone, values)
    wish = _Wish(values["doctor_id"], values["patient_id"], values["room_id"], values["duration"], actor.zone)
    starts = [clock.at(day, values["appointment_time"], actor.zone) for day in days]
    return Plan(_judged(session, clinic_id, wish, starts), tuple(skipped))


def _clinic(actor: Actor) -> UUID:
    if actor.clinic_id is None:
        raise NotAllowed("Visits are booked inside a clinic; platform staff belong to none.")
    return actor.clinic_id


def _days(session: Session, clinic_id: UUID, zone: str, values: Mapping[str, Any]) -> tuple[list[date], list[date]]:
    """The days of the course on the chosen weekdays, around the holidays of the clinic."""
    chosen = {WEEKDAYS.index(name) for name in values["weekdays"]}
    first: date = values["first_day"]
    closed = _holidays(session, clinic_id, clock.day_bounds(first, zone)[0])
    days: list[date] = []
    skipped: list[date] = []
    for day in (first + timedelta(days=n) for n in range(FARTHEST)):
        if day.weekday() not in chosen or len(days) == values["sessions"]:
            continue
        span = _span(clock.at(day, values["appointment_time"], zone), values["duration"])
        (skipped if any(a < span[1] and span[0] < z for a, z in closed) else days).append(day)
    if len(days) < values["sessions"]:
        raise Invalid({"sessions": f"Only {len(days)} sessions fit into the next {FARTHEST} days."})
    return days, skipped


def _holidays(session: Session, clinic_id: UUID, since: datetime) -> list[Interval]:
    query = select(ScheduleException.starts_at, ScheduleException.ends_at).where(
        ScheduleException.clinic_id == clinic_id,
        ScheduleException.doctor_id.is_(None),
        ScheduleException.kind == "holiday",
        ScheduleException.deleted_at.is_(None),
        ScheduleException.ends_at > since,
    )
    return [(row.starts_at, row.ends_at) for row in session.execute(query)]


def _span(start: datetime, minutes: int) -> Interval:
    return start, start + timedelta(minutes=minutes)


def _judged(
    session: Session, clinic_id: UUID, wish: _Wish, starts: Sequence[datetime], ids: Sequence[UUID | None] = ()
) -> tuple[Sitting, ...]:
    """Each wanted start with what stands in its way; proposals take one another into account."""
    span = (min(starts) - timedelta(days=1), max(starts) + timedelta(days=FARTHEST_PROPOSAL + 1))
    free = openings(session, clinic_id, [wish.doctor_id], span, wish.zone, wish.but)
    away = live_between(session, Appointment.patient_id == wish.patient_id, span, wish.but)
    rooms = live_between(session, Appointment.room_id == wish.room_id, span, wish.but) if wish.room_id else []
    problems = [_problem(free, wish, away, rooms, start) for start in starts]
    for start, problem in zip(starts, problems, strict=True):
        if not problem:
            free.give(wish.doctor_id, _span(start, wish.minutes))
    closed = [(v.starts_at, v.ends_at) for v in (*away, *rooms)]
    sittings: list[Sitting] = []
    for number, (start, problem) in enumerate(zip(starts, problems, strict=True), 1):
        proposals = _instead(free, wish, start, closed, starts) if problem else ()
        if proposals:  # what is proposed first to one is not proposed to the next
            free.give(wish.doctor_id, _span(proposals[0], wish.minutes))
        visit_id = ids[number - 1] if ids else None
        sittings.append(Sitting(number, *_span(start, wish.minutes), problem, proposals, visit_id))
    return tuple(sittings)


def _problem(free: Openings, wish: _Wish, away: list[Appointment], rooms: list[Appointment], start: datetime) -> str:
    span = _span(start, wish.minutes)
    return (
        free.why_not(wish.doctor_id, span)
        or away_sentence(away, span, wish.zone)
        or away_sentence(rooms, span, wish.zone, room=True)
    )


def _instead(
    free: Openings, wish: _Wish, start: datetime, closed: list[Interval], starts: Sequence[datetime]
) -> tuple[datetime, ...]:
    """Other times of the same day first; else the usual time after the course has ended."""
    day = clock.local_day(start, wish.zone)
    same_day = nearest(free.starts(wish.doctor_id, day, wish.minutes, closed), start)
    if same_day:
        return tuple(same_day)
    last = clock.local_day(max(starts), wish.zone)
    usual = clock.local(start, wish.zone).time()
    later = (clock.at(last + timedelta(days=n), usual, wish.zone) for n in range(1, FARTHEST_PROPOSAL))
    return tuple(s for s in later if _fits(free, wish, s, closed))[:2]


def _fits(free: Openings, wish: _Wish, start: datetime, closed: list[Interval]) -> bool:
    span = _span(start, wish.minutes)
    return not free.why_not(wish.doctor_id, span) and all(z <= span[0] or span[1] <= a for a, z in closed)


def with_picks(planned: Plan, picks: Mapping[int, datetime]) -> list[Sitting]:
    """The plan with what was chosen in the place of what did not fit; Conflict while one still does not."""
    chosen = [_picked(sitting, picks.get(sitting.number)) for sitting in planned.sittings]
    left = [str(s.number) for s in chosen if s.problem]
    if left:
        many = f"Session {left[0]} does" if len(left) == 1 else f"Sessions {', '.join(left)} do"
        raise Conflict(f"{many} not fit. Choose another time for each, or change the course.", "sessions")
    return chosen


def _picked(sitting: Sitting, start: datetime | None) -> Sitting:
    if start is None:
        return sitting
    return replace(sitting, starts_at=start, ends_at=start + (sitting.ends_at - sitting.starts_at), problem="")


def read_picks(raw: Mapping[Any, Any], zone: str) -> dict[int, datetime]:
    """What was chosen on the screen: {"3": "2026-11-27 10:30"} by the clinic's clock."""
    found: dict[int, datetime] = {}
    for number, text in raw.items():
        try:
            day, hour = datetime.fromisoformat(str(text)).date(), datetime.fromisoformat(str(text)).time()
            found[int(number)] = clock.at(day, hour, zone)
        except ValueError:
            continue
    return found


def book(actor: Actor, raw: Mapping[str, Any], picks: Mapping[int, datetime], key: str | None = None) -> UUID:
    """Book the whole course or nothing; its id. The second use of a key gives the first course."""
    resource = declared(NOUN)
    access.require(resource, actor, "create")
    values = read_fields(NEW, raw)
    with writing(actor) as session:
        known = write.used(session, actor, SERIES, key)
        if known:
            return known
        _hold(session, actor, values["patient_id"])
        sittings = with_picks(_planned(session, actor, values), picks)
        row = AppointmentSeries(
            clinic_id=_clinic(actor), created_by=actor.user_id, updated_by=actor.user_id, sessions=len(sittings),
            first_day=values["first_day"], weekdays=list(values["weekdays"]), patient_id=values["patient_id"],
            doctor_id=values["doctor_id"], appointment_type=values["appointment_type"],
        )  # fmt: skip
        session.add(row)
        session.flush()
        common = {k: values[k] for k in ("patient_id", "doctor_id", "appointment_type", "duration", "room_id", "reason")}
        for sitting in sittings:
            with _named(sitting, actor.zone):
                write.insert(session, resource, actor, common | _when(sitting, actor.zone), series_id=row.id)
        write.spend(session, actor, SERIES, key, row.id)
        detail = {"reason": f"{len(sittings)} sessions from {day_text(values['first_day'])}"}
        audit.record(session, actor, "book-series", SERIES, row.id, clinic_id=row.clinic_id, detail=detail)
        return row.id


def _hold(session: Session, actor: Actor, patient_id: UUID) -> None:
    """Two desks that book for one patient wait for each other before they plan."""
    find(session, declared("patients"), actor, patient_id, "list")
    session.scalars(select(Patient).where(Patient.id == patient_id).with_for_update()).one_or_none()


def _when(sitting: Sitting, zone: str) -> dict[str, Any]:
    start = clock.local(sitting.starts_at, zone)
    return {"appointment_date": start.date(), "appointment_time": start.time()}


@contextmanager
def _named(sitting: Sitting, zone: str) -> Iterator[None]:
    """A refusal inside says which session it is about."""
    words = f"Session {sitting.number}, {day_text(clock.local_day(sitting.starts_at, zone))}: "
    try:
        yield
    except Invalid as invalid:
        raise Invalid({name: words + text for name, text in invalid.errors.items()}) from invalid
    except Conflict as conflict:
        raise Conflict(words + conflict.message, conflict.field) from conflict


def first_visit(actor: Actor, series_id: UUID) -> UUID:
    """The visit a new course is opened at."""
    with reading(actor) as session:
        query = select(Appointment.id).where(Appointment.series_id == series_id).order_by(Appointment.starts_at).limit(1)
        return session.scalars(query).one()


# A course that stands


def _chosen(session: Session, actor: Actor, visit: Appointment, scope: str, *, lock: bool = True) -> list[Appointment]:
    """The visits a change is about: this one and those after it, or all that are still to come."""
    if scope not in SCOPES:
        raise Invalid({"scope": "Choose which sessions are meant."})
    if visit.series_id is None:
        raise Conflict("This visit is not part of a course.")
    since = visit.starts_at if scope == "after" else clock.now()
    query = select(Appointment).where(
        access.visible(declared(NOUN), actor, "edit"),
        Appointment.series_id == visit.series_id,
        Appointment.status.in_(MOVABLE),
        Appointment.deleted_at.is_(None),
        Appointment.starts_at >= since,
    )
    ordered = query.options(*declared(NOUN).load).order_by(Appointment.starts_at, Appointment.id)
    found = list(session.scalars(ordered.with_for_update(of=Appointment) if lock else ordered))
    if not found:
        raise Conflict("No session of this course is still to come.")
    return found


def plan_change(actor: Actor, visit_id: Any, scope: str, raw: Mapping[str, Any]) -> Plan:
    """Where the sessions would go: all by as many days as this one, to its new time, doctor and room."""
    values = read_fields(CHANGE, raw)
    with reading(actor) as session:
        visit = find(session, declared(NOUN), actor, visit_id, "edit")
        return _moved(session, actor, visit, _chosen(session, actor, visit, scope, lock=False), values)


def _moved(session: Session, actor: Actor, visit: Appointment, chosen: list[Appointment], values: Mapping[str, Any]) -> Plan:
    find(session, declared("doctors"), actor, values["doctor_id"], "list")
    by = values["appointment_date"] - visit.appointment_date
    starts = [clock.at(v.appointment_date + by, values["appointment_time"], actor.zone) for v in chosen]
    ids = [v.id for v in chosen]
    wish = _Wish(values["doctor_id"], visit.patient_id, values["room_id"], values["duration"], actor.zone, frozenset(ids))
    return Plan(_judged(session, visit.clinic_id, wish, starts, ids))


def change(
    actor: Actor, visit_id: Any, scope: str, raw: Mapping[str, Any], picks: Mapping[int, datetime], version: int | None = None
) -> int:
    """Move the sessions of a course in one act; how many were moved."""
    resource, values = declared(NOUN), read_fields(CHANGE, raw)
    with writing(actor) as session:
        visit = find(session, resource, actor, visit_id, "edit", lock=True)
        write.not_stale(session, resource, visit, version)
        _hold(session, actor, visit.patient_id)
        chosen = _chosen(session, actor, visit, scope)
        sittings = with_picks(_moved(session, actor, visit, chosen, values), picks)
        common = {k: values[k] for k in ("duration", "doctor_id", "room_id", "move_reason")}
        for row, sitting in _in_order_of_room(list(zip(chosen, sittings, strict=True))):
            with _named(sitting, actor.zone):
                write.update(session, resource, actor, row, common | _when(sitting, actor.zone), "move-series")
        return len(chosen)


def _in_order_of_room(pairs: list[tuple[Appointment, Sitting]]) -> Iterable[tuple[Appointment, Sitting]]:
    """Each visit moves only once nobody of its own course stands where it goes."""
    waiting = list(pairs)
    while waiting:
        free = next((p for p in waiting if not any(_meets(p[1], other) for other, _ in waiting if other is not p[0])), None)
        if free is None:
            raise Conflict("The sessions stand in each other's way. Choose other times.", "appointment_time")
        waiting.remove(free)
        yield free


def _meets(sitting: Sitting, visit: Appointment) -> bool:
    return visit.starts_at < sitting.ends_at and sitting.starts_at < visit.ends_at


def cancel(actor: Actor, visit_id: Any, scope: str, reason: str, version: int | None = None) -> int:
    """Cancel the sessions of a course in one act; how many were cancelled."""
    resource = declared(NOUN)
    move = write.find_step(resource, "cancel")
    values = read_fields(move.asks, {"reason": reason})
    with writing(actor) as session:
        visit = find(session, resource, actor, visit_id, "view", lock=True)
        write.not_stale(session, resource, visit, version)
        chosen = _chosen(session, actor, visit, scope)
        for row in chosen:
            if not may_step(session, resource, actor, row, move):
                raise NotAllowed
            write.make_step(session, resource, actor, row, move, values)
        return len(chosen)
