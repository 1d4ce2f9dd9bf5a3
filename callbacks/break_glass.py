"""Break-glass: finding by code or name, and opening with a reason."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, no_update

from callbacks.auth import actor, permission
from components import break_glass, form, ids
from data.core.errors import Refused
from data.rules import break_glass as rules
from data.store.read import as_id

LONGEST = 80


@callback(Output(break_glass.FOUND, "children"), Input(break_glass.TYPED, "value"), prevent_initial_call=True)
@permission("patients.break-glass")
def look_up(typed: Any) -> Any:
    """Who fits what was typed; code, name, age and gender only."""
    text = typed[:LONGEST] if isinstance(typed, str) else ""
    return break_glass.found(rules.look_up(actor(), text), text)


@callback(
    Output(ids.error(break_glass.NOUN, "reason"), "children"),
    Output(ids.error(break_glass.NOUN, "all"), "children"),
    Output(ids.LOCATION, "href", allow_duplicate=True),
    Input(break_glass.OPEN, "n_clicks"),
    State(break_glass.WHO, "value"),
    State(ids.field(break_glass.NOUN, "reason"), "value"),
    prevent_initial_call=True,
)
@permission("patients.break-glass")
def open_patient(clicks: Any, who: Any, reason: Any) -> Any:
    """Open the patient and go there, or say what is missing."""
    if not clicks:
        return no_update, no_update, no_update
    if not who:
        return [], form.sentence("Choose whom you open."), no_update
    try:
        rules.open_patient(actor(), who, reason if isinstance(reason, str) else "")
    except Refused as refused:
        return form.sentence(refused.message), [], no_update
    return [], [], f"/dashboard/patients/{as_id(who)}/records"
