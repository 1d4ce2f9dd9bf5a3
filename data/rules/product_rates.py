"""GST rates of a product by date: proposed by its maker, counted once an admin accepted them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.core import trade_terms
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotFound
from data.core.fields import percent_text
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import ProductGstRate
from data.rules.products import accept_rate_row
from data.store import access, audit, cleaning
from data.store.read import as_id, find
from data.store.unit_of_work import writing

FIELDS = (
    Field("rate", "percent", label="GST rate, %", required=True),
    Field("valid_from", "date", label="From", required=True, hint="Today or later."),
)


def propose(actor: Actor, product_id: Any, raw: Mapping[str, Any]) -> UUID:
    """A rate from a day on; it counts once an admin accepted it."""
    resource = declared("products")
    access.require(resource, actor, "edit")
    values = cleaning.read_fields(FIELDS, raw)
    if values["valid_from"] < trade_terms.today():
        raise Invalid({"valid_from": "A rate begins today or later; what was sold before keeps its own."})
    with writing(actor) as session:
        product = find(session, resource, actor, product_id, "edit", lock=True)
        row = ProductGstRate(product_id=product.id, manufacturer_id=product.manufacturer_id, created_by=actor.user_id, **values)
        session.add(row)
        session.flush()
        detail = {"rate": percent_text(row.rate), "from": str(row.valid_from)}
        audit.record(session, actor, "propose-rate", "products", product.id, detail=detail)
        return row.id


def accept(actor: Actor, product_id: Any, rate_id: Any) -> None:
    """The platform has compared the rate with the law."""
    resource = declared("products")
    access.require(resource, actor, "review")
    with writing(actor) as session:
        product = find(session, resource, actor, product_id, "review", lock=True)
        query = select(ProductGstRate).where(ProductGstRate.id == as_id(rate_id), ProductGstRate.product_id == product.id)
        row = session.scalars(query).one_or_none()
        if row is None:
            raise NotFound
        if row.is_accepted:
            raise Conflict("This rate is accepted already.")
        accept_rate_row(session, actor, row)
        session.flush()
        audit.record(session, actor, "accept-rate", "products", product.id, detail={"rate": percent_text(row.rate)})
