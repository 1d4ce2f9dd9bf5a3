"""The catalogue of cards with its facets, and one product: for who buys it, and for who makes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import detail, form, ids, shell, values
from components.words import icon, link, name
from data.core import trade_terms
from data.core.fields import percent_text
from data.core.resource import Field, words

NOUN = "products"
PATH = "/dashboard/products"
PACKS, ADD = "products-packs", "products-add"
BATCH, RATE = ids.part(NOUN, "batch"), ids.part(NOUN, "rate")
BATCH_ERROR, RATE_ERROR = ids.error(BATCH, "all"), ids.error(RATE, "all")
ACCEPT = "products-accept-rate"
SEARCH = ids.part(NOUN, "find")
FACETS = {"category": "Category", "form": "Form", "manufacturer_id": "Manufacturer", "costs": "Price", "stock": "Stock"}
PAGE = 30


def facet(field: str) -> str:
    """The choice of one facet."""
    return ids.part(NOUN, "facet", field)


def packs(product_id: Any) -> dict[str, str]:
    """How many packs one card would put in."""
    return {"type": PACKS, "product": str(product_id)}


def add(product_id: Any) -> dict[str, str]:
    """The button of one card."""
    return {"type": ADD, "product": str(product_id)}


def address(query: Mapping[str, str]) -> str:
    """The catalogue narrowed by these words."""
    kept = {k: v for k, v in query.items() if v and k in {*FACETS, "search", "page"}}
    return PATH + (f"?{urlencode(kept)}" if kept else "")


def catalogue(
    cards: Sequence[Any],
    total: int,
    query: Mapping[str, str],
    facets: Mapping[str, list[tuple[str, str]]],
    *,
    in_cart: int,
    may_buy: bool,
) -> Any:
    """Cards, page by page; the address holds search and facets."""
    cart = [shell.action(f"Cart, {values.count(in_cart, 'line')}", "/dashboard/cart", "cart", primary=True)] if may_buy else []
    page = _page_of(query)
    boxes = [_facet(field, query.get(field, ""), facets.get(field, [])) for field in FACETS]
    bar = html.Div([_search(query.get("search", "")), *boxes], className="bar")
    if not cards:
        body: Any = html.Section(
            shell.empty("No products here", "Nothing is on sale that matches what was searched or chosen.", [], "shop"),
            className="card-a",
        )
    else:
        body = html.Div([_card(card, may_buy=may_buy) for card in cards], className="cat")
    turn = [
        *([link("Earlier", address({**query, "page": str(page - 1)}), className="btn btn-light")] if page > 1 else []),
        html.Span(f"{(page - 1) * PAGE + 1}–{(page - 1) * PAGE + len(cards)} of {total}", className="sm muted")
        if cards
        else None,
        *([link("More", address({**query, "page": str(page + 1)}), className="btn btn-light")] if page * PAGE < total else []),
    ]
    return html.Div(
        [
            dcc.Store(id=ids.part(NOUN, "query"), data={k: v for k, v in query.items() if k in {*FACETS, "search"}}),
            shell.head("Products", f"{values.count(total, 'product')}. Prices per pack, before GST", cart),
            bar,
            body,
            html.Div(turn, className="d-flex gap-3 align-items-center justify-content-center mt-3"),
        ]
    )


def _page_of(query: Mapping[str, str]) -> int:
    text = query.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1  # noqa: PLR2004 - no catalogue has so many pages


def _search(value: str) -> Any:
    return html.Span(
        [
            html.Label("Search", htmlFor=SEARCH, className="visually-hidden"),
            icon("search"),
            dbc.Input(id=SEARCH, type="search", value=value, debounce=True, placeholder="Medicine, SKU, HSN", autoComplete="off"),
        ],
        className="srch",
    )


def _facet(field: str, value: str, options: list[tuple[str, str]]) -> Any:
    box = dbc.Select(
        id=facet(field), options=[{"label": "All", "value": ""}, *({"label": t, "value": k} for k, t in options)], value=value
    )
    return html.Span(
        [html.Label(FACETS[field], htmlFor=facet(field)), box],
        className="filt set" if value else "filt" if options else "d-none",
    )


def _card(card: Any, *, may_buy: bool) -> Any:
    product, left = card.product, card.available
    state = trade_terms.band(left)
    mark = {
        "out": values.chip("Supplier has none", "x-circle-fill", "clay"),
        "low": values.chip("Running out", "hourglass-split", "turm"),
    }.get(state)
    multiple = (
        f", sold in {trade_terms.TIMES.get(product.order_multiple, f'{product.order_multiple}s')}"
        if product.order_multiple > 1
        else ""
    )
    stock = "Out of stock" if state == "out" else f"Low: {left} left" if state == "low" else "In stock"
    top = [
        html.Div(
            [
                values.chip(words(product.form)),
                mark,
                values.chip("Prescription", "file-medical", "mons line") if product.requires_prescription else None,
            ],
            className="fm",
        ),
        html.H3(link(name(product.name), f"{PATH}/{product.id}", className="who")),
        html.Div(f"{product.manufacturer.company_name}, {product.pack_size}", className="mf"),
    ]
    return html.Article(
        [
            html.Div([html.Div(top), _small(card.picture)], className="pictured") if card.picture else None,
            *(top if not card.picture else ()),
            html.Div(
                [
                    html.B(values.rupees(product.price)),
                    html.Span(
                        f"+ {percent_text(product.gst_rate or 0)} % GST, MRP {values.rupees(product.mrp)}", className="xs faint"
                    ),
                ],
                className="pr",
            ),
            html.Div(f"{stock}{multiple}", className="stock"),
            _buy(product, left, card.in_cart) if may_buy and state != "out" else None,
        ],
        className="card-a prod",
    )


def _small(picture: Any, alt: str = "") -> Any:
    return html.Img(src=f"/files/{picture}/preview", alt=alt, className="pic")


def _gallery(pictures: Sequence[Any], called: str) -> Any:
    """A product's pictures; each opens whole as a file."""
    shown = [
        html.A(_small(p, f"{called}, picture {n}"), href=f"/files/{p}", download="", title="Download the picture")
        for n, p in enumerate(pictures, 1)
    ]
    return shell.card("Pictures", html.Div(shown, className="pics"))


