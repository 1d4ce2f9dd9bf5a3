"""Money in and out: pay, refund, write off, credit, advances, and their reversal. One act, one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core.actor import Actor
from data.core.errors import Conflict, NotFound
from data.core.ledger_sums import METHODS, TENDERS, advance_effect
from data.core.money import rupees
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import Bill, LedgerEntry, Patient
from data.rules.ledger_posting import (
    AMOUNT,
    NOUN,
    Act,
    Tender,
    acting,
    advance_of,
    business_day,
    hold_bill,
    hold_patient,
    of_bill,
    once,
    post,
    read_tender,
    read_tenders,
)
from data.store import access, numbers
from data.store.cleaning import read_fields
from data.store.read import find
from data.store.unit_of_work import reading

REASON = Field("reason", "longtext", required=True, max_length=300)
Raw = Mapping[str, Any]


def pay(
    actor: Actor,
    bill_id: Any,
    tenders: Sequence[Raw],
    *,
    key: str | None = None,
    day: date | None = None,
    keep_rest: bool = False,
) -> Act:
    """Pay a bill with one or several tenders in one act; what is too much is refused, or kept as the patient's advance.

    `day` is the business day, today unless it is written down later.
    """
    typed = read_tenders(tenders)

    def work(session: Session) -> Act:
        bill = hold_bill(session, actor, bill_id)
        known = once(session, key)
        if known:
            return known
        _is_open(bill, "paid")
        if not bill.balance or (sum(t.amount for t in typed) > bill.balance and not keep_rest):
            raise Conflict(_left(bill), "amount")
        _enough_advance(session, bill.patient_id, sum(t.amount for t in typed if t.method == "advance"))
        when = business_day(session, actor, bill.clinic_id, day)
        number = numbers.document(session, bill.clinic_id, "receipts", when[1])
        return post(session, actor, "create", bill, _split(bill, typed), when, key=key, number=number)

    return acting(actor, "create", key, work)


def _split(bill: Bill, tenders: list[Tender]) -> list[tuple[str, Tender]]:
    """What goes on the bill, and what is left over; an advance is used first and never made of itself."""
    rest, found = bill.balance, []
    for tender in sorted(tenders, key=lambda t: t.method != "advance"):
        on_bill = min(rest, tender.amount)
        rest -= on_bill
        if tender.amount > on_bill and tender.method == "advance":
            raise Conflict(_left(bill), "amount")
        parts = (("payment", tender.of(on_bill)), ("advance", tender.of(tender.amount - on_bill)))
        found += [part for part in parts if part[1].amount]
    return found


def _left(bill: Bill) -> str:
    if not bill.balance:
        return f"Nothing is left on {bill.bill_number}; it is settled."
    return f"{rupees(bill.balance)} is left on {bill.bill_number} now."


def _is_open(bill: Bill, done: str) -> None:
    if bill.status == "draft":
        raise Conflict(f"This bill is a draft, so nothing is {done} on it. Issue it first.")
    if bill.status == "cancelled":
        raise Conflict(f"{bill.bill_number} is cancelled, so nothing is {done} on it.")


def _enough_advance(session: Session, patient_id: UUID, wanted: int) -> None:
    left = advance_of(session, patient_id) if wanted else 0
    if wanted > left:
        raise Conflict(f"{rupees(left)} is left of the patient's advance.", "amount")


def refund(actor: Actor, bill_id: Any, raw: Raw, *, key: str | None = None, day: date | None = None) -> Act:
    """Give back at most what was paid on a bill, with a reason; method `advance` keeps it as the patient's advance."""
    tender, reason = read_tender(raw, METHODS), read_fields((REASON,), raw)["reason"]

    def work(session: Session) -> Act:
        bill = hold_bill(session, actor, bill_id)
        known = once(session, key)
        if known:
            return known
        _is_open(bill, "refunded")
        if tender.amount > bill.paid_amount:
            raise Conflict(f"{rupees(bill.paid_amount)} was paid on {bill.bill_number}; more cannot be refunded.", "amount")
        when = business_day(session, actor, bill.clinic_id, day)
        number = numbers.document(session, bill.clinic_id, "receipts", when[1])
        rows = [("refund", tender)]
        return post(session, actor, "refund", bill, rows, when, key=key, number=number, reason=reason)

    return acting(actor, "refund", key, work)


def write_off(actor: Actor, bill_id: Any, raw: Raw, *, key: str | None = None, day: date | None = None) -> Act:
    """Give up a part of what is left, with a reason."""
    return _forgive(actor, bill_id, raw, "write-off", key, day)


def credit(actor: Actor, bill_id: Any, raw: Raw, *, key: str | None = None, day: date | None = None) -> Act:
    """A credit note over a part of what is left, with its own number and a reason; what was paid is refunded first."""
    return _forgive(actor, bill_id, raw, "credit-note", key, day)


