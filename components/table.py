"""Lists: one search box, filters that live in the address, a grid that asks for rows as one scrolls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import dash_ag_grid as dag
import dash_bootstrap_components as dbc
from dash import dcc, html

from components import ids, shell, values
from components.words import icon, link
from data.core.resource import Column, Filter, Resource

BLOCK = 100
ALL = "all"
THEME = (
    "themeQuartz.withParams({backgroundColor:'var(--ay-surface)',foregroundColor:'var(--ay-ink)',borderColor:'var(--ay-line)',"
    "headerBackgroundColor:'var(--ay-surface)',headerTextColor:'var(--ay-ink-2)',headerFontSize:12.5,headerFontWeight:550,"
    "rowHoverColor:'var(--ay-sunken)',selectedRowBackgroundColor:'var(--ay-leaf-soft)',accentColor:'var(--ay-leaf)',"
    "fontFamily:'var(--ay-font)',fontSize:14,cellHorizontalPadding:'var(--ay-cell-x)',rowHeight:'var(--ay-row)',headerHeight:'38px',"
    "wrapperBorder:false,columnBorder:false,wrapperBorderRadius:0,browserColorScheme:'inherit',"
    "headerColumnResizeHandleColor:'transparent',rowBorder:{color:'var(--ay-line)'}})"
)


def page(
    resource: Resource,
    columns: tuple[Column, ...],
    query: Mapping[str, str],
    *,
    may_create: bool,
    may_export: bool,
    links: Mapping[str, list[tuple[str, str]]],
    above: Any = None,
    drawn: Any = None,
    unseen: frozenset[str] = frozenset(),
    nothing: Any = None,
) -> Any:
    """The list page of a noun; `query` holds the filters of the address.

    `above` stands over the bar, `drawn` takes the place of the plain grid, filters in `unseen` are not for this person,
    `nothing` is what an empty list says.
    """
    noun = resource.name
    actions = [_export(resource, query)] if may_export else []
    if may_create and resource.comes_in_files:
        actions.append(_import(resource))
    if may_create:
        actions.append(shell.action(f"New {resource.singular}", f"{resource.path}/new", "plus-lg", primary=True, shortcut="n"))
    return html.Div(
        [
            shell.head(resource.title, html.Span(id=ids.count(noun)), actions),
            *([] if above is None else [above]),
            html.Div(
                [
                    _search(noun),
                    *(_filter(noun, f, query.get(f.name, ""), links) for f in resource.filters if f.name not in unseen),
                ],
                className="bar",
                **{"data-list": noun},
            ),
            *(html.Div(dbc.Input(id=ids.filter_(noun, name), value=""), hidden=True) for name in sorted(unseen)),
            html.Div(
                grid(resource, columns, query.get("sort", "")) if drawn is None else drawn,
                className="grid",
                id=ids.part(noun, "frame"),
            ),
            html.Div(nothing or _empty(resource, may_create=may_create), id=ids.part(noun, "empty"), hidden=True),
            dcc.Store(id=ids.part(noun, "refreshed")),
        ]
    )


def without(page: Any, wrong: list[str]) -> Any:
    """A page that was opened without the filters of its address that name nothing, and says so."""
    one = len(wrong) == 1
    said = f"The {' and the '.join(word.lower() for word in wrong)} in this address {'names' if one else 'name'} nothing known here, "
    return html.Div([shell.banner(f"{said}so the page is shown without {'it' if one else 'them'}.", "turm", "funnel"), page])


def _search(noun: str) -> Any:
    return html.Span(
        [
            html.Label("Search", htmlFor=ids.search(noun), className="visually-hidden"),
            icon("search"),
            dbc.Input(id=ids.search(noun), type="search", debounce=250, placeholder="Search", autoComplete="off"),
        ],
        className="srch",
    )


def _filter(noun: str, wanted: Filter, value: str, links: Mapping[str, list[tuple[str, str]]]) -> Any:
    box = ids.filter_(noun, wanted.name)
    if wanted.kind in {"from", "to", "date"}:
        control = dbc.Input(id=box, type="date", value=value)
    elif wanted.link == "patients":
        control = dcc.Dropdown(id=box, options=_options(wanted, links), value=value or None, placeholder="All, type to find")
    else:
        control = dbc.Select(id=box, options=[{"label": "All", "value": ALL}, *_options(wanted, links)], value=value or ALL)
    nothing = wanted.link and (wanted.name not in links if wanted.link == "patients" else not links.get(wanted.name))
    return html.Span(
        [html.Label(wanted.label, htmlFor=box), control],
        className="d-none" if nothing else "filt set" if value else "filt",
        **{"data-filter": wanted.name},
    )


def _options(wanted: Filter, links: Mapping[str, list[tuple[str, str]]]) -> list[dict[str, str]]:
    if wanted.kind == "bool":
        return [{"label": "Yes", "value": "yes"}, {"label": "No", "value": "no"}]
    if wanted.link or wanted.name in links:
        return [{"label": text, "value": key} for key, text in links.get(wanted.name, [])]
    named = wanted.names or tuple(values.status(c) for c in wanted.choices)
    return [{"label": text, "value": c} for c, text in zip(wanted.choices, named, strict=True)]


def _export(resource: Resource, query: Mapping[str, str]) -> Any:
    narrowed = urlencode({f.name: query[f.name] for f in resource.filters if query.get(f.name)})
    return html.A(
        [icon("download"), "Export"],
        href=f"/export/{resource.name}" + (f"?{narrowed}" if narrowed else ""),
        id=ids.part(resource.name, "export"),
        className="btn btn-light d-d",
        download=f"{resource.name}.csv",
    )


def _import(resource: Resource) -> Any:
    path = resource.imports_at or f"/dashboard/imports?noun={resource.name}"
    return link([icon("upload"), "Import"], path, className="btn btn-light d-d")


def _empty(resource: Resource, *, may_create: bool) -> Any:
    make = [shell.action(f"New {resource.singular}", f"{resource.path}/new", "plus-lg", primary=True)] if may_create else []
    return html.Section(
        shell.empty(
            f"No {resource.title.lower()} found",
            "Nothing matches what was searched or filtered, or nothing was entered yet.",
            make,
            resource.icon,
        ),
        className="card-a",
    )


def grid(resource: Resource, columns: tuple[Column, ...], sort: str = "", *, opens: bool = True) -> Any:
    """The grid of a noun; each row's first cell is a link to its address where the reader `opens` rows; `sort` as in an address,
    "-" before it for descending.
    """
    return dag.AgGrid(
        id=ids.grid(resource.name),
        columnDefs=[_column(resource, c, sort, first=n == 0, opens=opens) for n, c in enumerate(columns)],
        rowModelType="infinite",
        getRowId="params.data.id",
        columnSize=None,
        dashGridOptions={
            "theme": {"function": THEME},
            "cacheBlockSize": BLOCK,
            "maxBlocksInCache": 20,
            "rowBuffer": 10,
            "suppressMovableColumns": True,
            "suppressCellFocus": False,
            "rowHeight": None,
            "ensureDomOrder": True,
        },
        className="list-grid",
        dangerously_allow_code=False,
    )


def _column(resource: Resource, column: Column, sort: str, *, first: bool, opens: bool) -> dict[str, Any]:
    drawn = {"status": "StatusCell", "alert": "AlertCell"}.get(column.kind, "TextCell")
    made: dict[str, Any] = {
        "field": column.name,
        "headerName": column.label,
        "sortable": bool(column.sort),
        "minWidth": 112 if first else 80,
        "cellRenderer": "LinkCell" if first and opens else drawn,
        "cellRendererParams": {"path": resource.path, "phone": column.phone or first},
        "colId": column.name,
    }
    if column.kind == "status":
        made["cellRendererParams"]["words"] = values.STATUSES
    grows = column.kind != "code" and column.width >= (NAMED if first else FLEXIBLE)
    made |= {"flex": 2 if first else 1} if grows else {"width": column.width}
    if column.sort and column.name == sort.removeprefix("-"):
        made["sort"] = "desc" if sort.startswith("-") else "asc"
    if column.kind == "number":
        made |= {"type": "rightAligned", "cellClass": "ag-right-aligned-cell"}
    return made


FLEXIBLE = 200
NAMED = 140  # a first column narrower than a name keeps its width, as a document's number does
