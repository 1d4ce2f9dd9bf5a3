"""How an act reaches the ledger: what it locks, on which day it stands, and what follows on its bill."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, ledger_sums
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed
from data.core.money import plain
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import Bill, CashierDay, LedgerEntry, Patient, User
from data.models.base import new_id
from data.rules.visit_words import day_text, zone_of
from data.store import access, audit
from data.store.cleaning import read_fields
from data.store.read import find
from data.store.unit_of_work import reading, writing

NOUN = "ledger"
MOST_TENDERS, KEY_LENGTH = 10, 80
AMOUNT = Field("amount", "money", required=True, minimum=1)
METHOD = Field("method", "choice", required=True, choices=ledger_sums.METHODS)
REFERENCE = Field("reference", "text", max_length=80)
NEEDS_NO_REFERENCE = ("cash", "advance")


@dataclass(frozen=True, slots=True)
class Tender:
    """One way of paying: paise, method, and what the other side calls it; entries without money have no method."""

    amount: int
    method: str | None = None
    reference: str | None = None

    def of(self, amount: int) -> Tender:
        """The same way, another amount."""
        return replace(self, amount=amount)


@dataclass(frozen=True, slots=True)
class Act:
    """What was done: its entries, the number of its receipt or credit note, what is left on the bill, in paise."""

    id: UUID
    bill_id: UUID | None
    entries: tuple[UUID, ...]
    number: str | None
    balance: int | None


def read_tenders(raw: Any, methods: Sequence[str] = ledger_sums.METHODS) -> list[Tender]:
    """What was typed; Invalid names the tender: {"tenders.0.amount": "…"}."""
    if not isinstance(raw, (list, tuple)) or not raw or not all(isinstance(one, Mapping) for one in raw):
        raise Invalid({"tenders": "Say how it is paid."})
    if len(raw) > MOST_TENDERS:
        raise Invalid({"tenders": f"At most {MOST_TENDERS} ways of paying go into one receipt."})
    found: list[Tender] = []
    errors: dict[str, str] = {}
    for n, one in enumerate(raw):
        try:
            found.append(read_tender(one, methods))
        except Invalid as bad:
            errors |= {f"tenders.{n}.{name}": sentence for name, sentence in bad.errors.items()}
    if errors:
        raise Invalid(errors)
    return found


def read_tender(raw: Mapping[str, Any], methods: Sequence[str] = ledger_sums.METHODS) -> Tender:
    """Amount, method and, where money leaves a trace, its reference."""
    values = read_fields((AMOUNT, replace(METHOD, choices=tuple(methods)), REFERENCE), raw)
    if not values["reference"] and values["method"] not in NEEDS_NO_REFERENCE:
        word = "UPI" if values["method"] == "upi" else values["method"]
        raise Invalid({"reference": f"Write down the reference of the {word} payment."})
    return Tender(values["amount"], values["method"], values["reference"])


def acting(actor: Actor, verb: str, key: str | None, work: Callable[[Session], Act]) -> Act:
    """Do one act in one transaction; the second use of a key gives the first act."""
    access.require(declared(NOUN), actor, verb)
    if actor.clinic_id is None:
        raise NotAllowed("Money is taken inside a clinic; platform staff belong to none.")
    if key is not None and not (0 < len(key) <= KEY_LENGTH and key.isprintable()):
        raise Invalid({"key": "A one-use key has at most 80 printable characters."})
    try:
        with writing(actor) as session:
            return work(session)
    except Conflict:
        with reading(actor) as session:
            known = once(session, key)
        if known is None:
            raise
        return known


def once(session: Session, key: str | None) -> Act | None:
    """The act an earlier use of the key made; asked after the locks, so that a twin has finished."""
    if not key:
        return None
    query = select(LedgerEntry).where(LedgerEntry.idempotency_key == key).order_by(LedgerEntry.part)
    entries = list(session.scalars(query))
    if not entries:
        return None
    first = entries[0]
    bill = session.scalars(select(Bill.balance).where(Bill.id == first.bill_id)).one_or_none() if first.bill_id else None
    return Act(first.act_id, first.bill_id, tuple(e.id for e in entries), first.receipt_number, bill)


# Locks are taken in one order everywhere: cashier, patient, bill, number series, audit trail.


def hold_patient(session: Session, actor: Actor, patient_id: Any) -> Patient:
    """The patient's row, locked: what is left of an advance is read under it."""
    found = find(session, declared("patients"), actor, patient_id, "view")
    _hold_cashier(session, actor)
    patient = _locked_patient(session, found.id)
    if patient.deleted_at is not None:
        raise Conflict("The patient's records were merged at this moment. Try again.")
    return patient


def hold_bill(session: Session, actor: Actor, bill_id: Any) -> Bill:
    """The bill's row, locked after its patient's, as a merge of patients locks them."""
    seen = find(session, declared("patient_bills"), actor, bill_id, "view")
    patient_id = seen.patient_id
    _hold_cashier(session, actor)
    _locked_patient(session, patient_id)
    query = select(Bill).where(Bill.id == seen.id).with_for_update(of=Bill).execution_options(populate_existing=True)
    bill = session.scalars(query).one()
    if bill.patient_id != patient_id:
        raise Conflict("The patient's records were merged at this moment. Try again.")
    return bill


