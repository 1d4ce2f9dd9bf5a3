"""What the front desk says about time: hours, leave, spans."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.hours import Interval, bookable
from data.models import Clinic, Doctor
from data.rules.slot_finder import Schedule

WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def day_text(day: date) -> str:
    """Such as "24 Nov"."""
    return f"{day.day} {day:%b}"


def span_text(span: Interval, zone: str) -> str:
    """Such as "09:00–09:30" on the clinic's clock."""
    return "–".join(f"{clock.local(instant, zone):%H:%M}" for instant in span)


def zone_of(session: Session, clinic_id: UUID) -> str:
    """The time zone of a clinic."""
    return session.scalars(select(Clinic.time_zone).where(Clinic.id == clinic_id)).one()


def closed_sentence(schedule: Schedule, doctor: Doctor, span: Interval, zone: str) -> dict[str, str] | None:
    """The leave, holiday or block in the way of a span, in words."""
    for item in schedule.closing(doctor.id, span):
        day = clock.local_day(span[0], zone)
        whole = item.starts_at <= clock.day_bounds(day, zone)[0] and item.ends_at >= clock.day_bounds(day, zone)[1]
        when = f"on {day_text(day)}" if whole else f"{span_text((item.starts_at, item.ends_at), zone)} on {day_text(day)}"
        if item.kind == "holiday":
            return {"appointment_date": f"The clinic is closed {when}."}
        if item.kind == "leave":
            return {"appointment_date": f"{doctor.titled_name} is on leave {when}."}
        return {"appointment_time": f"{doctor.titled_name} is kept free {when}{f' ({item.reason})' if item.reason else ''}."}
    return None


def hours_sentence(schedule: Schedule, doctor: Doctor, day: date, zone: str) -> dict[str, str]:
    """The doctor's hours of a day, in words."""
    if not schedule.week(doctor.id):
        return {"doctor_id": f"{doctor.titled_name} has no weekly hours yet. Enter them first."}
    plan = schedule.plan(doctor.id, day, zone)
    usual = bookable(day, zone, schedule.week(doctor.id), ())
    named = WEEKDAYS[day.weekday()] if plan == usual else day_text(day)
    if not plan:
        return {"appointment_date": f"{doctor.titled_name} does not see patients on {named}."}
    spans = " and ".join(span_text(span, zone) for span in plan)
    return {"appointment_time": f"{doctor.titled_name} sees patients {spans} on {named}."}
