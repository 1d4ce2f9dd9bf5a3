"""The reading of 08:00: how many days a caller would wait for the third open slot."""

from __future__ import annotations

from datetime import time

from data.analytics.appointments import third_next_available
from data.core import clock
from data.core.actor import Actor
from data.rules.open_slots import MINUTES, gives_a_reading, open_slots, openings_ahead
from data.rules.openings import active_doctors
from data.store import readings
from data.store.readings import Read
from data.store.unit_of_work import writing

KEY = "third_next_available"
AT = time(8)


def take_reading(actor: Actor) -> int:
    """Read every doctor and type of a clinic once a day, from 08:00 of its own clock on; how many were new."""
    now, today = clock.now(), clock.today(actor.zone)
    if actor.clinic_id is None or clock.local(now, actor.zone).time() < AT or readings.are_taken(actor, KEY, today):
        return 0
    with writing(actor) as session:
        found: list[Read] = []
        for doctor in active_doctors(session, actor.clinic_id):
            free = openings_ahead(session, doctor, actor.zone, now)
            if gives_a_reading(free.schedule, doctor, actor.zone, today):
                found += [
                    Read(today, doctor.id, kind, third_next_available(open_slots(free, doctor, kind, today), today, actor.zone))
                    for kind in MINUTES
                ]
        return readings.keep(session, actor.clinic_id, KEY, found)
