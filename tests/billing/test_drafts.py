"""Drafts with their lines: whole or not at all, by whom, with how much off."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from data.core import clock
from data.core.actor import system
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from data.models import BillItem
from data.rules import bill_drafts, bill_lines
from data.store import read, write
from data.store.unit_of_work import reading
from tests.billing.conftest import REASON, line, make_till

NOUN = "patient_bills"


def items(till, bill_id):
    with reading(system(till.clinic_id)) as session:
        return bill_lines.of_bill(session, bill_id)


def refused(act, *arguments, **more):
    with pytest.raises(Invalid) as bad:
        act(*arguments, **more)
    return bad.value.errors


def test_a_draft_is_saved_with_its_lines_and_its_sums(till):
    medicine = line("112", item_type="medicine", item_name="Dashamoolarishtam", quantity="2", tax_rate="12", tax_included="yes")
    bill_id = till.draft(line("500", discount="50"), medicine, discount="67.40", discount_reason="Staff")
    bill = till.bill(bill_id)
    assert (bill.status, bill.bill_number, bill.bill_date) == ("draft", None, date(2026, 11, 24))
    assert (bill.gross, bill.line_discount, bill.discount) == (724_00, 50_00, 67_40)
    assert (bill.total, bill.balance) == (606_60, 606_60)
    assert [i.item_name for i in items(till, bill_id)] == ["Consultation", "Dashamoolarishtam"]
    assert sum(i.total for i in items(till, bill_id)) == bill.subtotal
    assert bill.cgst == bill.sgst == bill.tax // 2


def test_one_wrong_line_keeps_the_whole_draft_away(till):
    lines = [line(), line("10.005", quantity="0", item_name="")]
    found = refused(bill_drafts.create, till.desk, {"patient_id": str(till.patient.id), "discount": "-1"}, lines)
    assert found == {
        "discount": "Discount is at least ₹0.00.",
        "lines.1.quantity": "Quantity is at least 1.",
        "lines.1.unit_price": "This is not an amount in rupees. Write it as 450 or 450.50.",
    }
    with reading(system(till.clinic_id)) as session:
        assert session.scalar(select(func.count(BillItem.id))) == 0
    assert read.page(NOUN, till.desk, read.Query()).total == 0


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"unit_price": "-5"}, "unit_price", "Unit price is at least ₹0.00."),
        ({"unit_price": "1e9"}, "unit_price", "This is not an amount in rupees. Write it as 450 or 450.50."),
        ({"unit_price": "NaN"}, "unit_price", "This is not an amount in rupees. Write it as 450 or 450.50."),
        ({"unit_price": ""}, "unit_price", "Unit price is needed."),
        ({"quantity": "1.5"}, "quantity", "Quantity is a whole number."),
        ({"discount": "501"}, "discount", "The discount is more than the line."),
        ({"tax_rate": "101"}, "tax_rate", "Tax rate is between 0 and 100."),
        ({"tax_rate": "much"}, "tax_rate", "Tax rate is a percentage such as 5 or 12.5."),
        ({"item_name": ""}, "item_name", "Item is needed."),
        ({"item_type": "gift"}, "item_type", "Type is one of: consultation, medicine, lab-test, procedure, other."),
        ({"total": "5"}, "total", "There is no such field."),
    ],
)
def test_what_a_line_refuses(till, wrong, field, sentence):
    assert refused(till.draft, line(**wrong)) == {f"lines.0.{field}": sentence}


def test_lines_that_are_none_or_too_many(till):
    raw = {"patient_id": str(till.patient.id)}
    assert refused(bill_drafts.create, till.desk, raw, "nothing") == {"lines": "The lines cannot be read."}
    assert refused(bill_drafts.create, till.desk, raw, [line()] * 201) == {"lines": "A bill has at most 200 lines."}


def test_no_more_is_taken_off_than_the_lines_come_to(till):
    sentence = "The discount is more than the bill: its lines come to ₹500.00."
    assert refused(till.draft, discount="500.01") == {"discount": sentence}


def test_days_are_today_or_before_and_due_after(till):
    assert refused(till.draft, bill_date="2026-11-25") == {"bill_date": "25 Nov has not come yet."}
    found = refused(till.draft, bill_date="2026-11-20", due_date="2026-11-19")
    assert found == {"due_date": "A bill is due on its own day or after it."}


def test_a_clinic_without_gstin_charges_no_gst(database):
    till = make_till(gstin=False)
    assert "GSTIN" in refused(till.draft, line(), line(tax_rate="5"))["lines.1.tax_rate"]
    assert till.bill(till.draft(line("500"))).total == 500_00


def test_another_clinics_patient_doctor_and_bill_are_not_there(till):
    charlie = make_till(gstin=False)
    assert "patient" in refused(till.draft, patient_id=str(charlie.patient.id))["patient_id"]
    assert "no such doctor" in refused(till.draft, line(doctor_id=str(charlie.doctor.id)))["lines.0.doctor_id"]
    theirs = charlie.draft()
    with pytest.raises(NotFound):
        bill_drafts.change(till.desk, theirs, {}, [line()])
    with pytest.raises(NotFound):
        till.issue(theirs)
    with pytest.raises(NotFound):
        bill_lines.lines(till.desk, theirs)


def test_new_lines_take_the_place_of_the_old_ones(till):
    bill_id = till.draft(line("500"), line("200"))
    version = till.bill(bill_id).version
    new = bill_drafts.change(till.desk, bill_id, {"notes": "Two visits"}, [line("300", item_name="Review")], version)
    assert new > version
    assert till.bill(bill_id).total == 300_00
    assert [i.item_name for i in items(till, bill_id)] == ["Review"]
    mine = [line("300", item_name="Review"), line("1", discount="0.50", tax_rate="5", tax_included="yes")]
    with pytest.raises(Stale) as told:
        bill_drafts.change(till.desk, bill_id, {"discount": "", "notes": "Three visits"}, mine, version)
    assert told.value.theirs == {  # what differs, and nothing else
        "Notes": ("Two visits", "Three visits"),
        "Line 2": ("none", "1 × Consultation at ₹1.00, ₹0.50 off, 5 % in the price"),
    }
    assert till.bill(bill_id).total == 300_00


def test_a_change_that_is_refused_leaves_the_old_lines(till):
    bill_id = till.draft(line("500"))
    assert "discount" in refused(bill_drafts.change, till.desk, bill_id, {"discount": "400"}, [line("300")])
    assert [(i.item_name, i.total) for i in items(till, bill_id)] == [("Consultation", 500_00)]


def test_a_change_of_the_header_alone_adds_up_again(till):
    bill_id = till.draft(line("500"))
    write.change(NOUN, till.desk, bill_id, {"discount": "50"}, None)
    assert till.bill(bill_id).total == 450_00
    assert items(till, bill_id)[0].share == 50_00


def test_the_same_key_makes_one_draft(till):
    assert till.draft(key="k1") == till.draft(key="k1") != till.draft(key="k2")


def test_more_off_than_the_cap_waits_for_the_manager(till):
    assert "discount_reason" in refused(till.draft, discount="50.01")
    bill_id = till.draft(discount="60", discount_reason="Long-standing patient")
    assert till.bill(bill_id).approval == "needed"
    with pytest.raises(Conflict, match=r"12\.0 % has to be approved first"):
        till.issue(bill_id)
    with pytest.raises(NotAllowed):
        write.step(NOUN, till.desk, bill_id, "approve")
    write.step(NOUN, till.manager, bill_id, "approve")
    assert till.bill(bill_id).approved_by == till.manager.user_id
    bill_drafts.change(till.desk, bill_id, {"notes": "as agreed"}, None)
    assert till.bill(bill_id).approval == "approved"
    bill_drafts.change(till.desk, bill_id, {"discount": "70"}, None)
    assert till.bill(bill_id).approval == "needed"
    write.step(NOUN, till.manager, bill_id, "approve")
    till.issue(bill_id)
    assert till.bill(bill_id).status == "pending"
    with pytest.raises(Conflict):
        write.step(NOUN, till.manager, bill_id, "approve")


def test_caps_are_the_clinics_own_and_the_manager_has_none(till):
    write.change("clinics", till.manager, till.clinic_id, {"discount_cap_reception": "20"}, None)
    assert till.bill(till.draft(discount="100")).approval == "none"
    assert till.bill(till.draft(line(discount="100.01"), discount_reason="x")).approval == "needed"
    assert till.bill(till.draft(by=till.manager, discount="500")).approval == "none"


def test_a_draft_is_deleted_by_its_author_or_the_manager_with_a_reason(till):
    bill_id = till.draft()
    assert "reason" in refused(bill_drafts.discard, till.desk, bill_id, " ")
    other = till.actor("receptionist", "lab_technician")
    with pytest.raises(NotAllowed):
        bill_drafts.discard(other, bill_id, "not mine")
    bill_drafts.discard(till.desk, bill_id, "typed twice")
    write.restore(NOUN, till.manager, bill_id)
    bill_drafts.discard(till.manager, bill_id, "typed twice")
    assert read.page(NOUN, till.desk, read.Query()).total == 0


def test_what_was_issued_is_neither_changed_nor_deleted(till):
    bill_id = till.issued()
    for act in (
        lambda: bill_drafts.change(till.desk, bill_id, {}, [line("1")]),
        lambda: write.change(NOUN, till.desk, bill_id, {"discount": "5"}, None),
        lambda: write.delete(NOUN, till.manager, bill_id, "wrong"),
        lambda: bill_drafts.discard(till.desk, bill_id, "wrong"),
    ):
        with pytest.raises(Conflict, match="was issued"):
            act()
    assert till.bill(bill_id).total == 500_00


def test_nothing_is_issued_without_a_line_or_twice(till):
    empty = write.create(NOUN, till.desk, {"patient_id": str(till.patient.id)})
    with pytest.raises(Conflict, match="at least one line"):
        till.issue(empty)
    bill_id = till.issued()
    with pytest.raises(Conflict, match="pending now"):
        till.issue(bill_id)


def test_a_bill_is_due_after_the_clinics_days_and_settled_at_once_when_it_costs_nothing(till):
    till.set(payment_terms_days=15)
    assert till.bill(till.issued()).due_date == date(2026, 12, 9)
    free = till.bill(till.issued(line("0")))
    assert (free.status, free.balance, free.total) == ("paid", 0, 0)


def test_the_pharmacy_writes_and_sees_medicine_lines_only(till):
    medicine = {"item_type": "medicine", "item_name": "Arishtam"}
    assert refused(till.draft, line(), by=till.pharmacy) == {"lines.0.item_type": "The pharmacy enters medicine lines only."}
    own = till.draft(line("90", **medicine), by=till.pharmacy)
    mixed = till.draft(line("500"), line("90", **medicine))
    visits = till.draft(line("500"))
    shown = {row["id"] for row in read.page(NOUN, till.pharmacy, read.Query()).rows}
    assert shown == {str(own), str(mixed)}
    assert [one.values["item_type"] for one in bill_lines.lines(till.pharmacy, mixed)] == ["medicine"]
    bill_drafts.change(till.pharmacy, mixed, {}, [line("120", **medicine)])
    assert [(i.item_type, i.total) for i in items(till, mixed)] == [("consultation", 500_00), ("medicine", 120_00)]
    assert till.bill(mixed).total == 620_00
    with pytest.raises(NotAllowed):
        read.get(NOUN, till.pharmacy, visits)
    with pytest.raises(NotAllowed):
        till.issue(own, by=till.pharmacy)


def test_a_doctor_sees_issued_bills_with_her_lines_and_only_those_lines(till):
    hers = till.issued(line("500", doctor_id=str(till.doctor.id)), line("80", item_type="other", item_name="Oil"))
    till.draft(line(doctor_id=str(till.doctor.id)))
    till.issued(line(doctor_id=str(till.other_doctor.id)))
    doctor = till.actor("doctor", doctor_id=till.doctor.id)
    assert [row["id"] for row in read.page(NOUN, doctor, read.Query()).rows] == [str(hers)]
    assert [one.values["item_name"] for one in bill_lines.lines(doctor, hers)] == ["Consultation"]
    patient = till.actor("patient", patient_id=till.patient.id)
    assert read.page(NOUN, patient, read.Query()).total == 2
    assert read.page(NOUN, till.actor("patient", patient_id=till.other.id), read.Query()).total == 0


def test_cancelling_is_for_the_unpaid_and_takes_the_whole_back(till):
    bill_id, paid = till.issued(), till.issued()
    till.pay(paid, "1")
    with pytest.raises(Conflict, match="partial now"):
        write.step(NOUN, till.manager, paid, "cancel", REASON)
    with pytest.raises(Invalid):
        write.step(NOUN, till.manager, bill_id, "cancel", {})
    with pytest.raises(NotAllowed):
        write.step(NOUN, till.desk, bill_id, "cancel", REASON)
    write.step(NOUN, till.manager, bill_id, "cancel", REASON)
    bill = till.bill(bill_id)
    assert (bill.status, bill.balance, bill.credited, bill.cancelled_on) == ("cancelled", 0, 500_00, clock.today("Asia/Kolkata"))
    note = till.entries(bill_id=bill_id)[0]
    assert (note.entry_type, note.amount, note.receipt_number) == ("credit-note", 500_00, f"{till.code}-C2627-000001")
