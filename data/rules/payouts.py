"""Payouts: a run pays each manufacturer what is available; a failed transfer gives it back to the ledger (marketplace.md §9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, money, settlement, trade_terms
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid
from data.core.resource import Field, Step
from data.core.resource import resource as declared
from data.core.settlement import Balance
from data.models import Manufacturer, Payout, PayoutEntry
from data.rules import payout_ledger
from data.store import access, audit, cleaning, numbers, write
from data.store.keyring import PLATFORM
from data.store.read import as_id
from data.store.unit_of_work import patiently, reading, writing

Values = Mapping[str, Any]


def run(actor: Actor) -> list[UUID]:
    """Pay every manufacturer what is available now; the new payouts. One of two runs at once finds nothing left."""
    resource = declared("payouts")
    access.require(resource, actor, "create")
    with reading(actor) as session:
        found = session.scalars(select(PayoutEntry.manufacturer_id).distinct()).all()
    made = [patiently(lambda maker_id=maker_id: _pay(actor, maker_id)) for maker_id in sorted(found)]  # type: ignore[misc]
    return [payout_id for payout_id in made if payout_id is not None]


def _pay(actor: Actor, maker_id: UUID) -> UUID | None:
    with writing(actor) as session:
        maker = payout_ledger.lock(session, maker_id)
        amount = payout_ledger.balance(session, maker_id).payable
        if not amount or maker.approval_status == "suspended":
            return None
        year = clock.financial_year(trade_terms.today())
        row = Payout(
            manufacturer_id=maker_id, amount=amount, created_by=actor.user_id, updated_by=actor.user_id,
            payout_number=f"PAY-{year}-{numbers.take(session, PLATFORM, f'payouts {year}'):06d}",
        )  # fmt: skip
        session.add(row)
        session.flush()
        _entry(session, row, "settlement", -amount)
        detail = {"after": {"payout": row.payout_number, "amount": money.plain(amount)}}
        audit.record(session, actor, "create", "payouts", row.id, detail=detail)
        return row.id


def _entry(session: Session, row: Payout, kind: str, amount: int, reason: str | None = None) -> None:
    session.add(
        PayoutEntry(
            manufacturer_id=row.manufacturer_id, payout_id=row.id, entry_type=kind, amount=amount, occurred_at=clock.now(),
            available_on=trade_terms.today(), reason=reason,
        )
    )  # fmt: skip
    session.flush()


def complete(_session: Session, _actor: Actor, row: Payout, values: Values) -> None:
    """The bank has paid."""
    if values["paid_on"] > trade_terms.today():
        raise Invalid({"paid_on": "It cannot have been paid after today."})
    row.transaction_reference, row.paid_on = values["transaction_reference"], values["paid_on"]


def fail(session: Session, _actor: Actor, row: Payout, values: Values) -> None:
    """The bank sent it back: the money is owed again and goes into a new payout."""
    payout_ledger.lock(session, row.manufacturer_id)
    row.failure_reason = values["reason"]
    _entry(session, row, "settlement_reversal", row.amount, values["reason"])


ADJUSTED = "payout_entries"
ADJUSTMENT = (
    Field("amount", "money", required=True, hint="Below zero takes away."),
    Field("reason", "longtext", required=True, max_length=500),
)


def adjust(actor: Actor, manufacturer_id: Any, raw: Values, *, key: str | None = None) -> None:
    """An entry by hand, with its reason; the platform's administrators alone. The second use of a key posts nothing."""
    access.require(declared("payouts"), actor, "create")
    values = cleaning.read_fields(ADJUSTMENT, raw)
    if not manufacturer_id:
        raise Invalid({"manufacturer": "Choose a manufacturer."})
    if not values["amount"]:
        raise Invalid({"amount": "Enter an amount."})
    with writing(actor) as session:
        maker = payout_ledger.lock(session, as_id(manufacturer_id))
        if write.used(session, actor, ADJUSTED, key):
            return
        entry = PayoutEntry(
            manufacturer_id=maker.id, entry_type="adjustment", amount=values["amount"], occurred_at=clock.now(),
            available_on=trade_terms.today(), reason=values["reason"],
        )  # fmt: skip
        session.add(entry)
        session.flush()
        write.spend(session, actor, ADJUSTED, key, entry.id)
        detail = {"amount": money.plain(values["amount"]), "reason": values["reason"]}
        audit.record(session, actor, "adjust", "payouts", maker.id, detail=detail)


def statement(actor: Actor, manufacturer_id: Any = None) -> tuple[Balance, list[dict[str, Any]]]:
    """What a manufacturer is owed and the newest entries of its ledger; its own for a manufacturer. NotAllowed, Conflict."""
    resource = declared("payouts")
    access.require(resource, actor, "view")
    maker_id = actor.manufacturer_id or (as_id(manufacturer_id) if manufacturer_id else None)
    if maker_id is None:
        raise Conflict("Choose a manufacturer.")
    query = (
        select(PayoutEntry)
        .where(PayoutEntry.manufacturer_id == maker_id)
        .order_by(PayoutEntry.occurred_at.desc(), PayoutEntry.id)
    )
    with reading(actor) as session:
        rows = session.scalars(query.limit(MOST_SHOWN))
        entries = [
            {"at": r.occurred_at, "type": r.entry_type, "amount": r.amount, "available_on": r.available_on, "reason": r.reason}
            for r in rows
        ]
        return payout_ledger.balance(session, maker_id), entries


def owed(actor: Actor) -> list[tuple[UUID, str, Balance]]:
    """Every manufacturer with a ledger and what it is owed, for who pays it out."""
    access.require(declared("payouts"), actor, "view")
    with reading(actor) as session:
        with_entries = select(PayoutEntry.manufacturer_id).distinct()
        query = select(Manufacturer).where(Manufacturer.id.in_(with_entries)).order_by(Manufacturer.company_name)
        return [(m.id, m.company_name, payout_ledger.balance(session, m.id)) for m in session.scalars(query)]


MOST_SHOWN = 200
WHO = ("admin",)
WHY = Field("reason", "longtext", required=True, max_length=500)
REFERENCE = (
    Field("transaction_reference", label="Bank reference", required=True, max_length=60),
    Field("paid_on", "date", required=True),
)
STATUSES = settlement.TRANSFER_STATUSES
STEPS = (
    Step("send", ("pending",), "processing", WHO, label="Sent to the bank"),
    Step("complete", ("processing",), "completed", WHO, label="Complete", asks=REFERENCE, apply=complete),
    Step("fail", ("pending", "processing", "completed"), "failed", WHO, label="Transfer failed", asks=(WHY,), danger=True, apply=fail,
         question="Did the transfer of {label} fail?"),
)  # fmt: skip
