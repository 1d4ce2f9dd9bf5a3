"""Visits that have to go elsewhere: each with other times and doctors, moved or called in one pass."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import ids, shell, values
from components.words import icon, link, name
from data.core import clock

NOUN = "away"
ASKED, LIST, TOLD = ids.part(NOUN, "asked"), ids.part(NOUN, "list"), ids.part(NOUN, "told")
CHOICE = "away-choice"
LEAVE_IT, CALLED = "leave", "called"


def page(doctor: Any, leave: str, title: str, sub: str) -> Any:
    """The frame; the list is asked for once it stands."""
    path = f"/dashboard/doctors/{doctor.id}"
    return html.Div(
        [
            dcc.Store(id=ASKED, data={"doctor": str(doctor.id), "leave": leave}),
            shell.head(title, sub, [], [("Doctors", "/dashboard/doctors"), (doctor.label, path), ("Visits to move", "")]),
            html.Div(id=TOLD, role="status"),
            html.Div(id=LIST),
            html.Div(
                shell.button("Do what is chosen", ids.save(NOUN), "check-lg", "primary"), id=ids.part(NOUN, "bar"), hidden=True
            ),
        ]
    )


def hits(found: list[Any], zone: str) -> Any:
    """One line a visit: when, who, whom to ring, and where it could go."""
    if not found:
        return html.Section(
            shell.empty("Nobody is left to move", "No visit to come falls into this time.", sign="check2-circle"),
            className="card-a",
        )
    head = html.Thead(html.Tr([html.Th("Visit"), html.Th("Patient"), html.Th("Phone"), html.Th("What happens")]))
    table = html.Table([head, html.Tbody([_line(h, zone) for h in found])], className="t handover")
    return shell.card(
        values.count(len(found), "visit"),
        html.Div(table, className="overflow-auto"),
        foot="Nothing moves until you say so. Each visit stands for itself: what does not fit stays, with its reason.",
    )


def _line(hit: Any, zone: str) -> Any:
    when = link(values.instant(hit.starts_at, zone), f"/dashboard/appointments/{hit.id}", className="strong")
    told = f"Called {values.instant(hit.called_at, zone)}" if hit.called_at else ""
    phone = html.A(values.phone(hit.phone), href=f"tel:{hit.phone}") if hit.phone else values.DASH
    return html.Tr(
        [
            html.Td([when, html.Span(hit.doctor, className="sm muted d-block")]),
            html.Td(name(hit.patient)),
            html.Td([phone, html.Span(told, className="sm muted d-block")]),
            html.Td(_choice(hit, zone) if hit.may_move else html.Span(_stays(hit), className="muted")),
        ]
    )


def _stays(hit: Any) -> str:
    return "In the room now." if hit.is_inside else "Reception moves it."


def _choice(hit: Any, zone: str) -> Any:
    options = [_option(p, hit, zone) for p in hit.proposals]
    options += [
        {"label": "Called; it stays for now", "value": CALLED},
        {"label": "Leave it as it is", "value": LEAVE_IT},
    ]
    first = LEAVE_IT if hit.called_at or not hit.proposals else options[0]["value"]
    box = dbc.Select(
        id={"type": CHOICE, "visit": str(hit.id), "version": hit.version}, options=options, value=first, class_name="away-choice"
    )
    return html.Span(box, **{"data-label": f"What happens with {hit.patient}, {values.instant(hit.starts_at, zone)}"})


def _option(proposal: Any, hit: Any, zone: str) -> dict[str, str]:
    start = clock.local(proposal.starts_at, zone)
    when = "same time" if proposal.starts_at == hit.starts_at else f"{values.short_day(start.date())}, {start:%H:%M}"
    return {"label": f"{proposal.doctor}, {when}", "value": f"{proposal.doctor_id} {proposal.starts_at.isoformat()}"}


def outcomes(found: list[Any]) -> Any:
    """What the pass did: how many were moved or called, and why some were not."""
    if not found:
        return shell.banner("Nothing was chosen.", "turm", "info-circle")
    done, left = [o for o in found if o.is_done], [o for o in found if not o.is_done]
    lines = [html.Li([name(o.patient, html.B), ": ", o.sentence]) for o in [*left, *done]]
    title = f"{len(done)} of {len(found)} done." if left else f"All {len(found)} done."
    return html.Div(
        [icon("exclamation-triangle" if left else "check-lg"), html.Div([html.B(title), html.Ul(lines, className="mb-0 mt-1")])],
        className=f"banner {'turm' if left else 'leaf'} mb-3",
    )
