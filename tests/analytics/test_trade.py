"""The figures of the marketplace on a hand-made case, exact (metrics.md §5)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from data.analytics import trade as figures
from data.analytics import trade_money
from data.analytics.trade import Line, Paper, Part, Trade
from data.analytics.trade_money import Case, Entry
from data.core import stock_sums

ZONE = "Asia/Kolkata"
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def at(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC) if text else None


def part(
    name, status, total, placed, confirmed="", sent="", delivered="", cancelled="", promised="", by=None, why=None, maker="M"
):
    promised_on = date.fromisoformat(f"2026-{promised}") if promised else None
    stamps = [at(t) for t in (placed, confirmed, sent, delivered, cancelled)]
    return Part(name, "C", maker, status, total, *stamps, promised_on, by, why)


# By hand: P2's supplier closed 3 of 7 units, P4 was refused by the supplier, P5 called off by the clinic, P6 by the clock;
# P7 was placed on 1 April by the clock of Kolkata; P8 is promised today; P9 came a day late, P10 in March 31's last hour.
PARTS = [
    part("P1", "delivered", 374850, "03-02T05:00", "03-02T09:00", "03-03T05:00", "03-05T09:00", promised="03-06"),
    part("P2", "delivered", 166483, "03-03T05:00", "03-03T15:00", "03-05T05:00", "03-08T15:00", promised="03-08"),
    part("P3", "processing", 559994, "03-10T05:00", "03-11T05:00", "03-14T05:00", promised="03-16"),
    part("P4", "cancelled", 367290, "03-11T05:00", "03-11T11:00", cancelled="03-12T05:00", promised="03-15", by="manufacturer", why="out_of_stock"),
    part("P5", "cancelled", 100000, "03-12T05:00", "03-12T07:00", cancelled="03-13T05:00", promised="03-17", by="clinic", why="too_slow"),
    part("P6", "cancelled", 50000, "03-13T05:00", cancelled="03-15T05:00", by="system", why="payment_timeout"),
    part("P7", "pending", 210000, "03-31T19:00", maker="K"),
    part("P8", "confirmed", 105000, "03-25T05:00", "03-25T13:00", promised="03-31"),
    part("P9", "delivered", 105000, "03-15T05:00", "03-15T17:00", "03-16T05:00", "03-21T05:00", promised="03-20"),
    part("P10", "delivered", 105000, "03-20T05:00", "03-20T06:00", "03-29T05:00", "03-31T18:00", promised="03-30"),
]  # fmt: skip
LINES = [
    Line("P1", 24, 0, 24, 24, (357000, 8925, 8925, 0), "Arishta"),
    Line("P2", 7, 3, 4, 4, (148645, 8919, 8919, 0), "Lehya"),
    Line("P3", 15, 0, 0, 10, (499995, 0, 0, 59999), "Taila"),
    Line("P4", 40, 40, 0, 0, (349800, 0, 0, 17490), "Churna"),
    Line("P5", 10, 10, 0, 0, (95238, 0, 0, 4762), "Churna"),
    Line("P6", 5, 5, 0, 0, (47619, 0, 0, 2381), "Churna"),
    Line("P7", 20, 0, 0, 0, (200000, 5000, 5000, 0), "Taila"),
    Line("P8", 10, 0, 0, 0, (100000, 2500, 2500, 0), "Taila"),
    Line("P9", 6, 0, 6, 6, (60000, 1500, 1500, 0), "Taila"),
    Line("P9", 4, 0, 4, 4, (40000, 1000, 1000, 0), "Taila"),
    Line("P10", 10, 0, 10, 10, (100000, 2500, 2500, 0), "Taila"),
]
TRADE = Trade(PARTS, LINES)
TODAY = date(2026, 3, 31)


def test_a_closed_remainder_keeps_its_own_share_to_the_paisa():
    line = LINES[1]
    assert figures.kept(line) == 84940 + 2 * 5097  # 4 of 7 of 1,486.45 and of 89.19 twice
    assert figures.kept(line) + figures.closed(line) == 166483


def test_gmv_counts_what_was_placed_and_not_called_off_less_closed_remainders():
    kept = {"Arishta": 374850, "Lehya": 95134, "Taila": 559994 + 3 * 105000}
    assert figures.gmv_by(TRADE, MARCH, APRIL, ZONE, lambda _p, line: line.category) == kept
    assert figures.gmv(TRADE, MARCH, APRIL, ZONE) == sum(kept.values()) == 1_344_978
    by_month = figures.gmv_by(TRADE, MARCH, date(2026, 5, 1), ZONE, lambda p, _l: figures.month_of(p.placed_at, ZONE))
    assert by_month == {MARCH: 1_344_978, APRIL: 210000}  # P7: 1 April in Kolkata


def test_net_sales_are_invoices_less_credit_notes_by_their_dates():
    papers = [Paper(date(2026, 3, 3), 374850), Paper(date(2026, 3, 31), -149332), Paper(date(2026, 4, 1), -5000)]
    found = figures.net_sales(papers, MARCH, APRIL)
    assert (found.invoiced, found.credited, found.net) == (374850, 149332, 225518)


def test_every_status_has_its_count_and_value():
    found = figures.orders_by_status(PARTS)
    assert found["delivered"] == (4, 374850 + 166483 + 2 * 105000)
    assert found["cancelled"] == (3, 517290)
    assert (found["shipped"], found["returned"], sum(n for n, _ in found.values())) == ((0, 0), (0, 0), 10)


def test_hours_to_confirm_and_days_to_deliver_lie_on_the_later_instant():
    confirmed = figures.confirm_hours(PARTS, MARCH, APRIL, ZONE)
    assert confirmed.values == (1, 2, 4, 6, 8, 10, 12, 24)
    assert (confirmed.median, confirmed.p90) == (6, 24)
    delivered = figures.fulfilment_days(PARTS, MARCH, APRIL, ZONE)
    assert (delivered.values, delivered.median) == ((3, 5, 5.5, 11.5), None)  # of four none is told
    assert figures.fulfilment_days(PARTS, MARCH, date(2026, 3, 9), ZONE).values == (3, 5)


def test_fill_rates_count_first_shipments_and_what_the_supplier_refused():
    units = figures.unit_fill(TRADE, MARCH, APRIL, ZONE)
    assert (units.numerator, units.denominator) == (24 + 4 + 10 + 0 + 10 + 10, 24 + 7 + 15 + 40 + 10 + 10)
    lines, orders = figures.line_fill(TRADE, MARCH, APRIL, ZONE), figures.order_fill(TRADE, MARCH, APRIL, ZONE)
    assert (lines.numerator, lines.denominator) == (4, 7)
    assert (orders.numerator, orders.denominator) == (3, 6)


def test_on_time_in_full_fails_what_is_late_short_refused_or_not_there():
    found = figures.otif(TRADE, MARCH, APRIL, TODAY, ZONE)
    # P1 is good. P2 is short, P3 not there, P4 refused, P9 and P10 late; P5 is out, P8 is promised today.
    assert (found.numerator, found.denominator) == (1, 6)
    assert figures.otif(TRADE, MARCH, date(2026, 3, 7), TODAY, ZONE).value is None  # 1 of 1


@pytest.mark.parametrize(
    ("by", "why", "is_no"),
    [("manufacturer", "other", True), ("support", "out_of_stock", True), ("admin", "fraud", False), ("support", "other", False), ("clinic", "too_slow", False)],
)  # fmt: skip
def test_whose_no_it_was(by, why, is_no):
    assert figures.is_suppliers_no(PARTS[3]._replace(by=by, why=why)) is is_no


def case(name, opened, replied="", resolved="", stopped="", outcome=None, held=0):
    stamps = [at(t) for t in (replied, resolved, stopped)]
    due = [at(opened).replace(day=at(opened).day + days) for days in (2, 7)]
    return Case(name, "M", "quality", at(opened), *due, *stamps, outcome, held)


CASES = [
    case("P1", "03-06T05:00", "03-07T05:00", "03-10T05:00", outcome="full_credit"),
    case("P2", "03-09T05:00", "03-12T05:00", "03-13T05:00", outcome="no_action"),  # the reply came a day late
    case("P9", "03-21T09:00", "03-21T11:00", "03-21T19:00", outcome="withdrawn"),
    case("P10", "03-22T05:00", stopped="03-23T05:00", held=137532),  # waits for the clinic since its first day
]


def test_disputes_over_deliveries_without_those_withdrawn():
    rate = trade_money.dispute_rate(PARTS, CASES, MARCH, APRIL, ZONE)
    assert (rate.numerator, rate.denominator) == (3, 4)
    found = trade_money.handling(CASES, MARCH, APRIL, at("03-31T05:00"), ZONE)
    assert (found.reply.values, found.close.values) == ((24, 72), (96, 96))
    assert (found.held, found.missed) == (137532, 1)


def test_commission_and_what_is_owed_of_the_worked_example():
    moved = at("08-25T05:00")
    entries = [
        Entry("sale", 927284, moved), Entry("commission", -63735, moved), Entry("commission_gst", -11472, moved),
        Entry("sale_reversal", -149332, at("09-24T05:00")), Entry("commission_reversal", 10000, at("09-24T05:00")),
        Entry("commission_gst_reversal", 1800, at("09-24T05:00")), Entry("settlement", -714545, at("09-02T05:00")),
    ]  # fmt: skip
    assert trade_money.commission_earned(entries, date(2026, 8, 1), date(2026, 9, 1), ZONE) == trade_money.Commission(
        63735, 11472
    )
    assert trade_money.commission_earned(entries, date(2026, 8, 1), date(2026, 10, 1), ZONE) == trade_money.Commission(
        53735, 9672
    )
    sums = {e.kind: e.amount for e in entries}
    found = trade_money.payable(sums, paid_out=714545, held=0, not_yet=0)
    assert (found.balance.total, found.sold, found.went, found.holds) == (0, 777952, 777952, True)
    assert not trade_money.payable(sums, paid_out=714544, held=0, not_yet=0).holds
    more = trade_money.payable(sums | {"adjustment": 5000}, 714545, held=2000, not_yet=1000)
    assert (more.balance.available, more.holds) == (2000, True)


def test_months_of_a_range():
    found = figures.months(date(2026, 1, 20), date(2026, 3, 2))
    assert found == [(date(2026, 1, 20), date(2026, 2, 1)), (date(2026, 2, 1), MARCH), (MARCH, date(2026, 3, 2))]


def test_monthly_use_cover_and_what_expires_unused():
    assert stock_sums.amc(18) == 18 * 30.4375
    assert stock_sums.amc(None) is None
    assert stock_sums.cover_months(160, 18) == pytest.approx(0.29, abs=0.005)
    lots = [stock_sums.Lot(100, 10, Decimal("2.50")), stock_sums.Lot(50, 40, Decimal(3)), stock_sums.Lot(900, 400, Decimal(9))]
    # 4 a day: 40 of the first lot, the next 50 in time, and the last lies beyond 90 days.
    assert stock_sums.at_risk(lots, 4) == 60 * 250 // 100
    assert stock_sums.at_risk(lots, None) == 250 + 150
