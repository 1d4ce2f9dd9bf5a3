"""What was deleted (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from components import recycle_bin, routes
from data.core import roles
from data.core.actor import Actor
from data.core.errors import NotAllowed
from data.core.resource import resources
from data.store import read


def layout(actor: Actor, query: dict[str, str]) -> Any:  # noqa: ARG001 - every layout takes the query
    """Deleted rows of every noun the person may restore."""
    mine = [r for r in resources() if roles.allowed(actor, r.name, "restore")]
    if not mine:
        raise NotAllowed
    return recycle_bin.page([(r.title, r.name, read.deleted(r.name, actor)) for r in mine], actor.zone)


routes.page("/dashboard/recycle-bin", layout, None, "Recycle bin")
