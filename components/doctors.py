"""A doctor on one page: today, hours, what the record still lacks."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import dcc, html

from components import detail, ids, shell, values
from components.schedule import DAYS
from components.words import link, name
from data.core.resource import resource

NOUN = "doctors"
WHOSE = ids.part(NOUN, "whose")
FREE = ids.part(NOUN, "free")


def page(
    record: Any,
    sheets: list[Any],
    visits: list[dict[str, str]] | None,
    rows: list[Any] | None,
    acts: Any,
    day: str,
    *,
    may_book: bool,
) -> Any:
    """Profile, today's visits and the week."""
    path = f"/dashboard/doctors/{record.id}"
    actions: list[Any] = []
    if "delete" in record.verbs:
        actions.append(shell.button("Delete", ids.step(NOUN, "delete"), "trash"))
    if rows is not None:
        actions.append(shell.action("Hand over visits", f"{path}/away", "arrow-left-right"))
        actions.append(shell.action("Hours", f"{path}/schedule", "clock"))
    if "edit" in record.verbs:
        actions.append(shell.action("Edit", f"{path}/edit", "pencil", primary=True))
    sub = ", ".join(
        str(part) for part in (record.get("specialization"), record.get("code"), values.phone(record.get("phone"))) if part
    )
    resting = (
        shell.banner("Sees no patients at present and cannot be booked.", "turm", "pause-circle")
        if not record.get("is_active")
        else None
    )
    lacking = (
        shell.banner("Licence number or phone is missing; nothing can be printed in this name yet.", "turm", "person-exclamation")
        if record.get("is_incomplete")
        else None
    )
    aside = [_free(record)] if may_book and record.get("is_active") else []
    aside += [shell.card("Week", _week(rows))] if rows is not None else []
    aside.append(_practice(record))
    tabs = [("Today", html.Div(_today(visits, record.id, day), className="pt-3"))] if visits is not None else []
    tabs += [("Details", html.Div(sheets, className="g pt-3")), ("History", html.Div(acts, className="pt-3"))]
    return html.Div(
        [
            dcc.Store(id=ids.row(NOUN), data={"id": str(record.id), "version": record.version}),
            shell.head(name(record.label), sub, actions, [("Doctors", "/dashboard/doctors"), (record.label, "")]),
            resting,
            lacking,
            html.Div([html.Div(detail.tabs(NOUN, tabs)), html.Aside(aside, className="d-grid gap-3")], className="side"),
            detail.delete_dialog(resource(NOUN), record.label) if "delete" in record.verbs else None,
        ]
    )


def _free(record: Any) -> Any:
    body = html.Div(html.P("Looking …", className="muted mb-0"), id=FREE, **{"aria-live": "polite"})
    return html.Div(
        [dcc.Store(id=WHOSE, data={"id": str(record.id), "minutes": record.get("slot_minutes")}), shell.card("Next free", body)]
    )


def free(days: list[tuple[date, list[str]]], doctor_id: str) -> Any:
    """The first free times, each a link to a booking with it filled in."""
    if not days:
        return html.P("Nothing is free in the next two weeks.", className="muted mb-0")
    return html.Div([_free_day(day, starts, doctor_id) for day, starts in days], className="d-grid gap-3")


def _free_day(day: date, starts: list[str], doctor_id: str) -> Any:
    book = f"/dashboard/appointments/new?doctor_id={doctor_id}&date={day.isoformat()}&time="
    times = [
        link(start, book + start, className="btn btn-light", title=f"Book {values.short_day(day)}, {start}") for start in starts
    ]
    return html.Div([html.B(values.short_day(day)), html.Div(times, className="d-flex gap-2 flex-wrap mt-1")])


def _practice(record: Any) -> Any:
    lines = [
        ("Fee", values.rupees(record.get("consultation_fee")) if record.get("consultation_fee") else None),
        ("Licence", record.get("license_number")),
        ("Qualification", ", ".join(record.get("qualification", []))),
        ("Usual visit", values.minutes(record.get("slot_minutes")) if record.get("slot_minutes") else None),
        ("E-mail", record.get("email")),
    ]
    return shell.card("Practice", detail.pairs([(title, value) for title, value in lines if value]))


def _today(visits: list[dict[str, str]] | None, doctor_id: Any, day: str) -> Any:
    if not visits:
        return html.Section(
            shell.empty(
                "No visits today",
                "Visits booked for today appear here.",
                [shell.action("Open the calendar", f"/dashboard/appointments?date={day}", "calendar3")],
                "calendar3",
            ),
            className="card-a",
        )
    lines = [
        html.Tr(
            [
                html.Td(link(v.get("starts_at", "").split(", ")[-1], f"/dashboard/appointments/{v['id']}", className="strong")),
                html.Td(name(v.get("patient", ""))),
                html.Td(v.get("appointment_type", ""), className="d-d"),
                html.Td(values.status_chip(v.get("status", ""))),
            ]
        )
        for v in visits
    ]
    head = html.Thead(html.Tr([html.Th("Time"), html.Th("Patient"), html.Th("Type", className="d-d"), html.Th("Status")]))
    return shell.card(
        values.count(len(visits), "visit") + " today",
        html.Table([head, html.Tbody(lines)], className="t"),
        foot=link("Open as a list", f"/dashboard/appointments?view=list&doctor_id={doctor_id}&from={day}"),
    )


def _week(rows: list[Any] | None) -> Any:
    if not rows:
        return html.P("No weekly hours yet. Nobody can be booked.", className="muted mb-0")
    lines = []
    for weekday, title in enumerate(DAYS):
        spans = [f"{r.starts:%H:%M}–{r.ends:%H:%M}" for r in rows if r.weekday == weekday]
        if spans:
            lines.append((title, ", ".join(spans)))
    return detail.pairs(lines)
