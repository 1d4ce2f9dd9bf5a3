"""The figures of patient money follow what is saved: leaves and charts only, and only when the change number moved."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback
from flask import abort

from callbacks.auth import actor, permission
from components import ids, money_figures, money_glance, values
from data.analytics import billing_home as figures
from data.analytics.shelf import SHELF
from data.core import clock

NOUN = money_figures.NOUN
LONGEST = 366
clientside_callback(
    ClientsideFunction("figures", "asOf"),
    Output(ids.LOCATION, "search", allow_duplicate=True),
    Input(ids.part(NOUN, "choose", "day"), "value"),
    Input(ids.part(NOUN, "choose", "days"), "value"),
    State(money_figures.QUERY, "data"),
    prevent_initial_call=True,
)


@callback(
    output={
        "charts": {name: Output(chart, "figure") for name, chart in money_figures.CHARTS.items()},
        "leaves": [Output(*leaf) for leaf in money_figures.leaves()],
        "as_of": Output(money_figures.AS_OF, "children"),
    },
    inputs={"theme": Input(money_figures.THEME, "data"), "_number": Input(ids.LIVE, "data")},
    state={"query": State(money_figures.QUERY, "data")},
    prevent_initial_call=True,
)
@permission("analytics.view")
def show(theme: Any, _number: Any, query: Any) -> Any:
    """Draw what is so now; shared by all who look at the same."""
    who, (start, end) = actor(), _span(query)
    t = _day(query.get("t"))
    if not figures.OLDEST <= t <= clock.today(who.zone):
        abort(400)
    found, shown = figures.readings(who, t, start, end), "dark" if theme == "dark" else "light"
    charts = SHELF.take(("drawn", *figures.key_of(who, t, start, end), shown), lambda: money_figures.drawn(found, shown))
    return {
        "charts": charts,
        "leaves": money_figures.leaf_values(found),
        "as_of": values.clock_time(found.glance.as_of, who.zone),
    }


@callback(
    output={"leaves": [Output(*leaf) for leaf in money_glance.leaves()], "as_of": Output(money_glance.AS_OF, "children")},
    inputs={"_number": Input(ids.LIVE, "data")},
    state={"query": State(money_glance.QUERY, "data")},
    prevent_initial_call=True,
)
@permission("analytics.view")
def glance(_number: Any, query: Any) -> Any:
    """The tiles on a home."""
    who, (start, end) = actor(), _span(query)
    found = figures.glance(who, start, end)
    return {"leaves": money_glance.leaf_values(found), "as_of": values.clock_time(found.as_of, who.zone)}


def _span(query: Any) -> tuple[date, date]:
    if not isinstance(query, dict) or not figures.sees(actor()):
        abort(400)
    start, end = _day(query.get("start")), _day(query.get("end"))
    if not 0 < (end - start).days <= LONGEST or start < figures.OLDEST:
        abort(400)
    return start, end


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        abort(400)
