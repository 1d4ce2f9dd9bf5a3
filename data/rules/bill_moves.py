"""The moves of a bill that somebody makes: issue, approve, cancel. All others follow from the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict
from data.models import Bill, Clinic
from data.rules.bill_lines import of_bill
from data.rules.ledger_posting import Tender, business_day, post
from data.store import numbers

Values = Mapping[str, Any]
OPEN = ("needed", "refused")  # a discount in these states holds the bill back


def is_approved(bill: Bill) -> str | None:
    """A discount above one's cap is issued only after somebody who may has said yes."""
    given, gross = bill.line_discount + bill.discount, bill.gross
    if bill.approval not in OPEN:
        return None
    if bill.approval == "refused":
        return f"A discount of {given * 100 / gross:.1f} % was refused: {bill.refusal_reason}"
    return f"A discount of {given * 100 / gross:.1f} % has to be approved first." if gross else None


def waits_for_approval(bill: Bill) -> str | None:
    """Only what asks for it is approved."""
    return None if bill.approval == "needed" else "Nothing on this bill waits for approval."


def issue(session: Session, actor: Actor, bill: Bill, _values: Values) -> None:
    """From here on it has its number and is owed; what costs nothing is settled at once."""
    if not of_bill(session, bill.id):
        raise Conflict("Put at least one line on the bill before it is issued.")
    terms = session.scalars(select(Clinic.payment_terms_days).where(Clinic.id == bill.clinic_id)).one()
    bill.due_date = bill.due_date or bill.bill_date + timedelta(days=terms)
    bill.bill_number = numbers.document(session, bill.clinic_id, "bills", bill.bill_date)
    bill.issued_at, bill.issued_by = clock.now(), actor.user_id
    bill.status = "pending" if bill.total else "paid"


def approve(_session: Session, actor: Actor, bill: Bill, _values: Values) -> None:
    """The discount may stand."""
    bill.refusal_reason = None
    bill.approval, bill.approved_by, bill.approved_at = "approved", actor.user_id, clock.now()


def refuse(_session: Session, actor: Actor, bill: Bill, values: Values) -> None:
    """The discount may not stand: the draft stays, and is issued once less is taken off or somebody says yes after all."""
    bill.approval, bill.approved_by, bill.approved_at = "refused", actor.user_id, clock.now()
    bill.refusal_reason = values["reason"]


def cancel(session: Session, actor: Actor, bill: Bill, values: Values) -> None:
    """A credit note takes back the whole of it; the work on it can be billed again."""
    when = business_day(session, actor, bill.clinic_id)
    number = numbers.document(session, bill.clinic_id, "credit_notes", when[1])
    rows = [("credit-note", Tender(bill.balance))]
    bill.cancelled_on, bill.cancellation_reason = when[1], values["reason"]
    post(session, actor, "credit-note", bill, rows, when, number=number, reason=values["reason"], status="cancelled")
    for item in of_bill(session, bill.id):
        item.is_live = False