def _buy(product: Any, left: int, in_cart: int) -> Any:
    usual = -(-product.min_order_quantity // product.order_multiple) * product.order_multiple
    box = dbc.Input(id=packs(product.id), value=str(min(usual, max(left, 1))), inputMode="numeric", autoComplete="off")
    text = f"In cart: {in_cart}" if in_cart else "Add"
    button = dbc.Button([icon("check-lg"), text] if in_cart else text, id=add(product.id), color="light",
                        class_name="flex-fill justify-content-center" + (" btn-added" if in_cart else ""), title=f"Add {product.name}")  # fmt: skip
    return html.Div([html.Div(box, className="packs", **{"data-label": f"Packs of {product.name}"}), button], className="rw")


# --- one product ---


def page(
    record: Any, fields: tuple[Field, ...], found: Mapping[str, Any], acts: list[Any], zone: str, pictures: Any = None
) -> Any:  # fmt: skip
    """What it is; for its maker and the platform also batches and rates, and the panel of its `pictures`."""
    actions: list[Any] = detail.steps(NOUN, record.steps)
    if "delete" in record.verbs:
        actions.append(shell.button("Delete", ids.step(NOUN, "delete"), "trash"))
    if "edit" in record.verbs:
        actions.append(shell.action("Edit", f"{PATH}/{record.id}/edit", "pencil", primary=True))
    sub = [values.status_chip(record.get("status")), f" {record.get('manufacturer')}"]
    shown = tuple(f for f in fields if f.name != "manufacturer_id")
    sheets = detail.sheets(shown, record.values, {})
    card = found.get("card")
    if card is not None:
        sheets.insert(0, html.Div([_card(card, may_buy=True)]))
        sheets += [_gallery(found["pictures"], record.label)] if found["pictures"] else []
    if "batches" in found:
        sheets += [
            _batches(found["batches"], found["batch_fields"]),
            _rates(found["rates"], found["rate_fields"], found["accepts"]),
            pictures,
        ]
    note = record.get("review_note")
    return html.Div(
        [
            dcc.Store(id=ids.row(NOUN), data={"id": str(record.id), "version": record.version}),
            shell.head(name(record.label), html.Span(sub), actions, [("Products", PATH), (record.label, "")]),
            shell.banner([html.B("Sent back. "), note], "turm", "chat-left-text") if note else None,
            detail.tabs(
                NOUN,
                [
                    ("Details", html.Div(sheets, className="g g2 pt-3")),
                    ("History", html.Div(detail.history(acts, zone), className="pt-3")),
                ],
            ),
            *detail.dialogs(NOUN, record.steps, record.label),
            detail.dialog(NOUN, "delete", f"Delete {record.label}?", "Delete product", (detail.REASON,))
            if "delete" in record.verbs
            else None,
        ]
    )


def _batches(batches: Sequence[Any], fields: Sequence[Field]) -> Any:
    heads = [
        html.Th("Batch"),
        html.Th("Expires"),
        html.Th("On hand", className="num"),
        html.Th("Reserved", className="num"),
        html.Th(""),
    ]
    rows = [
        html.Tr([html.Td(b.batch_number), html.Td(values.day(b.expires_on)), html.Td(str(b.quantity_on_hand), className="num"),
                 html.Td(str(b.quantity_reserved), className="num"), html.Td("" if b.status == "released" else values.status(b.status))])
        for b in batches
    ]  # fmt: skip
    content: list[Any] = [
        html.Div(
            html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="t"), className="scroll-x", **shell.SCROLLED
        )
        if rows
        else html.P("No batches yet.", className="muted")
    ]
    if fields:
        content.append(_more("Add a batch, or correct one by its number", BATCH, fields, BATCH_ERROR, "Save batch"))
    return shell.card("Batches", content)


def _rates(rates: Sequence[Any], fields: Sequence[Field], accepts: bool) -> Any:
    rows = [
        html.Tr([html.Td(f"{percent_text(r.rate)} %"), html.Td(f"from {values.day(r.valid_from)}" + (f" to {values.day(r.valid_to)}" if r.valid_to else "")),
                 html.Td("Accepted" if r.is_accepted else dbc.Button("Accept", id={"type": ACCEPT, "rate": str(r.id)}, color="light") if accepts else "Waits for the platform")])
        for r in rates
    ]  # fmt: skip
    content: list[Any] = [html.Table(html.Tbody(rows), className="t") if rows else html.P("No rate yet.", className="muted")]
    if fields:
        content.append(_more("Propose another rate", RATE, fields, RATE_ERROR, "Propose"))
    content.append(html.Div(id=ids.part(NOUN, "accepted")))
    return shell.card("GST rates", content)


def _more(title: str, prefix: str, fields: Sequence[Field], error: str, button: str) -> Any:
    inside = [form.labelled(prefix, f, f.default, {}) for f in fields]
    return html.Details(
        [
            html.Summary(title),
            html.Div(inside, className="frm"),
            html.Div(id=error, className="field-error"),
            shell.button(button, ids.part(prefix, "do"), tone="primary"),
        ],
        className="mt-2",
    )
