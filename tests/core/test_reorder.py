"""When to buy again and how much, by the check of the specification."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.core import reorder
from data.core.reorder import Lead, Pack, Use


def test_the_check_of_the_specification():
    use, lead = Use(18, 6), Lead(7, 3)
    assert (reorder.reorder_point(use, lead), reorder.target(use, lead)) == (219, 478)
    need = reorder.need(478, 160, 18, None)
    assert need == 318
    assert reorder.packs(need, Pack(units=60, smallest=1, step=1, available=100)) == 6
    assert reorder.packs(need, Pack(units=60, smallest=5, step=5, available=100)) == 10


def test_too_little_history_is_no_forecast_and_the_usual_lead():
    assert reorder.use_of([3] * 13) is None
    assert reorder.use_of([3] * 14) == Use(3, 0)
    assert reorder.lead_of([4, 5, 6, 7]) == Lead(7, 3)
    assert reorder.lead_of([4, 5, 6, 7, 8]) == Lead(6, pytest.approx(1.5811, abs=1e-4))


def test_what_would_expire_is_not_bought():
    assert reorder.need(478, 160, 18, 20) == 200
    assert reorder.packs(reorder.need(478, 160, 18, 5), Pack(60, 1, 1, 100)) == 0


def test_what_is_not_there_is_not_asked_for():
    assert reorder.packs(318, Pack(units=60, smallest=2, step=2, available=5)) == 4
    assert reorder.packs(318, Pack(units=60, smallest=6, step=6, available=5)) == 0


@given(st.integers(-50, 10**6), st.integers(1, 500), st.integers(1, 60), st.integers(1, 12), st.integers(0, 500))
def test_packs_can_always_be_ordered(need, units, smallest, step, available):
    found = reorder.packs(need, Pack(units, smallest, step, available))
    assert found == 0 or (smallest <= found <= available and found % step == 0)
    assert need > 0 or found == 0
