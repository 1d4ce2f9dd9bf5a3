"""Status × role × reason: what the table gives works, everything else is refused, and each move sets its instant."""

from __future__ import annotations

import pytest

from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.core.resource import resource
from data.models import LabReport, LabReportEvent
from data.rules.lab_orders import INSTANTS
from data.store import write
from data.store.unit_of_work import reading
from tests.lab.conftest import NOW, later

LAB = {"lab_technician"}
# (move, from): (to, roles, what it asks, the instant it sets)
TABLE = {
    ("collect", "ordered"): ("sample-collected", LAB | {"receptionist"}, {}, "collected_at"),
    ("cancel", "ordered"): ("cancelled", LAB | {"doctor"}, {"reason": "left"}, "cancelled_at"),
    ("receive", "sample-collected"): ("sample-collected", LAB, {}, "received_at"),
    ("reject", "sample-collected"): ("ordered", LAB, {"reason_code": "clotted", "reason": "clot seen"}, None),
    ("start", "sample-collected"): ("in-progress", LAB, {}, "started_at"),
    ("complete", "in-progress"): ("completed", LAB, {}, "verified_at"),
    ("verify", "in-progress"): ("completed", LAB, {}, "verified_at"),
}
STATUSES = ("ordered", "sample-collected", "in-progress", "completed", "cancelled")
MOVES = ("collect", "receive", "reject", "start", "complete", "verify", "cancel")
ROLES = ("lab_technician", "receptionist", "doctor", "clinic", "pharmacist", "manufacturer", "patient")
GIVEN = {"reason_code": "clotted", "reason": "clot seen"}


def put_back(lab, report, status):
    lab.house.change(LabReport, report, status=status, received_at=None, verified_at=None, cancelled_at=None)


def test_every_pair_outside_the_table_is_refused_and_every_pair_inside_goes(lab):
    report = lab.running("SMEAR")
    lab.enter(report, SMEAR="Normal")
    people = {role: lab.house.actor(role, doctor_id=lab.house.nair.id if role == "doctor" else None) for role in ROLES}
    wrong = []
    for status in STATUSES:
        for move in MOVES:
            for role in ROLES:
                to, who, asks, _ = TABLE.get((move, status), (None, set(), GIVEN, None))
                put_back(lab, report, status)
                try:
                    write.step("lab_reports", people[role], report, move, asks)
                    went = True
                except (Conflict, NotAllowed, NotFound):
                    went = False
                now = lab.get(report).get("status")
                if went != (role in who) or now != (to if went else status):
                    wrong.append((status, move, role, went, now))
    assert wrong == []


def test_a_move_that_asks_for_a_reason_is_refused_without_one(lab):
    report = lab.order("SMEAR")
    for move, asked in (("cancel", {}), ("cancel", {"reason": " "})):
        with pytest.raises(Invalid, match="Reason is needed"):
            write.step("lab_reports", lab.sajan, report, move, asked)
    lab.move(report, "collect")
    for asked in ({}, {"reason": "clot"}, {"reason_code": "clotted"}, {"reason_code": "bad luck", "reason": "clot"}):
        with pytest.raises(Invalid):
            write.step("lab_reports", lab.sajan, report, "reject", asked)
    assert lab.get(report).get("status") == "sample-collected"


def test_only_the_ordering_doctor_cancels(lab):
    report = lab.order("SMEAR")
    other = lab.house.actor("doctor", doctor_id=lab.house.varma.id)
    with pytest.raises((NotAllowed, NotFound)):
        write.step("lab_reports", other, report, "cancel", {"reason": "not mine"})


def test_each_instant_is_set_by_its_move_and_no_other(lab):
    report = lab.order("SMEAR")
    for move in ("collect", "receive", "start"):
        before = lab.get(report)
        at = later(minutes=7)
        lab.move(report, move)
        now = lab.get(report)
        changed = {name for name in INSTANTS if before.get(name) != now.get(name)}
        assert changed == {TABLE[move, before.get("status")][3]}
        assert now.get(changed.pop()) == at
    later(minutes=20)
    lab.enter(report, SMEAR="Normal")
    at = later(minutes=3)
    lab.move(report, "complete")
    done = lab.get(report)
    assert done.get("verified_at") == done.get("resulted_at") == at
    assert done.get("ordered_at") == NOW


def test_a_rejected_sample_is_taken_again_and_the_order_keeps_its_time(lab):
    report = lab.order("SMEAR", priority="stat")
    lab.move(report, "collect", "receive")
    lab.move(report, "reject", reason_code="haemolysed", reason="pink serum")
    back = lab.get(report)
    assert (back.get("status"), back.get("collected_at"), back.get("received_at")) == ("ordered", None, None)
    assert back.get("ordered_at") == NOW
    later(minutes=30)
    lab.move(report, "collect", "start")
    with reading(lab.sajan) as session:
        model = LabReportEvent
        kinds = [
            (e.kind, e.to_status, e.reason_code, e.reason)
            for e in session.query(model).filter(model.report_id == report).order_by(model.at, model.id)
        ]
    assert ("reject", "ordered", "haemolysed", "pink serum") in kinds
    assert [k[0] for k in kinds] == ["status", "receive", "reject", "status", "status"]


def test_a_sample_arrives_once(lab):
    report = lab.order("SMEAR")
    lab.move(report, "collect", "receive")
    with pytest.raises(Conflict, match="arrived already"):
        lab.move(report, "receive")


def test_reception_collects_but_opens_nothing(lab):
    report = lab.order("SMEAR")
    lab.move(report, "collect", actor=lab.desk)
    with pytest.raises(NotAllowed):
        lab.get(report, lab.desk)
    assert resource("lab_reports").path == "/dashboard/lab-reports"
