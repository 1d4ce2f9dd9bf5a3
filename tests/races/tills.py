"""Several cashiers at several tills of one clinic, each in a process of its own."""

from __future__ import annotations

import random
from contextlib import suppress

from data.core.actor import Actor
from data.core.errors import Conflict, Refused
from data.core.resource import resource
from data.models.base import new_id
from data.rules import bill_drafts, ledger
from data.store import read, write
from data.store.unit_of_work import close, connect, writing

BUSY = "Someone else saved at the same moment. Try again."
LINE = {"item_type": "consultation", "item_name": "Consultation", "quantity": "1", "unit_price": "500"}


class PowerCut(Exception):
    """What rolls a transaction back in the middle."""


def cashier(clinic_id, *roles):
    """Somebody new at the desk."""
    return Actor("Cashier", frozenset(roles or ("receptionist",)), user_id=new_id(), clinic_id=clinic_id)


def again(work):
    """Try until nobody else saves at the same moment."""
    while True:
        try:
            return work()
        except Conflict as busy:
            if busy.message != BUSY:
                raise


def pay_one_bill(clinic_id, bill_id, amount, tries):
    """Pay the same bill again and again; how often it was taken, and what was said otherwise."""
    actor, taken, said = cashier(clinic_id), 0, []
    for _ in range(tries):
        try:
            again(lambda: ledger.pay(actor, bill_id, [{"amount": amount, "method": "cash"}]))
            taken += 1
        except Refused as refused:
            said.append(refused.message)
    return taken, said


def submit(clinic_id, bills, keys, times, seed):
    """Send the same forms over and over in any order; the acts they led to by key."""
    actor, found = cashier(clinic_id), {}
    sent = [key for key in keys for _ in range(times)]
    random.Random(seed).shuffle(sent)
    for key in sent:
        bill_id = bills[keys.index(key)]
        split = [{"amount": "100", "method": "cash"}, {"amount": "50", "method": "upi", "reference": "R"}]
        act = again(lambda bill_id=bill_id, key=key, split=split: ledger.pay(actor, bill_id, split, key=key))
        assert found.setdefault(key, act.id) == act.id
    return found


def use_advance(clinic_id, bills):
    """Pay bills of one patient from her advance; how many of them."""
    actor, taken = cashier(clinic_id), 0
    for bill_id in bills:
        try:
            again(lambda bill_id=bill_id: ledger.pay(actor, bill_id, [{"amount": "500", "method": "advance"}]))
            taken += 1
        except Refused:
            pass
    return taken


def issue(clinic_id, patient_id, n, seed):
    """Write bills and issue them, every tenth of them rolled back after it had its number; the numbers that stayed."""
    actor, dice, kept, noun = cashier(clinic_id), random.Random(seed), [], resource("patient_bills")
    lost = set(dice.sample(range(n), n // 10))
    for m in range(n):
        bill_id = again(lambda: bill_drafts.create(actor, {"patient_id": str(patient_id)}, [LINE]))
        with suppress(PowerCut):
            kept.append(again(lambda bill_id=bill_id, m=m: _issue(actor, noun, bill_id, m in lost)))
    return kept


def _issue(actor, noun, bill_id, is_lost):
    with writing(actor) as session:
        bill = read.find(session, noun, actor, bill_id, "issue", lock=True)
        write.make_step(session, noun, actor, bill, write.find_step(noun, "issue"), {})
        if is_lost:
            raise PowerCut
        return bill.bill_number


def pay_until_killed(settings, clinic_id, bills, told):
    """Pay bill after bill with two tenders each, and tell the number of each receipt once it is acknowledged."""
    import data.resources  # noqa: F401 - declares the nouns

    connect(settings)
    actor = cashier(clinic_id)
    split = [{"amount": "300", "method": "cash"}, {"amount": "200", "method": "card", "reference": "R"}]
    for bill_id in bills:
        told.send(ledger.pay(actor, bill_id, split).number)
    told.send(None)
    close()
