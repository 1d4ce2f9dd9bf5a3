"""The screen on the wall: paired with a code, it may ask for its board and for nothing else; the manager keeps the list."""

from __future__ import annotations

import secrets
from typing import Any

from dash import ALL, Input, Output, State, callback, no_update
from flask import Flask, Response, jsonify, redirect, render_template, request

from callbacks.auth import CSRF_COOKIE, actor, permission
from callbacks.presses import pressed
from components import displays, form, ids
from data.core import clock
from data.core.errors import Invalid, Refused
from data.core.settings import Settings
from data.rules import queue
from data.store import displays as kept

COOKIE = "ay_display"
YEAR = 365 * 24 * 3600


def serve(server: Flask, settings: Settings) -> None:
    """The pairing page, the board of the wall, and its lines."""
    cookie = f"__Host-{COOKIE}" if settings.is_https else COOKIE

    def screen() -> kept.Paired | None:
        return kept.paired(request.cookies.get(cookie, ""), request.remote_addr or "")

    def asks(message: str = "", status: int = 200) -> Response:
        token = request.cookies.get(CSRF_COOKIE) or secrets.token_urlsafe(24)
        answer = Response(render_template("display.html", clinic="", csrf=token, message=message), status)
        answer.set_cookie(CSRF_COOKIE, token, samesite="Lax", secure=settings.is_https)
        return answer

    @server.get("/display")
    def wall() -> Any:
        found = screen()
        return render_template("display.html", clinic=found.clinic) if found else asks()

    @server.post("/display")
    def pair() -> Any:
        try:
            token = kept.pair(request.form.get("code", "")[:40], request.remote_addr or "")
        except Refused as refused:
            return asks(refused.message, refused.status)
        answer = redirect("/display")
        answer.set_cookie(cookie, token, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.is_https, path="/")
        return answer

    @server.get("/display/board")
    def board() -> Any:
        found = screen()
        if found is None:
            return jsonify(status=401, message="This screen is not connected."), 401
        lines = [{"token": s.token, "room": s.room, "status": s.status} for s in queue.wall(found.actor)]
        return jsonify(lines=lines, time=f"{clock.local(clock.now(), found.actor.zone):%H:%M}")


def _shown() -> Any:
    return displays.listed(kept.listed(actor()), actor().zone)


@callback(
    Output(displays.LIST, "children"),
    Output(displays.CODE, "children"),
    Output(ids.error(displays.NOUN, "name"), "children"),
    Output(displays.NAME, "value"),
    Input(displays.ADD, "n_clicks"),
    State(displays.NAME, "value"),
    prevent_initial_call=True,
)
@permission("users.create")
def add(clicks: Any, name: Any) -> Any:
    """A new screen and its code."""
    if not clicks:
        return (no_update,) * 4
    try:
        code = kept.add(actor(), str(name or ""))
    except Invalid as invalid:
        return no_update, no_update, form.sentence(invalid.errors["name"]), no_update
    except Refused as refused:
        return no_update, no_update, form.sentence(refused.message), no_update
    return _shown(), displays.code(code, str(name)), [], ""


@callback(
    Output(displays.LIST, "children", allow_duplicate=True),
    Output(displays.CODE, "children", allow_duplicate=True),
    Input({"type": displays.ACT, "do": ALL, "display": ALL, "name": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
@permission("users.create")
def act(_clicks: Any) -> Any:
    """Another code, or off the wall."""
    which = pressed()
    if not which:
        return no_update, no_update
    if which.get("do") == "renew":
        code = kept.renew(actor(), which.get("display"))
        return _shown(), displays.code(code, str(which.get("name")))
    kept.revoke(actor(), which.get("display"))
    return _shown(), []
