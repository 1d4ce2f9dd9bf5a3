"""A day on paper: one table a doctor, a box to tick a line."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from dash import html

from components import shell, values
from components.words import icon, name
from data.core import clock

HEADS = ("", "Time", "Patient", "Phone", "What for", "Room")


def page(day: date, head: Any, lines: list[Any], zone: str) -> Any:
    """The list with its letterhead; the browser prints it."""
    crumbs = [
        ("Appointments", "/dashboard/appointments"),
        (values.long_day(day), f"/dashboard/appointments?day={day}"),
        ("Print", ""),
    ]
    button = html.Button([icon("printer"), "Print"], type="button", className="btn btn-primary", **{"data-print": "1"})
    by_doctor = groupby(lines, key=lambda line: (line.doctor, line.doctor_id))
    tables = [_doctor(doctor, list(own), zone) for (doctor, _), own in by_doctor]
    printed = values.instant(clock.now(), zone)
    return html.Div(
        [
            html.Div(shell.head(values.long_day(day), values.count(len(lines), "visit"), [button], crumbs), className="no-print"),
            html.Section(
                [
                    html.Header([html.B(head.name), html.Span(", ".join(p for p in (head.address, values.phone(head.phone)) if p))]),
                    html.H2(f"{values.long_day(day)} {day.year}"),
                    *(tables or [html.P("No visit is booked for this day.", className="muted")]),
                    html.Footer(f"Printed {printed}. Contains patient data: destroy after use."),
                ],
                className="card-a paper",
            ),
        ]
    )  # fmt: skip


def _doctor(doctor: str, lines: list[Any], zone: str) -> Any:
    head = html.Thead(html.Tr([html.Th(text) for text in HEADS]))
    return html.Div(
        [html.H3(f"{doctor}, {values.count(len(lines), 'visit')}"), html.Table([head, html.Tbody([_line(x, zone) for x in lines])], className="t")],
        className="paper-part",
    )  # fmt: skip


def _line(line: Any, zone: str) -> Any:
    what = ", ".join(part for part in (line.kind.capitalize(), line.reason) if part)
    if line.status in {"no-show", "completed", "in-progress"}:
        what += f" ({values.status(line.status).lower()})"
    return html.Tr(
        [
            html.Td(html.Span(className="tick", **{"aria-hidden": "true"})),
            html.Td([html.B(values.clock_time(line.starts_at, zone)), html.Span(f" {line.minutes} min", className="muted sm")]),
            html.Td([name(line.patient, html.B), html.Span(f" {line.code}", className="muted sm")]),
            html.Td(values.phone(line.phone), className="nowrap"),
            html.Td(what),
            html.Td(line.room),
        ]
    )
