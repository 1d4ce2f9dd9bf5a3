"""An order and the form that counts a parcel (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from components import order_money as order_money_cards
from components import orders, orders_to_pay, routes
from data.analytics import market_home
from data.core import roles, trade_terms
from data.core.actor import Actor
from data.core.resource import resource
from data.rules import order_money, order_pages, order_payments, receiving
from data.store import history

ORDERS = resource("orders")


def one(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """A sub-order as its opener may see it."""
    return orders.page(
        order_pages.opened(actor, id),
        orders.role_of(actor.roles),
        actor.zone,
        history.of_row("orders", actor, id),
        _money(actor, id),
        may_receive=roles.allowed(actor, "orders", "receive"),
        may_reorder=roles.allowed(actor, "orders", "reorder"),
    )


def _money(actor: Actor, id: str) -> list[Any]:
    """Its payments, papers and disputes, as far as the matrix opens them."""
    return order_money_cards.cards(
        order_money.of_part(actor, id),
        id,
        order_payments.FIELDS,
        trade_terms.today().isoformat(),
        may_pay=roles.allowed(actor, "order_payments", "create"),
        may_verify=roles.allowed(actor, "order_payments", "verify"),
        may_dispute=roles.allowed(actor, "disputes", "create"),
    )


def receive(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """A parcel to be counted."""
    shipment, part, sent = receiving.to_count(actor, id)
    back = (part.sub_order_number, f"{ORDERS.path}/{part.id}")
    return orders.receipt(shipment.shipment_number, back, sent, str(shipment.id))


def to_pay(actor: Actor, query: dict[str, str]) -> Any:  # noqa: ARG001 - the page has no filters
    """Orders that wait for the clinic's money."""
    return orders_to_pay.page(market_home.to_pay(actor), actor.zone)


routes.page(orders_to_pay.PATH, to_pay, "order_payments.create", orders_to_pay.TITLE)
routes.page(ORDERS.path + "/receive/:id", receive, "orders.receive", "Receive a parcel")
routes.page(ORDERS.path + "/:id", one, "orders.view", "Order")
