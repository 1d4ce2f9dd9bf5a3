"""An order and the form that counts a parcel (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from components import orders, routes
from data.core import roles
from data.core.actor import Actor
from data.core.resource import resource
from data.rules import order_pages, receiving
from data.store import history

ORDERS = resource("orders")


def one(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """A sub-order as its opener may see it."""
    return orders.page(
        order_pages.opened(actor, id),
        orders.role_of(actor.roles),
        actor.zone,
        history.of_row("orders", actor, id),
        may_receive=roles.allowed(actor, "orders", "receive"),
        may_reorder=roles.allowed(actor, "orders", "reorder"),
    )


def receive(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """A parcel to be counted."""
    shipment, part, sent = receiving.to_count(actor, id)
    back = (part.sub_order_number, f"{ORDERS.path}/{part.id}")
    return orders.receipt(shipment.shipment_number, back, sent, str(shipment.id))


routes.page(ORDERS.path + "/receive/:id", receive, "orders.receive", "Receive a parcel")
routes.page(ORDERS.path + "/:id", one, "orders.view", "Order")
