"""A list of SKUs and packs, as a clinic reads it off its shelf, put into the cart (marketplace.md §4.1)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core.actor import Actor
from data.core.errors import Invalid
from data.models import Product
from data.rules import carts
from data.rules.products import is_for_sale
from data.store import write
from data.store.unit_of_work import writing

MOST_LINES, NOUN = 200, "quick_orders"
LINE = re.compile(r"([^\s,;]{1,100})(?:[\s,;]+(\d{1,7}))?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was typed, what it asks for, or why it cannot be read."""

    text: str
    sku: str = ""
    packs: int | None = None
    fault: str = ""


def lines_of(text: str) -> list[Line]:
    """The lines that hold something: a SKU, and the packs or none for the smallest order. Invalid on none or too many."""
    found = [_line(part.strip()) for part in text.splitlines() if part.strip()]
    if not found:
        raise Invalid({"lines": "Type a SKU and the packs, one product a line."})
    if len(found) > MOST_LINES:
        raise Invalid({"lines": f"At most {MOST_LINES} lines at once; these are {len(found)}."})
    return found


def _line(text: str) -> Line:
    read = LINE.fullmatch(text)
    if read is None:
        return Line(text, fault=f"“{text[:40]}” is not a SKU with a number of packs.")
    packs = None if read[2] is None else int(read[2])
    if packs is not None and not 0 < packs <= carts.MOST_PACKS:
        return Line(text, fault=f"{read[1]}: at least one pack, at most {carts.MOST_PACKS:,}.")
    return Line(text, read[1], packs)


def put(actor: Actor, text: str, key: str | None = None) -> tuple[int, list[Line]]:
    """Put what the lines name into the cart: how many lines went in, and those that did not with their reasons.

    A repeated key puts nothing in again. Invalid when nothing was typed; NotAllowed as for the cart.
    """
    carts.require(actor, "create")
    asked = lines_of(text)
    with writing(actor) as session:
        if write.used(session, actor, NOUN, key):
            return 0, []
        sold = _sold(session, {line.sku for line in asked})
        told = [_matched(line, sold[line.sku.lower()]) for line in asked]
        good = [(product, line) for product, line in told if product is not None]
        if good:
            cart_id = carts.put(
                session, actor, ((product.id, line.packs or product.min_order_quantity) for product, line in good)
            )
            write.spend(session, actor, NOUN, key, cart_id)
    return len(good), [line for product, line in told if product is None]


def _sold(session: Session, skus: set[str]) -> defaultdict[str, list[Product]]:
    found: defaultdict[str, list[Product]] = defaultdict(list)
    query = select(Product).where(func.lower(Product.sku).in_({sku.lower() for sku in skus}), Product.deleted_at.is_(None))
    for product in session.scalars(query.where(is_for_sale())):
        found[product.sku.lower()].append(product)
    return found


def _matched(line: Line, sold: list[Product]) -> tuple[Product | None, Line]:
    if line.fault or len(sold) == 1:
        return (None if line.fault else sold[0]), line
    few = (
        f"No product on sale has the SKU {line.sku}."
        if not sold
        else f"{len(sold)} makers sell {line.sku}; put it in from the list."
    )
    return None, Line(line.text, line.sku, line.packs, few)
