"""Letters about papers that run out: 60, 30, 7 and 0 days before, each once, again when the server did not take one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.core import clock
from data.models import AuditEntry, Clinic, Manufacturer
from data.rules import paper_alerts
from data.store import mail, write
from data.store.mail import NotSent
from tests.trade.conftest import attach_paper, change, make_clinic, make_maker, rows, somebody


def test_which_alert_is_due():
    assert [paper_alerts.stage(n) for n in (61, 60, 31, 30, 8, 7, 1, 0, -5)] == [None, 60, 60, 30, 30, 7, 7, 0, 0]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_organisation_is_written_to_at_each_of_the_four_and_not_twice(database, monkeypatch):
    box, refuses = [], []

    def send(to, subject, text, sender):
        if refuses:
            raise NotSent(refuses[0])
        box.append((to, subject, text))

    clinic, maker, silent = make_clinic("AAA"), make_maker("MMM"), make_maker("SSS")
    change(Clinic, clinic, email="desk@aaa.example")
    change(Manufacturer, maker, email="desk@mmm.example")
    end = clock.now() + timedelta(days=500)

    def on(days, hours=0):
        clock.set_now(lambda: end - timedelta(days=days) + timedelta(hours=hours))
        box.clear()
        return paper_alerts.tell()

    assert on(60) == 0  # no server is configured
    monkeypatch.setattr(mail, "is_ready", lambda: True)
    monkeypatch.setattr(mail, "send", send)
    assert on(61) == 0
    assert on(60) == 2
    assert sorted(to for to, _, _ in box) == ["desk@aaa.example", "desk@mmm.example"]
    to, subject, text = min(box)
    assert subject == "Papers of Clinic AAA run out"
    assert f"- Clinical registration: expires in 60 days, on {clock.spelt_day((end).date())}" in text
    assert [on(60), on(45), on(30), on(29)] == [0, 0, 2, 0]
    refuses.append("The mail server did not take it.")
    assert on(7) == 0
    refuses.clear()
    assert [on(7), on(7, hours=2), on(6)] == [0, 2, 0]
    own = somebody("clinic", clinic_id=clinic)
    raw = {"doc_type": "clinical_registration", "number": "R-2", "expires_on": (end + timedelta(days=365)).date().isoformat()}
    renewal = write.create("org_documents", own, raw)
    attach_paper(own, renewal)
    write.step("org_documents", somebody("support"), renewal, "verify")
    assert on(0) == 1  # the clinic has renewed
    assert box[0][0] == "desk@mmm.example"
    assert "AYUSH licence: holds until today" in box[0][2]
    assert on(-3) == 0
    told = rows(select(AuditEntry.verb).where(AuditEntry.verb.like("alert-%")))
    assert sorted(told) == sorted(["alert-60", "alert-30", "alert-7", "alert-7-failed", "alert-7"] * 2 + ["alert-0"])
    assert not rows(select(Manufacturer.email).where(Manufacturer.id == silent, Manufacturer.email.is_not(None)))
