"""Tiles, alarms and definition cards say what they must."""

from dataclasses import replace
from urllib.parse import unquote

import pytest
from dash import html

from components import kpi

READING = kpi.Reading("6.8 %", "44 of 647", "▼ 1.2 pts", is_good=True, course=(9, 8.4, None, 7, 6.8))


def parts(component):
    found = [component]
    children = getattr(component, "children", None)
    for child in children if isinstance(children, list) else [children]:
        if hasattr(child, "to_plotly_json"):
            found += parts(child)
    return found


def texts(component):
    return [
        text
        for part in parts(component)
        for text in (part.children if isinstance(part.children, list) else [part.children])
        if isinstance(text, str)
    ]


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (1, 7, "14.3 %"),
        (44, 647, "6.8 %"),
        (1, 16, "6.3 %"),
        (0, 5, "0.0 %"),
        (1, 4, "1 of 4"),
        (0, 1, "0 of 1"),
        (0, 0, "–"),
    ],
)
def test_a_rate_is_printed_from_five_cases_on(numerator, denominator, text):
    assert kpi.rate(numerator, denominator) == text


def test_a_change_has_an_arrow_and_points():
    assert kpi.points(0.068, 0.08) == "▼ 1.2 pts"
    assert kpi.points(0.08, 0.068) == "▲ 1.2 pts"
    assert kpi.points(0.05, 0.05) == "= 0.0 pts"
    assert kpi.points(0.05, None) == ""


def test_a_tile_is_one_link_with_its_value_change_and_note():
    made = kpi.tile("No-show, 30 days", "home-no-show", READING, "/dashboard/appointments?status=no-show", "")
    assert made.href == "/dashboard/appointments?status=no-show"
    assert texts(made) == ["No-show, 30 days", "6.8 %", "▼ 1.2 pts", "44 of 647"]
    assert isinstance(kpi.tile("No-show", "home-no-show", READING), html.Div)


def test_the_leaves_of_a_tile_are_those_a_live_callback_sets():
    made = {part.id: part for part in parts(kpi.tile("No-show", "t", READING)) if getattr(part, "id", None)}
    for (key, name), value in zip(kpi.leaves("t"), kpi.leaf_values(READING), strict=True):
        assert getattr(made[key], name) == value


def test_good_and_bad_are_told_by_colour_and_direction_by_arrow():
    tones = [kpi.leaf_values(replace(READING, is_good=good))[2] for good in (True, False, None)]
    assert tones == ["ch good", "ch bad", "ch"]


def test_a_course_is_a_line_with_its_last_point_marked():
    *_, line, dot = kpi.leaf_values(READING)
    drawn = unquote(line["maskImage"])
    assert drawn.count("M") == 2
    assert (dot["left"], dot["top"]) == ("64.0px", "22.0px")
    assert kpi.leaf_values(replace(READING, course=(1, None)))[-2:] == ({"display": "none"},) * 2
    flat = kpi.leaf_values(replace(READING, course=(3, 3)))[-1]
    assert flat == {"left": "64.0px", "top": "22.0px"}


def test_the_strip_shows_four_alarms_at_most_and_nothing_when_calm():
    alarm = kpi.Alarm("question-lg", "", "4 visits without an outcome", "Completed or no-show?", "/x")
    assert len(kpi.attention([alarm] * 6).children) == 4
    assert kpi.attention([]) is None


def test_a_definition_card_says_inputs_used_as_of_and_leads_to_the_rows():
    card = kpi.figure_card("No-show", "No-shows ÷ all.", "1 ÷ 7 = 14.3 %", 7, 8, "24 Nov, 10:42", ("Open the visit", "/y"))
    told = texts(card)
    for text in ("No-shows ÷ all.", "1 ÷ 7 = 14.3 %", "7 of 8 eligible", "24 Nov, 10:42", "Open the visit"):
        assert text in told
    uncounted = texts(kpi.figure_card("Net collection", "Payments ÷ charges.", "payments", None, None, "24 Nov, 10:42"))
    assert "Used" not in uncounted
    assert not any("eligible" in text for text in uncounted)


def test_panels_legends_and_feet_hold_what_they_are_given():
    made = kpi.panel("Hospital", "heart-pulse", [kpi.legend(kpi.LOAD_LEGEND), kpi.foot("647 of 651"), kpi.tiles()])
    told = texts(made)
    assert told[0] == "Hospital"
    assert {word for _, word in kpi.LOAD_LEGEND} <= set(told)
    assert "647 of 651" in told
