"""Visits against hours, drawn: plain dicts in Plotly's schema, directly labelled, without tools or zoom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from components.canvas import CLEAR, PALETTE, Figure, figure, note, nothing
from components.values import percent

if TYPE_CHECKING:
    import pandas as pd

STACK = {  # status of a visit, bottom up
    "completed": ("Completed", "st-completed"),
    "in-progress": ("In room", "st-progress"),
    "confirmed": ("Confirmed", "st-confirmed"),
    "scheduled": ("Scheduled", "st-scheduled"),
    "no-show": ("No-show", "st-noshow"),
}
FEW_DAYS = 21
ROW_HEIGHT = 52
DAY_LENGTH = 86_400_000  # milliseconds, the unit of a date axis


def load_chart(load: pd.DataFrame, minutes: pd.DataFrame, today: date, theme: str = "light") -> Figure:
    """Booked hours a day by status, stacked against capacity; what is overbooked is hatched at the top.

    `load`: day, status, visits, minutes · `minutes`: day, bookable, overbooked, in minutes, a row per day.
    Days without hours and without visits are left out, except today.
    """
    booked = {(row.day, row.status): row.minutes for row in load.itertuples() if row.status in STACK}
    capacity = {row.day: row.bookable for row in minutes.itertuples()}
    used = {day for day, _ in booked} | {day for day, bookable in capacity.items() if bookable}
    if not used:
        return nothing("No visits and no hours in these days.", theme)
    days = sorted(used | ({today} & set(capacity)))
    stacked = [_stacked(status, days, booked, theme) for status in STACK]
    over = {row.day: row.overbooked for row in minutes.itertuples()}
    totals = {day: sum(booked.get((day, status), 0) for status in STACK) for day in days}
    columns = [*stacked, _overbooked(days, over, totals, theme)]
    alone = {"width": 0.3 * DAY_LENGTH} if len(days) == 1 else {}
    return figure(
        [*({**column, **alone} for column in columns), _capacity(days, capacity, theme)],
        theme,
        barmode="stack",
        hovermode="x unified",
        margin={"l": 34, "r": 8, "t": 20, "b": 26},
        xaxis=_day_axis(days),
        yaxis={"ticksuffix": " h", "rangemode": "tozero", "nticks": 6},
        **_today_band(today, days, theme),
    )


def utilisation_bars(table: pd.DataFrame, names: Mapping[str, str], theme: str = "light") -> Figure:
    """Per doctor, booked (wide) and realised (narrow) minutes as a share of bookable ones.

    `table`: doctor_id, bookable, booked, attended, past, in minutes · `names`: doctor_id to name.
    """
    rows = [(row.doctor_id, names.get(row.doctor_id, "–"), *_shares(row)) for row in table.itertuples()]
    if not rows:
        return nothing("No doctor has hours or visits in these days.", theme)
    rows.sort(key=lambda row: (-(row[2] or 0), row[1]))
    ink = PALETTE[theme]
    edge = {"color": ink["st-confirmed"], "width": 1}
    return figure(
        [
            _bar("Booked", rows, 2, 0.42, {"color": ink["st-scheduled"], "line": edge}),
            _bar("Realised", rows, 3, 0.18, {"color": ink["st-completed"]}),
        ],
        theme,
        barmode="overlay",
        height=bars_height(len(rows)),
        margin={"l": 4, "r": 24, "t": 12, "b": 32},
        xaxis={"range": [0, 100], "tickvals": [0, 50, 100], "ticktext": ["0", "50", "100 %"], "showgrid": True, "showline": False},
        yaxis={"type": "category", "autorange": "reversed", "visible": False},
        annotations=_bar_labels(rows, theme),
    )  # fmt: skip


def bars_height(doctors: int) -> int:
    """The height, in pixels, the bars of so many doctors need."""
    return ROW_HEIGHT * doctors + 44


def _hours(minutes: float | None) -> float | None:
    return round(minutes / 60, 4) if minutes and minutes > 0 else None


def _stacked(status: str, days: Sequence[date], booked: Mapping[tuple[date, str], float], theme: str) -> Figure:
    name, role = STACK[status]
    ink = PALETTE[theme]
    edge = ink["st-confirmed"] if status == "scheduled" else ink["surface"]
    marker = {"color": ink[role], "line": {"color": edge, "width": 1}}
    if status == "no-show":
        marker = _hatched(ink["surface"], ink[role], "/")
    return {
        "type": "bar",
        "name": name,
        "x": [day.isoformat() for day in days],
        "y": [_hours(booked.get((day, status))) for day in days],
        "marker": marker,
        "hovertemplate": "%{y:.1f} h",
    }


def _hatched(ground: str, colour: str, shape: str, solidity: float = 0.45) -> Figure:
    pattern = {"shape": shape, "fgcolor": colour, "bgcolor": ground, "size": 5, "solidity": solidity}
    return {"color": ground, "line": {"color": colour, "width": 1}, "pattern": pattern}


def _overbooked(days: Sequence[date], over: Mapping[date, float], totals: Mapping[date, float], theme: str) -> Figure:
    return {
        "type": "bar",
        "name": "Overbooked",
        "x": [day.isoformat() for day in days],
        "y": [_hours(over.get(day)) for day in days],
        "base": [(totals[day] - max(0, over.get(day, 0))) / 60 for day in days],
        "marker": _hatched(CLEAR, PALETTE[theme]["ink"], "\\", solidity=0.2),
        "customdata": [_hours(over.get(day)) for day in days],
        "hovertemplate": "%{customdata:.1f} h",
    }


def _capacity(days: Sequence[date], capacity: Mapping[date, float], theme: str) -> Figure:
    ink = PALETTE[theme]["ink"]
    alone = {
        "mode": "markers",
        "marker": {"symbol": "line-ew", "size": 40, "line": {"width": 2, "color": ink}},
    }
    line = {"mode": "lines", "line": {"color": ink, "width": 2, "shape": "hvh"}}
    return {
        "type": "scatter",
        "name": "Capacity",
        "x": [day.isoformat() for day in days],
        "y": [round(capacity.get(day, 0) / 60, 4) for day in days],
        "hovertemplate": "%{y:.1f} h",
        **(line if len(days) > 1 else alone),
    }


def _day_axis(days: Sequence[date]) -> Figure:
    span = [days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + 1)]
    left_out = [day.isoformat() for day in span if day not in set(days)]
    return {
        "type": "date",
        "tickformat": "%a %-d" if len(span) <= FEW_DAYS else "%-d %b",
        "hoverformat": "%a %-d %b",
        **({"rangebreaks": [{"values": left_out}]} if left_out else {}),
        **({"dtick": DAY_LENGTH, "range": _around(days[0])} if len(span) == 1 else {}),
    }


def _around(day: date) -> list[str]:
    return [f"{day - timedelta(days=1)} 12:00", f"{day} 12:00"]


def _today_band(today: date, days: Sequence[date], theme: str) -> Figure:
    if today not in days:
        return {}
    at, (left, right) = today.isoformat(), _around(today)
    shape = {
        "type": "rect", "xref": "x", "yref": "paper", "x0": left, "x1": right, "y0": 0,
        "y1": 1, "fillcolor": PALETTE[theme]["turmeric-soft"], "line": {"width": 0}, "layer": "below",
    }  # fmt: skip
    told = note("Today", theme, "ink-2", 11.5, x=at, y=1, xref="x", yref="paper", yanchor="bottom")
    return {"shapes": [shape], "annotations": [told]}


def _shares(row: Any) -> tuple[float | None, float | None]:
    return _share(row.booked, row.bookable), _share(row.attended, row.past)


def _share(part: float, whole: float) -> float | None:
    return 100 * part / whole if whole else None


def _bar(name: str, rows: Sequence[Sequence[Any]], place: int, width: float, marker: Figure) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [row[0] for row in rows],
        "x": [row[place] for row in rows],
        "width": width,
        "marker": marker,
        "hovertemplate": f"{name} %{{x:.1f}} %<extra></extra>",
    }


def _bar_labels(rows: Iterable[Sequence[Any]], theme: str) -> list[Figure]:
    above = {"xref": "paper", "yshift": ROW_HEIGHT * 0.38}
    return [
        label
        for doctor, name, booked, realised in rows
        for label in (
            note(name, theme, "ink", 13, y=doctor, x=0, xanchor="left", **above),
            note(_told(booked, realised), theme, "ink", 12.5, y=doctor, x=1, xanchor="right", **above),
        )
    ]


def _told(booked: float | None, realised: float | None) -> str:
    return " / ".join(percent(None if share is None else share / 100) for share in (booked, realised))
