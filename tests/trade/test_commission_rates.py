"""Commission rates: from a day on, product before manufacturer before site, set by an administrator alone, read by whose they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.core import trade_terms
from data.core.errors import Invalid, NotAllowed, NotFound
from data.models import CommissionRate, Product
from data.rules import commission
from data.store import read, write
from data.store.unit_of_work import reading
from tests.trade.conftest import somebody

ADMIN = somebody("admin")


def day(days):
    return (trade_terms.today() + timedelta(days=days)).isoformat()


def rate(actor=ADMIN, **raw):
    return write.create("commission_rates", actor, {"valid_from": day(0), **{k: str(v) for k, v in raw.items()}})


def of(product_id):
    with reading(ADMIN) as session:
        return commission.rate_of(session, session.get_one(Product, product_id))


def test_a_rate_begins_on_its_day_and_the_narrower_one_counts(market):
    a1, other = market.products["A1"], market.products["B1"]
    assert of(a1) == 500
    rate(rate="6.5", valid_from=day(0))
    assert (of(a1), of(other)) == (650, 650)
    rate(rate="8", maker_id=market.mal)
    rate(rate="3", maker_id=market.mal, valid_from=day(40))
    assert (of(a1), of(other)) == (800, 650)
    rate(rate="10", product_id=a1, maker_id=market.mal)
    assert (of(a1), of(other)) == (1000, 650)
    first = rate(rate="9", product_id=other, valid_from=day(10))
    rate(rate="7", product_id=other, valid_from=day(5))
    with reading(ADMIN) as session:
        spans = session.execute(
            select(CommissionRate.rate, CommissionRate.valid_to).where(
                CommissionRate.scope == "product", CommissionRate.scope_id == other
            )
        ).all()
    assert dict(spans) == {900: None, 700: trade_terms.today() + timedelta(days=10)}
    assert read.page("commission_rates", ADMIN, read.Query(filters={"scope": "product"})).total == 3
    assert read.get("commission_rates", ADMIN, first).label.startswith("9 % of ")


def test_what_is_refused_says_why(market):
    for raw, field in (
        ({"rate": 5, "valid_from": day(-1)}, "valid_from"),
        ({"rate": 101}, "rate"),
        ({"rate": 5, "product_id": market.products["B1"], "maker_id": market.mal}, "product_id"),
    ):
        with pytest.raises(Invalid) as refused:
            rate(**raw)
        assert field in refused.value.errors
    rate(rate=5)
    with pytest.raises(Invalid, match="from that day already"):
        rate(rate=6)


def test_a_manufacturer_reads_its_own_and_nobody_else_sets_any(market):
    own, rivals = rate(rate=7, maker_id=market.mal), rate(rate=8, maker_id=market.kav)
    maker = somebody("manufacturer", manufacturer_id=market.mal)
    assert read.get("commission_rates", maker, own).values["rate"] == 700
    with pytest.raises(NotFound):
        read.get("commission_rates", maker, rivals)
    for actor in (maker, somebody("support"), somebody("clinic", clinic_id=market.clinic)):
        with pytest.raises(NotAllowed):
            rate(actor, rate=1)
        with pytest.raises(NotAllowed):
            read.page("commission_rates", actor, read.Query())
