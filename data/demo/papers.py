"""The papers invented organisations trade on, verified, and the approval that follows from them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from data.core import clock, trade_terms
from data.core.actor import system
from data.core.resource import resource
from data.models import Clinic, Manufacturer, OrgDocument
from data.rules import org_documents, organisations
from data.store import write

LICENCE_DAYS = 500


def approved(session: Session, row: Clinic | Manufacturer, days: int = LICENCE_DAYS) -> None:
    """Every required document, verified; licences hold for so many days more."""
    today, now = trade_terms.today(), clock.now()
    for kind in org_documents.required(row):
        document = OrgDocument(
            doc_type=kind, number=row.license_number if kind in org_documents.LICENCES else row.gstin, status="verified", verified_at=now,
            issued_on=today - timedelta(days=700), expires_on=today + timedelta(days=days) if kind in org_documents.LICENCES else None,
            **organisations.owner(row),
        )  # fmt: skip
        session.add(document)
    session.flush()
    noun = resource("clinics" if isinstance(row, Clinic) else "manufacturers")
    write.make_step(session, noun, system(), row, write.find_step(noun, "approve"), {})
