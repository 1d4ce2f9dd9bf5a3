"""The cart (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from components import cart, routes
from data.core import roles
from data.core.actor import Actor
from data.rules import carts, site_settings


def layout(actor: Actor, query: dict[str, str]) -> Any:
    """What checkout would store, to the chosen address."""
    may_order = roles.allowed(actor, "carts", "checkout") or roles.allowed(actor, "carts", "checkout-below-limit")
    may_keep = roles.allowed(actor, "carts", "checkout")
    may_fill = roles.allowed(actor, "carts", "create")
    return cart.page(
        carts.preview(actor, query.get("to")),
        site_settings.told("payment_window_hours"),
        may_order=may_order,
        may_fill=may_fill,
        may_keep=may_keep,
    )


routes.page(cart.PATH, layout, "carts.view", "Cart")
