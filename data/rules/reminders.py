"""Tomorrow's visits, each reminded of once by each way; who does not want it is left in peace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, messages, roles
from data.core.actor import Actor
from data.core.errors import Conflict, NotAllowed, Refused
from data.core.resource import resource as declared
from data.models import Appointment, Clinic, Reminder, User
from data.rules.appointments import MOVABLE, NOUN
from data.store import access, audit, mail
from data.store.read import find
from data.store.unit_of_work import reading, writing

WHATSAPP, EMAIL = "whatsapp", "email"
SENT, SENDING, FAILED = "sent", "sending", "failed"
MOST = 300
STUCK = timedelta(minutes=5)  # a worker that died while sending


@dataclass(frozen=True, slots=True)
class State:
    """What became of one message: sent, sending or failed, when and by whom."""

    status: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Due:
    """One visit to remind of; `why_not` says why nobody is written to, `link` opens WhatsApp with the text."""

    id: UUID
    patient: str
    phone: str
    email: str
    doctor: str
    starts_at: datetime
    language: str
    text: str
    link: str
    why_not: str
    states: dict[str, State]


def may(actor: Actor) -> bool:
    """The desk reminds: those who move visits on, inside a clinic."""
    return actor.clinic_id is not None and roles.allowed(actor, NOUN, "step")


def due(actor: Actor, day: date | None = None, *, live: bool = False) -> list[Due]:
    """The visits of a day (tomorrow by the clinic's clock) with their messages, in order of time."""
    if not may(actor):
        raise NotAllowed
    resource = declared(NOUN)
    wanted = day or clock.today(actor.zone) + timedelta(days=1)
    query = select(Appointment).where(
        access.visible(resource, actor, "list"),
        Appointment.appointment_date == wanted,
        Appointment.status.in_(MOVABLE),
        Appointment.deleted_at.is_(None),
        Appointment.starts_at > clock.now(),
    )
    with reading(actor) if live else writing(actor) as session:
        visits = list(session.scalars(query.options(*resource.load).order_by(Appointment.starts_at, Appointment.id).limit(MOST)))
        if visits and not live:
            audit.record(session, actor, "list", NOUN, clinic_id=actor.clinic_id, shown=[v.id for v in visits])
        clinic = session.scalars(select(Clinic).where(Clinic.id == actor.clinic_id)).one()
        states = _states(session, visits)
        return [_due(visit, clinic, actor.zone, states.get(visit.id, {})) for visit in visits]


def _states(session: Session, visits: list[Appointment]) -> dict[UUID, dict[str, State]]:
    """What was sent about the start a visit has now; what was sent before it moved no longer counts."""
    starts = {v.id: v.starts_at for v in visits}
    rows = list(session.scalars(select(Reminder).where(Reminder.appointment_id.in_(starts))))
    ids = {r.user_id for r in rows if r.user_id}
    who = {row.id: row.full_name for row in session.execute(select(User.id, User.full_name).where(User.id.in_(ids)))}
    found: dict[UUID, dict[str, State]] = {}
    for row in rows:
        if row.starts_at == starts[row.appointment_id]:
            name = who.get(row.user_id, "System") if row.user_id else "System"
            found.setdefault(row.appointment_id, {})[row.channel] = State(row.status, row.at, name)
    return found


def _due(visit: Appointment, clinic: Clinic, zone: str, states: dict[str, State]) -> Due:
    patient = visit.patient
    message = _message(visit, clinic, zone)
    why_not = "" if patient.wants_reminders else "Does not want reminders."
    if not why_not and not patient.phone and not patient.email:
        why_not = "No phone and no e-mail."
    digits = "".join(c for c in patient.phone or "" if c.isdigit())
    link = f"https://wa.me/{digits}?text={quote(message.text)}" if digits and not why_not else ""
    return Due(
        visit.id, patient.full_name, patient.phone or "", patient.email or "", visit.doctor.titled_name, visit.starts_at,
        patient.language, message.text, link, why_not, states,
    )  # fmt: skip


def _message(visit: Appointment, clinic: Clinic, zone: str) -> messages.Message:
    return messages.reminder(
        visit.patient.language,
        name=visit.patient.full_name,
        clinic=clinic.clinic_name,
        doctor=visit.doctor.titled_name,
        start=clock.local(visit.starts_at, zone),
        phone=clinic.phone or "",
    )


def whatsapp_opened(actor: Actor, visit_id: Any) -> None:
    """The desk tapped the message open; Conflict when somebody did so before."""
    with writing(actor) as session:
        visit, _ = _wanted(session, actor, visit_id)
        _claim(session, actor, visit, WHATSAPP, SENT)


def send_email(actor: Actor, visit_id: Any) -> None:
    """Write to the patient; claimed before it is sent, so that two desks never send two."""
    with writing(actor) as session:
        visit, clinic = _wanted(session, actor, visit_id)
        to, message, name = visit.patient.email, _message(visit, clinic, actor.zone), clinic.clinic_name
        if not to:
            raise Conflict("This patient has no e-mail address.")
        claimed = _claim(session, actor, visit, EMAIL, SENDING)
    try:
        mail.send(to, message.subject, message.text, name)
    except Refused:
        _settle(actor, claimed, FAILED)
        raise
    _settle(actor, claimed, SENT)


def _wanted(session: Session, actor: Actor, visit_id: Any) -> tuple[Appointment, Clinic]:
    if not may(actor):
        raise NotAllowed
    visit: Appointment = find(session, declared(NOUN), actor, visit_id, "list")
    if visit.status not in MOVABLE or visit.starts_at <= clock.now():
        raise Conflict("This visit is not to come any more.")
    if not visit.patient.wants_reminders:
        raise Conflict(f"{visit.patient.full_name} does not want reminders.")
    return visit, session.scalars(select(Clinic).where(Clinic.id == visit.clinic_id)).one()


def _claim(session: Session, actor: Actor, visit: Appointment, channel: str, status: str) -> UUID:
    """The one row of this message; a failed one is taken up again, a sent one is not."""
    same = (Reminder.appointment_id == visit.id, Reminder.starts_at == visit.starts_at, Reminder.channel == channel)
    row = session.scalars(select(Reminder).where(*same).with_for_update()).one_or_none()
    if row is not None:
        given_up = row.status == FAILED or (row.status == SENDING and clock.now() - row.at > STUCK)
        if not given_up:
            raise Conflict("This reminder was sent already.")
    else:
        row = Reminder(
            clinic_id=visit.clinic_id, appointment_id=visit.id, starts_at=visit.starts_at, channel=channel,
            language=visit.patient.language,
        )  # fmt: skip
        session.add(row)
    row.status, row.at, row.user_id = status, clock.now(), actor.user_id
    session.flush()
    audit.record(session, actor, "remind", NOUN, visit.id, clinic_id=visit.clinic_id, detail={"reason": f"By {channel}"})
    return row.id


def _settle(actor: Actor, reminder_id: UUID, status: str) -> None:
    with writing(actor) as session:
        row = session.scalars(select(Reminder).where(Reminder.id == reminder_id).with_for_update()).one()
        row.status, row.at = status, clock.now()
