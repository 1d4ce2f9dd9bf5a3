"""The cashier's day and the clinic's calendar: what is closed stays closed, and the year turns on 1 April in Kerala."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from data.core import clock
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.rules import ledger, ledger_days
from data.store import write
from tests.billing.conftest import NOW, REASON, line, make_till, set_clock, tender

TODAY = date(2026, 11, 24)


def take_money(till):
    bill = till.issued(line("2000"))
    ledger.pay(till.desk, bill, [tender("700"), tender("300", "upi")])
    till.pay(bill, "200", "card")
    ledger.deposit(till.desk, till.patient.id, [tender("150")])
    till.pay(bill, "100", "advance")
    till.pay(bill, "50", by=till.manager)
    return bill


def test_a_day_is_what_this_cashier_took_by_method(till):
    take_money(till)
    found = ledger_days.sheet(till.desk)
    assert found.expected == {"cash": 850_00, "card": 200_00, "online": 0, "cheque": 0, "upi": 300_00}
    assert (found.entries, found.closing, found.business_day) == (5, None, TODAY)
    assert ledger_days.sheet(till.manager).expected["cash"] == 50_00


def test_refunds_and_reversals_are_taken_off_on_their_own_day(till):
    bill = till.issued()
    cheque = till.pay(bill, "300", "cheque", by=till.manager).entries[0]
    ledger.refund(till.manager, bill, {**tender("100"), **REASON})
    set_clock(NOW + timedelta(days=1))
    ledger.reverse(till.manager, till.pay(bill, "50", by=till.manager).entries[0], REASON)
    assert (ledger_days.sheet(till.manager, TODAY).expected["cash"], ledger_days.sheet(till.manager, TODAY).refunds["cash"]) == (
        -100_00,
        100_00,
    )
    assert ledger_days.sheet(till.manager).expected["cash"] == 0
    assert ledger_days.sheet(till.manager, TODAY).expected["cheque"] == 300_00
    assert cheque


def test_a_day_is_closed_with_what_was_counted_and_to_whom_it_went(till):
    take_money(till)
    closing = ledger_days.close(
        till.desk, {"opening": "500", "cash": "1340", "card": "200", "upi": "300", "notes": "Ten missing"}
    )
    found = ledger_days.sheet(till.desk).closing
    assert (found.id, found.opening, found.difference, found.notes) == (closing, 500_00, -10_00, "Ten missing")
    assert found.expected["cash"] == 850_00
    with pytest.raises(Conflict, match="24 Nov was closed at 09:15 already"):
        ledger_days.close(till.desk, {"opening": "0"})
    assert [c.id for c in ledger_days.closings(till.manager, TODAY, TODAY + timedelta(days=1))] == [closing]


def test_what_is_counted_is_money_and_handed_to_somebody_here(till):
    for wrong, field in (
        ({"cash": "-1"}, "cash"),
        ({"opening": "NaN"}, "opening"),
        ({"handed_to": str(till.clinic_id)}, "handed_to"),
    ):
        with pytest.raises(Invalid) as bad:
            ledger_days.close(till.desk, wrong)
        assert set(bad.value.errors) == {field}
    take_money(till)
    for typed, missing in (
        ({}, {"cash", "card", "upi"}),
        ({"cash": "850", "upi": "300"}, {"card"}),
    ):
        with pytest.raises(Invalid) as bad:
            ledger_days.close(till.desk, {"opening": "0"} | typed)
        assert bad.value.errors == dict.fromkeys(missing, "Say how much was counted; 0 if there is none.")
    with pytest.raises(Invalid, match="Say how much"):  # nothing came in, but something lay there
        ledger_days.close(till.manager, {"opening": "500"}, TODAY - timedelta(days=1))
    with pytest.raises(Invalid, match="25 Nov has not come yet"):
        ledger_days.close(till.desk, {}, TODAY + timedelta(days=1))


def test_nothing_is_written_on_a_closed_day_or_before_it(till):
    bill = till.issued(line("2000"), bill_date="2026-11-20")
    ledger_days.close(till.desk, {"opening": "0"}, date(2026, 11, 22))
    for day in (date(2026, 11, 21), date(2026, 11, 22)):
        with pytest.raises(Invalid) as bad:
            till.pay(bill, "10", day=day)
        assert bad.value.errors == {"day": "Your day of 22 Nov was closed on 24 Nov. Enter it with today's date."}
    till.pay(bill, "10", day=date(2026, 11, 23))
    till.pay(bill, "10", by=till.manager, day=date(2026, 11, 21))  # her day is another one
    closing = ledger_days.close(till.desk, {"opening": "0", "cash": "10"})
    with pytest.raises(Invalid, match="Ask the manager to open it again"):
        till.pay(bill, "10")
    with pytest.raises(NotAllowed):
        ledger_days.reopen(till.desk, closing, "One more came")
    with pytest.raises(Invalid):
        ledger_days.reopen(till.manager, closing, " ")
    ledger_days.reopen(till.manager, closing, "One more came")
    till.pay(bill, "10")
    with pytest.raises(NotFound):
        ledger_days.reopen(till.manager, closing, "again")
    ledger_days.close(till.desk, {"opening": "0", "cash": "20"})


def test_a_cashier_closes_her_own_day_and_the_manager_anybodys(till):
    take_money(till)
    with pytest.raises(NotAllowed):
        ledger_days.close(till.desk, {"opening": "0"}, user_id=till.manager.user_id)
    with pytest.raises(NotAllowed):
        ledger_days.sheet(till.pharmacy)
    ledger_days.close(till.manager, {"opening": "0", "cash": "850", "card": "200", "upi": "300"}, user_id=till.desk.user_id)
    assert ledger_days.sheet(till.desk).closing.difference == 0
    assert len(ledger_days.closings(till.desk, TODAY, TODAY + timedelta(days=1))) == 1
    assert ledger_days.closings(make_till(gstin=False).manager, TODAY, TODAY + timedelta(days=1)) == []


def test_the_year_of_the_numbers_turns_at_midnight_in_the_clinics_zone(till):
    set_clock(datetime(2027, 3, 31, 18, 29, 59, tzinfo=UTC))  # 23:59:59 in Kerala
    old = till.issued()
    till.pay(old, "10")
    set_clock(datetime(2027, 3, 31, 18, 30, tzinfo=UTC))  # 1 April, 00:00
    new = till.issued()
    act = till.pay(new, "10")
    write.step("patient_bills", till.manager, till.issued(), "cancel", REASON)
    assert till.bill(old).bill_number == f"{till.code}-2627-000001"
    assert till.bill(new).bill_number == f"{till.code}-2728-000001"
    assert act.number == f"{till.code}-P2728-000001"
    assert till.entries(entry_type="credit-note")[0].receipt_number == f"{till.code}-C2728-000001"
    assert len(till.bill(new).bill_number) <= 16
    assert (till.bill(old).bill_date, till.bill(new).bill_date) == (date(2027, 3, 31), date(2027, 4, 1))


def test_another_zone_turns_its_year_by_its_own_clock(database):
    till = make_till()
    till.set(time_zone="America/New_York")
    set_clock(datetime(2027, 4, 1, 3, 59, tzinfo=UTC))
    assert till.bill(till.issued()).bill_number == f"{till.code}-2627-000001"
    set_clock(datetime(2027, 4, 1, 4, 0, tzinfo=UTC))
    assert till.bill(till.issued()).bill_number == f"{till.code}-2728-000001"
    assert clock.financial_year(date(2027, 3, 31)) == "2627"
