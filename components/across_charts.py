"""Figures across clinics, drawn: the middle half of the clinics as a bar, the median as a tick; what is suppressed is hatched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from components.canvas import CLEAR, PALETTE, Figure, figure, note, nothing

LOW, MIDDLE, HIGH, LOWEST, HIGHEST = 25, 50, 75, 10, 90
Spans = Sequence[tuple[str, Mapping[int, float] | None]]  # label, percentiles or none where suppressed
ROOM = 0.35  # of the span, below and above
PER_CENT = 100


def spans(rows: Spans, told: Callable[[float], str], theme: str = "light", *, is_share: bool) -> Figure:
    """A bar from P25 to P75 with the median, a whisker from P10 to P90 where it is told; `told(value)` says a value in words."""
    shown = [(label, values) for label, values in rows if values]
    if not shown:
        return nothing("Suppressed: too few clinics or cases, or one clinic is most of it.", theme)
    ink, scale = PALETTE[theme], PER_CENT if is_share else 1
    low, high = _range([value for _, values in shown for value in values.values()])
    bars = {
        "type": "bar", "x": [label for label, _ in shown], "base": [scale * values[LOW] for _, values in shown],
        "y": [max(scale * (values[HIGH] - values[LOW]), scale * (high - low) / 200) for _, values in shown], "width": 0.42,
        "marker": {"color": ink["c3"], "opacity": 0.55, "line": {"width": 0}}, "hovertext": [_words(label, values, told) for label, values in shown],
        "hoverinfo": "text",
    }  # fmt: skip
    traces = [_whiskers(shown, ink, scale), bars, _medians(shown, ink, scale)]
    hidden = [label for label, values in rows if not values]
    if hidden:
        traces.insert(0, _hatched(hidden, ink, scale * low, scale * high))
    return figure(
        [trace for trace in traces if trace], theme, margin={"l": 46, "r": 8, "t": 18, "b": 34}, hovermode="closest", barmode="overlay",
        xaxis={"type": "category", "categoryorder": "array", "categoryarray": [label for label, _ in rows], "range": [-0.5, len(rows) - 0.5]},
        yaxis={"range": [scale * low, scale * high], "nticks": 5, "ticksuffix": " %" if is_share else ""},
        annotations=[
            note(told(values[MIDDLE]), theme, "ink", 12, x=label, y=scale * max(values.values()), yanchor="bottom")
            for label, values in shown
        ],
    )  # fmt: skip


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Floating bars need no zero, but room around them."""
    room = ROOM * (max(values) - min(values)) or 0.2 * max(values) or 1
    return max(0.0, min(values) - room), max(values) + room


def _whiskers(shown: Spans, ink: Mapping[str, str], scale: float) -> Figure | None:
    wide = [(label, values) for label, values in shown if values and LOWEST in values]
    if not wide:
        return None
    return {
        "type": "bar", "x": [label for label, _ in wide], "base": [scale * (values or {})[LOWEST] for _, values in wide],
        "y": [scale * ((values or {})[HIGHEST] - (values or {})[LOWEST]) for _, values in wide], "width": 0.03,
        "marker": {"color": ink["ink-3"], "line": {"width": 0}}, "hoverinfo": "skip",
    }  # fmt: skip


def _medians(shown: Spans, ink: Mapping[str, str], scale: float) -> Figure:
    return {
        "type": "scatter", "mode": "markers", "x": [label for label, _ in shown], "y": [scale * (values or {})[MIDDLE] for _, values in shown],
        "marker": {"symbol": "line-ew", "size": 26, "line": {"width": 3, "color": ink["ink"]}}, "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip


def _hatched(labels: Sequence[str], ink: Mapping[str, str], low: float, high: float) -> Figure:
    pattern = {"shape": "/", "fgcolor": ink["axis"], "bgcolor": CLEAR, "size": 7, "solidity": 0.16}
    return {
        "type": "bar", "x": list(labels), "base": [low] * len(labels), "y": [high - low] * len(labels), "width": 0.42,
        "marker": {"color": CLEAR, "line": {"width": 1, "color": ink["line"]}, "pattern": pattern},
        "hovertext": [f"{label}: suppressed" for label in labels], "hoverinfo": "text",
    }  # fmt: skip


def _words(label: str, values: Mapping[int, float], told: Callable[[float], str]) -> str:
    return f"{label}: " + ", ".join(f"P{p} {told(value)}" for p, value in sorted(values.items()))
