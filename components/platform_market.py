"""The marketplace by name on the platform's page: tiles, months, orders by stage, and a row a manufacturer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from components import ids, kpi, shell, values
from components.canvas import chart
from components.money_glance import amount, rows_of
from components.platform_charts import commission_columns, ordered_columns, series
from components.words import icon, link

NOUN = "platform_market"
ORDERS, PAYOUTS, DISPUTES = "/dashboard/orders", "/dashboard/payouts", "/dashboard/disputes"
CHARTS = {name: ids.part(NOUN, name) for name in ("ordered", "commission")}
TIE = ids.part(NOUN, "tie")
OPEN = ("pending", "confirmed", "processing", "shipped")
TILES = {
    "gmv": "Ordered, 90 days", "open": "Orders under way", "otif": "On time, in full", "disputed": "Disputed deliveries",
    "commission": "Commission, 90 days", "available": "To pay out", "held": "Held for disputes", "not_yet": "Not due yet",
}  # fmt: skip


def readings(found: Any) -> dict[str, kpi.Reading]:
    """What each tile says."""
    otif, disputed, balance = found.otif, found.disputed, found.owed.balance
    count, worth = (sum(found.by_status[status][n] for status in OPEN) for n in (0, 1))
    missed = found.handling.missed
    return {
        "gmv": kpi.Reading(amount(found.gmv), values.count(found.placed, "order")),
        "open": kpi.Reading(f"{count:,}", amount(worth)),
        "otif": kpi.Reading(kpi.rate(otif.numerator, otif.denominator), f" {otif.denominator - otif.numerator} late or not whole"),
        "disputed": kpi.Reading(kpi.rate(disputed.numerator, disputed.denominator), f" {disputed.numerator} of {disputed.denominator}" + (f", {missed} past a deadline" if missed else "")),
        "commission": kpi.Reading(amount(found.earned.amount), f"and {amount(found.earned.gst)} GST"),
        "available": kpi.Reading(amount(balance.payable), f"of {amount(balance.total)} owed"),
        "held": kpi.Reading(amount(balance.held), "until the disputes are decided"),
        "not_yet": kpi.Reading(amount(balance.not_yet), "delivered lately"),
    }  # fmt: skip


def lists(found: Any) -> dict[str, str]:
    """The rows behind each tile."""
    days = {"from": found.start.isoformat(), "to": found.end.isoformat()}
    return {
        "gmv": rows_of(ORDERS, counted="placed", **days),
        "open": rows_of(ORDERS, status=",".join(OPEN)),
        "otif": rows_of(ORDERS, counted="late-or-short", **days),
        "disputed": rows_of(ORDERS, counted="disputed", **days),
        "commission": PAYOUTS,
        "available": PAYOUTS,
        "held": rows_of(DISPUTES, status="open,in_review"),
        "not_yet": PAYOUTS,
    }


def section(found: Any, words: Mapping[str, Any], as_of: str) -> list[Any]:
    """The marketplace half of the platform's page."""
    told, where = readings(found), lists(found)
    names = {maker.id: maker.name for maker in found.makers}
    cells = [kpi.tile(name, _key(key), told[key], where[key]) for key, name in TILES.items()]
    marks = [(f"k-{colour}", name) for _, name, colour in series(found.gmv_months, names)]
    return [
        html.Div([html.H2("Marketplace"), html.Span(f"{values.day(found.start)} to today", className="muted")], className="sect"),
        html.Div(kpi.panel("At a glance", "shop", [kpi.tiles(*cells)], _badge(found.owed), is_supplier=True), className="by-four"),
        html.Div(
            [
                shell.card("Ordered by month", [kpi.legend(marks), chart(CHARTS["ordered"], "What was ordered by month and manufacturer", height=270)], foot=[html.Span("Returns are not taken off."), _card(words["gmv"], as_of, where["gmv"])]),
                shell.card("Orders by stage", _stages(found), foot=[html.Span("All there are, now."), _card(words["orders_by_status"], as_of, ORDERS)]),
                shell.card("Manufacturers", _makers(found), foot=[html.Span("90 days; what is owed is now."), _card(words["payable"], as_of, PAYOUTS)]),
                shell.card("Commission by month", chart(CHARTS["commission"], "Commission by month", height=250), foot=[html.Span("Without GST, of what was delivered."), _card(words["commission_earned"], as_of, PAYOUTS)]),
            ],
            className="g g2 below",
        ),
    ]  # fmt: skip


