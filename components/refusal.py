"""A refusal is a page of its own, headed so."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import ids
from components.words import icon
from data.core.errors import NeedsReason, NotFound, Refused


def page(refused: Refused, path: str = "") -> Any:
    """ "Not found" or "Not allowed", with the sentence and a way out."""
    if isinstance(refused, NeedsReason):
        return reason_needed(path)
    heading = "Not found" if isinstance(refused, NotFound) else "Not allowed"
    return html.Div(
        [
            icon("signpost-split" if heading == "Not found" else "shield-lock", "refusal-i"),
            html.H1(heading),
            html.P(refused.message, className="muted"),
            html.A("Back to the overview", href="/dashboard", className="btn btn-light"),
        ],
        className="empty refusal",
    )


def reason_needed(path: str) -> Any:
    """Platform staff say why before they open patient data; the reason stays in the trail."""
    return html.Form(
        [
            html.H1("Why are you opening patient data?"),
            html.P("The clinic reads your answer in its audit trail. It holds for 60 minutes.", className="muted"),
            dbc.Label("Reason", html_for=ids.part("reason", "text")),
            dbc.Input(id=ids.part("reason", "text"), name="reason", required=True, minLength=10, maxLength=300),
            html.Div(id=ids.part("reason", "error"), className="field-error", role="alert"),
            dbc.Button("Continue", id=ids.part("reason", "save"), color="primary", type="button", className="mt-3"),
            html.Div(path, id=ids.part("reason", "path"), hidden=True),
        ],
        className="card-a fs form-narrow",
    )
