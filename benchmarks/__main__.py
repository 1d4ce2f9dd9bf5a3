"""`make bench`: fills an encrypted SQLite with 100 000 patients and 100 000 visits of one clinic and prints ratios."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from uuid import UUID

import pandas as pd
from sqlalchemy import String, column, insert, select, table, text

import data.resources  # noqa: F401 - declares the nouns
from data.analytics import appointments as figures
from data.analytics import home, lab, lab_daily
from data.analytics.daily import THEME, facts
from data.analytics.lab_facts import STEPS
from data.core import clock
from data.core.actor import Actor
from data.core.resource import resource
from data.core.settings import from_env
from data.demo import big
from data.models import Appointment, Doctor, LabReport, Patient
from data.models.base import new_id
from data.store import migrate, read
from data.store.unit_of_work import connect, reading, site, writing

PATIENTS = VISITS = int(os.environ.get("BENCH_ROWS", "100000"))
REPORTS = VISITS // 2
DEEP = 20_000
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    goal: str
    ratio: str
    detail: str


def timed(work: Callable[[], object], times: int = 15) -> float:
    """Median seconds of a call, after one that does not count."""
    work()
    return median(_once(work) for _ in range(times))


def _once(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def fill(folder: Path) -> Actor:
    """One clinic with so many patients and visits."""
    connect(from_env({"AYURLAHI_INSTANCE": str(folder)}))
    migrate.upgrade()
    with site().engine.begin() as connection:
        site().keys.check(connection)
    clinics = big.load(big.Size(visits=VISITS, patients=PATIENTS, clinics=1, doctors=20))
    return Actor("Bench", frozenset({"clinic"}), user_id=new_id(), clinic_id=clinics[0])


def deep_page(actor: Actor) -> Row:
    """A list page far down against the first one, both through the list's own function."""
    query = read.Query(sort="-last_visit_at", limit=50)
    after = None
    for _ in range(DEEP // 1000):
        after = read.page("patients", actor, read.Query(sort="-last_visit_at", limit=1000, after=after), live=True).next
    first = timed(lambda: read.page("patients", actor, query, live=True))
    deep = timed(lambda: read.page("patients", actor, read.Query(sort="-last_visit_at", limit=50, after=after), live=True))
    return Row(
        f"list page {DEEP:,} deep ÷ first",
        "≤ 4",
        f"{deep / first:.2f}",
        f"{deep * 1e3:.1f} ms ÷ {first * 1e3:.1f} ms, {PATIENTS:,} patients",
    )


def search(actor: Actor) -> Row:
    """Prefix search of sealed names against the same prefixes on a plain index; every name that has it is found."""
    with reading(actor) as session:
        sample = list(session.scalars(select(Patient).order_by(Patient.id).limit(4000)))
        names = [(str(p.id), p.first_name, p.last_name or "") for p in sample]
    plain = _plain_index(actor)
    prefixes = sorted({f"{first[:4]} {last[:5]}".strip().lower() for _, first, last in names if first.isascii()})[:60]
    sealed, open_, missed, asked = [], [], 0, 0
    for prefix in prefixes:
        sealed.append(timed(lambda p=prefix: read.page("patients", actor, read.Query(search=p, limit=SHOWN), live=True), 3))
        open_.append(timed(lambda p=prefix: plain(p), 3))
        found = read.page("patients", actor, read.Query(search=prefix, limit=200), live=True)
        if not found.capped:
            asked += 1
            shown = {r["id"] for r in found.rows}
            first, _, last = prefix.partition(" ")
            missed += sum(i not in shown for i, f, s in names if f.lower().startswith(first) and s.lower().startswith(last))
    p95 = sorted(sealed)[int(len(sealed) * 0.95)]
    plain95 = sorted(open_)[int(len(open_) * 0.95)]
    recall = "recall 100 %" if not missed else f"MISSED {missed}"
    return Row(
        "search, sealed names: p95 ÷ plain prefix index",
        "≤ 10",
        f"{p95 / plain95:.1f}",
        f"{p95 * 1e3:.1f} ms ÷ {plain95 * 1e3:.1f} ms, {PATIENTS:,} patients, {recall} over {asked} prefixes",
    )


def _plain_index(actor: Actor) -> Callable[[str], object]:
    """The same names unsealed in a throw-away table with a prefix index; who is found is loaded and shown alike."""
    engine, columns = site().engine, resource("patients").columns
    names = table("bench_names", column("id", String), column("first", String), column("last", String))
    with reading(actor) as session:
        rows = [
            {"id": str(p.id), "first": p.first_name.lower(), "last": (p.last_name or "").lower()}
            for p in session.scalars(select(Patient))
        ]
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bench_names (id TEXT, first TEXT, last TEXT)"))
        connection.execute(insert(names), rows)
        connection.execute(text("CREATE INDEX bench_first ON bench_names (first, last, id)"))

    def ask(prefix: str) -> object:
        first, _, last = prefix.partition(" ")
        with engine.connect() as connection:
            query = text("SELECT id FROM bench_names WHERE first >= :a AND first < :b AND last LIKE :l LIMIT 201")
            found = list(connection.scalars(query, {"a": first, "b": first + "\uffff", "l": last + "%"}))
        with reading(actor) as session:
            shown = session.scalars(select(Patient).where(Patient.id.in_([UUID(i) for i in found[:SHOWN]])))
            return [[c.value(row, actor.zone) for c in columns] for row in shown]

    return ask


def refresh(actor: Actor) -> Row:
    """The three appointment figures of 30 days from packed days against reading all visits and pandas."""
    today = clock.today(actor.zone)
    start, end = today - timedelta(days=29), today + timedelta(days=1)

    def packed() -> object:
        found = facts(actor, start, end)
        return (
            figures.load_by_day(found.load),
            figures.booked_utilisation(found.capacity),
            figures.no_show_strict(found.outcomes, clock.now()),
        )

    def window() -> object:
        columns = [
            getattr(Appointment, name) for name in ("starts_at", "ends_at", "doctor_id", "status", "duration", "deleted_at")
        ]
        with reading(actor) as session:
            frame = pd.DataFrame(session.execute(select(*columns)).all(), columns=[c.key for c in columns])
        frame = frame[frame["deleted_at"].isna()]
        frame["day"] = frame["starts_at"].dt.tz_convert(actor.zone).dt.date
        frame = frame[(frame["day"] >= start) & (frame["day"] < end)]
        load = frame.groupby(["day", "status"])["duration"].agg(["count", "sum"])
        return load, frame.groupby(["doctor_id", "day"])["duration"].sum(), frame["status"].value_counts()

    fast, slow = timed(packed), timed(window, 3)
    return Row(
        "appointment refresh, clinic 30 d: read-all-then-pandas ÷ packed days",
        "≥ 50 at 1 M",
        f"{slow / fast:.0f}×",
        f"{slow * 1e3:.0f} ms ÷ {fast * 1e3:.1f} ms, {VISITS:,} visits",
    )


def laboratory(actor: Actor) -> Row:
    """Turnaround, in-target share and stages of 30 days from packed days against reading all reports and pandas."""
    today = clock.today(actor.zone)
    start, end = today - timedelta(days=29), today + timedelta(days=1)
    _fill_laboratory(actor)

    def packed() -> object:
        reports = lab_daily.facts(actor, start, end).reports
        return lab.tat_overall(reports), lab.tat_in_target(reports), lab.tat_stages(reports)

    def window() -> object:
        names = ("ordered_at", *(f"{step}_at" for step in STEPS), "target_minutes", "status", "deleted_at")
        columns = [getattr(LabReport, name) for name in names]
        with reading(actor) as session:
            frame = pd.DataFrame(session.execute(select(*columns)).all(), columns=[c.key for c in columns])
        frame = frame[frame["deleted_at"].isna() & (frame["status"] != "cancelled")]
        day = frame["verified_at"].dt.tz_convert(actor.zone).dt.date
        frame = frame[(day >= start) & (day < end)]
        minutes = (frame["verified_at"] - frame["ordered_at"]).dt.total_seconds() / 60
        stages = frame[["ordered_at", *(f"{step}_at" for step in STEPS)]].diff(axis=1).mean()
        return minutes.quantile([0.5, 0.75, 0.9]), (minutes <= frame["target_minutes"]).mean(), stages

    fast, slow = timed(packed), timed(window, 3)
    return Row(
        "laboratory refresh, clinic 30 d: read-all-then-pandas ÷ packed days",
        "–",
        f"{slow / fast:.0f}×",
        f"{slow * 1e3:.0f} ms ÷ {fast * 1e3:.1f} ms, {REPORTS:,} reports",
    )


def _fill_laboratory(actor: Actor) -> None:
    """Reports of three years, straight into the table."""
    dice, now = Random(1), clock.now().replace(microsecond=0)
    with reading(actor) as session:
        patients = list(session.scalars(select(Patient.id).limit(1000)))
        doctors = list(session.scalars(select(Doctor.id)))
    rows = []
    for number in range(REPORTS):
        at = now - timedelta(seconds=dice.randrange(3 * 365 * 86_400) + 86_400)
        row = {
            "id": new_id(), "clinic_id": actor.clinic_id, "patient_id": dice.choice(patients), "doctor_id": dice.choice(doctors),
            "report_number": f"BENCH-{number}", "order_date": at.date(), "status": "completed", "target_minutes": 240,
            "due_at": at + timedelta(minutes=240), "ordered_at": at,
        }  # fmt: skip
        for step in STEPS:
            at += timedelta(seconds=dice.randrange(60, 5400))
            row[f"{step}_at"] = at
        rows.append(row)
    with writing(actor) as session:
        session.connection().execute(insert(LabReport), rows)


def cached(actor: Actor) -> Row:
    """The overview's callback from its cached figure against one that answers "no update"."""
    today = clock.today(actor.zone)
    start, end = today - timedelta(days=29), today + timedelta(days=1)
    home.overview(actor, start, end)
    full = timed(lambda: home.overview(actor, start, end), 60)
    nothing = timed(lambda: home.change_number(actor), 60)
    return Row(
        "readings from the cache ÷ asking only for the change number",
        "≤ 1.5",
        f"{full / nothing:.2f}",
        f"{full * 1e3:.2f} ms ÷ {nothing * 1e3:.2f} ms",
    )


def main() -> None:
    """Fill, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        begun = perf_counter()
        actor = fill(Path(folder))
        print(
            f"{PATIENTS:,} patients and {VISITS:,} visits in {perf_counter() - begun:.0f} s, theme {THEME}, encrypted SQLite",
            file=sys.stderr,
        )
        print(f"{'what':<72} {'goal':<12} {'measured':<9} on")
        for measure in (deep_page, search, refresh, cached, laboratory):
            row = measure(actor)
            print(f"{row.what:<72} {row.goal:<12} {row.ratio:<9} {row.detail}", flush=True)


if __name__ == "__main__":
    main()
