"""At the counter: sums while typing, saving and issuing in one go, a bill as it is read, what leaves on paper."""

from __future__ import annotations

import pytest

from data.core import upi
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.documents import bills, receipts
from data.rules import bill_charges, bill_desk, bill_sheet, ledger
from data.store import history, read, write
from tests.billing.conftest import REASON, line, make_till, tender
from tests.billing.test_charges import work

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PARTS = ("subtotal", "discount", "cgst", "sgst", "igst", "total")
MEDICINE = {"item_type": "medicine", "item_name": "Arishtam", "tax_rate": "12", "tax_included": "yes"}


def save(till, lines, *, by=None, issue=False, key=None, **raw):
    raw = {"patient_id": str(till.patient.id), **raw}
    return bill_desk.save(by or till.desk, None, raw, lines, key=key, version=None, issue=issue)


@ONE_DATABASE
def test_what_is_shown_while_typing_is_what_is_saved(till):
    cases = [
        ([line("500", discount="50"), line("112", quantity="2", **MEDICINE)], "67.40", False),
        ([line("99.99", quantity="3", tax_rate="18"), line("0.01")], "", True),
        ([line("33.33", tax_rate="5"), line("10", tax_rate="2.5", tax_included="yes")], "1", False),
    ]
    for lines, discount, interstate in cases:
        shown = bill_desk.preview(till.manager, lines, discount, is_interstate=interstate)
        kept = till.bill(
            till.draft(*lines, by=till.manager, discount=discount, is_interstate=interstate, discount_reason="Staff")
        )
        assert shown.sums == {part: getattr(kept, part) for part in PARTS}
        assert sum(shown.lines) == kept.subtotal


@ONE_DATABASE
def test_half_a_line_is_no_sum_yet_and_junk_is_none(till):
    shown = bill_desk.preview(till.desk, [line("500"), line(""), line("1e9"), line(quantity="0"), 7, {}], "", is_interstate=False)
    assert list(shown.lines) == [500_00, None, None, None, None, None]
    assert shown.sums["total"] == 500_00
    for junk in ("lines", None, 5, [line()] * 201):
        assert bill_desk.preview(till.desk, junk, "", is_interstate=False).sums["total"] == 0
    with pytest.raises(NotAllowed):
        bill_desk.preview(till.actor("doctor"), [], "", is_interstate=False)


@ONE_DATABASE
def test_while_typing_it_says_what_will_be_asked(till):
    said = lambda by, off: bill_desk.preview(by, [line("1000")], off, is_interstate=False).notice  # noqa: E731
    assert said(till.desk, "100") == ""
    assert said(till.desk, "180") == ("18.0 % off is more than your 10 %. Say why; the manager approves it before it is issued.")
    assert said(till.manager, "180") == ""
    assert said(till.desk, "1000.01") == "The discount is more than the bill: its lines come to ₹1,000.00."
    assert said(till.desk, "NaN") == "This is not an amount in rupees. Write it as 450 or 450.50."


@ONE_DATABASE
def test_a_bill_is_saved_and_issued_in_one_go_once(till):
    empty = {"item_type": "other", "quantity": "1"}
    with pytest.raises(Invalid) as bad:
        save(till, [empty], issue=True)
    assert bad.value.errors == {"lines": "Put at least one line on the bill before it is issued."}
    first, refused = save(till, [line(), empty], issue=True, key="k1")
    again, twice = save(till, [line(), empty], issue=True, key="k1")
    assert (first, refused, twice) == (again, "", "")
    assert (till.bill(first).status, till.bill(first).total) == ("pending", 500_00)
    draft, said = save(till, [line()])
    assert (till.bill(draft).status, said) == ("draft", "")


@ONE_DATABASE
def test_above_the_cap_it_stays_a_draft_and_says_why(till):
    with pytest.raises(Invalid) as bad:
        save(till, [line("1000")], issue=True, discount="180")
    assert bad.value.errors == {"discount_reason": "Say why so much is taken off."}
    bill_id, said = save(till, [line("1000")], issue=True, discount="180", discount_reason="Staff")
    assert said == "A discount of 18.0 % has to be approved first."
    write.step("patient_bills", till.manager, bill_id, "approve")
    sheet = bill_sheet.opened(till.desk, bill_id)
    assert (till.bill(bill_id).status, sheet.is_author) == ("draft", True)
    assert bill_desk.save(till.desk, bill_id, {}, [line("1000")], key=None, version=None, issue=True)[1] == ""
    assert till.bill(bill_id).status == "pending"


