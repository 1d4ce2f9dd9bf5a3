"""Time that is promised to somebody: open offers of the waiting list keep others out until they lapse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.hours import Interval
from data.models import SlotOffer, WaitingListEntry


def open_offers(session: Session, doctors: Iterable[UUID], span: Interval) -> list[SlotOffer]:
    """The offers that hold time of some doctors inside a span now."""
    query = select(SlotOffer).where(
        SlotOffer.doctor_id.in_(list(doctors)),
        SlotOffer.status == "open",
        SlotOffer.expires_at > clock.now(),
        SlotOffer.starts_at < span[1],
        SlotOffer.ends_at > span[0],
    )
    return list(session.scalars(query.order_by(SlotOffer.starts_at)))


def held_spans(session: Session, doctors: Iterable[UUID], span: Interval) -> dict[UUID, list[Interval]]:
    """The held time of each doctor."""
    found: dict[UUID, list[Interval]] = defaultdict(list)
    for offer in open_offers(session, doctors, span):
        found[offer.doctor_id].append((offer.starts_at, offer.ends_at))
    return found


def void(session: Session, offer: SlotOffer) -> None:
    """Take an offered slot away; who was asked waits on."""
    offer.status, offer.answered_at = "void", clock.now()
    entry = session.scalars(select(WaitingListEntry).where(WaitingListEntry.id == offer.entry_id)).one()
    entry.status, entry.updated_at = "waiting", clock.now()
