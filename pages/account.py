"""One's own account (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from components import account, routes
from data.core import roles
from data.core.actor import Actor
from data.store import sign_in


def layout(actor: Actor, query: dict[str, str]) -> Any:  # noqa: ARG001 - every layout takes the query
    """Password, sessions, look."""
    titles = ", ".join(roles.TITLES.get(role, role) for role in sorted(actor.roles))
    organisation, must_change = sign_in.standing(actor)
    return account.page(
        actor.name, titles, organisation, sign_in.open_sessions(actor), actor.session_id, actor.zone, must_change=must_change
    )


routes.page("/dashboard/account", layout, None, "Account")
