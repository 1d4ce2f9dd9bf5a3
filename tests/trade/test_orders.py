"""A sub-order's way: only the edges of the table, parcels in parts, counting, sending back; what each side may see of it."""

from __future__ import annotations

from datetime import timedelta
from itertools import product as each

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from data.core import clock, shares
from data.core.actor import system
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from data.core.order_table import ADVANCE, EDGES, REASONS, STAFF, STATUSES, edge, parent_status
from data.core.resource import resource
from data.interop import csv_rows
from data.models import (
    Clinic,
    GoodsReceipt,
    Manufacturer,
    Order,
    OrderEvent,
    OrderLine,
    ProductBatch,
    Return,
    Shipment,
    SubOrder,
)  # fmt: skip
from data.rules import order_clock, order_hooks, order_moves, order_pages, receiving, returns, shipping
from data.store import read, write
from data.store.unit_of_work import writing
from tests.trade.conftest import (
    buy,
    change,
    confirmed,
    found_good,
    get,
    holds,
    maker_of,
    order_lines,
    parts,
    pay,
    reserved,
    rows,
    sent_all,
    somebody,
)  # fmt: skip

ROLES = ("clinic", "pharmacist", "manufacturer", "support", "admin", "doctor", "receptionist")
WHY = {
    "clinic": "too_slow",
    "pharmacist": "too_slow",
    "manufacturer": "out_of_stock",
    "support": "compliance",
    "admin": "compliance",
}
VERBS = {"confirmed": "confirm", "processing": "process", "cancelled": "cancel", "delivered": "deliver", "returned": "return"}


def stock(market, sku):
    query = select(ProductBatch).where(ProductBatch.product_id == market.products[sku]).order_by(ProductBatch.expires_on)
    return [(b.quantity_on_hand, b.quantity_reserved) for b in rows(query)]


def test_only_the_edges_of_the_table_succeed_for_each_role_and_status(market):
    """Every role × status × target, tried on one paid order whose status is put there by hand and undone afterwards."""
    order = buy(market, {"A1": 6})
    pay(order)
    part, wrong = parts(order)[0], []
    steps = {s.name: s for s in resource("orders").steps}
    for role, start, end in each(ROLES, STATUSES, VERBS):
        actor = (
            somebody(role, manufacturer_id=part.manufacturer_id)
            if role == "manufacturer"
            else somebody(role, **({} if role in STAFF else {"clinic_id": market.clinic}))
        )
        raw = {"reason_code": WHY.get(role), "reason": "", "proof": "AWB 1"}
        found = edge(start, end)
        by_step = found is not None and found.verb == VERBS[end] and role in found.roles
        # A clinic's and a pharmacist's delivery is their receipt, not a button.
        expected = by_step and not (end == "delivered" and role in {"clinic", "pharmacist"})
        if tried(actor, part.id, steps[VERBS[end]], start, raw) != expected:
            wrong.append((role, start, end, expected))
    assert wrong == []


class Undone(Exception):
    pass


def tried(actor, part_id, step, start, raw):
    """Whether the move went through; nothing of it stays."""
    with writing(system()) as session:
        row = session.get_one(SubOrder, part_id)
        row.status = start
        for line in session.scalars(select(OrderLine).where(OrderLine.sub_order_id == part_id)):
            line.shipped_quantity = 6 if start in {"shipped", "delivered", "returned"} else 0
            line.delivered_quantity = line.returned_quantity = 6 if start in {"delivered", "returned"} else 0
            line.cancelled_quantity = 0
    try:
        with writing(system()) as session:
            session.info["actor"] = actor.__class__(**{**{f: getattr(actor, f) for f in actor.__slots__}, "is_across": True})
            row = read.find(session, resource("orders"), actor, part_id, "view", lock=True)
            if not write.may_step(session, resource("orders"), actor, row, step):
                return False
            write.make_step(session, resource("orders"), actor, row, step, raw)
            raise Undone
    except Undone:
        return True
    except Refused:
        return False


def test_the_table_has_the_edges_of_the_specification_and_no_other():
    found = {(e.start, e.end) for e in EDGES}
    assert len(found) == len(EDGES) == 10
    assert not any(start in {"cancelled", "returned"} for start, _ in found)
    assert all(edge(a, b) is None for a, b in each(STATUSES, STATUSES) if (a, b) not in found)


