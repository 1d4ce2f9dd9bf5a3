"""A manufacturer's catalogue is brought in: the box for the file, the bar, what became of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from components import ids, shell
from components.words import icon, link

NOUN = "catalogue"
PATH, PRODUCTS = "/dashboard/products/import", "/dashboard/products"
UPLOAD, FILE = ids.part(NOUN, "upload"), ids.part(NOUN, "file")
GOING, HEAD, BAR = (ids.part(NOUN, name) for name in ("going", "head", "bar"))
OVER, SAID, REFUSED, LINES, MORE, DOWNLOAD = (
    ids.part(NOUN, name) for name in ("over", "said", "refused-rows", "lines", "more", "download")
)
COUNTS = (("imported", "Imported"), ("unchanged", "Unchanged, here already"), ("refused", "Refused"))


def page(columns: Sequence[Any]) -> Any:
    """The upload; the rest shows itself while a file comes in."""
    return html.Div(
        [
            shell.head(
                "Import products",
                "Your catalogue from a file, checked row by row as if it were typed.",
                [],
                [("Products", PRODUCTS), ("Import", "")],
            ),
            _upload(columns),
            html.Div(shell.card(html.Span(id=HEAD, role="status"), _bar()), id=GOING, hidden=True),
            html.Div(_over(), id=OVER, hidden=True, className="g"),
        ],
        className="imports",
    )


def _upload(columns: Sequence[Any]) -> Any:
    box = html.Div(
        [
            html.Label("File", htmlFor=FILE, className="form-label"),
            html.Div(id=ids.part(FILE, "place")),
            html.Div("CSV or Excel (.xlsx, its first sheet), up to 5,000 rows. The first row names the columns.", className="form-text"),
            html.Div(id=ids.part(FILE, "error"), className="field-error", role="alert"),
        ],
        className="field c6",
    )  # fmt: skip
    names = html.Details(
        [
            html.Summary("Names of the columns"),
            html.Ul(
                [html.Li([html.B(t.label), f" or {t.name}", ", needed" if t.is_needed else ""]) for t in columns],
                className="imports-names sm mt-2 mb-0",
            ),
        ],
        className="field c6",
    )
    foot = [
        shell.button("Upload and import", UPLOAD, "upload", "primary"),
        html.Span("A product with an SKU that is here already stays as it is. New ones start as drafts.", className="muted sm"),
    ]
    return html.Section(
        [
            html.Div(html.Div([box, names], className="frm"), className="fs"),
            html.Div(foot, className="foot imports-foot"),
        ],
        className="card-a form",
    )


def _bar() -> Any:
    return [
        html.Label("How far it is", htmlFor=BAR, className="visually-hidden"),
        html.Progress(id=BAR, value="0", max="1", className="imports-bar"),
        html.P("Keep this page open. Whatever is in stays in.", className="muted sm mb-0"),
    ]


def _over() -> list[Any]:
    counts = [html.Div([html.Dt(text), html.Dd("0", id=ids.part(NOUN, name))]) for name, text in COUNTS]
    head = html.Thead(html.Tr([html.Th("Row"), html.Th("Column"), html.Th("Why")]))
    table = html.Table([head, html.Tbody(id=LINES)], className="t imports-refused")
    download = html.A([icon("download"), "Download refused rows"], id=DOWNLOAD, className="btn btn-light", download="refused.csv")
    return [
        shell.card(
            "What became of the rows",
            [
                html.Dl(counts, className="imports-counts"),
                html.P(id=SAID, className="muted sm", role="status"),
                html.Div(link([icon("shop"), "Open products"], PRODUCTS, className="btn btn-light"), className="imports-acts"),
            ],
        ),
        html.Div(
            shell.card(
                "Refused rows",
                html.Div(table, className="overflow-auto", **shell.SCROLLED),
                download,
                foot=html.Span(id=MORE),
            ),
            id=REFUSED,
            hidden=True,
        ),
    ]
