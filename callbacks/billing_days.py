"""Answers to discounts that wait; a cashier's day counted, closed and opened again."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, no_update
from flask import abort

from callbacks.auth import actor, permission
from callbacks.presses import pressed
from components import billing_approvals, billing_days, billing_unbilled, form, ids, till_glance
from data.core.errors import Invalid, Refused
from data.core.ledger_sums import TENDERS
from data.core.money import to_paise
from data.rules import bill_approvals, bill_charges, ledger_days
from data.store import read, write
from data.store.charges import MOST

DAYS, ASKS = billing_days.NOUN, billing_approvals
GO = Output(ids.LOCATION, "href", allow_duplicate=True)
clientside_callback(
    ClientsideFunction("figures", "day"),
    Output(ids.LOCATION, "search", allow_duplicate=True),
    Input(ids.part(DAYS, "choose", "day"), "value"),
    Input(ids.part(DAYS, "choose", "user"), "value"),
    State(billing_days.ASKED, "data"),
    prevent_initial_call=True,
)


# --- approvals ---


@callback(
    Output(ASKS.LIST, "children"),
    Output(ASKS.SHOWN, "data"),
    Output(ASKS.SAID, "children"),
    Input({"type": ASKS.ACT, "do": ALL, "bill": ALL}, "n_clicks"),
    State({"type": ASKS.WHY, "bill": ALL}, "value"),
    State({"type": ASKS.WHY, "bill": ALL}, "id"),
    prevent_initial_call=True,
)
@permission("patient_bills.approve")
def answer(_clicks: Any, typed: Any, boxes: Any) -> Any:
    """Yes, or no with the reason typed beside it."""
    which = pressed()
    if not which:
        return no_update, no_update, no_update
    if not isinstance(typed, list) or not isinstance(boxes, list) or len(typed) != len(boxes):
        abort(400)
    reasons = {str(box.get("bill")): str(text or "") for box, text in zip(boxes, typed, strict=True)}
    bill, act = str(which.get("bill")), "approve" if which.get("do") == "approve" else "refuse"
    try:
        write.step("patient_bills", actor(), bill, act, {"reason": reasons.get(bill, "")} if act == "refuse" else {})
    except Refused as refused:
        return no_update, no_update, ASKS.said(refused.message, is_refused=True)
    found = bill_approvals.waiting(actor())
    word = "The discount stands." if act == "approve" else "The discount was refused; the draft says why."
    return ASKS.listed(found, actor().zone), ASKS.key_of(found), ASKS.said(word)


@callback(
    Output(ASKS.LIST, "children", allow_duplicate=True),
    Output(ASKS.SHOWN, "data", allow_duplicate=True),
    Input(ids.LIVE, "data"),
    State(ASKS.SHOWN, "data"),
    prevent_initial_call=True,
)
@permission("patient_bills.approve")
def follow(_live: Any, shown: Any) -> Any:
    """What came or went meanwhile; a reason half typed stays while nothing did."""
    found = bill_approvals.waiting(actor(), live=True)
    if ASKS.key_of(found) == shown:
        return no_update, no_update
    return ASKS.listed(found, actor().zone), ASKS.key_of(found)


@callback(
    Output(billing_unbilled.LIST, "children"),
    Input(ids.LIVE, "data"),
    State(ids.LOCATION, "search"),
    prevent_initial_call=True,
)
@permission("patient_bills.create")
def follow_work(_live: Any, search: Any) -> Any:
    """Work that was billed meanwhile goes, what was done meanwhile comes."""
    doctor = search.partition("doctor_id=")[2].partition("&")[0] if isinstance(search, str) else ""
    found = [one for one in bill_charges.unbilled(actor(), live=True) if not doctor or str(one.charge.doctor_id) == doctor]
    return billing_unbilled.listed(found, MOST)


# --- the day ---


@callback(
    output={
        "off": {name: Output(ids.part(DAYS, "off", name), "children") for name in TENDERS},
        "sum": Output(billing_days.SUM, "children"),
    },
    inputs={name: Input(ids.field(DAYS, name), "value") for name in ("opening", *TENDERS)},
    state={"asked": State(billing_days.ASKED, "data")},
    prevent_initial_call=True,
)
@permission("ledger.list")
def count(asked: Any, opening: Any, **typed: Any) -> Any:
    """The difference while it is being counted."""
    day, user = _asked(asked)
    expected = ledger_days.sheet(actor(), day, user).expected
    off = billing_days.differences(_paise(opening), {name: _paise(typed[name]) for name in TENDERS}, expected)
    told = [paise for paise in off.values() if paise is not None]
    return {
        "off": {name: billing_days.difference(paise) for name, paise in off.items()},
        "sum": billing_days.difference(sum(told) if told else None),
    }


def _paise(text: Any) -> int | None:
    try:
        return to_paise(text) if isinstance(text, str) and text.strip() else None
    except ValueError:
        return None


@callback(
    output={
        "errors": {name: Output(ids.error(DAYS, name), "children") for name in billing_days.ERRORS},
        "go": GO,
        "toast": Output(ids.TOAST, "data", allow_duplicate=True),
    },
    inputs={"clicks": Input(billing_days.CLOSE, "n_clicks")},
    state={
        "typed": {name: State(ids.field(DAYS, name), "value") for name in billing_days.TYPED},
        "asked": State(billing_days.ASKED, "data"),
    },
    prevent_initial_call=True,
)
@permission("ledger.list")
def close(clicks: Any, typed: Any, asked: Any) -> Any:
    """Close the day, or say beside the field what is missing."""
    if not clicks:
        return {"errors": dict.fromkeys(billing_days.ERRORS, no_update), "go": no_update, "toast": no_update}
    day, user = _asked(asked)
    given = {name: value if isinstance(value, str) else "" for name, value in typed.items()}
    try:
        closing = ledger_days.close(
            actor(), {name: text or ("0" if name in TENDERS else text) for name, text in given.items()}, day, user
        )
    except Refused as refused:
        errors = refused.errors if isinstance(refused, Invalid) else {"business_day": refused.message}
        told = {name: form.sentence(errors.get(name)) for name in billing_days.ERRORS}
        return {"errors": told, "go": no_update, "toast": no_update}
    return {
        "errors": {name: [] for name in billing_days.ERRORS},
        "go": f"{billing_days.address(day, user)}&closed={closing}",  # an address of its own, so that the page is made anew
        "toast": {"text": "The day is closed.", "tone": "leaf", "n": f"{day}{user}"},
    }


@callback(
    Output(ids.error(DAYS, "reason"), "children"),
    GO,
    Input(billing_days.AGAIN, "n_clicks"),
    State(ids.field(DAYS, "reason"), "value"),
    State(billing_days.ASKED, "data"),
    prevent_initial_call=True,
)
@permission("ledger.close-day")
def open_again(clicks: Any, reason: Any, asked: Any) -> Any:
    """The manager opens a closed day, with a reason."""
    if not clicks:
        return no_update, no_update
    day, user = _asked(asked)
    try:
        ledger_days.reopen(actor(), asked.get("closing"), reason if isinstance(reason, str) else "")
    except Refused as refused:
        return form.sentence(refused.message), no_update
    return [], f"{billing_days.address(day, user)}&opened={asked.get('closing')}"


def _asked(asked: Any) -> tuple[date, str]:
    if not isinstance(asked, dict):
        abort(400)
    try:
        return date.fromisoformat(str(asked.get("day"))), str(asked.get("user"))
    except ValueError:
        abort(400)


@callback(
    output=[Output(*leaf) for leaf in till_glance.leaves()], inputs={"_live": Input(ids.LIVE, "data")}, prevent_initial_call=True
)
@permission("ledger.close-own-day")
def till(_live: Any) -> Any:
    """The till's tiles on the cashier's home."""
    still_open = read.page("patient_bills", actor(), read.Query(filters={"status": "pending,partial"}, limit=1), live=True).total
    return till_glance.leaf_values(ledger_days.sheet(actor()), still_open, bill_charges.pieces(actor()))
