"""The catalogue, one product, and a new one as its maker enters it (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from dash import html

from components import attachments, catalogue_file, form, products, routes, shell
from components.products import PAGE
from data.core import roles
from data.core.actor import Actor
from data.core.resource import resource
from data.interop import catalogues
from data.rules import carts, catalogue
from data.store import access, files, history, read
from pages.resources import list_page

PRODUCTS = resource("products")
OWNER = "manufacturer_id"


def shelves(actor: Actor, query: dict[str, str]) -> Any:
    """Cards for who buys; the plain list for who makes or reviews."""
    if actor.clinic_id is None:
        return list_page(PRODUCTS, unseen=frozenset({"category"}))(actor, query)
    text = query.get("page", "1")
    page = int(text) if text.isdecimal() and 0 < len(text) < 6 else 1  # noqa: PLR2004 - no catalogue has so many pages
    cards, total = catalogue.shelf(actor, query, PAGE, (max(page, 1) - 1) * PAGE)
    may_buy = roles.allowed(actor, "carts", "create")
    return products.catalogue(cards, total, query, catalogue.facets(actor), in_cart=carts.count(actor), may_buy=may_buy)


def one(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """A product with what its opener does with it."""
    record = read.get("products", actor, id)
    fields = access.fields(PRODUCTS, actor, "view")
    found, acts = catalogue.opened(actor, id), history.of_row("products", actor, id)
    pictures = None
    if "card" not in found:
        panel = {"may_attach": files.may_attach(actor, "products", id), "zone": actor.zone, "title": "Pictures", "most": "10 MB"}
        known = files.of_row(actor, "products", id)
        pictures = attachments.panel("products", id, known, **panel, kinds=attachments.PICTURES)
    return products.page(record, fields, found, acts, actor.zone, pictures)


def new(actor: Actor, query: dict[str, str]) -> Any:  # noqa: ARG001 - the query of the address
    """The empty form; whose product it is follows from who enters it."""
    fields = tuple(f for f in access.fields(PRODUCTS, actor, "create") if "new" in f.on and f.name != OWNER)
    return html.Div(
        [
            shell.head("New product", "", [], [(PRODUCTS.title, PRODUCTS.path), ("New", "")]),
            form.form(
                PRODUCTS.name, fields, {}, links={}, back=PRODUCTS.path, row={"id": None, "version": None}, unseen=(OWNER,)
            ),
        ]
    )


routes.page(PRODUCTS.path, shelves, "products.list", "Products")


def bring(actor: Actor, query: dict[str, str]) -> Any:  # noqa: ARG001 - the query of the address
    """A catalogue from a file."""
    return catalogue_file.page(catalogues.columns(actor))


routes.page(PRODUCTS.path + "/import", bring, "products.create", "Import products")
routes.page(PRODUCTS.path + "/new", new, "products.create", "New product")
routes.page(PRODUCTS.path + "/:id", one, "products.view", "Product")
