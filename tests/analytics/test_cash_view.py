"""One cash view on a hand-made case: expectation with band, refunds, orders on their days, the reorder list apart."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from data.analytics.billing_forecast import Expected
from data.analytics.cash_view import Due, cash_view

TODAY = date(2026, 11, 25)
NONE = pd.DataFrame()
DAY = timedelta(days=1)


def expected(days, amount, low=None, high=None):
    return Expected(days, amount, low, high, NONE)


MONTHS = [expected(30, 60_000_00, 30_000_00, 75_000_00), expected(60, 90_000_00, 45_000_00, 120_000_00)]
UNPAID = [Due(TODAY + 2 * DAY, 41_250_00), Due(TODAY - DAY, 5_000_00), Due(TODAY + 2 * DAY, 750_00)]


def test_net_is_what_comes_less_what_orders_cost_with_its_band():
    found = cash_view(MONTHS, 3_200_00, UNPAID, 38_640_00, TODAY)
    one, two = found["steps"]
    assert (one["patients"], one["unpaid"], one["net"]) == (60_000_00, 47_000_00, 16_200_00)
    assert (one["net_low"], one["net_high"]) == (-13_800_00, 31_200_00)
    assert (two["net"], two["net_low"], two["net_high"]) == (46_200_00, 1_200_00, 76_200_00)
    assert (one["with_reorder"], two["with_reorder"]) == (-22_440_00, 7_560_00)


def test_the_line_turns_on_the_days_of_the_orders_and_ends_at_the_sums():
    found = cash_view(MONTHS, 3_200_00, UNPAID, 38_640_00, TODAY)
    assert found["due"] == [(TODAY, 5_000_00), (TODAY + 2 * DAY, 42_000_00)]
    assert found["points"] == [
        (TODAY, -1_800_00, -1_800_00, -1_800_00),
        (TODAY + DAY, 200_00, -800_00, 700_00),  # 2,000, 1,000 and 2,500 a day
        (TODAY + 2 * DAY, -39_800_00, -41_800_00, -38_800_00),
        (TODAY + 30 * DAY, 16_200_00, -13_800_00, 31_200_00),
        (TODAY + 60 * DAY, 46_200_00, 1_200_00, 76_200_00),
    ]


def test_weeks_of_patients_money_add_up_to_the_expectation():
    weeks = cash_view(MONTHS, 0, [], 0, TODAY)["weeks"]
    assert [days for _, days, _ in weeks] == [7] * 8 + [4]
    assert [paise for *_, paise in weeks][:2] == [14_000_00, 14_000_00]
    assert sum(paise for *_, paise in weeks) == 90_000_00


def test_without_history_the_orders_still_stand_there():
    found = cash_view([expected(30, None), expected(60, None)], 3_200_00, UNPAID, 0, TODAY)
    assert (found["points"], found["weeks"]) == ([], [])
    assert (found["steps"][0]["net"], found["steps"][0]["unpaid"]) == (None, 47_000_00)
