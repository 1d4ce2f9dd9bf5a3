"""How an order is paid, and that parts of amounts give the whole: pure sums."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.core import settlement
from data.rules import supplier_invoices


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9), st.booleans())
def test_the_payment_status_is_derived(verified, payable, refunded, has_submitted):
    found = settlement.payment_status(verified, payable, min(refunded, verified), has_submitted=has_submitted)
    if verified == 0:
        assert found == ("submitted" if has_submitted else "unpaid")
    elif refunded == 0:
        assert found == ("paid" if verified >= payable else "part_paid")
    else:
        assert found == ("refunded" if refunded >= verified else "part_refunded")


@given(st.integers(1, 40), st.lists(st.integers(0, 10**8), min_size=4, max_size=4), st.lists(st.integers(1, 9), max_size=6))
def test_parts_of_amounts_give_the_whole(units, amounts, cuts):
    whole = dict(zip(supplier_invoices.PARTS, amounts, strict=True))
    edges = sorted({0, units, *(min(units, sum(cuts[:n])) for n in range(len(cuts)))})
    parts_of = [supplier_invoices.shared(whole, a, b, units) for a, b in zip(edges, edges[1:], strict=False)]
    for name in supplier_invoices.PARTS:
        assert sum(p[name] for p in parts_of) == whole[name]
    assert sum(p["line_total"] for p in parts_of) == sum(amounts)
