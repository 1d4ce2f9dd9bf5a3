"""Money in and out: what is taken, what is refused, and with which sentence."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from data.analytics import billing_books
from data.core.actor import system
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.rules import ledger, merging
from data.store import write
from tests.billing.conftest import NOW, REASON, line, make_till, set_clock, tender

AMOUNT = "This is not an amount in rupees. Write it as 450 or 450.50."


def left(till, bill_id):
    bill = till.bill(bill_id)
    return bill.balance, bill.status


def test_a_bill_is_paid_in_parts_and_its_status_follows(till):
    bill_id = till.issued()
    act = till.pay(bill_id, "100")
    assert (act.number, act.balance) == (f"{till.code}-P2627-000001", 400_00)
    assert left(till, bill_id) == (400_00, "partial")
    till.pay(bill_id, "400", "upi")
    bill = till.bill(bill_id)
    assert (bill.balance, bill.status, bill.paid_amount, bill.payment_method) == (0, "paid", 500_00, "upi")


def test_one_act_takes_several_tenders_under_one_receipt(till):
    bill_id = till.issued()
    act = ledger.pay(till.desk, bill_id, [tender("150"), tender("250", "card"), tender("100", "cheque", reference="004211")])
    found = ledger.receipt(till.desk, act.id)
    assert [(e.method, e.amount, e.receipt_number) for e in found] == [
        ("cash", 150_00, act.number), ("card", 250_00, act.number), ("cheque", 100_00, act.number),
    ]  # fmt: skip
    assert [e.reference for e in found] == [None, "R-1", "004211"]
    assert left(till, bill_id) == (0, "paid")
    with pytest.raises(NotFound):
        ledger.receipt(till.desk, uuid4())


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("-5", "Amount is at least ₹0.01."), ("0", "Amount is at least ₹0.01."), ("10.005", AMOUNT), ("1e9", AMOUNT), ("NaN", AMOUNT),
        ("inf", AMOUNT), ("", "Amount is needed."), (10.005, AMOUNT), (float("nan"), AMOUNT), (None, "Amount is needed."),
        ({"a": 1}, "Amount cannot be read."),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(till, amount, sentence):
    bill_id = till.issued()
    for act in (lambda: till.pay(bill_id, amount), lambda: ledger.deposit(till.desk, till.patient.id, [tender(amount)])):
        with pytest.raises(Invalid) as bad:
            act()
        assert bad.value.errors == {"tenders.0.amount": sentence}
    for verb in (ledger.refund, ledger.write_off, ledger.credit):
        with pytest.raises(Invalid) as bad:
            verb(till.manager, bill_id, {**tender(amount), **REASON})
        assert bad.value.errors == {"amount": sentence}
    assert till.entries() == []


def test_more_than_the_balance_is_refused_with_the_balance(till):
    bill_id = till.issued()
    till.pay(bill_id, "50")
    number = till.bill(bill_id).bill_number
    for amount in ("450.01", "1000000000"):
        with pytest.raises(Conflict) as bad:
            till.pay(bill_id, amount)
        assert bad.value.message == f"₹450.00 is left on {number} now."
    till.pay(bill_id, "450")
    with pytest.raises(Conflict, match=f"Nothing is left on {number}; it is settled."):
        till.pay(bill_id, "1")


def test_what_is_too_much_is_kept_as_an_advance_when_chosen(till):
    bill_id = till.issued()
    till.pay(bill_id, "600", keep_rest=True)
    assert left(till, bill_id) == (0, "paid")
    assert ledger.advance(till.desk, till.patient.id) == 100_00
    assert [(e.entry_type, e.amount, e.bill_id is None) for e in till.entries()] == [
        ("payment", 500_00, False), ("advance", 100_00, True),
    ]  # fmt: skip


def test_an_advance_is_deposited_used_and_given_back(till):
    ledger.deposit(till.desk, till.patient.id, [tender("300"), tender("200", "upi")])
    bill_id = till.issued()
    with pytest.raises(Conflict, match=r"₹500\.00 is left of the patient's advance"):
        ledger.pay(till.desk, bill_id, [tender("500.01", "advance")], keep_rest=True)
    till.pay(bill_id, "350", "advance")
    assert ledger.advance(till.desk, till.patient.id) == 150_00
    with pytest.raises(Conflict, match=r"₹150\.00 is left"):
        ledger.give_back(till.manager, till.patient.id, {**tender("150.01"), **REASON})
    ledger.give_back(till.manager, till.patient.id, {**tender("50"), **REASON})
    ledger.refund(till.manager, bill_id, {**tender("20", "advance"), **REASON})
    assert ledger.advance(till.desk, till.patient.id) == 120_00
    with pytest.raises(Invalid, match="one of"):
        ledger.deposit(till.desk, till.patient.id, [tender("5", "advance")])


def test_money_that_leaves_a_trace_names_it(till):
    bill_id = till.issued()
    for method in ("card", "online", "cheque", "upi"):
        with pytest.raises(Invalid) as bad:
            ledger.pay(till.desk, bill_id, [{"amount": "5", "method": method}])
        word = "UPI" if method == "upi" else method
        assert bad.value.errors == {"tenders.0.reference": f"Write down the reference of the {word} payment."}
    for raw in ([], "cash", [5], [tender("1")] * 11):
        with pytest.raises(Invalid):
            ledger.pay(till.desk, bill_id, raw)


def test_nothing_is_paid_on_a_draft_or_a_cancelled_bill(till):
    draft, gone = till.draft(), till.issued()
    write.step("patient_bills", till.manager, gone, "cancel", REASON)
    acts = (
        lambda b: till.pay(b, "1"),
        lambda b: ledger.refund(till.manager, b, {**tender("1"), **REASON}),
        lambda b: ledger.write_off(till.manager, b, {"amount": "1", **REASON}),
        lambda b: ledger.credit(till.manager, b, {"amount": "1", **REASON}),
    )
    for act in acts:
        with pytest.raises(Conflict, match="This bill is a draft, so nothing is"):
            act(draft)
        with pytest.raises(Conflict, match="is cancelled, so nothing is"):
            act(gone)
    with pytest.raises(Conflict, match="is cancelled"):
        ledger.reverse(till.manager, till.entries(bill_id=gone)[0].id, REASON)


def test_another_clinics_bill_patient_and_entry_are_not_there(till):
    charlie = make_till(gstin=False)
    theirs = charlie.issued()
    act = charlie.pay(theirs, "5")
    for attempt in (
        lambda: till.pay(theirs, "1"),
        lambda: ledger.refund(till.manager, theirs, {**tender("1"), **REASON}),
        lambda: ledger.deposit(till.desk, charlie.patient.id, [tender("1")]),
        lambda: ledger.reverse(till.manager, act.entries[0], REASON),
        lambda: ledger.entries_of(till.desk, theirs),
        lambda: ledger.receipt(till.desk, act.id),
        lambda: till.pay("7-or-more", "1"),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert len(charlie.entries()) == 1


def test_no_more_is_refunded_than_was_paid(till):
    bill_id = till.issued()
    till.pay(bill_id, "100")
    with pytest.raises(Conflict, match=r"₹100\.00 was paid on .*; more cannot be refunded"):
        ledger.refund(till.manager, bill_id, {**tender("100.01"), **REASON})
    with pytest.raises(Invalid, match="Reason is needed"):
        ledger.refund(till.manager, bill_id, tender("10"))
    ledger.refund(till.manager, bill_id, {**tender("100"), **REASON})
    assert left(till, bill_id) == (500_00, "pending")


def test_write_offs_and_credit_notes_reach_as_far_as_the_balance(till):
    bill_id = till.issued()
    ledger.write_off(till.manager, bill_id, {"amount": "100", **REASON})
    act = ledger.credit(till.manager, bill_id, {"amount": "150", **REASON})
    assert act.number == f"{till.code}-C2627-000001"
    for verb in (ledger.write_off, ledger.credit):
        with pytest.raises(Conflict, match=r"₹250\.00 is left"):
            verb(till.manager, bill_id, {"amount": "250.01", **REASON})
    till.pay(bill_id, "250")
    assert left(till, bill_id) == (0, "paid")


def test_a_bounced_cheque_is_undone_on_its_own_day(till):
    bill_id = till.issued()
    entry = till.pay(bill_id, "500", "cheque").entries[0]
    set_clock(NOW + timedelta(days=3))
    ledger.reverse(till.manager, entry, {"reason": "Cheque returned unpaid"})
    assert left(till, bill_id) == (500_00, "pending")
    undone = till.entries(entry_type="reversal")[0]
    assert (undone.business_day, undone.method, undone.amount) == (date(2026, 11, 27), "cheque", 500_00)
    assert till.bill(bill_id).payment_method is None
    with pytest.raises(Conflict, match="was reversed already"):
        ledger.reverse(till.manager, entry, REASON)
    with pytest.raises(Conflict, match="is a reversal itself"):
        ledger.reverse(till.manager, undone.id, REASON)


def test_what_was_built_on_is_not_pulled_away(till):
    bill_id = till.issued()
    payment = till.pay(bill_id, "500").entries[0]
    refund = ledger.refund(till.manager, bill_id, {**tender("300"), **REASON}).entries[0]
    with pytest.raises(Conflict, match="Reverse the refund first"):
        ledger.reverse(till.manager, payment, REASON)
    till.pay(bill_id, "300")
    with pytest.raises(Conflict, match="Nothing is left"):
        ledger.reverse(till.manager, refund, REASON)
    given = ledger.deposit(till.desk, till.other.id, [tender("100")]).entries[0]
    other = till.issued(patient_id=str(till.other.id))
    used = till.pay(other, "60", "advance").entries[0]
    with pytest.raises(Conflict, match=r"₹40\.00 is left of this advance"):
        ledger.reverse(till.manager, given, REASON)
    ledger.reverse(till.manager, used, REASON)
    ledger.reverse(till.manager, given, REASON)
    assert ledger.advance(till.desk, till.other.id) == 0


def test_the_desk_takes_money_and_gives_none_away(till):
    bill_id = till.issued()
    entry = till.pay(bill_id, "100").entries[0]
    for verb in (ledger.refund, ledger.write_off, ledger.credit):
        with pytest.raises(NotAllowed):
            verb(till.desk, bill_id, {**tender("1"), **REASON})
    with pytest.raises(NotAllowed):
        ledger.reverse(till.desk, entry, REASON)
    with pytest.raises(NotAllowed):
        ledger.give_back(till.desk, till.patient.id, {**tender("1"), **REASON})
    for role in ("doctor", "pharmacist", "lab_technician", "patient"):
        with pytest.raises(NotAllowed):
            ledger.pay(till.actor(role, doctor_id=till.doctor.id), bill_id, [tender("1")])


def test_a_key_is_one_payment(till):
    bill_id, other = till.issued(), till.issued()
    first = till.pay(bill_id, "100", key="k1")
    again = till.pay(bill_id, "100", key="k1")
    assert (again.id, again.number, again.balance) == (first.id, first.number, 400_00)
    assert till.pay(other, "500", key="k1").id == first.id  # a key names its act, whatever it is sent with
    assert len(till.entries()) == 1
    split = [tender("10"), tender("20", "upi")]
    act = ledger.pay(till.desk, bill_id, split, key="k2")
    assert ledger.pay(till.desk, bill_id, split, key="k2").entries == act.entries
    till.pay(bill_id, "370")
    assert till.pay(bill_id, "100", key="k1").id == first.id  # also when nothing is left any more
    with pytest.raises(Invalid):
        till.pay(bill_id, "1", key="k" * 81)


def test_an_earlier_day_is_a_day_of_the_bill_that_has_come(till):
    bill_id = till.issued(line(), bill_date="2026-11-20")
    act = till.pay(bill_id, "10", day=date(2026, 11, 22))
    entry = ledger.receipt(till.desk, act.id)[0]
    assert (entry.business_day, entry.at.hour) == (date(2026, 11, 22), 6)
    with pytest.raises(Invalid, match="25 Nov has not come yet"):
        till.pay(bill_id, "10", day=date(2026, 11, 25))
    with pytest.raises(Invalid, match="This bill is of 20 Nov"):
        till.pay(bill_id, "10", day=date(2026, 11, 19))


def test_a_merge_of_two_patients_carries_bills_entries_and_advance(till):
    ledger.deposit(till.desk, till.other.id, [tender("100")])
    bill_id = till.issued(patient_id=str(till.other.id))
    till.pay(bill_id, "40")
    merging.merge(till.manager, till.patient.id, till.other.id, "One and the same person")
    assert {e.patient_id for e in till.entries()} == {till.patient.id}
    assert till.bill(bill_id).patient_id == till.patient.id
    assert ledger.advance(till.desk, till.patient.id) == 100_00
    till.pay(bill_id, "100", "advance")
    assert left(till, bill_id) == (360_00, "partial")


def test_books_know_who_took_it_and_where_nobody_did(till):
    """An imported payment names no cashier, a bill may name no doctor."""
    mine, brought = till.issued(line("500")), till.issued(line("300"), doctor_id=str(till.doctor.id))
    till.pay(mine, "500")
    till.pay(brought, "300", by=system(till.clinic_id))
    books = billing_books.books(till.manager)
    assert dict(zip(books.moves["user_id"], books.moves["till"], strict=True)) == {str(till.desk.user_id): 50_000, "": 30_000}
    assert set(books.bills["doctor_id"]) == {"", str(till.doctor.id)}
