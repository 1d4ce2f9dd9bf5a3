"""How soon somebody can come and how long they wait, drawn: plain dicts in Plotly's schema, directly labelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from components.canvas import CLEAR, PALETTE, Figure, figure, note, nothing

if TYPE_CHECKING:
    import pandas as pd

BEYOND, AIM = 60, 10
COLOURS = {theme: tuple(ink[f"c{n}"] for n in range(1, 7)) for theme, ink in PALETTE.items()}


def access_steps(readings: pd.DataFrame, names: Mapping[str, str], theme: str = "light") -> Figure:
    """A step line per doctor; "> 60" stands at sixty. Six lines at most, those who take longest.

    `readings`: day, doctor_id, value (days or none).
    """
    if readings.empty:
        return nothing("No reading yet; the first is taken at 08:00.", theme)
    lines = {
        doctor: [(row.day.isoformat(), BEYOND if row.value is None else row.value) for row in rows.itertuples()]
        for doctor, rows in readings.groupby("doctor_id", sort=False)
    }
    shown = sorted(lines, key=lambda doctor: -lines[doctor][-1][1])[: len(COLOURS[theme])]
    top = max(AIM + 2, *(value for doctor in shown for _, value in lines[doctor]))
    band = {
        "type": "rect", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": 0, "y1": AIM, "line": {"width": 0},
        "fillcolor": PALETTE[theme]["sunken"], "layer": "below",
    }  # fmt: skip
    return figure(
        [_step(names.get(doctor, "–"), lines[doctor], COLOURS[theme][n]) for n, doctor in enumerate(shown)],
        theme,
        margin={"l": 34, "r": 130, "t": 14, "b": 28},
        hovermode="x unified",
        shapes=[band],
        xaxis={"type": "date", "tickformat": "%-d %b", "hoverformat": "%a %-d %b", "nticks": 6},
        yaxis={"rangemode": "tozero", "range": [0, top * 1.08], "nticks": 6},
        annotations=_names(shown, lines, names, top, theme),
    )


def _step(name: str, line: list[tuple[str, int]], colour: str) -> Figure:
    return {
        "type": "scatter", "mode": "lines+markers" if len(line) == 1 else "lines", "name": name, "x": [d for d, _ in line],
        "y": [v for _, v in line], "line": {"shape": "hv", "width": 2, "color": colour}, "marker": {"size": 7, "color": colour},
        "hovertemplate": "%{y} days", "cliponaxis": False,
    }  # fmt: skip


def _names(
    shown: list[str], lines: Mapping[str, list[tuple[str, int]]], names: Mapping[str, str], top: float, theme: str
) -> list[Figure]:
    """Each line's name at its end, pushed apart where ends meet."""
    gap, placed, told = top / 13, [], []
    for doctor in sorted(shown, key=lambda d: lines[d][-1][1]):
        value = lines[doctor][-1][1]
        place = max(value, placed[-1] + gap) if placed else value
        placed.append(place)
        words = f"{names.get(doctor, '–')} {'> 60' if value == BEYOND else value}"
        beside = {"x": 1, "xref": "paper", "xanchor": "left", "y": place, "yref": "y"}
        mark = note("■", theme, "ink", 10, xshift=5, **beside)
        mark["font"] = {**mark["font"], "color": COLOURS[theme][shown.index(doctor)]}
        told += [mark, note(words, theme, "ink", 11.5, xshift=18, **beside)]
    return told


def wait_strip(waits: pd.DataFrame, days: pd.DataFrame, theme: str = "light") -> Figure:
    """A dot a visit by day, with the day's median and nine of ten.

    `waits`: day, minutes · `days`: day, n, median, p90 (none on fewer than five).
    """
    if waits.empty:
        return nothing("Nobody was checked in during these days.", theme)
    ink = PALETTE[theme]
    dots = {
        "type": "scatter", "mode": "markers", "name": "Visit", "x": [d.isoformat() for d in waits["day"]],
        "y": [round(float(m), 1) for m in waits["minutes"]],
        "marker": {"size": 5, "color": ink["st-confirmed"], "opacity": 0.35, "line": {"width": 0, "color": CLEAR}},
        "hovertemplate": "%{y:.0f} min<extra></extra>",
    }  # fmt: skip
    lines = [_line("Median", days, "median", "solid", ink["ink"]), _line("9 of 10", days, "p90", "dash", ink["st-noshow"])]
    beside = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 6, "yref": "y"}
    ends = [(line["name"], value) for line in lines for value in [v for v in line["y"] if v is not None][-1:]]
    return figure(
        [dots, *lines],
        theme,
        margin={"l": 44, "r": 100, "t": 14, "b": 28},
        xaxis={"type": "date", "tickformat": "%-d %b", "hoverformat": "%a %-d %b", "nticks": 6},
        yaxis={"rangemode": "tozero", "ticksuffix": " min", "nticks": 5},
        annotations=[note(f"{name} {value:.0f} min", theme, "ink", 11.5, y=value, **beside) for name, value in ends],
    )


def _line(name: str, days: pd.DataFrame, column: str, dash: str, colour: str) -> Figure:
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": [d.isoformat() for d in days["day"]],
        "y": [None if v is None else float(v) for v in days[column]], "line": {"width": 2, "dash": dash, "color": colour},
        "connectgaps": True, "hovertemplate": f"{name} %{{y:.0f}} min<extra></extra>",
    }  # fmt: skip
