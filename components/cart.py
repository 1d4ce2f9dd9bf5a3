"""The cart: by supplier, with tax by place of supply, what stands in the way, and where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import addresses, ids, shell, values
from components.words import icon, link, name

NOUN = "carts"
PATH = "/dashboard/cart"
SEEN, NOTES, ORDER, CLEAR, ERROR = (ids.part(NOUN, word) for word in ("seen", "notes", "order", "clear", "error"))
ADDRESS = ids.part(NOUN, "address")
QUANTITY = "carts-quantity"
QUICK = ids.part(NOUN, "quick")
QUICK_LINES, QUICK_DO, QUICK_TOLD = ids.field(QUICK, "lines"), ids.part(QUICK, "do"), ids.part(QUICK, "told")


def quantity(product_id: Any) -> dict[str, str]:
    """The packs of one product in the cart."""
    return {"type": QUANTITY, "product": str(product_id)}


def page(shown: Any, hours: int, *, may_order: bool, may_fill: bool, may_keep: bool) -> Any:
    """The whole cart, or that it is empty; an order is paid within so many `hours`."""
    quote = shown.quote
    if not quote.groups and not any(problem.product_id for problem in quote.errors):
        return html.Div(
            [
                shell.head("Cart", "Shared by your clinic"),
                html.Section(shell.empty("The cart is empty", "Medicines that are put in from the catalogue wait here for whoever orders.",
                                         [shell.action("Products", "/dashboard/products", "shop", primary=True)], "cart"), className="card-a"),
                *([_quick(is_open=True)] if may_fill else []),
            ]
        )  # fmt: skip
    general = [p for p in quote.errors if p.product_id is None]
    return html.Div(
        [
            dcc.Store(
                id=SEEN,
                data={
                    "hash": quote.preview_hash,
                    "seen": quote.seen,
                    "key": str(uuid4()),
                    "address": str(shown.address_id or ""),
                },
            ),
            shell.head(
                "Cart", "Shared by your clinic. Prices per pack, before GST", [shell.button("Empty the cart", CLEAR, "trash")]
            ),
            _waits() if shown.waits_for_approval else None,
            *(shell.banner(problem.message, "clay", "exclamation-circle") for problem in general),
            *(shell.banner(problem.message, "turm", "exclamation-triangle") for problem in quote.warnings),
            html.Div(
                [
                    html.Div(
                        [_group(group, quote) for group in quote.groups]
                        + _gone(quote)
                        + ([_quick(is_open=False)] if may_fill else []),
                        className="g",
                    ),
                    _sum(shown, hours, may_order=may_order, may_keep=may_keep),
                ],
                className="side",
            ),
        ]
    )


def _quick(*, is_open: bool) -> Any:
    """By the SKUs of a list, without looking through the catalogue."""
    return html.Details(
        [
            dcc.Store(id=ids.nonce(QUICK), data=str(uuid4())),
            html.Summary("Order by SKU"),
            html.Label(
                ["SKU and packs, one product a line", html.Span(" without packs: the smallest order", className="opt")],
                htmlFor=QUICK_LINES,
                className="form-label mt-2",
            ),
            dbc.Textarea(id=QUICK_LINES, rows=4, placeholder="KAS-027 6", maxLength=25_000),
            html.Div(id=QUICK_TOLD, className="mt-2", role="alert"),
            html.Div(shell.button("Put into the cart", QUICK_DO, "cart-plus"), className="mt-2"),
        ],
        open=is_open,
        className="card-a quick",
    )


def _waits() -> Any:
    return shell.banner(
        "A pharmacist filled this cart above the limit. It waits for a manager to check and order it.", "turm", "hourglass-split"
    )


def _problems(quote: Any, product_id: Any) -> list[Any]:
    return [
        html.Div([icon("exclamation-circle-fill"), f" {p.message}"], className="sm clay-t")
        for p in quote.errors
        if p.product_id == product_id
    ]


def _group(group: Any, quote: Any) -> Any:
    rows = [
        html.Div(
            [
                html.Div([html.B(name(line.product.name)), html.Div(f"{line.product.pack_size}, {values.rupees(line.price)} a pack", className="sm muted"), *_problems(quote, line.product.id)]),
                html.Div(
                    dbc.Input(id=quantity(line.product.id), value=str(line.quantity), inputMode="numeric", debounce=True, autoComplete="off"),
                    className="packs", **{"data-label": f"Packs of {line.product.name}"},
                ),
                html.Span(values.rupees(line.taxable), className="num strong"),
            ],
            className="cart-line",
        )
        for line in group.lines
    ]  # fmt: skip
    return shell.card(
        group.maker.company_name, rows, values.rupees(group.total), "GST included above; set packs to 0 to take a line out."
    )


def _gone(quote: Any) -> list[Any]:
    shown = {line.product.id for group in quote.groups for line in group.lines}
    gone = [p for p in quote.errors if p.product_id and p.product_id not in shown]
    return [
        html.Div(
            [
                shell.banner(p.message, "clay", "x-octagon"),
                html.Div(dbc.Input(id=quantity(p.product_id), value="1"), **{"data-label": "Packs of a product no longer sold"}),
            ]
        )
        for p in gone
    ]


def _sum(shown: Any, hours: int, *, may_order: bool, may_keep: bool) -> Any:
    quote = shown.quote
    inter = sum(g.gst_amount for g in quote.groups if g.is_interstate)
    intra = sum(g.gst_amount for g in quote.groups if not g.is_interstate)
    rows = [
        ("Value", sum(g.subtotal for g in quote.groups)),
        *([("CGST + SGST, within the state", intra)] if intra else []),
        *([("IGST, from other states", inter)] if inter else []),
    ]
    parts = values.count(len(quote.groups), "supplier")
    where = dbc.Select(
        id=ADDRESS, value=str(shown.address_id or ""),
        options=[{"label": f"{a.label}: {a.line1}, {a.city}", "value": str(a.id)} for a in shown.addresses],
    )  # fmt: skip
    return html.Aside(
        [
            html.Header(html.H2("To pay")),
            html.Div(
                [
                    html.Div(
                        [
                            part
                            for word, amount in rows
                            for part in (html.Span(word, className="muted"), html.Span(values.rupees(amount), className="num"))
                        ]
                        + [html.Span("To pay", className="tt"), html.Span(values.rupees(quote.total), className="num tt")],
                        className="sum mt-0",
                    ),
                    html.Label("Goes to", htmlFor=ADDRESS, className="form-label mt-3"),
                    where,
                    html.Div(link("Addresses", addresses.PATH, "link sm")) if may_keep else None,
                    html.Label(["Notes", html.Span(" optional", className="opt")], htmlFor=NOTES, className="form-label mt-3"),
                    dbc.Textarea(id=NOTES, rows=2),
                    html.Div(id=ERROR, className="field-error mt-2", role="alert"),
                    dbc.Button(
                        "Order",
                        id=ORDER,
                        color="primary",
                        class_name="w-100 justify-content-center big-b mt-3",
                        disabled=not (quote.is_valid and may_order),
                    ),
                    html.P(
                        f"{parts}, {values.count(len(quote.groups), 'order')}. Pay within {values.count(hours, 'hour')} or they lapse.",
                        className="xs faint mt-2 mb-0",
                    ),
                ],
                className="in",
            ),
        ],
        className="card-a cart",
    )


def left_out(sentences: Sequence[str], there: str = PATH) -> Any:
    """What did not go into the cart, each with its reason; `there` leads to the rest."""
    return shell.banner(
        [html.B("The rest is in the cart. "), *(html.Div(s) for s in sentences), link("Open the cart", there, className="link")],
        "turm",
        "cart-dash",
        role="status",
    )
