"""How a visit was moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from data.core.actor import Actor
from data.core.resource import resource as declared
from data.models import AppointmentEvent, Doctor, User
from data.store import access
from data.store.read import find
from data.store.unit_of_work import reading

NOUN = "appointments"


@dataclass(frozen=True, slots=True)
class Move:
    """One reschedule: when, by whom, from where to where."""

    at: datetime
    who: str
    old: datetime
    new: datetime
    old_doctor: str
    new_doctor: str
    reason: str


def moves(actor: Actor, visit_id: Any) -> list[Move]:
    """How a visit was moved, newest first."""
    resource = declared(NOUN)
    access.require(resource, actor, "view")
    with reading(actor) as session:
        visit = find(session, resource, actor, visit_id, "view")
        query = select(AppointmentEvent).where(AppointmentEvent.appointment_id == visit.id, AppointmentEvent.kind == "move")
        events = list(session.scalars(query.order_by(AppointmentEvent.at.desc())))
        met = {e.old_doctor_id for e in events} | {e.new_doctor_id for e in events}
        doctors = {d.id: d.titled_name for d in session.scalars(select(Doctor).where(Doctor.id.in_(met)))}
        wanted = select(User.id, User.full_name).where(User.id.in_({e.user_id for e in events}))
        people = {row.id: row.full_name for row in session.execute(wanted)}
        return [_move(e, people, doctors) for e in events]


def _move(event: AppointmentEvent, people: Mapping[Any, str], doctors: Mapping[Any, str]) -> Move:
    old, new = event.old_starts_at or event.at, event.new_starts_at or event.at
    names = doctors.get(event.old_doctor_id, ""), doctors.get(event.new_doctor_id, "")
    return Move(event.at, people.get(event.user_id, "System"), old, new, *names, event.reason or "")
