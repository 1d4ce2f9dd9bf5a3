"""The open slots of a doctor as access is measured: what a caller could be given now."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from data.core import clock
from data.core.hours import Interval, of_doctor
from data.models import Doctor
from data.rules.openings import Openings, openings
from data.rules.slot_finder import Schedule

AHEAD = 60
AWAY = 3  # days in a row; who is away longer gives no reading (metrics.md, third_next_available)
# The length a visit of a type has when nobody says otherwise, in minutes.
MINUTES = {"consultation": 30, "follow-up": 15, "checkup": 30, "procedure": 45, "panchakarma": 60}


def openings_ahead(session: Session, doctor: Doctor, zone: str, now: datetime) -> Openings:
    """Hours and visits of a doctor for the next sixty days, read once for all types."""
    return openings(session, doctor.clinic_id, [doctor.id], (now, now + timedelta(days=AHEAD + 1)), zone)


def open_slots(free: Openings, doctor: Doctor, kind: str, today: date, most: int = 3) -> list[Interval]:
    """The first open slots of a type from today on; held, blocked and emergency-only time is none."""
    length = MINUTES[kind]
    found: list[Interval] = []
    for day in (today + timedelta(days=n) for n in range(AHEAD + 1)):
        found += [(start, start + timedelta(minutes=length)) for start in free.starts(doctor.id, day, length)]
        if len(found) >= most:
            break
    return found[:most]


def gives_a_reading(schedule: Schedule, doctor: Doctor, zone: str, today: date) -> bool:
    """Not who has no weekly hours, and not who is away for more than three days in a row from today on."""
    if not schedule.week(doctor.id):
        return False
    leave = [e for e in of_doctor(schedule.exceptions, doctor.id) if e.kind == "leave"]
    days = [clock.day_bounds(today + timedelta(days=n), zone) for n in range(AWAY + 1)]
    return not all(any(e.starts_at <= start and end <= e.ends_at for e in leave) for start, end in days)
