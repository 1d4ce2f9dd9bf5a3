"""Freed slots go to those who wait, in order: offered, held until answered or lapsed, then passed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotFound
from data.core.hours import Interval
from data.core.resource import resource as declared
from data.models import Appointment, Doctor, SlotOffer, WaitingListEntry
from data.rules.held import open_offers
from data.rules.openings import live_between, openings
from data.rules.visit_words import zone_of
from data.store import access, audit, write
from data.store.read import as_id
from data.store.unit_of_work import reading, writing

NOUN = "waiting_list"
HOLD = timedelta(minutes=30)
WAITING = ("waiting", "offered")
# Local hours, half-open.
TIMES = {"any": (time.min, None), "morning": (time.min, time(12)), "afternoon": (time(12), time(16)), "evening": (time(16), None)}


# What an entry must keep to


def days_are_in_order(_session: Session, actor: Actor, entry: WaitingListEntry, values: Any) -> None:
    """From a day on until another one that is not over."""
    if values is None:
        return
    if entry.last_day < entry.first_day:
        raise Invalid({"last_day": "This ends before it begins."})
    if entry.last_day < clock.today(actor.zone):
        raise Invalid({"last_day": "This day is already past."})


def somebody_is_meant(_session: Session, _actor: Actor, entry: WaitingListEntry, _values: Any) -> None:
    """A doctor, or a specialization, or nobody in particular; not two of them at once."""
    if entry.doctor_id and entry.specialization:
        raise Invalid({"specialization": "Choose a doctor or a specialization, not both."})


def starts_waiting(_session: Session, _actor: Actor, entry: WaitingListEntry, _values: Any) -> None:
    """A new entry waits."""
    entry.status = entry.status or "waiting"


def waits_once(session: Session, _actor: Actor, entry: WaitingListEntry, _values: Any) -> None:
    """Nobody stands in one line twice."""
    same = select(func.count(WaitingListEntry.id)).where(
        WaitingListEntry.patient_id == entry.patient_id,
        WaitingListEntry.status.in_(WAITING),
        WaitingListEntry.deleted_at.is_(None),
        WaitingListEntry.id != entry.id,
        WaitingListEntry.doctor_id == entry.doctor_id if entry.doctor_id else WaitingListEntry.doctor_id.is_(None),
        WaitingListEntry.first_day <= entry.last_day,
        WaitingListEntry.last_day >= entry.first_day,
    )
    if entry.status in WAITING and session.scalar(same):
        raise Conflict("This patient waits for these days already.", "patient_id")


def offers_lapse_with_it(session: Session, _actor: Actor, entry: WaitingListEntry, _values: Any) -> None:
    """Who is taken off the list holds no slot any more."""
    for offer in session.scalars(select(SlotOffer).where(SlotOffer.entry_id == entry.id, SlotOffer.status == "open")):
        offer.status, offer.answered_at = "withdrawn", clock.now()


RULES = (days_are_in_order, somebody_is_meant, starts_waiting, waits_once)


# Offers


@dataclass(frozen=True, slots=True)
class Offer:
    """An open offer as the desk sees it."""

    id: UUID
    entry_id: UUID
    patient: str
    phone: str
    doctor: str
    starts_at: datetime
    expires_at: datetime
    waits_since: datetime


def slot_is_free(session: Session, actor: Actor, doctor_id: UUID, span: Interval, freed_by: UUID | None = None) -> None:
    """Offer a freed slot to the next in line; nothing happens when nobody fits or the slot is not to be had."""
    if span[0] <= clock.now() or actor.clinic_id is None:
        return
    doctor = session.scalars(
        select(Doctor).where(Doctor.id == doctor_id, Doctor.is_active, Doctor.deleted_at.is_(None)).with_for_update()
    ).one_or_none()
    if doctor is None or open_offers(session, [doctor_id], span):
        return
    zone = zone_of(session, actor.clinic_id)
    for entry in _line(session, doctor, span, zone):
        ends_at = span[0] + timedelta(minutes=entry.duration)
        own = (span[0], ends_at)
        but = {freed_by} if freed_by else set()
        free = openings(session, actor.clinic_id, [doctor_id], own, zone, but)
        if (
            ends_at > span[1]
            or free.why_not(doctor_id, own)
            or live_between(session, Appointment.patient_id == entry.patient_id, own, but)
        ):
            continue
        _offer(session, actor, entry, doctor_id, own, freed_by)
        return


def _line(session: Session, doctor: Doctor, span: Interval, zone: str) -> list[WaitingListEntry]:
    """Who would take a slot of this doctor, the longest waiting first; nobody is offered one slot twice."""
    start = clock.local(span[0], zone)
    fits = [name for name, (low, high) in TIMES.items() if low <= start.time() and (high is None or start.time() < high)]
    same = WaitingListEntry.specialization == doctor.specialization if doctor.specialization else None
    anybody = WaitingListEntry.doctor_id.is_(None) & WaitingListEntry.specialization.is_(None)
    asked = select(SlotOffer.entry_id).where(SlotOffer.doctor_id == doctor.id, SlotOffer.starts_at == span[0])
    query = select(WaitingListEntry).where(
        WaitingListEntry.clinic_id == doctor.clinic_id,
        WaitingListEntry.status == "waiting",
        WaitingListEntry.deleted_at.is_(None),
        WaitingListEntry.first_day <= start.date(),
        WaitingListEntry.last_day >= start.date(),
        WaitingListEntry.time_of_day.in_(fits),
        or_(WaitingListEntry.doctor_id == doctor.id, anybody, *([same] if same is not None else [])),
        WaitingListEntry.id.not_in(asked),
    )
    return list(session.scalars(query.order_by(WaitingListEntry.created_at, WaitingListEntry.id).with_for_update()))


def _offer(
    session: Session, actor: Actor, entry: WaitingListEntry, doctor_id: UUID, span: Interval, freed_by: UUID | None
) -> None:
    now = clock.now()
    session.add(
        SlotOffer(
            clinic_id=entry.clinic_id, entry_id=entry.id, doctor_id=doctor_id, starts_at=span[0], ends_at=span[1], offered_at=now,
            expires_at=min(now + HOLD, span[0]), freed_by_id=freed_by,
        )
    )  # fmt: skip
    entry.status, entry.updated_at = "offered", now
    audit.record(session, actor, "offer", NOUN, entry.id, clinic_id=entry.clinic_id)


def offers(actor: Actor, *, live: bool = False) -> list[Offer]:
    """The open offers, the one that lapses first on top; those that lapsed are passed on before."""
    access.require(declared(NOUN), actor, "list")
    pass_on(actor)
    with reading(actor) if live else writing(actor) as session:
        query = select(SlotOffer).where(SlotOffer.status == "open", SlotOffer.clinic_id == actor.clinic_id)
        rows = list(session.scalars(query.order_by(SlotOffer.expires_at)))
        entries = {e.id: e for e in _entries(session, [r.entry_id for r in rows])}
        doctors = {d.id: d for d in session.scalars(select(Doctor).where(Doctor.id.in_([r.doctor_id for r in rows])))}
        if rows and not live:
            audit.record(session, actor, "list", NOUN, clinic_id=actor.clinic_id, shown=list(entries))
        return [_shown(row, entries[row.entry_id], doctors[row.doctor_id]) for row in rows if row.entry_id in entries]


def _entries(session: Session, ids: list[UUID]) -> list[WaitingListEntry]:
    query = select(WaitingListEntry).where(WaitingListEntry.id.in_(ids), WaitingListEntry.deleted_at.is_(None))
    return list(session.scalars(query.options(*declared(NOUN).load)))


def _shown(row: SlotOffer, entry: WaitingListEntry, doctor: Doctor) -> Offer:
    patient = entry.patient
    return Offer(
        row.id,
        entry.id,
        patient.full_name,
        patient.phone or "",
        doctor.titled_name,
        row.starts_at,
        row.expires_at,
        entry.created_at,
    )


def pass_on(actor: Actor) -> int:
    """Let offers that lapsed go to the next in line; how many lapsed."""
    with reading(actor) as session:
        lapsed = select(SlotOffer.id).where(SlotOffer.status == "open", SlotOffer.expires_at <= clock.now())
        ids = list(session.scalars(lapsed.where(SlotOffer.clinic_id == actor.clinic_id)))
    return sum(_lapse(actor, offer_id) for offer_id in ids)


def _lapse(actor: Actor, offer_id: UUID) -> bool:
    with writing(actor) as session:
        offer = _locked(session, offer_id)
        if offer is None or offer.status != "open" or offer.expires_at > clock.now():
            return False
        _give_back(session, actor, offer, "expired")
        return True


def _locked(session: Session, offer_id: Any) -> SlotOffer | None:
    query = select(SlotOffer).where(SlotOffer.id == as_id(offer_id)).with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def _give_back(session: Session, actor: Actor, offer: SlotOffer, status: str) -> None:
    """End an offer without a visit; the entry waits on, the slot goes to the next."""
    offer.status, offer.answered_at = status, clock.now()
    entry = session.scalars(select(WaitingListEntry).where(WaitingListEntry.id == offer.entry_id).with_for_update()).one()
    if entry.status == "offered":
        entry.status, entry.updated_at = "waiting", clock.now()
    session.flush()
    audit.record(session, actor, f"offer-{status}", NOUN, entry.id, clinic_id=entry.clinic_id)
    slot_is_free(session, actor, offer.doctor_id, (offer.starts_at, offer.ends_at), offer.freed_by_id)


def accept(actor: Actor, offer_id: Any) -> UUID:
    """She comes: the slot becomes her visit. One of many who press at once succeeds; the others read why not."""
    access.require(declared(NOUN), actor, "edit")
    visits = declared("appointments")
    access.require(visits, actor, "create")
    with writing(actor) as session:
        offer = _open_offer(session, actor, offer_id)
        entry = _entries(session, [offer.entry_id])[0]
        offer.status, offer.answered_at = "accepted", clock.now()
        session.flush()
        start = clock.local(offer.starts_at, actor.zone)
        values: Mapping[str, Any] = {
            "patient_id": entry.patient_id, "doctor_id": offer.doctor_id, "appointment_type": entry.appointment_type,
            "duration": entry.duration, "appointment_date": start.date(), "appointment_time": start.time(), "reason": entry.notes,
        }  # fmt: skip
        made = write.insert(session, visits, actor, values)
        entry.status, entry.appointment_id, entry.updated_at = "booked", made, clock.now()
        session.flush()
        audit.record(session, actor, "offer-accepted", NOUN, entry.id, clinic_id=entry.clinic_id)
        return made


def _open_offer(session: Session, actor: Actor, offer_id: Any) -> SlotOffer:
    offer = _locked(session, offer_id)
    if offer is None or offer.clinic_id != actor.clinic_id:
        raise NotFound
    if offer.status != "open":
        words = {"accepted": "This slot was taken already.", "expired": "This offer has lapsed and went on to the next."}
        raise Conflict(words.get(offer.status, "This offer does not stand any more."))
    if offer.expires_at <= clock.now():
        raise Conflict("This offer has lapsed and goes on to the next.")
    return offer


def decline(actor: Actor, offer_id: Any) -> None:
    """She cannot come then; she waits on, the slot goes to the next."""
    access.require(declared(NOUN), actor, "edit")
    with writing(actor) as session:
        _give_back(session, actor, _open_offer(session, actor, offer_id), "declined")


def close_the_past(actor: Actor) -> int:
    """Entries whose last day is over wait no longer; how many there were."""
    with writing(actor) as session:
        query = select(WaitingListEntry).where(
            WaitingListEntry.clinic_id == actor.clinic_id,
            WaitingListEntry.status == "waiting",
            WaitingListEntry.deleted_at.is_(None),
            WaitingListEntry.last_day < clock.today(actor.zone),
        )
        rows = list(session.scalars(query.with_for_update()))
        for entry in rows:
            entry.status, entry.updated_at = "expired", clock.now()
            audit.record(session, actor, "expire", NOUN, entry.id, clinic_id=entry.clinic_id)
        return len(rows)
