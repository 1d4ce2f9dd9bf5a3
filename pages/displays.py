"""The screens on the walls of a clinic (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from components import displays, routes
from data.core.actor import Actor
from data.store import displays as kept


def layout(actor: Actor, query: dict[str, str]) -> Any:  # noqa: ARG001 - every layout takes the query
    """The screens of the manager's clinic."""
    return displays.page(kept.listed(actor), actor.zone)


routes.page("/dashboard/displays", layout, "users.create", "Displays")
