"""Who waits, who is called, who is in the room: today's visits as the board, and the screen on the wall, show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, and_, false, select
from sqlalchemy.orm import Session, joinedload

from data.core import clock
from data.core.actor import Actor
from data.core.errors import NotAllowed
from data.core.resource import resource as declared
from data.core.roles import scopes
from data.models import Appointment
from data.store import audit
from data.store.read import as_id
from data.store.record import may_step
from data.store.unit_of_work import reading, writing

LONG_WAIT = 30


@dataclass(frozen=True, slots=True)
class Ticket:
    """One visit on the board; `minutes` since `began` (waiting, or in the room); `since` is a clock time to show."""

    id: str
    version: int
    number: str
    patient: str
    doctor_id: str
    doctor: str
    room: str
    due: str
    began: datetime
    minutes: int
    since: str
    duration: int
    walk_in: bool
    is_priority: bool = False
    may: tuple[str, ...] = ()

    @property
    def is_long(self) -> bool:
        """Waiting longer than a patient should."""
        return self.minutes > LONG_WAIT


@dataclass(frozen=True, slots=True)
class Board:
    """Today in columns; `median` minutes of those already seen, None when nobody was."""

    waiting: list[Ticket] = field(default_factory=list)
    called: list[Ticket] = field(default_factory=list)
    in_room: list[Ticket] = field(default_factory=list)
    done: list[Ticket] = field(default_factory=list)
    expected: list[Ticket] = field(default_factory=list)
    median: int | None = None

    @property
    def longest(self) -> int:
        """Minutes the one waiting longest has waited; 0 when nobody waits."""
        return max((t.minutes for t in (*self.waiting, *self.called)), default=0)

    def by_doctor(self) -> list[tuple[str, int, int]]:
        """(doctor, how many wait, longest minutes), the longest wait first."""
        here = [*self.waiting, *self.called]
        names = {t.doctor for t in here}
        rows = [(name, [t.minutes for t in here if t.doctor == name]) for name in names]
        return sorted(((name, len(m), max(m)) for name, m in rows), key=lambda row: (-row[2], row[0]))


def board(actor: Actor, doctor_id: Any = None, *, live: bool = False) -> Board:
    """Today's board; its first opening is in the audit trail, live refreshes are not."""
    if not actor.is_system and not scopes(actor, "queue", "list"):
        raise NotAllowed
    resource = declared("appointments")
    query = (
        select(Appointment)
        .where(_today(actor, doctor_id))
        .options(*resource.load)
        .order_by(Appointment.starts_at, Appointment.id)
    )
    with reading(actor) if live else writing(actor) as session:
        visits = list(session.scalars(query))
        if not live:
            _record(session, actor, visits)
        return _sorted_board(visits, _Moves(session, actor), actor.zone)


def _today(actor: Actor, doctor_id: Any) -> ColumnElement[bool]:
    mine = [
        Appointment.clinic_id == actor.clinic_id,
        Appointment.appointment_date == clock.today(actor.zone),
        Appointment.deleted_at.is_(None),
    ]
    if not actor.is_system and scopes(actor, "queue", "list") == {"own"}:
        mine.append(Appointment.doctor_id == actor.doctor_id if actor.doctor_id else false())
    if doctor_id:
        mine.append(Appointment.doctor_id == as_id(doctor_id))
    return and_(*mine)


