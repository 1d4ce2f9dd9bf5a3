"""A log of reports, 20 000 in `make soak`: every time equals what plain pandas computes, to the second; days that change are read anew."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from random import Random

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import insert, select

import data.resources  # noqa: F401 - declares the nouns
from data.analytics import lab as figures
from data.analytics import lab_daily, lab_groups, lab_home, lab_xmr
from data.analytics.lab_facts import LabFacts
from data.core import clock
from data.core.actor import Actor, system
from data.core.errors import NotAllowed
from data.interop import csv_rows, incoming
from data.models import Clinic, Doctor, LabReport, LabReportEvent, LabReportTest, Patient
from data.models.base import new_id
from data.store import write
from data.store.unit_of_work import reading, writing
from tests.analytics import lab_log

ZONE = "Asia/Kolkata"
START, END = date(2026, 1, 1), date(2026, 3, 4)
NOW = lab_log.FIRST + timedelta(days=70)


def house(code="LOG"):
    clinic_id = write.create("clinics", system(), {"clinic_name": f"Lab {code}", "clinic_code": code})
    inside = system(clinic_id)
    doctors = [write.create("doctors", inside, {"first_name": name}) for name in ("Anjali", "Rajan")]
    patient = write.create("patients", inside, {"first_name": "Lakshmi", "gender": "female", "estimated_age": "41"})
    return Actor("Manager", frozenset({"clinic"}), user_id=new_id(), clinic_id=clinic_id), doctors, patient


def put_in(actor, patient, log):
    """The log as rows of the tables, in bulk."""
    reports, tests = [], []
    for row in log:
        report = new_id()
        due = None if row["target_minutes"] is None else row["ordered_at"] + timedelta(minutes=row["target_minutes"])
        instants = {name: row[name] for name in ("ordered_at", *lab_log.STEPS)}
        reports.append({
            "id": report, "clinic_id": actor.clinic_id, "patient_id": patient, "doctor_id": row["doctor_id"], "due_at": due,
            "report_number": f"LOG-2526-{row['number']:06}", "order_date": row["ordered_at"].date(), "priority": row["priority"],
            "status": row["status"], "target_minutes": row["target_minutes"], **instants,
        })  # fmt: skip
        tests += [
            {"id": new_id(), "clinic_id": actor.clinic_id, "report_id": report, "position": place, "test_code": code}
            for place, code in enumerate(row["tests"])
        ]
    with writing(actor) as session:
        session.connection().execute(insert(LabReport), reports)
        session.connection().execute(insert(LabReportTest), tests)


def as_csv(log, path):
    """The log as the file a clinic brings in, instants with their zone."""
    names = (
        "external_id",
        "patient_code",
        "doctor_code",
        "priority",
        "status",
        "target_minutes",
        "tests",
        "ordered_at",
        *lab_log.STEPS,
        "cancelled_at",
    )
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, names, extrasaction="ignore")
        writer.writeheader()
        for row in log:
            told = row | {"external_id": f"L{row['number']}", "tests": "|".join(row["tests"])}
            told |= {"cancelled_at": row["ordered_at"]} if row["status"] == "cancelled" else {}
            writer.writerow({n: told[n].isoformat() if isinstance(told[n], datetime) else told[n] for n in names if n in told})
    return path


def in_pandas(log):
    """The same log read with nothing of the product."""
    frame = pd.DataFrame(log)
    for name in ("ordered_at", *lab_log.STEPS):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    frame = frame[(frame["status"] != "cancelled") & frame["verified_at"].notna()]
    local = frame["verified_at"].dt.tz_convert(ZONE)
    frame = frame.assign(day=local.dt.date, week=(local - pd.to_timedelta(local.dt.day_of_week, unit="D")).dt.date)
    chain = frame[["ordered_at", *lab_log.STEPS]]
    known = chain.ffill(axis=1)
    bad = np.zeros(len(frame), dtype=bool)
    for old, new in zip(known.columns, known.columns[1:], strict=False):
        bad |= (known[new] < known[old]).to_numpy()
    good = frame[~bad]
    return good.assign(seconds=(good["verified_at"] - good["ordered_at"]).dt.total_seconds()), int(bad.sum())


def nearest(values, p):
    ordered = np.sort(np.asarray(values))
    return ordered[(p * len(ordered) + 99) // 100 - 1]


def seconds(minutes):
    return round(60 * minutes, 6)


@pytest.mark.parametrize("count", [3_000, pytest.param(20_000, marks=pytest.mark.slow)])
def test_a_log_equals_plain_pandas_to_the_second(database, count):
    clock.set_now(lambda: NOW)
    actor, doctors, patient = house()
    log = list(lab_log.rows(count, doctors))
    put_in(actor, patient, log)
    told, bad = in_pandas(log)
    reports = lab_daily.facts(actor, START, END).reports

    overall = figures.tat_overall(reports)
    assert overall.spread.n == len(told)
    assert overall.spread.eligible == len(told) + bad
    assert int(reports["bad"].sum()) == bad > 0
    assert [seconds(m) for m in overall.spread.values] == sorted(told["seconds"])
    assert seconds(overall.mean) == pytest.approx(told["seconds"].mean(), abs=1e-3)
    assert [seconds(overall.spread.percentile(p)) for p in (50, 75, 90)] == [nearest(told["seconds"], p) for p in (50, 75, 90)]
    assert list(overall.classes) == list(np.histogram(told["seconds"] / 3600, [*figures.HOURS, np.inf])[0])

    aimed = told.dropna(subset=["target_minutes"])
    found = figures.tat_in_target(reports)
    assert found.rate.numerator == int((aimed["seconds"] <= 60 * aimed["target_minutes"]).sum())
    assert (found.rate.denominator, found.no_target) == (len(aimed), len(told) - len(aimed))

    whole = told.dropna(subset=["started_at"])
    stages = figures.tat_stages(reports)
    columns = ["ordered_at", *lab_log.STEPS]
    spans = [(whole[new] - whole[old]).dt.total_seconds() for old, new in zip(columns, columns[1:], strict=False)]
    assert (stages.n, stages.eligible) == (len(whole), len(told))
    assert [seconds(m) for m in stages.means] == pytest.approx([span.mean() for span in spans], abs=1e-3)
    assert [seconds(m) for m in stages.p90s] == [nearest(span, 90) for span in spans]
    assert seconds(stages.total) == pytest.approx(whole["seconds"].mean(), abs=1e-3)

    grain, points, _pair = lab_xmr.tat_xmr(reports)
    by_day = told.groupby("day")["seconds"]
    assert grain == "day"
    assert list(points["at"]) == list(by_day.groups)
    assert [seconds(m) for m in points["median"]] == [nearest(group, 50) for _, group in by_day]
    assert dict(zip(points["at"], points["n"], strict=True)) == by_day.size().to_dict()

    by_test = told.explode("tests").groupby("tests")["seconds"]
    tested = lab_groups.in_target_by(reports, "test")
    assert {row.key: row.rate.denominator + row.no_target for row in tested.itertuples()} == by_test.size().to_dict()
    hours = lab_groups.tat_by_hour(reports, ZONE)
    at = told["ordered_at"].dt.tz_convert(ZONE)
    cells = told["seconds"].groupby([at.dt.day_of_week, at.dt.hour])
    assert {(row.weekday, row.hour): row.n for row in hours.itertuples()} == cells.size().to_dict()
    assert lab_home.readings(actor, START, END).overall == overall


def brought_in(tmp_path, count):
    """A log of so many rows through the product's own import; the manager, the log, and what the import says."""
    clock.set_now(lambda: NOW)
    actor, doctors, patient = house()
    inside = system(actor.clinic_id)
    for code in lab_log.CODES:
        write.create(
            "lab_catalogue",
            inside,
            {
                "test_code": code,
                "test_name": code,
                "kind": "text",
                **dict.fromkeys(("target_routine", "target_urgent", "target_stat"), ""),
            },
        )
    with reading(inside) as session:
        codes = {d.id: d.doctor_code for d in session.scalars(select(Doctor))}
        patient_code = session.scalars(select(Patient.patient_code).where(Patient.id == patient)).one()
    log = [row for row in lab_log.rows(count, doctors) if row["started_at"] or row["status"] != "in-progress"]
    told = [row | {"doctor_code": codes[row["doctor_id"]], "patient_code": patient_code} for row in log]
    path = as_csv(told, tmp_path / "lab_reports.csv")
    return actor, log, incoming.take_in(inside, csv_rows.read_file("lab_reports", path))