def _forgive(actor: Actor, bill_id: Any, raw: Raw, kind: str, key: str | None, day: date | None) -> Act:
    values = read_fields((AMOUNT, REASON), raw)

    def work(session: Session) -> Act:
        bill = hold_bill(session, actor, bill_id)
        known = once(session, key)
        if known:
            return known
        _is_open(bill, {"write-off": "written off", "credit-note": "credited"}[kind])
        if values["amount"] > bill.balance:
            raise Conflict(_left(bill), "amount")
        when = business_day(session, actor, bill.clinic_id, day)
        number = numbers.document(session, bill.clinic_id, "credit_notes", when[1]) if kind == "credit-note" else None
        rows = [(kind, Tender(values["amount"]))]
        return post(session, actor, kind, bill, rows, when, key=key, number=number, reason=values["reason"])

    return acting(actor, kind, key, work)


def deposit(actor: Actor, patient_id: Any, tenders: Sequence[Raw], *, key: str | None = None, day: date | None = None) -> Act:
    """Money without a bill: the patient's advance."""
    typed = read_tenders(tenders, TENDERS)

    def work(session: Session) -> Act:
        patient = hold_patient(session, actor, patient_id)
        known = once(session, key)
        if known:
            return known
        when = business_day(session, actor, patient.clinic_id, day)
        number = numbers.document(session, patient.clinic_id, "receipts", when[1])
        return post(session, actor, "create", patient, [("advance", t) for t in typed], when, key=key, number=number)

    return acting(actor, "create", key, work)


def give_back(actor: Actor, patient_id: Any, raw: Raw, *, key: str | None = None, day: date | None = None) -> Act:
    """Return at most what is left of the patient's advance, with a reason."""
    tender, reason = read_tender(raw, TENDERS), read_fields((REASON,), raw)["reason"]

    def work(session: Session) -> Act:
        patient = hold_patient(session, actor, patient_id)
        known = once(session, key)
        if known:
            return known
        _enough_advance(session, patient.id, tender.amount)
        when = business_day(session, actor, patient.clinic_id, day)
        number = numbers.document(session, patient.clinic_id, "receipts", when[1])
        return post(session, actor, "refund", patient, [("refund", tender)], when, key=key, number=number, reason=reason)

    return acting(actor, "refund", key, work)


def reverse(actor: Actor, entry_id: Any, raw: Raw, *, key: str | None = None) -> Act:
    """Undo an entry on today's date, with a reason: a cheque that bounced, an amount that was wrong."""
    reason = read_fields((REASON,), raw)["reason"]

    def work(session: Session) -> Act:
        seen: LedgerEntry = find(session, declared(NOUN), actor, entry_id, "reverse")
        held = hold_bill(session, actor, seen.bill_id) if seen.bill_id else hold_patient(session, actor, seen.patient_id)
        known = once(session, key)
        if known:
            return known
        _may_be_reversed(session, seen, held)
        when = business_day(session, actor, held.clinic_id)
        rows = [("reversal", Tender(seen.amount, seen.method, seen.reference))]
        return post(session, actor, "reverse", held, rows, when, key=key, reason=reason, reverses=seen.id)

    return acting(actor, "reverse", key, work)


def _may_be_reversed(session: Session, entry: LedgerEntry, held: Bill | Patient) -> None:
    bill = held if isinstance(held, Bill) else None
    if entry.entry_type == "reversal":
        raise Conflict("This is a reversal itself. Enter the money anew instead.")
    if session.scalar(select(LedgerEntry.id).where(LedgerEntry.reverses_id == entry.id)) is not None:
        raise Conflict("This entry was reversed already.")
    if bill is not None:
        _is_open(bill, "reversed")
        _bill_allows(entry, bill)
    effect = -entry.amount * advance_effect(entry.entry_type, entry.method, has_bill=bill is not None)
    left = advance_of(session, bill.patient_id if bill else held.id) if effect < 0 else 0
    if effect < 0 and left + effect < 0:
        raise Conflict(f"{rupees(left)} is left of this advance; what was used of it is reversed first.")


def _bill_allows(entry: LedgerEntry, bill: Bill) -> None:
    if entry.entry_type == "payment" and entry.amount > bill.paid_amount:
        raise Conflict(f"A part of this was refunded: {rupees(bill.paid_amount)} is paid now. Reverse the refund first.")
    if entry.entry_type == "refund" and entry.amount > bill.balance:
        raise Conflict(_left(bill))


def entries_of(actor: Actor, bill_id: Any) -> list[LedgerEntry]:
    """The ledger of a bill in order, for those who read the ledger."""
    access.require(declared(NOUN), actor, "list")
    with reading(actor) as session:
        bill = find(session, declared("patient_bills"), actor, bill_id, "view")
        return of_bill(session, bill.id)


def advance(actor: Actor, patient_id: Any) -> int:
    """What is left of a patient's advance, in paise."""
    access.require(declared(NOUN), actor, "list")
    with reading(actor) as session:
        patient = find(session, declared("patients"), actor, patient_id, "view")
        return advance_of(session, patient.id)


def receipt(actor: Actor, act_id: Any) -> list[LedgerEntry]:
    """The entries of one act, in order; NotFound for another clinic's."""
    access.require(declared(NOUN), actor, "view")
    with reading(actor) as session:
        rows = select(LedgerEntry).where(LedgerEntry.act_id == act_id, access.visible(declared(NOUN), actor, "view"))
        found = list(session.scalars(rows.order_by(LedgerEntry.part)))
    if not found:
        raise NotFound
    return found
