"""What the platform keeps of a sale (marketplace.md §9): product beats manufacturer beats site; frozen at checkout."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.core import trade_terms
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
