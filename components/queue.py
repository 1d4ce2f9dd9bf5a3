"""The queue board: columns are states, the largest things are token and time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import form, ids, shell
from data.core import clock
from data.core.resource import Field

NOUN = "queue"
EVERYONE = "all"
WALK_IN = "walk-in"
BOARD, ACT, DRAWN, SUB, WHO = (ids.part(NOUN, name) for name in ("board", "act", "drawn", "sub", "who"))
DIALOG, OPEN = ids.dialog(NOUN, WALK_IN), ids.part(NOUN, "open")
COLUMNS = (
    ("waiting", "Waiting"),
    ("called", "Called"),
    ("expected", "Expected next"),
    ("in_room", "In room"),
    ("done", "Just done"),
)
SHOWN = {"expected": 8, "done": 6}


def page(
    doctors: list[tuple[str, str]],
    chosen: str,
    fields: tuple[Field, ...],
    links: Mapping[str, list[tuple[str, str]]],
    *,
    may_walk_in: bool,
) -> Any:
    """The frame of the board; the tickets are drawn from the store."""
    actions = [_doctor(doctors, chosen)]
    if may_walk_in:
        actions.append(html.Span(shell.button("Walk-in", OPEN, "plus-lg", "primary"), className="action"))
    waiting, called, expected, in_room, done = (_column(*c) for c in COLUMNS)
    by_doctor = html.Div(
        [
            html.Div(html.H2("Wait by doctor"), className="col-h"),
            html.Section(id=ids.part(NOUN, "by-doctor"), className="card-a by-doctor"),
        ],
        className="mt-4",
    )
    return html.Div(
        [
            dcc.Store(id=BOARD),
            dcc.Store(id=ACT),
            dcc.Store(id=DRAWN),
            shell.head("Queue", html.Span("…", id=SUB), actions),
            html.Div(
                [html.Div([waiting, expected]), html.Div([called, by_doctor]), html.Div([in_room, done])],
                className="board",
                id=ids.part(NOUN, "frame"),
            ),
            walk_in_dialog(fields, links) if may_walk_in else None,
        ]
    )


def _doctor(doctors: list[tuple[str, str]], chosen: str) -> Any:
    options = [{"label": "All doctors", "value": EVERYONE}, *({"label": text, "value": key} for key, text in doctors)]
    box = dbc.Select(id=WHO, options=options, value=chosen if chosen in dict(doctors) else EVERYONE)
    return html.Span([html.Label("Doctor", htmlFor=WHO, className="visually-hidden"), box], className="filt", hidden=not doctors)


def _column(name: str, title: str) -> Any:
    head = html.Div([html.H2(title), html.Span(id=ids.part(NOUN, name, "count"), className="muted sm")], className="col-h")
    return html.Div(
        [head, html.Section(id=ids.part(NOUN, name), className="card-a tks", **{"aria-label": title})], className="queue-col"
    )


def walk_in_dialog(fields: tuple[Field, ...], links: Mapping[str, list[tuple[str, str]]]) -> Any:
    """Who came, to whom; the time is found by itself."""
    made = form.form(WALK_IN, fields, {}, links=links, back="/dashboard/queue", row={"id": None})
    made.children = [
        *made.children[:-1],
        html.P(
            ["Not registered yet? ", html.A("New patient", href="/dashboard/patients/new", className="link")],
            className="sm muted px-3",
        ),
    ]
    foot = [
        dbc.Button("Close", id=ids.part(WALK_IN, "close"), color="light"),
        dbc.Button("Take into the queue", id=ids.save(WALK_IN), color="primary"),
    ]
    return dbc.Modal(
        [dbc.ModalHeader(dbc.ModalTitle("Walk-in")), dbc.ModalBody(made, class_name="p-0"), dbc.ModalFooter(foot)],
        id=DIALOG,
        is_open=False,
        centered=True,
        size="lg",
        backdrop="static",
        keyboard=False,  # Escape closes an open list first; what was typed must stay
    )


def drawing(board: Any, zone: str, collect: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The board as the browser draws it; `board` as the queue gives it, `collect` the visits that are done and not billed."""
    shown = {name: getattr(board, name) for name, _ in COLUMNS}
    shown["done"] = sorted(board.done, key=lambda ticket: ticket.id not in collect)  # who has not paid yet stays in sight
    columns = {name: [_ticket(t) for t in tickets[: SHOWN.get(name)]] for name, tickets in shown.items()}
    counts = {name: len(getattr(board, name)) for name, _ in COLUMNS}
    by_doctor = [{"name": name, "waiting": n, "minutes": m} for name, n, m in board.by_doctor()]
    return {
        "columns": columns,
        "counts": counts,
        "by_doctor": by_doctor,
        "collect": sorted(collect),
        "now": int(clock.now().timestamp() * 1000),
        "sub": subtitle(board),
        "zone": zone,
    }


def _ticket(ticket: Any) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "version": ticket.version,
        "number": ticket.number,
        "patient": ticket.patient,
        "doctor": ticket.doctor,
        "room": ticket.room,
        "due": ticket.due,
        "began": int(ticket.began.timestamp() * 1000),
        "since": ticket.since,
        "duration": ticket.duration,
        "walk_in": ticket.walk_in,
        "first": ticket.is_priority,
        "may": list(ticket.may),
    }


def subtitle(board: Any) -> str:
    """Such as "7 waiting, longest 38 minutes. Median wait today 14 minutes, 29 seen"."""
    here = len(board.waiting) + len(board.called)
    first = f"{here} waiting, longest {board.longest} minutes" if here else "Nobody is waiting"
    seen = (
        f"Median wait today {board.median} minutes, {len(board.done)} seen"
        if board.median is not None
        else "Nobody was seen yet today"
    )
    return f"{first}. {seen}."


__all__ = ["drawing", "page", "subtitle", "walk_in_dialog"]
