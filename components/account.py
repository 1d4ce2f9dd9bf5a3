"""One's own account: password, open sessions, look."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import detail, ids, shell, values
from components.words import icon

NOUN = "account"
FIELDS = (("old_password", "Password of today"), ("new_password", "New password"))


def page(name: str, roles: str, organisation: str, sessions: list[Any], own: Any, zone: str, *, must_change: bool) -> Any:
    """Everything a person settles for herself."""
    told = shell.banner("Your password was set by somebody else. Choose your own now.", "turm", "key") if must_change else None
    who = shell.card("You", detail.pairs([("Name", name), ("Role", roles), ("Organisation", organisation)]))
    return html.Div(
        [
            shell.head("Account", organisation),
            told,
            html.Div(
                [
                    html.Div([who, _password()], className="d-grid gap-3"),
                    html.Div([_look(), _sessions(sessions, own, zone)], className="d-grid gap-3"),
                ],
                className="g g2",
            ),
        ]
    )


def _password() -> Any:
    fields = [
        html.Div(
            [
                html.Label(title, htmlFor=ids.field(NOUN, name), className="form-label"),
                dbc.Input(
                    id=ids.field(NOUN, name),
                    type="password",
                    autoComplete="current-password" if name.startswith("old") else "new-password",
                ),
                html.Div(id=ids.error(NOUN, name), className="field-error"),
            ],
            className="c6",
        )
        for name, title in FIELDS
    ]
    hint = html.P("At least twelve characters. Every other session of yours ends.", className="form-text")
    return shell.card(
        "Password",
        html.Form(
            [
                html.Div(fields, className="frm"),
                hint,
                shell.button("Change password", ids.save(NOUN), "key", class_name="save"),
                html.Div(id=ids.summary(NOUN), role="status", className="mt-2"),
            ],
            className="form",
        ),
    )


def _look() -> Any:
    """The look is kept by the browser and with the account; the buttons are wired by an asset."""
    themes = [
        html.Button(text, type="button", **{"data-theme-choice": key, "aria-pressed": "false"})
        for key, text in (("light", "Light"), ("dark", "Dark"), ("system", "As the device"))
    ]
    rows = [
        html.Button(text, type="button", **{"data-density-choice": key, "aria-pressed": "false"})
        for key, text in (("comfortable", "Roomy"), ("compact", "Tight"))
    ]
    return shell.card(
        "Look",
        html.Div(
            [
                html.Div(themes, className="seg", role="group", **{"aria-label": "Light or dark"}),
                html.Div(rows, className="seg", role="group", **{"aria-label": "Row height"}),
            ],
            className="d-flex gap-3 flex-wrap",
        ),
    )


def _sessions(sessions: list[Any], own: Any, zone: str) -> Any:
    return shell.card("Signed in", html.Div([_session(s, own, zone) for s in sessions]), values.count(len(sessions), "session"))


def _session(row: Any, own: Any, zone: str) -> Any:
    here = row.id == own
    end = (
        values.chip("This one", "check-lg", "leaf")
        if here
        else html.Button("End", id={"type": "session-end", "row": str(row.id)}, className="btn btn-light", type="button")
    )
    return html.Div(
        [
            html.Div(
                [
                    html.B([icon("laptop"), " ", row.ip or "Unknown address"]),
                    html.Span(
                        f"since {values.instant(row.created_at, zone)}, last used {values.clock_time(row.last_seen_at, zone)}",
                        className="sm muted d-block",
                    ),
                ]
            ),
            html.Span(end, className="ms-auto"),
        ],
        className="departure",
    )
