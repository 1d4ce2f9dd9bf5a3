"""What waits for the platform's people: approvals, papers that run out, payments to verify, payouts on their way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from data.core import clock, roles, trade_terms
from data.core.actor import Actor
from data.core.errors import NotAllowed
from data.core.settlement import TRANSFER_STATUSES
from data.models import Clinic, Manufacturer, OrderPayment, OrgDocument, Payout, SubOrder
from data.store.unit_of_work import reading

SOON = timedelta(days=60)
MARKET_SCOPES = frozenset({"marketplace", "platform-anonymised-hospital"})


@dataclass(frozen=True, slots=True)
class Heap:
    """How many wait, how much money that is in paise, and since when the oldest does."""

    count: int
    amount: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Heaps by name; `payouts` by status, each status with its place."""

    as_of: datetime
    clinics: Heap
    manufacturers: Heap
    documents: Heap
    expiring: Heap
    payments: Heap
    silent: Heap
    payouts: dict[str, Heap]


def sees(actor: Actor) -> bool:
    """Whether the marketplace's own figures are the actor's to see: the platform's people."""
    return bool(roles.scopes(actor, "analytics", "view") & MARKET_SCOPES) and actor.is_platform


def expiring(today: date) -> tuple[date, date]:
    """The half-open days on which a paper runs out soon: today and the 60 days after."""
    return today, today + SOON + timedelta(days=1)


def silent_before() -> datetime:
    """A supplier who has not answered an order paid before this is told to the platform."""
    return clock.now() - timedelta(hours=trade_terms.CONFIRM_WINDOW_HOURS)


def waiting(actor: Actor) -> Waiting:
    """What waits now; NotAllowed for everybody but the platform's people."""
    if not sees(actor):
        raise NotAllowed
    today, until = expiring(trade_terms.today())
    with reading(actor) as session:

        def heap(model: Any, *where: Any, amount: Any = None) -> Heap:
            summed = func.coalesce(func.sum(amount), 0) if amount is not None else func.count()
            query = select(func.count(), summed, func.min(model.created_at)).select_from(model)
            count, total, oldest = session.execute(query.where(model.deleted_at.is_(None), *where)).one()
            return Heap(int(count), int(total) if amount is not None else 0, oldest)

        return Waiting(
            as_of=clock.now(),
            clinics=heap(Clinic, Clinic.approval_status == "pending"),
            manufacturers=heap(Manufacturer, Manufacturer.approval_status == "pending"),
            documents=heap(OrgDocument, OrgDocument.status == "uploaded"),
            expiring=heap(
                OrgDocument, OrgDocument.status == "verified", OrgDocument.expires_on >= today, OrgDocument.expires_on < until
            ),
            payments=heap(OrderPayment, OrderPayment.status == "submitted", amount=OrderPayment.amount),
            silent=heap(SubOrder, SubOrder.status == "pending", SubOrder.paid_at < silent_before()),
            payouts={status: heap(Payout, Payout.status == status, amount=Payout.amount) for status in TRANSFER_STATUSES},
        )