def equals_pandas(actor, log):
    told, bad = in_pandas(log)
    reports = lab_daily.facts(actor, START, END).reports
    overall = figures.tat_overall(reports)
    assert [seconds(m) for m in overall.spread.values] == sorted(told["seconds"])
    assert int(reports["bad"].sum()) == bad
    aimed = told.dropna(subset=["target_minutes"])
    found = figures.tat_in_target(reports)
    assert found.rate.numerator == int((aimed["seconds"] <= 60 * aimed["target_minutes"]).sum())
    assert (found.rate.denominator, found.no_target) == (len(aimed), len(told) - len(aimed))
    assert figures.tat_stages(reports).n == int(told["started_at"].notna().sum())


def test_a_log_that_is_imported_as_csv_equals_plain_pandas_to_the_second(database, tmp_path):
    actor, log, report = brought_in(tmp_path, 150)
    assert report.refusals == []
    assert report.imported["lab_reports"] == len(log)
    equals_pandas(actor, log)


@pytest.mark.slow
def test_a_log_of_20_000_rows_that_is_imported_as_csv_equals_plain_pandas_to_the_second(database, tmp_path):
    actor, log, report = brought_in(tmp_path, 20_000)
    assert report.refusals == []
    assert report.imported["lab_reports"] == len(log)
    equals_pandas(actor, log)


