"""Tomorrow's visits, a tap each: WhatsApp with the text ready, or e-mail; what was sent says so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dash import dcc, html

from components import ids, shell, values
from components.words import icon, link, name

NOUN = "reminders"
PATH = "/dashboard/reminders"
DAY, LIST, ALL_MAIL = ids.part(NOUN, "day"), ids.part(NOUN, "list"), ids.part(NOUN, "all-mail")
ACT = "remind"
WAYS = {"whatsapp": ("WhatsApp", "whatsapp"), "email": ("E-mail", "envelope")}
STATES = {"sent": ("check-lg", "leaf"), "sending": ("hourglass-split", "turm"), "failed": ("x-octagon", "clay")}
LANGUAGES = {"en": "English", "ml": "Malayalam", "hi": "Hindi"}


def page(day: date, today: date, *, has_mail: bool) -> Any:
    """The frame; the list follows."""
    turns = html.Span(
        [
            link(icon("chevron-left"), f"{PATH}?day={day - timedelta(days=1)}", "ib", title="Previous day"),
            link("Tomorrow", PATH, "btn btn-light"),
            link(icon("chevron-right"), f"{PATH}?day={day + timedelta(days=1)}", "ib", title="Next day"),
        ],
        className="turns",
    )
    actions: list[Any] = [turns]
    if has_mail:
        actions.append(shell.button("E-mail all", ALL_MAIL, "envelope", "primary"))
    title = "Tomorrow" if day == today + timedelta(days=1) else values.long_day(day)
    told = (
        None
        if has_mail
        else shell.banner("E-mail is not set up on this site, so WhatsApp is offered alone.", "mons", "envelope-slash")
    )
    return html.Div(
        [
            dcc.Store(id=DAY, data=day.isoformat()),
            shell.head("Reminders", f"{title}, {values.long_day(day)}" if title == "Tomorrow" else title, actions),
            told,
            html.Div(id=LIST, **{"aria-live": "polite"}),
        ]
    )


def listed(found: list[Any], zone: str, *, has_mail: bool) -> Any:
    """One visit a line."""
    if not found:
        return html.Section(
            shell.empty("Nobody to remind", "No visit is booked for this day, or it is over.", sign="bell"), className="card-a"
        )
    head = html.Thead(html.Tr([html.Th("Visit"), html.Th("Patient"), html.Th("Message", className="d-d"), html.Th("")]))
    table = html.Table([head, html.Tbody([_line(d, zone, has_mail=has_mail) for d in found])], className="t reminders")
    done = sum(bool(d.states) for d in found)
    return shell.card(values.count(len(found), "visit"), html.Div(table, className="overflow-auto"), f"{done} reminded")


def _line(due: Any, zone: str, *, has_mail: bool) -> Any:
    when = link(values.clock_time(due.starts_at, zone), f"/dashboard/appointments/{due.id}", className="strong")
    text = (
        html.Span(due.text, lang=due.language, className="sm")
        if not due.why_not
        else html.Span(due.why_not, className="muted sm")
    )
    ways = [] if due.why_not else [_way(due, way, zone, has_mail=has_mail) for way in WAYS]
    return html.Tr(
        [
            html.Td([when, html.Span(due.doctor, className="sm muted d-block")]),
            html.Td([name(due.patient, html.B), html.Span(values.phone(due.phone), className="sm muted d-block nowrap")]),
            html.Td([text, html.Span(LANGUAGES.get(due.language, ""), className="xs faint d-block")], className="d-d"),
            html.Td(html.Span(ways, className="ways")),
        ]
    )


def _way(due: Any, way: str, zone: str, *, has_mail: bool) -> Any:
    word, sign = WAYS[way]
    state = due.states.get(way)
    if state and state.status != "failed":
        mark, tone = STATES[state.status]
        return html.Span(
            values.chip(f"{word} {state.status} {values.clock_time(state.at, zone)}", mark, tone), title=f"By {state.who}"
        )
    if way == "whatsapp" and due.link:
        return html.A(
            [icon(sign), word],
            id={"type": ACT, "way": way, "visit": str(due.id)},
            href=due.link,
            target="_blank",
            rel="noopener noreferrer",
            className="btn btn-light",
            **{"aria-label": f"{word}: {due.patient}"},
        )
    if way == "email" and due.email and has_mail:
        again = " again" if state else ""
        return html.Button(
            [icon(sign), word + again],
            id={"type": ACT, "way": way, "visit": str(due.id)},
            type="button",
            className="btn btn-light",
            **{"aria-label": f"{word}{again}: {due.patient}"},
        )
    return None
