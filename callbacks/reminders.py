"""The list of those to remind, and what a tap does."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from dash import ALL, Input, Output, State, callback, ctx, no_update
from flask import abort

from callbacks.auth import actor, permission
from callbacks.presses import pressed
from components import ids, reminders
from data.core.errors import Refused
from data.rules import reminders as rules
from data.store import mail


def _listed(day: Any, *, live: bool) -> Any:
    try:
        wanted = date.fromisoformat(str(day))
    except ValueError:
        abort(400)
    return reminders.listed(rules.due(actor(), wanted, live=live), actor().zone, has_mail=mail.is_ready())


@callback(Output(reminders.LIST, "children"), Input(reminders.DAY, "data"), Input(ids.LIVE, "data"))
@permission("appointments.step")
def show(day: Any, _live: Any) -> Any:
    """Who is to be reminded, and who was."""
    return _listed(day, live=ctx.triggered_id == ids.LIVE)


@callback(
    Output(reminders.LIST, "children", allow_duplicate=True),
    Output(ids.TOAST, "data", allow_duplicate=True),
    Input({"type": reminders.ACT, "way": ALL, "visit": ALL}, "n_clicks"),
    State(reminders.DAY, "data"),
    prevent_initial_call=True,
)
@permission("appointments.step")
def remind(_clicks: Any, day: Any) -> Any:
    """A message was opened, or is to be sent."""
    which = pressed()
    if not which:
        return no_update, no_update
    toast: Any = no_update
    try:
        act = rules.whatsapp_opened if which.get("way") == rules.WHATSAPP else rules.send_email
        act(actor(), which.get("visit"))
    except Refused as refused:
        toast = {"text": refused.message, "tone": "clay", "n": uuid4().hex}
    return _listed(day, live=True), toast


@callback(
    Output(reminders.LIST, "children", allow_duplicate=True),
    Output(ids.TOAST, "data", allow_duplicate=True),
    Input(reminders.ALL_MAIL, "n_clicks"),
    State(reminders.DAY, "data"),
    prevent_initial_call=True,
)
@permission("appointments.step")
def remind_all(clicks: Any, day: Any) -> Any:
    """An e-mail to everybody who has an address and was not written to yet."""
    if not clicks:
        return no_update, no_update
    try:
        wanted = date.fromisoformat(str(day))
    except ValueError:
        abort(400)
    open_ones = [
        d for d in rules.due(actor(), wanted, live=True)
        if d.email and not d.why_not and d.states.get(rules.EMAIL, None) is None
    ]  # fmt: skip
    sent, refusal = 0, ""
    for due in open_ones:
        try:
            rules.send_email(actor(), due.id)
            sent += 1
        except Refused as refused:
            refusal = refused.message
    told = f"{sent} of {len(open_ones)} e-mails sent. {refusal}".strip() if open_ones else "Nobody is left to write to."
    return _listed(day, live=True), {"text": told, "tone": "clay" if refusal else "leaf", "n": f"mail{clicks}{sent}"}
