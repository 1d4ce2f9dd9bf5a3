"""A laboratory report as it leaves on paper: completed, and with the registration number of the doctor it goes to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict
from data.core.lab_ranges import without_flag
from data.core.resource import resource as declared
from data.documents import typeset
from data.documents.shapes import Finding, LabReport, Patient, Signature
from data.models import LabReport as Row
from data.models import LabReportTest, User
from data.rules.lab_sheet import Before, earlier
from data.store import access, printing

NOUN = "lab_reports"
TIMES = (("Collected", "collected_at"), ("Reported", "resulted_at"))


def read(actor: Actor, row_id: Any, *, is_print: bool = True) -> LabReport:
    """The report, read to be printed or looked at; in the trail either way, Conflict with a sentence when it may not leave."""
    with printing.opened(actor, NOUN, row_id, is_print=is_print) as (session, row, copy):
        doctor, patient = row.doctor, row.patient
        if row.status != "completed":
            raise Conflict("Only a completed report is printed; this one is still open.")
        if not doctor.license_number:
            raise Conflict(
                f"{doctor.titled_name} has no registration number here, so this cannot be printed. Enter it on the doctor's page."
            )
        visible = access.visible(declared(NOUN), actor, "print")
        before = earlier(session, visible, row, [line.test_code for line in row.lines if line.test_code])
        age = patient.age_on(row.order_date)
        return LabReport(
            head=printing.letterhead_of(session, row.clinic_id),
            number=row.report_number,
            day=row.report_date or row.order_date,
            patient=Patient(
                patient.full_name,
                patient.patient_code,
                ", ".join(part for part in (f"{age} years" if age is not None else "", patient.gender) if part),
                tuple(f"{a['substance']}, {a['severity']}" for a in patient.allergies or ()),
            ),
            signature=_signature(session, actor, row),
            tests=tuple(_finding(line, before.get(line.test_code or "", []), actor.zone) for line in row.lines),
            ordered_by=f"{doctor.titled_name}, registration no. {doctor.license_number}",
            times=tuple((word, clock.spelt(at, actor.zone)) for word, name in TIMES if (at := getattr(row, name))),
            notes=row.notes or "",
            amended=row.is_amended,
            copy=copy,
        )


def _signature(session: Session, actor: Actor, row: Row) -> Signature:
    who = row.verified_by or row.resulted_by
    name = session.scalar(select(User.full_name).where(User.id == who)) if who else None
    at = f"Verified {clock.spelt(row.verified_at, actor.zone)}" if row.verified_at else ""
    return Signature(name or "For the laboratory", "Laboratory" if name else "", "", at)


def _finding(line: LabReportTest, before: list[Before], zone: str) -> Finding:
    last = f"{before[0].result} on {clock.spelt_day(clock.local_day(before[0].at, zone))}" if before else ""
    open_word = without_flag(line.result, line.normal_range)
    flag = open_word if line.flag == "none" else line.flag.replace("-", " ").capitalize()
    return Finding(
        line.test_name,
        line.result or "",
        line.unit or "",
        flag if line.result else "",
        line.normal_range or "",
        last,
        line.notes or "",
    )


def pdf(actor: Actor, row_id: Any, paper: str) -> tuple[str, bytes]:
    """The file: named by its number, A4 unless another paper is asked for."""
    document = read(actor, row_id)
    return f"{document.number}.pdf", typeset.lab_report(document, actor.zone, paper or "a4")
