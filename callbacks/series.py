"""The plan of a course follows what is typed; booking, moving and cancelling it are one act each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, no_update

from callbacks import people
from callbacks.auth import actor, permission
from components import form, ids, series
from data.core import courses
from data.core.errors import Conflict, Invalid, Refused
from data.rules import series as rules

FORMS = {series.NEW: courses.NEW, series.CHANGE: courses.CHANGE}
PICKS = State({"type": series.PICK, "number": ALL}, "value")
PICKED = State({"type": series.PICK, "number": ALL}, "id")


def _typed(noun: str, kind: type) -> dict[str, Any]:
    return {f.name: kind(ids.field(noun, f.name), "value") for f in FORMS[noun]}


def _picks(values: Any, names: Any) -> dict[Any, Any]:
    if not isinstance(values, list) or not isinstance(names, list) or len(values) != len(names):
        return {}
    chosen = {name.get("number"): value for name, value in zip(names, values, strict=True) if isinstance(name, dict)}
    return rules.read_picks(chosen, actor().zone)


def _answer(noun: str, errors: Mapping[str, str], summary: Any, go: Any) -> dict[str, Any]:
    titles = {f.name: f.title for f in FORMS[noun]}
    names = [*titles, *(["scope"] if noun == series.CHANGE else [])]
    return {
        "errors": {name: form.sentence(errors.get(name)) for name in names},
        "summary": form.summary(noun, errors, titles) if summary is None else summary,
        "go": go,
    }


def _outputs(noun: str) -> dict[str, Any]:
    names = [*(f.name for f in FORMS[noun]), *(["scope"] if noun == series.CHANGE else [])]
    return {
        "errors": {name: Output(ids.error(noun, name), "children") for name in names},
        "summary": Output(ids.summary(noun), "children"),
        "go": Output(ids.LOCATION, "href", allow_duplicate=True),
    }


def _save(noun: str, act: Callable[[], str]) -> dict[str, Any]:
    try:
        return _answer(noun, {}, [], act())
    except Invalid as invalid:
        return _answer(noun, invalid.errors, None, no_update)
    except Conflict as conflict:
        return _answer(noun, {conflict.field or "": conflict.message}, None, no_update)


def _shown(plan: Callable[[], Any]) -> Any:
    """The plan, once enough is typed; half a form is no reason for a sentence."""
    try:
        return series.plan(plan(), actor().zone)
    except Refused:
        return no_update


people.find(ids.field(series.NEW, "patient_id"))


@callback(
    Output(series.plan_of(series.NEW), "children"),
    inputs={"typed": _typed(series.NEW, Input), "_live": Input(ids.LIVE, "data")},
)
@permission("appointments.create")
def show_plan(typed: dict[str, Any], _live: Any) -> Any:
    """The sessions of the course as it is typed."""
    return _shown(lambda: rules.plan(actor(), typed))


@callback(
    output=_outputs(series.NEW),
    inputs={"clicks": Input(ids.save(series.NEW), "n_clicks")},
    state={"typed": _typed(series.NEW, State), "picks": PICKS, "picked": PICKED, "key": State(ids.nonce(series.NEW), "data")},
    prevent_initial_call=True,
)
@permission("appointments.create")
def book(clicks: Any, typed: dict[str, Any], picks: Any, picked: Any, key: Any) -> Any:
    """Book the whole course, or say what stands in the way."""
    if not clicks:
        return _answer(series.NEW, {}, no_update, no_update)

    def act() -> str:
        made = rules.book(actor(), typed, _picks(picks, picked), key if isinstance(key, str) else None)
        return f"/dashboard/appointments/{rules.first_visit(actor(), made)}"

    return _save(series.NEW, act)


@callback(
    Output(series.plan_of(series.CHANGE), "children"),
    inputs={"typed": _typed(series.CHANGE, Input), "scope": Input(series.SCOPE, "value"), "_live": Input(ids.LIVE, "data")},
    state={"row": State(ids.row(series.CHANGE), "data")},
)
@permission("appointments.edit")
def show_change(typed: dict[str, Any], scope: Any, _live: Any, row: Any) -> Any:
    """Where the sessions would go."""
    if not isinstance(row, dict):
        return no_update
    return _shown(lambda: rules.plan_change(actor(), row.get("id"), str(scope), typed))


@callback(
    output=_outputs(series.CHANGE),
    inputs={"clicks": Input(ids.save(series.CHANGE), "n_clicks")},
    state={
        "typed": _typed(series.CHANGE, State),
        "scope": State(series.SCOPE, "value"),
        "picks": PICKS,
        "picked": PICKED,
        "row": State(ids.row(series.CHANGE), "data"),
    },
    prevent_initial_call=True,
)
@permission("appointments.edit")
def move(clicks: Any, typed: dict[str, Any], scope: Any, picks: Any, picked: Any, row: Any) -> Any:
    """Move the chosen sessions."""
    if not clicks or not isinstance(row, dict):
        return _answer(series.CHANGE, {}, no_update, no_update)

    def act() -> str:
        rules.change(actor(), row.get("id"), str(scope), typed, _picks(picks, picked), _version(row))
        return f"/dashboard/appointments/{row['id']}?after={row.get('version')}"

    return _save(series.CHANGE, act)


def _version(row: Mapping[str, Any]) -> int | None:
    version = row.get("version")
    return version if isinstance(version, int) else None


CANCEL = ids.part(series.CHANGE, series.CANCEL)
clientside_callback(
    ClientsideFunction("dialogs", "toggle"),
    Output(ids.dialog(series.CHANGE, series.CANCEL), "is_open"),
    Input(ids.step(series.CHANGE, series.CANCEL), "n_clicks"),
    Input(ids.part(CANCEL, "keep"), "n_clicks"),
    prevent_initial_call=True,
)


@callback(
    Output(ids.LOCATION, "href", allow_duplicate=True),
    Output(ids.error(CANCEL, "all"), "children"),
    Input(ids.part(CANCEL, "do"), "n_clicks"),
    State(ids.field(CANCEL, "reason"), "value"),
    State(series.SCOPE, "value"),
    State(ids.row(series.CHANGE), "data"),
    prevent_initial_call=True,
)
@permission("appointments.view")
def cancel(clicks: Any, reason: Any, scope: Any, row: Any) -> Any:
    """Cancel the chosen sessions."""
    if not clicks or not isinstance(row, dict):
        return no_update, no_update
    try:
        rules.cancel(actor(), row.get("id"), str(scope), str(reason or ""), _version(row))
    except Refused as refused:
        return no_update, form.sentence(refused.message)
    return f"/dashboard/appointments/{row['id']}?after={row.get('version')}", []
