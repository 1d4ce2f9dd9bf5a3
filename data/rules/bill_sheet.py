"""A bill as it is read: its lines, what moved on it and who moved it; and what a patient owes in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from data.core import roles
from data.core.actor import Actor
from data.core.ledger_sums import effects
from data.core.resource import resource as declared
from data.models import Bill, BillItem, Clinic, LedgerEntry, Patient, User
from data.rules.bill_lines import NOUN, BillLine, shown_lines
from data.rules.ledger_posting import advance_of, of_bill
from data.store import access
from data.store.charges import is_live
from data.store.read import as_id, find
from data.store.unit_of_work import reading

LEDGER = "ledger"
OWED = {"payment": -1, "refund": 1, "write-off": -1, "credit-note": -1}


@dataclass(frozen=True, slots=True)
class Movement:
    """One ledger entry: `owed` is what it does to the balance, `balance` what is left after it, in paise.

    `undoes` is the number or the kind of what a reversal takes back; `is_undone` one that was taken back.
    """

    id: UUID
    act_id: UUID
    kind: str
    owed: int
    balance: int
    method: str
    reference: str
    number: str
    at: datetime
    day: date
    who: str
    reason: str
    undoes: str = ""
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around a bill; `movements` and `advance` are none for who does not read the ledger."""

    lines: Sequence[BillLine]
    movements: Sequence[Movement] | None
    advance: int | None
    is_author: bool
    issued_by: str
    approved_by: str
    allergies: Sequence[Mapping[str, str]]
    taxed: bool
    upi_id: str
    state_code: str
    clinic: str


def opened(actor: Actor, bill_id: Any) -> Sheet:
    """The sheet of a bill this actor may see."""
    resource = declared(NOUN)
    access.require(resource, actor, "view")
    with reading(actor) as session:
        bill: Bill = find(session, resource, actor, bill_id, "view")
        reads = roles.allowed(actor, LEDGER, "list")
        clinic = session.scalars(select(Clinic).where(Clinic.id == bill.clinic_id)).one()
        names = _names(session, {bill.issued_by, bill.approved_by})
        sees = roles.sees(actor, "patients", "view", ("allergies",))
        return Sheet(
            lines=shown_lines(session, actor, bill),
            movements=_movements(session, bill) if reads else None,
            advance=advance_of(session, bill.patient_id) if reads else None,
            is_author=bill.created_by is not None and bill.created_by == actor.user_id,
            issued_by=names.get(bill.issued_by, ""),
            approved_by=names.get(bill.approved_by, ""),
            allergies=tuple(bill.patient.allergies or ()) if sees else (),
            taxed=bool(clinic.gstin),
            upi_id=clinic.upi_id or "",
            state_code=clinic.state_code or "",
            clinic=clinic.clinic_name,
        )


def _movements(session: Session, bill: Bill) -> list[Movement]:
    entries = of_bill(session, bill.id)
    names = _names(session, {e.user_id for e in entries})
    undone = {e.reverses_id for e in entries}
    found, balance = [], bill.total
    for entry, told, sign in cast("list[tuple[LedgerEntry, LedgerEntry, int]]", effects(entries)):
        owed = sign * entry.amount * OWED.get(told.entry_type, 0)
        balance += owed
        undoes = "" if entry is told else (told.receipt_number or told.entry_type.replace("-", " "))
        made = Movement(
            entry.id, entry.act_id, entry.entry_type, owed, balance, entry.method or "", entry.reference or "",
            entry.receipt_number or "", entry.at, entry.business_day, names.get(entry.user_id, ""), entry.reason or "",
            undoes, entry.id in undone,
        )  # fmt: skip
        found.append(made)
    return found


def _names(session: Session, ids: set[UUID | None]) -> dict[UUID | None, str]:
    wanted = [one for one in ids if one is not None]
    if not wanted:
        return {}
    return dict(session.execute(select(User.id, User.full_name).where(User.id.in_(wanted))).all())


@dataclass(frozen=True, slots=True)
class Account:
    """What a patient owes on open bills, the oldest first as (id, number, balance), and what is left of the advance; paise."""

    patient: str
    code: str
    owed: int
    open_bills: Sequence[tuple[UUID, str, int]]
    advance: int | None
    upi_id: str
    clinic: str


def account(actor: Actor, patient_id: Any) -> Account:
    """The account of a patient at this clinic, of the bills this actor lists."""
    resource = declared(NOUN)
    access.require(resource, actor, "list")
    with reading(actor) as session:
        patient: Patient = find(session, declared("patients"), actor, patient_id, "view")
        clinic = session.scalars(select(Clinic).where(Clinic.id == patient.clinic_id)).one()
        query = select(Bill).where(
            access.visible(resource, actor, "list"),
            Bill.patient_id == patient.id,
            Bill.deleted_at.is_(None),
            Bill.status.in_(("pending", "partial")),
        )
        bills = list(session.scalars(query.order_by(Bill.bill_date, Bill.bill_number)))
        return Account(
            patient.full_name or patient.patient_code,
            patient.patient_code,
            sum(bill.balance for bill in bills),
            [(bill.id, bill.bill_number or "", bill.balance) for bill in bills],
            advance_of(session, patient.id) if roles.allowed(actor, LEDGER, "list") else None,
            clinic.upi_id or "",
            clinic.clinic_name,
        )


def of_visits(actor: Actor, visits: Sequence[Any]) -> dict[str, str]:
    """The live bill of each of these visits that has one, by the visit's id; of the bills this actor sees."""
    resource = declared(NOUN)
    access.require(resource, actor, "view")
    wanted = [as_id(one) for one in visits]
    item = aliased(BillItem)  # a doctor's scope looks at the lines itself
    query = (
        select(item.source_id, Bill.id)
        .join(Bill, (Bill.clinic_id == item.clinic_id) & (Bill.id == item.bill_id))
        .where(
            item.source_noun == "appointments",
            item.source_id.in_(wanted),
            is_live(item),
            Bill.deleted_at.is_(None),
            access.visible(resource, actor, "view"),
        )
    )
    if not wanted:
        return {}
    with reading(actor) as session:
        return {str(visit): str(bill) for visit, bill in session.execute(query)}
