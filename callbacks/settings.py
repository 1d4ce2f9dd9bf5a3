"""Saving the settings of the site; the next rate of tax withheld at source."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from dash import Input, Output, State, callback, no_update

from callbacks.auth import actor, permission
from components import form, ids, site_settings
from data.core.errors import Invalid
from data.rules import site_settings as rules

NOUN, RATE = site_settings.NOUN, site_settings.WITHHOLDING


@callback(
    output={
        "errors": {f.name: Output(ids.error(NOUN, f.name), "children") for f in rules.FIELDS},
        "summary": Output(ids.summary(NOUN), "children"),
        "toast": Output(ids.TOAST, "data", allow_duplicate=True),
    },
    inputs={"clicks": Input(ids.save(NOUN), "n_clicks")},
    state={"typed": {f.name: State(ids.field(NOUN, f.name), "value") for f in rules.FIELDS}},
    prevent_initial_call=True,
)
@permission("settings.edit")
def save(clicks: Any, typed: dict[str, Any]) -> Any:
    """Keep what was typed; what is refused stands beside its field."""
    if not clicks:
        return {"errors": {f.name: no_update for f in rules.FIELDS}, "summary": no_update, "toast": no_update}
    try:
        rules.save(actor(), typed)
    except Invalid as invalid:
        titles = {f.name: f.title for f in rules.FIELDS}
        errors = {f.name: form.sentence(invalid.errors.get(f.name)) for f in rules.FIELDS}
        return {"errors": errors, "summary": form.summary(NOUN, invalid.errors, titles), "toast": no_update}
    said = {"text": "The settings are kept.", "n": uuid4().hex}
    return {"errors": {f.name: [] for f in rules.FIELDS}, "summary": [], "toast": said}


@callback(
    output={"go": Output(ids.LOCATION, "href", allow_duplicate=True), "error": Output(ids.error(RATE, "all"), "children")},
    inputs={"clicks": Input(ids.part(RATE, "do"), "n_clicks")},
    state={"typed": {f.name: State(ids.field(RATE, f.name), "value") for f in rules.RATE}},
    prevent_initial_call=True,
)
@permission("settings.edit")
def withhold(clicks: Any, typed: dict[str, Any]) -> Any:
    """A rate from a day on."""
    if not clicks:
        return {"go": no_update, "error": no_update}
    try:
        rules.withhold(actor(), typed)
    except Invalid as invalid:
        return {"go": no_update, "error": form.sentence(" ".join(invalid.errors.values()))}
    return {"go": f"{site_settings.PATH}?after={uuid4().hex[:8]}", "error": []}
