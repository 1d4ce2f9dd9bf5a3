"""What the frame does: toasts, and finding a patient from anywhere."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, callback, clientside_callback, html

from callbacks.auth import actor, permission
from components import ids
from components.words import icon, link, name
from data.store import read

clientside_callback(
    ClientsideFunction("toasts", "show"), Output(ids.TOAST_REGION, "title"), Input(ids.TOAST, "data"), prevent_initial_call=True
)

SHORTEST = 2
SHOWN = 8


@callback(Output(ids.TOP_RESULTS, "children"), Input(ids.TOP_SEARCH, "value"), prevent_initial_call=True)
@permission("patients.list")
def find_patient(typed: Any) -> Any:
    """The first patients that match what is typed."""
    if not isinstance(typed, str) or len(typed.strip()) < SHORTEST:
        return []
    page = read.page("patients", actor(), read.Query(search=typed[:100], limit=SHOWN))
    if not page.rows:
        return html.Div("Nobody matches. Try part of the name, the phone or the code.", className="tip")
    return [_found(row) for row in page.rows]


def _found(row: dict[str, str]) -> Any:
    first, *second = next(value for key, value in row.items() if key != "id").split("\n")
    return link(
        [icon("person"), html.Span([name(first, html.B), html.Small(" " + " ".join(second), className="faint")])],
        f"/dashboard/patients/{row['id']}",
    )