def test_days_that_change_in_any_way_are_read_anew(database):
    """Random changes through mapped rows; after each, packed days equal what the tables say."""
    clock.set_now(lambda: NOW)
    actor, doctors, patient = house()
    put_in(actor, patient, lab_log.rows(120, doctors, days=12))
    dice = Random(11)
    same(actor)
    for change in [*CHANGES, *dice.choices(CHANGES, k=12)]:
        with writing(actor) as session:
            reports = list(session.scalars(select(LabReport).where(LabReport.deleted_at.is_(None)).order_by(LabReport.id)))
            change(session, dice.choice(reports), dice, doctors)
        same(actor)


def same(actor):
    packed = lab_daily.facts(actor, START, START + timedelta(days=20))
    with reading(actor) as session:
        days = lab_daily._pack(session, ZONE, START, START + timedelta(days=20))
    straight = LabFacts.of_packed(days.items())
    for kind in LabFacts.SCHEMA:
        assert getattr(packed, kind).values.tolist().__repr__() == getattr(straight, kind).values.tolist().__repr__()


def move(_session, report, dice, _doctors):
    report.verified_at = NOW - timedelta(days=60, seconds=dice.randrange(600_000))


def receive(_session, report, dice, _doctors):
    report.received_at = report.ordered_at + timedelta(seconds=dice.randrange(900_000))


def reopen(_session, report, _dice, _doctors):
    report.verified_at, report.status = None, "in-progress"


def cancel(_session, report, _dice, _doctors):
    report.status = "cancelled"


def delete(_session, report, _dice, _doctors):
    report.deleted_at = clock.now()


def give_away(_session, report, _dice, doctors):
    report.doctor_id = next(doctor for doctor in doctors if doctor != report.doctor_id)


def promise(_session, report, _dice, _doctors):
    report.target_minutes = 15


