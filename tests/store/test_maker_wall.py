"""The wall of the marketplace: a manufacturer reads its own side, a clinic its own, neither a rival's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from data.core import clock, trade_terms
from data.core.actor import Actor, across, system
from data.core.errors import NotAllowed
from data.models import Clinic, CommissionRate, Manufacturer, Order, PayoutEntry, Product, Room, SubOrder
from data.models.base import new_id
from data.store import write
from data.store.unit_of_work import reading, writing


def maker(code):
    with writing(system()) as session:
        row = Manufacturer(manufacturer_code=code, company_name=f"Maker {code}")
        session.add(row)
        session.flush()
        session.add(
            Product(
                manufacturer_id=row.id,
                sku="A1",
                name=f"Product of {code}",
                category="Taila",
                pack_size="1",
                mrp=200,
                price=100,
                hsn_code="3004",
            )  # fmt: skip
        )
        session.add(
            PayoutEntry(
                manufacturer_id=row.id, entry_type="sale", amount=5, occurred_at=clock.now(), available_on=date(2026, 1, 1)
            )
        )
        return row.id


def order(clinic, maker_id, number, *, confirmed):
    placed = clock.now()
    to = {
        "ship_to_name": "Store", "ship_to_line1": "1", "ship_to_city": "Thrissur", "ship_to_district": "Thrissur",
        "ship_to_state_code": "32", "ship_to_pincode": "680001", "subtotal": 100, "gst_amount": 5, "total_amount": 105, "placed_at": placed,
    }  # fmt: skip
    with writing(system()) as session:
        parent = Order(clinic_id=clinic, order_number=number, payable_amount=105, idempotency_key=number, preview_hash="", **to)
        session.add(parent)
        session.flush()
        session.add(
            SubOrder(
                clinic_id=clinic,
                manufacturer_id=maker_id,
                order_id=parent.id,
                sub_order_number=f"{number}-1",
                confirmed_at=placed + timedelta(minutes=1) if confirmed else None,
                **to,
            )  # fmt: skip
        )


@pytest.fixture
def market(database):
    """Two clinics, two makers; A buys of both, unconfirmed of the second; B buys of the second, confirmed."""
    a, b = (write.create("clinics", system(), {"clinic_name": f"Clinic {c}", "clinic_code": c * 3}) for c in "AB")
    mal, kav = maker("MAL"), maker("KAV")
    order(a, mal, "ORD-1", confirmed=True)
    order(a, kav, "ORD-2", confirmed=False)
    order(b, kav, "ORD-3", confirmed=True)
    with writing(system()) as session:
        session.add(CommissionRate(scope="site", rate=500, valid_from=date(2026, 1, 1)))
    return a, b, mal, kav


def at_maker(maker_id):
    return Actor("Of a maker", frozenset({"manufacturer"}), user_id=new_id(), manufacturer_id=maker_id)


def at_clinic(clinic_id):
    return Actor("Of a clinic", frozenset({"clinic"}), user_id=new_id(), clinic_id=clinic_id)


def seen(actor, *columns):
    with reading(actor) as session:
        return set(session.execute(select(*columns)).all())


def test_a_maker_reads_its_own_side_and_no_rivals(market):
    a, b, mal, kav = market
    assert seen(at_maker(mal), SubOrder.sub_order_number) == {("ORD-1-1",)}
    assert seen(at_maker(kav), SubOrder.sub_order_number) == {("ORD-2-1",), ("ORD-3-1",)}
    assert seen(at_maker(mal), Product.name) == {("Product of MAL",)}
    assert seen(at_maker(kav), func.count(PayoutEntry.id)) == {(1,)}
    assert seen(at_maker(mal), Manufacturer.company_name) == {("Maker MAL",)}
    # The parent order, which holds every supplier's total, is the clinic's alone.
    assert seen(at_maker(mal), Order.order_number) == set()
    assert seen(at_maker(mal), Room.id) == set()
    other = aliased(SubOrder)
    assert seen(at_maker(mal), select(func.count(other.id)).scalar_subquery()) == {(1,)}


def test_a_maker_knows_a_buyer_once_it_has_confirmed(market):
    a, b, mal, kav = market
    assert seen(at_maker(mal), Clinic.id) == {(a,)}
    assert seen(at_maker(kav), Clinic.id) == {(b,)}


def test_a_clinic_reads_the_catalogue_its_trade_and_no_suppliers_money(market):
    a, b, _, _ = market
    assert seen(at_clinic(a), SubOrder.sub_order_number) == {("ORD-1-1",), ("ORD-2-1",)}
    assert seen(at_clinic(b), Order.order_number) == {("ORD-3",)}
    assert seen(at_clinic(a), Product.name) == {("Product of MAL",), ("Product of KAV",)}
    assert seen(at_clinic(a), PayoutEntry.id) == set()


def test_a_maker_reads_its_own_commission_rates_and_a_clinic_none(market):
    a, _, mal, kav = market
    with writing(system()) as session:
        goods = session.scalars(select(Product.id).where(Product.manufacturer_id == kav)).first()
        for scope, scope_id, rate in (("manufacturer", mal, 610), ("product", goods, 450)):
            session.add(CommissionRate(scope=scope, scope_id=scope_id, rate=rate, valid_from=trade_terms.today()))
    assert seen(at_clinic(a), CommissionRate.rate) == set()
    assert seen(at_maker(mal), CommissionRate.rate) == {(610,)}
    assert seen(at_maker(kav), CommissionRate.rate) == {(450,)}
    assert seen(Actor("Admin", frozenset({"admin"})), CommissionRate.rate) == {(500,), (610,), (450,)}


def change(actor, model, value):
    with writing(actor) as session:
        row = session.scalars(select(model).order_by(model.id)).first()
        row.name = value


@pytest.mark.parametrize("who", ["clinic", "rival"])
def test_nobody_else_writes_a_makers_product(market, who):
    a, _, mal, kav = market
    actor = at_clinic(a) if who == "clinic" else at_maker(kav)
    with pytest.raises(NotAllowed), writing(actor) as session:
        session.add(
            Product(
                manufacturer_id=mal, sku="X", name="Planted", category="x", pack_size="1", mrp=2, price=1, hsn_code="3004"
            )  # fmt: skip
        )
    if who == "clinic":
        with pytest.raises(NotAllowed):
            change(actor, Product, "Renamed")
    change(at_maker(mal), Product, "Renamed by its maker")
    assert ("Renamed by its maker",) in seen(at_maker(mal), Product.name)


def test_a_row_never_goes_over_to_another_maker(market):
    _, _, mal, kav = market
    with pytest.raises(NotAllowed), writing(at_maker(mal)) as session:
        session.scalars(select(Product)).one().manufacturer_id = kav


def test_an_act_between_two_organisations_sees_both_sides(market):
    a, _, _, _ = market
    assert seen(across(at_clinic(a)), func.count(PayoutEntry.id)) == {(2,)}
