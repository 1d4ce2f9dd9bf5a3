"""What was done but not billed: proposed once, billed once, free again when its bill goes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from data.analytics import billing_books as books
from data.core.actor import system
from data.core.errors import Conflict, Invalid, NotAllowed
from data.models import (
    Appointment,
    AppointmentEvent,
    Dispensing,
    LabReport,
    LabReportTest,
    LabTest,
    Manufacturer,
    Prescription,
    PrescriptionItem,
    Product,
    StockBatch,
    StockItem,
    StockMovement,
)
from data.models.base import new_id
from data.rules import bill_charges, bill_drafts, bill_lines
from data.store import write
from data.store.charges import open_amounts, open_charges
from data.store.unit_of_work import reading, site, writing
from tests.billing.conftest import NOW, REASON, line, make_till

DAY = date(2026, 11, 24)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_not_billed_is_looked_up_in_the_index(till):
    """A quarter of a million bill lines are not read once for each visit."""
    asked = []
    event.listen(site().engine, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
    with reading(till.desk) as session:
        open_charges(session, till.desk.zone)
        open_amounts(session, till.desk.zone)
        plans = [
            str(row)
            for statement, values in list(asked)
            if statement.startswith("SELECT")
            for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
        del asked[:]
        open_charges(session, till.desk.zone, till.patient.id)
        of_one = str(
            [session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", given).all() for said, given in list(asked)]
        )
    assert sum("uq_bill_items_source" in plan for plan in plans) >= 6
    # One patient's work is found by the patient, not among the whole clinic's.
    assert all(
        name in of_one for name in ("ix_appointments_patient", "ix_dispensings_prescription", "ix_lab_report_tests_report")
    )
    assert not any("SCAN bill_items" in plan for plan in plans)


def work(till):
    """A completed visit, one that is not, a therapy, a handed-out medicine, and a finished test of the doctor's patient."""
    own, who = {"clinic_id": till.clinic_id}, {"patient_id": till.patient.id, "doctor_id": till.doctor.id}
    when = {
        "appointment_date": DAY,
        "appointment_time": NOW.time(),
        "starts_at": NOW,
        "ends_at": NOW + timedelta(minutes=30),
        "duration": 30,
    }
    visit = lambda status, kind="consultation": Appointment(**own, **who, **when, appointment_type=kind, status=status)  # noqa: E731
    done, therapy = visit("completed"), visit("completed", "panchakarma")
    order = Prescription(**own, **who, prescription_number=f"{till.code}-R2627-000001", prescription_date=DAY)
    item = PrescriptionItem(**own, prescription_id=order.id, position=0, quantity=30, dispensed=30)
    item.medicine_name = "Triphala churna"
    given = Dispensing(
        **own, prescription_id=order.id, item_id=item.id, at=NOW, quantity=30, batch_number="B12", expires_on=date(2027, 5, 31)
    )
    test = LabTest(**own, test_code="HB", test_name="Haemoglobin", price=150_00)
    instants = dict.fromkeys(("ordered_at", "collected_at", "received_at", "started_at", "resulted_at", "verified_at"), NOW)
    report = LabReport(**own, **who, **instants, report_number=f"{till.code}-L2627-000001", order_date=DAY, status="completed")
    result = LabReportTest(**own, report_id=report.id, test_id=test.id, position=0, test_code="HB", status="completed")
    result.test_name = "Haemoglobin"
    till.add(done, therapy, visit("scheduled"), visit("no-show"), order, test)
    till.add(item, report)
    till.add(given, result)
    return {"visit": done, "therapy": therapy, "medicine": given, "test": result}


def names(found):
    return {(one.charge.item_type, one.charge.item_name, one.charge.quantity, one.charge.unit_price) for one in found}


