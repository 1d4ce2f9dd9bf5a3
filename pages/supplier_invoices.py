"""One tax invoice (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from components import order_money, routes
from data.core import roles
from data.core.actor import Actor
from data.core.resource import resource
from data.documents import supplier_invoices as documents
from data.store import history, read

INVOICES = resource("supplier_invoices")


def one(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """The invoice as it was issued."""
    record = read.get(INVOICES.name, actor, id)
    found = documents.read(actor, id, is_print=False)
    acts = history.of_row(INVOICES.name, actor, id)
    return order_money.invoice(record, found, actor.zone, acts, may_print=roles.allowed(actor, INVOICES.name, "print"))


routes.page(INVOICES.path + "/:id", one, "supplier_invoices.view", "Invoice")
