"""What is handed out now, and what was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import folded_form, ids, shell, values
from components.words import name
from data.core.resource import Field

NOUN = "prescriptions"
GIVEN = ids.part(NOUN, "given")
DISPENSE, DISPENSE_ERROR, DISPENSE_KEY = (
    ids.part(NOUN, "dispense"),
    ids.part(NOUN, "dispense-error"),
    ids.part(NOUN, "dispense-key"),
)
BACK = ids.part(NOUN, "back")
BACK_REASON = Field("reason", required=True, max_length=300, width=6, hint="Unopened, or handed out by mistake.")
BOXES = {"quantity": "Quantity", "batch_number": "Batch", "expires_on": "Expiry", "override_reason": "Reason"}


def box(part: str, item_id: Any) -> dict[str, str]:
    """One input of one line that is handed out; a pattern, for there are as many as the prescription has lines."""
    return {"type": f"rx-{part}", "item": str(item_id)}


def now(lines: list[Any], shelf: Mapping[str, Any]) -> Any:
    """What is handed out now: the rest of each line unless less is typed, of the batch on the shelf that expires first."""
    waiting = [line for line in lines if line["left"]]
    heads = ("Medicine", "Quantity", "Batch", "Expiry")
    rows = [part for line in waiting for part in _handed(line, shelf.get(str(line["id"])))]
    table = html.Table([html.Thead(html.Tr([html.Th(h, scope="col") for h in heads])), html.Tbody(rows)], className="t dispense")
    foot = html.Div(
        [
            html.Div(id=DISPENSE_ERROR, role="alert", className="field-error"),
            shell.button("Dispense", DISPENSE, "bag-check", "primary"),
        ],
        className="d-flex gap-3 align-items-center justify-content-end mt-2",
    )
    return shell.card(
        "Dispense",
        html.Div([dcc.Store(id=DISPENSE_KEY, data=_key()), table, foot]),
        aside=html.Span("Empty a quantity to leave it for later", className="sm muted d-d"),
    )


def _key() -> str:
    return str(uuid4())


def _handed(line: Mapping[str, Any], offer: Any) -> list[Any]:
    item, called = line["id"], line["medicine_name"]
    first = offer.batches[0] if offer and offer.batches else None
    batches = html.Datalist([html.Option(value=number) for number in _numbers(offer)], id=f"rx-batches-{item}") if first else None
    cells = [
        html.Td(
            [
                name(called, html.B),
                html.Span(f" {line['left']} left of {line['amount']}", className="muted sm d-block"),
                _on_the_shelf(offer),
            ]
        ),
        html.Td(_box("quantity", item, called, value=str(line["left"]), inputMode="numeric"), className="q"),
        html.Td(
            [_box("batch_number", item, called, **({"value": first[0], "list": f"rx-batches-{item}"} if first else {})), batches]
        ),
        html.Td(_box("expires_on", item, called, type="date", **({"value": first[1].isoformat()} if first else {}))),
    ]
    has_choice = offer is not None and len(offer.batches) > 1
    if not line.get("caution") and not has_choice:
        return [html.Tr(cells)]
    said = html.P(line["caution"], className="rx-caution") if line.get("caution") else None
    why = html.P("A batch that expires later needs a reason.", className="sm muted mb-0") if has_choice else None
    reason = html.Div([said, why, _box("override_reason", item, called)], className="rx-says" if said else "")
    return [html.Tr(cells), html.Tr(html.Td(reason, colSpan=4))]


def _numbers(offer: Any) -> list[str]:
    return [number for number, _, _ in offer.batches] if offer else []


def _on_the_shelf(offer: Any) -> Any:
    """Which batches there are, first to expire first; nothing of a medicine the clinic does not keep."""
    if offer is None:
        return None
    if not offer.batches:
        return html.Span("None on the shelf that is good to use", className="sm clay-t d-block")
    inside = "; ".join(f"{number}: {units}, until {values.day(until)}" for number, until, units in offer.batches)
    return html.Span(f"On the shelf {offer.there} {offer.unit}. {inside}", className="sm d-block")


def _box(part: str, item: Any, called: str, **more: Any) -> Any:
    made = dbc.Input(id=box(part, item), **({"type": "text", "autoComplete": "off"} | more))
    return html.Div(
        [
            html.Span(BOXES[part], className="sm muted d-m" if part != "override_reason" else "sm", **{"aria-hidden": "true"}),
            made,
        ],
        **{"data-label": f"{BOXES[part]}: {called}"},
    )


def given(found: list[Any], zone: str, *, may_take_back: bool = False) -> Any:
    """What was handed out so far, newest first; what came from the shelf can go back there."""
    if not found:
        return []
    rows = [
        html.Tr(
            [
                html.Td(values.instant(one.at, zone), className="nowrap"),
                html.Td(
                    [
                        name(one.medicine, html.B),
                        html.Span(f"Given because: {one.reason}", className="sm") if one.reason else None,
                        html.Span("Taken back", className="chip line ms-2") if one.came_back else None,
                    ]
                ),
                html.Td(one.amount, className="num nowrap"),
                html.Td(
                    ", ".join(
                        p for p in (one.batch_number, f"expires {values.day(one.expires_on)}" if one.expires_on else "") if p
                    )
                    or values.DASH
                ),
                html.Td(one.who),
            ]
        )
        for one in found
    ]
    heads = (("When", ""), ("Medicine", ""), ("Quantity", "num"), ("Batch", ""), ("By", ""))
    table = html.Table(
        [html.Thead(html.Tr([html.Th(h, className=c or None, scope="col") for h, c in heads])), html.Tbody(rows)],
        className="t rx-read",
    )
    shown = html.Div(table, className="overflow-x-auto", tabIndex="0", role="region", **{"aria-label": "Handed out so far"})
    can_go = [one for one in found if may_take_back and one.may_come_back]
    return shell.card("Handed out", html.Div([shown, _take_back(can_go, zone)]) if can_go else shown)


def _take_back(found: list[Any], zone: str) -> Any:
    """One handing out is chosen and goes back whole."""
    options = [(str(one.id), f"{one.medicine}, {one.amount}, {values.instant(one.at, zone)}") for one in found]
    about = "It lies on the shelf again in its batch, and the prescription has it left to hand out."
    return folded_form.page(
        BACK, "Take something back", about, ("Which", options), [BACK_REASON], ("Take it back", "arrow-return-left")
    )
