"""Bringing a deleted record back."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, callback, no_update

from callbacks.auth import actor, permission
from callbacks.presses import pressed
from components import ids
from data.core.errors import NotFound
from data.core.resource import resources
from data.store import write


@callback(
    Output(ids.LOCATION, "href", allow_duplicate=True),
    Input({"type": "restore", "noun": ALL, "row": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
@permission(None)
def restore(_clicks: Any) -> Any:
    """Restore one row and open it."""
    wanted = pressed()
    if not wanted:
        return no_update
    found = next((r for r in resources() if r.name == wanted.get("noun")), None)
    if found is None:
        raise NotFound
    write.restore(found.name, actor(), wanted.get("row"))
    return f"{found.path}/{wanted['row']}"
