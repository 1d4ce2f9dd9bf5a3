"""What each figure is, in words: for the formula card on the screen and for the API."""

from __future__ import annotations

from dataclasses import dataclass

VISIT_FILTERS = ("from", "to", "status", "doctor_id")


@dataclass(frozen=True, slots=True)
class Figure:
    """One key of metrics.md: its name, definition, inputs, unit, and the list behind it.

    `unit` is one of visits, minutes, share (0 to 1), days; `rows` is the path of that list, `filters` the
    names it takes in its address.
    """

    key: str
    name: str
    definition: str
    inputs: tuple[str, ...]
    unit: str
    rows: str = "/dashboard/appointments"
    filters: tuple[str, ...] = VISIT_FILTERS


FIGURES = {
    figure.key: figure
    for figure in (
        Figure(
            "appt_load",
            "Visits and minutes",
            "Visits by the clinic's day of their start, counted and their minutes added up, by status.",
            ("starts_at", "duration", "status"),
            "minutes",
        ),
        Figure(
            "bookable_minutes",
            "Bookable minutes",
            "Sessions and extra sessions of the day, less breaks, leave, holidays and blocked time.",
            ("weekly hours", "schedule exceptions"),
            "minutes",
        ),
        Figure(
            "booked_minutes",
            "Booked minutes",
            "Bookable time covered by visits that are not cancelled; overlaps count once.",
            ("starts_at", "ends_at", "status", "bookable time"),
            "minutes",
        ),
        Figure(
            "overbooked_minutes",
            "Overbooked minutes",
            "Minutes of visits that are not cancelled, less the booked minutes: overlaps and time outside hours.",
            ("duration", "booked minutes"),
            "minutes",
        ),
        Figure(
            "booked_utilisation",
            "Booked utilisation",
            "Booked minutes ÷ bookable minutes.",
            ("booked minutes", "bookable minutes"),
            "share",
        ),
        Figure(
            "realised_utilisation",
            "Realised utilisation",
            "Bookable time covered by attended visits ÷ bookable minutes, days before today.",
            ("starts_at", "ends_at", "status", "bookable minutes"),
            "share",
        ),
        Figure(
            "no_show_strict",
            "No-show",
            "No-shows ÷ (attended + no-shows), visits that have started.",
            ("status", "starts_at"),
            "share",
        ),
        Figure(
            "no_show_broad",
            "Lost at short notice",
            "No-shows and visits cancelled or moved in their last 24 hours ÷ (those + attended), starts before now.",
            ("status", "starts_at", "cancelled_at", "moves"),
            "share",
        ),
        Figure(
            "unresolved_visits",
            "Visits without an outcome",
            "Visits that are over and still scheduled or confirmed; they are in no rate.",
            ("status", "ends_at"),
            "visits",
        ),
        Figure(
            "completeness",
            "Outcomes recorded",
            "(Attended + no-shows) ÷ (attended + no-shows + visits without an outcome).",
            ("status", "starts_at", "ends_at"),
            "share",
        ),
        Figure(
            "third_next_available",
            "Third next available",
            "Calendar days from today to the third open slot; held, blocked and emergency-only slots are left out.",
            ("weekly hours", "schedule exceptions", "visits"),
            "days",
        ),
        Figure(
            "waiting_now",
            "Waiting now",
            "Today's visits checked in and not called in. Minutes run from check-in, or from the start if later.",
            ("checked_in_at", "started_at", "starts_at", "status"),
            "visits",
            rows="/dashboard/queue",
            filters=("doctor_id",),
        ),
        Figure(
            "wait_minutes",
            "Waiting time",
            "From check-in, or from the start if that is later, until the visit began; median and P90.",
            ("checked_in_at", "started_at", "starts_at"),
            "minutes",
        ),
        Figure(
            "refill_rate",
            "Refilled cancellations",
            "Visits cancelled before their start whose time another visit took ÷ all cancelled before their start.",
            ("cancelled_at", "starts_at", "ends_at", "created_at", "moves"),
            "share",
        ),
        Figure(
            "lead_time_days",
            "Booked ahead",
            "Calendar days from recording a visit to its day, without walk-ins and emergencies; median and P90.",
            ("created_at", "starts_at"),
            "days",
        ),
    )
}
