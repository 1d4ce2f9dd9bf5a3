"""Where the time of the laboratory goes, drawn: plain dicts in Plotly's schema, directly labelled, without tools or zoom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from components.canvas import CLEAR, PALETTE, Figure, figure, font, note, nothing
from components.charts import ROW_HEIGHT
from components.values import DASH, minutes, percent

if TYPE_CHECKING:
    import pandas as pd

STAGES = (("Collect", "c6"), ("Receive", "c2"), ("Queue", "c3"), ("Run", "c1"), ("Verify", "c5"))
CLASSES = ("0–1", "1–2", "2–3", "3–4", "4–6", "6–8", "8–12", "12–24", "24–48", "48 +")
EDGES = (0, 1, 2, 3, 4, 6, 8, 12, 24, 48)
MOST_TESTS = 8
HOUR = 60
STEPS = (0.5, 1, 2, 4, 6, 12, 24, 48, 96)  # hours between ticks
MOST_TICKS = 6


def stage_bars(tests: pd.DataFrame, names: Mapping[str, str], theme: str = "light") -> Figure:
    """Per test one bar of the mean minutes of each stage, with the mean target as a tick; the slowest eight.

    `tests`: key (code), stages (n, eligible, means, total; none on fewer than five), target in minutes or none.
    """
    rows = shown_tests(tests)
    if not rows:
        return nothing("No test has five reports with all six times in these days.", theme)
    ink = PALETTE[theme]
    bars = [
        {
            "type": "bar", "orientation": "h", "name": word, "y": [row.key for row in rows],
            "x": [row.stages.means[place] / HOUR for row in rows], "width": 0.34,
            "marker": {"color": ink[colour], "line": {"width": 1, "color": ink["surface"]}},
            "customdata": [minutes(row.stages.means[place]) for row in rows],
            "hovertemplate": f"{word} %{{customdata}}<extra></extra>",
        }
        for place, (word, colour) in enumerate(STAGES)
    ]  # fmt: skip
    longest = max(max(row.stages.total, row.target or 0) for row in rows) / HOUR
    return figure(
        [*bars, _target_ticks(rows, theme)],
        theme,
        barmode="stack",
        height=tests_height(len(rows)),
        margin={"l": 4, "r": 16, "t": 14, "b": 30},
        xaxis={**hour_axis(longest), "showgrid": True, "showline": False},
        yaxis={"type": "category", "autorange": "reversed", "visible": False},
        annotations=[label for row in rows for label in _row_labels(row, names, theme)],
    )


def shown_tests(tests: pd.DataFrame) -> list[Any]:
    """The tests a chart of stages has room for: with a mean, slowest first."""
    told = [row for row in tests.itertuples() if row.stages.total is not None]
    return sorted(told, key=lambda row: -row.stages.total)[:MOST_TESTS]


def tests_height(tests: int) -> int:
    """The height, in pixels, the bars of so many tests need."""
    return ROW_HEIGHT * max(1, tests) + 44


def hour_axis(longest: float) -> Figure:
    """An axis of hours from 0 to a little beyond the longest, with ticks at round hours."""
    step = next((step for step in STEPS if longest / step <= MOST_TICKS), STEPS[-1] * 2)
    ticks = [step * n for n in range(int(longest * 1.04 / step) + 1)]
    return {"range": [0, longest * 1.06 or 1], "tickvals": ticks, "ticktext": [f"{tick:g} h" if tick else "0" for tick in ticks]}


def turnaround_histogram(overall: Any, target: float | None, theme: str = "light") -> Figure:
    """Reports per class of hours; a dotted line at the target where all have the same one (minutes)."""
    if not overall.spread.n:
        return nothing("No report was verified in these days.", theme)
    ink = PALETTE[theme]
    bars = {
        "type": "bar", "name": "Reports", "x": list(range(len(CLASSES))), "y": [count or None for count in overall.classes],
        "marker": {"color": ink["c3"]}, "text": [str(count) if count else "" for count in overall.classes],
        "textposition": "outside", "textfont": font(theme, "ink", 12), "cliponaxis": False,
        "customdata": CLASSES, "hovertemplate": "%{customdata} h: %{y} reports<extra></extra>",
    }  # fmt: skip
    return figure(
        [bars],
        theme,
        margin={"l": 34, "r": 12, "t": 30, "b": 40},
        xaxis={
            "tickvals": [place - 0.5 for place in range(len(EDGES))],
            "ticktext": [str(edge) for edge in EDGES],
            "range": [-0.6, len(CLASSES) - 0.4],
            "title": {"text": "hours from order to verification", "font": font(theme, "ink-3", 12), "standoff": 6},
        },
        yaxis={"rangemode": "tozero", "nticks": 5},
        **_target_line(target, theme),
    )


def late_stages(late: Any, theme: str = "light") -> Figure:
    """The share of the minutes over the baseline each stage has in the late reports, largest first; none without a baseline."""
    if late is None:
        return nothing("Five complete reports in target are needed to compare with.", theme)
    if late.shares is None:
        return nothing("No late report with all six times in these days.", theme)
    told = sorted(zip(STAGES, late.shares, late.minutes, late.baseline, strict=True), key=lambda row: -row[1])
    ink = PALETTE[theme]
    bars = {
        "type": "bar", "name": "Share", "x": [word for (word, _), *_ in told], "y": [100 * share for _, share, *_ in told],
        "marker": {"color": [ink[colour] for (_, colour), *_ in told]},
        "text": [percent(share) for _, share, *_ in told], "textposition": "outside", "cliponaxis": False,
        "textfont": font(theme, "ink", 12.5),
        "customdata": [f"{minutes(excess)} over a usual {minutes(usual)}" for *_, excess, usual in told],
        "hovertemplate": "%{x} %{customdata}<extra></extra>",
    }  # fmt: skip
    return figure(
        [bars],
        theme,
        margin={"l": 42, "r": 12, "t": 26, "b": 26},
        xaxis={"type": "category"},
        yaxis={"ticksuffix": " %", "rangemode": "tozero", "nticks": 5},
    )


def _target_ticks(rows: Sequence[Any], theme: str) -> Figure:
    return {
        "type": "scatter", "mode": "markers", "name": "Target", "y": [row.key for row in rows],
        "x": [None if row.target is None else row.target / HOUR for row in rows],
        "marker": {"symbol": "line-ns", "size": 17, "line": {"width": 2.5, "color": PALETTE[theme]["ink"]}, "color": CLEAR},
        "customdata": [minutes(row.target) for row in rows], "hovertemplate": "Target %{customdata}<extra></extra>",
        "cliponaxis": False,
    }  # fmt: skip


def _row_labels(row: Any, names: Mapping[str, str], theme: str) -> list[Figure]:
    above = {"xref": "paper", "yshift": ROW_HEIGHT * 0.36, "y": row.key}
    aim = minutes(row.target) if row.target is not None else DASH
    name = names.get(row.key, row.key) or "Without a code"
    return [
        note(name, theme, "ink", 13, x=0, xanchor="left", **above),
        note(f"{minutes(row.stages.total)} / {aim}", theme, "ink", 12.5, x=1, xanchor="right", **above),
    ]


def _target_line(target: float | None, theme: str) -> Figure:
    if target is None:
        return {}
    hours = target / HOUR
    place = max(n for n, edge in enumerate(EDGES) if edge <= hours)
    width = EDGES[place + 1] - EDGES[place] if place + 1 < len(EDGES) else EDGES[-1]
    at = place - 0.5 + min(1.0, (hours - EDGES[place]) / width)
    line = {"color": PALETTE[theme]["ink"], "width": 1.5, "dash": "dot"}
    shape = {"type": "line", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": line}
    told = note(f"target {minutes(target)}", theme, "ink", 12, x=at, y=1, xref="x", yref="paper", yanchor="bottom")
    return {"shapes": [shape], "annotations": [told]}
