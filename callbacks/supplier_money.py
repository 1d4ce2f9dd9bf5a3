"""Recording a payment, opening a dispute, running the payouts."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from dash import ALL, Input, Output, State, callback, no_update

from callbacks.auth import actor, permission
from components import disputes, folded_form, form, ids, order_money, orders, payouts, values
from data.core.errors import Invalid, Refused
from data.rules import disputes as cases
from data.rules import order_payments
from data.rules import payouts as runs

GO = Output(ids.LOCATION, "href", allow_duplicate=True)


def _sentences(refused: Refused) -> Any:
    """Every sentence of a refusal, one a line."""
    found = list(dict.fromkeys(refused.errors.values())) if isinstance(refused, Invalid) else [refused.message]
    return form.sentences(found)


@callback(
    output={"go": GO, "error": Output(order_money.PAY_ERROR, "children")},
    inputs={"clicks": Input(ids.part(order_money.PAY, "do"), "n_clicks")},
    state={
        "row": State(ids.row(orders.NOUN), "data"),
        "typed": {f.name: State(ids.field(order_money.PAY, f.name), "value") for f in order_payments.FIELDS},
    },
    prevent_initial_call=True,
)
@permission("order_payments.create")
def record(clicks: Any, row: Any, typed: dict[str, Any]) -> Any:
    """What the clinic sent for the order."""
    if not clicks or not isinstance(row, dict):
        return {"go": no_update, "error": no_update}
    try:
        made = order_payments.submit(actor(), row.get("id"), typed)
    except Refused as refused:
        return {"go": no_update, "error": _sentences(refused)}
    return {"go": f"{orders.PATH}/{row.get('id')}?after={made}", "error": []}


@callback(
    output={"go": GO, "error": Output(disputes.RAISE_ERROR, "children")},
    inputs={"clicks": Input(ids.part(disputes.RAISE, "do"), "n_clicks")},
    state={
        "part": State(disputes.PART, "data"),
        "packs": State({"type": disputes.PACKS, "place": ALL}, "value"),
        "typed": {f.name: State(ids.field(disputes.RAISE, f.name), "value") for f in cases.FIELDS},
    },
    prevent_initial_call=True,
)
@permission("disputes.create")
def raise_one(clicks: Any, part: Any, packs: Any, typed: dict[str, Any]) -> Any:
    """A dispute about the typed packs."""
    if not clicks or not isinstance(part, dict) or not isinstance(part.get("lines"), list) or not isinstance(packs, list):
        return {"go": no_update, "error": no_update}
    wanted = {str(line): count for line, count in zip(part["lines"], packs, strict=False)}
    try:
        made = cases.open_case(actor(), part.get("id"), typed, wanted)
    except Refused as refused:
        return {"go": no_update, "error": _sentences(refused)}
    return {"go": f"{disputes.PATH}/{made}", "error": []}


@callback(
    Output(payouts.TOLD, "children"),
    Input(payouts.RUN, "n_clicks"),
    prevent_initial_call=True,
)
@permission("payouts.create")
def run(clicks: Any) -> Any:
    """Pay every manufacturer what is available."""
    if not clicks:
        return no_update
    made = len(runs.run(actor()))
    return f"{values.count(made, 'payout')} made. Reload the page to see the list." if made else "Nothing can be paid out today."


@callback(
    output={"go": GO, "error": Output(folded_form.error(payouts.ADJUST), "children")},
    inputs={"clicks": Input(folded_form.do(payouts.ADJUST), "n_clicks")},
    state={
        "whose": State(folded_form.which(payouts.ADJUST), "value"),
        "key": State(ids.nonce(payouts.ADJUST), "data"),
        "typed": {f.name: State(ids.field(payouts.ADJUST, f.name), "value") for f in payouts.ADJUSTMENT},
    },
    prevent_initial_call=True,
)
@permission("payouts.create")
def adjust(clicks: Any, whose: Any, key: Any, typed: dict[str, Any]) -> Any:
    """An entry by hand in a manufacturer's ledger."""
    if not clicks:
        return {"go": no_update, "error": no_update}
    try:
        runs.adjust(actor(), whose, typed, key=key if isinstance(key, str) else None)
    except Refused as refused:
        return {"go": no_update, "error": _sentences(refused)}
    return {"go": f"{payouts.PATH}?after={uuid4().hex[:8]}", "error": []}
