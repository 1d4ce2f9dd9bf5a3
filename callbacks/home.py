"""The overview follows what is saved: leaves and figures only, and only when the change number moved."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback
from flask import abort

from callbacks.auth import actor, permission
from components import cash, home, home_tiles, ids, kpi, lab_glance, market_glance, values
from data.analytics import home as figures
from data.analytics import lab_home, market_home
from data.analytics.shelf import SHELF
from data.core import roles
from data.core.actor import Actor
from data.rules import stock_pages

clientside_callback(
    ClientsideFunction("home", "narrow"),
    Output(ids.LOCATION, "search", allow_duplicate=True),
    Input(ids.part(home.NOUN, "days"), "value"),
    Input(ids.part(home.NOUN, "doctor"), "value"),
    prevent_initial_call=True,
)


@callback(
    output={
        "charts": {name: Output(chart, "figure") for name, chart in home.CHARTS.items()},
        "leaves": [Output(*leaf) for leaf in home_tiles.leaves()],
        "sub": Output(home.SUB, "children"),
        "as_of": Output(home.AS_OF, "children"),
        "alarms": Output(home.ALARMS, "children"),
    },
    inputs={"theme": Input(home.THEME, "data"), "_number": Input(ids.LIVE, "data")},
    state={"query": State(home.QUERY, "data")},
    prevent_initial_call=True,
)
@permission("analytics.view")
def show(theme: Any, _number: Any, query: Any) -> Any:
    """Draw what is so now; shared by all who look at the same."""
    who = actor()
    if not isinstance(query, dict) or not figures.sees(who):
        abort(400)
    try:
        start, end = date.fromisoformat(str(query.get("start"))), date.fromisoformat(str(query.get("end")))
    except ValueError:
        abort(400)
    if not 0 < (end - start).days <= 366:  # noqa: PLR2004 - a year at most
        abort(400)
    doctor_id = query.get("doctor_id") if isinstance(query.get("doctor_id"), str) else ""
    found = figures.overview(who, start, end, doctor_id or "")
    shown = "dark" if theme == "dark" else "light"
    charts = SHELF.take(("drawn", *figures.key_of(who, start, end, doctor_id or ""), shown), lambda: home.drawn(found, shown))
    return {
        "charts": charts,
        "leaves": home_tiles.leaf_values(found),
        "sub": home_tiles.sub(found),
        "as_of": values.clock_time(found.as_of, who.zone),
        "alarms": home_tiles.alarms(found, doctor_id or "", _urgent(who, start, end)),
    }


def _urgent(who: Actor, start: date, end: date) -> list[kpi.Alarm]:
    """The laboratory's alarms, for those who may open its reports, and the marketplace's for those who buy."""
    told: list[kpi.Alarm] = []
    if lab_home.sees(who) and roles.allowed(who, "lab_reports", "list"):
        own = "" if lab_home.sees_whole(who) else str(who.doctor_id)
        told += lab_glance.alarms(lab_home.glance(who, start, end), own)
    if market_home.sees(who):
        told += market_glance.alarms(market_home.buying(who, stock_pages.shelf), who.zone)
    return told


@callback(
    output={
        "leaves": [Output(*leaf) for leaf in market_glance.leaves()],
        "arriving": Output(market_glance.ARRIVING, "children"),
        "as_of": Output(market_glance.AS_OF, "children"),
    },
    inputs={"_number": Input(ids.LIVE, "data")},
    prevent_initial_call=True,
)
@permission("analytics.view")
def market(_number: Any) -> Any:
    """The marketplace half."""
    who = actor()
    if not market_home.sees(who):
        abort(400)
    found = market_home.buying(who, stock_pages.shelf)
    return {
        "leaves": market_glance.leaf_values(found, who.zone),
        "arriving": market_glance.arriving(found),
        "as_of": values.clock_time(found.as_of, who.zone),
    }


@callback(
    output={
        "chart": Output(cash.CHART, "figure"),
        "owed": Output(cash.OWED, "children"),
        "we_owe": Output(cash.WE_OWE, "children"),
        "steps": Output(cash.STEPS, "children"),
        "ties": Output(cash.TIES, "children"),
        "as_of": Output(cash.AS_OF, "children"),
    },
    inputs={"theme": Input(cash.THEME, "data"), "_number": Input(ids.LIVE, "data")},
    prevent_initial_call=True,
)
@permission("analytics.view")
def cash_view(theme: Any, _number: Any) -> Any:
    """The one cash view."""
    who = actor()
    if not market_home.sees(who):
        abort(400)
    found = market_home.cash(who, stock_pages.shelf)
    told = cash.leaf_values(found, market_home.buying(who, stock_pages.shelf), who.zone)
    return {"chart": cash.drawn(found.view, "dark" if theme == "dark" else "light"), **told}


@callback(
    output=[Output(*leaf) for leaf in market_glance.shelf_leaves()],
    inputs={"_number": Input(ids.LIVE, "data")},
    prevent_initial_call=True,
)
@permission("analytics.view")
def stock(_number: Any) -> Any:
    """The stock on the pharmacist's home."""
    who = actor()
    if not market_home.sees_shelf(who):
        abort(400)
    return market_glance.shelf_leaf_values(market_home.shelf(who, stock_pages.shelf))
