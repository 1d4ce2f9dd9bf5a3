"""What was deleted, with its way back."""

from __future__ import annotations

from typing import Any

from dash import html

from components import shell, values
from components.words import icon, name


def page(found: list[tuple[str, str, list[Any]]], zone: str) -> Any:
    """A sheet per noun: (title, noun, deleted rows)."""
    head = shell.head("Recycle bin", "Nothing is erased; what was deleted in error comes back from here.")
    sheets = [
        shell.card(title, html.Div([_row(noun, row, zone) for row in rows]), values.count(len(rows), "entry", "entries"))
        for title, noun, rows in found
        if rows
    ]
    if not sheets:
        sheets = [
            html.Section(
                shell.empty("Nothing was deleted", "A deleted record waits here and can be restored.", sign="trash"),
                className="card-a",
            )
        ]
    return html.Div([head, html.Div(sheets, className="d-grid gap-3")])


def _row(noun: str, row: Any, zone: str) -> Any:
    button = html.Button(
        [icon("arrow-counterclockwise"), "Restore"],
        id={"type": "restore", "noun": noun, "row": str(row.id)},
        className="btn btn-light ms-auto",
        type="button",
    )
    return html.Div(
        [
            html.Div(
                [
                    name(row.label, html.B),
                    html.Span(f"{values.instant(row.deleted_at, zone)}: {row.reason}", className="sm muted d-block"),
                ]
            ),
            button,
        ],
        className="departure",
    )
