"""A maker's batches: what of them counts as stock, and how their numbers are kept (marketplace.md §3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core import trade_terms
from data.core.actor import Actor
from data.core.errors import Invalid, NotFound
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import Product, ProductBatch
from data.store import access, audit, cleaning
from data.store.read import as_id, find
from data.store.unit_of_work import reading, writing

STATUSES = ("released", "quarantined", "recalled")
FIELDS = (
    Field("batch_number", required=True, max_length=60),
    Field("manufactured_on", "date", required=True),
    Field("expires_on", "date", required=True),
    Field("quantity_on_hand", "integer", label="Packs on hand", required=True, minimum=0, maximum=10_000_000),
    Field("status", "choice", choices=STATUSES, default="released"),
)


def shippable(product: Product, today: date | None = None) -> Any:
    """Batches whose goods may be promised: released, and with enough life left when they arrive."""
    latest = (today or trade_terms.today()) + timedelta(days=product.min_shelf_life_days)
    return (
        (ProductBatch.product_id == product.id)
        & (ProductBatch.status == "released")
        & ProductBatch.deleted_at.is_(None)
        & (ProductBatch.expires_on >= latest)
    )


def available(session: Session, products: Iterable[Product]) -> dict[UUID, int]:
    """Packs of each product that can be ordered now; nothing else counts as stock."""
    found, today = list(products), trade_terms.today()
    columns = (ProductBatch.product_id, ProductBatch.expires_on, ProductBatch.quantity_on_hand - ProductBatch.quantity_reserved)
    query = select(*columns).where(
        ProductBatch.product_id.in_([p.id for p in found]), ProductBatch.status == "released", ProductBatch.deleted_at.is_(None)
    )
    life = {p.id: today + timedelta(days=p.min_shelf_life_days) for p in found}
    left = dict.fromkeys(life, 0)
    for product_id, expires_on, free in session.execute(query):
        if expires_on >= life[product_id]:
            left[product_id] += free
    return left


def save(actor: Actor, product_id: Any, raw: Mapping[str, Any], batch_id: Any = None) -> UUID:
    """A new batch of an own product, or new numbers of one."""
    resource = declared("products")
    access.require(resource, actor, "edit")
    values = cleaning.read_fields(FIELDS, raw)
    if values["expires_on"] <= values["manufactured_on"]:
        raise Invalid({"expires_on": "It expires before it was made. Compare both dates with the label."})
    with writing(actor) as session:
        product = find(session, resource, actor, product_id, "edit", lock=True)
        batch = _batch(session, product, batch_id) if batch_id else None
        before = {} if batch is None else {f.name: str(getattr(batch, f.name)) for f in FIELDS}
        if batch is None:
            batch = ProductBatch(product_id=product.id, manufacturer_id=product.manufacturer_id, created_by=actor.user_id)
            session.add(batch)
        for name, value in values.items():
            setattr(batch, name, value)
        batch.updated_by = actor.user_id
        if values["quantity_on_hand"] < (batch.quantity_reserved or 0):
            raise Invalid(
                {"quantity_on_hand": f"{batch.quantity_reserved} packs are promised to orders; fewer cannot be on hand."}
            )
        session.flush()
        detail = {"before": before, "after": {"batch": batch.batch_number, **{n: str(v) for n, v in values.items()}}}
        audit.record(session, actor, "save-batch", "products", product.id, detail=detail)
        return batch.id


def save_by_number(actor: Actor, product_id: Any, raw: Mapping[str, Any]) -> UUID:
    """A new batch, or new numbers of the one that has this number already."""
    resource = declared("products")
    access.require(resource, actor, "edit")
    with reading(actor) as session:
        product = find(session, resource, actor, product_id, "edit")
        same = (ProductBatch.product_id == product.id, ProductBatch.batch_number == str(raw.get("batch_number") or "").strip())
        known = session.scalar(select(ProductBatch.id).where(*same, ProductBatch.deleted_at.is_(None)))
    return save(actor, product_id, raw, known)


def _batch(session: Session, product: Product, batch_id: Any) -> ProductBatch:
    query = select(ProductBatch).where(
        ProductBatch.id == as_id(batch_id), ProductBatch.product_id == product.id, ProductBatch.deleted_at.is_(None)
    )
    found = session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def of_product(session: Session, product_id: UUID) -> list[ProductBatch]:
    """Batches as a maker keeps them, first to expire first."""
    query = select(ProductBatch).where(ProductBatch.product_id == product_id, ProductBatch.deleted_at.is_(None))
    return list(session.scalars(query.order_by(ProductBatch.expires_on, ProductBatch.id)))


def first_expiry(session: Session, product: Product) -> date | None:
    """When the batch that would be shipped first expires."""
    free = ProductBatch.quantity_on_hand > ProductBatch.quantity_reserved
    return session.scalar(select(func.min(ProductBatch.expires_on)).where(shippable(product), free))
