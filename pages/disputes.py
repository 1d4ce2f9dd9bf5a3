"""A dispute, and the form that opens one (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from components import attachments, disputes, routes
from data.core.actor import Actor
from data.core.errors import NotFound
from data.core.resource import resource
from data.rules import dispute_pages
from data.rules import disputes as rules
from data.store import files, history

DISPUTES = resource("disputes")


def new(actor: Actor, query: dict[str, str]) -> Any:
    """The form about one sub-order, `?order=` its id."""
    if not query.get("order"):
        raise NotFound("Open a dispute from the page of the order it is about.")
    part, left = dispute_pages.to_raise(actor, query["order"])
    return disputes.raising(part, left, rules.FIELDS)


def one(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """A dispute as its opener may see it."""
    found = dispute_pages.opened(actor, id)
    label = found["case"]["dispute_number"]
    may_attach = files.may_attach(actor, DISPUTES.name, id)
    evidence = attachments.panel(
        DISPUTES.name,
        id,
        files.of_row(actor, DISPUTES.name, id),
        may_attach=may_attach,
        zone=actor.zone,
        title="Evidence",
        most="10 MB",
    )
    return disputes.page(found, label, evidence, actor.zone, history.of_row(DISPUTES.name, actor, id))


routes.page(DISPUTES.path + "/new", new, "disputes.create", "Open a dispute")
routes.page(DISPUTES.path + "/:id", one, "disputes.view", "Dispute")
