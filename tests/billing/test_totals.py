"""What a bill comes to, for any lines: it adds up to the paisa, and nobody pays more than was asked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.core.bill_totals import Line, by_largest_remainder, is_above, totals
from data.core.money import round_half_up

RATES = st.sampled_from((0, 25, 500, 1200, 1800, 2800, 10_000)) | st.integers(0, 10_000)


@st.composite
def a_line(draw):
    quantity, price = draw(st.integers(1, 500)), draw(st.integers(0, 10_000_00))
    discount = draw(st.integers(0, quantity * price)) if draw(st.booleans()) else 0
    return Line(quantity, price, discount, draw(RATES), draw(st.booleans()))


@st.composite
def a_bill(draw):
    lines = draw(st.lists(a_line(), max_size=12))
    asked = sum(line.asked for line in lines)
    return lines, draw(st.integers(0, asked)), draw(st.booleans())


@settings(max_examples=400, deadline=None)
@given(a_bill())
def test_any_bill_adds_up(bill):
    lines, discount, interstate = bill
    found = totals(lines, discount, is_interstate=interstate)
    assert found.subtotal == sum(line.total for line in found.lines)
    assert found.discount == discount == sum(line.share for line in found.lines)
    assert found.tax == sum(line.tax for line in found.lines) == found.cgst + found.sgst + found.igst
    assert found.total == found.subtotal - found.discount + found.tax >= 0
    assert found.gross - found.line_discount == sum(line.asked for line in lines)
    for line, one in zip(lines, found.lines, strict=True):
        assert one.taxable == one.total - one.share >= 0
        assert 0 <= one.share <= line.asked
        assert one.cgst == one.sgst
        assert min(one.cgst, one.igst) == 0
        if line.tax_included:
            assert one.taxable + one.tax == line.asked - one.share  # what stands on the packet is what is paid
        else:
            assert one.total == line.asked
            exact = Decimal(one.taxable * line.tax_rate) / 10_000
            assert one.tax == (round_half_up(exact) if interstate else 2 * round_half_up(exact / 2))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 10**9), max_size=20), st.data())
def test_shares_add_up_and_stay_within_a_paisa_of_their_part(weights, data):
    whole = sum(weights)
    amount = data.draw(st.integers(0, whole))
    shares = by_largest_remainder(amount, weights)
    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert share <= weight
        assert not whole or abs(share * whole - amount * weight) < whole


def test_half_a_paisa_goes_up_on_each_half_of_the_tax():
    one = totals([Line(1, 1_00_10, tax_rate=500)]).lines[0]  # 2.5 % of 100.10 is 2.5025 a half
    assert (one.cgst, one.sgst) == (250, 250)
    one = totals([Line(1, 1_00_20, tax_rate=500)]).lines[0]  # 2.505
    assert (one.cgst, one.sgst) == (251, 251)
    assert totals([Line(1, 1_00_10, tax_rate=500)], is_interstate=True).igst == 501  # 5.005


def test_the_tax_in_a_price_is_taken_out_of_it():
    found = totals([Line(2, 112_00, tax_rate=1200, tax_included=True)])
    assert (found.subtotal, found.tax, found.total) == (200_00, 24_00, 224_00)


def test_a_discount_on_prices_with_tax_is_what_the_patient_no_longer_pays():
    found = totals([Line(1, 112_00, tax_rate=1200, tax_included=True), Line(1, 500_00)], 61_20)
    assert found.total == 612_00 - 61_20
    assert [line.share for line in found.lines] == [11_20, 50_00]
    assert found.lines[0].tax == 2 * 540  # 100.80 holds 10.80
    assert found.subtotal - found.discount + found.tax == found.total


def test_the_largest_remainders_get_the_odd_paise():
    assert by_largest_remainder(100, [1, 1, 1]) == [34, 33, 33]
    assert by_largest_remainder(10, [0, 5, 15]) == [0, 3, 7]
    assert by_largest_remainder(0, []) == []


def test_lines_and_bills_for_nothing_are_bills():
    assert totals([]).total == 0
    assert totals([Line(3, 0, tax_rate=1800)]).total == 0
    assert totals([Line(1, 500_00, discount=500_00)], 0).total == 0


@pytest.mark.parametrize(
    ("lines", "discount"), [([Line(1, 100, 101)], 0), ([Line(1, 100, -1)], 0), ([Line(1, 100)], 101), ([], -1)]
)
def test_no_more_is_taken_off_than_there_is(lines, discount):
    with pytest.raises(ValueError, match="discount"):
        totals(lines, discount)


def test_a_cap_is_reached_before_it_is_passed():
    assert not is_above(1000, 10_00, 100_00)
    assert is_above(1000, 10_01, 100_00)
    assert not is_above(0, 0, 0)
