"""Weekly hours as a grid one types into, and what departs from them."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import ids, shell, values
from components.words import icon, link
from data.core import clock
from data.core.hours import CLOSING

NOUN = "schedule"
REMOVE = "schedule-remove"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SESSIONS = 2
PARTS = ("starts", "ends", "break_starts", "break_ends")
LABELS = {"starts": "from", "ends": "to", "break_starts": "break from", "break_ends": "break to"}
KINDS = {
    "leave": "Leave",
    "block": "Blocked",
    "extra": "Extra session",
    "hold": "Held back",
    "emergency": "Emergencies only",
    "holiday": "Holiday of the clinic",
}
SPAN = ("kind", "first_day", "last_day", "from_time", "to_time", "reason")


def cell(day: int, session: int, part: str) -> str:
    """The id of one time of the week."""
    return ids.part(NOUN, str(day), str(session), part)


def cells() -> dict[str, str]:
    """Every time of the week by "day-session-part"."""
    return {f"{d}-{s}-{p}": cell(d, s, p) for d in range(7) for s in range(SESSIONS) for p in PARTS}


def page(
    doctor: Any,
    rows: list[Any],
    version: int,
    coming: list[date],
    dated: list[Any],
    on: date,
    zone: str,
    *,
    may_edit: bool,
    may_holiday: bool,
) -> Any:
    """The hours of one doctor as they hold on a day; `coming` are the days on which others begin."""
    path = f"/dashboard/doctors/{doctor.id}"
    return html.Div(
        [
            dcc.Store(id=ids.row(NOUN), data={"id": str(doctor.id), "version": version}),
            shell.head(
                "Weekly hours", doctor.label, [], [("Doctors", "/dashboard/doctors"), (doctor.label, path), ("Hours", "")]
            ),
            _changes(coming, path),
            html.Div(
                [
                    _week(rows, on, may_edit=may_edit),
                    html.Aside(
                        [_dated(dated, path, zone, may_edit=may_edit), _add(may_holiday=may_holiday) if may_edit else None],
                        className="d-grid gap-3",
                    ),
                ],
                className="side wide",
            ),
        ]
    )


def _changes(coming: list[date], path: str) -> Any:
    if not coming:
        return None
    days = [
        part
        for day in coming
        for part in (link(values.day(day), f"{path}/schedule?on={day.isoformat()}", className="link"), ", ")
    ]
    return shell.banner(
        ["Other hours begin on ", *days[:-1], ". Hours saved here take the place of those from their first day on."],
        "mons",
        "calendar-range",
    )


def _week(rows: list[Any], on: date, *, may_edit: bool) -> Any:
    heading = html.Div(
        [html.Span("Day"), html.Span("First session"), html.Span("Second session")],
        className="week-head",
        **{"aria-hidden": "true"},
    )
    save = html.Div(
        [
            html.Label("These hours hold from", htmlFor=ids.part(NOUN, "valid_from"), className="form-label m-0"),
            dbc.Input(id=ids.part(NOUN, "valid_from"), type="date", value=on.isoformat(), class_name="w-auto"),
            dbc.Button("Save", id=ids.save(NOUN), color="primary", type="button", class_name="save"),
            html.Div(id=ids.error(NOUN, "valid_from"), className="field-error"),
        ],
        className="sticky-save",
    )
    return html.Form(
        [
            html.Div([heading, *(_day(d, [r for r in rows if r.weekday == d]) for d in range(7))], className="in week"),
            html.Div(id=ids.summary(NOUN)),
            save if may_edit else None,
        ],
        className="card-a form week-form",
    )


def _day(day: int, rows: list[Any]) -> Any:
    sessions = [_session(day, n, rows[n] if n < len(rows) else None) for n in range(SESSIONS)]
    return html.Div(
        [html.B(DAYS[day]), *sessions, html.Div(id=ids.error(NOUN, f"day-{day}"), className="field-error")],
        className="week-day",
        role="group",
        **{"aria-label": DAYS[day]},
    )


def _session(day: int, number: int, row: Any) -> Any:
    pause = row.breaks[0] if row and row.breaks else ("", "")
    shown = {
        "starts": f"{row.starts:%H:%M}" if row else "",
        "ends": f"{row.ends:%H:%M}" if row else "",
        "break_starts": pause[0],
        "break_ends": pause[1],
    }
    boxes = [
        html.Span(
            dbc.Input(id=cell(day, number, p), type="time", value=shown[p]),
            **{"data-label": f"{DAYS[day]}, session {number + 1}, {LABELS[p]}"},
        )
        for p in PARTS
    ]
    return html.Div(
        [
            html.Div([boxes[0], "–", boxes[1]], className="span"),
            html.Div([html.Small("break"), boxes[2], "–", boxes[3]], className="span pause"),
        ],
        className="week-session",
    )


def _dated(dated: list[Any], path: str, zone: str, *, may_edit: bool) -> Any:
    lines = [_departure(row, path, zone, may_edit=may_edit) for row in dated]
    return shell.card(
        "Leave and holidays",
        html.Div(
            [*lines, html.Div(id=ids.part(NOUN, "removed"))] if lines else html.P("None from today on.", className="muted mb-0")
        ),
    )


def _departure(row: Any, path: str, zone: str, *, may_edit: bool) -> Any:
    doctor_id = path.rpartition("/")[2]
    button = (
        html.Button(
            icon("x-lg"),
            id={"type": REMOVE, "row": str(row.id), "doctor": doctor_id},
            className="ib ms-auto",
            type="button",
            **{"aria-label": f"Take back: {KINDS[row.kind]}"},
        )
        if may_edit
        else None
    )
    span = span_of(row, zone)
    return html.Div(
        [
            html.Div(
                [
                    html.B(KINDS[row.kind]),
                    html.Span(span, className="sm muted d-block"),
                    html.Span(row.reason or "", className="sm d-block"),
                    _asks_hits(row, path),
                ]
            ),
            button,
        ],
        className="departure",
    )


def span_of(row: Any, zone: str) -> str:
    """Whole days as days, anything else with its hours."""
    first, last = clock.local(row.starts_at, zone), clock.local(row.ends_at, zone)
    if first.time() == last.time() == time.min:
        days = values.day(first.date()), values.day(last.date() - timedelta(days=1))
        return days[0] if days[0] == days[1] else f"{days[0]} to {days[1]}"
    ends = f"{last:%H:%M}" if first.date() == last.date() else values.instant(row.ends_at, zone)
    return f"{values.instant(row.starts_at, zone)} to {ends}"


def _asks_hits(row: Any, path: str) -> Any:
    return link("Visits in it", f"{path}/away?leave={row.id}", className="link sm") if row.kind in CLOSING else None


def _add(*, may_holiday: bool) -> Any:
    kinds = [{"label": text, "value": key} for key, text in KINDS.items() if may_holiday or key != "holiday"]
    controls = {
        "kind": dbc.Select(id=ids.field(NOUN, "kind"), options=kinds, value="leave"),
        "first_day": dbc.Input(id=ids.field(NOUN, "first_day"), type="date"),
        "last_day": dbc.Input(id=ids.field(NOUN, "last_day"), type="date"),
        "from_time": dbc.Input(id=ids.field(NOUN, "from_time"), type="time"),
        "to_time": dbc.Input(id=ids.field(NOUN, "to_time"), type="time"),
        "reason": dbc.Input(id=ids.field(NOUN, "reason"), type="text", maxLength=200),
    }
    titles = {
        "kind": "What",
        "first_day": "First day",
        "last_day": "Last day",
        "from_time": "From",
        "to_time": "To",
        "reason": "Reason",
    }
    fields = [
        html.Div(
            [
                html.Label(titles[n], htmlFor=ids.field(NOUN, n), className="form-label"),
                control,
                html.Div(id=ids.error(NOUN, n), className="field-error"),
            ],
            className="c6" if n in {"kind", "reason"} else "c3 field",
        )
        for n, control in controls.items()
    ]
    return shell.card(
        "Add",
        html.Div([html.Div(fields, className="frm"), shell.button("Add", ids.part(NOUN, "add"), "plus-lg", class_name="mt-3")]),
    )
