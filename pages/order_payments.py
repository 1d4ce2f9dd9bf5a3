"""One payment of an order with the papers that prove it (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from dash import html

from components import attachments, routes
from data.core.actor import Actor
from data.core.resource import resource
from data.store import files
from pages.resources import detail_page

PAYMENTS = resource("order_payments")
RECORD = detail_page(PAYMENTS)


def one(actor: Actor, query: dict[str, str], id: str) -> Any:
    """The payment, and beneath it what the clinic attached: a screenshot, a bank's slip."""
    made = RECORD(actor, query, id)
    proof = attachments.panel(
        PAYMENTS.name,
        id,
        files.of_row(actor, PAYMENTS.name, id),
        may_attach=files.may_attach(actor, PAYMENTS.name, id),
        zone=actor.zone,
        title="Proof of payment",
        most="10 MB",
    )
    return html.Div([made, html.Div(proof, className="mt-3")])


routes.page(PAYMENTS.path + "/:id", one, "order_payments.view", "Payment")
