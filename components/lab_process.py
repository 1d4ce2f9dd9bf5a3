"""Whether the laboratory's times are changing, drawn: the process behaviour pair, and when orders wait longest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from components.canvas import CLEAR, PALETTE, Figure, figure, font, note, nothing
from components.values import minutes
from components.week_grid import week_grid

if TYPE_CHECKING:
    import pandas as pd

FEW = 5


def process_pair(points: pd.DataFrame, pair: Any, theme: str = "light") -> Figure:
    """Medians with mean and limits above, moving ranges with theirs beneath; signals ringed with their value.

    `points`: at, n, median in minutes · `pair`: values, ranges, limits (none before 20 points), signals, range_signals.
    """
    if points.empty:
        return nothing("No report was verified in these days.", theme)
    days = [day.isoformat() for day in points["at"]]
    ink, limits = PALETTE[theme], pair.limits
    words = [f"{minutes(m)}, n {n}" for m, n in zip(points["median"], points["n"], strict=True)]
    mode = "lines+markers" if limits else "markers"
    common = {"type": "scatter", "mode": mode, "x": days, "cliponaxis": False, "line": {"width": 1.5, "color": ink["c3"]}}
    traces = [
        {
            **common, "name": "Median", "y": list(pair.values), "marker": {"size": 5, "color": ink["c3"]},
            "customdata": words, "hovertemplate": "%{x|%-d %b} %{customdata}<extra></extra>",
        },
        {
            **common, "name": "Moving range", "y": list(pair.ranges), "yaxis": "y2", "marker": {"size": 4, "color": ink["c6"]},
            "line": {"width": 1.5, "color": ink["c6"]}, "hovertemplate": "%{x|%-d %b} moved %{y:.0f} min<extra></extra>",
        },
        _rings("Signal", days, pair.values, pair.signals, theme),
        {**_rings("Range signal", days, pair.ranges, pair.range_signals, theme), "yaxis": "y2"},
    ]  # fmt: skip
    lower = {**_axis(theme), "domain": [0, 0.22], "rangemode": "tozero", "nticks": 3, "ticksuffix": " min"}
    return figure(
        traces,
        theme,
        margin={"l": 58, "r": 92, "t": 16, "b": 28},
        xaxis={"type": "date", "tickformat": "%-d %b", "hoverformat": "%a %-d %b", "nticks": 4, "anchor": "y2"},
        yaxis={"domain": [0.34, 1], "nticks": 5, "ticksuffix": " min"},
        yaxis2=lower,
        shapes=_lines(limits, theme),
        annotations=[*_names(limits, theme), *_signal_words(days, pair, theme), _range_title(theme)],
    )


def order_hours(cells: pd.DataFrame, theme: str = "light") -> Figure:
    """Median turnaround by weekday and hour of the order; cells of fewer than five show only that there are some.

    `cells`: weekday (0 = Monday), hour, n, median in minutes or none.
    """
    if cells.empty:
        return nothing("No report was verified in these days.", theme)
    return week_grid(cells, theme, "c3", _cell_value, _cell_text, _cell_words)


def _axis(theme: str) -> Figure:
    ink = PALETTE[theme]
    return {
        "gridcolor": ink["grid"], "linecolor": ink["axis"], "zeroline": False, "tickfont": font(theme, "ink-3", 12), "ticks": "",
        "automargin": True, "fixedrange": True,
    }  # fmt: skip


def _rings(name: str, days: Sequence[str], values: Sequence[float | None], places: Sequence[int], theme: str) -> Figure:
    return {
        "type": "scatter", "mode": "markers", "name": name, "x": [days[n] for n in places], "y": [values[n] for n in places],
        "marker": {"size": 14, "color": CLEAR, "line": {"width": 2, "color": PALETTE[theme]["st-noshow"]}},
        "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip


def _levels(limits: Any) -> list[tuple[str, float, str, str]]:
    if limits is None:
        return []
    levels = [
        ("upper", limits.upper, "dash", "y"),
        ("mean", limits.mean, "solid", "y"),
        ("limit", limits.range_limit, "dash", "y2"),
    ]
    return [*levels, ("lower", limits.lower, "dash", "y")] if limits.lower > 0 else levels


def _lines(limits: Any, theme: str) -> list[Figure]:
    ink = PALETTE[theme]["ink-2"]
    return [
        {
            "type": "line", "xref": "paper", "yref": axis, "x0": 0, "x1": 1, "y0": level, "y1": level,
            "line": {"color": ink, "width": 1, "dash": dash},
        }
        for _, level, dash, axis in _levels(limits)
    ]  # fmt: skip


def _names(limits: Any, theme: str) -> list[Figure]:
    beside = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 4}
    return [
        note(f"{name} {minutes(level)}", theme, "ink", 11.5, y=level, yref=axis, **beside)
        for name, level, _, axis in _levels(limits)
    ]


def _signal_words(days: Sequence[str], pair: Any, theme: str) -> list[Figure]:
    """The value of the newest signal beside its ring; more would cover one another."""
    return [
        note(minutes(pair.values[n]), theme, "ink", 12, x=days[n], y=pair.values[n], yshift=16, xref="x", yref="y")
        for n in pair.signals[-1:]
    ]


def _range_title(theme: str) -> Figure:
    return note("Moving range", theme, "ink-3", 11.5, x=0, y=0.22, xref="paper", yref="paper", xanchor="left", yanchor="bottom")


def _cell_value(row: Any) -> float | None:
    return None if row is None or row.median is None else row.median / 60


def _cell_text(row: Any) -> str:
    if row is None:
        return ""
    return "·" if row.median is None else f"{row.median / 60:.1f}"


def _cell_words(row: Any) -> str:
    if row is None:
        return "no orders"
    return f"{row.n} of the {FEW} reports a median needs" if row.median is None else f"median {minutes(row.median)}, n {row.n}"
