"""The marketplace's money by its rules: payments, refunds, invoices, credit notes, ledger, holds and payouts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import exc, select, text, update

from data.core import clock, trade_terms
from data.core.actor import system
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.documents import supplier_credit_notes as credit_notes
from data.documents import supplier_invoices as documents
from data.interop import csv_rows
from data.models import (
    CartLine,
    Clinic,
    Manufacturer,
    Order,
    OrderPayment,
    Payout,
    PayoutEntry,
    ProductGstRate,
    Refund,
    Return,
    SubOrder,
    SupplierCreditNote,
    SupplierInvoice,
    SupplierInvoiceLine,
)  # fmt: skip
from data.rules import order_payments, payouts, returns, shipping
from data.store import files, read, write
from data.store.unit_of_work import site, writing
from tests.trade.conftest import (
    buy,
    change,
    get,
    holds,
    make_market,
    order_lines,
    parts,
    reserved,
    rows,
    sent_all,
    somebody,
)
from tests.trade.money import balance, carried, entries, later, maker_of, money_holds, paid, receive, shipments, submitted

# These rules ask nothing special of either kind of database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def shop(database):
    """The marketplace on one kind of database: these rules ask nothing special of either."""
    return make_market()


def test_payments_are_recorded_verified_and_never_too_much(shop):
    order = buy(shop, {"A1": 6, "B1": 3})
    clerk, part = shop.at("clinic"), parts(order)[0]
    good = {"method": "upi", "amount": "100", "reference_number": "upi-1", "received_on": trade_terms.today().isoformat()}
    for wrong, where in (
        ({"amount": "0"}, "amount"), ({"amount": "99999999"}, "amount"), ({"amount": "nan"}, "amount"), ({"reference_number": ""}, "reference_number"),
        ({"received_on": (trade_terms.today() + timedelta(days=1)).isoformat()}, "received_on"), ({"method": "gateway"}, "method"),
        ({"received_on": (trade_terms.today() - timedelta(days=1)).isoformat()}, "received_on"),
        ({"method": "credit"}, "amount"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            order_payments.submit(clerk, part.id, good | wrong)
        assert set(refused.value.errors) == {where}
    for stranger in (shop.at("pharmacist"), maker_of(part), somebody("support")):
        with pytest.raises(NotAllowed):
            order_payments.submit(stranger, part.id, good)
    with pytest.raises(NotFound):
        order_payments.submit(somebody("clinic", clinic_id=shop.other_clinic), part.id, good)
    first = order_payments.submit(clerk, part.id, good)
    assert get(Order, order).payment_status == "submitted"
    proof_is_attached_until_it_is_looked_at(
        shop, order_payments.submit(clerk, part.id, good | {"amount": "1", "reference_number": "P"})
    )
    with pytest.raises(Invalid) as refused:
        order_payments.submit(clerk, part.id, good | {"reference_number": " UPI-1"})
    number = get(Order, order).order_number
    assert refused.value.message == f"This UPI reference is already recorded for order {number}."
    assert refused.value.codes == {"reference_number": "duplicate_reference"}
    with pytest.raises(NotAllowed):
        write.step("order_payments", clerk, first, "verify")
    write.step("order_payments", somebody("support"), first, "verify")
    assert get(Order, order).payment_status == "part_paid"
    second = submitted(shop, order, "UTR-2", get(Order, order).payable_amount - 10000)
    write.step("order_payments", somebody("support"), second, "reject", {"reason": "The bank knows nothing of it."})
    paid(shop, order, "UTR-2", get(Order, order).payable_amount - 10000)
    assert get(Order, order).payment_status == "paid"
    assert all(p.paid_at for p in parts(order))
    money_holds()


def proof_is_attached_until_it_is_looked_at(shop, payment):
    picture = BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    clerk, content = shop.at("clinic"), picture.getvalue()
    slip = files.attach(clerk, "order_payments", payment, "slip.png", content)
    for reader in (clerk, somebody("support")):
        assert files.content(reader, slip)[2] == content
    for stranger in (shop.at("pharmacist"), shop.at("manufacturer"), somebody("clinic", clinic_id=shop.other_clinic)):
        with pytest.raises((NotFound, NotAllowed)):
            files.content(stranger, slip)
    with pytest.raises(NotAllowed):
        files.attach(somebody("support"), "order_payments", payment, "x.png", content)
    write.step("order_payments", somebody("support"), payment, "reject", {"reason": "It is not on the statement."})
    with pytest.raises(Conflict, match="has looked"):
        files.attach(clerk, "order_payments", payment, "more.png", content)


def test_what_is_cancelled_goes_back_at_once_and_as_credit_pays_another_order(shop):
    order = buy(shop, {"A1": 6, "B1": 3})
    paid(shop, order, amount=10000)
    kav, mal = parts(order)
    write.step("orders", shop.at("clinic"), kav.id, "cancel", {"reason_code": "too_slow"})
    assert rows(select(Refund.amount)) == []  # what is paid does not reach what is left to pay
    write.step("orders", shop.at("clinic"), mal.id, "cancel", {"reason_code": "too_slow"})
    refund = rows(select(Refund))[0]
    assert (refund.amount, refund.reason_code, get(Order, order).status) == (10000, "order_cancelled", "cancelled")
    clerk, staff = shop.at("clinic"), somebody("support")
    with pytest.raises(NotAllowed):
        write.step("refunds", clerk, refund.id, "complete", {"method": "credit"})
    with pytest.raises(Invalid, match="reference of the transfer"):
        write.step("refunds", staff, refund.id, "complete", {"method": "upi"})
    write.step("refunds", staff, refund.id, "send")
    write.step("refunds", staff, refund.id, "fail", {"reason": "The account is closed."})
    again = rows(select(Refund).where(Refund.status == "pending"))[0]
    assert again.amount == 10000
    write.step("refunds", staff, again.id, "complete", {"method": "credit"})
    assert get(Order, order).payment_status == "refunded"
    other = buy(shop, {"A2": 1}, "key-2")
    submitted(shop, other, method="credit", amount=9999)
    with pytest.raises(Invalid, match="credit balance does not reach"):
        submitted(shop, other, method="credit", amount=2)
    money_holds()


def test_an_invoice_per_shipment_the_remainder_refunded_and_the_serial_of_each_year(shop):
    moment = datetime(2027, 3, 31, 6, tzinfo=UTC)
    clock.set_now(lambda: moment)
    shop = fresh(shop)
    order = buy(shop, {"A2": 7})
    paid(shop, order)
    part = parts(order)[0]
    write.step("orders", maker_of(part), part.id, "confirm")
    goods = reserved(part.id)[0]
    shipping.ship(maker_of(part), part.id, [shipping.Packed(goods.order_line_id, goods.batch_id, 3)])
    later(days=1)
    shipping.ship(maker_of(part), part.id, [shipping.Packed(goods.order_line_id, goods.batch_id, 2)])
    shipping.close_remainder(maker_of(part), part.id, {"reason_code": "out_of_stock"})
    found = rows(select(SupplierInvoice).order_by(SupplierInvoice.issued_at))
    assert [i.invoice_number for i in found] == ["MAL-I2627-000001", "MAL-I2728-000001"]
    assert [i.cgst_amount for i in found] == [3822, 6371 - 3822]
    refund = rows(select(Refund))[0]
    assert (refund.reason_code, refund.credit_note_id) == ("short_shipped", None)
    assert sum(i.total_amount for i in found) + refund.amount == part.total_amount
    write.step("refunds", somebody("support"), refund.id, "complete", {"method": "upi", "reference_number": "9"})
    for parcel in shipments(part.id):
        receive(shop, parcel)
    line = order_lines(part.id)[0]
    found = entries(shop.mal)
    assert found["sale"] == part.total_amount - refund.amount
    assert -found["commission"] == round(line.commission_amount * 5 / 7)
    assert get(SubOrder, part.id).status == "delivered"
    holds()
    money_holds()


def fresh(shop):
    """The documents and batches of the market hold longer than the test looks ahead."""
    for model, row_id in ((Clinic, shop.clinic), (Manufacturer, shop.mal), (Manufacturer, shop.kav)):
        change(model, row_id, documents_good_until=trade_terms.today() + timedelta(days=400))
    return shop


def test_a_rate_that_fell_is_refunded_and_one_that_rose_stops_the_rest(shop):
    order = buy(shop, {"A2": 7})
    paid(shop, order)
    part = parts(order)[0]
    write.step("orders", maker_of(part), part.id, "confirm")
    goods = reserved(part.id)[0]
    shipping.ship(maker_of(part), part.id, [shipping.Packed(goods.order_line_id, goods.batch_id, 3)])
    rate_of(shop, "A2", 500)
    shipping.ship(maker_of(part), part.id, [shipping.Packed(goods.order_line_id, goods.batch_id, 2)])
    old, new = rows(select(SupplierInvoiceLine).order_by(SupplierInvoiceLine.id))
    assert (old.gst_rate, new.gst_rate, old.taxable_value, new.taxable_value) == (1200, 500, 63705, 42470)
    refund = rows(select(Refund))[0]
    assert (refund.reason_code, refund.credit_note_id) == ("gst_rate_change", None)
    whole = order_lines(part.id)[0].line_total
    quoted = round(whole * 5 / 7)
    assert abs(old.line_total + new.line_total + refund.amount - quoted) <= 1
    rate_of(shop, "A2", 1800)
    with pytest.raises(Conflict, match="rose from 12 % to 18 %") as refused:
        shipping.ship(maker_of(part), part.id, [shipping.Packed(goods.order_line_id, goods.batch_id, 2)])
    assert refused.value.code == "gst_rate_rose"
    shipping.close_remainder(maker_of(part), part.id, {"reason_code": "price_error"})
    assert rows(select(CartLine.quantity)) == [2]  # offered again, at the new rate
    assert sum(r.amount for r in rows(select(Refund))) + old.line_total + new.line_total == part.total_amount
    money_holds()


def rate_of(shop, sku, rate):
    with writing(system()) as session:
        for row in session.scalars(select(ProductGstRate).where(ProductGstRate.product_id == shop.products[sku])):
            row.rate = rate


def test_papers_and_ledger_are_never_changed_not_even_by_hand(shop):
    order = buy(shop, {"A1": 6})
    paid(shop, order)
    carried(shop, order)
    for model in (SupplierInvoice, SupplierInvoiceLine, PayoutEntry):
        name = "amount" if model is PayoutEntry else "cgst_amount"
        with pytest.raises(Conflict), writing(system()) as session:
            session.connection().execute(update(model).values({name: 1}))
        with pytest.raises(exc.DatabaseError), site().engine.begin() as connection:
            connection.execution_options(writes=True).execute(text(f"DELETE FROM {model.__tablename__}"))
    # A print is counted, and is no change of what the paper says.
    invoice = rows(select(SupplierInvoice.id))[0]
    for copy in (1, 2):
        assert documents.read(maker_of(parts(order)[0]), invoice).copy == copy
    name, content = documents.pdf(shop.at("pharmacist"), invoice, "")
    assert (name[:4], content[:5]) == ("MAL-", b"%PDF-")
    money_holds()


def test_packs_that_come_back_are_credited_refunded_and_reversed(shop):
    order = buy(shop, {"A1": 12, "B1": 15})
    paid(shop, order)
    carried(shop, order)
    kav, _ = parts(order)
    line = order_lines(kav.id)[0]
    asked = returns.request(shop.at("clinic"), line.id, {"quantity": "4", "reason": "Leaking"})
    for reader in (shop.at("clinic"), maker_of(kav), somebody("support")):
        order_of, product = read.get("returns", reader, asked).get("about")
        assert (order_of[1], product[1].split(",")[0]) == (kav.sub_order_number, line.product_name)
    write.step("returns", maker_of(kav), asked, "waive")
    refund = rows(select(Refund.id))[0]
    for reader in (shop.at("clinic"), somebody("support")):
        assert read.get("refunds", reader, refund).get("about") == (
            ("Order", get(Order, order).order_number, f"/dashboard/orders/{kav.id}"),
        )
    note = rows(select(SupplierCreditNote))[0]
    assert (note.subtotal, note.igst_amount, note.total_amount) == (133332, 16000, 149332)
    assert rows(select(Refund.credit_note_id)) == [note.id]
    for reader, copy in ((shop.at("pharmacist"), 1), (maker_of(kav), 2)):
        paper = credit_notes.read(reader, note.id)
        assert (paper.number, paper.copy, paper.total[1]) == (note.credit_note_number, copy, "₹1,493.32")
    assert ("IGST 12 % on ₹1,333.32", "₹160.00") in paper.sums
    assert "KAV-I" in dict(paper.facts)["Corrects"]
    assert credit_notes.pdf(shop.at("clinic"), note.id, "")[1][:5] == b"%PDF-"
    for stranger in (somebody("manufacturer", manufacturer_id=shop.mal), somebody("clinic", clinic_id=shop.other_clinic)):
        with pytest.raises(NotFound):
            credit_notes.read(stranger, note.id)
    found = entries(shop.kav)
    assert (found["sale_reversal"], found["commission_reversal"], found["commission_gst_reversal"]) == (
        -149332, round(line.commission_amount * 4 / 15), found["commission_gst_reversal"],
    )  # fmt: skip
    rest = returns.request(shop.at("clinic"), line.id, {"quantity": "11", "reason": "All of it leaks"})
    write.step("returns", maker_of(kav), rest, "waive")
    assert get(Return, rest).is_waived
    assert (get(SubOrder, kav.id).status, balance(shop.kav).total) == ("returned", 0)
    assert sum(n.total_amount for n in rows(select(SupplierCreditNote))) == kav.total_amount
    holds()
    money_holds()


def test_refused_goods_are_credited_whole_and_earn_nothing(shop):
    order = buy(shop, {"A1": 6})
    paid(shop, order)
    part = parts(order)[0]
    write.step("orders", maker_of(part), part.id, "confirm")
    sent_all(part)
    write.step("orders", maker_of(part), part.id, "return", {"reason_code": "cannot_deliver"})
    assert rows(select(Refund.amount)) == [part.total_amount] == rows(select(SupplierCreditNote.total_amount))
    assert entries(shop.mal) == {}
    money_holds()


def test_a_run_pays_what_is_available_and_a_failed_transfer_comes_back(shop):
    order = buy(shop, {"A1": 6, "B1": 3})
    paid(shop, order)
    carried(shop, order)
    admin = somebody("admin")
    assert payouts.run(admin) == []
    own = balance(shop.mal)
    assert (own.total, own.not_yet, own.payable) == (own.total, own.total, 0)
    later(days=8)
    change(Manufacturer, shop.kav, approval_status="suspended")
    made = payouts.run(admin)
    assert [get(Payout, p).manufacturer_id for p in made] == [shop.mal]
    assert payouts.run(admin) == []
    maker, rival = somebody("manufacturer", manufacturer_id=shop.mal), somebody("manufacturer", manufacturer_id=shop.kav)
    with pytest.raises(NotAllowed):
        payouts.run(somebody("support"))
    with pytest.raises(NotAllowed):
        write.step("payouts", maker, made[0], "send")
    with pytest.raises(NotFound):
        read.get("payouts", rival, made[0])
    with pytest.raises(NotAllowed):
        read.get("payouts", shop.at("clinic"), made[0])
    assert payouts.statement(maker)[0].total == 0
    write.step("payouts", admin, made[0], "send")
    with pytest.raises(Invalid, match="after today"):
        later_day = (trade_terms.today() + timedelta(days=1)).isoformat()
        write.step("payouts", admin, made[0], "complete", {"transaction_reference": "X", "paid_on": later_day})
    write.step("payouts", admin, made[0], "complete", {"transaction_reference": "X", "paid_on": trade_terms.today().isoformat()})
    write.step("payouts", admin, made[0], "fail", {"reason": "The bank sent it back."})
    assert balance(shop.mal).payable == own.total
    assert len(payouts.run(admin)) == 1
    for whose, raw in (
        (None, {"amount": "1", "reason": "x"}),
        (shop.mal, {"amount": "0", "reason": "x"}),
        (shop.mal, {"amount": "1"}),
    ):
        with pytest.raises(Invalid):
            payouts.adjust(admin, whose, raw)
    for who, whose, refusal in (
        (maker, shop.mal, NotAllowed),
        (somebody("support"), shop.mal, NotAllowed),
        (admin, made[0], NotFound),
    ):
        with pytest.raises(refusal):
            payouts.adjust(who, whose, {"amount": "1", "reason": "x"})
    for _ in range(2):  # a double click
        payouts.adjust(admin, shop.mal, {"amount": "-25.50", "reason": "Freight we had paid."}, key="one click")
    assert (balance(shop.mal).total, balance(shop.mal).payable) == (-2550, 0)
    assert [name for _, name, _ in payouts.owed(admin)] == ["Maker KAV", "Maker MAL"]
    money_holds()


def test_a_maker_sees_neither_payments_nor_a_rivals_papers_and_a_clinic_only_its_own(shop):
    order = buy(shop, {"A1": 6, "B1": 3})
    paid(shop, order, "SECRET-REF")
    carried(shop, order)
    kav, mal = parts(order)
    maker = maker_of(mal)
    for noun in ("order_payments", "refunds"):
        with pytest.raises(NotAllowed):
            read.page(noun, maker, read.Query())
    own, foreign = (rows(select(SupplierInvoice.id).where(SupplierInvoice.sub_order_id == p.id))[0] for p in (mal, kav))
    shown = str(read.get("supplier_invoices", maker, own).values) + str(read.page("supplier_invoices", maker, read.Query()).rows)
    shown += str(list(csv_rows.write_rows("supplier_invoices", maker))) + str(payouts.statement(maker))
    for secret in ("SECRET-REF", "Maker KAV", kav.sub_order_number, "+9198", "@"):
        assert secret not in shown
    for actor, row_id in ((maker, foreign), (somebody("clinic", clinic_id=shop.other_clinic), own)):
        with pytest.raises(NotFound):
            read.get("supplier_invoices", actor, row_id)
    assert rows(select(OrderPayment.clinic_id)) == [shop.clinic]
