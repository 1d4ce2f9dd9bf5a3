"""The board follows what is saved; its buttons move a visit on; a walk-in takes the next free minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

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

from callbacks import people
from callbacks.auth import actor, permission
from components import form, ids, queue
from data.core import roles
from data.core.errors import Conflict, Invalid, NotFound, Refused
from data.core.resource import resource
from data.rules import bill_sheet, walk_ins
from data.rules import queue as rules
from data.store import read, write

FIELDS = ("patient_id", "doctor_id", "appointment_type", "duration", "reason", "override_reason")
TOLD = {
    "check-in": "{} is here.",
    "call": "{} is called.",
    "start": "{} is in the room.",
    "complete": "{} is done.",
    "undo-call": "{} waits on.",
    "give-priority": "{} goes first.",
    "back-in-turn": "{} waits in turn.",
}


def _board(doctor: Any, *, live: bool) -> tuple[dict[str, Any], str]:
    try:
        found = rules.board(actor(), doctor if isinstance(doctor, str) and doctor != queue.EVERYONE else None, live=live)
    except NotFound:
        found = rules.Board()
    made = queue.drawing(found, actor().zone, _to_collect(found))
    return made, made["sub"]


def _to_collect(board: rules.Board) -> frozenset[str]:
    """Visits that are done and on no bill, for who takes money."""
    who = actor()
    if not (roles.allowed(who, "ledger", "create") and roles.allowed(who, "patient_bills", "view")):
        return frozenset()
    done = [ticket.id for ticket in board.done]
    return frozenset(done) - frozenset(bill_sheet.of_visits(who, done))


@callback(Output(queue.BOARD, "data"), Output(queue.SUB, "children"), Input(ids.LIVE, "data"), Input(queue.WHO, "value"))
@permission("queue.list")
def show_board(_live: Any, doctor: Any) -> Any:
    """Today's board, again whenever something of the clinic was saved."""
    return _board(doctor, live=ctx.triggered_id == ids.LIVE)


clientside_callback(ClientsideFunction("queue", "draw"), Output(queue.DRAWN, "data"), Input(queue.BOARD, "data"))


@callback(
    Output(ids.TOAST, "data", allow_duplicate=True),
    Output(queue.BOARD, "data", allow_duplicate=True),
    Output(queue.SUB, "children", allow_duplicate=True),
    Input(queue.ACT, "data"),
    State(queue.WHO, "value"),
    prevent_initial_call=True,
)
@permission("queue.step")
def act(asked: Any, doctor: Any) -> Any:
    """A button of a ticket: check in, call, into the room, done."""
    if not isinstance(asked, dict) or asked.get("step") not in TOLD or "id" not in asked:
        return no_update, no_update, no_update
    step = str(asked["step"])
    try:
        version = write.step(
            "appointments",
            actor(),
            asked["id"],
            step,
            {},
            asked.get("version") if isinstance(asked.get("version"), int) else None,
        )
        toast: dict[str, Any] = {
            "text": TOLD[step].format(str(asked.get("patient") or "The patient")[:80]),
            "n": f"{asked['id']}{version}",
        }
    except Refused as refused:
        toast = {"text": refused.message, "tone": "clay", "n": str(asked.get("n"))}
    return toast, *_board(doctor, live=True)


people.find(ids.field(queue.WALK_IN, "patient_id"))


@callback(
    output={
        "open": Output(queue.DIALOG, "is_open"),
        "key": Output(ids.nonce(queue.WALK_IN), "data"),
        "errors": {name: Output(ids.error(queue.WALK_IN, name), "children") for name in FIELDS},
        "summary": Output(ids.summary(queue.WALK_IN), "children"),
        "toast": Output(ids.TOAST, "data", allow_duplicate=True),
    },
    inputs={
        "_open": Input(queue.OPEN, "n_clicks"),
        "_close": Input(ids.part(queue.WALK_IN, "close"), "n_clicks"),
        "save": Input(ids.save(queue.WALK_IN), "n_clicks"),
    },
    state={
        "typed": {name: State(ids.field(queue.WALK_IN, name), "value") for name in FIELDS},
        "key": State(ids.nonce(queue.WALK_IN), "data"),
    },
    prevent_initial_call=True,
)
@permission("appointments.create")
def walk_in(_open: Any, _close: Any, save: Any, typed: dict[str, Any], key: Any) -> Any:
    """Open, close, or take somebody into the queue."""
    if ctx.triggered_id != ids.save(queue.WALK_IN) or not save:
        return _answer(is_open=bool(ctx.triggered_id == queue.OPEN and _open), key=str(uuid4()))
    try:
        made = walk_ins.walk_in(actor(), typed, key if isinstance(key, str) else None)
        visit = read.get("appointments", actor(), made)
    except Invalid as invalid:
        return _answer(is_open=True, errors=invalid.errors)
    except Conflict as conflict:
        return _answer(is_open=True, errors={conflict.field or "": conflict.message})
    told = f"{visit.get('patient')} has token {visit.get('token_number')}, about {visit.get('appointment_time'):%H:%M}."
    return _answer(is_open=False, key=str(uuid4()), toast={"text": told, "n": str(made)})


def _answer(
    *, is_open: bool, key: Any = no_update, errors: Mapping[str, str] | None = None, toast: Any = no_update
) -> dict[str, Any]:
    found = errors or {}
    titles = {f.name: f.title for f in resource("appointments").fields}
    return {
        "open": is_open,
        "key": key,
        "errors": {name: form.sentence(found.get(name)) for name in FIELDS},
        "summary": form.summary(queue.WALK_IN, found, titles),
        "toast": toast,
    }
