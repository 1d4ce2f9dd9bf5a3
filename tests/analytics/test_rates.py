"""Small n, division by nothing, and the nearest rank."""

import pytest

from data.analytics.rates import Rate, Ratio, Spread, percentile


@pytest.mark.parametrize(
    ("values", "p", "found"),
    [
        ([3, 1, 2], 50, 2),
        ([4, 1, 3, 2], 50, 2),
        ([1, 2, 3, 4, 5], 90, 5),
        (range(1, 11), 90, 9),
        (range(1, 12), 90, 10),
        ([7], 90, 7),
        ([], 50, None),
    ],
)
def test_a_percentile_is_the_nearest_rank(values, p, found):
    assert percentile(values, p) == found


def test_a_rate_on_fewer_than_five_cases_is_not_printed():
    assert Rate(1, 4, 4).value is None
    assert Rate(1, 5, 6).value == 0.2
    assert Rate(0, 0, 0).value is None


def test_a_ratio_of_amounts_is_shown_on_any_n_but_not_over_nothing():
    assert Ratio(30, 60).value == 0.5
    assert Ratio(0, 0).value is None


def test_a_spread_keeps_the_cases_and_leaves_out_the_unmeasured():
    spread = Spread.of([5, float("nan"), 1, 4, 2, 3])
    assert (spread.values, spread.n, spread.eligible) == ((1, 2, 3, 4, 5), 5, 6)
    assert (spread.median, spread.p90) == (3, 5)
    few = Spread.of([5, 1, 4, 2])
    assert (few.median, few.p90, few.values) == (None, None, (1, 2, 4, 5))
