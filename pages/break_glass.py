"""Break-glass: where a doctor opens another doctor's patient, and where the manager sees who did."""

from __future__ import annotations

from typing import Any

from components import break_glass, routes
from data.core.actor import Actor
from data.store import glass


def opening(actor: Actor, query: dict[str, str]) -> Any:  # noqa: ARG001 - every layout takes both
    """The search and the reason."""
    return break_glass.page()


def openings(actor: Actor, query: dict[str, str]) -> Any:  # noqa: ARG001 - every layout takes the query
    """Who opened whom, why and when."""
    return break_glass.openings(glass.openings(actor), actor.zone)


routes.page("/dashboard/break-glass", opening, "patients.break-glass", "Break-glass")
routes.page("/dashboard/break-glass/openings", openings, "audit.export", "Opened by break-glass")
