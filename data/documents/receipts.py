"""What one act of the ledger leaves on paper: the receipt of a payment or a deposit, a refund, a credit note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core import clock, ledger_sums
from data.core.actor import Actor
from data.core.errors import NotFound
from data.core.ledger_sums import METHOD_WORDS
from data.core.money import in_words, rupees
from data.core.resource import resource as declared
from data.documents import typeset
from data.documents.bills import charged, items_of
from data.documents.shapes import Bill, Patient, Signature
from data.models import AuditEntry, Clinic, LedgerEntry, User
from data.models import Bill as Row
from data.models import Patient as Person
from data.rules.ledger_posting import of_bill
from data.store import access, audit, printing
from data.store.read import as_id
from data.store.unit_of_work import writing

TITLES = {"payment": "Receipt", "advance": "Receipt", "refund": "Refund", "credit-note": "Credit note"}


def read(actor: Actor, act_id: Any, *, is_print: bool = True) -> Bill:
    """The receipt of an act, read to be printed or looked at; in the trail either way, NotFound for what has none."""
    ledger = declared("ledger")
    access.require(declared("patient_bills"), actor, "print")
    access.require(ledger, actor, "view")
    with writing(actor) as session:
        query = select(LedgerEntry).where(LedgerEntry.act_id == as_id(act_id), access.visible(ledger, actor, "view"))
        entries = list(session.scalars(query.options(*ledger.load).order_by(LedgerEntry.part)))
        if not entries or entries[0].entry_type not in TITLES or not entries[0].receipt_number:
            raise NotFound
        first = entries[0]
        copy = _count(session, actor, first, is_print=is_print)
        bill = _bill(session, actor, entries)
        return _document(session, actor, entries, bill, copy)


def _count(session: Session, actor: Actor, entry: LedgerEntry, *, is_print: bool) -> int:
    """Which print this is. The ledger is never written to, so the trail counts; its lock makes the count exact."""
    verb = "print" if is_print else "view"
    audit.record(session, actor, verb, "ledger", entry.id, clinic_id=entry.clinic_id)
    query = select(func.count()).where(
        AuditEntry.chain_id == entry.clinic_id,
        AuditEntry.noun == "ledger",
        AuditEntry.row_id == entry.id,
        AuditEntry.verb == "print",
    )
    made = session.scalar(query) or 0
    return made if is_print else made + 1


def _bill(session: Session, actor: Actor, entries: Sequence[LedgerEntry]) -> Row | None:
    ids = [entry.bill_id for entry in entries if entry.bill_id is not None]
    resource = declared("patient_bills")
    query = select(Row).where(Row.id.in_(ids), access.visible(resource, actor, "view")).options(*resource.load)
    return session.scalars(query).one_or_none() if ids else None


def _document(session: Session, actor: Actor, entries: Sequence[LedgerEntry], bill: Row | None, copy: int) -> Bill:
    first = entries[0]
    clinic = session.scalars(select(Clinic).where(Clinic.id == first.clinic_id)).one()
    person: Person = first.patient
    age = person.age_on(first.business_day)
    told = ", ".join(part for part in (f"{age} years" if age is not None else "", person.gender) if part)
    items = items_of(session, actor, bill) if bill is not None else []
    return Bill(
        head=printing.letterhead_of(session, first.clinic_id),
        title=TITLES[first.entry_type],
        number=first.receipt_number or "",
        day=first.business_day,
        patient=Patient(person.full_name or person.patient_code, person.patient_code, told),
        signature=Signature(f"For {clinic.legal_name or clinic.clinic_name}", "", "", _by(session, first)),
        lines=tuple(charged(item) for item in items),
        sums=(("Bill total", rupees(bill.total)),) if bill is not None else (),
        total=(_word(first), rupees(sum(entry.amount for entry in entries))),
        words=in_words(sum(entry.amount for entry in entries)),
        facts=(("For bill", bill.bill_number or "" if bill is not None else ""), ("Because", first.reason or "")),
        paid=tuple(_paid(session, entries, bill)),
        mark=_mark(session, [entry.id for entry in entries]),
        is_receipt=True,
        copy=copy,
    )


def _word(entry: LedgerEntry) -> str:
    return {"refund": "Given back", "credit-note": "Credited"}.get(entry.entry_type, "Received")


def _paid(session: Session, entries: Sequence[LedgerEntry], bill: Row | None) -> list[tuple[str, str]]:
    """Each way of paying with its reference, and what it left on the bill, whenever the paper is made."""
    found = []
    for entry in entries:
        way = " ".join(part for part in (METHOD_WORDS.get(entry.method or "", ""), entry.reference or "") if part)
        kept = " kept as advance" if entry.entry_type == "advance" else ""
        found += [(way + kept, rupees(entry.amount))] if way else []
    return [*found, *([("Left on the bill", rupees(_left(session, entries, bill)))] if bill is not None else [])]


def _left(session: Session, entries: Sequence[LedgerEntry], bill: Row) -> int:
    known = of_bill(session, bill.id)
    own = {entry.id for entry in entries}
    last = max(n for n, entry in enumerate(known) if entry.id in own)
    return bill.total - ledger_sums.of_bill(known[: last + 1]).settled


def _by(session: Session, entry: LedgerEntry) -> str:
    name = session.scalar(select(User.full_name).where(User.id == entry.user_id)) if entry.user_id else None
    verb = "Given" if entry.entry_type == "refund" else "Received"
    return f"{verb} by {name}" if name and entry.entry_type != "credit-note" else ""


def _mark(session: Session, ids: Sequence[UUID]) -> str:
    """What was taken back says so."""
    query = select(func.min(LedgerEntry.business_day)).where(LedgerEntry.reverses_id.in_(ids))
    day = session.scalar(query)
    return f"Reversed on {clock.spelt_day(day)}." if day else ""


def pdf(actor: Actor, act_id: Any, paper: str) -> tuple[str, bytes]:
    """The file: named by its number, A5 unless another paper is asked for."""
    document = read(actor, act_id)
    return f"{document.number}.pdf", typeset.bill(document, actor.zone, paper or "a5")
