"""An invoice or a receipt as the browser prints it: the same lines, sums and words as its PDF."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from dash import html

from components import paper
from components.words import name
from data.core import clock

PAPERS = {"a4": "A4", "a5": "A5", "roll": "80 mm"}


def sheet(document: Any, zone: str, size: str) -> Any:
    """The sheet; `document` as data.documents.shapes has it."""
    patient = document.patient
    known = [("Patient", patient.name), ("Code", patient.code), ("Age, sex", patient.about), *document.facts]
    mark = html.P(html.B(document.mark), className="sheet-box") if document.mark else None
    heads, rows = _table(document, size)
    closing = _sums(document)
    signed = paper.signature(document.signature)
    table = paper.lines(heads, rows, document.notes, document.signature, closing) if rows else html.Div([closing, signed])
    day = clock.spelt_day(document.day)
    body = [paper.facts(known), mark, table]
    return paper.frame(document.head, document.title, document.number, day, body, zone=zone, copy=document.copy, size=size)


def _table(document: Any, size: str) -> tuple[tuple[tuple[str, str], ...], list[list[Any]]]:
    """Heads and cells: a receipt and a roll have no room, and no need, for all of them."""
    if size == "roll":
        heads: tuple[tuple[str, str], ...] = (("Item", ""), ("Amount", "num nowrap"))
        return heads, [[_item(line, document, roll=True), line.amount] for line in document.lines]
    if document.is_receipt:
        heads = (("", "nowrap"), ("Item", ""), ("Quantity", "num"), ("Amount", "num nowrap"))
        return heads, [[str(n), name(line.name), line.quantity, line.amount] for n, line in enumerate(document.lines, 1)]
    money = (("Rate", "num nowrap"), ("Discount", "num nowrap"))
    heads = (("", "nowrap"), ("Item", ""), ("Qty", "num"), *money)
    heads += (("GST", "num nowrap"),) if document.is_taxed else ()
    heads += (("Amount", "num nowrap"),)
    rows = []
    for n, line in enumerate(document.lines, 1):
        cells = [str(n), _item(line, document, roll=False), line.quantity, line.price, line.discount]
        rows.append([*cells, *([line.rate] if document.is_taxed else []), line.amount])
    return heads, rows


def _item(line: Any, document: Any, *, roll: bool) -> Any:
    under = [f"{line.quantity} × {line.price}", line.discount, line.rate] if roll and not document.is_receipt else []
    under += [] if document.is_receipt else [f"HSN {line.hsn}" if line.hsn else "", line.about]
    small = ", ".join(part for part in under if part)
    return [name(line.name, html.Span), html.Div(name(small), className="sheet-quiet") if small else None]


def _sums(document: Any) -> Any:
    rows = [*((word, amount, "") for word, amount in document.sums), (*document.total, "sheet-total")]
    rows += [(word, amount, "") for word, amount in document.paid]
    sums = html.Dl([html.Div([html.Dt(word), html.Dd(amount)], className=tone or None) for word, amount, tone in rows])
    code = (
        html.Div([html.Img(src="data:image/svg+xml," + quote(document.code), alt="UPI code"), html.Span(document.code_text)])
        if document.code
        else None
    )
    words = html.Div([html.Span("Amount in words", className="sheet-quiet"), html.Div(document.words), code])
    return html.Div([words, sums], className="sheet-sums")
