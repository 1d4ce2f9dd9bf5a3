"""The overview (register_page through the routes); its figures follow."""

from __future__ import annotations

from typing import Any

from components import routes, shell
from data.core.actor import Actor


def layout(actor: Actor, query: dict[str, str]) -> Any:  # noqa: ARG001 - every layout takes the query
    """A greeting until the figures stand here."""
    return shell.head(f"Good day, {actor.name}")


routes.page("/dashboard", layout, None, "Overview")
