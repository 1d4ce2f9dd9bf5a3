"""The clinic's shelves: the list, one item, the sheet of a count, and what makers called back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import detail, ids, shell, values
from components.words import icon, link, name
from data.core.resource import Field

NOUN = "stock"
PATH = "/dashboard/inventory"
COUNT_PATH, RECALLS_PATH = PATH + "/count", PATH + "/recalls"
SEARCH, SHOW = ids.part(NOUN, "find"), ids.part(NOUN, "show")
REORDER, TOLD = ids.part(NOUN, "reorder"), ids.part(NOUN, "told")
WIDE = "num d-d"  # columns a phone does without
ADJUST, PUT_IN, ASIDE = "adjust", "put-in", "set-aside"
FILTERS = (("", "All"), ("low", "Low"), ("near-expiry", "Near expiry"), ("at-risk", "Will expire unused"), ("expired", "Expired"))
STATES = {
    "expired": ("Expired", "x-octagon-fill", "clay"),
    "out": ("Out", "x-circle-fill", "clay"),
    "low": ("Low", "arrow-down-circle-fill", "turm"),
    "near-expiry": ("Near expiry", "hourglass-split", "turm line"),
    "enough": ("Enough", "check-lg", "leaf"),
}
BATCH_STATES = {
    "usable": ("Usable", "check-lg", "leaf"),
    "quarantined": ("Quarantined", "pause-circle", "turm"),
    "recalled": ("Recalled", "exclamation-octagon-fill", "clay"),
    "expired": ("Expired", "x-octagon-fill", "clay"),
}
KINDS = {
    "opening": "Opening stock", "receipt": "Received", "dispense": "Dispensed", "consumption": "Used in a therapy", "return_in": "Came back",
    "return_out": "Sent back", "transfer_in": "Moved in", "transfer_out": "Moved out", "adjustment": "Correction", "wastage": "Broken or spoilt",
    "expiry": "Expired", "recall": "Recalled, taken off",
}  # fmt: skip


def opener(what: str) -> str:
    """The button that opens a dialog of an item."""
    return ids.part(NOUN, what, "open")


def address(show: str = "", search: str = "") -> str:
    """The list narrowed by a state and by words."""
    kept = {k: v for k, v in (("show", show), ("search", search)) if v}
    return PATH + (f"?{urlencode(kept)}" if kept else "")


def units(number: int, unit: str) -> str:
    """1,200 ml; 1 tablet; 3 tablets."""
    return values.count(number, unit) if unit in {"tablet", "piece"} else f"{number:,} {unit}"


def page(shelf: Any, show: str, search: str, *, may_create: bool, may_adjust: bool, may_order: bool) -> Any:
    """The list with its filters in the address."""
    low = shelf.counts["low"]
    actions = [
        *([shell.button("Reorder low stock", REORDER, "cart-plus", "primary")] if may_order and low else []),
        *([shell.action("Count", COUNT_PATH, "clipboard-check")] if may_adjust and shelf.total else []),
        shell.action("Recalls", RECALLS_PATH, "exclamation-octagon"),
        *([shell.action("New stock item", PATH + "/new", "plus-lg", shortcut="n")] if may_create else []),
    ]
    sub = [values.count(shelf.total, "item")]
    sub += [f"{low} low, {values.rupees(shelf.low_value)} to order"] if low else []
    sub += [f"{values.rupees(shelf.at_risk)} will expire unused within 90 days"] if shelf.at_risk else []
    body = _table(shelf, show) if shelf.levels else _empty(is_narrowed=bool(show or search))
    return html.Div(
        [
            dcc.Store(id=SHOW, data={"show": show, "search": search}),
            shell.head("Stock", ". ".join(sub), actions),
            html.Div(id=TOLD, role="status"),
            html.Div([_search(search), _filters(show, search, shelf)], className="bar shelf"),
            html.Section(html.Div(body, className="in"), className="card-a"),
        ]
    )


def _search(value: str) -> Any:
    return html.Span(
        [
            html.Label("Search", htmlFor=SEARCH, className="visually-hidden"),
            icon("search"),
            dbc.Input(id=SEARCH, type="search", value=value, debounce=True, placeholder="Medicine", autoComplete="off"),
        ],
        className="srch",
    )


def _filters(show: str, search: str, shelf: Any) -> Any:
    parts = [
        html.Span(
            link(f"{word} {shelf.counts[key]}" if key else word, address(key, search)),
            className="on" if key == show else "",
            **({"aria-current": "true"} if key == show else {}),
        )
        for key, word in FILTERS
    ]
    return html.Span(parts, className="seg links", role="group", **{"aria-label": "Show"})


def _empty(*, is_narrowed: bool) -> Any:
    if is_narrowed:
        return shell.empty("Nothing here", "No item of your stock is like this.", [shell.action("All items", PATH)], "boxes")
    return shell.empty(
        "No stock yet",
        "What you receive from an order is put here by itself. Enter what is on your shelves already.",
        [shell.action("New stock item", PATH + "/new", "plus-lg", primary=True)],
        "boxes",
    )


def heads(*cells: tuple[str, str]) -> Any:
    """The head of a table, each cell with its class."""
    return html.Thead(html.Tr([html.Th(text, scope="col", className=kind or None) for text, kind in cells]))


def framed(table: Any) -> Any:
    """A table that scrolls sideways when it must."""
    return html.Div(table, className="scroll-x", **shell.SCROLLED)


def _more(shelf: Any, show: str) -> tuple[str, Mapping[Any, str]]:
    """The column a filter adds, and its text by item: what ordering comes to, or what will be lost."""
    if show == "low":
        told = {key: values.rupees(value) if packs else values.DASH for key, (packs, value) in shelf.to_order.items()}
        return "To order", told
    if show == "at-risk":
        return "At risk", {level.item.id: values.rupees(level.cost_at_risk) for level in shelf.levels}
    return "", {}


def _table(shelf: Any, show: str) -> Any:
    more, amounts = _more(shelf, show)
    columns = heads(
        ("Item", ""),
        ("On hand", "num"),
        ("On order", WIDE),
        ("Batches", WIDE),
        ("Nearest expiry", "d-d"),
        ("Reorder point", WIDE),
        *([(more, "num")] if more else []),
        ("State", "d-d"),
    )
    rows = [
        html.Tr(
            [
                html.Td(
                    [
                        link(name(one.item.item_name), f"{PATH}/{one.item.id}", className="who"),
                        html.Div(values.chip(*STATES[one.state]), className="d-m"),
                    ]
                ),
                html.Td(units(one.on_hand, one.item.base_unit), className="num nowrap"),
                html.Td(f"{one.on_order:,}" if one.on_order else values.DASH, className=WIDE),
                html.Td(str(sum(b.quantity_on_hand > 0 for b in one.batches)), className=WIDE),
                html.Td(values.day(one.nearest_expiry), className="nowrap d-d"),
                html.Td(values.DASH if one.point is None else f"{one.point:,}", className=WIDE),
                *([html.Td(amounts.get(one.item.id, values.DASH), className="num nowrap")] if more else []),
                html.Td(values.chip(*STATES[one.state]), className="d-d"),
            ]
        )
        for one in shelf.levels
    ]
    return framed(html.Table([columns, html.Tbody(rows)], className="t"))


# --- one item ---


def item(
    opened: Any, acts: list[Any], zone: str, dialogs: Mapping[str, tuple[Field, ...]], *, may_edit: bool, may_order: bool
) -> Any:
    """One item: how it stands, its batches and movements, what can be done."""
    level, row = opened.level, opened.level.item
    unit, here = row.base_unit, f"{PATH}/{row.id}"
    actions = [
        *([shell.button("Reorder", REORDER, "cart-plus", "primary")] if may_order else []),
        *([shell.action("Count", f"{COUNT_PATH}?item={row.id}", "clipboard-check")] if ADJUST in dialogs else []),
        *(shell.button(text, opener(what), sign) for what, text, sign in
          ((ADJUST, "Adjust", "sliders"), (PUT_IN, "Put in", "box-arrow-in-down"), (ASIDE, "Set aside", "pause-circle")) if what in dialogs),
        *([shell.action("Edit", f"{here}/edit", "pencil")] if may_edit else []),
    ]  # fmt: skip
    return html.Div(
        [
            dcc.Store(id=ids.row(NOUN), data={"id": str(row.id), "version": row.version}),
            shell.head(name(row.item_name), values.chip(*STATES[level.state]), actions, [("Stock", PATH), (row.item_name, "")]),
            html.Div(id=TOLD, role="status"),
            html.Div(
                [
                    html.Div(
                        [shell.card("Batches", _batches(opened, unit)), shell.card("Movements", _moves(opened.moves, unit, zone))], className="g"
                    ),
                    html.Div([shell.card("How it stands", _stands(opened, unit)), *([shell.card("History", detail.history(acts, zone))] if acts else [])], className="g"),
                ],
                className="side",
            ),
            *(_dialog(what, asked, row.item_name) for what, asked in dialogs.items()),
        ]
    )  # fmt: skip


def _dialog(what: str, asked: tuple[Field, ...], called: str) -> Any:
    words = {ADJUST: ("Adjust {}", "Adjust"), PUT_IN: ("Put in {}", "Put in"), ASIDE: ("Set a batch of {} aside", "Save")}
    question, outcome = words[what]
    return detail.dialog(NOUN, what, question.format(called), outcome, asked, danger=False)


def _stands(opened: Any, unit: str) -> Any:
    level, months = opened.level, opened.months
    suggested = opened.suggested
    lines = [
        ("On hand, usable", units(level.on_hand, unit)),
        ("On order", units(level.on_order, unit)),
        ("Daily use, 90 days", f"{level.use.daily:.1f} {unit}" if level.use else "No forecast yet"),
        ("Lasts", f"{months:.1f} months" if months is not None else "No use"),
        ("Reorder point", values.DASH if level.point is None else units(level.point, unit)),
        ("Target", values.DASH if level.target is None else units(level.target, unit)),
        ("Expires unused within 90 days", values.rupees(level.cost_at_risk)),
    ]
    if level.is_low and suggested.packs:
        lines.append(("To order", f"{values.count(suggested.packs, 'pack')}, {values.rupees(suggested.value)}"))
    return detail.pairs(lines)


def _batch_state(batch: Any, opened: Any) -> str:
    if batch.id in opened.recalled:
        return "recalled"
    return "expired" if batch.expires_on < opened.today else str(batch.status)


def _batches(opened: Any, unit: str) -> Any:
    held = [b for b in opened.level.batches if b.quantity_on_hand]
    if not held:
        return html.P("Nothing is on the shelf.", className="muted mb-0")
    rows = [
        html.Tr(
            [
                html.Td(html.B(b.batch_number)),
                html.Td(values.day(b.expires_on), className="nowrap"),
                html.Td(units(b.quantity_on_hand, unit), className="num nowrap"),
                html.Td(values.chip(*BATCH_STATES[_batch_state(b, opened)])),
            ]
        )
        for b in held
    ]
    columns = heads(("Batch", ""), ("Expiry", ""), ("On hand", "num"), ("State", ""))
    return framed(html.Table([columns, html.Tbody(rows)], className="t"))


def _moves(moves: Sequence[Any], unit: str, zone: str) -> Any:
    if not moves:
        return html.P("Nothing was moved yet.", className="muted mb-0")
    rows = [
        html.Tr(
            [
                html.Td(values.instant(m.at, zone), className="nowrap"),
                html.Td([KINDS[m.kind], html.Div(", ".join(filter(None, (m.batch_number, m.reason))), className="sm muted")]),
                html.Td(f"{'+' if m.quantity > 0 else '−'}{units(abs(m.quantity), unit)}", className="num nowrap"),
                html.Td(m.who, className="d-d"),
            ]
        )
        for m in moves
    ]
    columns = heads(("When", ""), ("What", ""), ("Quantity", "num"), ("By", "d-d"))
    return framed(html.Table([columns, html.Tbody(rows)], className="t fits"))
