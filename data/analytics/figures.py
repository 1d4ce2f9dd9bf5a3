"""What each figure is, in words: for the formula card on the screen and for the API."""

from __future__ import annotations

from dataclasses import dataclass

from data.analytics.figures_money import MONEY
from data.analytics.figures_trade import TRADE

VISIT_FILTERS = ("from", "to", "status", "doctor_id")
LAB_ROWS, LAB_FILTERS = "/dashboard/lab-reports", ("state", "late", "from", "to", "test_code", "doctor_id")


@dataclass(frozen=True, slots=True)
class Figure:
    """One key of metrics.md: its name, definition, inputs, unit, and the list behind it.

    `unit` is one of visits, reports, orders, items, units, minutes, hours, days, months, share (0 to 1), paise; `rows` is the path of that list, `filters` the
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
        Figure(
            "tat_stages",
            "Turnaround by stage",
            "Differences of consecutive times, averaged over reports that have all six, so that the stages add up to the mean overall time.",
            ("ordered_at", "collected_at", "received_at", "started_at", "resulted_at", "verified_at"),
            "minutes",
            LAB_ROWS,
            LAB_FILTERS,
        ),
        Figure(
            "tat_overall",
            "Turnaround",
            "From the order to the verification, of reports verified in these days; times out of order are left out.",
            ("ordered_at", "verified_at"),
            "minutes",
            LAB_ROWS,
            LAB_FILTERS,
        ),
        Figure(
            "tat_in_target",
            "In target",
            "Reports whose overall time is at most their target ÷ reports that have a target. The target is the largest of the tests for the priority.",
            ("ordered_at", "verified_at", "target_minutes"),
            "share",
            LAB_ROWS,
            LAB_FILTERS,
        ),
        Figure(
            "lab_open",
            "Open reports",
            "Neither cancelled nor verified, now, by status.",
            ("status", "verified_at"),
            "reports",
            LAB_ROWS,
            LAB_FILTERS,
        ),
        Figure(
            "lab_overdue_now",
            "Overdue now",
            "Open reports whose target has passed, and by how much.",
            ("ordered_at", "target_minutes", "verified_at"),
            "reports",
            LAB_ROWS,
            LAB_FILTERS,
        ),
        Figure(
            "tat_xmr",
            "Process behaviour",
            "Median overall time a day (a week, where the median day has fewer than 5): mean ± 2.66 × mean moving range of the first 20 points. A signal is a point outside, or 8 in a row on one side of the mean.",
            ("ordered_at", "verified_at"),
            "minutes",
            LAB_ROWS,
            LAB_FILTERS,
        ),
        Figure(
            "tat_late_stage_share",
            "Where late reports lose time",
            "Minutes of each stage over its median in reports that were in target, summed over the late ones, as shares.",
            ("ordered_at", "collected_at", "received_at", "started_at", "resulted_at", "verified_at", "target_minutes"),
            "share",
            LAB_ROWS,
            LAB_FILTERS,
        ),
        Figure(
            "rejection_rate",
            "Samples refused",
            "Samples sent back with a reason ÷ those and the samples that were received.",
            ("rejections", "received_at"),
            "share",
            LAB_ROWS,
            LAB_FILTERS,
        ),
        Figure(
            "critical_readback",
            "Critical values read back",
            "Critical results read back within 60 minutes ÷ those read back or open for longer.",
            ("flag", "resulted_at", "read_back_at"),
            "share",
            LAB_ROWS,
            LAB_FILTERS,
        ),
        Figure(
            "lab_bad_stamps",
            "Times out of order",
            "Verified reports with a time earlier than the one before it; they are in no duration until they are corrected.",
            ("ordered_at", "collected_at", "received_at", "started_at", "resulted_at", "verified_at"),
            "reports",
            LAB_ROWS,
            LAB_FILTERS,
        ),
        *(Figure(*card) for card in (*MONEY, *TRADE)),
    )
}
