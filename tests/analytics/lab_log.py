"""A laboratory's log of any length, always the same for a seed: what a clinic would bring in as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
STEPS = ("collected_at", "received_at", "started_at", "resulted_at", "verified_at")
CODES = ("CBC", "ESR", "HBA1C", "LIPID", "LFT", "RFT", "TSH", "URINE")
TARGETS = {"routine": 240, "urgent": 120, "stat": 60}


def rows(count: int, doctors: list[Any], days: int = 60, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Reports with their instants to the second: some incomplete, a few with bad stamps, cancelled or without a target."""
    dice = Random(seed)
    for number in range(count):
        at = FIRST + timedelta(seconds=dice.randrange(days * 86_400))
        priority = dice.choices(list(TARGETS), (80, 15, 5))[0]
        instants: dict[str, datetime | None] = {"ordered_at": at}
        for step in STEPS:
            at += timedelta(seconds=round(dice.lognormvariate(7.4, 0.8)))
            instants[step] = None if step == "started_at" and dice.random() < 0.05 else at
        if dice.random() < 0.01:
            instants["collected_at"], instants["received_at"] = instants["received_at"], instants["collected_at"]
        status = "completed"
        if dice.random() < 0.02:
            status, instants["verified_at"] = "in-progress", None
        elif dice.random() < 0.01:
            status = "cancelled"
        yield {
            "number": number, "doctor_id": dice.choice(doctors), "priority": priority, "status": status,
            "target_minutes": None if dice.random() < 0.03 else TARGETS[priority],
            "tests": dice.sample(CODES, dice.randint(1, 3)), **instants,
        }  # fmt: skip
