"""Whatever the desk does with bills and money, and in whatever order, the books tie to the paisa after every step."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from data.analytics import billing as figures
from data.analytics.billing_books import books
from data.core import clock, ledger_sums
from data.core.actor import system
from data.core.errors import Refused
from data.models import LedgerEntry
from data.rules import bill_drafts, ledger
from data.store import write
from data.store.unit_of_work import reading, site
from tests.billing.conftest import NOW, REASON, line, set_clock, tender

OFF = """
SELECT b.id FROM patient_bills b
LEFT JOIN (SELECT bill_id, SUM(total) AS total, SUM(share) AS share, SUM(tax) AS tax FROM bill_items GROUP BY bill_id) i ON i.bill_id = b.id
LEFT JOIN (
  SELECT e.bill_id, COUNT(*) AS n, SUM((CASE WHEN e.entry_type = 'reversal' THEN -1 ELSE 1 END) * e.amount
    * (CASE WHEN COALESCE(u.entry_type, e.entry_type) = 'refund' THEN -1 ELSE 1 END)) AS settled
  FROM ledger_entries e LEFT JOIN ledger_entries u ON u.id = e.reverses_id GROUP BY e.bill_id
) l ON l.bill_id = b.id
WHERE b.deleted_at IS NULL AND (
  COALESCE(i.total, 0) <> b.subtotal OR COALESCE(i.share, 0) <> b.discount OR COALESCE(i.tax, 0) <> b.tax
  OR b.total <> b.subtotal - b.discount + b.tax OR b.total < 0
  OR b.balance <> b.total - COALESCE(l.settled, 0) OR b.balance < 0
  OR b.balance <> b.total - b.paid_amount - b.written_off - b.credited
  OR (b.status = 'draft' AND COALESCE(l.n, 0) > 0)
  OR (b.status = 'cancelled' AND b.balance <> 0)
  OR (b.status NOT IN ('draft', 'cancelled') AND b.status <> CASE WHEN b.balance = 0 THEN 'paid'
      WHEN b.paid_amount = 0 THEN 'pending' ELSE 'partial' END)
)
"""


COUNTED = [
    getattr(LedgerEntry, name) for name in ("id", "patient_id", "bill_id", "entry_type", "amount", "method", "reverses_id")
]
AGES_EVERY = 10  # the frames of all figures are made after every so many acts, the tables are asked after each


class Desk:
    """One sequence of acts on one till; every act may be refused, none may leave the books off."""

    def __init__(self, till, seed):
        self.till, self.dice, self.bills, self.entries, self.last = till, random.Random(seed), [], [], 0
        self.done = dict.fromkeys(self.acts(), 0)

    def acts(self):
        return [name.removeprefix("do_") for name in dir(self) if name.startswith("do_")]

    def some(self, known):
        if not known:
            raise Refused("nothing yet")
        return self.dice.choice(known[-12:])

    def amount(self):
        return f"{self.dice.choice((1, 50, 333.33, 100, 250, 500, 999.99, self.dice.randint(1, 90_000) / 100))}"

    def patient(self):
        return self.dice.choice((self.till.patient, self.till.other)).id

    def lines(self):
        found = []
        for _ in range(self.dice.randint(1, 4)):
            rate = self.dice.choice(("0", "0", "5", "12", "18"))
            more = {"tax_rate": rate, "tax_included": self.dice.choice(("yes", "no")), "quantity": str(self.dice.randint(1, 7))}
            price = self.dice.choice(("0", "500", "33.33", "112", f"{self.dice.randint(0, 99_999) / 100}"))
            found.append(line(price, **more, discount=self.dice.choice(("0", "0", "1.01"))))
        return found

    def do_draft(self):
        raw = {"patient_id": str(self.patient()), "discount": self.dice.choice(("0", "0", "10.01", "77"))}
        self.bills.append(bill_drafts.create(self.till.manager, raw, self.lines()))

    def do_edit(self):
        bill_drafts.change(self.till.manager, self.some(self.bills), {"discount": "3.33"}, self.lines())

    def do_discard(self):
        bill_drafts.discard(self.till.manager, self.some(self.bills), "typed twice")

    def do_issue(self):
        self.till.issue(self.some(self.bills), by=self.till.manager)

    do_issue_too = do_issue

    def keep(self, act):
        self.entries += act.entries

    def do_pay(self):
        bill, method = self.some(self.bills), self.dice.choice(ledger_sums.METHODS)
        self.keep(ledger.pay(self.till.manager, bill, [tender(self.amount(), method)], keep_rest=self.dice.random() < 0.3))

    def do_pay_rest(self):
        bill = self.some(self.bills)
        left = self.till.bill(bill).balance / 100
        self.keep(ledger.pay(self.till.manager, bill, [tender(f"{left:.2f}", self.dice.choice(("cash", "upi")))]))

    def do_split(self):
        parts = [tender(self.amount(), self.dice.choice(ledger_sums.METHODS)) for _ in range(3)]
        self.keep(ledger.pay(self.till.manager, self.some(self.bills), parts, keep_rest=self.dice.random() < 0.5))

    def do_submit_twice(self):
        key, bill, paid = f"k{self.dice.random()}", self.some(self.bills), [tender(self.amount())]
        first = ledger.pay(self.till.manager, bill, paid, key=key)
        assert ledger.pay(self.till.manager, bill, paid, key=key).id == first.id
        self.keep(first)

    def do_refund(self):
        raw = {**tender(self.amount(), self.dice.choice(ledger_sums.METHODS)), **REASON}
        self.keep(ledger.refund(self.till.manager, self.some(self.bills), raw))

    def do_write_off(self):
        self.keep(ledger.write_off(self.till.manager, self.some(self.bills), {"amount": self.amount(), **REASON}))

    def do_credit(self):
        self.keep(ledger.credit(self.till.manager, self.some(self.bills), {"amount": self.amount(), **REASON}))

    def do_reverse(self):
        self.keep(ledger.reverse(self.till.manager, self.some(self.entries), REASON))

    def do_deposit(self):
        self.keep(ledger.deposit(self.till.desk, self.patient(), [tender(self.amount())]))

    def do_give_back(self):
        self.keep(ledger.give_back(self.till.manager, self.patient(), {**tender(self.amount()), **REASON}))

    def do_cancel(self):
        write.step("patient_bills", self.till.manager, self.some(self.bills), "cancel", REASON)

    def do_sleep(self):
        set_clock(clock.now() + timedelta(hours=self.dice.choice((1, 20))))

    def step(self):
        act = self.dice.choice(list(self.done))
        try:
            getattr(self, f"do_{act}")()
            self.done[act] += 1
        except Refused:
            pass
        return act

    def ties(self):
        with site().engine.connect() as connection:
            assert connection.execute(text(OFF)).all() == []
        with reading(system(self.till.clinic_id)) as session:
            entries = session.execute(select(*COUNTED)).all()
        assert len(entries) >= self.last  # nothing ever goes
        self.last = len(entries)
        for patient in (self.till.patient, self.till.other):
            assert ledger_sums.advance_left([e for e in entries if e.patient_id == patient.id]) >= 0

    def ages(self):
        found, today = books(self.till.manager), clock.today("Asia/Kolkata")
        for day in (today, today - timedelta(days=self.dice.randint(1, 40))):
            assert sum(figures.ageing(found, day).values()) == figures.outstanding(found, day)
        tie = figures.ties_to_ledger(found, today)
        assert tie.holds, tie


def play(till, seed, steps):
    set_clock(NOW)
    desk = Desk(till, seed)
    for n in range(steps):
        act = desk.step()
        try:
            desk.ties()
            if n % AGES_EVERY == 0 or n == steps - 1:
                desk.ages()
        except AssertionError as off:
            raise AssertionError(f"seed {seed}, step {n}, {act}: {off}") from off
    return desk


def test_any_sequence_of_acts_leaves_the_books_tied(till):
    done = play(till, 1, 500).done
    assert min(done.values()) > 0, done  # every act succeeded somewhere


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 21))
def test_ten_thousand_steps_leave_the_books_tied(till, seed):
    play(till, seed, 500)