def _card(figure: Any, as_of: str, rows: str) -> Any:
    inputs = ", ".join(name.replace("_", " ") for name in figure.inputs)
    return kpi.figure_card(figure.name, figure.definition, inputs, None, None, as_of, ("Open the list", rows))


def _badge(owed: Any) -> Any:
    words, tone = tie_words(owed)
    return html.Span(words, id=TIE, className=tone, role="status")


def tie_words(owed: Any) -> tuple[list[Any], str]:
    """Whether net sales are what was kept, paid and is still owed (invariant 14)."""
    if owed.holds:
        return [icon("check2-circle"), "Ties to ledger"], "chip leaf"
    return [icon("x-octagon-fill"), f"Does not tie: {amount(owed.sold - owed.went)} off"], "chip clay"


def _stages(found: Any) -> Any:
    rows = [
        html.Tr(
            [
                html.Th(link(values.status_chip(status), rows_of(ORDERS, status=status)), scope="row"),
                html.Td(f"{count:,}", className="num"),
                html.Td(amount(worth), className="num"),
            ]
        )
        for status, (count, worth) in found.by_status.items()
    ]
    total = [html.Td("All"), *(html.Td(text, className="num") for text in _total(found))]
    return _table(("Status", "Orders", "Value"), rows, total)


def _total(found: Any) -> tuple[str, str]:
    count, worth = (sum(pair[n] for pair in found.by_status.values()) for n in (0, 1))
    return f"{count:,}", amount(worth)


def _makers(found: Any) -> Any:
    days = {"from": found.start.isoformat(), "to": found.end.isoformat()}
    rows = [
        html.Tr(
            [
                html.Th(link(maker.name, rows_of(ORDERS, counted="placed", manufacturer_id=maker.id, **days)), scope="row"),
                *(html.Td(text, className=wide) for text, wide in _of_maker(maker)),
            ]
        )
        for maker in found.makers
    ]
    balance = found.owed.balance
    total = [
        html.Td("All"), html.Td(amount(found.gmv), className="num"), html.Td(kpi.rate(found.otif.numerator, found.otif.denominator), className="num d-d"),
        html.Td(kpi.rate(found.disputed.numerator, found.disputed.denominator), className="num d-d"), html.Td(amount(balance.total), className="num"),
    ]  # fmt: skip
    return _table(("Manufacturer", "Ordered", ("On time", "num d-d"), ("Disputed", "num d-d"), "Owed"), rows, total)


def _of_maker(maker: Any) -> list[tuple[str, str]]:
    return [
        (amount(maker.gmv), "num"),
        (kpi.rate(maker.otif.numerator, maker.otif.denominator), "num d-d"),
        (kpi.rate(maker.disputed.numerator, maker.disputed.denominator), "num d-d"),
        (amount(maker.owed.balance.total), "num"),
    ]


def _table(heads: Sequence[str | tuple[str, str]], rows: list[Any], total: list[Any]) -> Any:
    named = [(head, "num" if n else "") if isinstance(head, str) else head for n, head in enumerate(heads)]
    head = html.Thead(html.Tr([html.Th(word, scope="col", className=wide) for word, wide in named]))
    return html.Div(
        html.Table([head, html.Tbody(rows), html.Tfoot(html.Tr(total))], className="t"), className="t-wrap", **shell.SCROLLED
    )


def _key(name: str) -> str:
    return ids.part(NOUN, name)


def leaves() -> list[tuple[str, str]]:
    """(id, property) of everything a live refresh sets, in the order of `leaf_values`."""
    tiles = [leaf for name in TILES for leaf in kpi.leaves(_key(name))]
    return [*tiles, (TIE, "children"), (TIE, "className")]


def leaf_values(found: Any) -> list[Any]:
    """What those are now."""
    told = readings(found)
    return [value for name in TILES for value in kpi.leaf_values(told[name])] + list(tie_words(found.owed))


def drawn(found: Any, theme: str) -> dict[str, Any]:
    """The charts of the marketplace half."""
    names = {maker.id: maker.name for maker in found.makers}
    return {
        "ordered": ordered_columns(found.gmv_months, names, theme),
        "commission": commission_columns(found.commission, theme),
    }
