"""The figures of patient money, each on a case one can check by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.analytics import billing as figures
from data.analytics.billing import BillRow, EntryRow, books_of
from data.analytics.billing_forecast import expected_collection
from data.analytics.billing_lines import discount_by, lines_of, unbilled_value
from data.core import ageing

JAN, FEB = date(2026, 1, 5), date(2026, 2, 10)
T = date(2026, 3, 31)


def bill(name, day, total, **more):
    return BillRow(name, day, more.pop("due", day), more.pop("gross", total), more.pop("discounts", 0), total, **more)


def entry(name, bill_id, kind, amount, day, method="cash", reverses=None):
    return EntryRow(name, bill_id, kind, amount, day, method, reverses, "U1")


def cohort():
    bills = [bill("a", JAN, 1000, gross=1100, discounts=100), bill("b", JAN + timedelta(days=5), 500), bill("c", FEB, 800)]
    entries = [
        entry("1", "a", "payment", 400, JAN),
        entry("2", "a", "payment", 300, JAN + timedelta(days=10), "upi"),
        entry("3", "a", "refund", 100, JAN + timedelta(days=20), "upi"),
        entry("4", "b", "write-off", 100, JAN + timedelta(days=6), None),
        entry("5", "c", "payment", 800, FEB + timedelta(days=40), "card"),
    ]
    return books_of(bills, entries)


def test_what_a_month_brought_day_by_day():
    found = figures.cohort_curve(cohort(), T)
    january = {
        row.k: (row.collected.numerator, row.collected.denominator)
        for row in found[found["month"] == date(2026, 1, 1)].itertuples()
    }
    assert january == {0: (400, 1400), 7: (400, 1400), 14: (700, 1400), 30: (600, 1400), 60: (600, 1400)}  # 90 days: not yet
    february = {row.k: row.collected.numerator for row in found[found["month"] == date(2026, 2, 1)].itertuples()}
    assert february == {0: 0, 7: 0, 14: 0, 30: 0}


def test_net_collection_by_month_of_the_bill():
    found = figures.net_by_month(cohort(), T)
    assert [(row.month.month, row.net.numerator, row.net.denominator) for row in found.itertuples()] == [
        (1, 600, 1400),
        (2, 800, 800),
    ]


def test_what_was_taken_by_day_cashier_and_method():
    found = figures.collected(cohort(), JAN, FEB)
    assert found.to_numpy().tolist() == [
        [JAN, "U1", "cash", 400, 0],
        [JAN + timedelta(days=10), "U1", "upi", 300, 0],
        [JAN + timedelta(days=20), "U1", "upi", -100, 100],
    ]
    mix = figures.payment_mix(found)
    assert [(row.method, row.share.numerator, row.share.denominator) for row in mix.itertuples()][0] == ("cash", 400, 600)


def test_method_advance_moves_no_money():
    moves = books_of(
        [bill("a", JAN, 500)],
        [entry("1", None, "advance", 300, JAN), entry("2", "a", "payment", 200, JAN, "advance"), entry("3", "a", "refund", 50, JAN, "advance"),
         entry("4", None, "refund", 100, JAN), entry("5", None, "reversal", 100, JAN, "cash", "4")],
    )  # fmt: skip
    assert int(figures.collected(moves, JAN, FEB)["amount"].sum()) == 300
    assert figures.unapplied(moves, JAN) == 150
    assert figures.ageing(moves, JAN)["unapplied_credit"] == -150
    assert figures.outstanding(moves, JAN) == 350 - 150


def test_later_entries_and_a_later_cancellation_never_change_the_past():
    found = books_of([bill("a", JAN, 500, cancelled_on=FEB)], [entry("1", "a", "credit-note", 500, FEB, None)])
    assert figures.outstanding(found, FEB - timedelta(days=1)) == 500
    assert figures.outstanding(found, FEB) == 0
    assert figures.balance_at(found, FEB).empty


@pytest.mark.parametrize(("days", "bucket"), [(-1, "not_due"), (0, "0-30"), (30, "0-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"), (90, "61-90"), (91, "91-120"), (120, "91-120"), (121, ">120")])  # fmt: skip
def test_the_edges_of_the_buckets(days, bucket):
    found = figures.ageing(books_of([bill("a", JAN, 7)], []), JAN + timedelta(days=days)) if days >= 0 else figures.ageing(
        books_of([bill("a", JAN, 7, due=JAN + timedelta(days=1))], []), JAN)  # fmt: skip
    assert {name for name, amount in found.items() if amount} == {bucket}


def test_no_books_are_nothing_and_divide_by_nothing():
    empty = books_of([], [])
    assert figures.outstanding(empty, T) == 0
    assert set(figures.ageing(empty, T).values()) == {0}
    assert figures.over_90_share(figures.ageing(empty, T)).value is None
    assert figures.days_in_ar(empty, T) is None
    assert figures.net_collection(empty, JAN, T, T).value is None
    assert figures.cohort_curve(empty, T).empty
    assert figures.payment_mix(figures.collected(empty, JAN, T))["amount"].tolist() == [0] * 5
    assert expected_collection(empty, T, 30).amount is None
    assert figures.ties_to_ledger(empty, T).holds
    assert unbilled_value([]).amount == 0


def test_the_badge_is_red_when_a_kept_balance_is_not_the_ledgers():
    good = [bill("a", JAN, 500, balance=300), bill("b", JAN, 100, balance=100)]
    paid = [entry("1", "a", "payment", 200, JAN)]
    assert figures.ties_to_ledger(books_of(good, paid), T).holds
    wrong = figures.ties_to_ledger(books_of([bill("a", JAN, 500, balance=200), bill("b", JAN, 100, balance=200)], paid), T)
    assert (wrong.holds, wrong.wrong) == (False, ("a", "b"))  # also where the sums happen to agree


def test_month_ends_reach_back_over_the_year():
    assert figures.month_ends(date(2026, 1, 1), 3) == [date(2025, 10, 31), date(2025, 11, 30), date(2025, 12, 31)]
    rows = figures.ageing_by_month(cohort(), T, 2)
    assert rows["day"].tolist() == [date(2026, 1, 31), date(2026, 2, 28), T]
    assert rows.drop(columns="day").sum(axis=1).tolist() == [figures.outstanding(cohort(), day) for day in rows["day"]]


def test_what_open_balances_will_bring_with_its_band():
    bills, entries = [], []
    for n, (month, part) in enumerate([(8, 50), (9, 100), (10, 0)]):
        day = date(2025, month, 20)
        bills.append(bill(f"b{n}", day, 1000))
        if part:
            entries.append(entry(f"p{n}", f"b{n}", "payment", 10 * part, date(2025, month + 1, 15)))
    # As of 10 December: month ends of August to October have their 30 days; September's holds b0's rest too, but in 31-60.
    bills.append(bill("now", date(2025, 12, 1), 4000))
    found = expected_collection(books_of(bills, entries), date(2025, 12, 10), 30)
    told = found.buckets.set_index("bucket")
    assert tuple(told.loc["0-30", ["balance", "snapshots", "expected", "low", "high"]]) == (4000, 3, 2000, 0, 4000)
    assert found.amount is None  # b0 and b2 are older, and nobody knows what such balances bring
    alone = expected_collection(books_of([*bills[1:2], bill("x", date(2025, 8, 20), 10), bill("y", date(2025, 10, 20), 10), bills[3]],
        [entries[1], entry("x", "x", "payment", 10, date(2025, 9, 1)), entry("y", "y", "payment", 10, date(2025, 11, 2))]), date(2025, 12, 10), 30)  # fmt: skip
    assert (alone.amount, alone.low, alone.high) == (4000, 4000, 4000)


def test_two_month_ends_are_not_enough_history():
    bills = [bill("a", date(2025, 9, 20), 100), bill("b", date(2025, 10, 20), 100), bill("now", date(2025, 12, 1), 100)]
    found = expected_collection(books_of(bills, []), date(2025, 12, 10), 30)
    assert found.amount is None
    assert found.buckets.set_index("bucket").loc["0-30", "snapshots"] == 2


def test_discounts_by_doctor_kind_and_month():
    rows = lines_of(
        [("a", JAN, "D1", "consultation", 1000, 100), ("a", JAN, "D2", "medicine", 500, 0), ("b", FEB, "D1", "medicine", 500, 50)]
    )
    by = lambda column: {row[0]: (row[1].numerator, row[1].denominator) for row in discount_by(rows, column).to_numpy()}  # noqa: E731
    assert by("doctor_id") == {"D1": (150, 1500), "D2": (0, 500)}
    assert by("item_type") == {"consultation": (100, 1000), "medicine": (50, 1000)}
    assert by("month") == {date(2026, 1, 1): (100, 1500), date(2026, 2, 1): (50, 500)}


def test_work_without_a_price_is_eligible_and_not_used():
    found = unbilled_value([("D1", JAN, "appointments", 500), ("D1", JAN, "appointments", 300), ("D2", FEB, "dispensings", None)])
    assert (found.amount, found.used, found.eligible) == (800, 2, 3)
    expected = pd.DataFrame([["D1", JAN, 2, 800]], columns=["doctor_id", "day", "pieces", "amount"])
    assert found.by.to_dict("records") == expected.to_dict("records")


DAYS = st.integers(0, 400).map(lambda n: date(2025, 3, 1) + timedelta(days=n))
PAISE = st.integers(1, 10_000_000)


@st.composite
def random_books(draw):
    """Bills and their entries, a reversal among them, some without a bill."""
    bills = [
        bill(str(n), draw(DAYS), total, discounts=total // 5, cancelled_on=draw(st.none() | DAYS))
        for n, total in enumerate(draw(st.lists(PAISE, max_size=6)))
    ]
    kinds = st.sampled_from(["payment", "refund", "write-off", "credit-note"])
    on = st.sampled_from([*(b.bill_id for b in bills), None])
    entries = [entry(f"e{n}", draw(on), draw(kinds), draw(PAISE), draw(DAYS)) for n in range(draw(st.integers(0, 12)))]
    entries += [entry(f"r{e.id}", e.bill_id, "reversal", e.amount, e.business_day, None, e.id) for e in entries[::4]]
    return bills, entries


def moved(entries, bill_id, signs, first, last):
    """The signed sum of a bill's entries of some days, one after the other."""
    known = {e.id: e for e in entries}
    told = [
        (e, known[e.reverses_id] if e.reverses_id else e)
        for e in entries
        if e.bill_id == bill_id and first <= e.business_day <= last
    ]
    return sum(signs.get(what.entry_type, 0) * e.amount * (-1 if e.reverses_id else 1) for e, what in told)


