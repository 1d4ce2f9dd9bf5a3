"""The day sheet on the screen: a column per doctor, closed hours hatched, visits to drag."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import ids, shell, table, values
from components.words import icon, link
from data.core.resource import Column, Resource

NOUN = "appointments"
PATH = "/dashboard/appointments"
VIEWS = ("day", "week", "month", "list")
SHEET, MOVED, ASKED = ids.part(NOUN, "sheet"), ids.part(NOUN, "moved"), ids.part(NOUN, "asked")
DRAWN, SUB, FRAME, WHO = ids.part(NOUN, "drawn"), ids.part(NOUN, "sub"), ids.part(NOUN, "calendar"), ids.part(NOUN, "who")
LEGEND = ("scheduled", "confirmed", "waiting", "in-progress", "completed", "no-show")
EDGE = 30
EVERYONE = "all"


def page(
    view: str, day: date, today: date, doctors: list[tuple[str, str]], chosen: str, *, may_create: bool, may_print: bool
) -> Any:
    """The frame of a day, week or month; the sheet itself is drawn from the store."""
    first, days = span(view, day)
    return html.Div(
        [
            dcc.Store(id=ASKED, data={"view": view, "first": first.isoformat(), "days": days, "day": day.isoformat()}),
            dcc.Store(id=SHEET),
            dcc.Store(id=MOVED),
            dcc.Store(id=DRAWN),
            shell.head(
                title(view, day),
                html.Span(id=SUB, children="…"),
                [
                    *_turns(view, day, today),
                    switch(view, day),
                    _doctor(doctors, chosen),
                    *([print_button(day)] if view == "day" and may_print else []),
                    *new_button(may_create=may_create),
                ],
            ),
            html.Div(
                html.Div(id=FRAME, className=f"cal-in is-{view}"),
                className="cal",
                role="region",
                tabIndex="-1",
                **{"aria-label": title(view, day)},
            ),
            legend() if view in {"day", "week"} else None,
        ],
        className="calendar-page",
    )


def list_page(
    resource: Resource,
    columns: tuple[Column, ...],
    query: Mapping[str, str],
    links: Mapping[str, list[tuple[str, str]]],
    *,
    may_create: bool,
    may_export: bool,
    may_draw: bool,
) -> Any:
    """The accessible twin: the plain list, with the way back to the calendar."""
    made = table.page(resource, columns, query, may_create=may_create, may_export=may_export, links=links)
    if may_draw:
        head = made.children[0].children[-1]
        head.children[-1].children.insert(0, switch("list", None))
    return made


def span(view: str, day: date) -> tuple[date, int]:
    """The first day of a view and how many days it shows."""
    if view == "week":
        return day - timedelta(days=day.weekday()), 7
    if view == "month":
        first = day.replace(day=1)
        return first, ((first + timedelta(days=32)).replace(day=1) - first).days
    return day, 1


def title(view: str, day: date) -> str:
    """Such as "Tuesday 24 November", "Week of 23 November", "November 2026"."""
    if view == "week":
        monday = day - timedelta(days=day.weekday())
        return f"Week of {monday.day} {monday:%B}"
    return f"{day:%B %Y}" if view == "month" else values.long_day(day)


def address(view: str, day: date | None) -> str:
    """Where a view of a day lives."""
    return f"{PATH}?view={view}" + (f"&day={day.isoformat()}" if day else "")


def _turns(view: str, day: date, today: date) -> list[Any]:
    first, days = span(view, day)
    earlier, later = first - timedelta(days=1), first + timedelta(days=days)
    word = {"day": "day", "week": "week", "month": "month"}[view]
    return [
        html.Span(
            [
                link(icon("chevron-left"), address(view, earlier), "ib", title=f"Previous {word}"),
                link("Today", address(view, today), "btn btn-light"),
                link(icon("chevron-right"), address(view, later), "ib", title=f"Next {word}"),
            ],
            className="turns",
        )
    ]


def switch(view: str, day: date | None) -> Any:
    """Day, week, month, list."""
    parts = [
        html.Span(
            link(v.capitalize(), address(v, day)),
            className="on" if v == view else "",
            **({"aria-current": "true"} if v == view else {}),
        )
        for v in VIEWS
    ]
    return html.Span(parts, className="seg links", role="group", **{"aria-label": "View"})


def _doctor(doctors: list[tuple[str, str]], chosen: str) -> Any:
    options = [{"label": "All doctors", "value": EVERYONE}, *({"label": text, "value": key} for key, text in doctors)]
    box = dbc.Select(id=WHO, options=options, value=chosen if chosen in dict(doctors) else EVERYONE)
    return html.Span([html.Label("Doctor", htmlFor=WHO, className="visually-hidden"), box], className="filt", hidden=not doctors)


def new_button(*, may_create: bool) -> list[Any]:
    """The one primary action of the page."""
    return [shell.action("New appointment", PATH + "/new", "plus-lg", primary=True, shortcut="n")] if may_create else []


def print_button(day: date) -> Any:
    """The day on paper."""
    sign = link(
        [icon("printer"), html.Span("Print the day", className="visually-hidden")], f"{PATH}/print?day={day.isoformat()}", "ib"
    )
    return html.Span(sign, className="d-d", title="Print the day")


def legend() -> Any:
    """What the colours mean, in words and shapes."""
    return html.Div(
        [
            *(values.status_chip(s) for s in LEGEND),
            html.Span([html.Span(className="swh kept"), "Kept back or offered"], className="ms-auto sm muted"),
            html.Span([html.Span(className="swh"), "Outside hours, leave, break"], className="sm muted"),
        ],
        className="legend mt-3",
    )


def drawing(asked: Mapping[str, Any], blocks: Iterable[Any], columns: list[Any], now: str = "") -> dict[str, Any]:
    """The sheet as the browser draws it; `blocks` and `columns` as the day sheet gives them, `now` by the clinic's clock."""
    made = {**asked, "path": PATH, "sub": subtitle(columns), "now": now}
    if asked["view"] == "month":
        return made | {"cells": _cells(columns)}
    visits = list(blocks)
    low, high = _edges(visits, columns)
    return made | {
        "min": low,
        "max": high,
        "doctors": _doctors(columns),
        "events": [_event(b) for b in visits],
        "closed": [_shade(c, piece) for c in columns for piece in c.closed],
        "reserved": [_shade(c, piece) for c in columns for piece in c.reserved],
    }


