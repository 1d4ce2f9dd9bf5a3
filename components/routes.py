"""Addresses: one strict table in front of Dash's pages (register_page), with permission and refusal in one place.

Dash matches `<id>` against slashes, lets a query replace it and turns unknown query keys into errors, so
every page it knows has the same layout: `serve`, which looks the real address up in this table.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import dash
from dash.exceptions import MissingCallbackContextException

from components import refusal
from data.core import roles
from data.core.actor import Actor
from data.core.errors import NotAllowed, NotFound, Refused

UUID_PATTERN = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
LONGEST_QUERY = 2000
SITE = "Ayurlahi Operations"


@dataclass(frozen=True, slots=True)
class Route:
    """One address: `permission` is "noun.verb", or None for any signed-in person."""

    path: str
    pattern: re.Pattern[str]
    layout: Callable[..., Any]
    permission: str | None
    title: str


ROUTES: dict[str, Route] = {}
_who: Callable[[], Actor] | None = None


def ask(who: Callable[[], Actor]) -> None:
    """Tell the routes how to learn who is asking."""
    global _who
    _who = who


def page(path: str, layout: Callable[..., Any], permission: str | None, title: str) -> None:
    """Put a page at an address such as "/dashboard/patients/:id"; the layout is called as layout(actor, query, id=…)."""
    pattern = re.sub(r":(\w+)", rf"(?P<\1>{UUID_PATTERN})", path)
    ROUTES[path] = Route(path, re.compile(pattern), layout, permission, title)
    template = re.sub(r":(\w+)", r"<\1>", path)
    names = {"path": path} if template == path else {"path": path.replace(":", "_"), "path_template": template}
    dash.register_page("page:" + path, title=_title, layout=serve, **names)


def find(path: str) -> tuple[Route, dict[str, str]]:
    """The route of an address and its variables; NotFound for any other."""
    for route in ROUTES.values():
        match = route.pattern.fullmatch(path.rstrip("/") or "/")
        if match:
            return route, match.groupdict()
    raise NotFound("There is nothing at this address.")


def query_of(search: str | None) -> dict[str, str]:
    """The query of an address; the first value of each key."""
    pairs = parse_qsl((search or "").lstrip("?")[:LONGEST_QUERY])
    return dict(reversed(pairs))


def serve(**_ignored: Any) -> Any:
    """The layout of whatever address was asked for, or why not."""
    asked = dash.ctx.inputs
    return layout_of(asked.get("_pages_location.pathname") or "", asked.get("_pages_location.search"))


def _title(**_ignored: Any) -> str:
    """The title of the page; Dash asks inside its callback, and once more for the document, where the frame's will do."""
    try:
        asked = dash.ctx.inputs.get("_pages_location.pathname") or ""
        return f"{find(asked)[0].title} · {SITE}"
    except (NotFound, LookupError, MissingCallbackContextException):
        return SITE


def layout_of(path: str, search: str | None) -> Any:
    """The layout at an address for the person asking."""
    if _who is None:
        raise NotFound
    actor = _who()
    try:
        route, variables = find(path)
        if route.permission and not roles.allowed(actor, *route.permission.split(".")):
            raise NotAllowed
        return route.layout(actor, query_of(search), **variables)
    except Refused as refused:
        return refusal.page(refused, path)
