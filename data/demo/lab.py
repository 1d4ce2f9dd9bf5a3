"""Three months of a laboratory: orders at every stage, late ones, rejected samples, critical values told and not yet told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.demo import houses, lab_tests
from data.demo.visits import Visit
from data.models import LabReport, LabReportEvent, LabReportTest, LabTest, Patient, User
from data.models.base import new_id
from data.rules import lab_flags, lab_results
from data.rules.lab_catalogue import Catalogue, catalogue
from data.rules.lab_orders import dates_follow, is_due
from data.store import audit, numbers

BACK = 60
CHUNK = 400
SHARE = 0.16
CRITICAL_ONE = 6
REJECTED = ("haemolysed", "clotted", "too-little", "unlabelled")
WORDS = {code: words for code, *_, words in lab_tests.WORDS}


def fill(session: Session, actor: Actor, visits: Sequence[Visit], now: datetime, dice: Random) -> None:
    """The catalogue, and orders that came out of the visits of the last weeks."""
    for raw in lab_tests.rows():
        houses.put(session, actor, "lab_catalogue", raw)
    found = catalogue(session, actor.clinic_id)
    seen = [v for v in visits if v.started_at and v.started_at > now - timedelta(days=BACK)]
    ordered = sorted((v for v in seen if dice.random() < SHARE), key=lambda v: v.started_at or now)
    patients = {p.id: p for p in session.scalars(select(Patient).where(Patient.clinic_id == actor.clinic_id))}
    staff = [u.id for u in session.scalars(select(User).where(User.clinic_id == actor.clinic_id)) if "lab_technician" in u.roles]
    bench = Bench(session, actor, found, patients, staff or [None], now, dice)
    for start in range(0, len(ordered), CHUNK):
        made = [bench.report(visit) for visit in ordered[start : start + CHUNK]]
        session.flush()
        session.add_all(event for report in made for event in bench.events.pop(report.id, []))
        session.flush()
        audit.record(session, actor, "import", "lab_reports", clinic_id=actor.clinic_id, shown=[r.id for r in made])


class Bench:
    """Where samples become results, with the dice that decide how long it takes."""

    def __init__(
        self, session: Session, actor: Actor, found: Catalogue, patients: Mapping[UUID, Patient], staff: Sequence[UUID | None],
        now: datetime, dice: Random,
    ) -> None:  # fmt: skip
        self.session, self.actor, self.catalogue, self.patients, self.staff = session, actor, found, patients, staff
        self.now, self.dice = now, dice
        self.events: dict[UUID, list[LabReportEvent]] = {}
        self.usual = {patient: dice.gauss(0.5, 0.22) for patient in patients}

    def report(self, visit: Visit, wanted: tuple[str, ...] = ()) -> LabReport:
        """One order as far as it has come by now."""
        names = wanted or self.dice.choices([o for o, _ in lab_tests.ORDERS], [w for _, w in lab_tests.ORDERS])[0]
        priority = self.dice.choices(("routine", "urgent", "stat"), (80, 15, 5))[0]
        ordered = (visit.started_at or visit.starts_at) + self.minutes(4, 18)
        report = LabReport(
            id=new_id(), clinic_id=self.actor.clinic_id, patient_id=visit.patient_id, doctor_id=visit.doctor_id, appointment_id=visit.id,
            priority=priority, status="ordered", ordered_at=min(ordered, self.now), times_printed=0, critical_open=0,
            created_at=min(ordered, self.now), updated_at=min(ordered, self.now), is_amended=False,
        )  # fmt: skip
        report.order_date = clock.local_day(report.ordered_at, self.actor.zone)
        clinic = self.actor.clinic_id
        assert clinic is not None
        report.report_number = numbers.document(self.session, clinic, "lab_reports", report.order_date)
        tests = self.catalogue.expand(names)
        report.lines = [self.line(report, place, test, panel) for place, (test, panel) in enumerate(tests)]
        is_due(report, {test.id: test for test, _ in tests})
        self.live_through(report, [test for test, _ in tests])
        dates_follow(report, self.actor.zone)
        self.session.add(report)
        return report

    def line(self, report: LabReport, place: int, test: LabTest, panel: str | None) -> LabReportTest:
        """One test of the order."""
        line = LabReportTest(
            clinic_id=report.clinic_id, report_id=report.id, test_id=test.id, position=place, test_code=test.test_code, status="pending", flag="none",
        )  # fmt: skip
        line.test_name, line.unit, line.panel = test.test_name, test.unit, panel
        return line

    def minutes(self, low: float, high: float) -> timedelta:
        """A length of time in whole seconds."""
        return timedelta(seconds=round(self.dice.uniform(low, high) * 60))

    def live_through(self, report: LabReport, tests: Sequence[LabTest]) -> None:
        """The stages one after the other, until now."""
        if self.dice.random() < 0.025:
            self.cancel(report)
            return
        hurry = {"routine": 1.0, "urgent": 0.6, "stat": 0.35}[report.priority]
        at = report.ordered_at + self.minutes(5, 40) * hurry
        if self.dice.random() < 0.05 and at + timedelta(minutes=30) < self.now:
            at = self.reject(report, at)
        slow = 2.4 if self.dice.random() < 0.09 else 1.0
        most = max((test.target_routine or 240 for test in tests), default=240)
        stages = (
            ("collected_at", timedelta()), ("received_at", self.minutes(4, 26) * hurry), ("started_at", self.minutes(3, 40) * hurry * slow),
            ("resulted_at", self.minutes(0.18 * most, 0.55 * most) * hurry * slow),
        )  # fmt: skip
        before = "ordered"
        for name, length in stages:
            at = (at + length).replace(microsecond=0)
            if at > self.now:
                break
            if name == "resulted_at":
                self.measure(report, tests, at)
                report.verified_at, report.resulted_by, report.verified_by = at, self.who(), self.who()
            setattr(report, name, at)
            after = {"collected_at": "sample-collected", "received_at": "sample-collected", "started_at": "in-progress"}.get(
                name, "completed"
            )
            kind = "receive" if name == "received_at" else "status"
            self.event(report, at, kind, from_status=before, to_status=after)
            report.status = before = after
            report.updated_at = at
        if report.status == "in-progress" and self.dice.random() < 0.6:
            self.measure(report, tests[: len(tests) // 2], min(self.now, (report.started_at or at) + timedelta(minutes=15)))
        if report.status == "completed" and self.dice.random() < 0.93:
            report.times_printed = 1

    def who(self) -> UUID | None:
        """Somebody of the laboratory."""
        return self.dice.choice(self.staff)

    def event(self, report: LabReport, at: datetime, kind: str, reason: str | None = None, **values: Any) -> None:
        """What the history keeps."""
        event = LabReportEvent(clinic_id=report.clinic_id, report_id=report.id, at=at, kind=kind, user_id=self.who(), **values)
        if reason:
            event.reason = reason
        self.events.setdefault(report.id, []).append(event)

    def cancel(self, report: LabReport) -> None:
        """The patient went home without the tests."""
        at = min(self.now, report.ordered_at + self.minutes(20, 200))
        report.status, report.cancelled_at, report.cancellation_reason = "cancelled", at, "Patient left before the sample"
        self.event(report, at, "status", report.cancellation_reason, from_status="ordered", to_status="cancelled")

    def reject(self, report: LabReport, at: datetime) -> datetime:
        """The first sample was no good; when the second one is taken."""
        self.event(report, at, "status", from_status="ordered", to_status="sample-collected")
        gone, code = at + self.minutes(8, 25), self.dice.choice(REJECTED)
        self.event(
            report,
            gone,
            "reject",
            "Sample " + code.replace("-", " "),
            from_status="sample-collected",
            to_status="ordered",
            reason_code=code,
        )
        return gone + self.minutes(10, 45)

    def measure(self, report: LabReport, tests: Sequence[LabTest], at: datetime) -> None:
        """Results near what is usual for the patient; a critical one is told within the hour, the newest ones not yet."""
        patient, lines = self.patients[report.patient_id], {line.test_id: line for line in report.lines}
        report.collection_date = clock.local_day(report.collected_at or at, self.actor.zone)
        for test in tests:
            line = lines[test.id]
            months = lab_results.age_of(patient, report)
            lab_results.put(line, self.value(test, patient, months), test, months, patient.gender, at)
            line.resulted_by = self.who()
            if line.flag in lab_flags.CRITICAL and at < self.now - timedelta(hours=5):
                line.read_back_at, line.told_to, line.read_back_by = (
                    at + self.minutes(3, 75),
                    "The ordering doctor",
                    "The ordering doctor",
                )
                self.event(report, line.read_back_at, "read-back")
        report.critical_open = lab_results.open_criticals(report)

    def value(self, test: LabTest, patient: Patient, months: int | None) -> str:
        """A number around the range that fits, or one of the usual words."""
        if test.kind == "text":
            return self.dice.choice(WORDS[test.test_code])
        band = lab_flags.fitting(test.bands, patient.gender, months) or test.bands[0]
        low = float(band.normal_low if band.normal_low is not None else (band.normal_high or 1) * Decimal("0.4"))
        high = float(band.normal_high if band.normal_high is not None else low * 1.9)
        found = low + (high - low) * (self.usual[patient.id] + self.dice.gauss(0, 0.24))
        if self.dice.random() < 0.012 and (band.critical_high or band.critical_low):
            found = float(band.critical_high) * 1.06 if band.critical_high else float(band.critical_low or 0) * 0.9
        found = min(max(found, low * 0.4, float(band.plausible_low or 0)), float(band.plausible_high or 1e9))
        places = 3 if high < 2 and low > 0.9 else 0 if high > 30 else 2 if low < 1 else 1
        return f"{found:.{places}f}"


def today_on_the_bench(session: Session, actor: Actor, visits: Sequence[Visit], now: datetime, dice: Random) -> None:
    """Whenever the demo is loaded, something waits at every stage, one of it late and one critical."""
    here = [v for v in visits if v.started_at and v.started_at < now][-40:]
    picked = here[:: max(1, len(here) // 8)][:8]
    found = catalogue(session, actor.clinic_id)
    patients = {p.id: p for p in session.scalars(select(Patient).where(Patient.id.in_([v.patient_id for v in picked])))}
    bench = Bench(session, actor, found, patients, [None], now, dice)
    for place, visit in enumerate(picked):
        report = bench.report(
            Visit(visit.patient_id, visit.doctor_id, visit.room_id, now, 30, "consultation", now, id=visit.id, started_at=now),
            (lab_tests.RENAL,) if place == CRITICAL_ONE else (),
        )
        _put_at(bench, report, place, now)
    session.flush()
    session.add_all(event for events in bench.events.values() for event in events)
    session.flush()


def _put_at(bench: Bench, report: LabReport, place: int, now: datetime) -> None:
    """The stage of one of today's orders: ordered, collected, received, measured in part, late, critical."""
    bench.events.pop(report.id, None)
    report.status, report.cancelled_at, report.critical_open = "ordered", None, 0
    for name in ("collected_at", "received_at", "started_at", "resulted_at", "verified_at"):
        setattr(report, name, None)
    for line in report.lines:
        lab_results.clear(line)
    back = (25, 40, 70, 95, 120, 400, 110, 55)[place]
    report.ordered_at = now - timedelta(minutes=back)
    report.created_at = report.updated_at = report.ordered_at
    is_due(report, {test.id: test for test in bench.catalogue.tests.values()})
    step = timedelta(minutes=back / 5)
    stages = ("collected_at", "received_at", "started_at")[: (0, 1, 2, 3, 3, 3, 3, 0)[place]]
    for number, name in enumerate(stages, 1):
        setattr(report, name, report.ordered_at + step * number)
    report.status = {0: "ordered", 1: "sample-collected", 2: "sample-collected"}.get(len(stages), "in-progress")
    if place in {4, CRITICAL_ONE}:
        tests = [bench.catalogue.tests[line.test_code or ""] for line in report.lines]
        bench.measure(report, tests[: max(1, len(tests) * 2 // 3)], now - timedelta(minutes=14))
    if place == CRITICAL_ONE:
        _make_critical(bench, report, now - timedelta(minutes=14))
    dates_follow(report, bench.actor.zone)


def _make_critical(bench: Bench, report: LabReport, at: datetime) -> None:
    patient = bench.patients[report.patient_id]
    months = lab_results.age_of(patient, report)
    for line in report.lines:
        test = bench.catalogue.tests[line.test_code or ""]
        band = lab_flags.fitting(test.bands, patient.gender, months) if test.kind == "number" else None
        if band is not None and band.critical_high is not None:
            lab_results.put(line, f"{float(band.critical_high) * 1.05:.1f}", test, months, patient.gender, at)
            break
    report.critical_open = lab_results.open_criticals(report)


__all__ = ["fill", "today_on_the_bench"]
