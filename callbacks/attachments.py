"""Files of a row: taken in, handed out, shown small, removed."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, no_update
from flask import Flask, Response, abort, jsonify, request

from callbacks import uploads
from callbacks.auth import actor, permission
from callbacks.documents import attachment
from callbacks.presses import pressed
from components import attachments, form
from data.core.errors import Refused, TooLarge
from data.store import files


def serve(server: Flask) -> None:
    """`POST /files/<noun>/<row>` takes one in; `GET /files/<file>` hands it out, `…/preview` shows its first page."""

    @server.post("/files/<noun>/<row_id>")
    def take_in(noun: str, row_id: str) -> Any:
        request.max_content_length = files.MOST_BYTES + uploads.AROUND_THE_FILE
        if (request.content_length or 0) > request.max_content_length:
            raise TooLarge(files.TOO_LARGE)
        name, _, content = uploads.posted()
        return jsonify(id=str(files.attach(actor(), noun, row_id, name, content))), 201

    @server.get("/files/<file_id>")
    def hand_out(file_id: str) -> Response:
        return attachment(*files.content(actor(), file_id))

    @server.get("/files/<file_id>/preview")
    def show_small(file_id: str) -> Response:
        small = files.preview(actor(), file_id)
        answer = Response(small, mimetype="image/jpeg" if small.startswith(b"\xff\xd8") else "image/png")
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer


@callback(
    Output(attachments.DIALOG, "is_open"),
    Output(attachments.CHOSEN, "data"),
    Output(attachments.QUESTION, "children"),
    Output(attachments.REASON, "value"),
    Output(attachments.ERROR, "children", allow_duplicate=True),
    Input({"type": attachments.REMOVE, "file": ALL}, "n_clicks"),
    Input(attachments.KEEP, "n_clicks"),
    State(attachments.ROW, "data"),
    prevent_initial_call=True,
)
@permission(None)
def ask(_clicks: Any, _kept: Any, row: Any) -> Any:
    """Ask before a file is removed; "Keep it" closes the question."""
    if not isinstance(ctx.triggered_id, dict):
        return False, *(no_update,) * 4
    chosen = (pressed() or {}).get("file")
    if not isinstance(chosen, str):
        return (no_update,) * 5
    names = row.get("names") if isinstance(row, dict) else None
    name = names.get(chosen) if isinstance(names, dict) else None
    return True, chosen, attachments.question(name if isinstance(name, str) else "this file"), "", []


@callback(
    Output(attachments.DIALOG, "is_open", allow_duplicate=True),
    Output(attachments.ERROR, "children"),
    Output(attachments.CHANGED, "data"),
    Input(attachments.DO, "n_clicks"),
    State(attachments.CHOSEN, "data"),
    State(attachments.REASON, "value"),
    State(attachments.CHANGED, "data"),
    prevent_initial_call=True,
)
@permission(None)
def remove(clicks: Any, chosen: Any, reason: Any, changed: Any) -> Any:
    """Take the chosen file out of its row; a refusal is said in the question."""
    if not clicks:
        return no_update, no_update, no_update
    try:
        files.remove(actor(), chosen, reason if isinstance(reason, str) else "")
    except Refused as refused:
        return no_update, form.sentence(refused.message), no_update
    n = changed.get("n") if isinstance(changed, dict) else None
    return False, [], {"n": n + 1 if isinstance(n, int) else 1}


@callback(
    Output(attachments.LIST, "children"),
    Output(attachments.ROW, "data"),
    Input(attachments.CHANGED, "data"),
    State(attachments.ROW, "data"),
    prevent_initial_call=True,
)
@permission(None)
def show(_changed: Any, row: Any) -> Any:
    """The list anew after a file came or went."""
    if not isinstance(row, dict) or not isinstance(row.get("noun"), str):
        abort(400)
    found = files.of_row(actor(), row["noun"], row.get("id"))
    may = files.may_attach(actor(), row["noun"], row.get("id"))
    return attachments.listed(found, actor().zone, may_remove=may), attachments.row(row["noun"], row.get("id"), found)
