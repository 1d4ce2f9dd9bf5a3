"""What the platform says of its clinics without naming one: six figures by month, state or size, and the demand by category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from dash import html

from components import ids, kpi, shell, values
from components.across_charts import spans
from components.canvas import chart
from components.words import icon, link
from data.core.gst import STATES

NOUN, PATH = "across", "/dashboard/analytics"
BY = {"month": "By month", "state": "By state", "size": "By size"}
GROUPS = {"month": "all", "state": "state", "size": "size"}
SIZES = {"one": "1 doctor", "few": "2–3 doctors", "many": "4 or more"}
KEYS = ("visits", "booked_utilisation", "no_show_strict", "tat_in_target", "days_in_ar", "net_collection")
CHARTS = {key: ids.part(NOUN, key) for key in KEYS}
LEGEND = (("mid-half", "Middle half of the clinics"), ("med", "Median"), ("whisk", "P10 to P90"), ("none", "Suppressed"))
HIDDEN = "suppressed"
DEMAND_MONTHS = 4
PERCENTILES, QUARTERS, MEDIAN = (10, 25, 50, 75, 90), (25, 50, 75), 50


def month_name(month: date) -> str:
    """Oct 2026."""
    return f"{month:%b %Y}"


def address(by: str, month: date | None) -> str:
    """The address of one of the published tables."""
    narrowed = {"by": by} if by != "month" else {}
    if by != "month" and month:
        narrowed["month"] = f"{month:%Y-%m}"
    return PATH + ("?" + urlencode(narrowed) if narrowed else "")


def section(
    found: Any, by: str, month: date | None, words: Mapping[str, Any], titles: Mapping[str, str], as_of: str
) -> list[Any]:
    """The hospital half of the platform's page."""
    head = html.Div(
        [html.H2("Clinics, anonymised"), html.Span("Whole months, at least 5 clinics and 11 cases a cell, no clinic above half of it", className="muted")],
        className="sect",
    )  # fmt: skip
    if not found.months:
        text = "The first month appears on the sixth day after it is over, once the scheduled work has run."
        return [head, shell.empty("Nothing is published yet", text, sign="hospital")]
    cards = [_card(key, found, by, month, words[key], as_of) for key in KEYS]
    return [
        head,
        html.Div([_choices(found, by, month), kpi.legend(LEGEND)], className="across-bar"),
        html.Div(cards, className="g g2"),
        *demand(found.demand, titles, "Manufacturers are told the same."),
    ]


def _choices(found: Any, by: str, month: date | None) -> Any:
    kinds = _links("Show", [(word, address(key, month or found.months[-1]), key == by) for key, word in BY.items()])
    if by == "month":
        return html.Span(kinds)
    return html.Span([kinds, _links("Month", [(month_name(m), address(by, m), m == month) for m in found.months])])


def _links(label: str, parts: Sequence[tuple[str, str, bool]]) -> Any:
    chosen = [
        html.Span(link(word, href), className="on" if on else None, **({"aria-current": "true"} if on else {}))
        for word, href, on in parts
    ]
    return html.Span(chosen, className="seg links", role="group", **{"aria-label": label})


def rows_of(found: Any, key: str, by: str, month: date | None) -> list[tuple[str, Any]]:
    """(label, what is told) of each cell of a table, in order."""
    figure = found.figures[key]
    if by == "month":
        return [(month_name(m), figure.told(m, "all", "")) for m in found.months]
    month = month or found.months[-1]
    named = [(_named(by, group), figure.told(month, GROUPS[by], group)) for group in _ordered(figure, by)]
    return [("All clinics", figure.told(month, "all", "")), *named]


def _ordered(figure: Any, by: str) -> list[str]:
    groups: list[str] = figure.groups(GROUPS[by])
    return [size for size in SIZES if size in groups] if by == "size" else groups


def _named(by: str, group: str) -> str:
    return SIZES.get(group, group) if by == "size" else STATES.get(group, "No state")


def _card(key: str, found: Any, by: str, month: date | None, figure: Any, as_of: str) -> Any:
    rows = rows_of(found, key, by, month)
    card = kpi.figure_card(
        figure.name, figure.definition, ", ".join(n.replace("_", " ") for n in figure.inputs), None, None, as_of
    )
    label = f"{figure.name}: middle half and median of the clinics {BY[by].lower()}"
    hidden = sum(not told.cell.is_shown for _, told in rows)
    said = f"{hidden} of {len(rows)} suppressed" if hidden else "Counts rounded to 5."
    return shell.card(
        figure.name, [chart(CHARTS[key], label, height=220), _table(rows, figure.unit, BY[by])], foot=[html.Span(said), card]
    )


