"""The laboratory's figures follow what is saved: leaves and charts only, and only when the change number moved."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback
from flask import abort

from callbacks.auth import actor, permission
from components import ids, kpi, lab_figures, lab_glance, values
from data.analytics import lab_home as figures
from data.analytics.shelf import SHELF
from data.core import roles

NOUN = lab_figures.NOUN
LONGEST = 366
clientside_callback(
    ClientsideFunction("figures", "narrow"),
    Output(ids.LOCATION, "search", allow_duplicate=True),
    Input(ids.part(NOUN, "choose", "days"), "value"),
    Input(ids.part(NOUN, "choose", "test"), "value"),
    Input(ids.part(NOUN, "choose", "time"), "value"),
    prevent_initial_call=True,
)


@callback(
    output={
        "charts": {name: Output(chart, "figure") for name, chart in lab_figures.CHARTS.items()},
        "leaves": [Output(*leaf) for leaf in lab_figures.leaves()],
        "as_of": Output(lab_figures.AS_OF, "children"),
        "alarms": Output(lab_figures.ALARMS, "children"),
    },
    inputs={"theme": Input(lab_figures.THEME, "data"), "_number": Input(ids.LIVE, "data")},
    state={"query": State(lab_figures.QUERY, "data")},
    prevent_initial_call=True,
)
@permission("analytics.view")
def show(theme: Any, _number: Any, query: Any) -> Any:
    """Draw what is so now; shared by all who look at the same."""
    who, (start, end) = actor(), _span(query)
    test, time = str(query.get("test_code") or ""), query.get("time")
    if len(test) > figures.LONGEST_CODE or time not in lab_figures.TIMES:
        abort(400)
    found = figures.readings(who, start, end, test, time)
    shown = "dark" if theme == "dark" else "light"
    charts = SHELF.take(("drawn", *figures.key_of(who, start, end, test, time), shown), lambda: lab_figures.drawn(found, shown))
    return {
        "charts": charts,
        "leaves": lab_figures.leaf_values(found),
        "as_of": values.clock_time(found.glance.as_of, who.zone),
        "alarms": _alarms(who, found.glance),
    }


@callback(
    output={"leaves": [Output(*leaf) for leaf in lab_glance.leaves()], "as_of": Output(lab_glance.AS_OF, "children")},
    inputs={"_number": Input(ids.LIVE, "data")},
    state={"query": State(lab_glance.QUERY, "data")},
    prevent_initial_call=True,
)
@permission("analytics.view")
def glance(_number: Any, query: Any) -> Any:
    """The laboratory's tiles on a home."""
    who, (start, end) = actor(), _span(query)
    found = figures.glance(who, start, end)
    return {"leaves": lab_glance.leaf_values(found), "as_of": values.clock_time(found.as_of, who.zone)}


@callback(
    Output(lab_glance.ALARMS, "children"),
    Input(ids.LIVE, "data"),
    State(lab_glance.QUERY, "data"),
    prevent_initial_call=True,
)
@permission("analytics.view")
def alarms(_number: Any, query: Any) -> Any:
    """What needs someone, on the laboratory's own home."""
    who, (start, end) = actor(), _span(query)
    return _alarms(who, figures.glance(who, start, end))


def _alarms(who: Any, found: Any) -> Any:
    if not roles.allowed(who, "lab_reports", "list"):
        return None
    own = "" if figures.sees_whole(who) else str(who.doctor_id)
    return kpi.attention(lab_glance.alarms(found, own))


def _span(query: Any) -> tuple[date, date]:
    if not isinstance(query, dict) or not figures.sees(actor()):
        abort(400)
    try:
        start, end = date.fromisoformat(str(query.get("start"))), date.fromisoformat(str(query.get("end")))
    except ValueError:
        abort(400)
    if not 0 < (end - start).days <= LONGEST:
        abort(400)
    return start, end
