"""The slot finder: whom, with whom, when is it free; choosing fills the form in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dash import Input, Output, State, callback, ctx, no_update

from callbacks import people
from callbacks.auth import actor, permission
from callbacks.resources import save_form
from components import booking, ids
from data.core import clock
from data.core.errors import NotFound
from data.core.resource import resource
from data.rules.slot_finder import FreeDay, free_days
from data.store import read

NOUN = booking.NOUN
LENGTH, FOUND = 30, 20
FIRST_YEAR, LAST_YEAR = 1900, 2200

save_form(resource(NOUN))


people.find(ids.field(NOUN, "patient_id"))


@callback(Output(ids.part(NOUN, "patient"), "children"), Input(ids.field(NOUN, "patient_id"), "value"))
@permission("patients.view")
def show_patient(chosen: Any) -> Any:
    """The patient's card with her allergies."""
    if not isinstance(chosen, str) or not chosen:
        return []
    patient = read.get("patients", actor(), chosen)
    parts = [patient.get("code"), patient.get("age"), patient.get("gender"), booking.phone(patient.get("phone"))]
    return booking.patient_card(patient.label, ", ".join(str(p) for p in parts if p), patient.get("allergies"))


@callback(
    Output(ids.part(NOUN, "free"), "data"),
    Output(ids.part(NOUN, "day"), "options"),
    Output(ids.part(NOUN, "day"), "value"),
    inputs={
        "patient": Input(ids.field(NOUN, "patient_id"), "value", allow_optional=True),
        "doctor": Input(ids.field(NOUN, "doctor_id"), "value"),
        "minutes": Input(ids.field(NOUN, "duration"), "value"),
        "_later": Input(ids.part(NOUN, "later"), "n_clicks"),
        "_earlier": Input(ids.part(NOUN, "earlier"), "n_clicks"),
        "_live": Input(ids.LIVE, "data"),
    },
    state={
        "row": State(ids.row(NOUN), "data"),
        "found": State(ids.part(NOUN, "free"), "data"),
        "day": State(ids.part(NOUN, "day"), "value"),
        "typed": State(ids.field(NOUN, "appointment_date"), "value"),
    },
)
@permission("appointments.list")
def show_days(
    patient: Any, doctor: Any, minutes: Any, _later: Any, _earlier: Any, _live: Any, row: Any, found: Any, day: Any, typed: Any
) -> Any:
    """Two weeks of one doctor, from the day that is looked at."""
    first = _first_day(found, typed)
    if not doctor:
        return {"first": first.isoformat(), "days": []}, [], None
    moved = row if isinstance(row, dict) else {}
    length = int(minutes) if str(minutes).isdecimal() and 5 <= int(minutes) <= 480 else LENGTH  # noqa: PLR2004 - the limits of a visit
    try:
        days = [
            _as_text(d)
            for d in free_days(actor(), doctor, first, booking.DAYS, length, patient or moved.get("patient_id"), moved.get("id"))
        ]
    except NotFound:
        days = []
    open_days = [d["day"] for d in days if d["starts"]]
    chosen = next((d for d in (day, typed) if d in open_days), open_days[0] if open_days else None)
    return {"first": first.isoformat(), "days": days}, booking.day_options(days), chosen


def _first_day(found: Any, typed: Any) -> date:
    today = clock.today(actor().zone)
    shown = _day(found.get("first")) if isinstance(found, dict) else _day(typed)
    first = shown or today
    turn = {ids.part(NOUN, "later"): 1, ids.part(NOUN, "earlier"): -1}.get(str(ctx.triggered_id), 0)
    return max(today, first + turn * timedelta(days=booking.DAYS))


def _day(text: Any) -> date | None:
    try:
        found = date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return found if FIRST_YEAR < found.year < LAST_YEAR else None


def _as_text(free: FreeDay) -> dict[str, Any]:
    zone = actor().zone
    return {"day": free.day.isoformat(), "starts": [f"{clock.local(s, zone):%H:%M}" for s in free.starts], "note": free.note}


@callback(
    Output(ids.part(NOUN, "slot"), "options"),
    Output(ids.part(NOUN, "slot"), "value"),
    Output(ids.part(NOUN, "finder-note"), "children"),
    Input(ids.part(NOUN, "free"), "data"),
    Input(ids.part(NOUN, "day"), "value"),
    State(ids.field(NOUN, "doctor_id"), "value"),
    State(ids.field(NOUN, "appointment_date"), "value"),
    State(ids.field(NOUN, "appointment_time"), "value"),
)
@permission("appointments.list")
def show_slots(found: Any, day: Any, doctor: Any, typed_day: Any, typed_time: Any) -> Any:
    """The free times of the chosen day."""
    if not doctor or not isinstance(found, dict):
        return [], None, "Choose a doctor to see what is free."
    days = found.get("days")
    shown = next((d for d in days if isinstance(d, dict) and d.get("day") == day), {}) if isinstance(days, list) else {}
    starts = [str(s) for s in shown["starts"]] if isinstance(shown.get("starts"), list) else []
    chosen = str(typed_time)[:5] if day == typed_day and str(typed_time)[:5] in starts else None
    return booking.slot_options(starts), chosen, booking.note(day if starts and _day(day) else None, starts)


@callback(
    Output(ids.field(NOUN, "appointment_date"), "value"),
    Output(ids.field(NOUN, "appointment_time"), "value"),
    Input(ids.part(NOUN, "slot"), "value"),
    State(ids.part(NOUN, "day"), "value"),
    prevent_initial_call=True,
)
@permission("appointments.list")
def choose(start: Any, day: Any) -> Any:
    """A time was chosen: it stands in the form."""
    return (day, start) if start and day else (no_update, no_update)
