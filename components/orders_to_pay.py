"""Orders that wait for the clinic's money: what is left of each and when it lapses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from components import shell, values
from components.words import link

ORDERS = "/dashboard/orders"
PATH, TITLE = ORDERS + "/to-pay", "Orders to pay"


def page(found: Sequence[Any], zone: str) -> Any:
    """The first to lapse first; each opens the order, where the payment is recorded."""
    crumbs = [("Orders", ORDERS), (TITLE, "")]
    return html.Div(
        [shell.head(TITLE, "Manufacturers confirm once the platform has the money", None, crumbs), _listed(found, zone)]
    )


def _listed(found: Sequence[Any], zone: str) -> Any:
    if not found:
        way = [link("All orders", ORDERS, className="btn btn-light")]
        return html.Section(
            shell.empty("Every order is paid", "An order that waits for your money appears here.", way, "credit-card"),
            className="card-a",
        )
    heads = (
        ("Order", ""),
        ("Lapses", ""),
        ("To pay for it", "num d-d"),
        ("Verified", "num d-d"),
        ("Being checked", "num d-d"),
        ("Left", "num"),
    )
    head = html.Thead(html.Tr([html.Th(word, scope="col", className=kind) for word, kind in heads]))
    foot = html.Tfoot(
        html.Tr(
            [html.Td("All together"), html.Td(), *(_num(found, name) for name in ("payable", "verified", "submitted", "left"))]
        )
    )
    table = html.Table([head, html.Tbody([_row(one, zone) for one in found]), foot], className="t money owe")
    return shell.card(values.count(len(found), "order"), html.Div(table, className="t-wrap", tabIndex=0))  # fmt: skip


def _num(found: Sequence[Any], name: str) -> Any:
    wide = "" if name == "left" else " d-d"
    return html.Td(values.rupees(sum(getattr(one, name) for one in found)), className=f"num{wide}")


def _row(one: Any, zone: str) -> Any:
    is_checked = one.submitted >= one.left
    lapses = values.chip("Being checked", "hourglass-split", "line") if is_checked else values.instant(one.expires_at, zone)
    return html.Tr(
        [
            html.Td(link(one.number, f"{ORDERS}/{one.part_id}", className="who")),
            html.Td(lapses, className="nowrap"),
            html.Td(values.rupees(one.payable), className="num d-d"),
            html.Td(values.rupees(one.verified), className="num d-d"),
            html.Td(values.rupees(one.submitted), className="num d-d"),
            html.Td(values.rupees(one.left), className="num strong"),
        ]
    )
