"""Several people at one report of the laboratory, on both databases: one of them wins, nothing is doubled or lost."""

from __future__ import annotations

from sqlalchemy import select

from data.core.actor import system
from data.models import AuditEntry, LabReport, LabReportEvent
from data.store.unit_of_work import reading, site
from tests.lab.conftest import lab, tuesday
from tests.races import crowd

__all__ = ["lab", "tuesday"]


def test_of_several_who_verify_one_report_one_does(lab):
    lab.second_person()
    report = lab.running("K")
    lab.enter(report, K="4.2")
    people = [
        lab.leela.user_id,
        lab.leela.user_id,
        lab.house.actor("lab_technician").user_id,
        lab.house.actor("lab_technician").user_id,
    ]
    clinic = lab.house.clinic_id
    won = crowd.together(site().settings, crowd.verify_one_report, [(clinic, person, report, 4) for person in people])
    assert sum(won) == 1
    with reading(system(clinic)) as session:
        row = session.scalars(select(LabReport).where(LabReport.id == report)).one()
        assert (row.status, row.verified_by in people) == ("completed", True)
        done = session.scalars(
            select(LabReportEvent).where(LabReportEvent.report_id == report, LabReportEvent.to_status == "completed")
        )
        assert len(list(done)) == 1
        acts = session.scalars(select(AuditEntry).where(AuditEntry.row_id == report, AuditEntry.verb == "verify"))
        assert len(list(acts)) == 1


def test_of_several_who_type_into_one_cell_one_is_kept_and_the_others_are_told(lab):
    report = lab.running("K")
    line, clinic = lab.ids(report)["K"], lab.house.clinic_id
    values = ["4.1", "4.2", "4.3", "4.4"]
    kept = crowd.together(site().settings, crowd.type_one_result, [(clinic, lab.leela.user_id, report, line, v) for v in values])
    assert sum(kept) == 1
    assert lab.lines(report)["K"]["result"] in values
