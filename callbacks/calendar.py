"""The sheet follows what is saved; a dragged visit is moved or told why not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    ctx,
    no_update,
)
from flask import abort

from callbacks.auth import actor, permission
from components import calendar, ids
from data.core import clock
from data.core.errors import Refused
from data.rules import appointments, day_sheet

LONGEST_VIEW = 31
FIRST_YEAR, LAST_YEAR = 1900, 2200


@callback(
    Output(calendar.SHEET, "data"),
    Output(calendar.SUB, "children"),
    Input(calendar.ASKED, "data"),
    Input(ids.LIVE, "data"),
)
@permission("appointments.list")
def show_sheet(asked: Any, _live: Any) -> Any:
    """The days asked for, again whenever something of the clinic was saved."""
    made = _drawing(asked, live=ctx.triggered_id == ids.LIVE)
    return made, made["sub"]


def _drawing(asked: Any, *, live: bool) -> dict[str, Any]:
    try:
        first, days = date.fromisoformat(asked["first"]), int(asked["days"])
        view = str(asked["view"])
    except (TypeError, KeyError, ValueError):
        abort(400)
    if not FIRST_YEAR < first.year < LAST_YEAR:
        abort(400)
    found = day_sheet.sheet(actor(), first, max(1, min(days, LONGEST_VIEW)), live=live)
    return calendar.drawing(
        {"view": view, "first": first.isoformat(), "day": str(asked.get("day", first))},
        found.blocks,
        found.columns,
        f"{clock.local(clock.now(), actor().zone):%Y-%m-%d %H:%M}",
    )


clientside_callback(
    ClientsideFunction("calendar", "draw"),
    Output(calendar.DRAWN, "data"),
    Input(calendar.SHEET, "data"),
    Input(calendar.WHO, "value"),
    State(calendar.FRAME, "id"),
    State(calendar.MOVED, "id"),
)


@callback(
    Output(ids.TOAST, "data", allow_duplicate=True),
    Output(calendar.SHEET, "data", allow_duplicate=True),
    Input(calendar.MOVED, "data"),
    State(calendar.ASKED, "data"),
    prevent_initial_call=True,
)
@permission("appointments.edit")
def move_visit(moved: Any, asked: Any) -> Any:
    """What was dropped is moved; a refusal says why, and the sheet shows the truth again."""
    if not isinstance(moved, dict) or "id" not in moved:
        return no_update, no_update
    try:
        version = appointments.move(actor(), moved["id"], _change(moved), _whole(moved.get("version")))
        toast = {"text": _told(moved), "undo": _undo(moved, version), "n": f"{moved['id']}{version}"}
    except Refused as refused:
        toast = {"text": refused.message, "tone": "clay", "n": str(moved.get("n"))}
    return toast, _drawing(asked, live=True)


def _change(moved: Mapping[str, Any]) -> dict[str, str]:
    day, _, time = str(moved.get("start", "")).partition(" ")
    change = {
        "appointment_date": day,
        "appointment_time": time[:5],
        "duration": str(moved.get("minutes", "")),
        "doctor_id": str(moved.get("doctor") or ""),
    }
    return {name: value for name, value in change.items() if value}


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _told(moved: Mapping[str, Any]) -> str:
    name = str(moved.get("title") or "The visit")[:80]
    return f"{name} moved to {str(moved.get('start'))[11:16]}."


def _undo(moved: Mapping[str, Any], version: int) -> dict[str, Any] | None:
    was = moved.get("was")
    if not isinstance(was, dict):
        return None
    return {
        "id": calendar.MOVED,
        "data": {
            **{k: was.get(k) for k in ("start", "minutes", "doctor")},
            "id": moved["id"],
            "title": moved.get("title"),
            "version": version,
        },
    }
