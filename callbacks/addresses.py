"""A clinic keeps the list of where its goods go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from dash import ALL, Input, Output, State, callback, no_update

from callbacks.auth import actor, permission
from callbacks.presses import pressed
from components import addresses, form, ids
from data.core.errors import Invalid, Refused
from data.rules import addresses as rules

NOUN = addresses.NOUN


@callback(
    output={
        "errors": {f.name: Output(ids.error(NOUN, f.name), "children") for f in rules.FIELDS},
        "summary": Output(ids.summary(NOUN), "children"),
        "go": Output(ids.LOCATION, "href", allow_duplicate=True),
    },
    inputs={"clicks": Input(ids.save(NOUN), "n_clicks")},
    state={
        "typed": {f.name: State(ids.field(NOUN, f.name), "value") for f in rules.FIELDS},
        "row": State(ids.row(NOUN), "data"),
    },
    prevent_initial_call=True,
)
@permission("carts.checkout")
def save(clicks: Any, typed: dict[str, Any], row: Any) -> Any:
    """Keep the address; what is refused stands beside its field."""
    if not clicks or not isinstance(row, dict):
        return {"errors": {f.name: no_update for f in rules.FIELDS}, "summary": no_update, "go": no_update}
    version = row.get("version")
    try:
        rules.save(actor(), typed, row.get("id"), version if isinstance(version, int) else None)
    except Invalid as invalid:
        return _answer(invalid.errors)
    except Refused as refused:
        return _answer({"": refused.message})
    return _answer({}, f"{addresses.PATH}?after={uuid4().hex[:8]}")


def _answer(errors: dict[str, str], go: Any = no_update) -> dict[str, Any]:
    titles = {f.name: f.title for f in rules.FIELDS}
    beside = {f.name: form.sentence(errors.get(f.name)) for f in rules.FIELDS}
    return {"errors": beside, "summary": form.summary(NOUN, errors, titles), "go": go}


def _act(what: str, do: Callable[[Any, Any], None]) -> None:
    @callback(
        output={
            "go": Output(ids.LOCATION, "href", allow_duplicate=True),
            "told": Output(addresses.TOLD, "children", allow_duplicate=True),
        },
        inputs={"_clicks": Input({"type": what, "address": ALL}, "n_clicks")},
        prevent_initial_call=True,
    )
    @permission("carts.checkout")
    def act(_clicks: Any) -> Any:
        asked = pressed()
        if not asked:
            return {"go": no_update, "told": no_update}
        try:
            do(actor(), asked.get("address"))
        except Refused as refused:
            return {"go": no_update, "told": form.sentence(refused.message)}
        return {"go": f"{addresses.PATH}?after={uuid4().hex[:8]}", "told": []}


_act(addresses.PREFER, rules.prefer)
_act(addresses.REMOVE, rules.remove)