def test_work_that_is_done_is_proposed_at_its_price(till):
    work(till)
    found = bill_charges.unbilled(till.desk, till.patient.id)
    assert names(found) == {
        ("consultation", "Consultation, Dr Suresh Nair", 1, 500_00),
        ("procedure", "Panchakarma, Dr Suresh Nair", 1, 500_00),
        ("medicine", f"Medicine of {till.code}-R2627-000001", 30, None),
        ("lab-test", f"Laboratory test of {till.code}-L2627-000001", 1, 150_00),
    }
    assert {one.patient for one in found} == {"Lakshmi Menon"}
    assert bill_charges.unbilled(till.desk, till.other.id) == []
    assert ("lab-test", "Haemoglobin", 1, 150_00) in names(bill_charges.unbilled(till.manager))
    assert {kind for kind, *_ in names(bill_charges.unbilled(till.pharmacy))} == {"medicine"}
    with pytest.raises(NotAllowed):
        bill_charges.unbilled(till.actor("doctor", doctor_id=till.doctor.id))
    assert bill_charges.unbilled(make_till(gstin=False).desk) == []


def shelf(till, given, *, sale_price, pack=60, product_id=None):
    """What was handed out came from the shelf: the item it was taken of."""
    own = {"clinic_id": till.clinic_id}
    kept = StockItem(
        **own, item_name="Triphala churna", base_unit="g", units_per_pack=pack, sale_price=sale_price, tax_rate=500, hsn_code="3004", product_id=product_id
    )  # fmt: skip
    till.add(kept)
    lot = StockBatch(
        **own, item_id=kept.id, batch_number="B12", expires_on=date(2027, 5, 31), quantity_on_hand=10, first_received_at=NOW
    )
    till.add(lot)
    till.add(
        StockMovement(
            **own, item_id=kept.id, batch_id=lot.id, movement_type="dispense", quantity=-30, reference_type="dispensings",
            reference_id=given.id, occurred_at=NOW,
        )
    )  # fmt: skip
    return kept


