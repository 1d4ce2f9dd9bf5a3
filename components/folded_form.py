"""A short form folded away beneath a list: which row, a few fields, one button; with its own one-use key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import form, ids, shell
from data.core.resource import Field


def which(base: str) -> str:
    """The choice of the row."""
    return ids.field(base, "which")


def do(base: str) -> str:
    """The button."""
    return ids.part(base, "do")


def error(base: str) -> str:
    """Where it says why not."""
    return ids.error(base, "all")


def page(
    base: str,
    title: str,
    about: str,
    chosen: tuple[str, Sequence[tuple[str, str]]],
    fields: Sequence[Field],
    button: tuple[str, str],
    *,
    width: int = 6,
) -> Any:
    """`chosen` is the label of the choice and its (value, words); `button` its words and sign."""
    label, options = chosen
    row = html.Div(
        [
            html.Label(label, htmlFor=which(base), className="form-label"),
            dbc.Select(
                id=which(base), options=[{"label": words, "value": value} for value, words in options], value=options[0][0]
            ),
        ],
        className=f"field c{width}",
    )
    return html.Details(
        [
            dcc.Store(id=ids.nonce(base), data=str(uuid4())),
            html.Summary(title),
            html.P(about, className="sm muted mt-2"),
            html.Div([row, *(form.labelled(base, f, None, {}) for f in fields)], className="frm"),
            html.Div(id=error(base), className="field-error", role="alert"),
            html.Div(shell.button(button[0], do(base), button[1]), className="mt-2"),
        ],
        className="mt-3",
    )
