"""Bills that were written and paid elsewhere: taken in whole, with their own days and instants.

They are numbered anew, without a gap, in the series of the financial year of their own day. What was paid beyond
a bill is the patient's advance. One bill is one act: bill, lines and entries come in together, or nothing does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, ledger_sums
from data.core.actor import Actor
from data.core.errors import Invalid, NotAllowed
from data.core.money import plain
from data.core.resource import resource as declared
from data.models import Bill, Clinic, LedgerEntry
from data.models.base import new_id
from data.rules.bill_lines import NOUN, make
from data.rules.bill_rules import RULES
from data.rules.ledger_posting import Tender
from data.store import audit, numbers, write


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a bill was written, under which id, and when; the visit it is for where that is known."""

    source: str
    external_id: str | None
    issued_at: datetime | None = None
    appointment_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment that was made elsewhere."""

    tender: Tender
    at: datetime
    external_id: str | None = None


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
        raise Invalid({"issued_at": "This is still to come; only what has happened is brought in."})
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
        day = clock.local_day(one.at, zone)
        if day < bill.bill_date:
            raise Invalid({"payments": "Something was paid before the day of the bill."})
        if one.at > clock.now():
            raise Invalid({"payments": "This is still to come; only what has happened is brought in."})
        on_bill = min(rest, one.tender.amount)
        rest -= on_bill
        act_id = new_id()
        parts = (("payment", on_bill), ("advance", one.tender.amount - on_bill))
        for part, (kind, amount) in enumerate(p for p in parts if p[1]):
            named = f"{one.external_id}+" if part else one.external_id
            entry = LedgerEntry(
                clinic_id=bill.clinic_id, patient_id=bill.patient_id, bill_id=bill.id if kind == "payment" else None, act_id=act_id,
                entry_type=kind, amount=amount, method=one.tender.method, at=one.at, business_day=day, part=part,
                external_source=bill.external_source if named else None, external_id=named,
            )  # fmt: skip
            entry.reference = one.tender.reference
            found.append(entry)
    return found


def _settle(session: Session, bill: Bill, entries: Sequence[LedgerEntry]) -> None:
    """The bill follows its own entries, all of which are new."""
    mine = [e for e in entries if e.bill_id]
    if mine:
        sums = ledger_sums.of_bill(mine)
        bill.paid_amount, bill.balance = sums.paid, bill.total - sums.settled
        bill.payment_method, bill.status = mine[-1].method, ledger_sums.status(bill.total, sums)
        session.flush()
