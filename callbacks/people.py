"""Patients as a filter of a list: found by name, code or phone, however many there are."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback

from callbacks.auth import permission
from callbacks.booking import options_for
from components import ids
from data.core.resource import resources


def find(box: str) -> None:
    """The search of one filter."""

    @callback(
        Output(box, "options"),
        Input(box, "search_value"),
        State(box, "value"),
        State(box, "options"),
        prevent_initial_call=True,
    )
    @permission("patients.list")
    def find_people(typed: Any, chosen: Any, options: Any) -> Any:
        """People whose name, code or phone begins with what was typed; the chosen one stays."""
        return options_for(typed, chosen, options)


for _resource in resources():
    for _filter in _resource.filters:
        if _filter.link == "patients":
            find(ids.filter_(_resource.name, _filter.name))
