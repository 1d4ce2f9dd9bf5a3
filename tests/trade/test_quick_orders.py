"""A list of SKUs into the cart, and what the catalogue is narrowed by."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.core.errors import Invalid, NotAllowed, NotFound
from data.models import CartLine
from data.rules import catalogue, quick_orders
from data.store import read
from tests.trade.conftest import list_product, rows


def in_cart(market):
    names = {made: sku for sku, made in market.products.items()}
    return {names[line.product_id]: line.quantity for line in rows(select(CartLine))}


def test_what_can_be_had_goes_in_once_and_the_rest_says_why(market):
    list_product(market.kav, sku="a2", name="Chyavanaprasam of another", price="100", mrp="200")
    typed = "a1 12\n\n B1, 3\nNOPE 3\nA2 1\nA1 0\nhalf a dozen of B1\nA1"
    desk = market.at("pharmacist")
    count, left = quick_orders.put(desk, typed, "once")
    assert count == 3
    assert [line.fault for line in left] == [
        "No product on sale has the SKU NOPE.",
        "2 makers sell A2; put it in from the list.",
        "A1: at least one pack, at most 1,000,000.",
        "“half a dozen of B1” is not a SKU with a number of packs.",
    ]
    assert [line.text for line in left] == ["NOPE 3", "A2 1", "A1 0", "half a dozen of B1"]
    assert in_cart(market) == {"A1": 18, "B1": 3}  # without packs: the smallest order, 6
    assert quick_orders.put(desk, typed, "once") == (0, [])
    assert in_cart(market) == {"A1": 18, "B1": 3}


def test_nothing_or_too_much_or_nobody_who_buys(market):
    for typed in ("", " \n ", "A1 1\n" * 201):
        with pytest.raises(Invalid):
            quick_orders.put(market.at("clinic"), typed)
    with pytest.raises(NotAllowed):
        quick_orders.put(market.at("receptionist"), "A1 6")


def test_the_catalogue_is_narrowed_by_price_and_by_what_there_is(market):
    actor = market.at("clinic")
    market.products["OLD"] = list_product(market.mal, sku="OLD", name="Soon over", price="99.99", mrp="200", stock=((50, 30),))
    market.products["DEAR"] = list_product(market.mal, sku="DEAR", name="Dear", price="500.01", mrp="900", stock=((1, 91),))

    def found(**filters):
        ids = {row["id"] for row in read.page("products", actor, read.Query(filters=filters)).rows}
        return {sku for sku, made in market.products.items() if str(made) in {str(i) for i in ids}}

    every = found()
    assert found(costs="under-100") & {"OLD", "DEAR", "A1"} == {"OLD"}
    assert found(costs="100-250") >= {"A1", "A2"}
    assert found(costs="over-500") == {"DEAR"}
    assert "OLD" in found(stock="out")  # its batch has fewer days than it must have when sold
    assert found(stock="in") >= {"DEAR", "A1"}
    assert found(stock="in") | found(stock="out") == every
    assert found(stock="in") & found(stock="out") == set()
    assert {card.product.sku for card in catalogue.shelf(actor, {"stock": "in"}, 30, 0)[0] if card.available <= 0} == set()
    with pytest.raises(NotFound):
        found(costs="cheap")
