"""The cards of what is published across clinics: the clinic's own figure of a month, and how it is told (metrics.md §1.8)."""

from __future__ import annotations

from data.analytics.figures import Figure

HOW = " Each clinic's own value by its own clock; every clinic weighs the same."
NO_LIST = ("", ())

ACROSS = {
    key: Figure(key, name, definition + HOW, inputs, unit, *NO_LIST)
    for key, name, definition, inputs, unit in (
        ("visits", "Visits", "Visits of the month that were not cancelled.", ("starts_at", "status"), "visits"),
        (
            "booked_utilisation",
            "Booked utilisation",
            "Booked minutes ÷ bookable minutes of the month.",
            ("booked minutes", "bookable minutes"),
            "share",
        ),
        (
            "no_show_strict",
            "No-show",
            "No-shows ÷ (attended + no-shows) of the month; from 5 visits on.",
            ("status", "starts_at"),
            "share",
        ),
        (
            "tat_in_target",
            "Laboratory in target",
            "Reports verified in the month within their target ÷ reports that have one; from 5 reports on.",
            ("ordered_at", "verified_at", "target_minutes"),
            "share",
        ),
        (
            "days_in_ar",
            "Days in receivables",
            "Outstanding on the month's last day ÷ (gross charges of the 90 days before ÷ 90); from 5 bills on.",
            ("outstanding", "gross charges"),
            "days",
        ),
        (
            "net_collection",
            "Net collection",
            "(Payments − refunds) ÷ net charges of the month's bills, as of its last day.",
            ("ledger entries", "gross charges", "discounts"),
            "share",
        ),
    )
}
DEMAND = {
    "prescribed": "Handed out on prescriptions",
    "ordered": "Ordered from manufacturers",
}
