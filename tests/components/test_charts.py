"""Figures are valid Plotly, in both themes, full and empty, and show what the frames say."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from plotly.graph_objects import Figure

from components import canvas, charts, outcome_charts
from components.canvas import PALETTE, chart, nothing

TODAY = date(2026, 11, 24)  # a Tuesday
DAYS = [TODAY + timedelta(days=n) for n in range(-3, 4) if n != -2]  # no Sunday
LOAD = pd.DataFrame(
    [(day, "completed" if day < TODAY else "scheduled", 8, 240) for day in DAYS]
    + [(TODAY, "in-progress", 1, 30), (TODAY, "cancelled", 2, 60), (DAYS[0], "no-show", 1, 30)],
    columns=["day", "status", "visits", "minutes"],
)
MINUTES = pd.DataFrame(
    [(day, 360, 240, 45 if day == DAYS[0] else 0, 200) for day in DAYS] + [(date(2026, 11, 22), 0, 0, 0, 0)],
    columns=["day", "bookable", "booked", "overbooked", "attended"],
)
TABLE = pd.DataFrame(
    [("D1", 600, 300, 0, 120, 480), ("D2", 600, 600, 30, 480, 480), ("D3", 0, 0, 30, 0, 0)],
    columns=["doctor_id", "bookable", "booked", "overbooked", "attended", "past"],
)
NAMES = {"D1": "Dr Anjali Varma", "D2": "Dr Rajan Nair", "D3": "Dr Meera Das"}


@dataclass
class Rate:
    numerator: int
    denominator: int

    @property
    def value(self):
        return self.numerator / self.denominator if self.denominator >= 5 else None


WEEKS = pd.DataFrame(
    [(TODAY - timedelta(days=8 + 7 * n), Rate(1, cases), Rate(min(2, cases), cases)) for n, cases in enumerate([40, 2, 0, 30])][
        ::-1
    ],
    columns=["week", "strict", "broad"],
)
CELLS = pd.DataFrame(
    [(0, 9, 12, 5, 2.4, 4), (0, 11, 1, 5, 0.2, 1), (2, 10, 5, 6, 0.8, 2)],
    columns=["weekday", "hour", "starts", "open_days", "mean", "p90"],
)
FEW = CELLS.assign(open_days=2, mean=None, p90=None)
DRAWN = {
    "load": lambda theme: charts.load_chart(LOAD, MINUTES, TODAY, theme),
    "load of a day": lambda theme: charts.load_chart(LOAD[:1], MINUTES[:1], TODAY, theme),
    "no load": lambda theme: charts.load_chart(LOAD[:0], MINUTES[:0], TODAY, theme),
    "utilisation": lambda theme: charts.utilisation_bars(TABLE, NAMES, theme),
    "no utilisation": lambda theme: charts.utilisation_bars(TABLE[:0], NAMES, theme),
    "no-show": lambda theme: outcome_charts.no_show_line(WEEKS, theme),
    "no no-show": lambda theme: outcome_charts.no_show_line(WEEKS[:0], theme),
    "heat": lambda theme: outcome_charts.heat_map(CELLS, theme),
    "heat of few days": lambda theme: outcome_charts.heat_map(FEW, theme),
    "no heat": lambda theme: outcome_charts.heat_map(CELLS[:0], theme),
    "nothing": lambda theme: nothing("Nothing yet.", theme),
}


def traces(drawn):
    return {trace["name"]: trace for trace in drawn["data"]}


@pytest.mark.parametrize("theme", PALETTE)
@pytest.mark.parametrize("drawn", DRAWN.values(), ids=DRAWN)
def test_each_figure_is_valid_plotly_without_tools(drawn, theme):
    made = drawn(theme)
    Figure(made)
    assert made["layout"]["xaxis"]["fixedrange"]
    assert made["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
    assert not made["layout"]["showlegend"]
    assert "style=" not in str(made)
    assert "<b>" not in str(made)


def test_both_themes_name_the_same_colours():
    assert PALETTE["light"].keys() == PALETTE["dark"].keys()


def test_columns_are_hours_by_status_and_absent_ones_are_null():
    shown = traces(charts.load_chart(LOAD, MINUTES, TODAY))
    assert shown["Completed"]["x"][0] == "2026-11-21"
    assert shown["Completed"]["y"] == [4, 4, None, None, None, None]
    assert shown["In room"]["y"][2] == 0.5
    assert "Cancelled" not in shown


def test_capacity_is_a_step_line_and_closed_days_leave_no_gap():
    drawn = charts.load_chart(LOAD, MINUTES, TODAY)
    assert traces(drawn)["Capacity"]["y"] == [6] * 6
    assert traces(drawn)["Capacity"]["line"]["shape"] == "hvh"
    assert drawn["layout"]["xaxis"]["rangebreaks"] == [{"values": ["2026-11-22"]}]


def test_the_overbooked_cap_ends_at_the_top_of_its_column():
    cap = traces(charts.load_chart(LOAD, MINUTES, TODAY))["Overbooked"]
    assert (cap["y"][0], cap["base"][0] + cap["y"][0]) == (0.75, 4.5)
    assert cap["y"][1:] == [None] * 5
    assert cap["marker"]["pattern"]["shape"]


def test_no_shows_are_hatched_and_today_is_a_band():
    drawn = charts.load_chart(LOAD, MINUTES, TODAY, "dark")
    assert traces(drawn)["No-show"]["marker"]["pattern"]["fgcolor"] == PALETTE["dark"]["st-noshow"]
    band = drawn["layout"]["shapes"][0]
    assert (band["x0"], band["x1"]) == ("2026-11-23 12:00", "2026-11-24 12:00")
    assert "shapes" not in charts.load_chart(LOAD, MINUTES, date(2027, 1, 1))["layout"]


def test_utilisation_is_sorted_and_says_both_shares():
    drawn = charts.utilisation_bars(TABLE, NAMES)
    assert traces(drawn)["Booked"]["x"] == [100, 50, None]
    assert [label["text"] for label in drawn["layout"]["annotations"]] == [
        "Dr Rajan Nair", "100.0 % / 100.0 %",
        "Dr Anjali Varma", "50.0 % / 25.0 %",
        "Dr Meera Das", "– / –",
    ]  # fmt: skip


def test_two_doctors_of_one_name_keep_their_own_bars():
    same = dict.fromkeys(NAMES, "Dr Rajan Nair")
    assert len(set(traces(charts.utilisation_bars(TABLE, same))["Booked"]["y"])) == 3


def test_weeks_of_few_cases_are_dots_with_their_counts():
    drawn = outcome_charts.no_show_line(WEEKS)
    line, dots = traces(drawn)["No-show"], traces(drawn)["No-show, few cases"]
    assert line["y"] == [pytest.approx(100 / 30), None, None, 2.5]
    assert dots["y"] == [None, None, 50, None]
    assert dots["text"][2] == "1 of 2"
    assert drawn["layout"]["xaxis"]["ticktext"][-1] == "16 Nov<br>n 40"
    assert [note["text"] for note in drawn["layout"]["annotations"]] == [
        "Lost late 5.0 %", "No-show 2.5 %",
    ]  # fmt: skip


def test_the_heat_map_shows_means_or_counts_and_says_which():
    means, counts = outcome_charts.heat_map(CELLS)["data"][0], outcome_charts.heat_map(FEW)["data"][0]
    assert (means["x"], means["z"][0], means["text"][0]) == (
        ["09", "10", "11"],
        [2.4, 0, 0.2],
        ["2.4", "", "0.2"],
    )
    assert (counts["z"][0], counts["text"][0]) == ([12, 0, 1], ["12", "", "1"])
    assert outcome_charts.heat_unit(CELLS) == "mean visits starting per open day"
    assert outcome_charts.heat_unit(FEW) == "visits starting"
    assert means["customdata"][0][0] == "mean 2.4, P90 4, 12 visits on 5 open days"


def test_a_chart_has_words_for_those_who_cannot_see_it():
    room = chart("home-load", "Booked hours a day against capacity.")
    assert room.to_plotly_json()["props"]["aria-label"] == "Booked hours a day against capacity."
    assert room.children.config["displayModeBar"] is False


def test_the_palette_is_that_of_the_style_sheet():
    sheet = (Path(canvas.__file__).parent / "assets" / "05-tokens.css").read_text()
    light, dark = sheet.split("[data-bs-theme=dark]{", 1)
    for theme, block in (("light", light), ("dark", dark.split("}", 1)[0])):
        tokens = dict(re.findall(r"--ay-([\w-]+):\s*(#[0-9A-F]{6})", block))
        assert PALETTE[theme] == {name: tokens[name] for name in PALETTE[theme]}
