"""Several hands at one shelf, on both databases: nobody is promised what is not there, nothing is ordered twice."""

from __future__ import annotations

from sqlalchemy import func, select

from data.core.actor import system
from data.models import ClinicAddress, Order, ProductBatch, SubOrder
from data.store.unit_of_work import writing
from tests.races.crowd import together
from tests.trade import hands
from tests.trade.conftest import asked, buy, confirmed, fill, get, holds, list_product, make_clinic, parts, pay, reserved, rows

HANDS = 4


def test_parallel_checkouts_share_the_stock_exactly_and_keys_and_moves_hold(market, database):
    """One test for three races, as each process takes a second to start."""
    only_what_is_there(market, database)
    one_key_is_one_order(market, database)
    ship_and_cancel_exclude_each_other(market, database)
    the_parent_sees_both_parts(market, database)
    holds()


def only_what_is_there(market, database):
    made = list_product(market.mal, sku="RARE", stock=((6, 300), (4, 400)))
    clinics = [make_clinic(f"C{n:02d}") for n in range(8)]
    with writing(system()) as session:
        for clinic in clinics:
            session.add(
                ClinicAddress(
                    clinic_id=clinic,
                    label="A",
                    name="N",
                    line1="1",
                    city="C",
                    district="D",
                    state_code="32",
                    pincode="680001",
                    is_default=True,
                )  # fmt: skip
            )
    found = together(database.settings, hands.buy_for, [(clinics[n::HANDS], made, 3) for n in range(HANDS)])
    outcomes = [outcome for some in found for outcome in some]
    assert sorted(outcomes) == ["insufficient_stock"] * 5 + ["placed"] * 3
    batches = rows(select(ProductBatch).where(ProductBatch.product_id == made).order_by(ProductBatch.expires_on))
    assert [(b.quantity_on_hand, b.quantity_reserved) for b in batches] == [(6, 6), (4, 3)]
    numbers = rows(select(Order.order_number).order_by(Order.order_number))
    assert [int(n[-6:]) for n in numbers] == [1, 2, 3]


def one_key_is_one_order(market, database):
    fill(market, {"A1": 6})
    seen = asked(market.at("clinic"), "pressed-often")
    found = together(database.settings, hands.press, [(market.clinic, seen)] * HANDS)
    assert len(set(found)) == 1
    assert rows(select(func.count()).select_from(Order).where(Order.clinic_id == market.clinic)) == [1]


def ship_and_cancel_exclude_each_other(market, database):
    part = confirmed(market, {"B2": 5}, "key-race")
    goods = reserved(part.id)
    names = ("ships", "cancels") * (HANDS // 2)
    found = together(database.settings, hands.act, [(name, part.manufacturer_id, part.id, goods) for name in names])
    assert found.count(True) == 1
    assert get(SubOrder, part.id).status in {"shipped", "cancelled"}


def the_parent_sees_both_parts(market, database):
    order = buy(market, {"A1": 6, "B1": 2}, "key-both")
    pay(order)
    together(database.settings, hands.confirm, [(part.manufacturer_id, part.id) for part in parts(order)])
    assert get(Order, order).status == "confirmed"
