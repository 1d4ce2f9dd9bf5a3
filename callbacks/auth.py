"""The gate: who is asking, may they, and is the request one of ours."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, g, jsonify, redirect, render_template, request
from flask.sessions import SecureCookieSession, SessionInterface
from flask_login import LoginManager, UserMixin, current_user

from components import shell
from components.shell import Place, Viewer
from data.core import roles
from data.core.actor import Actor
from data.core.errors import Refused
from data.core.resource import resources
from data.core.settings import Settings
from data.store import sign_in
from data.store.displays import may_keep

ACCOUNT = "/dashboard/account"
# The display's pages know their own token, which opens nothing else.
OPEN_PATHS = ("/login", "/register", "/healthz", "/favicon.ico", "/display", "/display/board")
STATIC_PATHS = ("/assets/", "/_dash-component-suites/", "/_favicon.ico")
MACHINE_PATHS = ("/_dash-", "/live", "/export/", "/documents/", "/files/", "/look", "/reason")
CSRF_COOKIE = "_csrf_token"
SPECIAL_PLACES = (
    (Place("Overview", "/dashboard", "house"), None),
    (Place("Queue", "/dashboard/queue", "hourglass-split"), "queue.list"),
)
GLASS = (
    (Place("Break-glass", "/dashboard/break-glass", "shield-exclamation", "Clinic"), "patients.break-glass"),
    (Place("Opened by break-glass", "/dashboard/break-glass/openings", "shield-exclamation", "Manage"), "audit.export"),
)
PLATFORM = Place("Platform", "/dashboard/analytics", "bar-chart-line")
SETTINGS = Place("Settings", "/dashboard/settings", "sliders", "Manage")
ADDRESSES = Place("Addresses", "/dashboard/addresses", "geo-alt", "Marketplace")
CART = Place("Cart", "/dashboard/cart", "cart", "Marketplace")
REMINDERS = Place("Reminders", "/dashboard/reminders", "bell", "Clinic")
SAFE = {"GET", "HEAD", "OPTIONS"}
LARGEST_BODY = 2 * 1024 * 1024


class NoCookieSession(SessionInterface):
    """Flask's own session is not used: nothing is written, so that assets stay cacheable for everybody."""

    def open_session(self, app: Flask, request: Any) -> SecureCookieSession:  # noqa: ARG002 - Flask's signature
        """A session that lasts one request."""
        return SecureCookieSession()

    def save_session(self, app: Flask, session: Any, response: Any) -> None:
        """Nothing is kept."""


class Person(UserMixin):
    """What flask-login carries for one request."""

    def __init__(self, found: sign_in.SignedIn) -> None:
        self.found = found
        self.id = str(found.actor.user_id)


def actor() -> Actor:
    """Who is acting in this request."""
    found: Actor = g.actor
    return found


def viewer() -> Viewer:
    """Whose frame is drawn."""
    found: sign_in.SignedIn = g.signed_in
    titles = [roles.TITLES.get(role, role) for role in sorted(found.actor.roles)]
    return Viewer(found.actor.name, ", ".join(titles), found.organisation, request.cookies.get(CSRF_COOKIE, ""))


def places() -> list[Place]:
    """The navigation this person has: what she may list, special screens first."""
    who = actor()
    special = [place for place, needs in SPECIAL_PLACES if needs is None or roles.allowed(who, *needs.split("."))]
    special += [PLATFORM] if who.is_platform and roles.allowed(who, "analytics", "view") else []
    plain = [Place(r.title, r.path, r.icon, r.group) for r in resources() if r.nav and roles.allowed(who, r.name, "list")]
    bin_place = (
        [Place("Recycle bin", "/dashboard/recycle-bin", "trash", "Manage")]
        if any(roles.allowed(who, r.name, "delete") for r in resources())
        else []
    )
    if who.clinic_id is not None and roles.allowed(who, "appointments", "step"):
        plain.append(REMINDERS)
    plain += [place for place, needs in GLASS if who.clinic_id is not None and roles.allowed(who, *needs.split("."))]
    if who.clinic_id is not None and roles.allowed(who, "carts", "view"):
        plain.append(CART)
    if who.clinic_id is not None and roles.allowed(who, "carts", "checkout"):
        plain.append(ADDRESSES)
    if who.clinic_id is not None and roles.allowed(who, "clinics", "edit"):
        plain.append(Place("Our clinic", f"/dashboard/clinics/{who.clinic_id}", "hospital", "Manage"))
    if who.is_platform and roles.allowed(who, "settings", "view"):
        plain.append(SETTINGS)
    walls = [Place("Displays", "/dashboard/displays", "tv", "Manage")] if may_keep(who) else []
    return [*special, *plain, *walls, *bin_place]


def frame() -> Any:
    """The frame for whoever asks; Dash also asks once for itself, with nobody there."""
    return shell.frame(viewer(), places()) if "signed_in" in g else shell.nobody()


