"""What every answer carries, and what every callback body must look like before Dash sees it."""

from __future__ import annotations

from typing import Any

from dash import Dash, no_update, set_props
from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from components import ids
from data.core.errors import Refused

UPDATE = "/_dash-update-component"
POLICY = (
    "default-src 'none'; script-src 'self' {scripts}; style-src-elem 'self' 'unsafe-inline'; style-src-attr 'none'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def check_bodies(server: Flask, app: Dash) -> None:
    """Answer 400 to a callback body Dash would answer 500 to."""

    @server.before_request
    def check() -> Any:
        if request.path != UPDATE:
            return None
        try:
            body = request.get_json(silent=True)
        except RecursionError:  # a body of nothing but brackets
            body = None
        return None if _well_formed(app, body) else (jsonify(status=400, message="This request cannot be read."), 400)


def _well_formed(app: Dash, body: Any) -> bool:
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return False
    known = app.callback_map.get(body["output"])
    if known is None or "callback" not in known:
        return False
    lists = [body.get("inputs", []), body.get("state", [])]
    sizes = [known.get("inputs", []), known.get("state", [])]
    if any(not isinstance(found, list) or len(found) != len(size) for found, size in zip(lists, sizes, strict=True)):
        return False
    changed = body.get("changedPropIds", [])
    if not isinstance(changed, list) or any(not isinstance(c, str) or "." not in c for c in changed):
        return False
    return _same_places(lists, sizes) and _outputs_named(body) and all(_is_address(found) for found in lists[0])


def _is_address(found: Any) -> bool:
    """What stands for the browser's address must be one: Dash takes it apart without asking."""
    if not isinstance(found, dict) or found.get("id") != ids.LOCATION:
        return True
    value = found.get("value")
    if found.get("property") == "pathname":
        return isinstance(value, str) and value.startswith("/") and "\x00" not in value
    if found.get("property") == "search":
        return isinstance(value, str) and (not value or value.startswith("?")) and "\x00" not in value
    return True


def _same_places(lists: list[Any], sizes: list[Any]) -> bool:
    pairs = [(f, k) for found, known in zip(lists, sizes, strict=True) for f, k in zip(found, known, strict=True)]
    return all(_same_place(found, known) for found, known in pairs)


def _same_place(found: Any, known: dict[str, Any]) -> bool:
    if known["id"].startswith("{"):  # a pattern: as many components as the page has
        return isinstance(found, list) and all(isinstance(f, dict) and isinstance(f.get("id"), dict) for f in found)
    return isinstance(found, dict) and found.get("id") == known["id"] and found.get("property") == known["property"]


def _outputs_named(body: dict[str, Any]) -> bool:
    outputs = body.get("outputs")
    named = outputs if isinstance(outputs, list) else [outputs]
    return bool(named) and all(
        isinstance(o, dict) and isinstance(o.get("id"), str) and isinstance(o.get("property"), str) for o in named
    )


def add_headers(server: Flask, app: Dash) -> None:
    """Policy, type and caching of every answer."""

    @server.after_request
    def headers(response: Response) -> Response:
        static = request.path.startswith(("/assets/", "/_dash-component-suites/"))
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        if static and response.status_code == 200:  # noqa: PLR2004
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
            return response
        response.headers["Cache-Control"] = "no-store"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if response.mimetype == "text/html":
            response.headers["Content-Security-Policy"] = POLICY.format(scripts=" ".join(app.csp_hashes()))
        return response


def say(error: Exception) -> Any:
    """A refusal inside a callback becomes a toast; a bug stays a bug."""
    if isinstance(error, Refused):
        set_props(ids.TOAST, {"data": {"text": error.message, "tone": "clay", "n": id(error)}})
        return no_update
    if isinstance(error, HTTPException):
        raise error
    g.failed = True
    raise error
