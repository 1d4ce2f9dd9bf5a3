"""The tables beside the laboratory's charts: stages, priorities, and critical values nobody has read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from components import ids, kpi, lab_glance, shell, values
from components.lab_charts import STAGES
from components.words import link

NOUN = "lab_figures"
PRIORITIES = (("routine", "Routine"), ("urgent", "Urgent"), ("stat", "Stat"))
OF_STAGE, OF_PRIORITY = ("mean", "median", "p90"), ("n", "median", "p90", "target")


def _cell(table: str, row: str, column: str) -> str:
    return ids.part(NOUN, table, row, column)


def _table(head: Sequence[str], rows: Sequence[tuple[str, str, Sequence[str]]], name: str, text: Mapping[str, str]) -> Any:
    body = [
        html.Tr([html.Th(word, scope="row"), *(html.Td(text[_cell(name, key, c)], id=_cell(name, key, c), className="num") for c in columns)])
        for key, word, columns in rows
    ]  # fmt: skip
    return html.Div(
        html.Table(
            [html.Thead(html.Tr([html.Th(h, scope="col", className="num" if n else "") for n, h in enumerate(head)])), html.Tbody(body)],
            className="t",
        ),
        className="t-wrap",
    )  # fmt: skip


def stage_table(found: Any) -> Any:
    """Mean, median and P90 of each stage."""
    rows = [(word.lower(), word, OF_STAGE) for word, _ in STAGES]
    return _table(("Stage", "Mean", "Median", "9 of 10"), rows, "stage", cells(found))


def priority_table(found: Any) -> Any:
    """How many, how long and how many in target, by priority."""
    rows = [(key, word, OF_PRIORITY) for key, word in PRIORITIES]
    return _table(("Priority", "n", "Median", "9 of 10", "In target"), rows, "priority", cells(found))


def cells(found: Any) -> dict[str, str]:
    """The text of each cell of the two tables by its id."""
    told = {}
    for place, (word, _) in enumerate(STAGES):
        for column, measures in (("mean", found.stages.means), ("median", found.stages.medians), ("p90", found.stages.p90s)):
            told[_cell("stage", word.lower(), column)] = values.minutes(measures[place])
    rows = {row.key: row for row in found.by_priority.itertuples()}
    for key, _ in PRIORITIES:
        row = rows.get(key)
        spread, rate = (row.overall.spread, row.in_target.rate) if row else (None, None)
        told[_cell("priority", key, "n")] = str(spread.n) if spread else "0"
        told[_cell("priority", key, "median")] = values.minutes(spread.median if spread else None)
        told[_cell("priority", key, "p90")] = values.minutes(spread.p90 if spread else None)
        told[_cell("priority", key, "target")] = kpi.rate(rate.numerator, rate.denominator) if rate else values.DASH
    return told


def open_criticals(glance: Any, zone: str, *, opens_lists: bool) -> Any:
    """Critical values nobody has read back, oldest first."""
    if not glance.critical:
        return shell.card("Not read back", html.P("Every critical value is read back.", className="muted m-0"))
    rows = [
        html.Tr(
            [
                html.Td(link(number, f"{lab_glance.REPORTS}/{report}") if opens_lists else number),
                html.Td(code or values.DASH),
                html.Td(values.instant(at, zone), className="d-d"),
                html.Td(values.minutes((glance.as_of - at).total_seconds() / 60), className="num"),
            ]
        )
        for report, number, code, at in glance.critical
    ]
    words = (("Report", ""), ("Test", ""), ("Resulted", "d-d"), ("Open for", "num"))
    head = html.Thead(html.Tr([html.Th(word, scope="col", className=kind) for word, kind in words]))
    return shell.card("Not read back", html.Div(html.Table([head, html.Tbody(rows)], className="t"), className="t-wrap"))


IDS = (
    *(_cell("stage", word.lower(), column) for word, _ in STAGES for column in OF_STAGE),
    *(_cell("priority", key, column) for key, _ in PRIORITIES for column in OF_PRIORITY),
)
