"""The screens on the walls of a clinic, as the manager keeps them."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import ids, shell, values
from components.words import icon

NOUN = "displays"
LIST, CODE, ADD, NAME, ACT = (
    ids.part(NOUN, "list"), ids.part(NOUN, "code"), ids.part(NOUN, "add"), ids.field(NOUN, "name"), "display-act",
)  # fmt: skip
STATES = {
    "showing": ("Showing", "tv", "leaf"),
    "waiting": ("Waits for its code", "hourglass-split", "turm"),
    "off": ("Off", "slash-circle", "line"),
}


def page(found: list[Any], zone: str) -> Any:
    """The screens, and a new one."""
    field = html.Div(
        [
            html.Label("Where it hangs", htmlFor=NAME, className="form-label"),
            dbc.Input(id=NAME, type="text", maxLength=80, autoComplete="off"),
            html.Div(id=ids.error(NOUN, "name"), className="field-error"),
        ],
        className="field mb-3",
    )
    add = shell.card("New display", [field, shell.button("Make a code", ADD, "plus-lg", "primary")])
    return html.Div(
        [
            shell.head(
                "Displays", "Screens in the waiting room. They show tokens and rooms, never a name, and can open nothing else.", [],
                [("Users", "/dashboard/users"), ("Displays", "")],
            ),
            html.Div(id=CODE, role="status"),
            html.Div([html.Div(listed(found, zone), id=LIST), html.Aside(add)], className="side"),
        ]
    )  # fmt: skip


def listed(found: list[Any], zone: str) -> Any:
    """One line a screen."""
    if not found:
        return html.Section(
            shell.empty("No display yet", "Make a code, open /display on the television, and type it there.", sign="tv"),
            className="card-a",
        )
    head = html.Thead(html.Tr([html.Th("Display"), html.Th("State"), html.Th("Since", className="d-d"), html.Th("")]))
    table = html.Table([head, html.Tbody([_line(s, zone) for s in found])], className="t")
    return shell.card(values.count(len(found), "display"), html.Div(table, className="overflow-auto"))


def _line(screen: Any, zone: str) -> Any:
    since = f"until {values.clock_time(screen.since, zone)}" if screen.state == "waiting" else values.instant(screen.since, zone)
    return html.Tr(
        [
            html.Td(screen.name, className="strong"),
            html.Td(values.chip(*STATES[screen.state])),
            html.Td(since, className="d-d"),
            html.Td(
                html.Span(
                    [_button("New code", "renew", screen, "arrow-repeat"), _button("Take back", "revoke", screen, "x-lg")],
                    className="d-flex gap-2 justify-content-end",
                )
            ),
        ]
    )


def _button(text: str, what: str, screen: Any, sign: str) -> Any:
    return html.Button(
        [icon(sign), text],
        id={"type": ACT, "do": what, "display": str(screen.id), "name": screen.name},
        className="btn btn-light",
        type="button",
        **{"aria-label": f"{text}: {screen.name}"},
    )


def code(text: str, name: str) -> Any:
    """The code, once; nobody can read it again."""
    shown = html.Div(f"{text[:4]} {text[4:]}", className="pair-code")
    words = [
        html.B(f"On {name}: "),
        "open this site's address with /display and type",
        shown,
        "It holds for fifteen minutes and is shown only here.",
    ]
    return shell.banner(words, "leaf", "tv")