@given(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=4))
def test_the_parents_status_is_derived(found):
    expected = parent_status(found)
    live = [s for s in found if s not in {"cancelled", "returned"}]
    if live:
        assert expected == ADVANCE[min(ADVANCE.index(s) for s in live)]
    else:
        assert expected == ("cancelled" if set(found) == {"cancelled"} else "returned")


def test_a_whole_order_goes_its_way(market):
    part = confirmed(market, {"A1": 12})
    assert part.promised_on == clock.today("Asia/Kolkata") + timedelta(days=5)
    maker = maker_of(part)
    write.step("orders", maker, part.id, "process")
    sent_all(part)
    assert get(SubOrder, part.id).status == "shipped"
    assert stock(market, "A1") == [(88, 0)]
    parcel = rows(select(Shipment.id))[0]
    receiving.receive(market.at("pharmacist"), parcel, found_good(market.at("pharmacist"), parcel))
    done = get(SubOrder, part.id)
    assert done.status == get(Order, part.order_id).status == "delivered"
    assert [e.to_status for e in rows(select(OrderEvent).order_by(OrderEvent.occurred_at))] == [
        "pending", "confirmed", "processing", "shipped", "delivered",
    ]  # fmt: skip
    holds()
    with pytest.raises(Conflict, match="received already"):
        receiving.to_count(market.at("clinic"), parcel)
    with pytest.raises(Conflict) as refused:
        write.step("orders", market.at("clinic"), part.id, "cancel", {"reason_code": "too_slow"})
    assert refused.value.message == "This order is already delivered, so it cannot be cancelled. Raise a dispute instead."
    assert refused.value.code == "edge_not_allowed"


def test_confirming_needs_the_money_and_both_gates(market):
    order = buy(market, {"A1": 6})
    part = parts(order)[0]
    with pytest.raises(Conflict) as refused:
        write.step("orders", maker_of(part), part.id, "confirm")
    assert (refused.value.code, refused.value.message) == ("not_paid", "This order is not paid yet, so it cannot be confirmed.")
    pay(order)
    for model, row_id in ((Manufacturer, market.mal), (Clinic, market.clinic)):
        change(model, row_id, is_active=False)
        with pytest.raises(Conflict) as refused:
            write.step("orders", maker_of(part), part.id, "confirm")
        assert refused.value.code == "org_not_approved"
        change(model, row_id, is_active=True)
    with pytest.raises(Invalid, match="choose a reason"):
        write.step("orders", somebody("support"), part.id, "confirm")
    write.step("orders", somebody("support"), part.id, "confirm", {"reason_code": "other", "reason": "The maker asked by phone."})
    event = rows(select(OrderEvent).where(OrderEvent.to_status == "confirmed"))[0]
    assert (event.actor_role, event.reason_code) == ("support", "other")


@pytest.mark.parametrize(
    ("role", "code", "words"), [("clinic", "fraud", ""), ("manufacturer", "too_slow", ""), ("clinic", "other", "short")]
)
def test_a_reason_is_one_of_the_roles_own(market, role, code, words):
    part = parts(buy(market, {"A1": 6}))[0]
    with pytest.raises(Invalid):
        write.step("orders", market.at(role), part.id, "cancel", {"reason_code": code, "reason": words})


def test_a_cancelled_part_gives_back_its_goods_and_lowers_what_is_payable(market):
    told = []
    order = get(Order, buy(market, {"A1": 6, "B1": 15}))
    kav, mal = parts(order.id)
    order_hooks.CANCELLED.append(lambda _s, _a, part: told.append(part.id))
    try:
        write.step("orders", market.at("clinic"), kav.id, "cancel", {"reason_code": "found_elsewhere"})
    finally:
        order_hooks.CANCELLED.pop()
    assert told == [kav.id]
    assert stock(market, "B1") == [(10, 0), (90, 0)]
    assert get(Order, order.id).payable_amount == mal.total_amount
    assert get(Order, order.id).status == "pending"
    holds()


