"""Money under several hands and under a power cut, both databases: never more than the total, no gap, nothing half."""

from __future__ import annotations

import os
import signal
from itertools import groupby

import pytest
from sqlalchemy import select, text

import data.resources  # noqa: F401 - declares the nouns
from data.core import clock
from data.core.actor import system
from data.models import Bill, LedgerEntry
from data.rules import bill_drafts, ledger
from data.store import write
from data.store.unit_of_work import reading, site
from tests.races import crowd, tills


@pytest.fixture
def clinic(database):
    """A clinic with one patient; (clinic id, patient id)."""
    clinic_id = write.create("clinics", system(), {"clinic_name": "Busy till", "clinic_code": "TIL"})
    raw = {"first_name": "Lakshmi", "gender": "female", "estimated_age": "40"}
    return clinic_id, write.create("patients", system(clinic_id), raw)


def issued(clinic, n):
    """Bills over 500 each."""
    clinic_id, patient_id = clinic
    desk, found = tills.cashier(clinic_id), []
    for _ in range(n):
        found.append(bill_drafts.create(desk, {"patient_id": str(patient_id)}, [tills.LINE]))
        write.step("patient_bills", desk, found[-1], "issue")
    return found


def bill_of(clinic, bill_id):
    with reading(system(clinic[0])) as session:
        return session.scalars(select(Bill).where(Bill.id == bill_id)).one()


def entries(clinic):
    with reading(system(clinic[0])) as session:
        return list(session.scalars(select(LedgerEntry).order_by(LedgerEntry.act_id, LedgerEntry.part)))


def test_thirty_two_cashiers_on_one_bill_never_take_more_than_its_total(clinic):
    bill_id = issued(clinic, 1)[0]
    answers = crowd.together(site().settings, tills.pay_one_bill, [(clinic[0], bill_id, "120", 8)] * crowd.PROCESSES)
    bill, said = bill_of(clinic, bill_id), [s for _, more in answers for s in more]
    assert sum(taken for taken, _ in answers) == 4
    assert (bill.paid_amount, bill.balance, bill.status) == (480_00, 20_00, "partial")
    assert set(said) == {f"₹20.00 is left on {bill.bill_number} now."}
    assert len(said) == 28


def test_three_hundred_and_twenty_submits_with_twenty_keys_are_twenty_payments(clinic):
    bills, keys = issued(clinic, 20), [f"key-{n}" for n in range(20)]
    parts = [(clinic[0], bills, keys, 4, seed) for seed in range(crowd.PROCESSES)]
    first, *others = crowd.together(site().settings, tills.submit, parts)
    assert all(found == first for found in others)
    assert len(set(first.values())) == 20
    assert len(entries(clinic)) == 40  # two tenders each
    assert {bill_of(clinic, b).balance for b in bills} == {350_00}


def test_an_advance_is_used_once_whoever_reaches_for_it(clinic):
    clinic_id, patient_id = clinic
    ledger.deposit(tills.cashier(clinic_id), patient_id, [{"amount": "1700", "method": "cash"}])
    bills = issued(clinic, 8)
    parts = [(clinic_id, bills[n::4]) for n in range(crowd.PROCESSES)]
    assert sum(crowd.together(site().settings, tills.use_advance, parts)) == 3
    assert ledger.advance(tills.cashier(clinic_id), patient_id) == 200_00


def numbers_have_no_gap(clinic, n):
    parts = [(*clinic, n // crowd.PROCESSES, seed) for seed in range(crowd.PROCESSES)]
    found = sorted(number for numbers in crowd.together(site().settings, tills.issue, parts) for number in numbers)
    year = clock.financial_year(clock.today("Asia/Kolkata"))
    assert len(found) == n - n // 10
    assert found == [f"TIL-{year}-{m:06d}" for m in range(1, len(found) + 1)]


def test_bills_issued_at_once_have_numbers_without_gap_though_some_are_rolled_back(clinic):
    numbers_have_no_gap(clinic, 80)


@pytest.mark.slow
def test_sixteen_hundred_issues_leave_no_gap(clinic):
    numbers_have_no_gap(clinic, 1_600)


def test_what_was_acknowledged_before_a_kill_is_there_and_nothing_half(clinic):
    after = 41
    bills = _bulk(clinic, 200)
    ours, theirs = crowd.APART.Pipe(duplex=False)
    child = crowd.APART.Process(target=tills.pay_until_killed, args=(site().settings, clinic[0], bills, theirs))
    child.start()
    theirs.close()
    told = [ours.recv() for _ in range(after)]
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    told += list(_rest(ours))
    assert after <= len(told) < 200
    found = entries(clinic)
    acts = {act: [(e.method, e.amount) for e in of_act] for act, of_act in groupby(found, key=lambda e: e.act_id)}
    assert all(split == [("cash", 300_00), ("card", 200_00)] for split in acts.values())
    assert set(told) <= {e.receipt_number for e in found}
    assert len(acts) - len(told) in {0, 1}  # one may have been saved and not told any more
    paid = {e.bill_id for e in found}
    for bill_id in bills:
        bill = bill_of(clinic, bill_id)
        assert (bill.paid_amount, bill.status) == ((500_00, "paid") if bill_id in paid else (0, "pending"))
    numbers = sorted({e.receipt_number for e in found})
    assert [int(number[-6:]) for number in numbers] == list(range(1, len(acts) + 1))


def _rest(ours):
    while True:
        try:
            number = ours.recv()
        except EOFError:
            return
        if number:
            yield number


def _bulk(clinic, n):
    """Many issued bills, without the desk's typing: the first one is copied row by row."""
    first = issued(clinic, 1)[0]
    made = [first]
    with site().engine.begin() as connection:
        for m in range(n - 1):
            made.append(_copy(connection, first, m + 2))
        number = text("UPDATE counters SET value = :n WHERE series LIKE 'bills%'")
        connection.execute(number, {"n": n})
    return made


def _copy(connection, first, m):
    from data.models import BillItem
    from data.models.base import new_id

    new = new_id()
    bills, items = Bill.__table__, BillItem.__table__
    bill = connection.execute(select(bills).where(bills.c.id == first)).mappings().one()
    item = connection.execute(select(items).where(items.c.bill_id == first)).mappings().one()
    number = f"{bill['bill_number'][:-6]}{m:06d}"
    connection.execute(bills.insert(), {**bill, "id": new, "status": "draft", "bill_number": number})
    connection.execute(items.insert(), {**item, "id": new_id(), "bill_id": new})
    connection.execute(bills.update().where(bills.c.id == new).values(status="pending"))
    return new
