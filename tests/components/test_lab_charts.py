"""The laboratory's charts are valid Plotly in both looks, full and empty, and show what the frames say."""

from datetime import UTC, date, datetime, timedelta

import pytest
from plotly.graph_objects import Figure

from components import lab_charts, lab_process, lab_rates
from components.canvas import PALETTE
from data.analytics import lab as figures
from data.analytics import lab_groups, lab_xmr
from data.analytics.lab_facts import CriticalValue, Rejection, Report, facts_by_day

ZONE = "Asia/Kolkata"
MONDAY = date(2026, 3, 2)
TEN = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)
NOW = TEN + timedelta(days=60)
MEDIANS = [182, 175, 190, 201, 168, 177, 185, 193, 188, 172, 180, 196, 184, 179, 191, 186, 174, 189, 183, 187, 214]


def report(day, total, number, target=190):
    at = TEN + timedelta(days=day)
    steps = [at + timedelta(minutes=m) for m in (10, 20, 40, total - 5, total)]
    return Report((day, number), "D1", "routine", target, at, *steps)


def made(reports=(), rejections=(), criticals=(), tests=None):
    return facts_by_day(
        reports, tests or {}, rejections, criticals, ZONE, MONDAY - timedelta(days=9), MONDAY + timedelta(days=60)
    )


LOG = [report(day, median + k, k) for day, median in enumerate(MEDIANS) for k in (-2, -1, 0, 1, 2)]
FULL = made(
    LOG,
    [Rejection("D1", TEN, "clotted"), Rejection("D1", TEN, "too-old"), Rejection("D1", TEN + timedelta(days=50), "clotted")],
    [CriticalValue("D1", TEN + timedelta(days=d), TEN + timedelta(days=d, minutes=m)) for d, m in ((0, 5), (0, 90), (9, 5))],
    {r.id: ["CBC"] if r.id[1] < 2 else ["TSH"] for r in LOG},
)
NONE = made()
NAMES = {"CBC": "Complete blood count"}


def drawn(facts, theme):
    reports = facts.reports
    _, points, pair = lab_xmr.tat_xmr(reports)
    return {
        "stages": lab_charts.stage_bars(lab_groups.stages_by(reports, "test"), NAMES, theme),
        "histogram": lab_charts.turnaround_histogram(figures.tat_overall(reports), 190, theme),
        "late": lab_charts.late_stages(figures.tat_late_stage_share(reports), theme),
        "process": lab_process.process_pair(points, pair, theme),
        "hours": lab_process.order_hours(lab_groups.tat_by_hour(reports, ZONE), theme),
        "weeks": lab_rates.in_target_line(lab_groups.in_target_by(reports, "week"), theme),
        "read-back": lab_rates.read_back_line(figures.readback_by_week(facts.criticals, NOW), theme),
        "refused": lab_rates.rejections(figures.rejections_by_week(facts.samples), theme),
    }


def traces(figure):
    return {trace["name"]: trace for trace in figure["data"]}


def words(figure):
    return [label["text"] for label in figure["layout"].get("annotations", ())]


@pytest.mark.parametrize("theme", PALETTE)
@pytest.mark.parametrize("facts", [FULL, NONE], ids=["full", "empty"])
def test_each_figure_is_valid_plotly_without_tools(facts, theme):
    for name, figure in drawn(facts, theme).items():
        Figure(figure)
        assert figure["layout"]["xaxis"]["fixedrange"], name
        assert not figure["layout"]["showlegend"]
        assert "style=" not in str(figure)
        assert "<b>" not in str(figure)


def test_an_empty_figure_says_why():
    for name, figure in drawn(NONE, "light").items():
        assert len(figure["data"]) == 0, name
        assert words(figure)[0].endswith(".")


