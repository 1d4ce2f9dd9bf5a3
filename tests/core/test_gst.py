"""Tax by place of supply, identifiers, and parts that add up."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.core import gst, shares

# The worked example of marketplace.md §17: taxable, rate, inter-state → CGST, SGST, IGST; commission rate → commission, GST on it.
EXAMPLE = [
    (357000, 500, False, (8925, 8925, 0), 800, 28560, 5141),
    (148645, 1200, False, (8919, 8919, 0), 1000, 14865, 2676),
    (499995, 1200, True, (0, 0, 59999), 750, 37500, 6750),
    (349800, 500, True, (0, 0, 17490), 750, 26235, 4722),
]


@pytest.mark.parametrize(("taxable", "rate", "interstate", "parts", "commission_rate", "commission", "tax_on_it"), EXAMPLE)
def test_the_lines_of_the_worked_example(taxable, rate, interstate, parts, commission_rate, commission, tax_on_it):
    tax = gst.split(taxable, rate, is_interstate=interstate)
    assert (tax.cgst, tax.sgst, tax.igst) == parts
    assert shares.of_rate(taxable, commission_rate) == commission
    assert shares.of_rate(commission, 1800) == tax_on_it


def test_seven_units_shipped_three_then_four_carry_the_whole_tax():
    assert (shares.share(8919, 0, 3, 7), shares.share(8919, 3, 7, 7)) == (3822, 5097)


@given(st.integers(0, 10**12), st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_any_cut_of_any_line_adds_up(whole, cuts):
    quantity, seen, parts = sum(cuts), 0, []
    for cut in cuts:
        parts.append(shares.share(whole, seen, seen + cut, quantity))
        seen += cut
    assert sum(parts) == whole
    assert all(part >= 0 for part in parts)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_halves_go_away_from_zero(top, bottom):
    exact = Fraction(top, bottom)
    rounded = shares.half_up(top, bottom)
    assert abs(rounded - exact) <= Fraction(1, 2)
    if abs(exact - int(exact)) == Fraction(1, 2):
        assert abs(rounded) > abs(exact)


def test_a_right_gstin_has_no_fault():
    for right in ("32AAACM1111A1ZP", "29AABFK2222B1ZZ", "32AAEFS3333C1ZT"):
        assert gst.gstin_fault(right, right[:2]) is None


@pytest.mark.parametrize(
    ("gstin", "state", "code", "sentence"),
    [
        ("32AAACM1111A1Z", "32", "gstin_format", "GSTIN has 15 characters, like 32AAACM1111A1ZP. You entered 14."),
        (
            "32AAACM1111A1ZQ", "32", "gstin_check_digit",
            "The last character of this GSTIN should be P, not Q. Compare it with the certificate.",
        ),
        (
            "29AABFK2222B1ZZ", "32", "gstin_state",
            "This GSTIN belongs to Karnataka (29) but the address is in Kerala (32). Correct one of them.",
        ),
        ("99AAACM1111A1ZP", "99", "gstin_format", "GSTIN has 15 characters, like 32AAACM1111A1ZP."),
    ],
)  # fmt: skip
def test_a_wrong_gstin_says_what_is_wrong(gstin, state, code, sentence):
    assert gst.gstin_fault(gstin, state) == (code, sentence)


def test_the_second_half_is_named_by_the_state():
    assert [gst.second_half(s) for s in ("32", "31", "04")] == ["SGST", "UTGST", "UTGST"]
