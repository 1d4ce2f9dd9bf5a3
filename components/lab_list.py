"""The work list of the laboratory: heaps by state, the list with its clock, and the order form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from components import form, ids, lab, shell, table
from components.words import icon, link
from data.core.resource import Column, Field, Resource

NOUN = "lab_reports"
COLLECT, COLLECTED = ids.part(NOUN, "collect-act"), ids.part(NOUN, "collect-done")
HEAPS = (
    ("open", "Open"),
    ("late", "Late"),
    ("to-collect", "To collect"),
    ("to-receive", "On the way"),
    ("to-start", "To start"),
    ("in-progress", "In progress"),
    ("to-verify", "To verify"),
    ("critical", "Critical, not told"),
    ("not-printed", "Not printed"),
)
STATES = (*(h for h in HEAPS if h[0] != "late"), ("bad-stamp", "Times out of order"))
# On a phone the columns that stay must fit: ag-grid shows nothing when a flexible one has no room left.
WIDTHS: dict[str, dict[str, Any]] = {
    "report_number": {"width": 172}, "tests": {"width": 190}, "ordered_at": {"width": 162}, "doctor": {"width": 150},
    "status": {"width": 138}, "due_at": {"width": 128}, "priority": {"width": 104},
}  # fmt: skip
BEHIND = ("refused", "was_critical")  # filters behind a figure
LATE = (
    ("now", "Late now"), ("was", "Was late"), ("yes", "Late"), ("no", "Not late"), ("in-target", "In target"),
    ("no-target", "No target"),
)  # fmt: skip


def heap_id(heap: str) -> str:
    """The number of a heap."""
    return ids.part(NOUN, "heap", heap)


def page(
    resource: Resource,
    columns: tuple[Column, ...],
    query: Mapping[str, str],
    counts: Mapping[str, int],
    links: Mapping[str, list[tuple[str, str]]],
    alerts: Any,
    *,
    may_create: bool,
    may_export: bool,
    may_collect: bool,
    may_open: bool,
    unseen: frozenset[str],
) -> Any:
    """Heaps above, the list beneath; who may not open a report sees no link."""
    options = {
        "state": list(STATES), "late": list(LATE), "status": [(key, word) for key, (word, *_) in lab.STATUSES.items()],
        "priority": [(key, word) for key, (word, *_) in lab.PRIORITIES.items()],
        **{key: [(days, f"the last {days} days") for days in ("7", "30", "90", "365")] for key in BEHIND},
    }  # fmt: skip
    made = table.page(
        resource,
        columns,
        query,
        may_create=may_create,
        may_export=may_export,
        links={**links, **options},
        above=html.Div(
            [alerts, _heaps(query, counts), *([dcc.Store(id=COLLECT), dcc.Store(id=COLLECTED)] if may_collect else [])]
        ),
        drawn=_grid(resource, columns, query, may_collect=may_collect, may_open=may_open),
        unseen=unseen,
    )
    for part in _bar(made):
        if getattr(part, "data-filter", "") in BEHIND and not query.get(getattr(part, "data-filter")):
            part.hidden = True  # only the figures lead here
    return made


def _bar(made: Any) -> list[Any]:
    found: list[Any] = next(part.children for part in made.children if getattr(part, "data-list", "") == NOUN)
    return found


def _heaps(query: Mapping[str, str], counts: Mapping[str, int]) -> Any:
    if not counts:
        return None
    return html.Nav(
        [_heap(key, word, query, counts.get(key, 0)) for key, word in HEAPS], className="heaps", **{"aria-label": "Work by state"}
    )


def _heap(key: str, word: str, query: Mapping[str, str], count: int) -> Any:
    where = "?state=open&late=now" if key == "late" else f"?state={key}"
    here = query.get("late") == "now" if key == "late" else query.get("state") == key and not query.get("late")
    alarm = key in {"late", "critical"}
    return link(
        [html.B(str(count), id=heap_id(key)), html.Span([icon("exclamation-triangle") if alarm else None, word])],
        f"/dashboard/lab-reports{where}",
        className=f"heap{' on' if here else ''}{' alarm' if alarm else ''}",
    )


def _grid(resource: Resource, columns: tuple[Column, ...], query: Mapping[str, str], *, may_collect: bool, may_open: bool) -> Any:
    grid = table.grid(resource, columns)
    for column in grid.columnDefs:
        column.update(WIDTHS.get(column["colId"], {}))
        if column["colId"] in WIDTHS:
            column.pop("flex", None)
        if column["colId"] == "due_at" and query.get("state") not in {None, "", "not-printed", "bad-stamp"}:
            column["sort"] = "asc"
        renderer = {"lab": "LabCell", "due": "DueCell", "priority": "PriorityCell", "critical": "CriticalCell"}.get(
            _kind(columns, column["colId"])
        )
        column["cellRenderer"] = renderer or column["cellRenderer"]
    if not may_open:
        grid.columnDefs[0]["cellRenderer"] = "NameCell"
    if may_collect:
        grid.columnDefs.append(
            {
                "colId": "collect", "headerName": "Sample", "cellRenderer": "CollectCell", "sortable": False, "width": 112, "minWidth": 112,
                "cellRendererParams": {"phone": True, "store": COLLECT}, "field": "status",
            }
        )  # fmt: skip
    return grid


def _kind(columns: tuple[Column, ...], name: str) -> str:
    return next((c.kind for c in columns if c.name == name), "")


def order(
    resource: Resource,
    fields: tuple[Field, ...],
    given: Mapping[str, Any],
    links: Mapping[str, list[tuple[str, str]]],
    patient: Any,
    unseen: tuple[str, ...],
) -> Any:
    """Who, for which visit, how urgent, which tests."""
    made = form.form(NOUN, fields, given, links=links, back=resource.path, row={"id": None, "version": None}, unseen=unseen)
    aside = html.Aside(patient, id=ids.part(NOUN, "patient"), className="about", **{"aria-label": "About the person"})
    crumbs = [(resource.title, resource.path), ("New", "")]
    return html.Div([shell.head("New lab report", "", [], crumbs), html.Div([made, aside], className="formwrap")])


def of_patient(rows: list[dict[str, str]], new: str = "") -> Any:
    """The lab reports of one patient, for her page; `new` is where tests are ordered."""
    action = [shell.action("Order tests", new, "plus-lg")] if new else []
    if not rows:
        return html.Section(
            shell.empty("No lab reports yet", "What is ordered appears here.", action, "eyedropper"), className="card-a"
        )
    lines = html.Ul([_of_patient(row) for row in rows], className="tl")
    return html.Section(
        [html.Div(lines, className="in"), html.Div(action, className="foot") if action else None], className="card-a"
    )


def _of_patient(row: dict[str, str]) -> Any:
    day, _, hour = row.get("ordered_at", "").partition(", ")
    what = link(
        [html.B(row.get("tests", row.get("report_number", ""))), " ", lab.status_chip(row.get("status", ""))],
        f"/dashboard/lab-reports/{row['id']}",
    )
    said = ", ".join(part for part in (row.get("report_number"), row.get("doctor")) if part)
    return html.Li(
        [
            html.Span([day, html.Br(), hour], className="w"),
            html.Span(icon("eyedropper"), className="n"),
            html.Div([what, html.P(said)]),
        ]
    )
