"""Cart, preview and checkout: the worked example to the paisa, every reason against ordering, and nothing left of what failed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from data.core import clock, trade_terms
from data.core.actor import system
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.models import (
    Cart,
    CartLine,
    Clinic,
    ClinicAddress,
    Counter,
    Manufacturer,
    Order,
    OrderLine,
    OrderPayment,
    Product,
    ProductBatch,
    StockReservation,
)
from data.rules import carts, checkout, order_clock, order_hooks
from data.store import read, write
from data.store.unit_of_work import writing
from tests.trade.conftest import asked, buy, change, fill, get, holds, list_product, order_lines, parts, pay, rows, somebody


def stock(product_id):
    return [
        (b.quantity_on_hand, b.quantity_reserved)
        for b in rows(select(ProductBatch).where(ProductBatch.product_id == product_id).order_by(ProductBatch.expires_on))
    ]


def test_the_worked_example_to_the_paisa(market):
    with writing(system()) as session:
        from data.models import CommissionRate

        for scope, scope_id, rate in (
            ("manufacturer", market.mal, 800),
            ("product", market.products["A2"], 1000),
            ("manufacturer", market.kav, 750),
        ):
            session.add(CommissionRate(scope=scope, scope_id=scope_id, rate=rate, valid_from=trade_terms.today()))
    order = get(Order, buy(market, {"A1": 24, "A2": 7, "B1": 15, "B2": 40}))
    kav, mal = parts(order.id)
    assert order.order_number == f"ORD-{clock.financial_year(trade_terms.today())}-000001"
    assert (kav.sub_order_number, mal.sub_order_number) == (f"{order.order_number}-1", f"{order.order_number}-2")
    assert (order.subtotal, order.total_amount, order.payable_amount) == (1355440, 1468617, 1468617)
    assert (mal.subtotal, mal.cgst_amount, mal.sgst_amount, mal.igst_amount, mal.total_amount) == (
        505645,
        17844,
        17844,
        0,
        541333,
    )
    assert (kav.subtotal, kav.cgst_amount, kav.igst_amount, kav.total_amount) == (849795, 0, 77489, 927284)
    assert (mal.commission_amount, mal.commission_gst_amount, kav.commission_amount, kav.commission_gst_amount) == (
        43425,
        7817,
        63735,
        11472,
    )
    a2 = next(line for line in order_lines(mal.id) if line.product_sku == "A2")
    assert (a2.taxable_value, a2.cgst_amount, a2.sgst_amount, a2.line_total, a2.commission_amount) == (
        148645,
        8919,
        8919,
        166483,
        14865,
    )
    assert stock(market.products["B1"]) == [(10, 10), (90, 5)]
    assert carts.preview(market.at("clinic")).quote.groups == ()
    holds()


@pytest.mark.parametrize(
    ("sku", "packs", "code", "sentence"),
    [
        ("A1", 4, "below_moq", "The smallest order for Dashamoolarishta is 6. You asked for 4."),
        ("A1", 20, "not_multiple", "Dashamoolarishta is sold in sixes. Choose 18 or 24 instead of 20."),
        ("A1", 102, "insufficient_stock", "Only 100 of Dashamoolarishta are left. You asked for 102."),
    ],
)
def test_a_line_that_cannot_be_ordered_says_why_to_the_letter(market, sku, packs, code, sentence):
    fill(market, {sku: packs, "B2": 1})
    actor = market.at("clinic")
    shown = carts.preview(actor).quote
    assert [(e.code, e.message) for e in shown.errors] == [(code, sentence)]
    with pytest.raises(Conflict) as refused:
        checkout.checkout(actor, asked(actor))
    assert (refused.value.code, refused.value.message) == (code, sentence)
    nothing_happened(market)


def nothing_happened(market):
    for model in (Order, StockReservation):
        assert rows(select(func.count()).select_from(model)) == [0]
    assert rows(select(Counter.value).where(Counter.series.like("orders%"))) == []
    assert rows(select(func.sum(ProductBatch.quantity_reserved))) == [0]
    assert rows(select(func.count()).select_from(CartLine))[0] > 0


@pytest.mark.parametrize("who", ["clinic", "maker", "product", "rate", "address"])
def test_each_gate_stops_preview_and_checkout(market, who):
    fill(market, {"A1": 6, "B2": 3})
    actor, code = (
        market.at("clinic"),
        {"clinic": "org_not_approved", "rate": "no_rate", "address": "address_incomplete"}.get(who, "unavailable"),
    )
    if who == "clinic":
        change(Clinic, market.clinic, approval_status="pending")
    elif who == "maker":
        change(Manufacturer, market.mal, documents_good_until=trade_terms.today() - timedelta(days=1))
    elif who == "product":
        change(Product, market.products["A1"], status="inactive")
    elif who == "address":
        change(ClinicAddress, market.address, line1="")
    else:
        with writing(system()) as session:
            from data.models import ProductGstRate

            for rate in session.scalars(select(ProductGstRate).where(ProductGstRate.product_id == market.products["A1"])):
                rate.is_accepted = False
    shown = carts.preview(actor)
    assert [e.code for e in shown.quote.errors] == [code]
    with pytest.raises(Conflict) as refused:
        checkout.checkout(actor, asked(actor))
    assert refused.value.code == code
    nothing_happened(market)
    if who == "clinic":
        with pytest.raises(Conflict):
            carts.add(actor, market.products["B1"], 1)
    elif who != "address":
        with pytest.raises(NotFound):
            carts.add(actor, market.products["A1"], 6)


def test_a_price_that_moved_stops_and_is_named(market):
    fill(market, {"B1": 3})
    actor = market.at("clinic")
    seen = asked(actor)
    write.change("products", somebody("manufacturer", manufacturer_id=market.kav), market.products["B1"], {"price": "340"}, None)
    with pytest.raises(Conflict) as refused:
        checkout.checkout(actor, seen)
    assert refused.value.code == "price_changed"
    assert (
        refused.value.message
        == "The price of Ksheerabala Taila changed from ₹333.33 to ₹340.00. Check the new total and confirm."
    )
    nothing_happened(market)
    carts.add(actor, market.products["B2"], 1)
    seen = asked(actor)
    carts.add(actor, market.products["B2"], 1)
    with pytest.raises(Conflict, match="The cart changed"):
        checkout.checkout(actor, seen)
    assert checkout.checkout(actor, asked(actor)).order_id


def test_one_key_is_one_order_and_a_hook_that_fails_leaves_nothing(market, monkeypatch):
    def fails(*_):
        raise Conflict("no")

    fill(market, {"A1": 6})
    actor = market.at("clinic")
    monkeypatch.setattr(order_hooks, "PLACED", [fails])
    with pytest.raises(Conflict, match="no"):
        checkout.checkout(actor, asked(actor))
    nothing_happened(market)
    monkeypatch.setattr(order_hooks, "PLACED", [])
    first = checkout.checkout(actor, asked(actor))
    fill(market, {"A1": 6})
    assert checkout.checkout(actor, asked(actor)) == first
    assert len(rows(select(Order))) == 1
    assert checkout.checkout(actor, asked(actor, "key-2")) != first


def test_a_pharmacist_orders_up_to_the_limit_and_asks_above_it(market):
    pharmacist = market.at("pharmacist")
    change(Clinic, market.clinic, settings={"pharmacist_order_limit": 100_000})
    fill(market, {"B2": 5})
    assert checkout.checkout(pharmacist, asked(pharmacist)).order_id
    fill(market, {"B2": 20})
    waits = checkout.checkout(pharmacist, asked(pharmacist, "key-2"))
    assert (waits.order_id, waits.waits_for_approval) == (None, True)
    cart = rows(select(Cart))[0]
    assert (cart.waits_for_approval, cart.asked_by) == (True, pharmacist.user_id)
    manager = market.at("clinic")
    assert checkout.checkout(manager, asked(manager, "key-3")).order_id
    assert not rows(select(Cart))[0].waits_for_approval
    for role in ("doctor", "receptionist", "manufacturer", "admin"):
        with pytest.raises(NotAllowed):
            checkout.checkout(somebody(role, clinic_id=market.clinic), asked(manager, "key-4"))


@pytest.mark.parametrize("quantity", ["1.5", "-1", None, True, "NaN", "1e3", 10**9])
def test_a_quantity_is_a_whole_number(market, quantity):
    with pytest.raises(Invalid):
        carts.add(market.at("clinic"), market.products["A1"], quantity)


def test_the_cart_is_shared_adds_up_and_is_emptied(market):
    carts.add(market.at("clinic"), market.products["A1"], 6)
    assert carts.add(market.at("pharmacist"), market.products["A1"], "6") == 12
    carts.change(market.at("pharmacist"), market.products["A1"], 18)
    assert carts.count(market.at("clinic")) == 1
    assert carts.count(somebody("clinic", clinic_id=market.other_clinic)) == 0
    carts.change(market.at("clinic"), market.products["A1"], 0)
    assert carts.count(market.at("clinic")) == 0


def test_goods_to_another_state_than_the_gstin_are_warned_about(market):
    change(ClinicAddress, market.address, state_code="29")
    fill(market, {"A1": 6})
    shown = carts.preview(market.at("clinic")).quote
    assert [w.code for w in shown.warnings] == ["input_credit"]
    assert shown.is_valid
    assert shown.groups[0].is_interstate


def test_an_order_that_is_not_paid_in_time_lapses_and_gives_its_goods_back(market):
    paid, unpaid, checked = (buy(market, {"A1": 6, "B2": n}, f"key-{n}") for n in (1, 2, 3))
    pay(paid)
    pay(checked, "submitted")
    assert order_clock.lapse() == 0
    hence = clock.now() + timedelta(hours=49)
    clock.set_now(lambda: hence)
    assert order_clock.lapse() == 1
    assert [get(Order, o).status for o in (paid, unpaid, checked)] == ["pending", "cancelled", "pending"]
    assert get(Order, unpaid).payable_amount == 0
    assert {p.cancellation_reason_code for p in parts(unpaid)} == {"payment_timeout"}
    assert stock(market.products["A1"]) == [(100, 12)]
    assert stock(market.products["B2"]) == [(100, 4)]
    holds()
    with writing(system()) as session:
        for payment in session.scalars(select(OrderPayment).where(OrderPayment.status == "submitted")):
            payment.status = "rejected"
    assert order_clock.lapse() == 1


def test_an_earlier_order_comes_again_and_what_cannot_is_named(market):
    order = buy(market, {"A1": 60, "A2": 3, "B2": 5})
    change(Product, market.products["A2"], status="discontinued")
    left_out = carts.reorder(market.at("pharmacist"), parts(order)[0].id)
    assert [entry.sentence for entry in left_out] == [
        "Only 40 of Dashamoolarishta are left. You asked for 60.", "Chyavanaprasam is not sold at the moment.",
    ]  # fmt: skip
    shown = carts.preview(market.at("clinic")).quote
    assert {line.product.sku: line.quantity for g in shown.groups for line in g.lines} == {"A1": 36, "B2": 5}
    with pytest.raises(NotFound):
        carts.reorder(somebody("clinic", clinic_id=market.other_clinic), parts(order)[0].id)


def test_rates_that_change_later_change_no_stored_row(market):
    order = buy(market, {"A1": 6})
    before = order_lines(parts(order)[0].id)
    with writing(system()) as session:
        from data.models import CommissionRate

        session.add(CommissionRate(scope="site", rate=2000, valid_from=trade_terms.today()))
        session.get_one(Product, market.products["A1"]).price = 100
    after = order_lines(parts(order)[0].id)
    assert [(a.unit_price, a.commission_amount) for a in before] == [(b.unit_price, b.commission_amount) for b in after]
    assert rows(select(OrderLine.commission_rate)) == [500]


def test_nobody_reads_anothers_cart_or_sells_without_a_listing(market):
    foreign = somebody("clinic", clinic_id=market.other_clinic)
    fill(market, {"A1": 6})
    with pytest.raises(NotFound):
        carts.change(foreign, market.products["A1"], 1)
    with pytest.raises(NotFound):
        carts.preview(foreign, market.address)
    hidden = list_product(market.mal, sku="HID")
    change(Product, hidden, status="draft")
    with pytest.raises(NotFound):
        carts.add(market.at("clinic"), hidden, 6)
    assert read.page("products", foreign, read.Query(search="Hid")).total == 0


def test_packs_that_were_typed_and_not_taken_over_are_not_ordered(market):
    fill(market, {"A1": 6})
    buyer, product = market.at("clinic"), str(market.products["A1"])
    with pytest.raises(Conflict, match="“-6” packs of Dashamoolarishta stand in the box, 6 in the cart"):
        checkout.checkout(buyer, asked(buyer, typed={product: "-6"}))
    assert checkout.checkout(buyer, asked(buyer, typed={product: " 6 "})).order_id
