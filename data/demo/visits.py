"""Three months of visits around today, played forward as a real desk would have lived them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from data.core import clock
from data.core.hours import Interval
from data.models.base import new_id

BACK, AHEAD = 60, 31
STEP = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
TYPES = (
    ("consultation", 30, 44),
    ("follow-up", 15, 26),
    ("panchakarma", 60, 12),
    ("checkup", 30, 10),
    ("procedure", 45, 6),
    ("emergency", 30, 2),
)
REASONS = {
    "consultation": (
        "Knee pain since two months",
        "Skin rash",
        "Back pain after lifting",
        "Poor sleep",
        "Acidity and bloating",
        "Shoulder stiffness",
        "Headache twice a week",
    ),
    "follow-up": ("Review after two weeks", "Review of medicines", "Pain is less, follow-up", "Reports to show"),
    "panchakarma": ("Abhyanga and swedana, day 3 of 7", "Shirodhara, day 2 of 7", "Basti course", "Pizhichil, first sitting"),
    "checkup": ("Yearly check-up", "School certificate", "Blood pressure check"),
    "procedure": ("Kati vasti", "Nasya", "Janu vasti"),
    "emergency": ("Sudden severe pain", "Fall at home"),
}
CANCELLED = ("Travelling that day", "Feels better", "Family function", "Could not get leave", "Asked for a later date")
MISSED = ("Phone not answered", "Said she forgot", "No call back")


@dataclass(slots=True)
class Visit:
    """One visit while it is being made up; the columns of an appointment, and the moves behind it."""

    patient_id: UUID
    doctor_id: UUID
    room_id: UUID | None
    starts_at: datetime
    duration: int
    appointment_type: str
    created_at: datetime
    status: str = "scheduled"
    id: UUID = field(default_factory=new_id)
    token_number: int | None = None
    walk_in: bool = False
    reason: str = ""
    notes: str | None = None
    cancellation_reason: str | None = None
    checked_in_at: datetime | None = None
    called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    cancelled_at: datetime | None = None
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ends_at(self) -> datetime:
        """The planned end."""
        return self.starts_at + timedelta(minutes=self.duration)

    def event(self, at: datetime, kind: str = "status", **values: Any) -> None:
        """Remember one move."""
        self.events.append({"at": at, "kind": kind, **values})

    def move_to(self, status: str, at: datetime, reason: str | None = None) -> None:
        """Change the status, with the event it leaves behind."""
        self.event(at, from_status=self.status, to_status=status, reason=reason)
        self.status = status


@dataclass(slots=True)
class Desk:
    """What the front desk works with: the dice, the present, the people, who is busy on which day."""

    dice: Random
    now: datetime
    zone: str
    patients: Sequence[UUID]
    seen: set[tuple[date, UUID]] = field(default_factory=set)

    def minutes(self, low: float, high: float) -> timedelta:
        """A length of time between two numbers of minutes, in whole seconds."""
        return timedelta(seconds=round(self.dice.uniform(low, high) * 60))

    def somebody(self, day: date) -> UUID:
        """A patient who has no other visit on that day."""
        while True:
            found = self.dice.choice(self.patients)
            if (day, found) not in self.seen:
                self.seen.add((day, found))
                return found


def day_of_doctor(desk: Desk, doctor_id: UUID, room_id: UUID | None, day: date, hours: Sequence[Interval]) -> list[Visit]:
    """The visits of one doctor on one local day, as they stand now."""
    made = [v for start, length, kind in _slots(desk, day, hours) for v in _booked(desk, doctor_id, room_id, start, length, kind)]
    made.sort(key=lambda v: (v.starts_at, v.created_at))
    _play(desk, made)
    return made


def _fullness(desk: Desk, day: date) -> float:
    ahead = (day - clock.local_day(desk.now, desk.zone)).days
    if ahead == 0:
        return 0.92
    return 0.82 if ahead < 0 else max(0.08, 0.78 - ahead * 0.028)


def _slots(desk: Desk, day: date, hours: Sequence[Interval]) -> Iterator[tuple[datetime, int, str]]:
    full = _fullness(desk, day)
    for start, end in hours:
        at = start
        while at < end:
            kind, length, _ = desk.dice.choices(TYPES, [t[2] for t in TYPES])[0]
            if at + timedelta(minutes=length) > end:
                at += STEP
            elif desk.dice.random() > full:
                at += 2 * STEP
            else:
                yield at, length, kind
                at += timedelta(minutes=length)


def _booked(desk: Desk, doctor_id: UUID, room_id: UUID | None, start: datetime, length: int, kind: str) -> Iterator[Visit]:
    day = clock.local_day(start, desk.zone)
    visit = Visit(desk.somebody(day), doctor_id, room_id, start, length, kind, _when_booked(desk, start))
    visit.reason = desk.dice.choice(REASONS[kind])
    if kind in {"consultation", "emergency"} and start < desk.now + timedelta(minutes=40) and desk.dice.random() < 0.16:
        visit.walk_in = True
        visit.created_at = visit.checked_in_at = start - desk.minutes(4, 45)
        if visit.created_at > desk.now:
            visit.walk_in, visit.checked_in_at, visit.created_at = False, None, desk.now - desk.minutes(60, 600)
    yield visit
    if visit.walk_in:
        return
    if desk.dice.random() < 0.06:
        _moved_here(desk, visit)
    if desk.dice.random() < (0.09 if start < desk.now else 0.05):
        yield from _cancel(desk, visit)


def _when_booked(desk: Desk, start: datetime) -> datetime:
    day = clock.local_day(start, desk.zone) - timedelta(days=min(28, round(desk.dice.expovariate(1 / 6))))
    at = clock.at(day, time(9 + desk.dice.randrange(9), desk.dice.randrange(60)), desk.zone)
    at = at if at < start else start - desk.minutes(90, 300)
    return at if at < desk.now else desk.now - desk.minutes(20, 2000)


def _between(desk: Desk, low: datetime, high: datetime) -> datetime:
    high = max(min(high, desk.now), low + MINUTE)
    return low + timedelta(seconds=round((high - low).total_seconds() * desk.dice.uniform(0.2, 0.9)))


def _moved_here(desk: Desk, visit: Visit) -> None:
    days = desk.dice.choice((-3, -1, 1, 2, 4))
    old = visit.starts_at + timedelta(days=days)
    at = _between(desk, visit.created_at, min(old, visit.starts_at))
    if desk.dice.random() < 0.4:
        at = max(visit.created_at + MINUTE, min(old, visit.starts_at) - desk.minutes(60, 1200))
    if visit.created_at < at < min(visit.starts_at, desk.now):
        visit.event(
            at,
            "move",
            old_starts_at=old,
            new_starts_at=visit.starts_at,
            old_doctor_id=visit.doctor_id,
            new_doctor_id=visit.doctor_id,
            reason="Asked for another time",
        )


def _cancel(desk: Desk, visit: Visit) -> Iterator[Visit]:
    late = desk.dice.random() < 0.45
    at = (
        visit.starts_at - desk.minutes(60, 1380)
        if late
        else _between(desk, visit.created_at, visit.starts_at - timedelta(days=1))
    )
    if not visit.created_at < at < desk.now or at >= visit.starts_at:
        return
    visit.cancelled_at, visit.cancellation_reason = at, desk.dice.choice(CANCELLED)
    visit.move_to("cancelled", at, visit.cancellation_reason)
    refilled_at = _between(desk, at, visit.starts_at)
    if desk.dice.random() < 0.45 and refilled_at < min(desk.now, visit.starts_at):
        patient = desk.somebody(clock.local_day(visit.starts_at, desk.zone))
        yield Visit(
            patient,
            visit.doctor_id,
            visit.room_id,
            visit.starts_at,
            visit.duration,
            visit.appointment_type,
            refilled_at,
            reason=visit.reason,
        )


def _play(desk: Desk, visits: Sequence[Visit]) -> None:
    today = clock.local_day(desk.now, desk.zone)
    late = (
        visits and clock.local_day(visits[0].starts_at, desk.zone) == today
    )  # today everybody runs a little late, so somebody waits
    free_at = visits[0].starts_at + (desk.minutes(8, 22) if late else desk.minutes(0, 12)) if visits else desk.now
    for visit in visits:
        if visit.status == "cancelled":
            continue
        _confirm(desk, visit)
        if visit.starts_at >= desk.now + timedelta(minutes=25):
            continue
        if not visit.walk_in and visit.starts_at + timedelta(minutes=25) < desk.now and desk.dice.random() < 0.075:
            visit.move_to("no-show", visit.starts_at + desk.minutes(16, 25), desk.dice.choice(MISSED))
        elif (today - clock.local_day(visit.starts_at, desk.zone)).days in {1, 2} and desk.dice.random() < 0.04:
            continue
        else:
            free_at = _attend(desk, visit, free_at)


def _confirm(desk: Desk, visit: Visit) -> None:
    soon = visit.starts_at < desk.now + timedelta(days=2)
    if visit.walk_in or desk.dice.random() > (0.85 if soon else 0.45):
        return
    at = _between(desk, visit.created_at, visit.starts_at - timedelta(hours=2))
    if visit.created_at < at < min(desk.now, visit.starts_at):
        visit.move_to("confirmed", at)


def _attend(desk: Desk, visit: Visit, free_at: datetime) -> datetime:
    """Comes, waits, is seen; only what has happened by now is written down. When the doctor is free again."""
    here = visit.checked_in_at or visit.starts_at - desk.minutes(-6, 24)
    here = max(here, visit.created_at)
    called = max(here + MINUTE, visit.starts_at - desk.minutes(0, 4), free_at + desk.minutes(0.3, 3))
    begins = called + desk.minutes(0.5, 2.5)
    ends = begins + timedelta(minutes=max(6.0, desk.dice.gauss(visit.duration * 0.97, visit.duration * 0.18)))
    ends = ends.replace(microsecond=0)
    visit.checked_in_at = here if here <= desk.now else None
    visit.called_at = called if called <= desk.now else None
    if begins <= desk.now:
        visit.started_at = begins
        visit.move_to("in-progress", begins)
    if ends <= desk.now:
        visit.ended_at = ends
        visit.move_to("completed", ends)
    return ends


def fill_the_waiting_room(desk: Desk, visits: Sequence[Visit], number: int) -> None:
    """Some of those who are due soon sit there already, every other one without an appointment, one called."""
    open_ = [v for v in visits if v.status in {"scheduled", "confirmed"} and v.checked_in_at is None]
    due = sorted((v for v in open_ if desk.now <= v.starts_at < desk.now + timedelta(minutes=50)), key=lambda v: v.starts_at)[
        :number
    ]
    for place, visit in enumerate(due):
        if place % 2:
            visit.events.clear()
            visit.status, visit.walk_in = "scheduled", True
            visit.created_at = visit.checked_in_at = desk.now - desk.minutes(4, 38)
        else:
            visit.checked_in_at = max(desk.now - desk.minutes(2, 24), visit.created_at)
    seen = sorted((v for v in visits if v.ended_at), key=lambda v: v.starts_at, reverse=True)
    for visit in seen[: max(0, number - 1 - len(due))]:
        _still_waits(visit)  # shortly before midnight nobody is due any more, so some of the last ones were not seen yet
    expected = [v for v in visits if v.status in {"scheduled", "confirmed"} and v.checked_in_at is None]
    for visit in [v for v in seen if v.ended_at and not v.walk_in][: max(0, 2 - len(expected))]:
        _still_waits(visit)  # nor is anybody expected then: two are late
        visit.checked_in_at = None
    waiting = sorted((v for v in visits if v.status in {"scheduled", "confirmed"} and v.checked_in_at), key=lambda v: v.starts_at)
    if waiting and not any(v.status == "in-progress" for v in visits):
        _goes_in(desk, waiting.pop(0))
    if waiting and not any(v.called_at for v in waiting):
        waiting[0].called_at = max(desk.now - desk.minutes(1, 2), waiting[0].checked_in_at or desk.now)


def _goes_in(desk: Desk, visit: Visit) -> None:
    here = visit.checked_in_at or desk.now
    visit.called_at = here + (desk.now - here) / 3
    visit.started_at = here + (desk.now - here) / 2
    visit.move_to("in-progress", visit.started_at)


def _still_waits(visit: Visit) -> None:
    del visit.events[-2:]
    visit.status = visit.events[-1].get("to_status", "scheduled") if visit.events else "scheduled"
    visit.called_at = visit.started_at = visit.ended_at = None


def number_walk_ins(visits: Sequence[Visit]) -> int:
    """Tokens of one clinic day in the order of arrival; how many were given."""
    arrived = sorted((v for v in visits if v.walk_in and v.checked_in_at), key=lambda v: v.checked_in_at or v.starts_at)
    for number, visit in enumerate(arrived, 1):
        visit.token_number = number
    return len(arrived)
