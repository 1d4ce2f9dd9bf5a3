"""`/register`: the one page beside the sign-in that a stranger may fill in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, redirect, render_template, request
from flask_login import current_user

from callbacks.auth import CSRF_COOKIE
from data.core.errors import Conflict, Invalid, Refused
from data.core.settings import Settings
from data.rules import registration

NOTHING: dict[str, str] = {}


def serve(server: Flask, settings: Settings) -> None:
    """The page, and what was typed into it."""

    def show(
        message: str = "", status: int = 200, typed: Mapping[str, str] = NOTHING, errors: Mapping[str, str] = NOTHING
    ) -> Any:
        token = request.cookies.get(CSRF_COOKIE) or secrets.token_urlsafe(24)
        page = render_template(
            "register.html", message=message, typed=typed, errors=errors, fields=registration.FIELDS, csrf=token
        )
        response = Response(page, status)
        response.set_cookie(CSRF_COOKIE, token, samesite="Lax", secure=settings.is_https)
        return response

    @server.get("/register")
    def register_page() -> Any:
        return redirect("/dashboard") if current_user.is_authenticated else show()

    @server.post("/register")
    def register() -> Any:
        typed = {field.name: request.form.get(field.name, "") for field in registration.FIELDS}
        try:
            registration.register(typed, request.remote_addr or "")
        except Invalid as invalid:
            return show("", invalid.status, typed, invalid.errors)
        except Conflict as conflict:
            return show("", conflict.status, typed, {conflict.field or "email": conflict.message})
        except Refused as refused:
            return show(refused.message, refused.status, typed)
        return redirect("/login?registered=yes")
