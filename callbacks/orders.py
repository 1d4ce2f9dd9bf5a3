"""Sending, closing, counting and ordering again."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, no_update

from callbacks.auth import actor, permission
from components import cart, folded_form, form, ids, orders
from data.core.errors import Refused
from data.rules import carts, receiving, returns, shipping

GO = Output(ids.LOCATION, "href", allow_duplicate=True)


def _row_id(row: Any) -> Any:
    return row.get("id") if isinstance(row, dict) else None


@callback(
    output={"go": GO, "error": Output(orders.SHIP_ERROR, "children")},
    inputs={"clicks": Input(ids.part(orders.SHIP, "do"), "n_clicks")},
    state={
        "row": State(ids.row(orders.NOUN), "data"),
        "picks": State(orders.PICKS, "data"),
        "packs": State({"type": orders.PACKS, "place": ALL}, "value"),
        "typed": {f.name: State(ids.field(orders.SHIP, f.name), "value") for f in shipping.FIELDS},
    },
    prevent_initial_call=True,
)
@permission("orders.step")
def ship(clicks: Any, row: Any, picks: Any, packs: Any, typed: dict[str, Any]) -> Any:
    """The typed packs leave together."""
    if not clicks or not isinstance(picks, list) or not isinstance(packs, list):
        return {"go": no_update, "error": no_update}
    try:
        parts = [{**pick, "quantity": typed_packs or "0"} for pick, typed_packs in zip(picks, packs, strict=False)]
        made = shipping.ship(actor(), _row_id(row), shipping.packed(parts), typed)
    except (Refused, TypeError) as refused:
        return {"go": no_update, "error": form.sentence(getattr(refused, "message", "These parts cannot be read."))}
    return {"go": f"{orders.PATH}/{_row_id(row)}?after={made}", "error": []}


@callback(
    output={"go": GO, "error": Output(orders.CLOSE_ERROR, "children")},
    inputs={"clicks": Input(ids.part(orders.CLOSE, "do"), "n_clicks")},
    state={
        "row": State(ids.row(orders.NOUN), "data"),
        "code": State(ids.field(orders.CLOSE, "reason_code"), "value"),
        "words": State(ids.field(orders.CLOSE, "reason"), "value"),
    },
    prevent_initial_call=True,
)
@permission("orders.step")
def close(clicks: Any, row: Any, code: Any, words: Any) -> Any:
    """What is left will not be sent."""
    if not clicks:
        return {"go": no_update, "error": no_update}
    try:
        shipping.close_remainder(actor(), _row_id(row), {"reason_code": code, "reason": words})
    except Refused as refused:
        return {"go": no_update, "error": form.sentence(refused.message)}
    return {"go": f"{orders.PATH}/{_row_id(row)}?after=closed", "error": []}


@callback(
    output={"go": GO, "error": Output(orders.COUNT_ERROR, "children")},
    inputs={"clicks": Input(orders.COUNTED, "n_clicks")},
    state={
        "parcel": State(orders.PARCEL, "data"),
        "typed": {f.name: State({"type": orders.COUNT, "place": ALL, "what": f.name}, "value") for f in receiving.COUNTS},
    },
    prevent_initial_call=True,
)
@permission("orders.receive")
def count(clicks: Any, parcel: Any, typed: dict[str, Any]) -> Any:
    """The receipt is posted as it was counted."""
    if not clicks or not isinstance(parcel, dict) or not isinstance(parcel.get("lines"), list):
        return {"go": no_update, "error": no_update}
    columns = {name: found if isinstance(found, list) else [] for name, found in typed.items()}
    raw = {
        str(line): {name: (found[n] if n < len(found) else None) for name, found in columns.items()}
        for n, line in enumerate(parcel["lines"])
    }
    try:
        receiving.receive(actor(), parcel.get("id"), raw)
    except Refused as refused:
        return {"go": no_update, "error": form.sentence(refused.message)}
    return {"go": orders.PATH, "error": []}


@callback(
    output={"go": GO, "error": Output(folded_form.error(orders.BACK), "children")},
    inputs={"clicks": Input(folded_form.do(orders.BACK), "n_clicks")},
    state={
        "row": State(ids.row(orders.NOUN), "data"),
        "line": State(folded_form.which(orders.BACK), "value"),
        "key": State(ids.nonce(orders.BACK), "data"),
        "typed": {f.name: State(ids.field(orders.BACK, f.name), "value") for f in orders.BACK_FIELDS},
    },
    prevent_initial_call=True,
)
@permission("returns.create")
def send_back(clicks: Any, row: Any, line: Any, key: Any, typed: dict[str, Any]) -> Any:
    """So many packs are to go back; why not is said beside the button."""
    if not clicks:
        return {"go": no_update, "error": no_update}
    try:
        made = returns.request(actor(), line, typed, key=key if isinstance(key, str) else None)
    except Refused as refused:
        return {"go": no_update, "error": form.sentence(refused.message)}
    return {"go": f"{orders.PATH}/{_row_id(row)}?after={made}", "error": []}


@callback(
    output={"go": GO, "told": Output(orders.TOLD, "children")},
    inputs={"clicks": Input(orders.REORDER, "n_clicks")},
    state={"row": State(ids.row(orders.NOUN), "data")},
    prevent_initial_call=True,
)
@permission("orders.reorder")
def again(clicks: Any, row: Any) -> Any:
    """Into the cart at today's prices; what could not go in is named there and then."""
    if not clicks:
        return {"go": no_update, "told": no_update}
    left_out = carts.reorder(actor(), _row_id(row))
    if not left_out:
        return {"go": cart.PATH, "told": []}
    return {"go": no_update, "told": cart.left_out([entry.sentence for entry in left_out])}