def test_the_way_left_empty_takes_the_rest():
    told = lambda *amounts: [one["amount"] for one in bill_desk.with_rest([{"amount": a} for a in amounts], 1840_00)]  # noqa: E731
    assert told("1000", "") == ["1000", "840.00"]
    assert told("", "40.50") == ["1799.50", "40.50"]
    assert told("1000", "840") == ["1000", "840"]
    assert told("", "") == ["", ""]
    assert told("2000", "") == ["2000", ""]
    assert told("1e9", "") == ["1e9", ""]


@ONE_DATABASE
def test_a_bill_is_read_with_every_movement_and_what_it_left(till):
    bill_id = till.issued(line("1000"))
    act = ledger.pay(till.desk, bill_id, [tender("300"), tender("200", "upi", reference="8841")])
    ledger.refund(till.manager, bill_id, {**tender("50"), **REASON})
    ledger.reverse(till.manager, act.entries[1], REASON)
    sheet = bill_sheet.opened(till.manager, bill_id)
    assert [(m.kind, m.owed, m.balance) for m in sheet.movements] == [
        ("payment", -300_00, 700_00),
        ("payment", -200_00, 500_00),
        ("refund", 50_00, 550_00),
        ("reversal", 200_00, 750_00),
    ]
    assert sheet.movements[-1].balance == till.bill(bill_id).balance
    assert (sheet.movements[1].reference, sheet.movements[1].is_undone) == ("8841", True)
    assert sheet.movements[3].undoes == act.number
    doctor = till.actor("doctor", doctor_id=till.doctor.id)
    with pytest.raises(NotAllowed):
        bill_sheet.opened(doctor, bill_id)
    hers = till.issued(line("500", doctor_id=str(till.doctor.id)), line("80"))
    seen = bill_sheet.opened(doctor, hers)
    assert (len(seen.lines), seen.movements, seen.advance) == (1, None, None)


@ONE_DATABASE
def test_an_account_is_what_is_owed_and_what_was_paid_ahead(till):
    first, second = till.issued(line("300")), till.issued(line("200"))
    till.pay(first, "100")
    till.pay(till.issued(line("50")), "50")
    till.draft(line("999"))
    ledger.deposit(till.desk, till.patient.id, [tender("70")])
    account = bill_sheet.account(till.desk, till.patient.id)
    assert (account.owed, account.advance) == (400_00, 70_00)
    assert [(one, left) for one, _, left in account.open_bills] == [(first, 200_00), (second, 200_00)]
    assert bill_sheet.account(till.pharmacy, till.patient.id).advance is None
    with pytest.raises(NotFound):
        bill_sheet.account(make_till(gstin=False).desk, till.patient.id)


@ONE_DATABASE
def test_a_visit_knows_its_bill_until_the_bill_goes(till):
    visit = work(till)["visit"].id
    assert bill_sheet.of_visits(till.desk, [visit]) == {}
    lines = [one for one in bill_charges.proposed(till.desk, till.patient.id) if one["source_id"] == str(visit)]
    bill_id, _ = save(till, lines, issue=True)
    assert bill_sheet.of_visits(till.desk, [visit]) == {str(visit): str(bill_id)}
    assert bill_sheet.of_visits(till.actor("doctor", doctor_id=till.doctor.id), [visit]) == {str(visit): str(bill_id)}
    assert bill_sheet.of_visits(till.actor("doctor", doctor_id=till.other_doctor.id), [visit]) == {}
    write.step("patient_bills", till.manager, bill_id, "cancel", REASON)
    assert bill_sheet.of_visits(till.desk, [visit]) == {}


@ONE_DATABASE
def test_the_history_of_a_bill_is_in_words(till):
    bill_id = till.draft(line("500"), doctor_id=str(till.doctor.id))
    acts = history.of_row("patient_bills", till.manager, bill_id)
    told = {title: after for act in acts for title, (_, after) in act.changed.items()}
    assert (told["Patient"], told["Doctor"]) == ("Lakshmi Menon", "Dr Suresh Nair")
    assert told["Lines"] == "1 × Consultation ₹500.00"
    assert not any(str(one) in str(told) for one in (till.patient.id, till.doctor.id))


