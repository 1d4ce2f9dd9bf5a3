"""Offers follow the clock and what is saved; an answer books the slot or passes it on."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, callback, clientside_callback, ctx, no_update

from callbacks import people
from callbacks.auth import actor, permission
from components import ids, waiting_list
from data.core.errors import Refused
from data.rules import waiting_list as rules


@callback(Output(waiting_list.OFFERS, "children"), Input(waiting_list.OFFERS, "id"), Input(ids.LIVE, "data"))
@permission("waiting_list.list")
def show_offers(_self: Any, _live: Any) -> Any:
    """The open offers; those that lapsed have gone on to the next."""
    return waiting_list.offers(rules.offers(actor(), live=ctx.triggered_id == ids.LIVE), actor().zone)


clientside_callback(
    ClientsideFunction("buttons", "pressed"),
    Output(waiting_list.PRESSED, "data"),
    Input({"type": waiting_list.ACT, "do": ALL, "offer": ALL}, "n_clicks"),
    prevent_initial_call=True,
)


@callback(
    Output(waiting_list.OFFERS, "children", allow_duplicate=True),
    Output(ids.TOAST, "data", allow_duplicate=True),
    Input(waiting_list.PRESSED, "data"),
    prevent_initial_call=True,
)
@permission("waiting_list.edit")
def answer(which: Any) -> Any:
    """She comes, or she cannot."""
    if not isinstance(which, dict) or not which.get("offer"):
        return no_update, no_update
    toast = {"n": f"{which.get('offer')}{which.get('do')}{which.get('n')}"}
    try:
        if which.get("do") == "accept":
            rules.accept(actor(), which.get("offer"))
            toast |= {"text": "Booked.", "tone": "leaf"}
        else:
            rules.decline(actor(), which.get("offer"))
            toast |= {"text": "The slot goes on to the next in line."}
    except Refused as refused:
        toast |= {"text": refused.message, "tone": "clay"}
    return waiting_list.offers(rules.offers(actor(), live=True), actor().zone), toast


people.find(waiting_list.PATIENT)
