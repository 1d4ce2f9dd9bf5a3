"""What became of visits, drawn: plain dicts in Plotly's schema, directly labelled, without tools or zoom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from components.canvas import PALETTE, Figure, figure, font, note, nothing
from components.values import percent
from components.week_grid import week_grid

if TYPE_CHECKING:
    import pandas as pd

MOST_TICKS = 4


def no_show_line(weeks: pd.DataFrame, theme: str = "light") -> Figure:
    """No-shows by week, strict and with those lost at short notice; weeks of fewer than 5 cases are open dots.

    `weeks`: week (its Monday), strict and broad (numerator, denominator, value from 0 to 1 or none).
    """
    if weeks.empty:
        return nothing("No visit has been due in these weeks.", theme)
    mondays = list(weeks["week"])
    ink = PALETTE[theme]
    strict = {"name": "No-show", "color": ink["st-noshow"], "dash": "solid"}
    broad = {"name": "Lost late", "color": ink["ink-3"], "dash": "dot"}
    return figure(
        [
            *rate_traces(mondays, list(weeks["broad"]), broad, theme, told=False),
            *rate_traces(mondays, list(weeks["strict"]), strict, theme, told=True),
        ],
        theme,
        margin={"l": 38, "r": 100, "t": 14, "b": 42},
        xaxis=week_axis(mondays, [rate.denominator for rate in weeks["strict"]]),
        yaxis={"ticksuffix": " %", "rangemode": "tozero", "nticks": 5},
        annotations=[
            *line_end(list(weeks["broad"]), broad, theme, yanchor="bottom", yshift=6),
            *line_end(list(weeks["strict"]), strict, theme, yanchor="middle"),
        ],
    )


def heat_map(cells: pd.DataFrame, theme: str = "light") -> Figure:
    """Booked starts by weekday and hour: the mean per open day, or counts while days are too few for one.

    `cells`: weekday (0 = Monday), hour, starts, open_days, mean, p90; see `heat_unit` for what is shown.
    """
    if cells.empty:
        return nothing("No visit has been booked in these days.", theme)
    shown = "mean" if _has_means(cells) else "starts"
    return week_grid(
        cells,
        theme,
        "c1",
        lambda row: _cell_value(row, shown),
        lambda row: _cell_text(_cell_value(row, shown), shown),
        _cell_words,
    )


def heat_unit(cells: pd.DataFrame) -> str:
    """What the numbers of the heat map are."""
    return "mean visits starting per open day" if _has_means(cells) else "visits starting"


def rate_traces(weeks: Sequence[date], rates: Sequence[Any], style: Figure, theme: str, *, told: bool) -> list[Figure]:
    """A line of shares by week, and open dots with "1 of 2" where fewer than 5 cases make no share (`told` writes it)."""
    few = [rate if rate.value is None and rate.denominator else None for rate in rates]
    x, words = [week.isoformat() for week in weeks], [_rate_words(rate) for rate in rates]
    common = {
        "type": "scatter", "x": x, "customdata": words,
        "hovertemplate": f"{style['name']} %{{customdata}}<extra></extra>",
    }  # fmt: skip
    line = {
        **common,
        "name": style["name"],
        "mode": "lines+markers",
        "y": [None if rate.value is None else 100 * rate.value for rate in rates],
        "line": {"color": style["color"], "width": 2 if told else 1.5, "dash": style["dash"]},
        "marker": {"size": 6, "color": style["color"]},
        "connectgaps": False,
        "cliponaxis": False,
    }
    dots = {
        **common,
        "name": f"{style['name']}, few cases",
        "mode": "markers+text" if told else "markers",
        "y": [None if rate is None else 100 * rate.numerator / rate.denominator for rate in few],
        "text": ["" if rate is None else f"{rate.numerator} of {rate.denominator}" for rate in few],
        "textposition": "middle right",
        "textfont": font(theme, "ink-2", 11.5),
        "cliponaxis": False,
        "marker": {"size": 7, "color": style["color"], "symbol": "circle-open", "line": {"width": 1.5}},
    }
    return [line, dots] if any(few) else [line]


def _rate_words(rate: Any) -> str:
    counts = f"{rate.numerator} of {rate.denominator}"
    return counts if rate.value is None else f"{percent(rate.value)}, {counts}"


def week_axis(weeks: Sequence[date], cases: Sequence[int]) -> Figure:
    """Mondays with the number of cases beneath, four at most."""
    step = -(-len(weeks) // MOST_TICKS)
    kept = range((len(weeks) - 1) % step, len(weeks), step)
    return {
        "type": "category",
        "range": [-0.5, len(weeks) - 0.5],
        "tickvals": [weeks[n].isoformat() for n in kept],
        "ticktext": [f"{weeks[n].day} {weeks[n]:%b}<br>n {cases[n]}" for n in kept],
    }


def line_end(rates: Sequence[Any], style: Figure, theme: str, **place: Any) -> list[Figure]:
    """The name of a line and its last value at its end."""
    values = [rate.value for rate in rates if rate.value is not None]
    beside = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 2, **place}
    return [note(f"{style['name']} {percent(value)}", theme, "ink", 11.5, y=100 * value, **beside) for value in values[-1:]]


def _has_means(cells: pd.DataFrame) -> bool:
    opened = cells[cells["open_days"] > 0]
    return bool(len(opened)) and bool(opened["mean"].notna().all())


def _cell_value(row: Any, shown: str) -> float | None:
    value = 0 if row is None else getattr(row, shown)
    return None if value is None or value != value else float(value)  # noqa: PLR0124 - NaN


def _cell_text(value: float | None, shown: str) -> str:
    return "" if not value else f"{value:.1f}" if shown == "mean" else f"{value:.0f}"


def _cell_words(row: Any) -> str:
    if row is None:
        return "no visits"
    mean = "" if row.mean is None or row.mean != row.mean else f"mean {row.mean:.1f}, P90 {row.p90:.0f}, "
    return f"{mean}{row.starts} visits on {row.open_days} open days"