@ONE_DATABASE
def test_an_invoice_says_what_the_law_asks_and_counts_its_prints(till):
    till.set(upi_id="aster@bank", state_code="32", license_number="AYUSH-1")
    bill_id = till.issued(
        line("500"), line("112", quantity="2", hsn_code="30049011", batch_number="B7", **MEDICINE), discount="24"
    )
    found = bills.read(till.desk, bill_id, is_print=False)
    assert (found.title, found.copy) == ("Tax invoice", 1)
    assert found.head.gstin and found.head.licence == "AYUSH-1"
    assert dict(found.facts)["Place of supply"] == "Kerala (32)"
    assert [word for word, _ in found.sums] == ["Subtotal", "Discount", "CGST 6 % on ₹193.37", "SGST 6 % on ₹193.37"]
    assert found.total == ("Total", "₹700.00")
    assert found.words == "Rupees seven hundred only"
    assert found.lines[1].about == "Batch B7, tax is in the price"
    assert found.code.startswith("<svg") and found.code_text == "Pay ₹700.00 by UPI to aster@bank"
    assert [bills.read(till.desk, bill_id).copy for _ in range(2)] == [1, 2]
    assert read.get("patient_bills", till.desk, bill_id).get("times_printed") == 2
    till.pay(bill_id, "700")
    assert bills.read(till.desk, bill_id).code == ""
    plain = till.issued(line("500"))
    assert bills.read(till.desk, plain).title == "Bill of supply"
    write.step("patient_bills", till.manager, plain, "cancel", REASON)
    assert bills.read(till.desk, plain).mark == "Cancelled on 24 Nov 2026."
    with pytest.raises(Conflict, match="This bill is a draft, so it is not printed. Issue it first."):
        bills.read(till.desk, till.draft())
    with pytest.raises(NotAllowed):
        bills.read(till.pharmacy, bill_id)


@ONE_DATABASE
def test_a_receipt_says_what_was_paid_how_and_what_it_left(till):
    bill_id = till.issued(line("1000"))
    act = ledger.pay(till.desk, bill_id, [tender("300"), tender("200", "upi", reference="8841")])
    later = till.pay(bill_id, "100")
    found = receipts.read(till.desk, act.id, is_print=False)
    assert (found.title, found.number, found.copy) == ("Receipt", act.number, 1)
    assert found.total == ("Received", "₹500.00")
    assert found.paid == (("Cash", "₹300.00"), ("UPI 8841", "₹200.00"), ("Left on the bill", "₹500.00"))
    assert [receipts.read(till.desk, act.id).copy for _ in range(2)] == [1, 2]
    assert receipts.read(till.desk, later.id, is_print=False).copy == 1
    ledger.reverse(till.manager, later.entries[0], REASON)
    assert receipts.read(till.desk, later.id).mark == "Reversed on 24 Nov 2026."
    note = ledger.credit(till.manager, bill_id, {"amount": "10", **REASON})
    assert (receipts.read(till.manager, note.id).title, receipts.read(till.manager, note.id).number) == (
        "Credit note",
        note.number,
    )
    deposit = ledger.deposit(till.desk, till.patient.id, [tender("70")])
    assert receipts.read(till.desk, deposit.id).paid == (("Cash kept as advance", "₹70.00"),)
    lost = ledger.write_off(till.manager, bill_id, {"amount": "5", **REASON})
    for nothing in (lost.id, bill_id, "junk"):
        with pytest.raises(NotFound):
            receipts.read(till.desk, nothing)
    with pytest.raises(NotFound):
        receipts.read(make_till(gstin=False).desk, act.id)


def test_a_upi_address_names_payee_amount_and_bill():
    told = upi.address("aster@bank", "Aster & Sons, Thrissur", 1234_50, "AST-2627-000118")
    assert told == (
        "upi://pay?pa=aster@bank&pn=Aster%20%26%20Sons%2C%20Thrissur&am=1234.50&cu=INR&tn=AST-2627-000118&tr=AST-2627-000118"
    )
    assert upi.picture(told).startswith("data:image/svg+xml")
