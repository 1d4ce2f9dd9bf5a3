"""The ledger of patient money: every movement, none of them ever changed."""

from __future__ import annotations

from sqlalchemy.orm import joinedload

from data.core import clock
from data.core.ledger_sums import METHOD_WORDS, METHODS, TYPES
from data.core.money import rupees
from data.core.resource import Column, Derived, Field, Filter, Resource, declare
from data.models import LedgerEntry


def _patient(entry: LedgerEntry) -> str:
    return entry.patient.full_name or entry.patient.patient_code


def _bill(entry: LedgerEntry) -> str:
    return (entry.bill.bill_number or "") if entry.bill else ""


def _when(entry: LedgerEntry, zone: str) -> str:
    at = clock.local(entry.at, zone)
    return f"{at.day} {at:%b %Y, %H:%M}"


LEDGER = declare(
    Resource(
        name="ledger",
        model=LedgerEntry,
        title="Ledger",
        singular="ledger entry",
        plural="ledger entries",
        icon="journal-text",
        order="-at",
        nav=False,
        fields=(
            Field("patient_id", "link", label="Patient", link="patients", section="What", on=()),
            Field("bill_id", "link", label="Bill", link="patient_bills", section="What", on=()),
            Field("entry_type", "choice", label="Type", choices=TYPES, section="What", on=()),
            Field("amount", "money", section="What", on=()),
            Field("method", "choice", choices=METHODS, names=tuple(METHOD_WORDS.values()), section="What", on=()),
            Field("reference", section="What", on=()),
            Field("receipt_number", label="Number", section="When", on=()),
            Field("business_day", "date", section="When", on=()),
            Field("reason", "longtext", section="When", on=()),
        ),
        columns=(
            Column("at", "When", _when, sort="at", width=170),
            Column("entry_type", "Type", lambda r, _z: r.entry_type.replace("-", " ").capitalize(), sort="entry_type"),
            Column("amount", "Amount", lambda r, _z: rupees(r.amount), sort="amount", kind="number", width=120),
            Column("method", "Method", lambda r, _z: METHOD_WORDS.get(r.method, ""), width=110, phone=False),
            Column("bill", "Bill", lambda r, _z: _bill(r), width=160, phone=False),
            Column("patient", "Patient", lambda r, _z: _patient(r), width=200),
            Column("receipt_number", "Number", lambda r, _z: r.receipt_number or "", width=160, phone=False),
        ),
        filters=(
            Filter("from", "From", "from", column="business_day"),
            Filter("to", "Before", "to", column="business_day"),
            Filter("entry_type", "Type", choices=TYPES),
            Filter("method", "Method", choices=METHODS, names=tuple(METHOD_WORDS.values())),
            Filter("patient_id", "Patient", "link", link="patients"),
            Filter("user_id", "Cashier", "link", link="users"),
        ),
        label=lambda r: f"{r.entry_type.replace('-', ' ').capitalize()} {rupees(r.amount)}, {_patient(r)}",
        derived=(
            Derived("patient", lambda r, _z: _patient(r)),
            Derived("bill", lambda r, _z: _bill(r)),
            Derived("act_id", lambda r, _z: r.act_id),
            Derived("at", lambda r, _z: r.at),
            Derived("reverses_id", lambda r, _z: r.reverses_id),
        ),
        patient_data=True,
        found_by=("patients", "patient_id"),
        load=(joinedload(LedgerEntry.patient), joinedload(LedgerEntry.bill)),
        own_pages=frozenset({"new", "edit"}),
    )
)
