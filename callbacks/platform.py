"""The platform's page follows what is saved; what is published of the clinics stands still and is drawn light or dark."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import Input, Output, State, callback
from flask import abort

from callbacks.auth import actor, permission
from components import across, ids, platform, platform_market, values
from data.analytics import platform_home, publication
from data.analytics import platform_market as trade
from data.analytics.figures_platform import ACROSS
from data.analytics.shelf import SHELF


@callback(
    output={
        "charts": {name: Output(chart, "figure") for name, chart in platform_market.CHARTS.items()},
        "leaves": [Output(*leaf) for leaf in platform.leaves()],
        "as_of": Output(platform.AS_OF, "children"),
    },
    inputs={"theme": Input(platform.THEME, "data"), "_number": Input(ids.LIVE, "data")},
    state={"query": State(platform.QUERY, "data")},
    prevent_initial_call=True,
)
@permission("analytics.view")
def show(theme: Any, _number: Any, query: Any) -> Any:
    """What waits and what is traded now."""
    if not isinstance(query, dict):
        abort(400)
    who = actor()
    if not platform_home.sees(who):
        abort(403)
    found, market, shown = platform_home.waiting(who), trade.market(who), "dark" if theme == "dark" else "light"
    charts = SHELF.take(("drawn", *trade.key_of(who), shown), lambda: platform_market.drawn(market, shown))
    return {
        "charts": charts,
        "leaves": platform.leaf_values(found, market),
        "as_of": values.clock_time(found.as_of, who.zone),
    }


@callback(
    output={name: Output(chart, "figure") for name, chart in across.CHARTS.items()},
    inputs={"theme": Input(platform.THEME, "data")},
    state={"query": State(platform.QUERY, "data")},
    prevent_initial_call=True,
)
@permission("analytics.view")
def draw(theme: Any, query: Any) -> Any:
    """One of the published tables, drawn."""
    if not isinstance(query, dict) or query.get("by") not in across.BY:
        abort(400)
    who = actor()
    if not publication.sees(who):
        abort(403)
    told = publication.publication(who)
    month = _published(query.get("month"), told.months)
    return across.drawn(told, str(query["by"]), month, ACROSS, "dark" if theme == "dark" else "light")


def _published(text: Any, months: tuple[date, ...]) -> date | None:
    found = next((month for month in months if month.isoformat() == text), None)
    if text and found is None:
        abort(400)
    return found
