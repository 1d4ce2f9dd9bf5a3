"""Golden case G3 of the metrics: balances of patient bills as of four days, through the frames and through the tables."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from uuid import UUID

import pytest

from components import money_figures, money_tables
from data.analytics import billing as figures
from data.analytics import billing_home
from data.analytics.billing import BillRow, EntryRow, books_of
from data.analytics.billing_books import books, lines
from data.analytics.billing_lines import discount_share, lines_of
from data.core import clock
from data.core.money import rupees
from data.rules import bill_ages, ledger
from data.store import read, write
from tests.billing.conftest import REASON, line, make_till, set_clock, tender

ZONE = "Asia/Kolkata"
BILLS = """bill_id,bill_date,due_date,subtotal,discount,status,cancelled_on
B01,2025-11-10,2025-11-10,5000,0,partial,
B02,2025-12-20,,2400,0,pending,
B03,2026-01-31,2026-01-31,1500,150,partial,
B04,2026-03-01,2026-03-01,800,0,pending,
B05,2026-03-20,2026-04-10,1200,0,partial,
B06,2026-03-25,2026-03-25,600,0,paid,
B07,2026-03-26,,999,0,draft,
B08,2026-03-02,2026-03-02,400,0,cancelled,2026-03-15
B09,2026-02-27,2026-02-27,700,0,paid,
B10,2025-12-01,2025-12-01,500,0,pending,
"""
ENTRIES = """entry,bill_id,type,amount,at,method,reverses
E01,B01,payment,2000,2025-11-10T06:00Z,cash,
E02,B10,payment,500,2025-12-02T05:00Z,cheque,
E03,B10,reversal,500,2026-01-05T05:00Z,cheque,E02
E04,B01,write-off,500,2026-02-01T06:00Z,,
E05,B03,payment,600,2026-02-05T09:00Z,upi,
E06,B03,refund,250,2026-02-06T09:00Z,upi,
E07,B05,payment,200,2026-03-20T08:00Z,card,
E08,B05,credit-note,100,2026-03-21T08:00Z,,
E09,B06,payment,600,2026-03-25T08:00Z,cash,
E10,,advance,150,2026-03-28T08:00Z,upi,
E11,B09,payment,700,2026-03-31T18:45Z,online,
"""
AGEING = {
    date(2025, 12, 31): (2400, 0, 3000, 0, 0, 0, 0, 5400),
    date(2026, 3, 10): (0, 1900, 1000, 2400, 3000, 0, 0, 8300),
    date(2026, 3, 31): (900, 800, 1700, 2400, 500, 2500, -150, 8650),
    date(2026, 4, 1): (900, 0, 1800, 2400, 0, 3000, -150, 7950),
}
MARCH_31 = date(2026, 3, 31)
FIRST, PAST = date(2025, 1, 1), date(2026, 4, 1)


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def day(text):
    return date.fromisoformat(text) if text else None


def raw_books():
    bills = [
        BillRow(
            b["bill_id"], day(b["bill_date"]), day(b["due_date"]), int(b["subtotal"]) * 100, int(b["discount"]) * 100,
            (int(b["subtotal"]) - int(b["discount"])) * 100, day(b["cancelled_on"]),
        )
        for b in rows(BILLS) if b["status"] != "draft"
    ]  # fmt: skip
    entries = [
        EntryRow(
            e["entry"], e["bill_id"] or None, e["type"], int(e["amount"]) * 100, clock.local_day(datetime.fromisoformat(e["at"]), ZONE),
            e["method"] or None, e["reverses"] or None, "U1",
        )
        for e in rows(ENTRIES)
    ]  # fmt: skip
    return books_of(bills, entries, terms=15)


def write_down(till):
    """The case as the desk would have typed it, each act at its own instant; ids by bill and entry name."""
    till.set(payment_terms_days=15)
    known = {}
    acts = [(clock.at(day(b["bill_date"]), datetime.min.time().replace(hour=9), ZONE), "bill", b) for b in rows(BILLS)]
    acts += [(datetime.fromisoformat(e["at"]), "entry", e) for e in rows(ENTRIES)]
    acts += [(clock.at(date(2026, 3, 15), datetime.min.time().replace(hour=9), ZONE), "cancel", {"bill_id": "B08"})]
    for at, what, row in sorted(acts, key=lambda act: act[0]):
        set_clock(at)
        if what == "bill":
            raw = {"bill_date": row["bill_date"], "due_date": row["due_date"], "discount": row["discount"]}
            known[row["bill_id"]] = till.draft(line(row["subtotal"]), **raw)
            if row["status"] != "draft":
                till.issue(known[row["bill_id"]])
        elif what == "cancel":
            write.step("patient_bills", till.manager, known["B08"], "cancel", REASON)
        else:
            known[row["entry"]] = enter(till, known, row).entries[0]
    return known


def enter(till, known, row):
    bill, paid = known.get(row["bill_id"]), tender(row["amount"], row["method"]) if row["method"] else {"amount": row["amount"]}
    return {
        "payment": lambda: ledger.pay(till.desk, bill, [paid]),
        "advance": lambda: ledger.deposit(till.desk, till.patient.id, [paid]),
        "refund": lambda: ledger.refund(till.manager, bill, {**paid, **REASON}),
        "write-off": lambda: ledger.write_off(till.manager, bill, {**paid, **REASON}),
        "credit-note": lambda: ledger.credit(till.manager, bill, {**paid, **REASON}),
        "reversal": lambda: ledger.reverse(till.manager, known[row["reverses"]], REASON),
    }[row["type"]]()


def check(found):
    """Every number of the case, on one set of books."""
    for as_of, expected in AGEING.items():
        buckets = figures.ageing(found, as_of)
        assert tuple(v // 100 for v in buckets.values()) == expected[:-1], as_of
        assert figures.outstanding(found, as_of) == expected[-1] * 100 == sum(buckets.values())
    buckets = figures.ageing(found, MARCH_31)
    owed = figures.over_90_share(buckets)
    assert (owed.numerator, owed.denominator, round(100 * owed.value, 2)) == (3000_00, 8800_00, 34.09)
    assert round(figures.days_in_ar(found, MARCH_31).value, 2) == 162.19
    assert figures.days_in_ar(found, date(2025, 12, 31)) is None
    net = figures.net_collection(found, FIRST, PAST, MARCH_31)
    assert (net.numerator, net.denominator, round(100 * net.value, 2)) == (3150_00, 11950_00, 26.36)
    assert net.denominator - net.numerator - 150_00 == figures.outstanding(found, MARCH_31)
    mix = figures.payment_mix(figures.collected(found, FIRST, PAST))
    amounts = dict(zip(mix["method"], mix["amount"], strict=True))
    assert amounts == {"cash": 2600_00, "card": 200_00, "online": 0, "cheque": 0, "upi": 500_00}
    assert dict(zip(mix["method"], mix["refunds"], strict=True))["upi"] == 250_00
    march = figures.payment_mix(figures.collected(found, date(2026, 3, 1), PAST))
    assert [a // 100 for a in march["amount"]] == [600, 200, 0, 0, 150]
    assert sum(a for a in march["amount"]) == 950_00


def test_the_golden_case_on_frames():
    found = raw_books()
    check(found)
    told = figures.balance_at(found, MARCH_31).set_index("bill_id")
    expected = {
        "B01": (2500, 141), "B02": (2400, 86), "B03": (1000, 59), "B04": (800, 30), "B05": (900, -10), "B06": (0, 6),
        "B09": (700, 32), "B10": (500, 120),
    }  # fmt: skip
    assert {i: (row.balance // 100, row.days) for i, row in told.iterrows()} == expected
    of_lines = lines_of(
        (b["bill_id"], day(b["bill_date"]), "", "consultation", int(b["subtotal"]) * 100, int(b["discount"]) * 100)
        for b in rows(BILLS) if b["status"] not in {"draft", "cancelled"}
    )  # fmt: skip
    assert round(100 * discount_share(of_lines).value, 2) == 1.18


def test_the_golden_case_through_the_desk_and_the_list_behind_each_bucket(database):
    till = make_till()
    known = write_down(till)
    found = books(till.manager)
    check(found)
    assert figures.ties_to_ledger(found, PAST).holds
    the_screen_says_the_same(till)
    share = discount_share(lines(till.manager, FIRST, PAST))
    assert (share.numerator, share.denominator) == (150_00, 12_700_00)
    for status, names in {
        "partial": "B01 B03 B05",
        "pending": "B02 B04 B10",
        "paid": "B06 B09",
        "draft": "B07",
        "cancelled": "B08",
    }.items():
        assert {till.bill(known[name]).status for name in names.split()} == {status}
    for as_of in [*AGEING, clock.today(ZONE)]:
        told = figures.balance_at(found, as_of)
        tiles = bill_ages.ages(till.desk, as_of.isoformat())
        assert {**{name: heap.amount for name, heap in tiles.heaps.items()}, "unapplied_credit": -tiles.unapplied} == (
            figures.ageing(found, as_of)
        )
        assert sum(heap.bills for heap in tiles.heaps.values()) == int((told["balance"] != 0).sum())
        for bucket in list(figures.ages.BOUNDS):
            behind = read.page("patient_bills", till.manager, read.Query(filters={"bucket": bucket, "as_of": as_of.isoformat()}))
            expected = told.loc[(told["bucket"] == bucket) & (told["balance"] != 0), "bill_id"]
            assert {UUID(row["id"]) for row in behind.rows} == {UUID(str(key)) for key in expected}, (as_of, bucket)


def the_screen_says_the_same(till):
    """Through the function the page asks, and in the cells it shows, at all four days."""
    for as_of, expected in AGEING.items():
        found = billing_home.readings(till.manager, as_of, FIRST, PAST)
        assert tuple(v // 100 for v in found.buckets.values()) == expected[:-1], as_of
        assert (found.outstanding, found.tie.holds) == (expected[-1] * 100, True)
        cells = money_tables.cells(found)
        assert cells["money_tables-bucket-sum-amount"] == rupees(expected[-1] * 100, with_paise=False)
        assert cells["money_tables-bucket-over-120-amount"] == rupees(expected[5] * 100, with_paise=False)
        told = money_figures.readings(found)
        assert told["outstanding"].value == rupees(expected[-1] * 100, with_paise=False)
    found = billing_home.readings(till.manager, MARCH_31, date(2026, 3, 1), PAST)
    told = money_figures.readings(found)
    assert (told["old"].value, told["in_ar"].value, told["collected"].value) == ("34.1 %", "162.2", "₹950")
    assert money_figures.readings(billing_home.readings(till.manager, date(2025, 12, 31), FIRST, PAST))["in_ar"].value == "–"


@pytest.mark.parametrize("filters", [{"bucket": "old"}, {"bucket": "0-30", "as_of": "soon"}, {"method": "shells"}])
def test_an_address_that_names_no_bucket_day_or_method_is_not_found(till, filters):
    from data.core.errors import NotFound

    with pytest.raises(NotFound):
        read.page("patient_bills", till.manager, read.Query(filters=filters))


def test_the_list_by_method_is_that_of_the_money(till):
    a, b = till.issued(), till.issued()
    till.pay(a, "100", "upi")
    till.pay(b, "50")
    shown = lambda **f: {r["id"] for r in read.page("patient_bills", till.desk, read.Query(filters=f)).rows}  # noqa: E731
    assert shown(method="upi") == {str(a)}
    assert shown(method="upi,cash", **{"from": "2026-11-24", "to": "2026-11-25"}) == {str(a), str(b)}
    assert shown(method="upi", **{"from": "2026-11-25"}) == set()
    assert shown(to="2026-11-24") == set()
    entries = read.page("ledger", till.desk, read.Query(filters={"method": "upi", "from": "2026-11-24"}))
    assert [row["amount"] for row in entries.rows] == ["₹100.00"]