def reject(session, report, dice, _doctors):
    at = report.ordered_at + timedelta(seconds=dice.randrange(400_000))
    session.add(LabReportEvent(clinic_id=report.clinic_id, report_id=report.id, at=at, kind="reject", reason_code="clotted"))


def lines(session, report):
    query = select(LabReportTest).where(LabReportTest.report_id == report.id).order_by(LabReportTest.position)
    return list(session.scalars(query))


def measure(session, report, dice, _doctors):
    line = lines(session, report)[0]
    line.flag, line.resulted_at = "critical-high", report.ordered_at + timedelta(seconds=dice.randrange(400_000))


def read_back(session, report, _dice, _doctors):
    line = lines(session, report)[0]
    line.flag, line.resulted_at = "critical-low", line.resulted_at or report.ordered_at
    line.read_back_at = line.resulted_at + timedelta(minutes=30)


def recode(session, report, _dice, _doctors):
    lines(session, report)[-1].test_code = "OTHER"


def add_line(session, report, _dice, _doctors):
    session.add(LabReportTest(clinic_id=report.clinic_id, report_id=report.id, position=99, test_code="ADDED"))


def drop_line(session, report, _dice, _doctors):
    session.delete(lines(session, report)[-1])


def with_history(session, report, dice, doctors):
    """A report with a rejection and a critical value on other days than its own goes: all of them change."""
    reject(session, report, dice, doctors)
    measure(session, report, dice, doctors)
    session.flush()
    cancel(session, report, dice, doctors)


CHANGES = [
    move, receive, reopen, reject, measure, read_back, recode, add_line, with_history, drop_line, promise, give_away, cancel, delete,
]  # fmt: skip


def test_a_clinic_that_moves_to_another_zone_cuts_its_days_anew(database):
    clock.set_now(lambda: NOW)
    actor, doctors, patient = house()
    put_in(actor, patient, lab_log.rows(200, doctors, days=3))
    before = lab_daily.facts(actor, START, START + timedelta(days=5)).reports["day"].value_counts().to_dict()
    with writing(system()) as session:
        session.scalars(select(Clinic).where(Clinic.id == actor.clinic_id)).one().time_zone = "America/New_York"
    there = Actor("Manager", actor.roles, user_id=actor.user_id, clinic_id=actor.clinic_id, zone="America/New_York")
    assert (
        lab_daily.facts(there, START - timedelta(days=1), START + timedelta(days=5)).reports["day"].value_counts().to_dict()
        != before
    )


def test_a_doctors_figures_cover_her_own_orders_and_a_receptionist_sees_none(database):
    clock.set_now(lambda: NOW)
    actor, doctors, patient = house()
    put_in(actor, patient, lab_log.rows(300, doctors, days=20))
    whole = lab_home.readings(actor, START, END)
    both = []
    for doctor in doctors:
        her = Actor("Doctor", frozenset({"doctor"}), user_id=new_id(), clinic_id=actor.clinic_id, doctor_id=doctor)
        both.append(lab_home.readings(her, START, END))
    assert sum(own.overall.spread.n for own in both) == whole.overall.spread.n
    assert sum(sum(own.glance.open.values()) for own in both) == sum(whole.glance.open.values()) > 0
    desk = Actor("Desk", frozenset({"receptionist"}), user_id=new_id(), clinic_id=actor.clinic_id)
    assert not lab_home.sees(desk)
    for refused in (lab_daily.open_reports, lab_daily.open_criticals, lambda a: lab_home.readings(a, START, END)):
        with pytest.raises(NotAllowed):
            refused(desk)


def test_another_clinic_sees_nothing_of_it(database):
    clock.set_now(lambda: NOW)
    actor, doctors, patient = house()
    put_in(actor, patient, lab_log.rows(50, doctors, days=5))
    stranger, *_ = house("STR")
    found = lab_home.readings(stranger, START, END)
    assert (found.overall.spread.n, found.glance.open, found.glance.critical) == (0, {}, [])
