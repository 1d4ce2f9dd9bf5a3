"""The laboratory figures by hand: few cases, no target, refusals, read-backs, working time, and any log read back from packed days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import orjson
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.analytics import lab as figures
from data.analytics import lab_groups, lab_xmr
from data.analytics.lab_facts import STEPS, CriticalValue, LabFacts, Rejection, Report, facts_by_day, pack_days
from data.analytics.rates import Rate
from data.analytics.working import WorkingClock, closed_spans

ZONE = "Asia/Kolkata"
MONDAY = date(2026, 3, 2)
TEN = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)  # Monday 10:00 local
LAST = date(2026, 3, 31)


def minutes(number, since=TEN):
    return None if number is None else since + timedelta(minutes=number)


def report(
    verified,
    *,
    target=240,
    key="R",
    doctor="D1",
    priority="routine",
    at=TEN,
    collected=None,
    received=None,
    started=None,
    resulted=None,
):
    steps = [minutes(step, at) for step in (collected, received, started, resulted, verified)]
    return Report(key, doctor, priority, target, at, *steps)


def facts(reports=(), rejections=(), criticals=(), tests=None):
    return facts_by_day(reports, tests or {}, rejections, criticals, ZONE, MONDAY - timedelta(days=30), LAST)


def test_fewer_than_five_have_counts_and_no_rate_mean_or_percentile():
    found = facts([report(100), report(300), report(500, target=None)]).reports
    overall, target, stages = figures.tat_overall(found), figures.tat_in_target(found), figures.tat_stages(found)
    assert (overall.spread.values, overall.mean, overall.spread.median, overall.p75) == ((100, 300, 500), None, None, None)
    assert (target.rate, target.rate.value, target.no_target) == (Rate(1, 2, 3), None, 1)
    assert (stages.n, stages.eligible, stages.total) == (0, 3, None)


def test_nothing_at_all_is_no_error():
    none = facts()
    assert figures.tat_overall(none.reports).spread.n == 0
    assert figures.tat_in_target(none.reports).rate == Rate(0, 0, 0)
    assert figures.tat_late_stage_share(none.reports) is None
    assert figures.rejection_rate(none.samples) == Rate(0, 0, 0)
    assert figures.critical_readback(none.criticals, TEN) == Rate(0, 0, 0)
    assert figures.rejections_by_week(none.samples).empty
    assert figures.readback_by_week(none.criticals, TEN).empty
    assert lab_groups.tat_by_hour(none.reports, ZONE).empty
    assert lab_groups.in_target_by(none.reports, "test").empty
    assert figures.tat_in_target(lab_groups.of_test(none.reports, "CBC")).rate == Rate(0, 0, 0)
    grain, points, pair = lab_xmr.tat_xmr(none.reports)
    assert (grain, len(points), pair.values, lab_xmr.last_signal(points, pair)) == ("week", 0, (), None)


def test_classes_begin_at_their_hour_and_the_last_has_no_end():
    found = figures.tat_overall(facts([report(m) for m in (0, 59, 60, 2879, 2880, 9999)]).reports)
    assert found.classes == (2, 1, 0, 0, 0, 0, 0, 0, 1, 2)


def test_a_report_belongs_to_the_local_day_it_was_verified_on():
    late = report(14 * 60)  # Monday 10:00 + 14 h = midnight: Tuesday by the clinic's clock, Monday by UTC
    assert list(facts([late]).reports["day"]) == [MONDAY + timedelta(days=1)]


def test_exactly_on_target_is_in_and_a_microsecond_more_is_late():
    on = report(240)
    over = on._replace(verified_at=on.verified_at + timedelta(microseconds=1))
    assert figures.tat_in_target(facts([on, over]).reports).rate.numerator == 1


def test_a_bad_stamp_may_stand_anywhere_and_gaps_are_none():
    told = [report(10, collected=-1), report(10, collected=5, resulted=4), report(10, resulted=9), report(-1)]
    assert facts(told).reports["bad"].sum() == 3


def test_stages_of_a_group_and_the_mean_of_its_targets():
    chain = {"collected": 10, "received": 20, "started": 30, "resulted": 50}
    told = [report(60 + n, key=n, target=100 + n, priority="stat", **chain) for n in range(5)] + [report(60, key=9, target=None)]
    found = lab_groups.stages_by(facts(told).reports, "priority").set_index("key")
    assert found.loc["stat", "stages"].means == (10, 10, 10, 20, 12)
    assert found.loc["stat", "target"] == 102
    assert found.loc["routine", "target"] is None


def test_a_report_counts_once_for_each_of_its_tests():
    told = facts([report(100, key=1), report(300, key=2)], tests={1: ["CBC", "CBC", "TSH"], 2: ["CBC"]}).reports
    found = lab_groups.in_target_by(told, "test")
    assert [(row.key, row.rate.numerator, row.rate.denominator) for row in found.itertuples()] == [("CBC", 1, 2), ("TSH", 1, 1)]
    assert len(lab_groups.of_test(told, "TSH")) == 1
    uncoded = lab_groups.in_target_by(facts([report(1)]).reports, "test")
    assert list(uncoded["key"]) == [lab_groups.UNCODED]


@pytest.mark.parametrize(("grain", "keys"), [("day", 3), ("week", 2), ("month", 2)])
def test_periods(grain, keys):
    days = (TEN, TEN + timedelta(days=1), TEN - timedelta(days=2))  # Monday, Tuesday, Saturday of February
    assert len(lab_groups.in_target_by(facts([report(1, at=at) for at in days]).reports, grain)) == keys


def test_weekday_and_hour_are_those_of_the_order():
    found = lab_groups.tat_by_hour(facts([report(m) for m in (10, 20, 30, 40, 50)] + [report(9, at=minutes(90))]).reports, ZONE)
    assert found.values.tolist() == [[0, 10, 5, 30], [0, 11, 1, None]]


def test_late_ones_without_a_baseline_have_no_stage_share():
    chain = {"collected": 10, "received": 20, "started": 30, "resulted": 50}
    told = [report(60, **chain)] * 4 + [report(600, **chain)]
    assert figures.tat_late_stage_share(facts(told).reports) is None
    found = figures.tat_late_stage_share(facts([*told, report(60, **chain)]).reports)
    assert (found.n, found.minutes, found.shares) == (1, (0, 0, 0, 0, 540), (0, 0, 0, 0, 1))
    nobody_late = figures.tat_late_stage_share(facts([report(60, **chain)] * 5).reports)
    assert (nobody_late.n, nobody_late.shares) == (0, None)


def test_refused_samples_over_those_and_the_accepted_ones():
    accepted = [report(100, received=30)] * 5 + [report(100)]
    refused = [Rejection("D1", TEN, "haemolysed")] * 2 + [
        Rejection("D1", minutes(60), None),
        Rejection("D1", TEN + timedelta(days=7), "clotted"),
    ]
    told = facts(accepted, refused).samples
    assert figures.rejection_rate(told) == Rate(4, 9, 9)
    weeks = figures.rejections_by_week(told)
    assert weeks.values.tolist() == [
        [MONDAY, "haemolysed", Rate(2, 8, 8)],
        [MONDAY, "other", Rate(1, 8, 8)],
        [MONDAY + timedelta(days=7), "clotted", Rate(1, 1, 1)],
    ]


def test_a_critical_value_is_to_be_read_back_within_an_hour():
    told = [CriticalValue("D1", TEN, back) for back in (minutes(60), minutes(61), minutes(5), None)]
    young = CriticalValue("D1", minutes(30), None)
    found = facts(criticals=[*told, young]).criticals
    assert figures.critical_readback(found, minutes(60)) == Rate(2, 3, 5)  # sixty minutes open is not older than sixty
    assert figures.critical_readback(found, minutes(61)) == Rate(2, 4, 5)
    assert figures.critical_readback(found, minutes(999)) == Rate(2, 5, 5)
    assert figures.readback_by_week(found, minutes(999)).values.tolist() == [[MONDAY, Rate(2, 5, 5)]]
    assert figures.readback_by_week(found.tail(1), minutes(31)).empty


def test_open_reports_by_state_and_what_is_overdue():
    told = [
        figures.OpenReport(1, "ordered", TEN, 60), figures.OpenReport(2, "in-progress", TEN, 30),
        figures.OpenReport(3, "ordered", TEN, None),
    ]  # fmt: skip
    assert figures.lab_open(told) == {"ordered": 2, "in-progress": 1}
    assert figures.lab_overdue_now(told, minutes(30)) == figures.Overdue(0, None, 1)
    assert figures.lab_overdue_now(told, minutes(90)) == figures.Overdue(2, 60, 1)


def test_eight_in_a_row_on_one_side_signal_and_a_point_on_the_mean_ends_a_run():
    calm = [10, 20] * 10
    assert lab_xmr.xmr([*calm, *[16] * 6]).signals == ()
    # The twentieth of the calm ones lies above the mean already, so the seventh of these is the eighth of the run.
    assert lab_xmr.xmr([*calm, *[16] * 8]).signals == (26, 27)
    assert lab_xmr.xmr([*calm, *[16] * 6, 15, *[16] * 7]).signals == ()


def test_a_jump_shows_in_the_moving_range():
    found = lab_xmr.xmr([10, 20] * 10 + [60])
    assert (found.signals, found.range_signals, found.ranges[-1]) == ((20,), (20,), 40)


def test_nineteen_points_have_no_limits():
    found = lab_xmr.xmr([1.0] * 18 + [999])
    assert (found.limits, found.signals, len(found.ranges)) == (None, (), 19)


def test_few_reports_a_day_are_taken_by_week():
    told = [report(m, at=TEN + timedelta(days=d)) for d in (0, 1, 2) for m in (10, 20, 30, 40)]
    grain, points = lab_xmr.xmr_points(facts(told).reports)
    assert (grain, points.values.tolist()) == ("week", [[MONDAY, 12, 20]])
    grain, points = lab_xmr.xmr_points(facts([*told, *[report(50, at=TEN + timedelta(days=d)) for d in (0, 1)]]).reports)
    assert (grain, list(points["n"]), list(points["median"])) == ("day", [5, 5, 4], [30, 30, 20])


@dataclass
class Week:
    weekday: int
    valid_from: date | None = None
    valid_to: date | None = None
    doctor_id: str = "D1"
    starts: time = time(10)
    ends: time = time(13)
    breaks: tuple = ()


@dataclass
class Dated:
    kind: str
    starts_at: datetime
    ends_at: datetime
    doctor_id: str | None = None


SUNDAY = (datetime(2026, 3, 7, 18, 30, tzinfo=UTC), datetime(2026, 3, 8, 18, 30, tzinfo=UTC))
SIX_DAYS = [Week(n, date(2026, 3, 1)) for n in range(6)]


def shut(rows=SIX_DAYS, dated=()):
    return closed_spans(date(2026, 2, 22), date(2026, 3, 10), ZONE, rows, dated)


def test_weekdays_without_hours_are_closed_once_hours_are_known():
    assert shut()[1:] == [SUNDAY]  # 1 and 8 March; 22 February lies before the first hours
    assert shut([]) == []
    extra = Dated("extra", SUNDAY[0] + timedelta(hours=9), SUNDAY[0] + timedelta(hours=10), "D1")
    assert SUNDAY not in shut(dated=[extra])


def test_a_holiday_of_the_clinic_closes_and_leave_of_a_doctor_does_not():
    holiday = Dated("holiday", TEN, minutes(600))
    assert (TEN, minutes(600)) in shut(dated=[holiday])
    assert (TEN, minutes(600)) not in shut(dated=[Dated("leave", TEN, minutes(600), "D1")])


def test_working_time_leaves_out_what_is_closed_from_duration_and_target_alike():
    saturday = TEN + timedelta(days=5)  # 10:00; Sunday is closed
    told = [
        report(2460, at=saturday, target=1030, collected=600, received=900, started=1440, resulted=2400),
        report(3000, at=saturday, target=1030, collected=-5),
    ]
    clock = WorkingClock(shut())
    found = clock.shifted(facts(told).reports)
    good = figures.timed(found)
    assert [good[step].iloc[0] / figures.MINUTE for step in STEPS] == [600, 840, 840, 960, 1020]
    assert figures.tat_in_target(found).rate == Rate(1, 1, 2)
    assert figures.tat_in_target(facts(told).reports).rate == Rate(0, 1, 2)
    assert clock.minutes(saturday, saturday + timedelta(days=2)) == 1440
    assert clock.minutes(saturday, SUNDAY[0] + timedelta(hours=5)) == 840
    overdue = figures.lab_overdue_now(
        [figures.OpenReport(1, "ordered", saturday, 900)], SUNDAY[1] + timedelta(hours=2), clock.minutes
    )
    assert overdue == figures.Overdue(1, 60, 0)


instants = st.integers(-3000, 30000).map(lambda second: TEN + timedelta(seconds=37 * second, microseconds=second))
maybe = st.none() | instants
any_report = st.builds(
    Report, st.integers(0, 9), st.sampled_from(["D1", "D2"]), st.sampled_from(["routine", "stat"]), st.none() | st.integers(1, 900),
    instants, maybe, maybe, maybe, maybe, maybe,
)  # fmt: skip
any_rejection = st.builds(Rejection, st.sampled_from(["D1", "D2"]), instants, st.sampled_from([None, "clotted", "haemolysed"]))
any_critical = st.builds(CriticalValue, st.sampled_from(["D1", "D2"]), instants, maybe)
TESTS = {n: ["CBC", "TSH", "HBA"][n % 3 :] for n in range(9)}


def every_figure(told, now):
    reports = told.reports
    frames = [
        lab_groups.stages_by(reports, "test"), lab_groups.in_target_by(reports, "week"), lab_groups.tat_by_hour(reports, ZONE),
        figures.rejections_by_week(told.samples), figures.readback_by_week(told.criticals, now), lab_xmr.xmr_points(reports)[1],
    ]  # fmt: skip
    return [
        figures.tat_overall(reports), figures.tat_in_target(reports), figures.tat_stages(reports),
        figures.tat_late_stage_share(reports), figures.rejection_rate(told.samples),
        figures.critical_readback(told.criticals, now), *(repr(frame.values.tolist()) for frame in frames),
    ]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(any_report, max_size=14),
    st.lists(any_rejection, max_size=4),
    st.lists(any_critical, max_size=4),
    st.integers(0, 9000),
)
def test_packed_and_raw_days_give_the_same_figures(reports, rejections, criticals, later):
    told = (reports, TESTS, rejections, criticals, ZONE, MONDAY - timedelta(days=2), MONDAY + timedelta(days=14))
    raw = facts_by_day(*told)
    read = LabFacts.of_packed((day, orjson.loads(orjson.dumps(row))) for day, row in pack_days(*told).items())
    now = minutes(later)
    for of in (lambda all_: all_, lambda all_: all_.of_doctor("D1")):
        assert every_figure(of(read), now) == every_figure(of(raw), now)


@settings(max_examples=30, deadline=None)
@given(st.lists(any_report, min_size=1, max_size=8))
def test_working_time_is_never_longer_than_calendar_time(reports):
    told = facts(reports).reports
    worked = figures.timed(WorkingClock(shut()).shifted(told))
    assert isinstance(worked, pd.DataFrame)
    assert (worked["verified"] <= figures.timed(told)["verified"]).all()
