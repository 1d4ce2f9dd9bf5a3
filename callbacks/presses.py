"""Which button was pressed, of many that are drawn with their rows."""

from __future__ import annotations

from typing import Any

from dash import ctx


def pressed() -> dict[str, Any] | None:
    """The id of the button somebody pressed; None when the callback runs because buttons were drawn or went away.

    Dash names buttons that are drawn anew among what changed; one of them may stand before the page was even looked at,
    while another keeps its old count. Only one with a count of its own was pressed.
    """
    counted = [one["prop_id"] for one in ctx.triggered if one["value"]]
    found = ctx.triggered_prop_ids.get(counted[0]) if counted else None
    return found if isinstance(found, dict) else None