def _record(session: Session, actor: Actor, visits: list[Appointment]) -> None:
    if visits and actor.clinic_id:
        audit.record(session, actor, "list", "appointments", clinic_id=actor.clinic_id, shown=[v.id for v in visits])


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the screen on the wall: a token (or the appointed time) and a room; nothing that names anybody."""

    token: str
    room: str
    status: str


def wall(actor: Actor) -> list[Shown]:
    """What the waiting room may read: those called, those in a room, and those next in turn."""
    if not scopes(actor, "queue", "view"):
        raise NotAllowed
    query = (
        select(Appointment)
        .where(Appointment.clinic_id == actor.clinic_id, Appointment.appointment_date == clock.today(actor.zone))
        .where(Appointment.deleted_at.is_(None), Appointment.checked_in_at.is_not(None))
        .options(joinedload(Appointment.room))
    )
    with reading(actor) as session:
        here = [(v, _place(v)) for v in session.scalars(query)]
    ranked = {"called": 0, "in-room": 1, "waiting": 2}
    told = [
        (ranked[place], not v.is_priority, _order_on_wall(v, place), _shown(v, place)) for v, place in here if place in ranked
    ]
    return [shown for *_, shown in sorted(told, key=lambda row: row[:3])]


def _order_on_wall(visit: Appointment, place: str) -> float:
    """The latest call on top; in a room and waiting, who came first."""
    if place == "called" and visit.called_at:
        return -visit.called_at.timestamp()
    return (visit.started_at or waits_since(visit)).timestamp()


def _shown(visit: Appointment, place: str) -> Shown:
    token = str(visit.token_number) if visit.token_number else f"{visit.appointment_time:%H:%M}"
    return Shown(token, visit.room.name if visit.room else "", place)


class _Moves:
    """Which buttons a ticket has; asked once per doctor and place, for that is all the answer depends on."""

    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "expected": ("check-in",),
        "waiting": ("call", "start", "give-priority", "back-in-turn"),
        "called": ("start", "call", "undo-call"),
        "in-room": ("complete",),
    }

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session, self.actor, self.resource = session, actor, declared("appointments")
        self.known: dict[tuple[Any, str], tuple[str, ...]] = {}

    def of(self, visit: Appointment, place: str) -> tuple[str, ...]:
        """The names of the moves the actor may make from a place."""
        key = (visit.doctor_id, place)
        if key not in self.known:
            wanted = [s for n in self.NAMES.get(place, ()) for s in self.resource.steps if s.name == n]
            self.known[key] = tuple(s.name for s in wanted if may_step(self.session, self.resource, self.actor, visit, s))
        return self.known[key]


def _sorted_board(visits: Iterable[Appointment], moves: _Moves, zone: str) -> Board:
    found = Board()
    columns = {
        "waiting": found.waiting,
        "called": found.called,
        "in-room": found.in_room,
        "done": found.done,
        "expected": found.expected,
    }
    waits = []
    for visit in visits:
        place = _place(visit)
        if visit.started_at and visit.checked_in_at:
            waits.append(_minutes(visit.started_at - waits_since(visit)))
        if place:
            columns[place].append(_ticket(visit, place, moves.of(visit, place), zone))
    found.waiting.sort(key=lambda t: (not t.is_priority, -t.minutes))
    found.done.sort(key=lambda t: t.since, reverse=True)
    return Board(found.waiting, found.called, found.in_room, found.done, found.expected, round(median(waits)) if waits else None)


def _place(visit: Appointment) -> str:
    if visit.status == "in-progress":
        return "in-room"
    if visit.status == "completed":
        return "done"
    if visit.status not in {"scheduled", "confirmed"}:
        return ""
    if visit.checked_in_at is None:
        return "expected"
    return "called" if visit.called_at else "waiting"


def waits_since(visit: Appointment) -> datetime:
    """When the wait began: at check-in for walk-ins, else not before the appointed time."""
    here = visit.checked_in_at or visit.starts_at
    return here if visit.token_number else max(here, visit.starts_at)


def _minutes(span: timedelta) -> int:
    return max(0, int(span.total_seconds() // 60))


def _ticket(visit: Appointment, place: str, may: tuple[str, ...], zone: str) -> Ticket:
    began = {"in-room": visit.started_at, "done": visit.ended_at, "expected": visit.starts_at}.get(place) or waits_since(visit)
    shown = visit.called_at if place == "called" and visit.called_at else began
    return Ticket(
        id=str(visit.id),
        version=visit.version,
        number=str(visit.token_number or ""),
        patient=visit.patient.full_name or visit.patient.patient_code,
        doctor_id=str(visit.doctor_id),
        doctor=visit.doctor.titled_name,
        room=visit.room.name if visit.room else "",
        due=f"{visit.appointment_time:%H:%M}",
        began=began,
        minutes=_minutes(clock.now() - began),
        since=f"{clock.local(shown, zone):%H:%M}",
        duration=visit.duration,
        walk_in=bool(visit.token_number),
        is_priority=visit.is_priority,
        may=tuple(step for step in may if step != ("give-priority" if visit.is_priority else "back-in-turn")),
    )
