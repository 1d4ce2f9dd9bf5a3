"""A discount above the cap waits for a yes or a no; a no says why and holds the bill back until it is changed."""

from __future__ import annotations

import pytest

from data.core.errors import Conflict, Invalid, NotAllowed
from data.rules import bill_approvals, bill_drafts
from data.store import read, write
from tests.billing.conftest import line

STEEP = {"discount": "200", "discount_reason": "Neighbour"}


def test_a_refused_discount_holds_the_bill_back_and_is_asked_anew_when_the_draft_changes(till):
    till.set(discount_caps={"receptionist": 10})
    bill_id = till.draft(**STEEP)
    (asked,) = bill_approvals.waiting(till.manager)
    assert (asked.id, asked.gross, asked.off, asked.total, asked.reason) == (bill_id, 500_00, 200_00, 300_00, "Neighbour")
    with pytest.raises(NotAllowed):
        bill_approvals.waiting(till.desk)
    with pytest.raises(NotAllowed):
        write.step("patient_bills", till.desk, bill_id, "refuse", {"reason": "no"})
    with pytest.raises(Invalid):
        write.step("patient_bills", till.manager, bill_id, "refuse", {"reason": " "})
    write.step("patient_bills", till.manager, bill_id, "refuse", {"reason": "10 % at most"})
    assert bill_approvals.waiting(till.manager) == []
    with pytest.raises(Conflict, match="A discount of 40.0 % was refused: 10 % at most"):
        till.issue(bill_id)
    assert read.get("patient_bills", till.desk, bill_id).get("refusal_reason") == "10 % at most"
    bill_drafts.change(till.desk, bill_id, {"discount": "150"}, [line()])
    assert [one.off for one in bill_approvals.waiting(till.manager)] == [150_00]  # a new question
    write.step("patient_bills", till.manager, bill_id, "approve")
    till.issue(bill_id)
    assert till.bill(bill_id).total == 350_00


def test_a_refused_draft_within_the_cap_needs_nobody(till):
    till.set(discount_caps={"receptionist": 10})
    bill_id = till.draft(**STEEP)
    write.step("patient_bills", till.manager, bill_id, "refuse", {"reason": "Too much"})
    bill_drafts.change(till.desk, bill_id, {"discount": "50"}, [line()])
    till.issue(bill_id)
    assert till.bill(bill_id).approval == "none"
