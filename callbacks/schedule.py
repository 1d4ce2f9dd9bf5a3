"""Saving weekly hours; entering and taking back leave."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, no_update

from callbacks.auth import actor, permission
from callbacks.presses import pressed
from components import form, ids, schedule
from data.core.errors import Invalid, Stale
from data.core.fields import KINDS, Unreadable
from data.core.resource import Field
from data.rules import schedules

NOUN = schedule.NOUN
WEEK_ERRORS = (*(f"day-{d}" for d in range(7)), "valid_from")
AGAIN = Output(ids.LOCATION, "href", allow_duplicate=True)


@callback(
    output={"errors": {n: Output(ids.error(NOUN, n), "children") for n in WEEK_ERRORS}, "go": AGAIN},
    inputs={"clicks": Input(ids.save(NOUN), "n_clicks")},
    state={
        "typed": {k: State(v, "value") for k, v in schedule.cells().items()},
        "since": State(ids.part(NOUN, "valid_from"), "value"),
        "row": State(ids.row(NOUN), "data"),
    },
    prevent_initial_call=True,
)
@permission("schedules.edit")
def save_week(clicks: Any, typed: dict[str, Any], since: Any, row: Any) -> Any:
    """Let the typed week hold from the chosen day on."""
    if not clicks or not isinstance(row, dict):
        return {"errors": dict.fromkeys(WEEK_ERRORS, no_update), "go": no_update}
    try:
        hours = schedules.read_week(_rows(typed))
        version = row.get("version")
        schedules.save_week(actor(), row.get("id"), hours, _day(since), version if isinstance(version, int) else None)
    except Stale as stale:
        return {"errors": {n: form.sentence(stale.message if n == "valid_from" else None) for n in WEEK_ERRORS}, "go": no_update}
    except Invalid as invalid:
        return {"errors": {n: form.sentence(invalid.errors.get(n)) for n in WEEK_ERRORS}, "go": no_update}
    return {"errors": {n: [] for n in WEEK_ERRORS}, "go": f"/dashboard/doctors/{row['id']}"}


def _rows(typed: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for day in range(7):
        for session in range(schedule.SESSIONS):
            rows.append({"weekday": day} | {part: typed.get(f"{day}-{session}-{part}") for part in schedule.PARTS})
    return rows


def _day(typed: Any) -> Any:
    try:
        return KINDS["date"].parse(Field("valid_from", "date"), str(typed or ""))
    except Unreadable as bad:
        raise Invalid({"valid_from": str(bad)}) from bad


@callback(
    output={"errors": {n: Output(ids.error(NOUN, n), "children") for n in schedule.SPAN}, "go": AGAIN},
    inputs={"clicks": Input(ids.part(NOUN, "add"), "n_clicks")},
    state={"typed": {n: State(ids.field(NOUN, n), "value") for n in schedule.SPAN}, "row": State(ids.row(NOUN), "data")},
    prevent_initial_call=True,
)
@permission("schedules.create")
def add(clicks: Any, typed: dict[str, Any], row: Any) -> Any:
    """Enter leave and the like; visits that are hit are named, not moved."""
    if not clicks or not isinstance(row, dict):
        return {"errors": dict.fromkeys(schedule.SPAN, no_update), "go": no_update}
    try:
        made, hit = schedules.add_exception(actor(), row.get("id"), typed)
    except Invalid as invalid:
        return {"errors": {n: form.sentence(invalid.errors.get(n)) for n in schedule.SPAN}, "go": no_update}
    where = f"away?leave={made}" if hit else f"schedule?after={made}"
    return {"errors": {n: [] for n in schedule.SPAN}, "go": f"/dashboard/doctors/{row['id']}/{where}"}


# The doctor stands in the id itself: leaving the page asks this once more, when nothing else of the page is there.
@callback(AGAIN, Input({"type": schedule.REMOVE, "row": ALL, "doctor": ALL}, "n_clicks"), prevent_initial_call=True)
@permission("schedules.edit")
def remove(_clicks: Any) -> Any:
    """Take one departure back."""
    which = pressed()
    if not which:
        return no_update
    schedules.remove_exception(actor(), which.get("doctor"), which.get("row"))
    return f"/dashboard/doctors/{which['doctor']}/schedule?after={which['row']}"
