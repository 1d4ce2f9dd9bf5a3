"""The sheet of a stock take, and what makers called back with the patients it reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import ids, shell, values
from components.stock import NOUN, PATH, RECALLS_PATH, WIDE, framed, heads, units
from components.words import link, name

SEEN, POST, REASON, COUNT_ERROR = (ids.part(NOUN, word) for word in ("seen", "post", "why", "count-error"))
COUNTED = "stock-counted"


def counted(batch_id: Any) -> dict[str, str]:
    """The box for one batch of a count."""
    return {"type": COUNTED, "batch": str(batch_id)}


def sheet(levels: Sequence[Any]) -> Any:
    """Every batch with a box; what is left empty stays as it is."""
    crumbs = [("Stock", PATH), ("Count", "")]
    if not levels:
        return html.Div([shell.head("Stock take", "", [], crumbs), html.Section(shell.empty("Nothing to count", "There is no batch on your shelves.", [], "clipboard-check"), className="card-a")])  # fmt: skip
    batches = [(one, batch) for one in levels for batch in one.batches if batch.quantity_on_hand]
    rows = [
        html.Tr(
            [
                html.Td(
                    [
                        name(one.item.item_name),
                        html.Div(f"{batch.batch_number}, until {values.day(batch.expires_on)}", className="sm muted"),
                        html.Div(units(batch.quantity_on_hand, one.item.base_unit), className="sm d-md-none"),
                    ]
                ),
                html.Td(units(batch.quantity_on_hand, one.item.base_unit), className=WIDE),
                html.Td(
                    html.Div(
                        dbc.Input(id=counted(batch.id), type="text", inputMode="numeric", autoComplete="off"),
                        **{"data-label": f"Counted: {one.item.item_name}, batch {batch.batch_number}"},
                    ),
                    className="num",
                ),
            ]
        )
        for one, batch in batches
    ]
    columns = heads(("Item and batch", ""), ("On the list", WIDE), ("Counted", "num"))
    foot = html.Div(
        [
            html.Div(id=COUNT_ERROR, role="alert", className="field-error"),
            html.Div(
                [html.Label("Remark", htmlFor=REASON, className="sm"), dbc.Input(id=REASON, type="text", autoComplete="off")]
            ),
            shell.button("Post the count", POST, "check-lg", "primary"),
        ],
        className="d-flex flex-wrap gap-3 align-items-end justify-content-end mt-2",
    )
    return html.Div(
        [
            dcc.Store(id=SEEN, data={str(batch.id): batch.quantity_on_hand for _, batch in batches}),
            shell.head("Stock take", "Leave empty what you did not count; differences become corrections", [], crumbs),
            html.Section(html.Div([framed(html.Table([columns, html.Tbody(rows)], className="t")), foot], className="in"), className="card-a"),
        ]
    )  # fmt: skip


# --- recalls ---


def recalls(found: Sequence[Any], *, of_platform: bool, may_trace: bool) -> Any:
    """Batches under recall, with what is left of them and what went out."""
    head = shell.head("Recalls", "Batches that are not handed out any more", [], [("Stock", PATH), ("Recalls", "")])
    if not found:
        return html.Div([head, html.Section(shell.empty("Nothing was called back", "When a maker recalls a batch you hold, it stands here.", [], "shield-check"), className="card-a")])  # fmt: skip
    rows = [
        html.Tr(
            [
                *([html.Td(one.clinic_name)] if of_platform else []),
                html.Td(link(name(one.item_name), f"{PATH}/{one.item_id}", className="who")),
                html.Td([html.B(one.batch_number), html.Div(f"until {values.day(one.expires_on)}", className="sm muted")]),
                html.Td(units(one.on_hand, one.unit), className="num nowrap"),
                html.Td(units(one.handed_out, one.unit), className="num nowrap"),
                *([html.Td(link("Who got it", f"{RECALLS_PATH}/{one.batch_id}"))] if may_trace else []),
            ]
        )
        for one in found
    ]
    columns = heads(
        *([("Clinic", "")] if of_platform else []), ("Item", ""), ("Batch", ""), ("On hand", "num"), ("Handed out", "num"), *([("Patients", "")] if may_trace else [])
    )  # fmt: skip
    return html.Div(
        [
            head,
            html.Section(
                html.Div(framed(html.Table([columns, html.Tbody(rows)], className="t")), className="in"), className="card-a"
            ),
        ]
    )


def reached(held: Any, found: Sequence[Any], zone: str) -> Any:
    """The patients who got a batch, to be called."""
    head = shell.head(
        [name(held.item_name), f", batch {held.batch_number}"],
        f"{units(held.handed_out, held.unit)} handed out, {units(held.on_hand, held.unit)} on hand",
        [], [("Stock", PATH), ("Recalls", RECALLS_PATH), (held.batch_number, "")],
    )  # fmt: skip
    if not found:
        return html.Div([head, html.Section(shell.empty("No patient got it", "Nothing of this batch was dispensed.", [], "person-check"), className="card-a")])  # fmt: skip
    rows = [
        html.Tr(
            [
                html.Td([name(one.patient_name, html.B), html.Div(one.patient_code, className="sm muted")]),
                html.Td(one.phone or values.DASH, className="nowrap"),
                html.Td(link(one.prescription_number, f"/dashboard/prescriptions/{one.prescription_id}")),
                html.Td(values.instant(one.at, zone), className="nowrap"),
                html.Td(units(one.units, held.unit), className="num nowrap"),
            ]
        )
        for one in found
    ]
    columns = heads(("Patient", ""), ("Phone", ""), ("Prescription", ""), ("When", ""), ("Quantity", "num"))
    return html.Div(
        [
            head,
            html.Section(
                html.Div(framed(html.Table([columns, html.Tbody(rows)], className="t")), className="in"), className="card-a"
            ),
        ]
    )
