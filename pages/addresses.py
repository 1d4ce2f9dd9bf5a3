"""Where a clinic's goods go (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from components import addresses, routes
from data.core.actor import Actor
from data.rules import addresses as rules


def listed(actor: Actor, query: dict[str, str]) -> Any:  # noqa: ARG001 - the query of the address
    """All of them."""
    return addresses.page(rules.listed(actor))


def new(actor: Actor, query: dict[str, str]) -> Any:  # noqa: ARG001 - the query of the address
    """The form with what the clinic's own record knows."""
    return addresses.one(rules.FIELDS, rules.of_clinic(actor), {"id": None, "version": None}, "")


def one(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """One of them, to be corrected."""
    found = rules.opened(actor, id)
    known = {field.name: getattr(found, field.name) for field in rules.FIELDS}
    return addresses.one(rules.FIELDS, known, {"id": id, "version": found.version}, found.label)


routes.page(addresses.PATH, listed, "carts.checkout", addresses.TITLE)
routes.page(addresses.PATH + "/new", new, "carts.checkout", "New address")
routes.page(addresses.PATH + "/:id", one, "carts.checkout", "Address")
