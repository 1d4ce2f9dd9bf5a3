"""The catalogue as a clinic looks through it, and one product as its maker keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.core import roles
from data.core.actor import Actor
from data.core.errors import NotFound
from data.core.resource import resource as declared
from data.core.resource import words
from data.models import Manufacturer, Product
from data.rules import carts, product_batches, product_rates, products, trading
from data.store import access, files, read
from data.store.read import find
from data.store.unit_of_work import reading

FACETS = ("category", "form", "manufacturer_id", "costs", "stock")


@dataclass(frozen=True, slots=True)
class Card:
    """One product on sale, how many packs of it there are, and how many lie in the clinic's cart."""

    product: Product
    available: int
    in_cart: int
    picture: UUID | None = None


def shelf(actor: Actor, query: Mapping[str, str], limit: int, offset: int) -> tuple[list[Card], int]:
    """The products of one page of the catalogue, and of how many."""
    filters = {name: query[name] for name in FACETS if query.get(name)}
    found = read.page(
        "products", actor, read.Query(search=query.get("search", "")[:100], filters=filters, limit=limit, offset=offset)
    )
    resource = declared("products")
    with reading(actor) as session:
        rows = [find(session, resource, actor, row["id"], "view") for row in found.rows]
        stock = product_batches.available(session, rows)
        in_cart = {line.product_id: line.quantity for line in carts.lines(session, carts.cart_of(session, actor))}
    first = {row_id: those[0] for row_id, those in files.pictures(actor, "products", [p.id for p in rows]).items()}
    return [Card(p, stock[p.id], in_cart.get(p.id, 0), first.get(p.id)) for p in rows], found.total


def facets(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """What the catalogue can be narrowed by: what is on sale, makers that trade, bands of price, whether there is any."""
    with reading(actor) as session:
        sold = session.execute(
            select(Product.form, Product.category).where(products.is_for_sale(), Product.deleted_at.is_(None)).distinct()
        ).all()
        forms, categories = {row.form for row in sold}, {row.category for row in sold}
        if {category.lower() for category in categories} == {words(form).lower() for form in forms}:
            categories = set()  # they only repeat the forms
        makers = session.execute(
            select(Manufacturer.id, Manufacturer.company_name).where(trading.trades()).order_by(Manufacturer.company_name)
        )
        return {
            "category": [(category, category) for category in sorted(categories)],
            "form": sorted(((form, words(form)) for form in forms), key=lambda pair: pair[1]),
            "manufacturer_id": [(str(row.id), row.company_name) for row in makers],
            "costs": list(zip(products.PRICES, products.PRICE_WORDS, strict=True)),
            "stock": list(products.STOCKS.items()),
        }


def opened(actor: Actor, product_id: Any) -> dict[str, Any]:
    """What stands beside a product's own fields: a card to buy from; batches and rates for who keeps or reviews them."""
    resource = declared("products")
    access.require(resource, actor, "view")
    with reading(actor) as session:
        product = find(session, resource, actor, product_id, "view")
        if actor.clinic_id is not None:
            if not roles.allowed(actor, carts.NOUN, "create"):
                raise NotFound
            in_cart = {line.product_id: line.quantity for line in carts.lines(session, carts.cart_of(session, actor))}
            stock = product_batches.available(session, [product])[product.id]
            pictures = files.pictures(actor, "products", [product.id]).get(product.id, [])
            return {"card": Card(product, stock, in_cart.get(product.id, 0)), "pictures": pictures}
        edits = access.may(session, resource, actor, "edit", product)
        return {
            "batches": product_batches.of_product(session, product.id),
            "batch_fields": product_batches.FIELDS if edits else (),
            "rates": products.rates(session, product),
            "rate_fields": product_rates.FIELDS if edits else (),
            "accepts": roles.allowed(actor, "products", "review"),
        }