def test_stages_add_up_to_the_mean_beside_the_target():
    figure = drawn(FULL, "light")["stages"]
    bars = traces(figure)
    total = sum(bars[word]["x"][0] for word, _ in lab_charts.STAGES)
    reports = FULL.reports
    assert total * 60 == pytest.approx(figures.tat_stages(lab_groups.of_test(reports, bars["Run"]["y"][0])).total)
    assert words(figure)[:2] == ["TSH", "3:07 h / 3:10 h"]
    assert "Complete blood count" in words(figure)
    assert bars["Target"]["x"] == [190 / 60, 190 / 60]


def test_classes_of_hours_carry_their_counts_and_the_target_stands_between():
    figure = drawn(FULL, "light")["histogram"]
    assert sum(y or 0 for y in traces(figure)["Reports"]["y"]) == len(LOG)
    assert traces(figure)["Reports"]["y"][0] is None
    line = figure["layout"]["shapes"][0]
    assert line["x0"] == pytest.approx(2.5 + 10 / 60)  # 3:10 h lies in the class from 3 to 4 h
    assert words(figure) == ["target 3:10 h"]
    assert "shapes" not in lab_charts.turnaround_histogram(figures.tat_overall(FULL.reports), None)["layout"]
    beyond = lab_charts.turnaround_histogram(figures.tat_overall(FULL.reports), 9999 * 60)
    assert beyond["layout"]["shapes"][0]["x0"] == 9.5


def test_the_process_pair_names_its_limits_and_rings_the_signal():
    figure = drawn(FULL, "light")["process"]
    assert traces(figure)["Signal"]["x"] == ["2026-03-22"]
    assert traces(figure)["Signal"]["y"] == [214]
    assert words(figure) == ["upper 3:33 h", "mean 3:04 h", "limit 36 min", "lower 2:35 h", "3:34 h", "Moving range"]
    assert traces(figure)["Moving range"]["yaxis"] == "y2"


def test_before_twenty_points_there_are_dots_and_no_limits():
    _, points, pair = lab_xmr.tat_xmr(made(LOG[:50]).reports)
    figure = lab_process.process_pair(points, pair)
    assert traces(figure)["Median"]["mode"] == "markers"
    assert figure["layout"]["shapes"] == []
    assert words(figure) == ["Moving range"]


def test_late_time_is_shown_largest_first():
    figure = drawn(FULL, "light")["late"]
    assert traces(figure)["Share"]["x"][0] == "Run"
    assert traces(figure)["Share"]["text"][0] == "100.0 %"
    nobody = made([report(0, 60, n, target=100) for n in range(5)]).reports
    assert words(lab_charts.late_stages(figures.tat_late_stage_share(nobody))) == [
        "No late report with all six times in these days."
    ]


def test_hours_of_few_orders_show_a_dot_and_say_how_many():
    few = made([*LOG[:5], report(1, 100, 9)]).reports
    figure = lab_process.order_hours(lab_groups.tat_by_hour(few, ZONE))
    heat = figure["data"][0]
    assert (heat["z"][0][0], heat["text"][0][0]) == (182 / 60, "3.0")
    assert (heat["z"][1][0], heat["text"][1][0]) == (None, "·")
    assert heat["customdata"][1][0] == "1 of the 5 reports a median needs"


def test_weeks_of_few_samples_say_how_many_and_unknown_reasons_are_other():
    figure = drawn(FULL, "light")["refused"]
    bars = traces(figure)
    assert bars["Clotted"]["y"] == [pytest.approx(100 / 37), None]
    assert bars["Other"]["y"] == [pytest.approx(100 / 37), None]
    assert words(figure) == ["5.4 %", "1 of 1"]


def test_read_backs_stand_against_a_hundred_percent():
    figure = drawn(FULL, "light")["read-back"]
    assert figure["layout"]["shapes"][0]["y0"] == 100
    assert "target 100 %" in words(figure)
    assert traces(figure)["Read back, few cases"]["text"] == ["1 of 2", "1 of 1"]
