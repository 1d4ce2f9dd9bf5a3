"""Where a clinic's goods go: the list, and the form of one address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from components import form, ids, shell, values
from components.words import icon, name
from data.core.fields import spaced_phone
from data.core.gst import STATES
from data.core.resource import Field

NOUN, PATH, TITLE = "addresses", "/dashboard/addresses", "Addresses"
PREFER, REMOVE = "addresses-prefer", "addresses-remove"
TOLD = ids.part(NOUN, "told")


def page(known: Sequence[Any]) -> Any:
    """A card an address, the usual one first."""
    new = shell.action("New address", f"{PATH}/new", "plus-lg", primary=True)
    head = shell.head(
        TITLE, "Where your orders go. The cart proposes the usual one", [new], [("Cart", "/dashboard/cart"), (TITLE, "")]
    )
    if not known:
        text = "The cart needs to know where the goods go, and the tax follows the state."
        return html.Div([head, html.Section(shell.empty("No address yet", text, [], "geo-alt"), className="card-a")])
    return html.Div(
        [
            head,
            html.Div(id=TOLD, className="field-error", role="alert"),
            html.Div([_card(a) for a in known], className="addresses"),
        ]
    )


def _card(address: Any) -> Any:
    where = f"{address.city}, {address.district}, {STATES.get(address.state_code, address.state_code)} {address.pincode}"
    lines = [name(line) for line in (address.name, address.line1, where, spaced_phone(address.phone or "")) if line]
    acts = [
        shell.action("Edit", f"{PATH}/{address.id}", "pencil"),
        None if address.is_default else _act(PREFER, address, "Make usual", "check2-circle"),
        _act(REMOVE, address, "Remove", "trash"),
    ]
    return html.Section(
        [
            html.Header(
                [html.H2(name(address.label)), values.chip("Usual", "check-circle-fill", "leaf") if address.is_default else None]
            ),
            html.Div([html.Div(line) for line in lines], className="in"),
            html.Div([act for act in acts if act is not None], className="in acts"),
        ],
        className="card-a",
    )


def _act(what: str, address: Any, words: str, sign: str) -> Any:
    return html.Button(
        [icon(sign), words],
        id={"type": what, "address": str(address.id)},
        type="button",
        className="btn btn-light",
        **{"aria-label": f"{words}: {address.label}"},
    )


def one(fields: tuple[Field, ...], known: Mapping[str, Any], row: Mapping[str, Any], label: str) -> Any:
    """The form of one address; without a label of a new one."""
    title = ["Edit ", name(label)] if label else "New address"
    crumbs = [("Cart", "/dashboard/cart"), (TITLE, PATH), (label or "New", "")]
    return html.Div([shell.head(title, "", [], crumbs), form.form(NOUN, fields, known, links={}, back=PATH, row=row)])
