"""Break-glass: find by code or name, say why, open for an hour; and the list of who did."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import form, ids, shell, values
from components.words import link, name
from data.core.resource import Field

NOUN = "break-glass"
FOUND, WHO, FORM = ids.part(NOUN, "found"), ids.field(NOUN, "patient"), ids.part(NOUN, "form")
TYPED = ids.field(NOUN, "typed")
OPEN = ids.part(NOUN, "open")
REASON = Field(
    "reason", "longtext", required=True, max_length=300, width=6, hint="At least ten characters. The clinic manager reads it."
)
HEADS = ("When", "Doctor", "Patient", "Why", "Open until")


def page() -> Any:
    """The search; what is found and the reason follow."""
    return html.Div(
        [
            shell.head("Break-glass", "Open another doctor's patient for one hour"),
            shell.banner(
                "For an emergency. Who opens whom, when and why stands in the trail and on the manager's list.",
                "turm",
                "shield-exclamation",
            ),
            shell.card(
                "Find the patient",
                [
                    html.Label("Code or name", htmlFor=TYPED, className="form-label"),
                    dbc.Input(
                        id=TYPED, type="search", debounce=300, autoComplete="off", placeholder="P014 or the beginning of a name"
                    ),
                    html.Div(id=FOUND, className="mt-3", **{"aria-live": "polite"}),
                ],
            ),
        ],
        className="narrow d-grid gap-3",
    )


def found(cards: list[Any], typed: str) -> Any:
    """Who fits, as code, name, age and gender; nothing else before the glass is broken."""
    if not cards:
        return html.P("Nobody here has this code, or a name that begins so." if typed else "", className="muted mb-0")
    theirs = [c for c in cards if not c.is_mine]
    own = [_own(c) for c in cards if c.is_mine]
    if not theirs:
        return html.Div(own)
    options = [{"label": _said(c), "value": str(c.id)} for c in theirs]
    return html.Div(
        [
            *own,
            html.Fieldset(
                [
                    html.Legend("Whom do you open?"),
                    dbc.RadioItems(
                        id=WHO, options=options, value=options[0]["value"] if len(options) == 1 else None, className="people"
                    ),
                ]
            ),
            html.Div(form.labelled(NOUN, REASON, None, {}), className="frm mt-3"),
            html.Div(id=ids.error(NOUN, "all"), className="field-error"),
            dbc.Button("Open for one hour", id=OPEN, color="primary", className="mt-3"),
        ]
    )


def _said(card: Any) -> str:
    age = f"{card.age} y" if card.age is not None else ""
    return ", ".join(part for part in (card.name, card.code, age, card.gender) if part)


def _own(card: Any) -> Any:
    return html.P([link(_said(card), f"/dashboard/patients/{card.id}/records", "link"), " is open to you already."])


def openings(rows: list[Any], zone: str) -> Any:
    """Who opened whom, why, and from when until when."""
    count = values.count(len(rows), "opening") + (", the newest 500" if len(rows) >= 500 else "")  # noqa: PLR2004 - as many as are read
    if not rows:
        content = shell.empty(
            "Nobody was opened by break-glass",
            "When a doctor opens another doctor's patient, it stands here with the reason.",
            sign="shield-check",
        )
    else:
        head = html.Thead(html.Tr([html.Th(h, scope="col") for h in HEADS]))
        table = html.Table([head, html.Tbody([_row(r, zone) for r in rows])], className="t")
        content = html.Div(table, className="in", tabIndex="0", role="region", **{"aria-label": "Openings"})
    return html.Div([shell.head("Opened by break-glass", count), html.Section(content, className="card-a")])


def _row(row: Any, zone: str) -> Any:
    until = values.clock_time(row.expires_at, zone)
    return html.Tr(
        [
            html.Td(values.instant(row.opened_at, zone), className="nowrap"),
            html.Td(name(row.doctor)),
            html.Td(
                [link(name(row.patient), f"/dashboard/patients/{row.patient_id}"), html.Span(f" {row.code}", className="muted")]
            ),
            html.Td(name(row.reason), className="why"),
            html.Td(values.chip(f"Until {until}", "unlock", "turm") if row.is_open else until),
        ]
    )
