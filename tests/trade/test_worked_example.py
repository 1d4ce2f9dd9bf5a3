"""The worked example of the specification, from registering to the payout, through the product's own verbs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from data.core import clock
from data.core.actor import system
from data.core.order_table import ADVANCE
from data.models import (
    Clinic,
    ClinicAddress,
    CommissionRate,
    Manufacturer,
    Order,
    OrderLine,
    OrgDocument,
    Payout,
    Product,
    ProductBatch,
    ProductGstRate,
    Refund,
    SubOrder,
    SupplierCreditNote,
    SupplierInvoice,
    User,
)  # fmt: skip
from data.rules import disputes, payouts, registration, supplier_money
from data.store import write
from data.store.unit_of_work import writing
from tests.trade import money
from tests.trade.conftest import Market, attach_paper, buy, get, holds, order_lines, parts, product_raw, rows, sent_all, somebody


def at(*when: int) -> None:
    moment = datetime(*when, tzinfo=UTC)
    clock.set_now(lambda: moment)


def test_the_worked_example(database: Any) -> None:
    at(2025, 8, 1, 4)
    market = opened()
    at(2025, 8, 20, 4)
    order_id = buy(market, {"A1": 24, "A2": 7, "B1": 15, "B2": 40})
    kav, mal = parts(order_id)
    order = get(Order, order_id)
    figures(order, kav, mal)
    # Rates that change afterwards touch nothing that was sold.
    with writing(system()) as session:
        session.add(CommissionRate(scope="manufacturer", scope_id=market.kav, rate=2000, valid_from=date(2025, 8, 20)))
    money.paid(market, order_id)
    assert get(Order, order_id).payment_status == "paid"
    at(2025, 8, 22, 4)
    money.carried(market, order_id)
    assert [i.total_amount for i in rows(select(SupplierInvoice).order_by(SupplierInvoice.total_amount))] == [541333, 927284]
    at(2025, 8, 29, 3)
    b1 = next(line for line in order_lines(kav.id) if line.product_sku == "B1")
    raw = {"type": "delivery", "reason_code": "damaged_item", "description": "Four of the bottles leak at the cap."}
    dispute = disputes.open_case(market.at("clinic"), kav.id, raw, {str(b1.id): "4"})
    assert money.balance(market.kav).held == 137532
    at(2025, 9, 5, 4)
    admin = somebody("admin")
    assert sorted(p.amount for p in (get(Payout, made) for made in payouts.run(admin))) == [490091, 714545]
    for made in rows(select(Payout.id)):
        write.step("payouts", admin, made, "send")
        write.step("payouts", admin, made, "complete", {"transaction_reference": "UTR 77", "paid_on": "2025-09-05"})
    two_notes_before(market)
    with writing(system()) as session:  # the rate falls on 22 September
        for rate in session.scalars(select(ProductGstRate).where(ProductGstRate.product_id == market.products["B1"])):
            rate.valid_to = date(2025, 9, 22)
        session.add(
            ProductGstRate(
                product_id=market.products["B1"], manufacturer_id=market.kav, rate=500, valid_from=date(2025, 9, 22), is_accepted=True
            )
        )  # fmt: skip
    at(2025, 9, 24, 4)
    write.step("disputes", somebody("manufacturer", manufacturer_id=market.kav), dispute, "reply", {"text": "We are sorry."})
    decided = {"outcome": "full_credit", "resolution": "The photos show the leaking caps clearly."}
    write.step("disputes", somebody("support"), dispute, "resolve", decided)
    note = rows(select(SupplierCreditNote).where(SupplierCreditNote.dispute_id == dispute))[0]
    assert (note.credit_note_number, note.subtotal, note.igst_amount, note.total_amount) == (
        "KAV-C2526-000003", 133332, 16000, 149332,
    )  # fmt: skip
    refund = rows(select(Refund).where(Refund.dispute_id == dispute))[0]
    assert (refund.amount, refund.status, refund.reason_code) == (149332, "pending", "dispute")
    write.step("refunds", somebody("support"), refund.id, "complete", {"method": "bank_transfer", "reference_number": "UTR 78"})
    ended(market, order_id, kav, mal)


def opened() -> Market:
    """Registered by themselves, their documents verified, approved; four products listed and reviewed; commissions agreed."""
    clinic = enrolled("clinic", "Clinic THR", "THR", "32AAEFS3333C1ZT", "32")
    mal = enrolled("manufacturer", "MAL Maker", "MAL", "32AAACM1111A1ZP", "32")
    kav = enrolled("manufacturer", "KAV Maker", "KAV", "29AABFK2222B1ZZ", "29")
    with writing(system()) as session:
        address = ClinicAddress(
            clinic_id=clinic, label="Clinic", name="Clinic THR", line1="1 Market Road", city="Thrissur", district="Thrissur", state_code="32",
            pincode="680001", is_default=True,
        )  # fmt: skip
        session.add(address)
    products = {
        "A1": listed(mal, "A1", "Dashamoolarishta", "148.75", 5),
        "A2": listed(mal, "A2", "Chyavanaprasam", "212.35", 12),
        "B1": listed(kav, "B1", "Ksheerabala Taila", "333.33", 12),
        "B2": listed(kav, "B2", "Triphala Churna", "87.45", 5),
    }
    with writing(system()) as session:
        for scope, row_id, rate in (("manufacturer", mal, 800), ("product", products["A2"], 1000), ("manufacturer", kav, 750)):
            session.add(CommissionRate(scope=scope, scope_id=row_id, rate=rate, valid_from=date(2025, 8, 1)))
    return Market(clinic, clinic, mal, kav, address.id, products)


def enrolled(kind: str, name: str, code: str, gstin: str, state: str) -> Any:
    who = {"full_name": "Meera Nair", "email": f"{code.lower()}@example.org", "password": "nine blue elephants sing"}
    registration.register({"kind": kind, "organisation": name, **who}, "192.0.2.1")
    model, noun = (Clinic, "clinics") if kind == "clinic" else (Manufacturer, "manufacturers")
    person = rows(select(User).where(User.email == f"{code.lower()}@example.org"))[0]
    row_id = person.clinic_id or person.manufacturer_id
    with writing(system()) as session:
        row = session.get_one(model, row_id)
        setattr(row, "clinic_code" if kind == "clinic" else "manufacturer_code", code)
    where = {"clinic_id": row_id} if kind == "clinic" else {"manufacturer_id": row_id}
    actor = somebody(kind, **where)
    raw = {
        "legal_name": f"{name} Limited", "gstin": gstin, "license_number": f"LIC-{code}", "state_code": state, "address_line1": "1 Road",
        "city": "Town", "district": "Town", "pincode": "680001",
    }  # fmt: skip
    write.change(noun, actor, row_id, raw, get(model, row_id).version)
    kinds = ["clinical_registration"] if kind == "clinic" else ["ayush_license", "bank_proof"]
    for doc_type in (*kinds, "gst_certificate", "address_proof"):
        made = write.create("org_documents", actor, {"doc_type": doc_type, "number": "1", "expires_on": "2027-01-01"})
        attach_paper(actor, made)
        write.step("org_documents", somebody("support"), made, "verify")
    write.step(noun, somebody("support"), row_id, "approve")
    assert rows(select(OrgDocument.status).where(OrgDocument.id == made)) == ["verified"]
    return row_id


def listed(maker_id: Any, sku: str, name: str, price: str, rate: int) -> Any:
    actor = somebody("manufacturer", manufacturer_id=maker_id)
    made = write.create("products", actor, product_raw(sku, name=name, price=price, mrp="600", gst_rate=str(rate)))
    write.step("products", actor, made, "submit")
    write.step("products", somebody("admin"), made, "accept")
    assert get(Product, made).status == "active"
    with writing(system()) as session:
        session.add(
            ProductBatch(
                product_id=made, manufacturer_id=maker_id, batch_number=f"{sku}-1", manufactured_on=date(2025, 7, 1), expires_on=date(2027, 7, 1),
                quantity_on_hand=100,
            )
        )  # fmt: skip
    return made


def figures(order: Any, kav: Any, mal: Any) -> None:
    def of(row: Any) -> tuple[int, ...]:
        names = (
            "subtotal",
            "cgst_amount",
            "sgst_amount",
            "igst_amount",
            "total_amount",
            "commission_amount",
            "commission_gst_amount",
        )
        return tuple(getattr(row, name) for name in names)

    assert of(mal) == (505645, 17844, 17844, 0, 541333, 43425, 7817)
    assert of(kav) == (849795, 0, 0, 77489, 927284, 63735, 11472)
    assert (order.order_number[:9], order.subtotal, order.total_amount) == ("ORD-2526-", 1355440, 1468617)
    assert (mal.sub_order_number[-2:], kav.sub_order_number[-2:]) == ("-2", "-1")
    by_sku = {line.product_sku: line for part in (kav, mal) for line in order_lines(part.id)}
    assert [(by_sku[s].line_total, by_sku[s].commission_amount, by_sku[s].commission_gst_amount) for s in ("A1", "A2", "B1", "B2")] == [
        (374850, 28560, 5141), (166483, 14865, 2676), (559994, 37500, 6750), (367290, 26235, 4722),
    ]  # fmt: skip


def two_notes_before(market: Market) -> None:
    """The note of the example is the third of its year: the series had been used before the example."""
    other = buy(market, {"B2": 2}, "key-other")
    money.paid(market, other, "UTR-other")
    part = parts(other)[0]
    write.step("orders", money.maker_of(part), part.id, "confirm")
    sent_all(part)
    with writing(system()) as session:
        row = session.get_one(SubOrder, part.id)
        line = session.scalars(select(OrderLine).where(OrderLine.sub_order_id == part.id)).one()
        for _ in range(2):
            supplier_money.credit_value(session, system(), row, line, 100, "Cheaper.", None)


def ended(market: Market, order_id: Any, kav: Any, mal: Any) -> None:
    found = money.entries(market.kav)
    assert found["sale"] + found["sale_reversal"] == 777952
    assert (-found["commission"] - found["commission_reversal"], -found["commission_gst"] - found["commission_gst_reversal"]) == (
        53735,
        9672,
    )
    assert -found["settlement"] == 714545
    own = money.balance(market.kav)
    assert (own.total, own.held, own.available) == (0, 0, 0)
    assert money.balance(market.mal).total == 0
    other = money.entries(market.mal)
    assert other["sale"] == 541333
    order = get(Order, order_id)
    assert order.payment_status == "part_refunded"
    assert order.total_amount - 149332 == 541333 + 777952 == 1319285
    assert -(other["commission"] + found["commission"] + found["commission_reversal"]) == 97160
    assert -(other["commission_gst"] + found["commission_gst"] + found["commission_gst_reversal"]) == 17489
    b1 = next(line for line in order_lines(kav.id) if line.product_sku == "B1")
    assert (b1.delivered_quantity, b1.returned_quantity) == (15, 4)
    assert [p.status for p in parts(order_id)] == [ADVANCE[-1]] * 2
    holds()
    money.money_holds()