def _locked_patient(session: Session, patient_id: UUID) -> Patient:
    query = select(Patient).where(Patient.id == patient_id).with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one()


def _hold_cashier(session: Session, actor: Actor) -> None:
    """Shared among payments, so that only the closing of her day waits for them, and they for it."""
    session.scalars(select(User.id).where(User.id == actor.user_id).with_for_update(read=True)).one_or_none()


def business_day(session: Session, actor: Actor, clinic_id: UUID, day: date | None = None) -> tuple[datetime, date]:
    """The instant and the clinic's day of an act: now, or noon of an earlier day that this cashier has not closed."""
    zone = zone_of(session, clinic_id)
    today = clock.today(zone)
    wanted = day or today
    if wanted > today:
        raise Invalid({"day": f"{day_text(wanted)} has not come yet."})
    closed = session.execute(
        select(CashierDay.business_day, CashierDay.closed_at)
        .where(CashierDay.user_id == actor.user_id, CashierDay.deleted_at.is_(None), CashierDay.business_day >= wanted)
        .order_by(CashierDay.business_day.desc())
        .limit(1)
    ).first()
    if closed:
        at = clock.local(closed.closed_at, zone)
        when = f"at {at:%H:%M}" if at.date() == closed.business_day else f"on {day_text(at.date())}"
        hint = "Ask the manager to open it again." if closed.business_day == today else "Enter it with today's date."
        raise Invalid({"day": f"Your day of {day_text(closed.business_day)} was closed {when}. {hint}"})
    return (clock.now() if wanted == today else clock.at(wanted, time(12), zone)), wanted


def post(
    session: Session,
    actor: Actor,
    verb: str,
    owner: Bill | Patient,
    entries: Sequence[tuple[str, Tender]],
    when: tuple[datetime, date],
    *,
    key: str | None = None,
    number: str | None = None,
    reason: str | None = None,
    reverses: UUID | None = None,
    status: str | None = None,
) -> Act:
    """Write the entries of one act on a locked bill, or a locked patient without one, and let the bill follow."""
    bill, patient_id = (owner, owner.patient_id) if isinstance(owner, Bill) else (None, owner.id)
    if bill is not None and when[1] < bill.bill_date:
        raise Invalid({"day": f"This bill is of {day_text(bill.bill_date)}; nothing happened on it before."})
    act_id, made = new_id(), []
    for part, (kind, tender) in enumerate(entries):
        entry = LedgerEntry(
            clinic_id=owner.clinic_id, patient_id=patient_id, act_id=act_id, entry_type=kind, amount=tender.amount,
            bill_id=bill.id if bill is not None and kind != "advance" else None, method=tender.method, at=when[0],
            business_day=when[1], user_id=actor.user_id, reverses_id=reverses, receipt_number=number, idempotency_key=key, part=part,
        )  # fmt: skip
        entry.reference, entry.reason = tender.reference, reason
        made.append(entry)
    session.add_all(made)
    session.flush()
    if bill is not None:
        follow(session, actor, bill, status)
    told = [{"type": e.entry_type, "amount": plain(e.amount), "method": e.method or ""} for e in made]
    after: dict[str, Any] = {"bill": bill.bill_number if bill else None, "entries": told, "number": number}
    audit.record(
        session, actor, verb, NOUN, made[0].id, clinic_id=owner.clinic_id, detail={"posted": after, "reason": reason or ""}
    )
    return Act(act_id, bill.id if bill else None, tuple(e.id for e in made), number, bill.balance if bill else None)


def of_bill(session: Session, bill_id: UUID) -> list[LedgerEntry]:
    """The entries of a bill in the order in which they happened."""
    query = select(LedgerEntry).where(LedgerEntry.bill_id == bill_id)
    return list(session.scalars(query.order_by(LedgerEntry.at, LedgerEntry.id)))


def follow(session: Session, actor: Actor, bill: Bill, status: str | None = None) -> None:
    """Paid amount, balance, status and last method follow the ledger; a sum that cannot be is refused."""
    entries = of_bill(session, bill.id)
    sums = ledger_sums.of_bill(entries)
    if min(sums.paid, sums.written_off, sums.credited) < 0 or sums.settled > bill.total:
        raise Conflict("More would be settled than this bill comes to.", "amount")
    undone = {e.reverses_id for e in entries}
    payments = [e for e in entries if e.entry_type == "payment" and e.id not in undone]
    bill.paid_amount, bill.written_off, bill.credited = sums.paid, sums.written_off, sums.credited
    bill.balance = bill.total - sums.settled
    bill.payment_method = payments[-1].method if payments else None
    bill.status = status or ledger_sums.status(bill.total, sums)
    bill.updated_by, bill.updated_at = actor.user_id, clock.now()
    session.flush()


def advance_of(session: Session, patient_id: UUID) -> int:
    """What is left of a patient's advance, in paise; exact under the patient's lock."""
    return ledger_sums.advance_left(session.scalars(select(LedgerEntry).where(LedgerEntry.patient_id == patient_id)))