def test_parcels_in_parts_a_closed_remainder_and_a_receipt_with_faults(market):
    part = confirmed(market, {"B1": 15})
    maker, first, second = maker_of(part), *reserved(part.id)
    closed, given = [], []
    order_hooks.CLOSED.append(lambda _s, _a, _p, units: closed.append(dict(units)))
    order_hooks.DELIVERED.append(lambda _s, _a, _p, units: given.append(sum(units.values())))
    try:
        parcel = shipping.ship(maker, part.id, [first])
        assert get(SubOrder, part.id).status == "processing"
        assert stock(market, "B1") == [(0, 0), (90, 5)]
        with pytest.raises(Conflict, match="5 packs of this batch are reserved"):
            shipping.ship(maker, part.id, [shipping.Packed(second.order_line_id, second.batch_id, 6)])
        shipping.ship(maker, part.id, [shipping.Packed(second.order_line_id, second.batch_id, 2)])
        with pytest.raises(Conflict, match="Close the remainder instead"):
            write.step("orders", maker, part.id, "cancel", {"reason_code": "out_of_stock"})
        clerk = market.at("clinic")
        with pytest.raises(Invalid, match="make 9; 10 were sent"):
            receiving.receive(clerk, parcel, {k: v | {"good": 9} for k, v in found_good(clerk, parcel).items()})
        receiving.receive(clerk, parcel, found_good(clerk, parcel, damaged=1, short=2))
        shipping.close_remainder(maker, part.id, {"reason_code": "out_of_stock"})
    finally:
        order_hooks.CLOSED.pop()
        order_hooks.DELIVERED.pop()
    line = order_lines(part.id)[0]
    assert (line.cancelled_quantity, line.shipped_quantity, line.delivered_quantity, line.short_quantity) == (3, 12, 8, 2)
    assert closed == [{line.id: (12, 15)}]
    assert given == [8]
    assert get(SubOrder, part.id).status == "shipped"
    assert stock(market, "B1") == [(0, 0), (88, 0)]
    other = next(s for s in rows(select(Shipment)) if s.id != parcel)
    receiving.receive(clerk, other.id, found_good(clerk, other.id))
    assert get(SubOrder, part.id).status == "delivered"
    assert [r.grn_number[-6:] for r in rows(select(GoodsReceipt).order_by(GoodsReceipt.grn_number))] == ["000001", "000002"]
    holds()


def test_closing_all_of_it_is_a_cancellation(market):
    part = confirmed(market, {"A1": 6})
    shipping.close_remainder(maker_of(part), part.id, {"reason_code": "cannot_deliver"})
    done = get(SubOrder, part.id)
    assert (done.status, done.cancellation_reason_code, done.cancelled_by_role) == ("cancelled", "cannot_deliver", "manufacturer")
    assert stock(market, "A1") == [(100, 0)]
    holds()


def test_bad_batches_do_not_leave_and_expired_ones_are_not_received_as_good(market):
    part = confirmed(market, {"A1": 6})
    batch = reserved(part.id)[0].batch_id
    change(ProductBatch, batch, status="recalled")
    with pytest.raises(Conflict, match="expired, in quarantine or recalled"):
        sent_all(part)
    change(ProductBatch, batch, status="released")
    parcel = sent_all(part)
    clerk = market.at("clinic")
    counted = {k: v | {"expires_on": "2020-01-01"} for k, v in found_good(clerk, parcel).items()}
    with pytest.raises(Invalid, match="cannot be received as good"):
        receiving.receive(clerk, parcel, counted)


def test_time_and_the_suppliers_proof_deliver_and_the_receipt_corrects_it(market):
    part = confirmed(market, {"A1": 6})
    parcel = sent_all(part)
    with pytest.raises(Invalid, match="courier's reference"):
        write.step("orders", maker_of(part), part.id, "deliver", {})
    assert order_clock.deliver_silent_ones() == 0
    hence = clock.now() + timedelta(days=11)
    clock.set_now(lambda: hence)
    assert order_clock.deliver_silent_ones() == 1
    assert get(SubOrder, part.id).status == "delivered"
    assert order_lines(part.id)[0].delivered_quantity == 6
    clerk = market.at("clinic")
    receiving.receive(clerk, parcel, found_good(clerk, parcel, short=2))
    line = order_lines(part.id)[0]
    assert (line.delivered_quantity, line.short_quantity) == (4, 2)
    holds()


