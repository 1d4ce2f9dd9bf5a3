"""The waiting list: who is asked right now, and everybody who waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from components import ids, shell, table, values
from components.words import link, name
from data.core.resource import Column, Resource

NOUN = "waiting_list"
OFFERS, ACT = ids.part(NOUN, "offers"), "offer-act"
PRESSED = ids.part(NOUN, "pressed")
PATIENT = ids.field(NOUN, "patient_id")


def page(
    resource: Resource,
    columns: tuple[Column, ...],
    query: Mapping[str, str],
    links: Mapping[str, list[tuple[str, str]]],
    *,
    may_create: bool,
) -> Any:
    """Open offers above the list."""
    made = table.page(resource, columns, query, may_create=may_create, may_export=False, links=links)
    made.children[1:1] = [html.Div(id=OFFERS, **{"aria-live": "polite"}), dcc.Store(id=PRESSED)]
    return made


def offers(found: list[Any], zone: str) -> Any:
    """Whom to ring now: the slot, until when it is held, and the two answers."""
    if not found:
        return []
    lines = [_offer(o, zone) for o in found]
    return html.Div(
        shell.card(
            values.count(len(found), "slot") + " to offer",
            html.Ul(lines, className="offers"),
            foot="Ring them. A slot nobody takes in time goes on to the next in line by itself.",
        ),
        className="mb-3",
    )


def _offer(offer: Any, zone: str) -> Any:
    phone = html.A(values.phone(offer.phone), href=f"tel:{offer.phone}") if offer.phone else "No phone"
    who = html.Div(
        [
            link(name(offer.patient, html.B), f"/dashboard/waiting-list/{offer.entry_id}"),
            html.Span([phone, f", waits since {values.instant(offer.waits_since, zone)}"], className="sm muted d-block"),
        ]
    )
    slot = html.Div(
        [
            html.B(values.instant(offer.starts_at, zone)),
            html.Span(f"{offer.doctor}, held until {values.clock_time(offer.expires_at, zone)}", className="sm muted d-block"),
        ]
    )
    buttons = html.Div(
        [
            _button("She comes", "accept", offer, "check-lg", "btn-primary"),
            _button("Cannot", "decline", offer, "x-lg", "btn-light"),
        ],
        className="d-flex gap-2",
    )
    return html.Li([who, slot, buttons])


def _button(text: str, act: str, offer: Any, sign: str, tone: str) -> Any:
    return html.Button(
        [html.I(className=f"bi bi-{sign}", **{"aria-hidden": "true"}), text],
        id={"type": ACT, "do": act, "offer": str(offer.id)},
        className=f"btn {tone}",
        type="button",
        **{"aria-label": f"{text}: {offer.patient}"},
    )
