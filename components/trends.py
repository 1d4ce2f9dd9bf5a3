"""Vital signs over time, drawn: a line a sign on the band of what is usual, labelled at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from components import kpi, values
from components.access_charts import COLOURS
from components.canvas import PALETTE, Figure, chart, figure, note
from data.core import clock
from data.core.vital_signs import BMI, SIGNS, Sign

PRESSURE = ("systolic", "diastolic")
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Blood pressure", PRESSURE),
    ("Pulse", ("pulse",)),
    ("Weight", ("weight",)),
    ("Body mass index", ("bmi",)),
    ("Pain", ("pain",)),
    ("Glucose", ("glucose",)),
    ("Temperature", ("temperature",)),
    ("SpO₂", ("oxygen_saturation",)),
    ("Respiratory rate", ("respiratory_rate",)),
)
KNOWN = {**SIGNS, BMI.name: BMI}
HEIGHT = 190
DEFINITION = (
    "Every measurement as it was taken, in order of time. The band is what is usual for an adult at rest; "
    "body mass index is weight in kg ÷ (height in m)², with the last height known."
)


def trend_chart(
    trend: Mapping[str, Sequence[tuple[Any, float]]], names: Sequence[str], zone: str, theme: str = "light", *, adult: bool = True
) -> Figure:
    """Lines of the signs named, each with its usual band; `trend` as data.analytics.vital_trends gives it."""
    shown = [name for name in names if trend.get(name)]
    bands = [_band(KNOWN[name], n, theme) for n, name in enumerate(shown) if adult and KNOWN[name].usual]
    low, high = _span([v for name in shown for _, v in trend[name]], [KNOWN[n] for n in shown] if adult else [])
    return figure(
        [_line(KNOWN[name], trend[name], zone, COLOURS[theme][2 * n]) for n, name in enumerate(shown)],
        theme,
        margin={"l": 34, "r": 96, "t": 10, "b": 26},
        hovermode="x unified",
        shapes=bands,
        xaxis={"type": "date", "tickformat": "%-d %b", "hoverformat": "%-d %b %Y, %H:%M", "nticks": 5},
        yaxis={"range": [low, high], "nticks": 5},
        annotations=[_end(KNOWN[name], trend[name][-1][1], theme) for name in shown],
    )


def _line(sign: Sign, points: Sequence[tuple[Any, float]], zone: str, colour: str) -> Figure:
    return {
        "type": "scatter", "mode": "lines+markers" if len(points) >= kpi.FEW else "markers", "name": sign.label,
        "x": [f"{clock.local(at, zone):%Y-%m-%d %H:%M}" for at, _ in points], "y": [value for _, value in points],
        "line": {"width": 2, "color": colour}, "marker": {"size": 6, "color": colour},
        "hovertemplate": f"%{{y:.{sign.digits}f}} {sign.unit}", "cliponaxis": False,
    }  # fmt: skip


def _band(sign: Sign, place: int, theme: str) -> Figure:
    low, high = sign.usual or (0, 0)
    ground = PALETTE[theme]["turmeric-soft" if place else "sunken"]
    return {
        "type": "rect", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": low, "y1": high, "line": {"width": 0},
        "fillcolor": ground, "layer": "below",
    }  # fmt: skip


def _end(sign: Sign, value: float, theme: str) -> Figure:
    words = f"{value:.{sign.digits}f} {sign.label.lower() if sign.name in PRESSURE else sign.unit}"
    return note(words, theme, "ink", 12, x=1, xref="paper", xanchor="left", xshift=8, y=value, yref="y")


def _span(found: Sequence[float], bands: Sequence[Sign]) -> tuple[float, float]:
    edges = [*found, *(edge for sign in bands for edge in sign.usual or ())]
    low, high = min(edges), max(edges)
    room = (high - low) * 0.12 or 1
    return low - room, high + room


def cards(trend: Mapping[str, Sequence[tuple[Any, float]]], zone: str, as_of: str, theme: str, *, adult: bool) -> list[Any]:
    """A sheet a group of signs that were taken more than once: chart, what is usual, how many readings, as of when."""
    return [
        _card(title, names, trend, zone, as_of, theme, adult=adult)
        for title, names in GROUPS
        if any(len(trend.get(name, ())) > 1 for name in names)
    ]


def _card(
    title: str, names: Sequence[str], trend: Mapping[str, Sequence[tuple[Any, float]]], zone: str, as_of: str, theme: str, *, adult: bool
) -> Any:  # fmt: skip
    shown = [name for name in names if trend.get(name)]
    count = max(len(trend[name]) for name in shown)
    usual = [f"{KNOWN[n].usual[0]}–{KNOWN[n].usual[1]}" for n in shown if adult and KNOWN[n].usual]
    few = "" if count >= kpi.FEW else " Fewer than five are drawn as dots."
    notes = [f"Usual {' and '.join(usual)}." if usual else "", f"{values.count(count, 'reading')}.{few}", f"As of {as_of}."]
    unit = KNOWN[shown[0]].unit
    label = f"{title} in {unit} over time, {values.count(count, 'reading')}"
    drawn = trend_chart(trend, names, zone, theme, adult=adult)
    defined = kpi.figure_card(title, DEFINITION, ", ".join(KNOWN[n].label.lower() for n in shown), count, count, as_of)
    return html.Section(
        [
            html.Header([html.H3(title), html.Span(unit, className="sp sm muted")]),
            html.Div(chart(f"trend-{shown[0]}", label, drawn, HEIGHT), className="in"),
            kpi.foot(*(n for n in notes if n), defined),
        ],
        className="card-a trend",
    )


def latest(trend: Mapping[str, Sequence[tuple[Any, float]]], zone: str, *, adult: bool) -> Any:
    """The last values side by side, high and low said in words."""
    cells = [_latest(title, names, trend, zone, adult=adult) for title, names in GROUPS if any(trend.get(n) for n in names)]
    return html.Div(cells, className="vit vit-all") if cells else None


def _latest(
    title: str, names: Sequence[str], trend: Mapping[str, Sequence[tuple[Any, float]]], zone: str, *, adult: bool
) -> Any:  # fmt: skip
    last = {name: trend[name][-1] for name in names if trend.get(name)}
    marks = {_mark(KNOWN[name], value) for name, (_, value) in last.items()} - {""} if adult else set()
    said = " / ".join(f"{value:.{KNOWN[name].digits}f}" for name, (_, value) in last.items())
    first = next(iter(last))
    chip = [values.chip(word, "arrow-up" if word == "High" else "arrow-down", "turm") for word in sorted(marks)]
    return html.Div(
        [
            html.Div(title, className="k"),
            html.Div([said, html.Small(f" {KNOWN[first].unit}")], className="v"),
            *chip,
            html.Small(values.day(clock.local_day(last[first][0], zone)), className="d-block"),
        ]
    )


def _mark(sign: Sign, value: float) -> str:
    if not sign.usual:
        return ""
    return "High" if value > sign.usual[1] else "Low" if value < sign.usual[0] else ""
