"""The frame around every page: rail, top bar, phone tabs, notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import dcc, html

from components import ids
from components.words import icon, link


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    title: str
    path: str
    icon: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose frame it is."""

    name: str
    role: str
    organisation: str
    csrf: str


DOCUMENT = """<!doctype html>
<html lang="en-IN" data-bs-theme="light">
<head>{%metas%}<title>{%title%}</title>{%favicon%}{%css%}</head>
<body>{%app_entry%}<footer>{%config%}{%scripts%}{%renderer%}</footer></body>
</html>"""
GROUPS = ("", "Clinic", "Marketplace", "Manage")
TABS = 4
# A table that is wider than a phone scrolls inside its frame, and by keyboard too.
SCROLLED: dict[str, Any] = {"tabIndex": "0", "role": "group", "aria-label": "Table"}


def frame(viewer: Viewer, places: list[Place]) -> Any:
    """The whole document body."""
    return html.Div(
        [
            html.A("Skip to content", href="#main", className="skip"),
            dcc.Store(id=ids.LIVE),
            dcc.Store(id=ids.TOAST),
            html.Div(
                [
                    _rail(viewer, places),
                    html.Div([_top(places), html.Main(dash.page_container, id="main", tabIndex="-1")]),
                ],
                className="shell",
            ),
            _tabs(viewer, places),
            html.Div(id=ids.TOAST_REGION, className="toasts", **{"aria-live": "polite"}),
            html.Div(
                [
                    icon("wifi-off"),
                    html.Span("No connection. What you see may be old; what you typed is safe."),
                ],
                id="connection",
                className="banner turm connection",
                hidden=True,
                role="status",
            ),
        ]
    )


def nobody() -> Any:
    """The frame before anybody asked."""
    return html.Div(dash.page_container)


def _rail(viewer: Viewer, places: list[Place]) -> Any:
    parts: list[Any] = [
        html.Div(
            [
                html.Span("ആ", className="mark", lang="ml", **{"aria-hidden": "true"}),
                html.Span([html.B("Ayurlahi"), html.Small(viewer.organisation)]),
            ],
            className="brand",
        )
    ]
    for group in GROUPS:
        inside = [p for p in places if p.group == group]
        if inside and group:
            parts.append(html.Div(group, className="rail-group"))
        parts += [_place(p) for p in inside]
    return html.Nav([*parts, _me(viewer)], className="rail", **{"aria-label": "Main"})


def _place(place: Place) -> Any:
    return link([icon(place.icon), place.title], place.path, className="place")


def _me(viewer: Viewer) -> Any:
    initials = "".join(word[0] for word in viewer.name.split()[:2]).upper()
    return html.Div(
        [
            link(
                [
                    html.Span(initials, className="av", **{"aria-hidden": "true"}),
                    html.Span(
                        [
                            html.Span(viewer.name, className="strong"),
                            html.Br(),
                            html.Span(viewer.role, className="xs"),
                        ]
                    ),
                ],
                "/dashboard/account",
                className="me-link",
                title="Account",
            ),
            _sign_out(viewer),
        ],
        className="me",
    )


def _sign_out(viewer: Viewer) -> Any:
    return html.Form(
        [
            dcc.Input(type="hidden", name="_csrf_token", value=viewer.csrf),
            html.Button(
                icon("box-arrow-right"),
                type="submit",
                className="ib",
                title="Sign out",
                **{"aria-label": "Sign out"},
            ),
        ],
        action="/logout",
        method="post",
    )


def _top(places: list[Place]) -> Any:
    searching = any(p.path == "/dashboard/patients" for p in places)
    box = html.Div(
        [
            icon("search"),
            dcc.Input(
                id=ids.TOP_SEARCH,
                type="search",
                placeholder="Find a patient: name, code, phone",
                debounce=0.25,
                autoComplete="off",
                className="find-input",
            ),
            html.Kbd("Ctrl K"),
            html.Div(id=ids.TOP_RESULTS, className="cmd top-results"),
        ],
        className="find",
        role="search",
        **{"aria-label": "Find a patient"},
    )
    return html.Div(
        [
            html.Span("ആ", className="mark d-m", lang="ml", **{"aria-hidden": "true"}),
            box if searching else html.Span(),
            html.Span([html.I(), html.Span("Live", id="live-text")], className="live d-d ms-auto"),
            html.Button(
                icon("moon"),
                id=ids.THEME_BUTTON,
                className="ib",
                title="Light or dark",
                **{"aria-label": "Light or dark"},
            ),
        ],
        className="top",
    )