@settings(deadline=None)
@given(random_books(), DAYS)
def test_sums_in_one_pass_are_those_of_a_loop(drawn, t):
    bills, entries = drawn
    found, always = books_of(bills, entries), date(2000, 1, 1)
    counted = [b for b in bills if b.bill_date <= t and (b.cancelled_on is None or b.cancelled_on > t)]
    balances = figures.balance_at(found, t)
    assert dict(zip(balances["bill_id"], balances["balance"], strict=True)) == {
        b.bill_id: b.total + moved(entries, b.bill_id, figures.OWED, always, t) for b in counted
    }
    assert list(balances["bucket"]) == [ageing.bucket((t - b.bill_date).days) for b in counted]
    months = sorted({b.bill_date.replace(day=1) for b in counted})
    nets = {
        month: (
            sum(moved(entries, b.bill_id, {"payment": 1, "refund": -1}, always, t) for b in own),
            sum(b.gross - b.discounts - moved(entries, b.bill_id, {"write-off": 1, "credit-note": 1}, always, t) for b in own),
        )
        for month in months
        for own in [[b for b in counted if b.bill_date.replace(day=1) == month]]
    }
    assert {row.month: (row.net.numerator, row.net.denominator) for row in figures.net_by_month(found, t).itertuples()} == nets
    for row in figures.cohort_curve(found, t).itertuples():
        own = [b for b in counted if b.bill_date.replace(day=1) == row.month]
        until = [min(t, b.bill_date + timedelta(days=row.k)) for b in own]
        paid = sum(
            moved(entries, b.bill_id, {"payment": 1, "refund": -1}, always, last) for b, last in zip(own, until, strict=True)
        )
        assert (row.collected.numerator, row.collected.denominator) == (paid, nets[row.month][1])
