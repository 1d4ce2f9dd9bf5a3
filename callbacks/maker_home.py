"""The manufacturer's home follows what is saved."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, callback
from flask import abort

from callbacks.auth import actor, permission
from components import ids, maker_charts, maker_home, values
from data.analytics import maker_home as figures
from data.analytics.shelf import SHELF


@callback(
    output={
        "charts": {name: Output(chart, "figure") for name, chart in maker_home.CHARTS.items()},
        "leaves": [Output(*leaf) for leaf in maker_home.leaves()],
        "sub": Output(maker_home.SUB, "children"),
        "alarms": Output(maker_home.ALARMS, "children"),
        "waiting": Output(maker_home.WAITING, "children"),
        "stages": Output(maker_home.BARS, "children"),
        "tie": [Output(maker_home.TIE, "children"), Output(maker_home.TIE, "className")],
        "as_of": Output(maker_home.AS_OF, "children"),
    },
    inputs={"theme": Input(maker_home.THEME, "data"), "_number": Input(ids.LIVE, "data")},
    prevent_initial_call=True,
)
@permission("analytics.view")
def sell(theme: Any, _number: Any) -> Any:
    """Draw what is so now."""
    who = actor()
    if not figures.sees(who):
        abort(400)
    found, shown = figures.selling(who), "dark" if theme == "dark" else "light"
    return {
        "charts": SHELF.take(("drawn", *figures.key_of(who), shown), lambda: maker_home.drawn(found, shown)),
        "leaves": maker_home.leaf_values(found),
        "sub": maker_home.sub(found),
        "alarms": maker_home.alarms(found),
        "waiting": maker_home.waiting(found, who.zone),
        "stages": maker_charts.stage_bars(found.stages),
        "tie": list(maker_home.tie_words(found.payable)),
        "as_of": values.clock_time(found.as_of, who.zone),
    }
