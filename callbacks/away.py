"""Visits of closed time, listed with what would do instead, and settled in one pass."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, no_update
from flask import abort

from callbacks.auth import actor, permission
from components import away, ids, shell
from data.core.errors import NeedsReason
from data.rules import leave as rules


def _listed(asked: Any) -> tuple[Any, bool]:
    if not isinstance(asked, dict):
        abort(400)
    try:
        found = rules.visits_hit(actor(), asked.get("doctor"), asked.get("leave") or None)
    except NeedsReason:
        return shell.banner("Say why you open patient data to see the visits in it.", "turm", "eye"), True
    return away.hits(found, actor().zone), not any(h.may_move for h in found)


@callback(
    Output(away.LIST, "children"),
    Output(ids.part(away.NOUN, "bar"), "hidden"),
    Input(away.ASKED, "data"),
)
@permission("schedules.view")
def show(asked: Any) -> Any:
    """The visits as they stand now."""
    return _listed(asked)


@callback(
    Output(away.TOLD, "children"),
    Output(away.LIST, "children", allow_duplicate=True),
    Output(ids.part(away.NOUN, "bar"), "hidden", allow_duplicate=True),
    Input(ids.save(away.NOUN), "n_clicks"),
    State({"type": away.CHOICE, "visit": ALL, "version": ALL}, "value"),
    State({"type": away.CHOICE, "visit": ALL, "version": ALL}, "id"),
    State(away.ASKED, "data"),
    prevent_initial_call=True,
)
@permission("appointments.edit")
def settle(clicks: Any, chosen: Any, boxes: Any, asked: Any) -> Any:
    """Move and call as chosen; what does not fit stays and says why."""
    if not clicks:
        return no_update, no_update, no_update
    if not isinstance(chosen, list) or not isinstance(boxes, list) or len(chosen) != len(boxes):
        abort(400)
    choices = {str(box["visit"]): _choice(value, box.get("version")) for box, value in zip(boxes, chosen, strict=True)}
    found = rules.settle(actor(), {visit: choice for visit, choice in choices.items() if choice})
    return away.outcomes(found), *_listed(asked)


def _choice(value: Any, version: Any) -> dict[str, Any]:
    if not isinstance(value, str) or value == away.LEAVE_IT:
        return {}
    if value == away.CALLED:
        return {"do": rules.CALLED}
    doctor, _, start = value.partition(" ")
    return {"do": "move", "doctor": doctor, "start": start, "version": version}
