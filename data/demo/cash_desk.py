"""What happened at the till today, by the desk's own verbs: a cheque that bounced, money given back, a discount that waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.core import clock
from data.core.actor import Actor
from data.core.ledger_sums import TENDERS
from data.core.money import plain
from data.models import Bill, CashierDay, Patient, User
from data.rules import bill_drafts, ledger
from data.store import write
from data.store.unit_of_work import reading

FLOAT = 200_000  # what lies in the till in the morning
ENOUGH = 40_000  # a balance that is worth telling about, in paise


def lay_out(actor: Actor) -> None:
    """One of each, for a clinic that has bills."""
    desk, manager = _people(actor)
    owing, paid, patients = _bills(actor)
    today = clock.today(actor.zone)
    first = ledger.pay(desk, owing[0], [{"amount": "400", "method": "cheque", "reference": "SBI 004418"}])
    ledger.reverse(manager, first.entries[0], {"reason": "The cheque bounced, insufficient funds"})
    ledger.refund(manager, paid[0], {"amount": "150", "method": "cash", "reason": "One sitting was not given"})
    ledger.write_off(manager, owing[1], {"amount": "200", "reason": "Moved away, cannot be reached"})
    ledger.credit(manager, owing[2], {"amount": "250", "reason": "Charged for a room that was shared"})
    split = [{"amount": "200", "method": "cash"}, {"amount": "200", "method": "upi", "reference": "UPI 4471 2290"}]
    ledger.pay(desk, owing[3], split)
    ledger.deposit(desk, patients[0], [{"amount": "5000", "method": "upi", "reference": "UPI 9902 1175"}])
    ledger.deposit(desk, patients[1], [{"amount": "1500", "method": "cash"}])
    ledger.pay(desk, _issued(desk, patients[0]), [{"amount": "1200", "method": "advance"}])
    waits = {"patient_id": str(patients[2]), "discount": "3000", "discount_reason": "Retired teacher of the school next door"}
    bill_drafts.create(desk, waits, [_course("7500")])
    bill_drafts.create(desk, {"patient_id": str(patients[3]), "bill_date": today.isoformat()}, [_course("3600")])


def _course(price: str) -> dict[str, str]:
    return {"item_type": "procedure", "item_name": "Shirodhara, 5 sittings", "quantity": "1", "unit_price": price}


def _issued(desk: Actor, patient: UUID) -> UUID:
    bill = bill_drafts.create(desk, {"patient_id": str(patient)}, [_course(plain(120_000))])
    write.step("patient_bills", desk, bill, "issue")
    return bill


def _people(actor: Actor) -> tuple[Actor, Actor]:
    """Who sits at the till, and the manager; one person may be both."""
    with reading(actor) as session:
        users = {role: u for u in session.scalars(select(User).where(User.clinic_id == actor.clinic_id)) for role in u.roles}
    manager = users["clinic"]
    return tuple(  # type: ignore[return-value]
        Actor(u.full_name, frozenset(u.roles), user_id=u.id, clinic_id=actor.clinic_id, zone=actor.zone)
        for u in (users.get("receptionist", manager), manager)
    )


def _bills(actor: Actor) -> tuple[list[UUID], list[UUID], list[UUID]]:
    """Bills that owe enough, bills that are paid, and the last registered patients."""
    own = select(Bill.id).where(Bill.clinic_id == actor.clinic_id).order_by(Bill.bill_date.desc(), Bill.bill_number)
    rested = select(Patient.id).where(Patient.clinic_id == actor.clinic_id).order_by(Patient.patient_code.desc())
    with reading(actor) as session:
        return (
            list(session.scalars(own.where(Bill.balance >= ENOUGH).limit(4))),
            list(session.scalars(own.where(Bill.status == "paid", Bill.paid_amount >= ENOUGH).limit(1))),
            list(session.scalars(rested.limit(4))),
        )


def closed_days(
    actor: Actor, entries: Sequence[dict[str, Any]], cashier: UUID | None, today: date, dice: Random
) -> Iterator[CashierDay]:
    """Every day before today was counted and closed in the evening; now and then a note was short."""
    if cashier is None:
        return
    by_day: dict[date, dict[str, int]] = {}
    for entry in entries:
        by_day.setdefault(entry["business_day"], dict.fromkeys(TENDERS, 0))[entry["method"]] += entry["amount"]
    for day, expected in sorted(by_day.items()):
        if day >= today:
            continue
        off = dice.choice((0, 0, 0, 0, 0, 0, 0, -1_000, 500, -5_000))
        counted = expected | {"cash": FLOAT + expected["cash"] + off}
        yield CashierDay(
            clinic_id=actor.clinic_id, user_id=cashier, business_day=day, opening=FLOAT, expected=expected, counted=counted, difference=off,
            closed_at=clock.at(day, time(19, 45), actor.zone), closed_by=cashier, created_by=cashier,
        )  # fmt: skip
