"""The site's settings at work: tax withheld at source from a day on, and what the marketplace goes by."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from components import payouts as shown
from data.core import trade_terms
from data.core.actor import system
from data.core.errors import Invalid, NotAllowed
from data.demo.trade_money import PLATFORM
from data.models import Order, PayoutEntry
from data.rules import payouts, returns, site_settings
from data.store import write
from data.store.unit_of_work import reading
from tests.trade.conftest import buy, get, holds, make_market, order_lines, parts, rows, somebody
from tests.trade.money import balance, carried, entries, maker_of, money_holds, paid

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def shop(database):
    return make_market()


def withhold(rate, days=0, actor=None):
    begins = trade_terms.today() + timedelta(days=days)
    site_settings.withhold(actor or somebody("admin"), {"rate": rate, "begins": begins.isoformat()})


def test_it_is_taken_off_at_delivery_and_comes_back_with_the_packs(shop):
    withhold("0.5")
    withhold("2", days=30)  # later: counts for nothing yet
    order = buy(shop, {"B1": 15})
    paid(shop, order)
    carried(shop, order)
    part = parts(order)[0]
    line = order_lines(part.id)[0]
    assert line.taxable_value == 499_995
    assert entries(shop.kav)["withholding"] == -2_500  # half up of 2 499.975
    asked = returns.request(shop.at("clinic"), line.id, {"quantity": "4", "reason": "Leaking"})
    write.step("returns", maker_of(part), asked, "waive")
    assert entries(shop.kav)["withholding_reversal"] == 667  # 4 of 15
    rest = returns.request(shop.at("clinic"), line.id, {"quantity": "11", "reason": "All of it leaks"})
    write.step("returns", maker_of(part), rest, "waive")
    assert entries(shop.kav)["withholding_reversal"] == 2_500
    assert balance(shop.kav).total == 0
    holds()
    money_holds()


def test_an_administrator_sets_it_from_today_on(shop):
    with reading(system()) as session:
        assert site_settings.withholding(session, trade_terms.today()) == 0
    with pytest.raises(Invalid, match="today or later"):
        withhold("1", days=-1)
    for role in ("support", "manufacturer", "clinic"):
        with pytest.raises(NotAllowed):
            withhold("1", actor=somebody(role))
    withhold("1")
    withhold("1.5", days=3)
    assert [rate for _, rate in site_settings.withheld(somebody("admin"))] == [100, 150]
    with reading(system()) as session:
        days = [trade_terms.today() + timedelta(days=n) for n in (-1, 0, 2, 3)]
        assert [site_settings.withholding(session, day) for day in days] == [0, 100, 100, 150]


def test_the_marketplace_goes_by_what_is_set(shop):
    site_settings.save(system(), PLATFORM | {"payment_window_hours": "6", "payout_delay_days": "2", "auto_deliver_days": "3"})
    order = get(Order, buy(shop, {"B1": 3}))
    assert order.expires_at - order.placed_at == timedelta(hours=6)
    paid(shop, order.id)
    carried(shop, order.id)
    assert {e.available_on for e in rows(select(PayoutEntry))} == {trade_terms.today() + timedelta(days=2)}
    said = shown.statement(
        *payouts.statement(maker_of(parts(order.id)[0])), "Asia/Kolkata", site_settings.told("payout_delay_days")
    )
    assert "can be paid out 2 days after the delivery" in str(said)
    with pytest.raises(Invalid) as refused:
        site_settings.save(system(), PLATFORM | {"payment_window_hours": "0"})
    assert set(refused.value.errors) == {"payment_window_hours"}
