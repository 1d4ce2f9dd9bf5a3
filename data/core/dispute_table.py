"""Disputes as data: kinds, reasons, outcomes and the time each side has (marketplace.md §10)."""

from __future__ import annotations

from datetime import timedelta

TYPES = ("order", "quality", "delivery", "payment", "other")
REASONS = (
    "wrong_item", "damaged_item", "quantity_mismatch", "short_expiry", "defective", "not_received", "late", "overcharged",
    "refund_missing", "other",
)  # fmt: skip
STATUSES = ("open", "in_review", "resolved", "rejected")
LIVE = STATUSES[:2]
SIDES = ("manufacturer", "support", "clinic")
CREDITED = ("full_credit", "partial_credit", "replacement")
OUTCOMES = (*CREDITED, "no_action", "withdrawn")
OUTCOME_WORDS = {
    "full_credit": "Full credit", "partial_credit": "Partial credit", "replacement": "Replacement", "no_action": "No action",
    "withdrawn": "Withdrawn",
}  # fmt: skip
REPLY_WITHIN = timedelta(hours=48)
RESOLVE_WITHIN = timedelta(days=7)
AFTER_DELIVERY = timedelta(days=7)  # order, delivery
AFTER_ORDER = timedelta(days=90)  # payment, other
REOPEN_WITHIN = timedelta(days=14)
SHORTEST_DESCRIPTION, SHORTEST_RESOLUTION = 20, 20
MISSING = "not_received"  # packs that never came: they are credited without a return
