"""A course of visits: what is typed, the plan beside it, and what stands in the way of each session."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import detail, form, ids, shell, values
from components.words import icon, link
from data.core import clock, courses
from data.core.resource import Field

NEW, CHANGE = "course", "course-change"
PICK = "course-pick"
SCOPE, PLAN, CANCEL = ids.part(CHANGE, "scope"), "plan", "cancel"
SCOPES = {"after": "This session and those after it", "all": "All sessions still to come"}
Links = Mapping[str, list[tuple[str, str]]]


def plan_of(noun: str) -> str:
    """Where the plan of a form is shown."""
    return ids.part(noun, PLAN)


def new_page(shown: Mapping[str, Any], links: Links) -> Any:
    """The form of a new course and its plan."""
    crumbs = [("Appointments", "/dashboard/appointments"), ("New course", "")]
    made = _form(NEW, courses.NEW, shown, links, {"id": None, "version": None}, "Book the course", "/dashboard/appointments")
    head = shell.head("New course", "The same time on several days, booked in one act.", [], crumbs)
    return html.Div([head, html.Div([made, _plan(NEW)], className="formwrap wide course")])


def change_page(record: Any, shown: Mapping[str, Any], links: Links, members: list[Any], zone: str) -> Any:
    """Moving or cancelling a part of a course, seen from one of its visits."""
    path = f"/dashboard/appointments/{record.id}"
    crumbs = [("Appointments", "/dashboard/appointments"), (record.label, path), ("Course", "")]
    row = {"id": str(record.id), "version": record.version}
    scope = html.Fieldset(
        [
            html.Legend("Which sessions"),
            dbc.RadioItems(id=SCOPE, options=[{"label": t, "value": k} for k, t in SCOPES.items()], value="after"),
            html.Div(id=ids.error(CHANGE, "scope"), className="field-error"),
        ],
        className="fs",
    )
    made = _form(CHANGE, courses.CHANGE, shown, links, row, "Move them", path, scope)
    drop = shell.button("Cancel sessions…", ids.step(CHANGE, CANCEL), "slash-circle", "outline-danger")
    question = "Cancel the chosen sessions of this course? Their times are free for others at once."
    reason = (Field("reason", "longtext", required=True, max_length=300),)
    return html.Div(
        [
            shell.head("Change the course", position(members, record.id), [drop], crumbs),
            html.Div(
                [made, html.Div([_plan(CHANGE), listed(members, record.id, zone)], className="d-grid gap-3")],
                className="formwrap wide course",
            ),
            detail.dialog(CHANGE, CANCEL, question, "Cancel sessions", reason),
        ]
    )


def _form(
    noun: str, fields: tuple[Field, ...], shown: Mapping[str, Any], links: Links, row: dict[str, Any], save: str, back: str, first: Any = None
) -> Any:  # fmt: skip
    sections = dict.fromkeys(f.section for f in fields)
    sets = [
        html.Fieldset(
            [
                html.Legend(title),
                html.Div(
                    [form.labelled(noun, f, shown.get(f.name, f.default), links) for f in fields if f.section == title],
                    className="frm",
                ),
            ],
            className="fs",
        )
        for title in sections
    ]
    bar = html.Div(
        [
            dbc.Button(save, id=ids.save(noun), color="primary", type="button", class_name="save"),
            link("Cancel", back, className="btn btn-light"),
        ],
        className="sticky-save",
    )
    return html.Form(
        [
            dcc.Store(id=ids.row(noun), data=row),
            dcc.Store(id=ids.nonce(noun), data=str(uuid4())),
            html.Div(id=ids.summary(noun)),
            first,
            *sets,
            bar,
        ],
        className="card-a form",
    )


def _plan(noun: str) -> Any:
    waiting = shell.card("Plan", html.P("Fill in who and when; the plan appears here.", className="muted mb-0"))
    return html.Div(waiting, id=plan_of(noun), role="status")


def plan(found: Any, zone: str) -> Any:
    """Each session on a line: its day and time, or what stands in the way and what would do instead."""
    count = len(found.sittings)
    told = "All fit." if not found.clashes else f"{values.count(found.clashes, 'session does', 'sessions do')} not fit as typed."
    foot = (
        ("Around " + ", ".join(values.short_day(d) for d in found.skipped) + ": the clinic is closed.") if found.skipped else None
    )
    lines = html.Ol([_sitting(s, zone) for s in found.sittings], className="sittings")
    return shell.card(values.count(count, "session"), lines, values.chip(told, *_mark(found.clashes)), foot)


def _mark(clashes: int) -> tuple[str, str]:
    return ("exclamation-triangle", "turm") if clashes else ("check-lg", "leaf")


def _sitting(sitting: Any, zone: str) -> Any:
    start = clock.local(sitting.starts_at, zone)
    when = html.Span([html.B(values.short_day(start.date())), f" {start:%H:%M}"], className="wn")
    if not sitting.problem:
        return html.Li([html.Span(str(sitting.number), className="nr"), when, icon("check-lg", "ok")])
    words = [html.Span(sitting.problem, className="sm")]
    words.append(
        _instead(sitting, zone) if sitting.proposals else html.Span("Nothing near is free; change the course.", className="sm")
    )
    return html.Li([html.Span(str(sitting.number), className="nr"), when, html.Div(words, className="why")], className="bad")


def _instead(sitting: Any, zone: str) -> Any:
    options = [_option(start, zone) for start in sitting.proposals]
    box = dbc.Select(id={"type": PICK, "number": sitting.number}, options=options, value=options[0]["value"])
    return html.Span(box, **{"data-label": f"Session {sitting.number} instead"})


def _option(start: datetime, zone: str) -> dict[str, str]:
    local = clock.local(start, zone)
    return {"label": f"{values.short_day(local.date())}, {local:%H:%M}", "value": f"{local:%Y-%m-%d %H:%M}"}


def position(members: list[Any], visit_id: Any) -> str:
    """Such as "Session 3 of 14"."""
    number = next((m.number for m in members if m.id == visit_id), 0)
    return f"Session {number} of {len(members)}" if number else ""


def listed(members: list[Any], visit_id: Any, zone: str, aside: Any = None) -> Any:
    """All sessions of a course, this one marked."""
    return shell.card("Course", html.Ol([_member(m, visit_id, zone) for m in members], className="sittings"), aside)


def _member(member: Any, visit_id: Any, zone: str) -> Any:
    start = clock.local(member.starts_at, zone)
    when = [html.B(values.short_day(start.date())), f" {start:%H:%M}"]
    here = member.id == visit_id
    what = html.Span(when, className="wn") if here else link(when, f"/dashboard/appointments/{member.id}", className="wn")
    return html.Li(
        [html.Span(str(member.number), className="nr"), what, values.status_chip(member.status)],
        className="here" if here else "",
        **({"aria-current": "true"} if here else {}),
    )
