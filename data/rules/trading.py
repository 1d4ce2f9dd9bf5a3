"""The trading gate (marketplace.md §2.4): asked when a product is listed, put in a cart, previewed, checked out and confirmed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from data.core import trade_terms
from data.core.errors import Conflict
from data.core.trade_terms import Fault
from data.models import Clinic, Manufacturer
from data.rules import org_documents


def can_trade(row: Clinic | Manufacturer) -> bool:
    """Approved, active, and every required document verified and unexpired."""
    until = row.documents_good_until
    approved = row.approval_status == "approved" and row.is_active and row.deleted_at is None
    return approved and until is not None and until >= trade_terms.today()


def trades(model: type[Clinic | Manufacturer] = Manufacturer) -> ColumnElement[bool]:
    """The same gate as a condition on the organisation's table."""
    return and_(
        model.approval_status == "approved", model.is_active, model.deleted_at.is_(None),
        model.documents_good_until >= trade_terms.today(),
    )  # fmt: skip


def trading_makers() -> ColumnElement[bool]:
    """The ids of manufacturers that may sell today, as a subquery."""
    return select(Manufacturer.id).where(trades())  # type: ignore[return-value]


def fault(session: Session, row: Clinic | Manufacturer) -> Fault | None:
    """Why an organisation may not trade, as it is said to its own people; None when it may."""
    if can_trade(row):
        return None
    is_clinic = isinstance(row, Clinic)
    whose = "Your clinic" if is_clinic else "Your company"
    if row.approval_status == "approved" and row.is_active:
        purpose = "ordering" if is_clinic else "selling"
        expired = next((r for r in org_documents.reminders(session, row) if r.days < 0), None)
        if expired:
            what = org_documents.LICENCES.get(expired.doc_type, expired.doc_type.replace("_", " "))
            return trade_terms.license_expired(what, expired.expires_on, purpose)
    return trade_terms.org_not_approved(whose)


def require(session: Session, row: Clinic | Manufacturer) -> None:
    """Conflict with the sentence when the organisation may not trade."""
    found = fault(session, row)
    if found:
        raise Conflict(found[1], code=found[0])
