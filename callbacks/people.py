"""Boxes and filters in which patients are found by name, code or phone, however many there are."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, no_update

from callbacks.auth import actor, permission
from components import booking, ids
from data.core.resource import resources
from data.store import read

FOUND = 20


def find(box: str, allowed: str = "patients.list") -> None:
    """The search of one box, for those who have the verb."""

    @callback(
        Output(box, "options"),
        Input(box, "search_value"),
        State(box, "value"),
        State(box, "options"),
        prevent_initial_call=True,
    )
    @permission(allowed)
    def find_people(typed: Any, chosen: Any, options: Any) -> Any:
        """People whose name, code or phone begins with what was typed; the chosen one stays."""
        return _options(typed, chosen, options)


def _options(typed: Any, chosen: Any, options: Any) -> Any:
    """The patients that fit what was typed; the chosen one stays."""
    if not isinstance(typed, str) or not typed.strip():
        return no_update
    kept = (
        [o for o in options if isinstance(o, dict) and isinstance(chosen, str) and o.get("value") == chosen]
        if isinstance(options, list)
        else []
    )
    people = [booking.person(row) for row in read.page("patients", actor(), read.Query(search=typed[:100], limit=FOUND)).rows]
    found = [{"label": text, "value": key, "search": f"{typed} {text}"} for key, text in people]
    return [*(k for k in kept if k["value"] not in dict(people)), *found]


for _resource in resources():
    for _filter in _resource.filters:
        if _filter.link == "patients":
            find(ids.filter_(_resource.name, _filter.name))