def _tabs(viewer: Viewer, places: list[Place]) -> Any:
    shown = places[:TABS]
    more = html.Details(
        [
            html.Summary([icon("list"), "More"]),
            html.Div(
                [
                    *(_place(p) for p in places[TABS:]),
                    link([icon("person-circle"), "Account"], "/dashboard/account", className="place"),
                    _sign_out(viewer),
                ],
                className="more-sheet",
            ),
        ],
        className="more",
    )
    return html.Nav(
        [*(link([icon(p.icon), p.title], p.path, className="place") for p in shown), more],
        className="mob-nav",
        **{"aria-label": "Main, phone"},
    )


def head(title: Any, sub: Any = "", actions: list[Any] | None = None, crumbs: list[tuple[str, str]] | None = None) -> Any:
    """Crumbs, title, one line beneath and the actions on the right."""
    trail = [part for text, path in crumbs or [] for part in (link(text, path), " / ")]
    return html.Div(
        [
            html.Div(trail[:-1], className="crumb") if trail else None,
            html.Div(
                [
                    html.Div([html.H1(title), html.Div(sub, className="sub") if sub != "" else None]),
                    html.Div(actions or [], className="sp"),
                ],
                className="head",
            ),
        ]
    )


def action(text: str, href: str, sign: str = "", *, primary: bool = False, shortcut: str = "") -> Any:
    """A link that looks like a button; `shortcut` is the key that follows it."""
    kind = "btn btn-primary" if primary else "btn btn-light"
    extra = {"data-shortcut": shortcut} if shortcut else {}
    return html.Span(link([icon(sign), text] if sign else text, href, className=kind), className="action", **extra)


def banner(content: Any, tone: str = "mons", sign: str = "info-circle", role: str = "note") -> Any:
    """A notice across the page."""
    return html.Div([icon(sign), html.Div(content)], className=f"banner {tone} mb-3", role=role)


def allergies(found: list[dict[str, str]] | None) -> Any:
    """The allergies of a patient, worst first; nothing when none are known."""
    if not found:
        return None
    order = {"severe": 0, "moderate": 1, "mild": 2}
    worst = sorted(found, key=lambda a: order[a["severity"]])
    text = [f"{a['substance']}, {a['severity']}" + (f" ({a['reaction']})" if a.get("reaction") else "") for a in worst]
    severe = worst[0]["severity"] == "severe"
    return banner(
        [html.B(f"Allergic to {text[0]}. "), " ".join(f"Also {t}." for t in text[1:])],
        "clay" if severe else "turm",
        "exclamation-triangle-fill",
    )


def card(title: str, content: Any, aside: Any = None, foot: Any = None) -> Any:
    """A sheet with a title."""
    return html.Section(
        [
            html.Header([html.H2(title), html.Span(aside, className="sp") if aside is not None else None]),
            html.Div(content, className="in"),
            html.Div(foot, className="foot") if foot is not None else None,
        ],
        className="card-a",
    )


def empty(title: str, text: str, actions: list[Any] | None = None, sign: str = "inbox") -> Any:
    """What an empty place says: one sentence and what to do next."""
    return html.Div(
        [
            icon(sign, "empty-i"),
            html.H2(title),
            html.P(text),
            html.Div(actions or [], className="empty-actions"),
        ],
        className="empty",
    )


def button(text: str, id_: str, sign: str = "", tone: str = "light", **rest: Any) -> Any:
    """A button that does something on this page."""
    return dbc.Button([icon(sign), text] if sign else text, id=id_, color=tone, **rest)