def permission(name: str | None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare what a callback needs: "noun.verb", or None for any signed-in person."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if name and not roles.allowed(actor(), *name.split(".")):
                abort(403)
            return function(*args, **kwargs)

        guarded.permission = name  # type: ignore[attr-defined]
        return guarded

    return wrap


def guard(server: Flask, settings: Settings) -> None:
    """Put the gate in front of a server."""
    cookie = "__Host-ay_session" if settings.is_https else "ay_session"
    server.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, SECRET_KEY=settings.secret_key)
    server.session_interface = NoCookieSession()
    manager = LoginManager(server)
    manager.session_protection = None

    @manager.request_loader
    def load(_request: Any) -> Person | None:
        polling = request.path == "/live"
        found = sign_in.signed_in(request.cookies.get(cookie, ""), request.remote_addr or "", polling=polling)
        return Person(found) if found else None

    @server.before_request
    def gate() -> Any:
        if request.path.startswith(STATIC_PATHS) and request.method in SAFE:
            return None
        if request.method not in SAFE and not _is_ours(settings):
            return _refuse(400, "This request did not come from our own page. Reload it and try again.")
        if request.path in OPEN_PATHS:
            return None
        if not current_user.is_authenticated:
            return _to_login()
        g.signed_in, g.actor = current_user.found, current_user.found.actor
        if g.signed_in.must_change_password and request.path.startswith("/dashboard") and request.path != ACCOUNT:
            return redirect(ACCOUNT)
        return None

    _routes(server, settings, cookie)


def _is_ours(settings: Settings) -> bool:
    sent = request.headers.get("X-CSRFToken") or request.form.get(CSRF_COOKIE, "")
    kept = request.cookies.get(CSRF_COOKIE, "")
    origin = request.headers.get("Origin")
    own = urlsplit(settings.public_url).netloc or request.host
    same = origin is None or urlsplit(origin).netloc in {own, request.host}
    return same and bool(kept) and hmac.compare_digest(sent.encode(), kept.encode())


def _to_login() -> Any:
    if request.path.startswith(MACHINE_PATHS) or request.method not in SAFE:
        return _refuse(401, "Sign in again.")
    return redirect("/login?next=" + quote(request.full_path.rstrip("?"), safe="/?=&"))


def _refuse(status: int, message: str) -> Any:
    return jsonify(status=status, message=message), status


def _next() -> str:
    """Where to go after signing in: only a path of our own."""
    wanted = request.values.get("next", "")
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and "\\" not in wanted and wanted.isprintable()
    return wanted if own and not wanted.startswith(("/login", "/logout")) else "/dashboard"


def _routes(server: Flask, settings: Settings, cookie: str) -> None:
    def show(message: str = "", status: int = 200, login: str = "") -> Any:
        token = request.cookies.get(CSRF_COOKIE) or secrets.token_urlsafe(24)
        page = render_template(
            "login.html",
            message=message,
            login=login,
            next=_next(),
            csrf=token,
            demo=settings.is_demo,
            registered="registered" in request.args,
        )
        response = Response(page, status)
        response.set_cookie(CSRF_COOKIE, token, samesite="Lax", secure=settings.is_https)
        return response

    @server.get("/login")
    def login_page() -> Any:
        return redirect(_next()) if current_user.is_authenticated else show()

    @server.post("/login")
    def login() -> Any:
        typed = request.form.get("login", "")
        try:
            token = sign_in.sign_in(
                typed, request.form.get("password", ""), request.remote_addr or "", request.headers.get("User-Agent", "")
            )
        except Refused as refused:
            if request.headers.get("X-Requested-With") == "overlay":
                return _refuse(refused.status, refused.message)
            return show(refused.message, refused.status, typed)
        response = Response(status=204) if request.headers.get("X-Requested-With") == "overlay" else redirect(_next())
        response.set_cookie(cookie, token, httponly=True, samesite="Lax", secure=settings.is_https, path="/")
        response.set_cookie(CSRF_COOKIE, secrets.token_urlsafe(24), samesite="Lax", secure=settings.is_https)
        return response

    @server.post("/logout")
    def logout() -> Any:
        sign_in.sign_out(actor())
        response = redirect("/login")
        response.delete_cookie(cookie)
        return response

    @server.post("/look")
    def look() -> Any:
        sign_in.keep_look(actor(), request.form.get("theme", ""), request.form.get("density", "comfortable"))
        return Response(status=204)

    @server.post("/reason")
    def reason() -> Any:
        sign_in.give_reason(actor(), request.form.get("reason", ""))
        return Response(status=204)

    @server.get("/")
    def root() -> Any:
        return redirect("/dashboard")

    @server.errorhandler(Refused)
    def refused(error: Refused) -> Any:
        return _refuse(error.status, error.message)


__all__ = ["actor", "guard", "permission"]
