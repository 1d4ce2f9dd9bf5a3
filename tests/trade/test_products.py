"""Products: prices under the MRP, dated rates and prices, batches that count, review, and a catalogue from a file."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from data.core import clock, trade_terms
from data.core.actor import system
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.interop import catalogues, csv_rows
from data.models import Product, ProductBatch, ProductGstRate, ProductPrice
from data.rules import product_batches, product_rates, products
from data.store import read, write
from data.store.unit_of_work import reading
from tests.commands.conftest import line  # noqa: F401 - a fixture
from tests.trade.conftest import change, get, list_product, make_maker, product_raw, rows, somebody

ADMIN, SUPPORT = somebody("admin"), somebody("support")


@pytest.fixture
def maker(database):
    made = make_maker("MAL")
    return made, somebody("manufacturer", manufacturer_id=made)


def test_a_price_with_gst_above_the_mrp_is_refused_to_the_letter(maker):
    _, actor = maker
    with pytest.raises(Invalid) as refused:
        write.create("products", actor, product_raw(price="212.35", mrp="230", gst_rate="12"))
    sentence = "Price with GST (₹237.83) is above the MRP (₹230.00). Lower the price or correct the MRP."
    assert refused.value.errors == {"price": sentence}
    assert refused.value.codes == {"price": "price_above_mrp"}


@pytest.mark.parametrize("hsn", ["300", "30049", "ABCD", "3004901", "300490112"])
def test_an_hsn_code_has_4_6_or_8_digits(maker, hsn):
    with pytest.raises(Invalid):
        write.create("products", maker[1], product_raw(hsn_code=hsn))


def test_a_new_product_is_seen_by_the_platform_before_it_is_sold(maker):
    maker_id, actor = maker
    made = write.create("products", actor, product_raw())
    assert get(Product, made).manufacturer_id == maker_id
    assert read.page("products", somebody("clinic", clinic_id=maker_id), read.Query()).total == 0
    write.step("products", actor, made, "submit")
    with pytest.raises(NotAllowed):
        write.step("products", actor, made, "accept")
    write.step("products", ADMIN, made, "send-back", {"note": "Which texts is it from?"})
    assert (get(Product, made).status, get(Product, made).review_note) == ("draft", "Which texts is it from?")
    write.step("products", actor, made, "submit")
    write.step("products", ADMIN, made, "accept")
    assert read.get("products", somebody("clinic", clinic_id=maker_id), made).get("gst_rate") == 500
    write.step("products", actor, made, "take-off")
    with pytest.raises(NotFound):
        read.get("products", somebody("clinic", clinic_id=maker_id), made)
    write.step("products", actor, made, "put-on")
    write.step("products", actor, made, "discontinue")
    with pytest.raises(Conflict):
        write.step("products", actor, made, "put-on")


def test_what_decides_the_tax_goes_to_review_and_a_price_does_not(maker):
    maker_id, actor = maker
    made = list_product(maker_id)
    write.change("products", actor, made, {"price": "340"}, None)
    assert get(Product, made).status == "active"
    write.change("products", actor, made, {"hsn_code": "300490"}, None)
    assert get(Product, made).status == "pending_review"


def test_every_price_stays_with_its_days(maker):
    maker_id, actor = maker
    made = list_product(maker_id)
    write.change("products", actor, made, {"price": "340"}, None)
    today = trade_terms.today()
    hence = clock.now() + timedelta(days=10)
    clock.set_now(lambda: hence)
    write.change("products", actor, made, {"price": "350"}, None)
    write.change("products", actor, made, {"price": "351"}, None)
    kept = rows(select(ProductPrice).where(ProductPrice.product_id == made).order_by(ProductPrice.valid_from))
    later = today + timedelta(days=10)
    assert [(p.price, p.valid_from, p.valid_to) for p in kept] == [(34000, today, later), (35100, later, None)]


def test_a_new_rate_counts_once_accepted_and_ends_the_one_before(maker):
    maker_id, actor = maker
    made, start = list_product(maker_id), trade_terms.today() + timedelta(days=3)
    with pytest.raises(Invalid):
        product_rates.propose(actor, made, {"rate": "12", "valid_from": "2020-01-01"})
    proposed = product_rates.propose(actor, made, {"rate": "12", "valid_from": start.isoformat()})
    with pytest.raises(NotAllowed):
        product_rates.accept(actor, made, proposed)
    assert rate_in(made, 4) == 500
    product_rates.accept(ADMIN, made, proposed)
    assert (rate_in(made, 2), rate_in(made, 3)) == (500, 1200)
    found = rows(select(ProductGstRate).where(ProductGstRate.product_id == made).order_by(ProductGstRate.valid_from))
    assert found[0].valid_to == found[1].valid_from


def rate_in(product_id, days):
    hence = clock.now() + timedelta(days=days)
    clock.set_now(lambda: hence)
    try:
        with reading(system()) as session:
            return products.rate_on(session, session.get_one(Product, product_id))
    finally:
        clock.set_now(None)


def test_only_released_batches_with_life_left_are_stock(maker):
    maker_id, actor = maker
    made = list_product(maker_id, stock=((10, 400), (20, 89), (30, 90)))
    batch = product_batches.save(actor, made, batch_raw("Q", "40", status="quarantined"))
    assert available(made) == 40
    product_batches.save(actor, made, batch_raw("Q", "50"), batch)
    assert available(made) == 90
    change(ProductBatch, batch, quantity_reserved=20)
    assert available(made) == 70
    with pytest.raises(Invalid, match="20 packs are promised"):
        product_batches.save(actor, made, batch_raw("Q", "19"), batch)
    with pytest.raises(Conflict, match="already has a batch"):
        product_batches.save(actor, made, batch_raw("Q", "1"))


def available(product_id):
    with reading(system()) as session:
        return products.available(session, [session.get_one(Product, product_id)])[product_id]


def batch_raw(number, packs, **more):
    today = trade_terms.today()
    return {
        "batch_number": number, "manufactured_on": (today - timedelta(days=9)).isoformat(),
        "expires_on": (today + timedelta(days=500)).isoformat(), "quantity_on_hand": packs, "status": "released", **more,
    }  # fmt: skip


def test_a_maker_neither_sees_nor_changes_a_rivals_product(market):
    rival = somebody("manufacturer", manufacturer_id=market.kav)
    mine = market.products["A1"]
    for act in (
        lambda: read.get("products", rival, mine),
        lambda: write.change("products", rival, mine, {"price": "1"}, None),
        lambda: product_batches.save(rival, mine, batch_raw("X", "1")),
        lambda: product_rates.propose(rival, mine, {"rate": "5", "valid_from": trade_terms.today().isoformat()}),
        lambda: write.step("products", rival, mine, "discontinue"),
    ):
        with pytest.raises(NotFound):
            act()
    assert {r["name"] for r in read.page("products", rival, read.Query()).rows} == {"Ksheerabala Taila", "Triphala Churna"}
    exported = list(csv_rows.write_rows("products", rival))
    assert len(exported) == 3
    assert "Dashamoolarishta" not in str(exported)


BROKEN = (
    {"price": "free"}, {"mrp": "1"}, {"hsn_code": "12"}, {"sku": ""}, {"order_multiple": "0"}, {"form": "potion"}, {"name": ""}, {"gst_rate": "5000"},
)  # fmt: skip


def catalogue(path, lines, **more):
    head = [*product_raw(), *more]
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, head)
        writer.writeheader()
        for number in range(lines):
            broken = BROKEN[number // 25 % len(BROKEN)] if number % 25 == 7 else {}
            writer.writerow({**product_raw(f"SKU-{number:04d}"), "name": f"Medicine {number}", **more, **broken})


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_catalogue_of_a_thousand_lines_names_its_forty_broken_ones_and_comes_in_once(maker, tmp_path):
    _, actor = maker
    catalogue(tmp_path / "catalogue.csv", 1000)
    file = catalogues.read(actor, "catalogue.csv", (tmp_path / "catalogue.csv").read_bytes())
    told = list(catalogues.bring(actor, file))
    assert [(t.done, t.total) for t in told] == [(n, 1000) for n in (200, 400, 600, 800, 1000)]
    end = told[-1]
    assert (end.imported, end.unchanged, end.refused) == (960, 0, 40)
    assert {number for number, _, _ in end.refusals} == {n + 2 for n in range(1000) if n % 25 == 7}
    assert {column for _, column, _ in end.refusals} == {"price", "hsn_code", "sku", "order_multiple", "form", "name", "gst_rate"}
    assert all(len(sentence) > 10 for _, _, sentence in end.refusals)
    before = rows(select(func.max(Product.updated_at)))
    again = list(catalogues.bring(actor, file))[-1]
    assert (again.imported, again.unchanged, again.refused) == (0, 960, 40)
    assert rows(select(func.max(Product.updated_at))) == before


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_command_line_takes_a_file_that_names_the_maker(maker, line, tmp_path):  # noqa: F811
    catalogue(tmp_path / "c.csv", 7, manufacturer_code="MAL")
    code, out, _ = line("import", "products", str(tmp_path / "c.csv"))
    assert (code, "imported 7, unchanged 0, refused 0" in out) == (0, True)
    catalogue(tmp_path / "c.csv", 1, manufacturer_code="XXX")
    code, out, _ = line("import", "products", str(tmp_path / "c.csv"))
    assert (code, "row 2, manufacturer_code: There is no manufacturer XXX" in out) == (1, True)
