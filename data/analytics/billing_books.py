"""The books of a clinic, read for the figures: a doctor's hold her own bills only."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import ColumnElement, String, func, select, true, type_coerce

from data.analytics.billing import BillRow, Books, EntryRow, books_of
from data.analytics.billing_lines import UnbilledValue, lines_of, unbilled_value
from data.core import roles
from data.core.actor import Actor
from data.core.errors import NotAllowed
from data.models import Bill, BillItem, Clinic, LedgerEntry
from data.store.charges import open_amounts
from data.store.unit_of_work import reading


def _raw(column: Any) -> Any:
    """A key as the driver gives it: a book of 100 000 bills has 600 000 of them, and most are only compared."""
    return type_coerce(column, String)


BILL_COLUMNS = (
    _raw(Bill.id), Bill.bill_date, Bill.due_date, Bill.gross, Bill.line_discount + Bill.discount, Bill.total, Bill.cancelled_on,
    _raw(Bill.doctor_id), Bill.balance,
)  # fmt: skip
ENTRY_COLUMNS = (
    _raw(LedgerEntry.id), _raw(LedgerEntry.bill_id), LedgerEntry.entry_type, LedgerEntry.amount, LedgerEntry.business_day,
    LedgerEntry.method, _raw(LedgerEntry.reverses_id), _raw(LedgerEntry.user_id),
)  # fmt: skip
SEES_MONEY = frozenset({"clinic", "own"})


def sees(actor: Actor) -> bool:
    """Whether the actor's overview holds figures of patient money at all."""
    return actor.clinic_id is not None and (actor.is_system or bool(roles.scopes(actor, "analytics", "view") & SEES_MONEY))


def sees_whole(actor: Actor) -> bool:
    """Whether the figures are the whole clinic's; a doctor's are her own bills'. NotAllowed for all others."""
    if not sees(actor):
        raise NotAllowed
    return actor.is_system or "clinic" in roles.scopes(actor, "analytics", "view")


def _bills(actor: Actor) -> ColumnElement[bool]:
    issued = (Bill.status != "draft") & Bill.deleted_at.is_(None)
    return issued if sees_whole(actor) else issued & (Bill.doctor_id == actor.doctor_id)


def books(actor: Actor) -> Books:
    """Every issued bill and every entry of the clinic; of a doctor her bills and what happened on them."""
    with reading(actor) as session:
        terms = session.scalar(select(Clinic.payment_terms_days).where(Clinic.id == actor.clinic_id)) or 0
        bills = [BillRow._make(row) for row in session.execute(select(*BILL_COLUMNS).where(_bills(actor)))]
        mine = true() if sees_whole(actor) else LedgerEntry.bill_id.in_(select(Bill.id).where(_bills(actor)))
        entries = [EntryRow._make(row) for row in session.execute(select(*ENTRY_COLUMNS).where(mine))]
    found = books_of(bills, entries, terms)
    return Books(_named(found.bills, "doctor_id"), _named(found.moves, "user_id"))


def _named(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """The frame with a person's key as text, so that it finds its name; "" where there is nobody."""
    return frame.assign(**{column: frame[column].map({key: _text(key) for key in frame[column].unique()})})


def _text(key: Any) -> str:
    return str(UUID(str(key))) if isinstance(key, str | UUID) and key else ""  # pandas says nobody as None, or as not a number


def lines(actor: Actor, start: date, end: date) -> pd.DataFrame:
    """The lines of the bills of [start, end) that are not cancelled, for `discount_share`; a doctor's own lines only."""
    doctor = func.coalesce(BillItem.doctor_id, Bill.doctor_id)
    mine = true() if sees_whole(actor) else doctor == actor.doctor_id
    query = (
        select(
            Bill.id,
            Bill.bill_date,
            doctor,
            BillItem.item_type,
            BillItem.quantity * BillItem.unit_price,
            BillItem.discount + BillItem.share,
        )
        .join(BillItem, (BillItem.clinic_id == Bill.clinic_id) & (BillItem.bill_id == Bill.id))
        .where(
            Bill.status.not_in(("draft", "cancelled")),
            Bill.deleted_at.is_(None),
            Bill.bill_date >= start,
            Bill.bill_date < end,
            mine,
        )
    )
    with reading(actor) as session:
        return lines_of(
            (str(b), day, str(who or ""), kind, gross, off) for b, day, who, kind, gross, off in session.execute(query)
        )


def unbilled(actor: Actor) -> UnbilledValue:
    """What was done and stands on no bill; a doctor's own work only."""
    whole = sees_whole(actor)
    with reading(actor) as session:
        work = open_amounts(session, actor.zone)
    return unbilled_value((str(who or ""), day, kind, price) for who, day, kind, price in work if whole or who == actor.doctor_id)
