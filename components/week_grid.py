"""When in the week something happens: weekday by hour, a colour and a number a cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from components.canvas import PALETTE, Figure, figure

if TYPE_CHECKING:
    import pandas as pd

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def week_grid(
    cells: pd.DataFrame,
    theme: str,
    colour: str,
    value: Callable[[Any], float | None],
    text: Callable[[Any], str],
    words: Callable[[Any], str],
) -> Figure:
    """The heat map of `cells` (weekday, 0 = Monday, and hour); value, text and words are asked of a row, or of None where there is none."""
    found = {(row.weekday, row.hour): row for row in cells.itertuples()}
    hours = range(int(cells["hour"].min()), int(cells["hour"].max()) + 1)
    days = range(max(6, int(cells["weekday"].max()) + 1))
    grid = [[found.get((day, hour)) for hour in hours] for day in days]
    trace = {
        "type": "heatmap",
        "x": [f"{hour:02}" for hour in hours],
        "y": [WEEKDAYS[day] for day in days],
        "z": [[value(row) for row in line] for line in grid],
        "zmin": 0,
        "text": [[text(row) for row in line] for line in grid],
        "texttemplate": "%{text}",
        "customdata": [[words(row) for row in line] for line in grid],
        "hovertemplate": "%{y} %{x} h<br>%{customdata}<extra></extra>",
        "hoverongaps": True,
        "colorscale": [[0, PALETTE[theme]["sunken"]], [1, PALETTE[theme][colour]]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }
    axis = {"type": "category", "showgrid": False, "showline": False}
    return figure(
        [trace],
        theme,
        margin={"l": 40, "r": 8, "t": 8, "b": 26},
        xaxis={**axis, "ticksuffix": " h", "nticks": 8},
        yaxis={**axis, "autorange": "reversed"},
    )