def word_of(unit: str, value: float) -> str:
    """A value in the steps it is told in: 67 %, 9 days, 55 visits."""
    if unit == "share":
        return f"{round(100 * value)} %"
    return f"{round(value):,}" if unit == "visits" else f"{round(value)} d"


def _table(rows: Sequence[tuple[str, Any]], unit: str, first: str) -> Any:
    shown = [p for p in PERCENTILES if any(told.values and p in told.values for _, told in rows)] or list(QUARTERS)
    heads = [html.Th(first.removeprefix("By ").capitalize(), scope="col")]
    heads += [html.Th("Median" if p == MEDIAN else f"P{p}", scope="col", className=_wide(p)) for p in shown]
    heads += [html.Th("Clinics", scope="col", className="num d-d"), html.Th("Cases", scope="col", className="num")]
    body = [_row(label, told, unit, shown) for label, told in rows]
    return html.Div(
        html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="t"), className="t-wrap", **shell.SCROLLED
    )


def _wide(percentile: int) -> str:
    """A phone shows the quarters only."""
    return "num" if percentile in QUARTERS else "num d-d"


def _row(label: str, told: Any, unit: str, shown: Sequence[int]) -> Any:
    head = html.Th(label, scope="row")
    if not told.cell.is_shown:
        return html.Tr([head, html.Td([icon("eye-slash"), f" {HIDDEN}"], colSpan=len(shown) + 2, className="num muted")])
    cells = [html.Td(word_of(unit, told.values[p]) if p in told.values else values.DASH, className=_wide(p)) for p in shown]
    return html.Tr(
        [head, *cells, html.Td(f"≈ {told.cell.clinics}", className="num d-d"), html.Td(f"≈ {told.cell.cases:,}", className="num")]
    )


def drawn(found: Any, by: str, month: date | None, words: Mapping[str, Any], theme: str) -> dict[str, Any]:
    """The charts of the six figures."""
    made = {}
    for key in KEYS:
        unit = words[key].unit
        rows = [(label, told.values) for label, told in rows_of(found, key, by, month)]
        made[key] = spans(rows, lambda value, unit=unit: word_of(unit, value), theme, is_share=unit == "share")  # type: ignore[misc]
    return made


def demand(cells: Mapping[str, Mapping[tuple[date, str], Any]], titles: Mapping[str, str], said: str) -> list[Any]:
    """Packs of all clinics by category and month, a sheet a figure; `said` stands beneath them."""
    text = html.Span("Packs of all clinics, rounded to 5, under the same rule", className="muted")
    sheets = [_packs_by_month(title, cells[key], said) for key, title in titles.items()]
    return [html.Div([html.H2("Demand by category"), text], className="sect"), html.Div(sheets, className="g g2")]


def beneath(made: Any, cells: Mapping[str, Mapping[tuple[date, str], Any]], titles: Mapping[str, str]) -> Any:
    """A manufacturer's home, and under it what clinics hand out and order; nothing before the first month is published."""
    if not any(cells.values()):
        return made
    return html.Div([made, *demand(cells, titles, "At least five clinics a cell; nobody is named.")])


def _packs_by_month(title: str, cells: Mapping[tuple[date, str], Any], said: str) -> Any:
    parts, months = sorted({part for _, part in cells}), sorted({month for month, _ in cells})[-DEMAND_MONTHS:]
    if not parts:
        return shell.card(title, html.P("Nothing in these months.", className="muted m-0"))
    heads = [html.Th("Category", scope="col"), *(html.Th(f"{m:%b}", scope="col", className="num") for m in months)]
    rows = [html.Tr([html.Th(part, scope="row"), *(_packs(cells.get((m, part))) for m in months)]) for part in parts]
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="t")
    if not any(cell.is_shown for cell in cells.values()):
        said = "Every cell rests on too few clinics, or one of them is most of it."
    return shell.card(title, html.Div(table, className="t-wrap", **shell.SCROLLED), foot=[html.Span(said)])


def _packs(cell: Any) -> Any:
    if cell is None:
        return html.Td(values.DASH, className="num muted")
    if not cell.is_shown:
        return html.Td(icon("eye-slash"), className="num muted", title=HIDDEN, **{"aria-label": HIDDEN})
    return html.Td(f"≈ {cell.cases:,}", className="num")
