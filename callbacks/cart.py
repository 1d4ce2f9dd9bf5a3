"""Putting in, changing, choosing where it goes, ordering."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from dash import ALL, Input, Output, State, callback, ctx, no_update

from callbacks.auth import actor, permission
from components import cart, form, ids
from data.core.errors import Refused
from data.rules import carts, checkout, quick_orders

GO = Output(ids.LOCATION, "href", allow_duplicate=True)
TOAST = Output(ids.TOAST, "data", allow_duplicate=True)


def _anew(address: Any = None) -> str:
    """The cart's own address with a new query, so that it is computed anew."""
    to = f"&to={address}" if isinstance(address, str) and address else ""
    return f"{cart.PATH}?at={uuid4().hex[:8]}{to}"


@callback(
    GO,
    Input({"type": cart.QUANTITY, "product": ALL}, "value"),
    State(cart.ADDRESS, "value", allow_optional=True),  # boxes that go away with their page are heard of once more
    State(cart.SEEN, "data", allow_optional=True),
    prevent_initial_call=True,
)
@permission("carts.edit")
def change(_packs: Any, address: Any, seen: Any) -> Any:
    """Another number of packs; nothing takes the line out."""
    asked = ctx.triggered_id
    if not isinstance(asked, dict) or not ctx.triggered or ctx.triggered[0]["value"] is None:
        return no_update
    packs = ctx.triggered[0]["value"]
    # A box that has just been drawn reports its value too, which is no change.
    drawn = (_pairs(seen.get("seen")) if isinstance(seen, dict) else {}).get(str(asked.get("product")), [1])[0]
    if str(packs) == str(drawn):
        return no_update
    carts.change(actor(), asked.get("product"), packs)
    return _anew(address)


@callback(GO, Input(cart.ADDRESS, "value"), State(cart.SEEN, "data"), prevent_initial_call=True)
@permission("carts.preview")
def send_to(address: Any, seen: Any) -> Any:
    """Tax follows the state the goods go to."""
    if not isinstance(seen, dict) or not address or address == seen.get("address"):
        return no_update
    return _anew(address)


@callback(GO, Input(cart.CLEAR, "n_clicks"), prevent_initial_call=True)
@permission("carts.delete")
def clear(clicks: Any) -> Any:
    """Nothing is left in it."""
    if not clicks:
        return no_update
    carts.clear(actor())
    return _anew()


@callback(
    output={"go": GO, "error": Output(cart.ERROR, "children")},
    inputs={"clicks": Input(cart.ORDER, "n_clicks")},
    state={
        "seen": State(cart.SEEN, "data"),
        "address": State(cart.ADDRESS, "value"),
        "notes": State(cart.NOTES, "value"),
        "packs": State({"type": cart.QUANTITY, "product": ALL}, "value"),
        "places": State({"type": cart.QUANTITY, "product": ALL}, "id"),
    },
    prevent_initial_call=True,
)
@permission(None)
def order(clicks: Any, seen: Any, address: Any, notes: Any, packs: Any, places: Any) -> Any:
    """Exactly what was looked at, or why not."""
    if not clicks or not isinstance(seen, dict):
        return {"go": no_update, "error": no_update}
    looked_at = _pairs(seen.get("seen"))
    products = [p.get("product") if isinstance(p, dict) else None for p in places] if isinstance(places, list) else []
    typed = {str(k): v for k, v in zip(products, packs if isinstance(packs, list) else [], strict=False)}
    asked = checkout.Asked(
        address, str(seen.get("hash")), str(seen.get("key")), notes if isinstance(notes, str) else "", looked_at, typed
    )
    try:
        outcome = checkout.checkout(actor(), asked)
    except Refused as refused:
        return {"go": no_update, "error": form.sentence(refused.message)}
    return {"go": _anew(address) if outcome.waits_for_approval else "/dashboard/orders", "error": []}


@callback(
    output={
        "go": GO,
        "told": Output(cart.QUICK_TOLD, "children"),
        "left": Output(cart.QUICK_LINES, "value"),
        "key": Output(ids.nonce(cart.QUICK), "data"),
    },
    inputs={"clicks": Input(cart.QUICK_DO, "n_clicks")},
    state={"typed": State(cart.QUICK_LINES, "value"), "key": State(ids.nonce(cart.QUICK), "data")},
    prevent_initial_call=True,
)
@permission("carts.create")
def by_sku(clicks: Any, typed: Any, key: Any) -> Any:
    """What can be had goes in; the lines that cannot stay in the box, each with its reason."""
    answer = dict.fromkeys(("go", "told", "left", "key"), no_update)
    if not clicks:
        return answer
    try:
        count, left = quick_orders.put(actor(), typed if isinstance(typed, str) else "", key if isinstance(key, str) else None)
    except Refused as refused:
        return answer | {"told": form.sentence(refused.message)}
    if not left:
        return answer | {"go": _anew()}
    told = cart.left_out([line.fault for line in left], _anew()) if count else form.sentences(line.fault for line in left)
    return answer | {"told": told, "left": "\n".join(line.text for line in left), "key": str(uuid4())}


def _pairs(seen: Any) -> dict[str, list[int]]:
    """What the page remembers of prices; anything else counts as nothing."""
    if not isinstance(seen, dict):
        return {}
    whole = {k: v for k, v in seen.items() if isinstance(v, list) and len(v) == 3 and all(isinstance(n, int) for n in v)}  # noqa: PLR2004
    return whole if len(whole) == len(seen) else {}
