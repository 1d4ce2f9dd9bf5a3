"""Looking through the catalogue, putting into the cart; a maker's batches and rates."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from dash import ALL, Input, Output, State, callback, no_update

from callbacks.auth import actor, permission
from callbacks.presses import pressed
from components import form, ids, products, values
from data.core.errors import Refused
from data.rules import carts, product_batches, product_rates

GO = Output(ids.LOCATION, "href", allow_duplicate=True)


@callback(
    output=GO,
    inputs={"search": Input(products.SEARCH, "value"), "chosen": {f: Input(products.facet(f), "value") for f in products.FACETS}},
    state={"query": State(ids.part(products.NOUN, "query"), "data")},
    prevent_initial_call=True,
)
@permission("products.list")
def narrow(search: Any, chosen: dict[str, Any], query: Any) -> Any:
    """The address follows what was typed and chosen."""
    wanted = {name: value for name, value in {"search": search, **chosen}.items() if isinstance(value, str) and value}
    return no_update if wanted == query else products.address(wanted)


@callback(
    Output(ids.TOAST, "data", allow_duplicate=True),
    Input({"type": products.ADD, "product": ALL}, "n_clicks"),
    State({"type": products.PACKS, "product": ALL}, "value"),
    State({"type": products.PACKS, "product": ALL}, "id"),
    prevent_initial_call=True,
)
@permission("carts.create")
def add(_clicks: Any, packs: Any, places: Any) -> Any:
    """So many packs more in the cart."""
    asked = pressed()
    if not asked:
        return no_update
    typed = [p.get("product") if isinstance(p, dict) else None for p in places] if isinstance(places, list) else []
    if asked.get("product") not in typed or not isinstance(packs, list) or len(packs) != len(typed):
        return no_update
    total = carts.add(actor(), asked["product"], packs[typed.index(asked["product"])])
    return {"text": f"{values.count(total, 'pack')} in the cart.", "n": uuid4().hex}


def _keeper(prefix: str, error: str, fields: Any, do: Any) -> None:
    @callback(
        output={"go": GO, "error": Output(error, "children")},
        inputs={"clicks": Input(ids.part(prefix, "do"), "n_clicks")},
        state={
            "row": State(ids.row(products.NOUN), "data"),
            "typed": {f.name: State(ids.field(prefix, f.name), "value") for f in fields},
        },
        prevent_initial_call=True,
    )
    @permission("products.edit")
    def keep(clicks: Any, row: Any, typed: dict[str, Any]) -> Any:
        if not clicks or not isinstance(row, dict):
            return {"go": no_update, "error": no_update}
        try:
            do(actor(), row.get("id"), typed)
        except Refused as refused:
            return {"go": no_update, "error": form.sentence(refused.message)}
        return {"go": f"{products.PATH}/{row.get('id')}?after={uuid4().hex[:8]}", "error": []}


_keeper(products.BATCH, products.BATCH_ERROR, product_batches.FIELDS, product_batches.save_by_number)
_keeper(products.RATE, products.RATE_ERROR, product_rates.FIELDS, product_rates.propose)


@callback(
    GO,
    Input({"type": products.ACCEPT, "rate": ALL}, "n_clicks"),
    State(ids.row(products.NOUN), "data"),
    prevent_initial_call=True,
)
@permission("products.review")
def accept_rate(_clicks: Any, row: Any) -> Any:
    """The platform has compared it with the law."""
    asked = pressed()
    if not asked or not isinstance(row, dict):
        return no_update
    product_rates.accept(actor(), row.get("id"), asked.get("rate"))
    return f"{products.PATH}/{row.get('id')}?after={uuid4().hex[:8]}"
