"""Golden case G2 of the metrics: laboratory turnaround, raw and read again from packed days."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import orjson
import pytest

from data.analytics import lab as figures
from data.analytics import lab_xmr
from data.analytics.lab_facts import LabFacts, Report, facts_by_day, pack_days

ZONE = "Asia/Kolkata"
DAY, END = date(2026, 3, 3), date(2026, 3, 4)
ORDERED = datetime(2026, 3, 3, 4, 30, tzinfo=UTC)  # 10:00 local
NOW = ORDERED + timedelta(minutes=300)
G2 = """id,status,collected,received,started,resulted,verified
T01,completed,20,35,60,150,180
T02,completed,30,50,70,170,230
T03,completed,15,40,45,120,150
T04,completed,10,25,30,100,110
T05,completed,25,45,55,200,240
T06,completed,60,200,220,330,390
T07,completed,25,45,90,260,300
T08,completed,40,180,200,290,310
T09,completed,20,30,,140,160
T10,in-progress,30,60,80,,
T11,completed,35,20,50,120,140
T12,cancelled,15,,,,
"""
STEPS = ("collected", "received", "started", "resulted", "verified")


def rows():
    return list(csv.DictReader(io.StringIO(G2)))


def instants(row):
    return {f"{step}_at": ORDERED + timedelta(minutes=int(row[step])) if row[step] else None for step in STEPS}


def reports():
    return [Report(row["id"], "D1", "routine", 240, ORDERED, **instants(row)) for row in rows() if row["status"] != "cancelled"]


def still_open():
    return [
        figures.OpenReport(row["id"], row["status"], ORDERED, 240)
        for row in rows()
        if row["status"] != "cancelled" and not row["verified"]
    ]


@pytest.fixture(params=["raw", "packed"])
def facts(request):
    told = (reports(), {}, [], [], ZONE, DAY, END)
    if request.param == "raw":
        return facts_by_day(*told)
    return LabFacts.of_packed((day, orjson.loads(orjson.dumps(row))) for day, row in pack_days(*told).items())


def test_the_bad_stamp_is_t11(facts):
    bad = facts.reports[facts.reports["bad"]]
    assert bad["verified"].tolist() == [140 * figures.MINUTE]


def test_overall_time(facts):
    found = figures.tat_overall(facts.reports)
    assert (found.spread.n, found.spread.eligible) == (9, 10)
    assert round(found.mean, 2) == 230.00
    assert (found.spread.median, found.p75, found.spread.p90) == (230, 300, 390)
    assert found.classes == (0, 1, 2, 2, 3, 1, 0, 0, 0, 0)


def test_in_target(facts):
    found = figures.tat_in_target(facts.reports)
    assert (found.rate.numerator, found.rate.denominator, found.no_target) == (6, 9, 0)
    assert round(100 * found.rate.value, 2) == 66.67


def test_open_and_overdue():
    assert figures.lab_open(still_open()) == {"in-progress": 1}
    assert figures.lab_overdue_now(still_open(), NOW) == figures.Overdue(1, 60, 0)


def test_the_stages_add_up_to_their_mean_overall_time(facts):
    found = figures.tat_stages(facts.reports)
    assert (found.n, found.eligible) == (8, 9)
    assert found.means == (28.125, 49.375, 18.75, 106.25, 36.25)
    assert found.total == 238.75


def test_where_the_late_ones_lost_their_time(facts):
    found = figures.tat_late_stage_share(facts.reports)
    assert (found.n, found.late) == (3, 3)
    assert found.baseline == (20, 20, 10, 90, 30)
    assert found.minutes == (65, 240, 55, 100, 40)
    assert [round(100 * share) for share in found.shares] == [13, 48, 11, 20, 8]


MEDIANS = [182, 175, 190, 201, 168, 177, 185, 193, 188, 172, 180, 196, 184, 179, 191, 186, 174, 189, 183, 187]


def test_process_limits_and_no_signal():
    found = lab_xmr.xmr(MEDIANS)
    assert found.limits.mean == 184.00
    assert round(found.limits.mean_range, 2) == 10.89
    assert (round(found.limits.lower, 2), round(found.limits.upper, 2)) == (155.02, 212.98)
    assert round(found.limits.range_limit, 2) == 35.59
    assert (found.signals, found.range_signals) == ((), ())


def test_a_twenty_first_point_of_214_signals():
    assert lab_xmr.xmr([*MEDIANS, 214]).signals == (20,)


def test_the_daily_medians_become_the_points():
    """Five reports a day with the medians of the case: through the function the screen uses."""
    told = [
        Report((n, k), "D1", "routine", 240, at, at, at, at, at, at + timedelta(minutes=median + k))
        for n, median in enumerate(MEDIANS)
        for at in [ORDERED + timedelta(days=n)]
        for k in (-2, -1, 0, 1, 2)
    ]
    facts = facts_by_day(told, {}, [], [], ZONE, DAY, DAY + timedelta(days=20))
    grain, points, found = lab_xmr.tat_xmr(facts.reports)
    assert (grain, list(points["median"]), list(points["n"])) == ("day", MEDIANS, [5] * 20)
    assert round(found.limits.upper, 2) == 212.98
