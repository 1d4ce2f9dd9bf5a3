"""Changing one's password; ending one's sessions."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, html, no_update

from callbacks.auth import actor, permission
from callbacks.presses import pressed
from components import account, form, ids, shell
from data.core.errors import Invalid, TooMany
from data.store import sign_in
from data.store.read import as_id

NOUN = account.NOUN
NAMES = tuple(name for name, _ in account.FIELDS)


@callback(
    output={
        "errors": {n: Output(ids.error(NOUN, n), "children") for n in NAMES},
        "said": Output(ids.summary(NOUN), "children"),
        "typed": {n: Output(ids.field(NOUN, n), "value") for n in NAMES},
    },
    inputs={"clicks": Input(ids.save(NOUN), "n_clicks")},
    state={"typed": {n: State(ids.field(NOUN, n), "value") for n in NAMES}},
    prevent_initial_call=True,
)
@permission(None)
def change_password(clicks: Any, typed: dict[str, Any]) -> Any:
    """A new password; every other session ends."""
    keep = dict.fromkeys(NAMES, no_update)
    if not clicks:
        return {"errors": keep, "said": no_update, "typed": keep}
    old, new = (str(typed.get(n) or "") for n in NAMES)
    try:
        sign_in.change_password(actor(), old, new)
    except Invalid as invalid:
        return {"errors": {n: form.sentence(invalid.errors.get(n)) for n in NAMES}, "said": [], "typed": keep}
    except TooMany as slow:
        return {
            "errors": {n: form.sentence(slow.message) if n == "old_password" else [] for n in NAMES},
            "said": [],
            "typed": keep,
        }
    return {
        "errors": {n: [] for n in NAMES},
        "said": shell.banner(
            ["The password is changed; every other session has ended. ", html.A("Open the overview", href="/dashboard")],
            "mons",
            "check-circle",
        ),
        "typed": dict.fromkeys(NAMES, ""),
    }


@callback(
    Output(ids.LOCATION, "href", allow_duplicate=True),
    Input({"type": "session-end", "row": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
@permission(None)
def end_session(_clicks: Any) -> Any:
    """End one of one's other sessions."""
    which = pressed()
    if not which:
        return no_update
    sign_in.revoke(actor(), as_id(which["row"]))
    return f"/dashboard/account?after={which['row']}"
