"""Bills leave with lines and payments and come in again, to the paisa, once, by the command alone."""

from __future__ import annotations

import json

from sqlalchemy import select

from data.core.actor import system
from data.interop import file_columns
from data.models import Bill, LedgerEntry
from data.rules import ledger
from data.store.unit_of_work import reading
from tests.billing.conftest import REASON, Till, line, make_till, tender, tuesday  # noqa: F401
from tests.interop.conftest import carried, exported

ROW = {"external_id": "B-1", "patient_code": "P001", "bill_date": "2026-11-01", "issued_at": "2026-11-01T10:00:00+05:30"}
LINE = {"item_type": "consultation", "item_name": "Consultation", "quantity": "1", "unit_price": "500"}
PAID = {"external_id": "R-1", "amount": "200", "method": "cash", "at": "2026-11-02T10:00:00+05:30"}


def told(actor) -> list[tuple]:
    with reading(actor) as session:
        bills = session.scalars(select(Bill).where(Bill.status.not_in(("draft", "cancelled"))))
        found = [(b.total, b.tax, b.paid_amount, b.written_off, b.balance, b.status, b.payment_method or "") for b in bills]
    return sorted(found)


def test_bills_are_carried_to_another_clinic_and_a_second_run_changes_nothing(database, tmp_path, bring):
    here, there = make_till(gstin=False), make_till()
    a = here.issued(line("1200", discount="30"), line("33.33", quantity="3"), discount="20")
    here.pay(a, "700", "upi")
    ledger.refund(here.manager, a, {**tender("100"), **REASON})
    b = here.issued()
    ledger.write_off(here.manager, b, {"amount": "20", **REASON})
    ledger.reverse(here.manager, here.pay(b, "300", "cheque").entries[0], REASON)
    here.draft()
    source, target = system(here.clinic_id), system(there.clinic_id)
    report = carried(source, target, "patient_bills", tmp_path)
    assert (report.imported["patient_bills"], report.refused["patient_bills"]) == (2, 1)
    assert report.refusals[0].sentence == "This bill is draft; only issued bills are brought in."
    assert told(target) == told(source)
    assert carried(source, target, "patient_bills", tmp_path).unchanged["patient_bills"] == 2
    assert carried(source, source, "patient_bills", tmp_path).imported == {}
    with reading(target) as session:
        assert {e.entry_type for e in session.scalars(select(LedgerEntry))} == {"payment", "refund", "write-off"}
    shown = {row["bill_number"]: row for row in exported(source, "patient_bills")}[here.bill(a).bill_number]
    assert (shown["total"], shown["balance"], len(json.loads(shown["lines"]))) == ("1249.99", "649.99", 2)
    what_cannot_be_is_refused(there, target, bring)
    assert "patient_bills" not in {r.name for r in file_columns.nouns(there.manager)}  # no screen offers it


def what_cannot_be_is_refused(till: Till, actor, bring):
    cases = (
        ({"lines": "twelve"}, "The lines cannot be read: they stand in one cell, as JSON."),
        ({"lines": "[]"}, "A bill has at least one line."),
        ({"total": "400"}, "The lines come to ₹500.00; the file says ₹400.00."),
        ({"payments": json.dumps([PAID | {"at": "2026-10-31T10:00:00+05:30"}])}, "Something was paid before the day of the bill."),
        ({"payments": json.dumps([PAID | {"at": "2027-01-01T10:00:00+05:30"}])}, "This is still to come; only what has happened is brought in."),
        ({"payments": json.dumps([PAID | {"amount": "0"}])}, "Amount is at least ₹0.01."),
        ({"payments": json.dumps([PAID, PAID | {"type": "refund", "amount": "300"}])}, "A refund of ₹300.00 is more than ₹200.00."),
        ({"status": "cancelled"}, "This bill is cancelled; only issued bills are brought in."),
        ({"patient_code": "P999"}, "There is no patient P999 in this clinic."),
    )  # fmt: skip
    for n, (change, sentence) in enumerate(cases):
        report = bring(actor, "patient_bills", ROW | {"external_id": f"X{n}", "lines": json.dumps([LINE])} | change)
        assert [r.sentence for r in report.refusals] == [sentence], change
    over = ROW | {"lines": json.dumps([LINE]), "payments": json.dumps([PAID | {"amount": "650"}])}
    assert bring(actor, "patient_bills", over).imported == {"patient_bills": 1}
    assert ledger.advance(till.desk, till.patient.id) == 150_00
