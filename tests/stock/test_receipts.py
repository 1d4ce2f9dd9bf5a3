"""A received parcel becomes units on the shelf; what goes back leaves it."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from data.models import Clinic, OrderLine, StockBatch, StockItem, StockMovement
from data.rules import receiving, returns, stock_receipts
from data.store import write
from tests.trade.conftest import change, confirmed, found_good, list_product, maker_of, market, order_lines, rows, sent_all

__all__ = ["market"]


def test_good_packs_become_units_of_their_batch_at_landed_cost_and_go_back_when_returned(market):
    market.products["B1"] = list_product(
        market.mal, sku="KSB2", name="Ksheerabala Taila", stock=((10, 300), (90, 400)), units_per_pack="200"
    )
    hand = market.at("pharmacist")
    named = write.create("stock", hand, {"item_name": "ksheerabala taila", "base_unit": "ml", "units_per_pack": "1"})
    change(Clinic, market.clinic, gstin=None)
    part = confirmed(market, {"B1": 12})
    parcel = sent_all(part)
    receiving.receive(hand, parcel, found_good(hand, parcel, damaged=2, short=1))
    item = rows(select(StockItem))[0]
    assert (item.id, item.product_id, item.units_per_pack) == (named, market.products["B1"], 200)  # linked, not doubled
    lots = {b.batch_number: b for b in rows(select(StockBatch))}
    assert {n: b.quantity_on_hand for n, b in lots.items()} == {"B1": 1400, "B2": 400}
    line: OrderLine = order_lines(part.id)[0]
    with_gst = (Decimal(line.taxable_value + line.gst_amount) / (12 * 200)).quantize(Decimal("0.0001"))
    assert {b.unit_cost for b in lots.values()} == {with_gst}
    assert stock_receipts.landed(line, reclaims=True) == Decimal("166.6650")
    assert {b.product_batch_id is not None for b in lots.values()} == {True}
    # The two damaged packs and one good one go back.
    made = returns.request(market.at("clinic"), line.id, {"quantity": "3", "reason": "Leaking and one too many"})
    maker = maker_of(part)
    write.step("returns", maker, made, "approve")
    write.step("returns", maker, made, "take-in", {"resaleable": "1", "damaged": "2"})
    assert sum(b.quantity_on_hand for b in rows(select(StockBatch))) == 1600
    assert [m.quantity for m in rows(select(StockMovement).where(StockMovement.movement_type == "return_out"))] == [-200]
