"""Bills that were written and paid elsewhere: taken in whole, with their own days and instants.

They are numbered anew, without a gap, in the series of the financial year of their own day. What was paid beyond
a bill is the patient's advance. One bill is one act: bill, lines and entries come in together, or nothing does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, ledger_sums
from data.core.actor import Actor
from data.core.errors import Invalid, NotAllowed
from data.core.money import plain, rupees
from data.core.resource import resource as declared
from data.models import Bill, Clinic, LedgerEntry
from data.models.base import new_id
from data.rules.bill_lines import NOUN, make
from data.rules.bill_rules import RULES
from data.rules.ledger_posting import Tender
from data.store import audit, numbers, write

AHEAD = "This is still to come; only what has happened is brought in."


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a bill was written, under which id, and when; its visit and what it came to there, where that is known."""

    source: str
    external_id: str | None
    issued_at: datetime | None = None
    appointment_id: UUID | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """One movement on the bill that happened elsewhere: a payment, a refund, a write-off or a credit note."""

    tender: Tender
    at: datetime
    external_id: str | None = None
    kind: str = "payment"
    reason: str | None = None


def bring(
    session: Session,
    actor: Actor,
    values: Mapping[str, Any],
    lines: Sequence[dict[str, Any]],
    paid: Iterable[Paid],
    origin: Origin,
) -> UUID:
    """One issued bill from clean values; its id."""
    if not actor.is_system:
        raise NotAllowed("Bills of another system are brought in by the operator, with the import command.")
    if not lines:
        raise Invalid({"lines": "A bill has at least one line."})
    bill = _draft(session, actor, values, lines, origin)
    if origin.total is not None and origin.total != bill.total:
        raise Invalid({"total": f"The lines come to {rupees(bill.total)}; the file says {rupees(origin.total)}."})
    _issue(session, bill, origin)
    entries = _entries(bill, paid, actor.zone)
    session.add_all(entries)
    session.flush()
    _settle(session, bill, entries)
    told = [{"type": e.entry_type, "amount": plain(e.amount), "method": e.method} for e in entries]
    detail = {"bill": bill.bill_number, "total": plain(bill.total), "lines": len(lines), "entries": told}
    audit.record(session, actor, "create", NOUN, bill.id, clinic_id=bill.clinic_id, detail=detail)
    return bill.id


def _draft(session: Session, actor: Actor, values: Mapping[str, Any], lines: Sequence[dict[str, Any]], origin: Origin) -> Bill:
    """The bill as a draft with its lines, checked as one that is typed: a table takes in no other."""
    bill = Bill(id=new_id(), clinic_id=actor.clinic_id, appointment_id=origin.appointment_id, **values)
    if origin.external_id:
        bill.external_source, bill.external_id = origin.source, origin.external_id
    items = make(session, actor, bill.id, bill.patient_id, lines, 0)
    session.info["bill_lines"] = {bill.id: items}
    with session.no_autoflush:
        write.links_exist(session, declared(NOUN), actor, bill, values)
        for rule in RULES:
            rule(session, actor, bill, values)
    session.add_all([bill, *items])
    session.flush()
    return bill


def _issue(session: Session, bill: Bill, origin: Origin) -> None:
    """As the desk issues a bill, at the instant at which it was issued there."""
    now = clock.now()
    if origin.issued_at and origin.issued_at > now:
        raise Invalid({"issued_at": AHEAD})
    bill.due_date = bill.due_date or bill.bill_date + timedelta(days=_terms(session, bill.clinic_id))
    bill.bill_number = numbers.document(session, bill.clinic_id, "bills", bill.bill_date)
    bill.issued_at = origin.issued_at or now
    bill.status = "pending" if bill.total else "paid"


def _terms(session: Session, clinic_id: UUID) -> int:
    """The clinic's days to pay, asked once a transaction."""
    known: dict[UUID, int] = session.info.setdefault("payment_terms", {})
    if clinic_id not in known:
        known[clinic_id] = session.scalars(select(Clinic.payment_terms_days).where(Clinic.id == clinic_id)).one()
    return known[clinic_id]


def _entries(bill: Bill, paid: Iterable[Paid], zone: str) -> list[LedgerEntry]:
    """Payments up to what the bill comes to, the rest as advances; each on its own day."""
    rest, found = bill.total, []
    for one in sorted(paid, key=lambda p: p.at):
        day, amount = clock.local_day(one.at, zone), one.tender.amount
        _happened(bill, one, day)
        if one.kind == "payment":
            on_bill = min(rest, amount)
            parts = [part for part in (("payment", on_bill), ("advance", amount - on_bill)) if part[1]]
            rest -= on_bill
        else:
            _fits(bill, one, rest)
            parts = [(one.kind, amount)]
            rest += amount if one.kind == "refund" else -amount
        act_id = new_id()
        found += [_entry(bill, one, day, act_id, part, *what) for part, what in enumerate(parts)]
    return found


def _happened(bill: Bill, one: Paid, day: date) -> None:
    if day < bill.bill_date:
        raise Invalid({"payments": "Something was paid before the day of the bill."})
    if one.at > clock.now():
        raise Invalid({"payments": AHEAD})
    if one.tender.method == "advance":
        raise Invalid({"payments": "An advance does not come with a bill; bring in what was paid by it as it was paid then."})


def _fits(bill: Bill, one: Paid, rest: int) -> None:
    most = bill.total - rest if one.kind == "refund" else rest
    if one.tender.amount > most:
        raise Invalid({"payments": f"A {one.kind.replace('-', ' ')} of {rupees(one.tender.amount)} is more than {rupees(most)}."})


def _entry(bill: Bill, one: Paid, day: date, act_id: UUID, part: int, kind: str, amount: int) -> LedgerEntry:
    named = f"{one.external_id}+" if part else one.external_id
    entry = LedgerEntry(
        clinic_id=bill.clinic_id, patient_id=bill.patient_id, bill_id=None if kind == "advance" else bill.id, act_id=act_id,
        entry_type=kind, amount=amount, method=one.tender.method, at=one.at, business_day=day, part=part,
        external_source=bill.external_source if named else None, external_id=named,
    )  # fmt: skip
    entry.reference, entry.reason = one.tender.reference, one.reason
    return entry


def _settle(session: Session, bill: Bill, entries: Sequence[LedgerEntry]) -> None:
    """The bill follows its own entries, all of which are new."""
    mine = [e for e in entries if e.bill_id]
    if mine:
        sums = ledger_sums.of_bill(mine)
        bill.paid_amount, bill.written_off, bill.credited = sums.paid, sums.written_off, sums.credited
        bill.balance, bill.status = bill.total - sums.settled, ledger_sums.status(bill.total, sums)
        bill.payment_method = next((e.method for e in reversed(mine) if e.entry_type == "payment"), None)
        session.flush()
