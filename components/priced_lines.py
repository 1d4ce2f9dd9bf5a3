"""Lines that come to a sum: on a phone each keeps its item and its amount, and how it came to that stands under the item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from components import shell


def table(heads: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]], sums: Sequence[tuple[str, str, str]]) -> Any:
    """The table: `heads` with their classes from item to amount, a cell of `rows` under each, `sums` as (word, amount, class)."""
    last = len(heads) - 1
    tones = [f"{tone} d-d".strip() if 0 < n < last else tone for n, (_, tone) in enumerate(heads)]
    head = [html.Th(word, className=tone or None, scope="col") for (word, _), tone in zip(heads, tones, strict=True)]
    body = [html.Tr([html.Td(cell, className=tone or None) for cell, tone in zip(row, tones, strict=True)]) for row in rows]
    foot = [
        html.Tr(
            [
                html.Td(word, colSpan=last, className="num d-d"),
                html.Td(word, className="num phone-cell"),
                html.Td(amount, className="num nowrap"),
            ],
            className=tone or None,
        )
        for word, amount, tone in sums
    ]
    made = html.Table([html.Thead(html.Tr(head)), html.Tbody(body), html.Tfoot(foot) if foot else None], className="t priced")
    return html.Div(made, className="scroll-x", **shell.SCROLLED)


def how(text: str) -> Any:
    """How a line comes to its amount, under its item on a phone, where the columns that say it are left out."""
    return html.Small(text, className="d-m muted")
