"""What the laboratory's figures say: computed once per change for everybody who may see the same."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import select

from data.analytics import lab as figures
from data.analytics import lab_groups, lab_xmr
from data.analytics.lab_daily import facts, open_criticals, open_reports, sees, sees_whole, working_clock
from data.analytics.lab_facts import LabFacts
from data.analytics.rates import Rate
from data.analytics.shelf import SHELF
from data.analytics.working import WorkingClock
from data.core import clock
from data.core.actor import Actor
from data.models import LabTest
from data.store import changes
from data.store.counted import LAB, VISITS
from data.store.unit_of_work import reading

LONGEST_WAIT = 60  # days an order may lie back and still have its closed days taken out
WORKING = "working"
LONGEST_CODE = 20


@dataclass(frozen=True, slots=True)
class Glance:
    """What the homes show: reports in target of [start, end) and of the equal range before, by week, and what is open now.

    `critical` are the critical values nobody has read back: (report id, number, test code, resulted_at), oldest first.
    """

    as_of: datetime
    start: date
    end: date
    in_target: figures.InTarget
    in_target_before: figures.InTarget
    weeks: pd.DataFrame
    open: dict[str, int]
    overdue: figures.Overdue
    critical: list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Readings:
    """Every figure of metrics.md §3 for [start, end), of all tests or one; minutes are calendar or working minutes."""

    glance: Glance
    overall: figures.Overall
    stages: figures.Stages
    by_test: pd.DataFrame
    by_priority: pd.DataFrame
    hours: pd.DataFrame
    grain: str
    points: pd.DataFrame
    pair: lab_xmr.Xmr
    late: figures.LateShare | None
    rejected: Rate
    rejections: pd.DataFrame
    read_back: Rate
    read_backs: pd.DataFrame
    bad_stamps: int
    target: float | None
    tests: dict[str, str]


def change_number(actor: Actor, *, working: bool = False) -> int:
    """How often what these figures rest on has changed; working time rests on the hours too."""
    assert actor.clinic_id is not None
    themes = (LAB, "lab_catalogue", *([VISITS] if working else []))
    with reading(actor) as session:
        return changes.number(session, actor.clinic_id, *themes)


def key_of(actor: Actor, start: date, end: date, test: str = "", time: str = "") -> tuple[Any, ...]:
    """What decides the readings: viewers with the same rights share them."""
    minute = clock.now().replace(second=0, microsecond=0)
    whose = "clinic" if sees_whole(actor) else actor.doctor_id
    return "lab", actor.clinic_id, whose, start, end, test, time, change_number(actor, working=time == WORKING), minute


def last_days(chosen: str, ranges: Container[str], today: date, usual: int = 30) -> tuple[date, date]:
    """The half-open range of so many days, today included; the usual number when the choice is none of the ranges."""
    count = int(chosen) if chosen in ranges else usual
    return today - timedelta(days=count - 1), today + timedelta(days=1)


def glance(actor: Actor, start: date, end: date) -> Glance:
    """The laboratory at a glance, for the homes."""
    found: Glance = SHELF.take(("glance", *key_of(actor, start, end)), lambda: _glance(actor, start, end))
    return found


def readings(actor: Actor, start: date, end: date, test: str = "", time: str = "") -> Readings:
    """Every figure of a range; a doctor's cover her own orders, one test's the reports that hold it."""
    found: Readings = SHELF.take(
        ("readings", *key_of(actor, start, end, test, time)), lambda: _readings(actor, start, end, test, time)
    )
    return found


def _glance(actor: Actor, start: date, end: date) -> Glance:
    return _at_a_glance(actor, _Range(actor, start, end, ""), start, end)


class _Range:
    """The facts of a range and of the equal one before it, on one clock."""

    def __init__(self, actor: Actor, start: date, end: date, time: str) -> None:
        first = start - (end - start)
        every = facts(actor, first, end)
        self.inside, self.before = every.between(start, end), every.between(first, start)
        self.clock = WorkingClock([])
        if time == WORKING:
            self.clock = working_clock(actor, first - timedelta(days=LONGEST_WAIT), clock.today(actor.zone) + timedelta(days=1))

    def reports(self, found: LabFacts, test: str = "") -> pd.DataFrame:
        """The reports of one of the two ranges, of one test where one is named."""
        return self.clock.shifted(lab_groups.of_test(found.reports, test))


def _at_a_glance(actor: Actor, told: _Range, start: date, end: date, test: str = "") -> Glance:
    now, still_open = clock.now(), open_reports(actor)
    inside = told.reports(told.inside, test)
    weeks = lab_groups.in_target_by(inside, "week")
    return Glance(
        as_of=now,
        start=start,
        end=end,
        in_target=figures.tat_in_target(inside),
        in_target_before=figures.tat_in_target(told.reports(told.before, test)),
        weeks=weeks,
        open=figures.lab_open(still_open),
        overdue=figures.lab_overdue_now(still_open, now, told.clock.minutes),
        critical=open_criticals(actor),
    )


def _readings(actor: Actor, start: date, end: date, test: str, time: str) -> Readings:
    told, now = _Range(actor, start, end, time), clock.now()
    every, inside = told.reports(told.inside), told.reports(told.inside, test)
    grain, points, pair = lab_xmr.tat_xmr(inside)
    samples, criticals = told.inside.samples, told.inside.criticals
    return Readings(
        glance=_at_a_glance(actor, told, start, end, test),
        overall=figures.tat_overall(inside),
        stages=figures.tat_stages(inside),
        by_test=lab_groups.stages_by(every, "test"),
        by_priority=lab_groups.summary_by(inside, "priority"),
        hours=lab_groups.tat_by_hour(inside, actor.zone),
        grain=grain,
        points=points,
        pair=pair,
        late=figures.tat_late_stage_share(inside),
        rejected=figures.rejection_rate(samples),
        rejections=figures.rejections_by_week(samples),
        read_back=figures.critical_readback(criticals, now),
        read_backs=figures.readback_by_week(criticals, now),
        bad_stamps=int(inside["bad"].sum()),
        target=_target(inside),
        tests=_names(actor, every),
    )


def _target(reports: pd.DataFrame) -> float | None:
    """The target all reports share, in minutes; none when they differ or have none."""
    told = set(reports["target"].dropna())
    return float(told.pop()) if len(told) == 1 else None


def _names(actor: Actor, reports: pd.DataFrame) -> dict[str, str]:
    """Names by code of the tests in these reports, as the catalogue has them."""
    codes = {code for codes in reports["tests"] for code in codes}
    query = select(LabTest.test_code, LabTest.test_name).where(LabTest.clinic_id == actor.clinic_id, LabTest.test_code.in_(codes))
    with reading(actor) as session:
        known = {row.test_code: row.test_name for row in session.execute(query)}
    return {code: known.get(code, code) for code in sorted(codes)}


__all__ = [
    "LONGEST_CODE", "Glance", "Readings", "change_number", "glance", "key_of", "last_days", "readings", "sees", "sees_whole",
]  # fmt: skip
