"""Searching the shelves, filling the cart with what is low, counting, adjusting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from dash import ALL, Input, Output, State, callback, ctx, no_update

from callbacks.auth import actor, permission
from components import cart, form, ids, stock_sheets
from components import stock as view
from data.core.errors import Refused
from data.core.resource import Field
from data.rules import stock, stock_reorder, stock_take

GO = Output(ids.LOCATION, "href", allow_duplicate=True)


def _row_id(row: Any) -> Any:
    return row.get("id") if isinstance(row, dict) else None


@callback(GO, Input(view.SEARCH, "value"), State(view.SHOW, "data"), prevent_initial_call=True)
@permission("stock.list")
def search(text: Any, show: Any) -> Any:
    """The list narrowed by what was typed; a box that was just drawn says what stands in the address and leads nowhere."""
    if not isinstance(text, str) or not isinstance(show, dict) or text.strip()[:80] == show.get("search"):
        return no_update
    return view.address(str(show.get("show") or ""), text.strip()[:80])


@callback(
    output={"go": GO, "told": Output(view.TOLD, "children")},
    inputs={"clicks": Input(view.REORDER, "n_clicks")},
    state={"row": State(ids.row(view.NOUN), "data", allow_optional=True)},
    prevent_initial_call=True,
)
@permission("carts.create")
def reorder(clicks: Any, row: Any) -> Any:
    """What is low, or the item that is shown, goes into the cart; what could not is named there and then."""
    if not clicks:
        return {"go": no_update, "told": no_update}
    try:
        left_out = stock_reorder.fill_cart(actor(), _row_id(row))
    except Refused as refused:
        return {"go": no_update, "told": form.sentence(refused.message)}
    if not left_out:
        return {"go": cart.PATH, "told": []}
    return {"go": no_update, "told": cart.left_out([entry.sentence for entry in left_out])}


@callback(
    output={"go": GO, "error": Output(stock_sheets.COUNT_ERROR, "children")},
    inputs={"clicks": Input(stock_sheets.POST, "n_clicks")},
    state={
        "seen": State(stock_sheets.SEEN, "data"),
        "reason": State(stock_sheets.REASON, "value"),
        "typed": State({"type": stock_sheets.COUNTED, "batch": ALL}, "value"),
        "names": State({"type": stock_sheets.COUNTED, "batch": ALL}, "id"),
    },
    prevent_initial_call=True,
)
@permission("stock.adjust")
def count(clicks: Any, seen: Any, reason: Any, typed: Any, names: Any) -> Any:
    """The count as it was typed, against what the sheet said."""
    if not clicks or not isinstance(seen, dict):
        return {"go": no_update, "error": no_update}
    pairs = zip(names, typed, strict=False) if isinstance(names, list) and isinstance(typed, list) else ()
    counted = {str(name.get("batch")): box for name, box in pairs if isinstance(name, dict)}
    raw = {batch: {"counted": box, "seen": seen.get(batch)} for batch, box in counted.items()}
    try:
        stock_take.count(actor(), raw, reason if isinstance(reason, str) else "")
    except Refused as refused:
        return {"go": no_update, "error": form.sentence(refused.message)}
    return {"go": view.PATH, "error": []}


Act = Callable[[Any, Any, dict[str, Any]], Any]


def dialog(what: str, fields: tuple[Field, ...], act: Act) -> None:
    """The dialog of an item: it opens, it is kept as it is, or the act is done with what was typed."""
    prefix = ids.part(view.NOUN, what)

    @callback(
        Output(ids.dialog(view.NOUN, what), "is_open"),
        Input(view.opener(what), "n_clicks"),
        Input(ids.part(prefix, "keep"), "n_clicks"),
        prevent_initial_call=True,
    )
    @permission("stock.adjust")
    def show(_open: Any, _keep: Any) -> Any:
        return ctx.triggered_id == view.opener(what)

    @callback(
        output={"go": GO, "error": Output(ids.error(prefix, "all"), "children")},
        inputs={"clicks": Input(ids.part(prefix, "do"), "n_clicks")},
        state={
            "row": State(ids.row(view.NOUN), "data"),
            "typed": {f.name: State(ids.field(prefix, f.name), "value") for f in fields},
        },
        prevent_initial_call=True,
    )
    @permission("stock.adjust")
    def do(clicks: Any, row: Any, typed: dict[str, Any]) -> Any:
        if not clicks:
            return {"go": no_update, "error": no_update}
        try:
            act(_row_id(row), typed.pop("batch_id", None), typed)
        except Refused as refused:
            return {"go": no_update, "error": form.sentence(refused.message)}
        return {"go": f"{view.PATH}/{_row_id(row)}?after={uuid4().hex[:8]}", "error": []}


BATCH = Field("batch_id", "choice", choices=("",))
dialog(view.ADJUST, (BATCH, *stock.ADJUSTED), lambda _item, batch, typed: stock.adjust(actor(), batch, typed))
dialog(view.ASIDE, (BATCH, *stock.SET_ASIDE), lambda _item, batch, typed: stock.set_aside(actor(), batch, typed))
dialog(view.PUT_IN, stock.PUT_IN, lambda item, _batch, typed: stock.put_in(actor(), item, typed))
