"""Orders: for whom, by whom, which tests; the times of an order; rows from a file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.core.actor import system
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.interop import csv_rows, incoming
from data.interop.incoming import Row
from data.models import Appointment, Doctor, LabReport, LabReportTest
from data.rules import lab_instants
from data.store import read, write
from data.store.unit_of_work import reading
from tests.lab.conftest import NOW, later


def test_an_order_has_number_target_and_lines(lab):
    report = lab.get(lab.order("Renal", "HB", "HB"))
    assert report.get("report_number").endswith("-L2627-000001")
    assert [line["test_code"] for line in report.get("lines")] == ["K", "UREA", "HB"]
    assert report.get("due_at") == NOW + timedelta(minutes=120)
    assert lab.get(lab.order("HB")).get("due_at") == NOW + timedelta(minutes=90)
    assert lab.get(lab.order("SMEAR", priority="routine")).get("due_at") == NOW + timedelta(minutes=240)


@pytest.mark.parametrize("tests", [[], [""], None])
def test_an_order_without_a_test_is_refused(lab, tests):
    with pytest.raises(Invalid, match="Pick at least one test or panel"):
        lab.order(tests=tests)


def test_a_test_nobody_offers_is_refused(lab):
    with pytest.raises(Invalid, match="There is no test or panel XYZ in the catalogue"):
        lab.order("XYZ")


def test_a_visit_of_another_patient_is_refused_also_later(lab):
    own = lab.visit()
    lab.order("K")  # she is Dr Nair's patient by this order, whoever the visit is of
    lab.house.change(Appointment, own, patient_id=lab.house.ravi.id)
    with pytest.raises(Invalid, match="This visit is of another patient"):
        lab.order("K", appointment_id=str(own))
    lab.house.change(Appointment, own, patient_id=lab.house.lakshmi.id)
    report = lab.order("K", appointment_id=str(own))
    lab.house.change(LabReport, report, patient_id=lab.house.ravi.id)
    with pytest.raises(Invalid, match="This visit is of another patient"):
        write.change("lab_reports", lab.sajan, report, {"notes": "fasting"}, None)


def test_a_doctor_orders_in_her_own_name_for_her_own_patients(lab):
    with pytest.raises(Invalid, match="This patient is not yours yet"):
        lab.order("K", patient_id=str(lab.house.ravi.id))
    with pytest.raises(Invalid, match="A doctor orders in her own name"):
        lab.order("K", doctor_id=str(lab.house.varma.id))
    for nobody in (lab.sajan, lab.desk, lab.house.manager):
        with pytest.raises(NotAllowed):
            lab.order("K", actor=nobody)


def test_another_doctor_reads_nothing_of_it(lab):
    report = lab.order("K")
    other = lab.house.actor("doctor", doctor_id=lab.house.varma.id)
    with pytest.raises(NotAllowed):
        lab.get(report, other)
    assert read.page("lab_reports", other, read.Query()).total == 0


def test_the_priority_moves_what_is_due_until_the_report_is_out(lab):
    report = lab.running("K")
    write.change("lab_reports", lab.sajan, report, {"priority": "stat"}, None)
    assert lab.get(report).get("due_at") == NOW + timedelta(minutes=60)
    lab.enter(report, K="4.2")
    lab.move(report, "complete")
    with pytest.raises(Conflict, match="its priority stays"):
        write.change("lab_reports", lab.sajan, report, {"priority": "routine"}, None)


def correct(lab, report, instant, hour, actor=None, reason="noted late", day="2026-11-24"):
    lab_instants.correct(actor or lab.sajan, report, {"instant": instant, "day": day, "time": hour, "reason": reason})


def test_an_instant_goes_back_only_with_a_reason_and_not_beyond_the_one_before(lab):
    report = lab.order("K")
    later(minutes=30)
    lab.move(report, "collect")
    with pytest.raises(Invalid, match="corrected backwards only; 24 Nov, 09:45 is noted"):
        correct(lab, report, "collected_at", "09:50")
    with pytest.raises(Invalid, match="corrected backwards only"):
        correct(lab, report, "collected_at", "09:45")
    with pytest.raises(Invalid, match="It cannot be before 24 Nov, 09:15"):
        correct(lab, report, "collected_at", "09:10")
    with pytest.raises(Invalid, match="Reason is needed"):
        correct(lab, report, "collected_at", "09:20", reason="")
    with pytest.raises(Conflict, match="not received yet"):
        correct(lab, report, "received_at", "09:20")
    for nobody in (lab.desk, lab.doctor, lab.house.manager):
        with pytest.raises(NotAllowed):
            correct(lab, report, "collected_at", "09:20", actor=nobody)
    correct(lab, report, "collected_at", "09:20")
    assert lab.get(report).get("collected_at") == NOW + timedelta(minutes=5)
    correct(lab, report, "ordered_at", "09:00")
    back = lab.get(report)
    assert back.get("due_at") - back.get("ordered_at") == timedelta(minutes=120)


PAST = {
    "patient_code": "P001", "doctor_code": "DOC001", "priority": "urgent", "tests": "K|HB", "ordered_at": "2026-10-01T09:00:00+05:30",
    "collected_at": "2026-10-01T09:10:07+05:30", "received_at": "2026-10-01T09:20:00+05:30", "started_at": "2026-10-01T09:30:00+05:30",
    "resulted_at": "2026-10-01T10:00:00+05:30", "verified_at": "2026-10-01T10:05:00+05:30", "results": "K=6.4|HB=11.2", "external_id": "lis-1",
}  # fmt: skip


def take(lab, *rows, **more):
    return incoming.take_in(system(lab.house.clinic_id), [Row("lab_reports", n, row) for n, row in enumerate(rows, 2)], **more)


def test_past_reports_come_from_a_file_with_their_instants_once(lab):
    cancelled = {
        "patient_code": "P002",
        "doctor_code": "DOC002",
        "tests": "K",
        "ordered_at": "2026-10-02T09:00:00+05:30",
        "cancelled_at": "2026-10-02T10:00:00+05:30",
        "external_id": "lis-2",
    }
    told = take(lab, PAST, cancelled, PAST)
    assert (dict(told.imported), dict(told.unchanged), told.refusals) == ({"lab_reports": 2}, {"lab_reports": 1}, [])
    again = take(lab, PAST, cancelled)
    assert dict(again.unchanged) == {"lab_reports": 2}
    with reading(system(lab.house.clinic_id)) as session:
        first = session.scalars(select(LabReport).where(LabReport.external_id == "lis-1")).one()
        assert (first.status, first.report_date.isoformat(), first.critical_open) == ("completed", "2026-10-01", 1)
        assert first.collected_at.isoformat() == "2026-10-01T03:40:07+00:00"
        assert first.due_at - first.ordered_at == timedelta(minutes=120)
        lines = {
            r.test_code: (r.result, r.flag)
            for r in session.scalars(select(LabReportTest).where(LabReportTest.report_id == first.id))
        }
        assert lines == {"K": ("6.4", "critical-high"), "HB": ("11.2", "low")}
        assert session.scalars(select(LabReport.status).where(LabReport.external_id == "lis-2")).one() == "cancelled"


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        (
            {"status": "completed", "verified_at": "", "resulted_at": ""},
            "verified_at",
            "An order that is completed brings when it came there.",
        ),
        (
            {"verified_at": "2027-01-01T10:00:00+05:30"},
            "verified_at",
            "This is still to come; only what has happened is brought in.",
        ),
        ({"ordered_at": ""}, "ordered_at", "An order of the past brings when it was ordered."),
        ({"results": "K=64"}, "results", "Potassium 64 mmol/L cannot be; 1–10 is possible."),
        ({"results": "UREA=3"}, "results", "UREA has a result but is not among the tests."),
        ({"tests": ""}, "tests", "Pick at least one test or panel."),
        ({"patient_code": "P999"}, "patient_code", "There is no patient P999 in this clinic."),
        ({"ordered_at": "2026-10-01T09:00:00"}, "ordered_at", "The time zone is missing. Write it as 2026-11-22T09:30+05:30."),
    ],
)
def test_a_row_that_cannot_be_is_refused_beside_its_column(lab, change, field, sentence):
    told = take(lab, PAST | change)
    assert [(r.field, r.sentence) for r in told.refusals] == [(field, sentence)]


def test_an_export_comes_in_again(lab):
    take(lab, PAST)
    program = system(lab.house.clinic_id)
    head, *rows = list(csv_rows.write_rows("lab_reports", program))
    with reading(program) as session:
        row = session.scalars(select(LabReport)).one()
    assert take(lab, *(dict(zip(head, cells, strict=True)) for cells in rows)).unchanged == {"lab_reports": 1}
    lab.house.change(LabReport, row.id, external_id="another")
    fresh = take(lab, *(dict(zip(head, cells, strict=True)) for cells in rows))
    assert (fresh.imported["lab_reports"], fresh.refusals) == (1, [])


def test_the_catalogue_comes_in_from_a_file_and_says_the_same_again(lab):
    program = system(lab.house.clinic_id)
    cells = {
        "test_code": "na",
        "test_name": "Sodium",
        "unit": "mmol/L",
        "ranges": "any:0:150:136:145:120:160:90:200",
        "panels": "renal",
        "price": "140",
    }
    told = incoming.take_in(program, [Row("lab_catalogue", 2, cells), Row("lab_catalogue", 3, cells | {"test_code": "NA"})])
    assert (told.imported["lab_catalogue"], told.unchanged["lab_catalogue"] + told.refused["lab_catalogue"]) == (1, 1)
    assert [line["test_code"] for line in lab.get(lab.order("RENAL")).get("lines")] == ["K", "NA", "UREA"]


def test_who_may_do_what_with_the_catalogue(lab):
    raw = {"test_code": "CL", "test_name": "Chloride"}
    for nobody in (lab.doctor, lab.desk):
        with pytest.raises(NotAllowed):
            write.create("lab_catalogue", nobody, raw)
    made = write.create("lab_catalogue", lab.sajan, raw | {"panels": ["Renal", "Salts"]})
    assert read.page("lab_catalogue", lab.doctor, read.Query()).total == 5
    write.change("lab_catalogue", lab.sajan, made, {"panels": ["Salts"]}, None)
    assert [line["test_code"] for line in lab.get(lab.order("Renal")).get("lines")] == ["K", "UREA"]
    with pytest.raises(Conflict, match="already a test with this code"):
        write.create("lab_catalogue", lab.sajan, raw)
    with pytest.raises(Invalid, match="whose results are words has no ranges"):
        write.create(
            "lab_catalogue", lab.sajan, {"test_code": "X", "test_name": "X", "kind": "text", "ranges": "any:0:150:1:2::::"}
        )


def test_a_foreign_clinics_report_is_not_found(lab):
    report = lab.order("K")
    stranger = lab.house.actor("lab_technician")
    foreign = type(stranger)("Stranger", stranger.roles, user_id=stranger.user_id, clinic_id=Doctor(first_name="x").id)
    with pytest.raises(NotFound):
        lab.get(report, foreign)
