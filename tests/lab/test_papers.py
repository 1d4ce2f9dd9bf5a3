"""A report on paper and the files that came with it: who gets them, what they say, what they refuse."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.core.errors import Conflict, NotAllowed, NotFound
from data.documents import lab_reports as papers
from data.documents.shapes import Finding
from data.models import AuditEntry, Doctor, LabReport
from data.store import files
from data.store.unit_of_work import reading
from tests.documents.test_typeset import Paper
from tests.lab.conftest import later


def licensed(lab):
    lab.house.change(Doctor, lab.house.nair.id, license_number="TCMC 18442", qualification=["BAMS"])


def completed(lab, **results):
    report = lab.running("K", "HB")
    lab.enter(report, **(results or {"K": "4.2", "HB": "11.0"}))
    later(minutes=5)
    lab.move(report, "complete")
    return report


def prints(actor, report):
    with reading(actor) as session:
        times = session.scalars(select(LabReport.times_printed).where(LabReport.id == report)).one()
        acts = list(session.scalars(select(AuditEntry).where(AuditEntry.verb == "print", AuditEntry.row_id == report)))
        return times, len(acts)


def test_a_completed_report_says_what_was_found_before_and_who_answers(lab):
    licensed(lab)
    completed(lab, K="3.9", HB="12.5")
    later(minutes=60)
    report = completed(lab)
    assert papers.read(lab.doctor, report, is_print=False).copy == 1
    paper = papers.read(lab.doctor, report)
    assert paper.tests[0].name == "Potassium"
    by_name = {test.name: test for test in paper.tests}
    assert by_name["Haemoglobin"] == Finding("Haemoglobin", "11.0", "g/dL", "Low", "12.0–15.0", by_name["Haemoglobin"].previous)
    assert by_name["Haemoglobin"].previous.startswith("12.5 on ")
    assert (by_name["Potassium"].flag, paper.signature.name, paper.copy) == ("Normal", "Sajan Mathew", 1)
    assert paper.signature.at.startswith("Verified ")
    assert "TCMC 18442" in paper.ordered_by
    assert prints(lab.doctor, report) == (1, 1)


def test_words_on_paper_lack_no_range_and_a_number_without_one_says_so(lab):
    licensed(lab)
    report = lab.running("K", "SMEAR", "UREA")
    lab.enter(report, K="4.2", SMEAR="Microcytes", UREA="40")
    later(minutes=5)
    lab.move(report, "complete")
    found = papers.read(lab.doctor, report, is_print=False)
    assert {test.result: test.flag for test in found.tests} == {"4.2": "Normal", "Microcytes": "", "40": "No range"}


def test_its_file_is_named_by_the_number_and_the_second_is_a_duplicate(lab):
    licensed(lab)
    report = completed(lab)
    name, first = papers.pdf(lab.sajan, report, "")
    _, second = papers.pdf(lab.sajan, report, "a5")
    assert name == f"{lab.get(report).get('report_number')}.pdf"
    assert lab.house.lakshmi.first_name not in name
    assert "Duplicate" not in Paper(first).text
    assert "Duplicate" in Paper(second).text
    assert "Page 1 of 1" in Paper(first).text
    assert prints(lab.doctor, report) == (2, 2)


def test_an_open_report_and_one_without_a_registration_number_are_not_printed_and_not_counted(lab):
    report = lab.running("K")
    with pytest.raises(Conflict, match="Only a completed report"):
        papers.read(lab.sajan, report)
    lab.enter(report, K="4.2")
    lab.move(report, "complete")
    lab.house.change(Doctor, lab.house.nair.id, license_number=None)
    with pytest.raises(Conflict, match="no registration number"):
        papers.read(lab.sajan, report)
    assert prints(lab.doctor, report) == (0, 0)


def test_reception_prints_no_report(lab):
    licensed(lab)
    with pytest.raises(NotAllowed):
        papers.read(lab.desk, completed(lab))


def test_the_laboratory_attaches_the_doctor_reads_and_reception_does_neither(lab, monkeypatch):
    monkeypatch.setattr(files, "examined", lambda _content: files.Seen("application/pdf", 1, b"small"))
    report = lab.running("K")
    file_id = files.attach(lab.sajan, "lab_reports", report, "outside laboratory.pdf", b"%PDF-")
    assert [f.name for f in files.of_row(lab.doctor, "lab_reports", report)] == ["outside laboratory.pdf"]
    assert files.content(lab.doctor, file_id)[2] == b"%PDF-"
    assert files.may_attach(lab.sajan, "lab_reports", report)
    assert not files.may_attach(lab.doctor, "lab_reports", report)
    for act in (
        lambda: files.attach(lab.doctor, "lab_reports", report, "x.pdf", b"x"), lambda: files.of_row(lab.desk, "lab_reports", report),
        lambda: files.content(lab.desk, file_id), lambda: files.preview(lab.desk, file_id), lambda: files.remove(lab.doctor, file_id, "mine"),
        lambda: files.attach(lab.desk, "lab_reports", report, "x.pdf", b"x"),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()
    files.remove(lab.sajan, file_id, "another patient's")
    with pytest.raises(NotFound):
        files.content(lab.doctor, file_id)
