"""Where a visit stood before it was moved."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, callback

from callbacks.auth import actor, permission
from components import ids, visit
from data.rules import visit_moves


@callback(Output(visit.MOVES, "children"), Input(ids.row(visit.NOUN), "data"))
@permission("appointments.view")
def show_moves(row: Any) -> Any:
    """The moves of the visit shown."""
    if not isinstance(row, dict) or not row.get("id"):
        return []
    return visit.moves(visit_moves.moves(actor(), row["id"]), actor().zone)
