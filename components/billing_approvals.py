"""Discounts above a cap: yes, or no with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import ids, shell, values
from components.money_glance import BILLS
from components.words import icon, link, name
from data.core.money import rupees

NOUN = "approvals"
LIST, SHOWN, SAID = ids.part(NOUN, "list"), ids.part(NOUN, "shown"), ids.part(NOUN, "said")
ACT, WHY = "approval-act", "approval-why"


def page(found: Sequence[Any], zone: str) -> Any:
    """The drafts that wait for an answer."""
    crumbs = [("Billing", BILLS), ("Approvals", "")]
    return html.Div(
        [
            dcc.Store(id=SHOWN, data=key_of(found)),
            shell.head("Approvals", "Discounts above the cap of whoever gave them", None, crumbs),
            html.Div(id=SAID, **{"aria-live": "polite"}),
            html.Div(listed(found, zone), id=LIST),
        ]
    )


def key_of(found: Sequence[Any]) -> list[str]:
    """What decides whether the list is drawn anew: typed reasons stay while it is the same."""
    return [f"{one.id} {one.off} {one.gross}" for one in found]


def listed(found: Sequence[Any], zone: str) -> Any:
    """A sheet a draft."""
    if not found:
        text = "A discount above the cap of reception or pharmacy waits here until somebody says yes."
        return html.Section(shell.empty("Nothing waits for approval", text, sign="patch-check"), className="card-a")
    return html.Div([_one(one, zone) for one in found], className="g stack")


def _one(one: Any, zone: str) -> Any:
    facts = {
        "Charges": rupees(one.gross), "Taken off": f"{rupees(one.off)} ({values.percent(one.off / one.gross if one.gross else None)})",
        "To pay": rupees(one.total), "Why": one.reason or values.DASH, "Asked by": f"{one.who or 'Somebody'}, {values.instant(one.at, zone)}",
    }  # fmt: skip
    told = html.Dl([cell for term, text in facts.items() for cell in (html.Dt(term), html.Dd(text))], className="dl")
    box = dcc.Input(
        id={"type": WHY, "bill": str(one.id)}, type="text", className="form-control", autoComplete="off", maxLength=300
    )
    why = html.Label([html.Span("Reason, if it is refused", className="form-label d-block"), box], className="field d-block")
    buttons = html.Div(
        [_button("Approve", "approve", one, "check-lg", "btn-primary"), _button("Refuse", "refuse", one, "x-lg", "btn-light")],
        className="d-flex gap-2 mt-2",
    )
    title = html.Span([name(one.patient), f", {one.patient_code}"])
    aside = link(f"Draft of {values.day(one.day)}", f"{BILLS}/{one.id}")
    return html.Section(
        [
            html.Header([html.H2(title), html.Span(aside, className="sp")]),
            html.Div([told, html.Div([why, buttons], className="mt-3")], className="in"),
        ],
        className="card-a",
    )


def _button(text: str, act: str, one: Any, sign: str, tone: str) -> Any:
    return html.Button(
        [icon(sign), text, html.Span(f" the discount of {one.patient}", className="visually-hidden")],
        id={"type": ACT, "do": act, "bill": str(one.id)},
        className=f"btn {tone}",
        type="button",
    )


def said(text: str, *, is_refused: bool = False) -> Any:
    """What the last answer did, or why it did nothing."""
    return shell.banner(text, "clay" if is_refused else "mons", "exclamation-circle" if is_refused else "check-lg", role="status")
