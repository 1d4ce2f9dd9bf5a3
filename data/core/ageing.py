"""The age of what is owed, in days past its due date; whole days on both ends, none for an open end."""

from __future__ import annotations

BOUNDS: dict[str, tuple[int | None, int | None]] = {
    "not_due": (None, -1),
    "0-30": (0, 30),
    "31-60": (31, 60),
    "61-90": (61, 90),
    "91-120": (91, 120),
    ">120": (121, None),
}
OVER_90 = ("91-120", ">120")
UNAPPLIED = "unapplied_credit"
WORDS = {
    "not_due": "Not due",
    "0-30": "0–30 days",
    "31-60": "31–60 days",
    "61-90": "61–90 days",
    "91-120": "91–120 days",
    ">120": "Over 120 days",
    UNAPPLIED: "Advances not used",
}


def bucket(days: int) -> str:
    """The bucket of a bill so many days past due."""
    return next(name for name, (_, most) in BOUNDS.items() if most is None or days <= most)
