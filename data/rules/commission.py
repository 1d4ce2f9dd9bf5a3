"""What the platform keeps of a sale (marketplace.md §9): product beats manufacturer beats site; frozen at checkout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from data.core import trade_terms
from data.core.actor import Actor
from data.core.errors import Invalid
from data.models import CommissionRate, Product

NARROWER = {"product": 0, "manufacturer": 1, "site": 2}


def rate_of(session: Session, product: Product) -> int:
    """The rate of today in hundredths of a percent; asked across the wall, which hides rates from both sides."""
    today = trade_terms.today()
    holds = (
        CommissionRate.deleted_at.is_(None),
        CommissionRate.valid_from <= today,
        or_(CommissionRate.valid_to.is_(None), CommissionRate.valid_to > today),
        or_(CommissionRate.scope == "site", CommissionRate.scope_id.in_((product.id, product.manufacturer_id))),
    )
    found = sorted(
        session.scalars(select(CommissionRate).where(*holds)), key=lambda r: (NARROWER[r.scope], -r.valid_from.toordinal())
    )
    return found[0].rate if found else trade_terms.SITE_COMMISSION_RATE


# --- who sets it: the platform's administrators, from a day on ---


def begins_today_or_later(_session: Session, _actor: Actor, row: CommissionRate, _values: Any) -> None:
    """What was sold keeps the rate it was sold at, so none begins in the past."""
    row.scope = row.scope or "site"
    if row.valid_from < trade_terms.today():
        raise Invalid({"valid_from": "A rate begins today or later; what was sold before keeps its own."})


def product_is_the_manufacturers(session: Session, _actor: Actor, row: CommissionRate, values: Mapping[str, Any] | None) -> None:
    """Where both are named, the product is sold by that manufacturer."""
    maker = (values or {}).get("maker_id")
    if row.scope == "product" and maker is not None:
        product = session.get(Product, row.scope_id)
        if product is None or product.manufacturer_id != maker:
            raise Invalid(
                {"product_id": "This product is another manufacturer's. Leave the manufacturer empty, or choose its own."}
            )


def takes_over(session: Session, _actor: Actor, row: CommissionRate, _values: Any) -> None:
    """One rate at a time for the same goods: the one before ends where this begins, this ends where the next begins."""
    same = (CommissionRate.scope == row.scope, CommissionRate.scope_id.is_not_distinct_from(row.scope_id))
    query = select(CommissionRate).where(*same, CommissionRate.deleted_at.is_(None)).order_by(CommissionRate.valid_from)
    others = list(session.scalars(query.with_for_update()))
    if any(other.valid_from == row.valid_from for other in others):
        raise Invalid({"valid_from": "There is a rate from that day already. Choose another day."})
    before = [other for other in others if other.valid_from < row.valid_from]
    after = [other for other in others if other.valid_from > row.valid_from]
    if before:
        before[-1].valid_to = row.valid_from
    if after:
        row.valid_to = after[0].valid_from


RULES = (begins_today_or_later, product_is_the_manufacturers, takes_over)


def of_maker(actor: Actor) -> ColumnElement[bool]:
    """A manufacturer's own rates: its own one, and those of its products."""
    own = select(Product.id).where(Product.manufacturer_id == actor.manufacturer_id)
    return or_(
        (CommissionRate.scope == "manufacturer") & (CommissionRate.scope_id == actor.manufacturer_id),
        (CommissionRate.scope == "product") & CommissionRate.scope_id.in_(own),
    )