def a_product(mrp):
    with writing(system()) as session:
        maker = Manufacturer(company_name="Maker", manufacturer_code="MKR", legal_name="Maker", state_code="32")
        session.add(maker)
        session.flush()
        made = Product(
            manufacturer_id=maker.id, sku="TC", name="Triphala churna", category="Churna", pack_size="60 g", mrp=mrp, price=100, hsn_code="3004"
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made.id


def test_what_comes_from_the_shelf_is_proposed_at_its_price_with_the_tax_within(till):
    found = work(till)
    kept = shelf(till, found["medicine"], sale_price=0)
    given = lambda: next(one for one in bill_charges.proposed(till.desk, till.patient.id) if one["item_type"] == "medicine")  # noqa: E731
    assert "unit_price" not in given()  # neither the clinic nor a product says what it costs

    def change(**values):
        with writing(system(till.clinic_id)) as session:
            row = session.scalars(select(StockItem).where(StockItem.id == kept.id)).one()
            for name, value in values.items():
                setattr(row, name, value)

    change(product_id=a_product(mrp=200_00))
    assert given()["unit_price"] == "3.33"  # the part of the pack's MRP, never above it
    change(sale_price=2_10)
    cells = {name: given()[name] for name in ("unit_price", "tax_rate", "tax_included", "hsn_code", "quantity")}
    assert cells == {"unit_price": "2.10", "tax_rate": "5", "tax_included": "yes", "hsn_code": "3004", "quantity": "30"}
    assert books.unbilled(till.manager).amount == 1150_00 + 63_00
    bill = till.bill(till.draft(given()))
    assert (bill.total, bill.tax) == (63_00, 3_00)  # the patient pays what is on the pack


def test_a_clinic_without_gstin_takes_the_same_price_without_a_tax(database):
    till = make_till(gstin=False)
    shelf(till, work(till)["medicine"], sale_price=2_10)
    given = next(one for one in bill_charges.proposed(till.desk, till.patient.id) if one["item_type"] == "medicine")
    assert ("tax_rate" in given, given["unit_price"]) == (False, "2.10")
    bill = till.bill(till.draft(given))
    assert (bill.total, bill.tax) == (63_00, 0)


def test_proposed_lines_become_a_bill_and_are_proposed_no_more(till):
    work(till)
    lines = bill_charges.proposed(till.desk, till.patient.id)
    for one in lines:
        one.setdefault("unit_price", "4.50")
    bill_id = till.draft(*lines)
    assert till.bill(bill_id).total == (500 + 500 + 135 + 150) * 100
    seen = {one.values["item_name"] for one in bill_lines.lines(till.desk, bill_id)}
    assert {"Triphala churna", "Haemoglobin"} <= seen  # an invoice names what is on it
    assert bill_charges.unbilled(till.desk, till.patient.id) == []
    till.issue(bill_id)


def test_work_is_billed_once(till):
    source = {"source_noun": "appointments", "source_id": str(work(till)["visit"].id)}
    till.draft(line(**source))
    with pytest.raises(Invalid) as bad:
        till.draft(line(), line(**source))
    assert bad.value.errors == {"lines.1.source_id": "This work is billed already, not done yet, or another patient's."}
    with pytest.raises(Conflict, match="This work is on another bill already"):
        till.draft(*[line(**{**source, "source_id": str(work_again(till))})] * 2)


def work_again(till):
    row = {
        "appointment_date": DAY,
        "appointment_time": NOW.time(),
        "starts_at": NOW,
        "ends_at": NOW + timedelta(minutes=30),
        "duration": 30,
    }
    visit = Appointment(
        clinic_id=till.clinic_id, patient_id=till.patient.id, doctor_id=till.doctor.id, status="completed", appointment_type="checkup", **row
    )  # fmt: skip
    till.add(visit)
    return visit.id


def test_another_patients_work_unfinished_work_and_made_up_work_are_no_lines(till):
    found = work(till)
    scheduled = {"source_noun": "appointments", "source_id": str(found["medicine"].id)}
    for wrong in (scheduled, {"source_noun": "appointments", "source_id": str(till.clinic_id)}, {"source_noun": "appointments"}):
        with pytest.raises(Invalid):
            till.draft(line(**wrong))
    with pytest.raises(Invalid):
        till.draft(line(source_noun="appointments", source_id=str(found["visit"].id)), patient_id=str(till.other.id))


def test_a_cancelled_bill_and_a_deleted_draft_give_their_work_free(till):
    source = {"source_noun": "appointments", "source_id": str(work(till)["visit"].id)}
    issued = till.issued(line(**source))
    write.step("patient_bills", till.manager, issued, "cancel", REASON)
    draft = till.draft(line(**source))
    bill_drafts.discard(till.desk, draft, "wrong patient")
    again = till.draft(line(**source))
    with pytest.raises(Conflict, match="This work is on another bill already"):
        write.restore("patient_bills", till.manager, draft)
    bill_drafts.change(till.desk, again, {}, [line()])
    write.restore("patient_bills", till.manager, draft)
    with pytest.raises(Invalid):
        till.draft(line(**source))


def test_a_line_of_work_can_be_kept_while_its_draft_is_changed(till):
    source = {"source_noun": "appointments", "source_id": str(work(till)["visit"].id)}
    draft = till.draft(line(**source))
    bill_drafts.change(till.desk, draft, {}, [line("450", **source), line("20")])
    assert till.bill(draft).total == 470_00


def test_the_value_of_what_is_not_billed_is_told_to_the_manager_and_the_doctor(till):
    work(till)
    found = books.unbilled(till.manager)
    assert (found.amount, found.used, found.eligible) == (1150_00, 3, 4)
    assert books.unbilled(till.actor("doctor", doctor_id=till.other_doctor.id)).eligible == 0
    assert books.unbilled(till.actor("doctor", doctor_id=till.doctor.id)).amount == 1150_00
    with pytest.raises(NotAllowed):
        books.unbilled(till.desk)


def test_work_that_came_in_done_is_not_proposed_and_work_that_came_in_open_is(till):
    found = work(till)
    came = {"external_source": "csv", "external_id": "K1"}
    with writing(system(till.clinic_id)) as session:
        for model, row in ((Appointment, found["visit"]), (LabReport, None)):
            query = select(model) if row is None else select(model).where(model.id == row.id)
            for name, value in came.items():
                setattr(session.scalars(query).one(), name, value)
    proposed = lambda: {one.charge.item_type for one in bill_charges.unbilled(till.manager)}  # noqa: E731
    assert proposed() == {"procedure", "medicine"}
    assert books.unbilled(till.manager).eligible == 2
    till.add(
        AppointmentEvent(clinic_id=till.clinic_id, appointment_id=found["visit"].id, at=NOW, kind="status", to_status="completed")
    )
    with writing(system(till.clinic_id)) as session:
        session.scalars(select(LabReport)).one().verified_by = new_id()
    assert proposed() == {"procedure", "medicine", "consultation", "lab-test"}
