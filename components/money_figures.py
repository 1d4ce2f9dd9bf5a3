"""The page of the figures of patient money, as of any day: owed, collected, given away, expected; each number opens its rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import ids, kpi, money_glance, money_tables, shell, values
from components.canvas import chart
from components.money_charts import (
    BUCKETS,
    METHODS,
    ageing_columns,
    ar_line,
    bars_height,
    cohort_legend,
    cohort_lines,
    collected_columns,
    discount_bars,
    expected_bars,
    mix_bars,
    net_line,
)
from components.money_glance import BILLS, amount, rows_of

NOUN = "money_figures"
RANGES = {"1": "Today", "7": "Last 7 days", "30": "Last 30 days", "90": "Last 90 days", "365": "Last 365 days"}
USUAL = "30"
THEME, QUERY, AS_OF, TIE, SUB = (ids.part(NOUN, part) for part in ("theme", "query", "as-of", "tie", "sub"))
NAMES = ("ageing", "collected", "mix", "in-ar", "net", "cohorts", "by-doctor", "by-type", "by-month", "expected")
CHARTS = {name: ids.part(NOUN, name) for name in NAMES}
TILES = {
    "outstanding": "Outstanding", "old": "Older than 90 days", "in_ar": "Days in receivables", "net": "Net collection", "discounts": "Discounts",
    "collected": "Collected", "expected": "Expected in 30 days", "unbilled": "Done but not billed",
}  # fmt: skip
TYPES = {
    "consultation": "Consultation",
    "medicine": "Medicine",
    "lab-test": "Laboratory",
    "procedure": "Procedure",
    "other": "Other",
}


def readings(found: Any) -> dict[str, kpi.Reading]:
    """What each tile says."""
    ar, soon, later = found.in_ar[-1][1], *found.expected
    taken, work = int(found.collected["amount"].sum()), found.glance.unbilled
    band = f"{amount(soon.low)} to {amount(soon.high)}" if soon.amount is not None else "not enough history"
    in_sixty = f"; {amount(later.amount)} in 60" if later.amount is not None else ""
    return {
        "outstanding": kpi.Reading(amount(found.outstanding), "less advances not used"),
        "old": kpi.Reading(values.percent(found.over_90.value), f" {amount(int(found.over_90.numerator))} of what is owed"),
        "in_ar": kpi.Reading(f"{ar.value:.1f}" if ar else values.DASH, "at the charges of 90 days" if ar else "fewer than 5 bills"),
        "net": kpi.Reading(values.percent(found.net.value), " of the bills of 12 months; aim 95 %"),
        "discounts": kpi.Reading(values.percent(found.discounts.value), f" {amount(int(found.discounts.numerator))} in 12 months"),
        "collected": kpi.Reading(amount(taken), f"{amount(int(found.collected['refunds'].sum()))} refunded"),
        "expected": kpi.Reading(amount(soon.amount) if soon.amount is not None else values.DASH, band + in_sixty),
        "unbilled": kpi.Reading(amount(work.amount), f"{values.count(work.eligible, 'piece')} of work, {work.used} with a price"),
    }  # fmt: skip


def lists(found: Any, *, opens_bills: bool, opens_ledger: bool, writes_bills: bool) -> dict[str, str]:
    """The rows behind each tile."""
    may = {"opens_bills": opens_bills, "opens_ledger": opens_ledger, "writes_bills": writes_bills}
    return money_glance.lists(found.glance, found.t.isoformat(), **may)


def page(found: Any, query: Mapping[str, str], words: Mapping[str, Any], zone: str, may: Mapping[str, bool]) -> Any:
    """The page; charts are drawn once it knows whether it is light or dark."""
    told, where = readings(found), lists(found, **may)
    cells = [kpi.tile(name, _key(key), told[key], where.get(key, "")) for key, name in TILES.items()]
    card = _cards(found, words, zone, where)
    glance = found.glance
    chosen = {"t": found.t.isoformat(), "start": glance.start.isoformat(), "end": glance.end.isoformat()}
    return html.Div(
        [
            dcc.Store(id=THEME),
            dcc.Store(id=QUERY, data=chosen),
            html.Div(hidden=True, **{"data-tells-look": THEME}),
            shell.head("Money figures", html.Span(sub(found), id=SUB), [_filters(found, query)], [("Billing", BILLS), ("Figures", "")]),
            html.Div(
                kpi.panel(
                    "At a glance", "currency-rupee", [kpi.tiles(*cells)],
                    [money_glance.badge(found.tie, TIE), html.Span(" as of "), html.Span(values.clock_time(glance.as_of, zone), id=AS_OF)],
                ),
                className="by-four",
            ),
            *_owed(found, card, opens=may["opens_bills"]),
            *_came_in(found, card, opens=may["opens_ledger"]),
            *_given_away(found, card),
        ]
    )  # fmt: skip


def _owed(found: Any, card: Any, *, opens: bool) -> list[Any]:
    return [
        _heading("What is owed", f"As of {values.day(found.t)}"),
        html.Div(
            [
                shell.card("Owed now, by age", money_tables.ageing(found, opens=opens), foot=[html.Span("The buckets add up to what is outstanding."), card("ageing")]),
                _sheet("At month ends", "ageing", card("outstanding"), "Balances by age at each month end, stacked", "Advances not used lie below zero.", aside=kpi.legend((colour.replace("c3", "k-c3"), word) for word, colour in BUCKETS.values())),
                _sheet("Days in receivables", "in-ar", card("days_in_ar"), "Days in receivables at month ends", "Outstanding over a day's charges of the 90 days before."),
                _sheet("Expected collection", "expected", card("expected_collection"), "Expected collection by age of the balance within 30 and 60 days", "Line: lowest to highest of the last six month ends.", aside=kpi.legend((("k-c1", "30 days"), ("k-c3", "60 days")))),
            ],
            className="g g2",
        ),
    ]  # fmt: skip


def _came_in(found: Any, card: Any, *, opens: bool) -> list[Any]:
    marks = [(f"k-{colour}", word) for _, word, colour in METHODS]
    span = f"{values.day(found.glance.start)} to {values.day(date.fromordinal(found.glance.end.toordinal() - 1))}"
    return [
        _heading("What came in", span),
        html.Div(
            [
                _sheet("Collected by day", "collected", card("collected"), "What was collected by day and method", "Refunds are taken off.", aside=kpi.legend(marks)),
                shell.card("Ways of paying", money_tables.methods(found, opens=opens), foot=[html.Span("Money moved from an advance is not collected again."), card("payment_mix")]),
                _sheet("Ways of paying by month", "mix", card("payment_mix"), "Share of each method by month", "Share of what was collected.", aside=kpi.legend(marks)),
                shell.card("By cashier", money_tables.cashiers(found, opens=opens), foot=[html.Span("As the ledger has it."), card("collected")]),
                _sheet("Net collection by month of the bill", "net", card("net_collection"), "Net collection by month of the bill against 95 percent", "Younger months still come in."),
                _sheet("Collected by day after the bill", "cohorts", card("cohort_curve"), "Share collected by day after the bill, one line a month", "A point needs every bill that old.", aside=kpi.legend(cohort_legend(found.cohorts))),
            ],
            className="g g2",
        ),
    ]  # fmt: skip


def _given_away(found: Any, card: Any) -> list[Any]:
    heights = {name: bars_height(len(found.discounts_by[name])) for name in ("doctor_id", "item_type", "month")}
    note = "Of gross charges, 12 months."
    return [
        _heading("What was taken off", "Line and bill discounts"),
        html.Div(
            [
                _sheet("Discounts by doctor", "by-doctor", card("discount_share"), "Discount share by doctor", note, heights["doctor_id"]),
                _sheet("Discounts by item type", "by-type", card("discount_share"), "Discount share by item type", note, heights["item_type"]),
                _sheet("Discounts by month", "by-month", card("discount_share"), "Discount share by month", note, heights["month"]),
            ],
            className="g g2",
        ),
    ]  # fmt: skip


def _sheet(title: str, name: str, card: Any, label: str, note: str, height: int = 258, aside: Any = None) -> Any:
    return shell.card(title, [aside, chart(CHARTS[name], label, height=height)], foot=[html.Span(note), card])


def _heading(title: str, text: str) -> Any:
    return html.Div([html.H2(title), html.Span(text, className="muted")], className="sect")


def sub(found: Any) -> str:
    """The line under the title."""
    return f"{values.count(sum(found.bills.values()), 'bill')} with a balance as of {values.day(found.t)}"


def _cards(found: Any, words: Mapping[str, Any], zone: str, where: Mapping[str, str]) -> Any:
    rows = {
        "outstanding": "outstanding",
        "ageing": "outstanding",
        "collected": "collected",
        "payment_mix": "collected",
        "unbilled_value": "unbilled",
    }
    bills, work = sum(found.bills.values()), found.glance.unbilled
    counted = {"outstanding": (bills, bills), "ageing": (bills, bills), "unbilled_value": (work.used, work.eligible)}

    def card(key: str) -> Any:
        figure, list_ = words[key], where.get(rows.get(key, ""), "")
        inputs = ", ".join(name.replace("_", " ") for name in figure.inputs)
        as_of = values.instant(found.glance.as_of, zone)
        return kpi.figure_card(
            figure.name,
            figure.definition,
            inputs,
            *counted.get(key, (None, None)),
            as_of,
            ("Open the list", list_) if list_ else None,
        )

    return card  # fmt: skip


def _filters(found: Any, query: Mapping[str, str]) -> Any:
    day, days = ids.part(NOUN, "choose", "day"), ids.part(NOUN, "choose", "days")
    chosen = query.get("days", USUAL)
    options = [{"label": text, "value": key} for key, text in RANGES.items()]
    boxes = (
        ("As of", day, dbc.Input(id=day, type="date", value=found.t.isoformat(), debounce=True)),
        ("Days", days, dbc.Select(id=days, options=options, value=chosen if chosen in RANGES else USUAL)),
    )
    return html.Div(
        [html.Span([html.Label(label, htmlFor=id_), box], className="filt") for label, id_, box in boxes],
        className="d-flex gap-2 flex-wrap",
    )


def _key(tile: str) -> str:
    return ids.part(NOUN, "tile", tile)


def leaves() -> list[tuple[str, str]]:
    """(id, property) of the leaves that follow what is saved, in the order of `leaf_values`."""
    tiles = [leaf for tile in TILES for leaf in kpi.leaves(_key(tile))]
    return [
        *tiles,
        (TIE, "children"),
        (TIE, "className"),
        (SUB, "children"),
        *((id_, "children") for id_ in money_tables.IDS),
        *((id_, "style") for id_ in money_tables.BARS),
    ]


def leaf_values(found: Any) -> list[Any]:
    """What the leaves are set to."""
    told = readings(found)
    tiles = [value for tile in TILES for value in kpi.leaf_values(told[tile])]
    return [
        *tiles,
        *money_glance.tie_words(found.tie),
        sub(found),
        *money_tables.cells(found).values(),
        *money_tables.bars(found).values(),
    ]


def drawn(found: Any, theme: str) -> dict[str, Any]:
    """The charts of the page."""
    by, glance = found.discounts_by, found.glance
    months = {str(m): f"{m:%b %y}" for m in by["month"]["month"]}
    return {
        "ageing": ageing_columns(found.months, theme),
        "collected": collected_columns(found.collected, glance.start, glance.end, theme),
        "mix": mix_bars(found.mix_months, theme),
        "in-ar": ar_line(found.in_ar, theme),
        "net": net_line(found.net_months, theme),
        "cohorts": cohort_lines(found.cohorts, theme),
        "by-doctor": discount_bars(by["doctor_id"], {**found.names, "": "No doctor"}, theme),
        "by-type": discount_bars(by["item_type"], TYPES, theme),
        "by-month": discount_bars(by["month"], months, theme),
        "expected": expected_bars(found.expected, theme),
    }


__all__ = ["CHARTS", "drawn", "leaf_values", "leaves", "lists", "page", "rows_of"]
