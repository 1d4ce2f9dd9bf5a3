"""The visits that leave, a holiday or a departure hits."""

from __future__ import annotations

from typing import Any

from components import away, routes, schedule
from data.core import clock
from data.core.actor import Actor
from data.core.errors import NotFound
from data.store import hours, read


def layout(actor: Actor, query: dict[str, str], id: str) -> Any:
    """`?leave=` names closed time; without it all visits to come of a doctor who leaves."""
    doctor = read.get("doctors", actor, id, "list")
    leave = query.get("leave", "")
    if leave:
        row = next((e for e in hours.exceptions(actor, id, clock.today(actor.zone)) if str(e.id) == leave), None)
        if row is None:
            raise NotFound
        told = f"{schedule.KINDS[row.kind]}, {schedule.span_of(row, actor.zone)}"
        return away.page(doctor, leave, "Visits in closed time", told)
    return away.page(doctor, "", "Visits to hand over", f"All visits to come of {doctor.label}")


routes.page("/dashboard/doctors/:id/away", layout, "schedules.view", "Visits to move")
