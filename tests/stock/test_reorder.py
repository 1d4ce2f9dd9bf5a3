"""When to buy again and how much, through the click itself: the check of marketplace.md §12."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from data.core import clock
from data.core import stock_sums as figures
from data.core.actor import system
from data.core.errors import NotAllowed
from data.models import Cart, CartLine, OrderLine, Product, StockBatch, StockItem
from data.rules import receiving, stock, stock_levels, stock_reorder
from data.store import write
from data.store.unit_of_work import reading, writing
from tests.trade.conftest import (
    asked,
    change,
    checkout,
    found_good,
    get,
    list_product,
    maker_of,
    market,
    parts,
    pay,
    rows,
    sent_all,
    somebody,
)  # fmt: skip

from .conftest import day

__all__ = ["market"]
# 90 days of use with mean 18 and sample deviation 6, exactly.
DAYS = [24, 12] * 43 + [27, 15, 15, 15]


def kept(market, product_id=None, name="Yogaraja guggulu", *, opening=1780, used=DAYS, days=500):
    """An item with its history of use; its id."""
    raw = {
        "item_name": name,
        "base_unit": "tablet",
        "units_per_pack": "60",
        **({"product_id": str(product_id)} if product_id else {}),
    }
    made, began = write.create("stock", market.at("pharmacist"), raw), clock.now() - timedelta(days=len(used) + 1)
    actor = system(market.clinic)
    with writing(actor) as session:
        batch = stock.batch_for(
            session, session.scalars(select(StockItem).where(StockItem.id == made)).one(), "B1", day(days), Decimal("150.5")
        )
        stock.move(session, actor, batch, "opening", opening, stock.Cause(), began)
        for n, units in enumerate(used, 1):
            if not units:
                continue
            stock.move(session, actor, batch, "dispense", -units, stock.Cause(), began + timedelta(days=n))
    return made


def level(market, item_id=None):
    with reading(system(market.clinic)) as session:
        return stock_levels.levels(session, market.clinic, item_id)[0]


def in_cart(market):
    return [line.quantity for line in rows(select(CartLine).where(CartLine.clinic_id == market.clinic))]


def test_the_reorder_check_of_the_specification_through_one_click_to_the_shelf(market):
    product = list_product(market.mal, sku="YG", name="Yogaraja Guggulu 60", units_per_pack="60", base_unit="tablet")
    item, hand = kept(market, product), market.at("pharmacist")
    found = level(market)
    assert (found.use.daily, round(found.use.spread, 9)) == (18, 6)
    assert (found.on_hand, found.on_order, found.point, found.target) == (160, 0, 219, 478)
    assert [(s.packs, s.level.item.id) for s in stock_reorder.low(hand)] == [(6, item)]
    change(Product, product, min_order_quantity=5, order_multiple=5)
    assert stock_reorder.low(hand)[0].packs == 10
    for _ in range(2):  # a second click asks for nothing more
        assert stock_reorder.fill_cart(hand) == []
        assert in_cart(market) == [10]
    assert [c.source for c in rows(select(Cart))] == ["low_stock"]
    buyer = market.at("clinic")
    part = parts(checkout.checkout(buyer, asked(buyer)).order_id)[0]
    assert (level(market).position, stock_reorder.low(hand)) == (160 + 600, [])
    pay(part.order_id)
    write.step("orders", maker_of(part), part.id, "confirm")
    parcel = sent_all(part)
    receiving.receive(hand, parcel, found_good(hand, parcel, short=1))
    assert (level(market).on_hand, level(market).on_order) == (160 + 540, 0)
    assert get(OrderLine, rows(select(OrderLine.id))[0]).delivered_quantity == 9


def test_what_cannot_be_ordered_is_named_with_its_reason(market):
    hand = market.at("pharmacist")
    scarce = list_product(market.mal, sku="SC", name="Scarce", units_per_pack="60", stock=((2, 400),))
    kept(market, scarce, "Scarce")
    assert [entry.sentence for entry in stock_reorder.fill_cart(hand)] == ["Only 2 of Scarce are left. You asked for 6."]
    assert in_cart(market) == [2]
    change(Product, scarce, status="inactive")
    elsewhere = kept(market, None, "Coconut oil")
    short_lived = list_product(market.mal, sku="SL", name="Fresh", units_per_pack="60", stock=((50, 92),))
    change(Product, short_lived, min_shelf_life_days=0)
    few = write.create(
        "stock", hand,
        {"item_name": "Fresh", "base_unit": "tablet", "units_per_pack": "60", "product_id": str(short_lived)},
    )  # fmt: skip
    sentences = {entry.name: entry.sentence for entry in stock_reorder.fill_cart(hand)}
    assert sentences == {
        "Coconut oil": "Coconut oil is not linked to a product of the marketplace. Order it where you buy it.",
        "Scarce": "Scarce is not sold at the moment.",
    }
    assert "no forecast for Fresh" in stock_reorder.fill_cart(hand, few)[0].sentence
    write.change("stock", hand, few, {"reorder_point_override": "10", "target_override": "60"}, None)
    assert stock_reorder.fill_cart(hand, few) == []
    assert sorted(in_cart(market)) == [1, 2]
    with pytest.raises(NotAllowed):
        stock_reorder.fill_cart(somebody("doctor", clinic_id=market.clinic))
    assert elsewhere


def test_days_without_stock_are_no_days_of_use_and_too_few_are_no_forecast(market):
    kept(market, None, "Few", opening=130, used=[10] * 13)
    found = level(market)
    assert (found.use, found.point, found.is_low, found.on_hand) == (None, None, False, 0)
    assert found.state == "out"
    other = kept(market, None, "Stopped", opening=140, used=[10] * 14 + [0] * 30)  # empty for thirty days
    assert level(market, other).use.daily == 10
    assert level(market, other).state == "out"


def test_near_and_past_expiry_are_seen_and_cost(market):
    near = kept(market, None, "Near", opening=1800, days=29)
    found = level(market, near)
    assert (found.state, found.is_near_expiry, found.on_hand) == ("low", True, 180)
    assert found.cost_at_risk == 0  # 30 days of 18 use them up
    lots = rows(select(StockBatch).where(StockBatch.item_id == near))
    change(StockBatch, lots[0].id, expires_on=day(4))
    assert level(market, near).cost_at_risk == round((180 - 5 * 18) * 150.5)
    change(StockBatch, lots[0].id, expires_on=day(-1))
    assert (level(market, near).state, level(market, near).on_hand) == ("expired", 0)


def test_what_expires_first_is_used_first():
    lots = [figures.Lot(100, 5, Decimal(1)), figures.Lot(50, 6, Decimal(2)), figures.Lot(10, 400, Decimal(3))]
    assert figures.unused(lots, 10) == [50, 40, 0]
    assert figures.at_risk(lots, 10) == 50 + 80
    assert figures.unused(lots, None) == [100, 50, 0]
    assert figures.cover_months(609, 20) == pytest.approx(1.0004, abs=1e-4)
    assert figures.cover_months(609, 0) is None
