"""Results: typed, flagged, kept; completed and verified; amended; read back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.core.errors import Conflict, Invalid, NotAllowed
from data.documents import lab_reports as documents
from data.models import Doctor, LabReport, LabReportEvent
from data.rules import lab_results, lab_sheet
from data.store import write
from data.store.unit_of_work import reading
from tests.lab.conftest import later


def events(lab, report, kind):
    with reading(lab.sajan) as session:
        query = select(LabReportEvent).where(LabReportEvent.report_id == report, LabReportEvent.kind == kind)
        return [(e.before, e.after, e.reason) for e in session.scalars(query.order_by(LabReportEvent.at))]


def test_an_order_goes_all_the_way(lab):
    report = lab.order("Renal", "HB", "SMEAR")
    lab.move(report, "collect", actor=lab.desk)
    lab.move(report, "receive", "start")
    saved = lab.enter(report, K="4.2", HB="11.0", SMEAR="Normocytic")
    assert (saved.kept, saved.errors) == (3, {})
    with pytest.raises(Conflict, match="1 of 4 tests have no result yet: Urea"):
        lab.move(report, "complete")
    lab.enter(report, UREA="31")
    lab.move(report, "complete")
    lines = lab.lines(report)
    assert {code: line["flag"] for code, line in lines.items()} == {"K": "normal", "HB": "low", "SMEAR": "none", "UREA": "none"}
    assert lines["HB"]["normal_range"] == "12.0–15.0"
    assert lines["K"]["critical_range"] == "below 2.5 or above 6.0"


def test_the_range_stays_with_the_result_when_the_catalogue_changes(lab):
    report = lab.running("K")
    lab.enter(report, K="5.4")
    test = lab.test("K")
    write.change("lab_catalogue", lab.sajan, test, {"ranges": "any:0:150:3.5:5.5:2.5:6.0:1:10"}, None)
    assert (lab.lines(report)["K"]["flag"], lab.lines(report)["K"]["normal_range"]) == ("high", "3.5–5.1")
    later = lab.running("K")
    lab.enter(later, K="5.4")
    assert lab.lines(later)["K"]["flag"] == "normal"


def test_what_cannot_be_is_refused_and_the_rest_is_kept(lab):
    report = lab.running("K", "HB")
    saved = lab.enter(report, K="64", HB="13.1")
    assert saved.kept == 1
    assert list(saved.errors.values()) == ["Potassium 64 mmol/L cannot be; 1–10 is possible."]
    assert (lab.lines(report)["K"]["result"], lab.lines(report)["HB"]["result"]) == (None, "13.1")
    assert list(lab.enter(report, K="6,4").errors.values()) == ["6,4 is not a number. Write it with a point, as 6.4."]


@pytest.mark.parametrize(
    ("moves", "sentence"),
    [
        ((), "The sample is not collected yet"),
        (("collect",), "Start the analysis first"),
        (("cancel",), "This order was cancelled; no result can be entered."),
    ],
)
def test_no_result_before_the_analysis_and_none_for_a_cancelled_order(lab, moves, sentence):
    report = lab.order("K")
    lab.move(report, *moves, **({"reason": "left"} if "cancel" in moves else {}))
    with pytest.raises(Conflict, match=sentence):
        lab.enter(report, K="4.2")


def test_two_who_type_into_one_cell_lose_nothing(lab):
    report = lab.running("K", "HB")
    line = lab.ids(report)
    lab_results.enter(lab.sajan, report, {line["K"]: {"result": "4.2", "was": ""}})
    told = lab_results.enter(
        lab.leela, report, {line["K"]: {"result": "4.9", "was": ""}, line["HB"]: {"result": "13", "was": ""}}
    )
    assert told.kept == 1
    assert list(told.errors.values()) == ["Sajan Mathew entered 4.2 here at 09:15. Look, then type yours again."]
    assert lab.lines(report)["K"]["result"] == "4.2"
    lab_results.enter(lab.leela, report, {line["K"]: {"result": "4.9", "was": "4.2"}})
    ((before, after, _),) = events(lab, report, "change")
    assert (before["result"], after["result"]) == ("4.2", "4.9")


def test_a_result_can_be_taken_out_again_before_the_report_is_out(lab):
    report = lab.running("K")
    lab.enter(report, K="6.4")
    assert lab.get(report).get("critical_open") == 1
    lab.enter(report, K="")
    assert lab.lines(report)["K"]["status"] == "pending"
    assert lab.get(report).get("critical_open", 0) == 0
    assert lab.get(report).get("resulted_at") is None


def test_a_second_person_verifies_where_the_clinic_asks(lab):
    lab.second_person()
    report = lab.running("K")
    lab.enter(report, K="4.2")
    resulted = lab.get(report).get("resulted_at")
    with pytest.raises(Conflict, match="In this clinic a second person verifies the results."):
        lab.move(report, "complete")
    with pytest.raises(Conflict, match="Sajan Mathew entered these results; a second person verifies them."):
        lab.move(report, "verify")
    at = later(minutes=11)
    lab.move(report, "verify", actor=lab.leela)
    done = lab.get(report)
    assert (done.get("status"), done.get("verified_at"), done.get("resulted_at")) == ("completed", at, resulted)


def test_whoever_entered_one_of_the_results_does_not_verify(lab):
    lab.second_person()
    report = lab.running("K", "HB")
    lab.enter(report, K="4.2")
    lab.enter(report, actor=lab.leela, HB="13")
    for person in (lab.sajan, lab.leela):
        with pytest.raises(Conflict, match="a second person verifies"):
            lab.move(report, "verify", actor=person)


def test_an_amendment_keeps_the_old_value_and_needs_a_reason(lab):
    report = lab.running("K")
    lab.enter(report, K="4.2")
    lab.move(report, "complete")
    line = lab.ids(report)["K"]
    with pytest.raises(Conflict, match="Amend it, with a reason"):
        lab.enter(report, K="4.6")
    with pytest.raises(Invalid, match="Reason is needed"):
        lab_results.amend(lab.sajan, report, {line: {"result": "4.6"}}, " ")
    with pytest.raises(Invalid, match="Nothing is different"):
        lab_results.amend(lab.sajan, report, {line: {"result": "4.2"}}, "looked again")
    with pytest.raises(Invalid, match="cannot be"):
        lab_results.amend(lab.sajan, report, {line: {"result": "46"}}, "looked again")
    lab_results.amend(lab.sajan, report, {line: {"result": "6.6"}}, "mixed up tubes")
    done = lab.get(report)
    assert (done.get("status"), done.get("is_amended"), done.get("critical_open")) == ("completed", True, 1)
    ((before, after, reason),) = events(lab, report, "amend")
    assert (before["result"], before["flag"], after["result"], after["flag"], reason) == (
        "4.2",
        "normal",
        "6.6",
        "critical-high",
        "mixed up tubes",
    )
    for person in (lab.desk, lab.doctor, lab.house.manager):
        with pytest.raises(NotAllowed):
            lab_results.amend(person, report, {line: {"result": "5"}}, "not mine to do")


def test_a_critical_value_stays_until_somebody_was_told(lab):
    report = lab.running("K", "HB")
    lab.enter(report, K="6.4", HB="13")
    line = lab.ids(report)
    for person in (lab.sajan, lab.doctor):
        assert [(a.test, a.result, a.critical_range) for a in lab_sheet.alerts(person)] == [
            ("Potassium", "6.4", "below 2.5 or above 6.0")
        ]
    assert lab_sheet.alerts(lab.desk) == lab_sheet.alerts(lab.house.manager) == []
    lab.move(report, "complete")
    assert len(lab_sheet.alerts(lab.sajan)) == 1
    later(minutes=12)
    told = {"told_to": "Dr Nair", "read_back_by": "Dr Nair", "at": "09:20"}
    for missing, sentence in (("told_to", "Told to is needed"), ("read_back_by", "Read back by is needed")):
        with pytest.raises(Invalid, match=sentence):
            lab_results.read_back(lab.sajan, report, line["K"], {**told, missing: ""})
    for hour, sentence in (("09:40", "It is only 09:27"), ("09:14", "The result is of 09:15")):
        with pytest.raises(Invalid, match=sentence):
            lab_results.read_back(lab.sajan, report, line["K"], {**told, "at": hour})
    with pytest.raises(Conflict, match="Haemoglobin is not critical"):
        lab_results.read_back(lab.sajan, report, line["HB"], told)
    for person in (lab.desk, lab.house.manager):
        with pytest.raises(NotAllowed):
            lab_results.read_back(person, report, line["K"], told)
    lab_results.read_back(lab.doctor, report, line["K"], told)
    assert lab_sheet.alerts(lab.sajan) == []
    found = lab.lines(report)["K"]
    assert (found["told_to"], found["read_back_by"], f"{found['read_back_at']:%H:%M}") == ("Dr Nair", "Dr Nair", "03:50")
    with pytest.raises(Conflict, match="Dr Nair was told at 09:20"):
        lab_results.read_back(lab.sajan, report, line["K"], told)


def test_values_before_come_from_verified_reports_of_the_same_patient(lab):
    for value in ("4.2", "4.8"):
        report = lab.running("K")
        lab.enter(report, K=value)
        lab.move(report, "complete")
        later(minutes=60)
    unverified = lab.running("K")
    lab.enter(unverified, K="5.5")
    later(minutes=60)
    now = lab.running("K", "HB")
    found = lab_sheet.around(lab.sajan, now)
    assert [b.result for b in found.before["K"]] == ["4.8", "4.2"]
    assert found.ranges[lab.ids(now)["HB"]] == "12.0–15.0"


def test_only_a_verified_report_is_printed_and_prints_are_counted(lab):
    lab.house.change(Doctor, lab.house.nair.id, license_number="TCMC-A-1")
    report = lab.running("K")
    lab.enter(report, K="4.2")
    with pytest.raises(Conflict, match="Only a completed report is printed"):
        documents.read(lab.sajan, report)
    lab.move(report, "complete")
    heaps = lab_sheet.heaps(
        lab.sajan, {"not-printed": lambda: (LabReport.status == "completed") & (LabReport.times_printed == 0)}
    )
    assert heaps == {"not-printed": 1}
    first, second = documents.read(lab.sajan, report), documents.read(lab.doctor, report)
    assert (first.copy, second.copy) == (1, 2)
    assert first.tests[0].range == "3.5–5.1"
    assert (first.signature.name, first.ordered_by) == ("Sajan Mathew", "Dr Suresh Nair, registration no. TCMC-A-1")
    name, content = documents.pdf(lab.sajan, report, "")
    assert name.endswith(".pdf")
    assert content.startswith(b"%PDF")


def test_without_the_doctors_licence_nothing_is_printed(lab):
    report = lab.running("K")
    lab.enter(report, K="4.2")
    lab.move(report, "complete")
    with pytest.raises(Conflict, match="has no registration number"):
        documents.read(lab.sajan, report)
