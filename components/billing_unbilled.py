"""Work that is done and on no bill, a patient a row: one tap begins the bill with all of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from dash import html

from components import ids, shell, values
from components.money_glance import BILLS
from components.words import icon, link, name
from data.core.money import rupees

NOUN = "unbilled"
LIST = ids.part(NOUN, "list")
TITLE = "Done but not billed"
SIGNS = {"consultation": "person-check", "procedure": "droplet", "medicine": "capsule", "lab-test": "eyedropper"}


def page(content: Any) -> Any:
    """The frame with the list in it."""
    crumbs = [("Billing", BILLS), (TITLE, "")]
    return html.Div(
        [shell.head(TITLE, "Completed visits, dispensed medicine, completed tests", None, crumbs), html.Div(content, id=LIST)]
    )


def listed(found: Sequence[Any], truncated_at: int) -> Any:
    """A patient a row, the longest waiting first; `found` are pieces of work with whose they are."""
    if not found:
        way = [link("All bills", BILLS, className="btn btn-light")]
        nothing = shell.empty(
            "Everything that was done is billed", "What is completed and on no bill appears here.", way, "check2-circle"
        )
        return html.Section(nothing, className="card-a")
    whose = sorted(found, key=lambda one: (one.patient_code, one.charge.day))
    heaps = [list(group) for _, group in groupby(whose, key=lambda one: one.patient_code)]
    heaps.sort(key=lambda heap: heap[0].charge.day)
    words = (("Patient", ""), ("Since", "d-d"), ("Work", "d-d"), ("Value", "num"), ("", "d-d"))
    head = html.Thead(
        html.Tr(
            [html.Th(word or html.Span("Bill", className="visually-hidden"), scope="col", className=kind) for word, kind in words]
        )
    )
    table = html.Table([head, html.Tbody([_row(heap) for heap in heaps])], className="t money")
    priced = sum(one.charge.quantity * (one.charge.unit_price or 0) for one in found)
    unknown = sum(one.charge.unit_price is None for one in found)
    without = f" {values.count(unknown, 'piece')} without a price." if unknown else ""
    foot = f"{rupees(priced)} at known prices.{without}"
    if len(found) >= truncated_at:
        foot += " The oldest are shown."
    title = f"{values.count(len(heaps), 'patient')}, {values.count(len(found), 'piece')} of work"
    return shell.card(title, html.Div(table, className="t-wrap", tabIndex=0), foot=foot)


def _row(heap: Sequence[Any]) -> Any:
    first = heap[0]
    href = f"{BILLS}/new?{urlencode({'patient': str(first.charge.patient_id), 'charges': 'all'})}"
    priced = sum(one.charge.quantity * (one.charge.unit_price or 0) for one in heap)
    lacks = any(one.charge.unit_price is None for one in heap)
    work = [
        html.Div(
            [
                icon(SIGNS.get(one.charge.item_type, "dot")),
                " ",
                one.charge.item_name,
                f" × {one.charge.quantity}" if one.charge.quantity > 1 else "",
            ]
        )
        for one in heap
    ]
    since = values.short_day(first.charge.day)
    who = html.Div(
        [
            link(name(first.patient, html.B), href),
            html.Span(first.patient_code, className="sm muted d-block"),
            html.Span(f"since {since}", className="sm muted d-m"),
        ]
    )
    value = [rupees(priced), html.Span("and more", className="sm muted d-block") if lacks else None]
    return html.Tr(
        [
            html.Td(who), html.Td(since, className="nowrap d-d"), html.Td(work, className="d-d sm"), html.Td(value, className="num"),
            html.Td(_bill(href, first.patient), className="d-d"),
        ]
    )  # fmt: skip


def _bill(href: str, patient: str) -> Any:
    return link(["Bill", html.Span(f" {patient}", className="visually-hidden")], href, className="btn btn-light")