def test_what_comes_back_is_counted_and_ends_the_order(market):
    part = confirmed(market, {"A1": 6})
    parcel = sent_all(part)
    clerk, maker = market.at("clinic"), maker_of(part)
    receiving.receive(clerk, parcel, found_good(clerk, parcel))
    line = order_lines(part.id)[0]
    with pytest.raises(Invalid, match="6 packs of Dashamoolarishta can still go back"):
        returns.request(clerk, line.id, {"quantity": "7", "reason": "Leaking"})
    first, again = (returns.request(clerk, line.id, {"quantity": "4", "reason": "Leaking"}, key="one click") for _ in range(2))
    assert first == again
    shown = order_pages.opened(clerk, part.id)["returnable"]
    assert shown == [(str(line.id), "Dashamoolarishta", 2)]
    assert all("returnable" not in order_pages.opened(market.at(r), part.id) for r in ("pharmacist", "support"))
    with pytest.raises(Invalid):
        returns.request(clerk, line.id, {"quantity": "3", "reason": "Leaking"})
    with pytest.raises(NotAllowed):
        write.step("returns", clerk, first, "approve")
    write.step("returns", maker, first, "approve")
    write.step("returns", maker, first, "send")
    with pytest.raises(Invalid, match="make 5; 4 were"):
        write.step("returns", maker, first, "take-in", {"resaleable": "3", "damaged": "2"})
    write.step("returns", maker, first, "take-in", {"resaleable": "3", "damaged": "1"})
    assert stock(market, "A1") == [(97, 0)]
    assert get(SubOrder, part.id).status == "delivered"
    second = returns.request(clerk, line.id, {"quantity": "2", "reason": "Leaking too"})
    write.step("returns", maker, second, "waive")
    assert (get(Return, second).is_waived, get(SubOrder, part.id).status) == (True, "returned")
    assert order_lines(part.id)[0].returned_quantity == 6
    holds()


def test_refused_at_the_door_goes_back_into_stock_if_it_is_good(market):
    part = confirmed(market, {"A1": 6})
    sent_all(part)
    write.step("orders", maker_of(part), part.id, "return", {"reason_code": "cannot_deliver", "restock": True})
    assert get(SubOrder, part.id).status == "returned"
    assert stock(market, "A1") == [(100, 0)]
    holds()


def test_a_maker_sees_no_buyer_before_it_confirms_and_nothing_foreign_ever(market):
    order = buy(market, {"A1": 6, "B1": 3})
    kav, mal = parts(order)
    rival, maker = maker_of(kav), maker_of(mal)
    for act in (
        lambda: read.get("orders", rival, mal.id), lambda: shipping.ship(rival, mal.id, []),
        lambda: write.step("orders", rival, mal.id, "cancel", {"reason_code": "out_of_stock"}),
        lambda: read.get("orders", somebody("clinic", clinic_id=market.other_clinic), mal.id),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            act()
    secrets = ("Clinic THR", "1 Market Road", "98470", kav.sub_order_number, "Maker KAV", "33AAE", "THR LLP")
    shown = str(read.get("orders", maker, mal.id).values) + str(read.page("orders", maker, read.Query()).rows)
    shown += str(list(csv_rows.write_rows("orders", maker))) + str(list(read.page("clinics", maker, read.Query()).rows))
    from data.rules import order_money, order_pages

    shown += str(order_pages.opened(maker, mal.id)) + str(order_money.of_part(maker, mal.id))
    assert not [secret for secret in secrets if secret in shown]
    assert "Thrissur, Kerala" in shown
    pay(order)
    write.step("orders", maker, mal.id, "confirm")
    after = str(order_pages.opened(maker, mal.id)) + str(order_money.of_part(maker, mal.id))
    assert "Clinic THR" in after
    assert "1 Market Road" in after
    assert "98470" not in after
    assert not [secret for secret in (kav.sub_order_number, "Maker KAV", str(get(Order, order).total_amount)) if secret in after]


@given(st.integers(1, 60), st.integers(0, 10**7), st.lists(st.integers(1, 20), max_size=8))
def test_parts_of_a_line_always_give_the_whole(quantity, amount, cuts):
    edges, seen = [0], 0
    for cut in cuts:
        seen = min(quantity, seen + cut)
        edges.append(seen)
    edges.append(quantity)
    assert sum(shares.share(amount, a, b, quantity) for a, b in zip(edges, edges[1:], strict=False)) == amount


def test_reasons_are_known_for_everybody_who_moves_an_order():
    assert set().union(*(e.roles for e in EDGES)) <= set(REASONS)
    assert set(order_moves.EVERY_REASON) == {code for codes in REASONS.values() for code in codes}
