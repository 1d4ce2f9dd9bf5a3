"""When a doctor is free next."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, callback

from callbacks.auth import actor, permission
from components import doctors
from data.core import clock
from data.core.errors import NotFound
from data.rules.slot_finder import free_days

DAYS, SHOWN_DAYS, SHOWN = 14, 3, 6
LENGTH = 30


@callback(Output(doctors.FREE, "children"), Input(doctors.WHOSE, "data"))
@permission("appointments.create")
def show_free(whose: Any) -> Any:
    """The first free times of the next two weeks, for a visit of the usual length."""
    if not isinstance(whose, dict):
        return []
    who, doctor_id, minutes = actor(), str(whose.get("id")), whose.get("minutes")
    try:
        days = free_days(who, doctor_id, clock.today(who.zone), DAYS, minutes if minutes in range(5, 481) else LENGTH)
    except NotFound:
        return []
    found = [(d.day, [f"{clock.local(s, who.zone):%H:%M}" for s in d.starts[:SHOWN]]) for d in days if d.starts]
    return doctors.free(found[:SHOWN_DAYS], doctor_id)