def _doctors(columns: list[Any]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for column in columns:
        one = found.setdefault(
            column.doctor_id,
            {"id": column.doctor_id, "name": column.name, "work": column.specialization, "booked": 0, "open": 0, "visits": 0},
        )
        one["booked"] += column.booked
        one["open"] += column.bookable
        one["visits"] += column.visits
    busy = [d for d in found.values() if d["open"] or d["visits"]]
    return [{**d, "share": round(100 * d["booked"] / d["open"]) if d["open"] else None} for d in busy or found.values()]


def _event(block: Any) -> dict[str, Any]:
    return {
        "id": block.id,
        "version": block.version,
        "doctor": block.doctor_id,
        "start": block.start,
        "end": block.end,
        "title": block.patient,
        "note": block.note,
        "status": block.status,
        "word": values.status(block.status),
        "movable": block.is_movable,
    }


def _shade(column: Any, piece: tuple[str, str, str]) -> dict[str, str]:
    start, end, word = piece
    return {"doctor": column.doctor_id, "start": start, "end": end, "word": word}


def _minute(text: str) -> int:
    return int(text[11:13]) * 60 + int(text[14:16])


def _edges(blocks: list[Any], columns: list[Any]) -> tuple[str, str]:
    """The first and last time drawn: half an hour around hours and visits, on the half hour."""
    starts = [_minute(a) for c in columns for a, _ in c.open] + [_minute(b.start) for b in blocks]
    ends = [_minute(z) or 1440 for c in columns for _, z in c.open] + [_minute(b.end) or 1440 for b in blocks]
    low = max(0, (min(starts, default=9 * 60) - EDGE) // EDGE * EDGE)
    high = min(1440, -(-(max(ends, default=17 * 60) + EDGE // 2) // EDGE) * EDGE)
    return f"{low // 60:02d}:{low % 60:02d}", f"{high // 60:02d}:{high % 60:02d}"


def _cells(columns: list[Any]) -> list[dict[str, Any]]:
    days: dict[date, list[Any]] = {}
    for column in columns:
        days.setdefault(column.day, []).append(column)
    return [_cell(day, inside) for day, inside in sorted(days.items())]


def _cell(day: date, inside: list[Any]) -> dict[str, Any]:
    booked, open_ = sum(c.booked for c in inside), sum(c.bookable for c in inside)
    return {
        "day": day.isoformat(),
        "number": day.day,
        "name": values.long_day(day),
        "weekday": day.weekday(),
        "href": address("day", day),
        "visits": sum(c.visits for c in inside),
        "share": round(100 * booked / open_) if open_ else None,
        "by": {c.doctor_id: [c.visits, c.booked, c.bookable] for c in inside if c.visits or c.bookable},
    }


def subtitle(columns: list[Any]) -> str:
    """Such as "63 visits, 31:30 h of 36:00 h booked"."""
    visits, booked, open_ = (sum(getattr(c, name) for c in columns) for name in ("visits", "booked", "bookable"))
    if not open_ and not visits:
        return "No doctor has hours here."
    return f"{values.count(visits, 'visit')}, {hours(booked)} of {hours(open_)} booked"


def hours(minutes: int) -> str:
    """31:30 h."""
    return f"{minutes // 60}:{minutes % 60:02d} h"
