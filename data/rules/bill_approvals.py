"""Discounts above somebody's cap that wait for an approver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from data.core.actor import Actor
from data.core.resource import resource as declared
from data.models import Bill, User
from data.rules.bill_lines import NOUN
from data.store import access, audit
from data.store.unit_of_work import reading, writing


@dataclass(frozen=True, slots=True)
class Asked:
    """One draft that waits: whose, what is taken off of what (paise), why, who asks, since when."""

    id: UUID
    patient: str
    patient_code: str
    day: date
    gross: int
    off: int
    total: int
    reason: str
    who: str
    at: datetime


def waiting(actor: Actor, *, live: bool = False) -> list[Asked]:
    """The drafts whose discount waits for a yes or a no, the oldest first; a page that follows (`live`) was told of already."""
    resource = declared(NOUN)
    access.require(resource, actor, "approve")
    query = (
        select(Bill)
        .where(
            Bill.status == "draft",
            Bill.approval == "needed",
            Bill.deleted_at.is_(None),
            access.visible(resource, actor, "approve"),
        )
        .options(joinedload(Bill.patient))
        .order_by(Bill.updated_at, Bill.id)
    )
    with reading(actor) if live else writing(actor) as session:
        bills = list(session.scalars(query))
        asked = {b.updated_by or b.created_by for b in bills}
        names = {row.id: row.full_name for row in session.execute(select(User.id, User.full_name).where(User.id.in_(asked)))}
        if not live:
            audit.record(session, actor, "list", NOUN, shown=sorted({b.patient_id for b in bills}), detail={"list": "approvals"})
        return [_asked(bill, names.get(bill.updated_by or bill.created_by, "")) for bill in bills]


def _asked(bill: Bill, who: str) -> Asked:
    patient, off = bill.patient, bill.line_discount + bill.discount
    name = patient.full_name or patient.patient_code
    why = bill.discount_reason or ""
    return Asked(bill.id, name, patient.patient_code, bill.bill_date, bill.gross, off, bill.total, why, who, bill.updated_at)
