"""Orders of the laboratory and what was found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from data.analytics import lab_rows
from data.core import clock
from data.core.actor import Actor
from data.core.errors import NotFound
from data.core.resource import Column, Derived, Field, Filter, Resource, Step, declare
from data.models import LabReport, LabReportTest
from data.rules import lab_orders as orders
from data.rules import lab_results as results
from data.rules import lab_steps as steps
from data.rules.own_patients import of_doctor, of_herself

LAB = ("lab_technician",)
REASON = Field("reason", "longtext", required=True, max_length=300)
OPEN = ("ordered", "sample-collected", "in-progress")
SHOWN_TESTS = 3
DAYS = ("7", "30", "90", "365")  # the ranges of the laboratory's figures


# What the work list calls its heaps; each is also a filter of the address.
STATES: dict[str, Callable[[], ColumnElement[bool]]] = {
    "open": lab_rows.is_open,
    "to-collect": lambda: LabReport.status == "ordered",
    "to-receive": lambda: and_(LabReport.status == "sample-collected", LabReport.received_at.is_(None)),
    "to-start": lambda: and_(LabReport.status == "sample-collected", LabReport.received_at.is_not(None)),
    "in-progress": lambda: and_(LabReport.status == "in-progress", LabReport.resulted_at.is_(None)),
    "to-verify": lambda: and_(LabReport.status == "in-progress", LabReport.resulted_at.is_not(None)),
    "critical": lambda: LabReport.critical_open > 0,
    "not-printed": lambda: and_(LabReport.status == "completed", LabReport.times_printed == 0),
    "bad-stamp": lab_rows.has_bad_stamp,
}
LATE: dict[str, Callable[[], ColumnElement[bool]]] = {
    **lab_rows.LATE,
    "yes": lambda: or_(lab_rows.LATE["now"](), lab_rows.LATE["was"]()),
    "no": lambda: or_(and_(lab_rows.is_open(), LabReport.due_at >= clock.now()), lab_rows.LATE["in-target"]()),
}


# The heaps of the work list, each with what lies in it.
HEAPS = {"late": LATE["now"], **{name: STATES[name] for name in STATES if name != "bad-stamp"}}


def _one_of(table: dict[str, Callable[[], ColumnElement[bool]]]) -> Callable[[Actor, str], Any]:
    def where(_actor: Actor, value: str) -> ColumnElement[bool]:
        if any(word not in table for word in value.split(",")):
            raise NotFound("This address has a filter that cannot be read.")
        return or_(false(), *(table[word]() for word in value.split(",")))

    return where


def _within(condition: Callable[[Any], ColumnElement[bool]]) -> Callable[[Actor, str], Any]:
    """Narrowed to what happened in the last so many days, today included."""

    def where(actor: Actor, value: str) -> ColumnElement[bool]:
        if value not in DAYS:
            raise NotFound("This address has a filter that cannot be read.")
        return condition(clock.day_bounds(clock.today(actor.zone) - timedelta(days=int(value) - 1), actor.zone)[0])

    return where


def _with_test(_actor: Actor, value: str) -> ColumnElement[bool]:
    return LabReport.id.in_(select(LabReportTest.report_id).where(LabReportTest.test_code.in_(value.split(",")[:50])))


def _day(day: Any) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""


def _tests(report: LabReport, _zone: str) -> str:
    """The panels and tests that were ordered, a few of them by name."""
    names = list(dict.fromkeys(line.panel or line.test_name for line in report.lines))
    return ", ".join(names[:SHOWN_TESTS]) + (f" +{len(names) - SHOWN_TESTS}" if len(names) > SHOWN_TESTS else "")


def _due(report: LabReport, _zone: str) -> str:
    """When it is due, and when it was done: two instants for the clock of the list."""
    if report.status == "cancelled":
        return ""
    parts = (report.due_at, report.verified_at)
    return "|".join(at.isoformat(timespec="seconds") if at else "" for at in parts)


def _instant(name: str) -> Derived:
    return Derived(name, lambda r, _z: getattr(r, name), covers=("instants",))


def _line(line: LabReportTest) -> dict[str, Any]:
    names = (
        "test_code",
        "test_name",
        "panel",
        "status",
        "flag",
        "result",
        "unit",
        "normal_range",
        "critical_range",
        "notes",
        "told_to",
        "read_back_by",
    )
    return (
        {"id": str(line.id)}
        | {name: getattr(line, name) for name in names}
        | {"resulted_at": line.resulted_at, "read_back_at": line.read_back_at}
    )


LAB_REPORTS = declare(
    Resource(
        name="lab_reports",
        model=LabReport,
        title="Lab reports",
        singular="lab report",
        icon="eyedropper",
        order="-ordered_at",
        fields=(
            Field("patient_id", "link", label="Patient", link="patients", required=True, section="Who", on=("new",), covers=("patient",)),
            Field("appointment_id", "link", label="Visit", link="appointments", section="Who", on=("new",)),
            Field("doctor_id", "link", label="Ordered by", link="doctors", section="Who", on=("new",)),
            Field("priority", "choice", choices=orders.PRIORITIES, default="routine", required=True, section="What"),
            Field("tests", "list", label="Tests and panels", section="What", width=6, on=("new",), max_length=120),
            Field("notes", "longtext", section="What", width=6, max_length=1000, hint="What the laboratory should know."),
        ),
        columns=(
            Column("patient", "Patient", lambda r, _z: f"{r.patient.full_name}\n{r.patient.patient_code}", width=200),
            Column("report_number", "Number", lambda r, _z: r.report_number, covers=("code",), width=172, phone=False),
            Column("tests", "Tests", _tests, width=240, phone=False),
            Column("priority", "Priority", lambda r, _z: r.priority, sort="priority", kind="priority", width=110, phone=False),
            Column("status", "Status", lambda r, _z: r.status, sort="status", kind="lab", width=150, phone=False),
            Column("due_at", "Due", _due, sort="due_at", kind="due", covers=("due",), width=150),
            Column("ordered_at", "Ordered", lambda r, z: f"{_day(r.order_date)}, {clock.local(r.ordered_at, z):%H:%M}", sort="ordered_at", width=160, phone=False),
            Column("doctor", "Doctor", lambda r, _z: r.doctor.titled_name, width=160, phone=False),
            Column("critical", "Critical", lambda r, _z: "Critical" if r.critical_open else "", kind="critical", width=110, phone=False),
        ),
        filters=(
            Filter("state", "State", choices=tuple(STATES), where=_one_of(STATES), covers=("instants",)),
            Filter("status", "Status", choices=orders.STATUSES),
            Filter("late", "Late", choices=tuple(LATE), where=_one_of(LATE), covers=("due",)),
            Filter("priority", "Priority", choices=orders.PRIORITIES, covers=("priority",)),
            Filter("test_code", "Test", link="lab_catalogue", where=_with_test, covers=("tests",)),
            Filter("from", "Verified from", "from", column="report_date", covers=("instants",)),
            Filter("to", "Verified before", "to", column="report_date", covers=("instants",)),
            Filter("refused", "Sample refused in", choices=DAYS, where=_within(lab_rows.was_refused), covers=("instants",)),
            Filter("was_critical", "Critical in", choices=DAYS, where=_within(lab_rows.was_critical), covers=("instants",)),
            Filter("patient_id", "Patient", "link", link="patients"),
            Filter("doctor_id", "Doctor", "link", link="doctors", covers=("doctor",)),
        ),
        label=lambda r: f"{r.report_number}, {r.patient.full_name}",
        scope={
            "own": lambda a: of_doctor(a, LabReport.patient_id),
            "self-verified": lambda a: and_(of_herself(a, LabReport.patient_id), LabReport.status == "completed", LabReport.verified_at.is_not(None)),
        },
        rules=orders.RULES,
        steps=(
            Step("collect", ("ordered",), "sample-collected", (*LAB, "receptionist"), label="Sample collected", apply=steps.collect),
            Step("receive", ("sample-collected",), "", LAB, label="Sample received", when=steps.not_received, apply=steps.receive),
            Step("start", ("sample-collected",), "in-progress", LAB, label="Start analysis", apply=steps.start),
            Step("complete", ("in-progress",), "completed", LAB, apply=steps.complete),
            Step("verify", ("in-progress",), "completed", LAB, apply=steps.verify),
            Step(
                "reject", ("sample-collected",), "ordered", LAB, label="Reject sample", danger=True, apply=steps.reject,
                asks=(Field("reason_code", "choice", label="What is wrong", required=True, choices=steps.REASONS), REASON),
                question="Reject the sample of {label}? A new one is taken; the order keeps its time.",
            ),
            Step(
                "cancel", ("ordered",), "cancelled", (*LAB, "doctor"), label="Cancel order", danger=True, asks=(REASON,),
                question="Cancel the order {label}?", allow=steps.may_cancel, apply=steps.cancel,
            ),
        ),
        derived=(
            Derived("report_number", lambda r, _z: r.report_number, covers=("code",)),
            Derived("status", lambda r, _z: r.status),
            Derived("patient", lambda r, _z: r.patient.full_name),
            Derived("patient_code", lambda r, _z: r.patient.patient_code, covers=("patient",)),
            Derived("patient_gender", lambda r, _z: r.patient.gender, covers=("patient",)),
            Derived("patient_age", lambda r, _z: r.patient.age_on(r.collection_date or r.order_date), covers=("patient",)),
            Derived("allergies", lambda r, _z: r.patient.allergies or []),
            Derived("doctor", lambda r, _z: r.doctor.titled_name),
            Derived("lines", lambda r, _z: [_line(line) for line in r.lines]),
            *(_instant(name) for name in (*orders.INSTANTS, "due_at", "cancelled_at")),
            Derived("cancellation_reason", lambda r, _z: r.cancellation_reason),
            Derived("is_amended", lambda r, _z: r.is_amended),
            Derived("critical_open", lambda r, _z: r.critical_open),
            Derived("times_printed", lambda r, _z: r.times_printed),
            Derived("missing", lambda r, _z: len(results.missing(r))),
        ),
        patient_data=True,
        found_by=("patients", "patient_id"),
        load=(
            joinedload(LabReport.patient),
            joinedload(LabReport.doctor),
            selectinload(LabReport.lines).undefer(LabReportTest.clinical_sealed),
        ),
        own_pages=frozenset({"list", "new", "detail", "edit"}),
    )
)  # fmt: skip
