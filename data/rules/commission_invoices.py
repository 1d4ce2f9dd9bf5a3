"""The platform's monthly invoice to each manufacturer for its commission, in a series of its own without a gap (marketplace.md §9, §13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core import clock, trade_terms
from data.core.actor import Actor
from data.core.money import in_words
from data.core.resource import resource as declared
from data.models import CommissionInvoice, Manufacturer, PayoutEntry
from data.models.base import new_id
from data.rules import payout_ledger, site_settings
from data.rules.supplier_invoices import content_digest
from data.store import access, audit, numbers
from data.store.keyring import PLATFORM
from data.store.unit_of_work import patiently, reading, writing

KINDS = ("commission", "commission_reversal")
TAXES = ("commission_gst", "commission_gst_reversal")
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Due:
    """Commission and its tax through a month that no invoice charged yet, in paise."""

    commission: int
    tax: int


def issue_due(actor: Actor) -> int:
    """Invoice every manufacturer for the months that are over; how many invoices were made. None before the platform has said who it is."""
    access.require(declared("payouts"), actor, "create")
    month = (trade_terms.today().replace(day=1) - timedelta(days=1)).replace(day=1)
    with reading(actor) as session:
        if not site_settings.identity(session):
            return 0
        done = select(CommissionInvoice.manufacturer_id).where(CommissionInvoice.month >= month)
        makers = session.scalars(
            select(PayoutEntry.manufacturer_id).where(PayoutEntry.manufacturer_id.not_in(done)).distinct()
        ).all()
    return sum(patiently(lambda maker=maker: _issue(actor, maker, month)) for maker in sorted(makers))  # type: ignore[misc]


def _issue(actor: Actor, maker_id: UUID, month: date) -> bool:
    with writing(actor) as session:
        maker = payout_ledger.lock(session, maker_id)
        charged = select(CommissionInvoice.id).where(
            CommissionInvoice.manufacturer_id == maker_id, CommissionInvoice.month >= month
        )
        due = not_charged(session, maker_id, month)
        # What was given back beyond what was earned waits for the next month's commission.
        if session.scalar(charged.limit(1)) is not None or due.commission <= 0:
            return False
        row = _paper(session, maker, month, due)
        session.add(row)
        session.flush()
        audit.record(session, actor, "issue", "payouts", row.id, detail={"after": {"invoice": row.invoice_number}})
        return True


def not_charged(session: Session, maker_id: UUID, month: date) -> Due:
    """What the ledger says through the month, less what earlier invoices charged."""
    until, _ = clock.day_bounds((month.replace(day=28) + timedelta(days=4)).replace(day=1), trade_terms.ZONE)
    own = (PayoutEntry.manufacturer_id == maker_id, PayoutEntry.occurred_at < until)
    before = select(
        func.coalesce(func.sum(CommissionInvoice.commission_amount), 0), func.coalesce(func.sum(CommissionInvoice.gst_amount), 0)
    ).where(CommissionInvoice.manufacturer_id == maker_id)
    commission, tax = session.execute(before).one()
    earned, on_it = (-payout_ledger.total(session, *own, PayoutEntry.entry_type.in_(kinds)) for kinds in (KINDS, TAXES))
    return Due(earned - int(commission), on_it - int(tax))


def _paper(session: Session, maker: Manufacturer, month: date, due: Due) -> CommissionInvoice:
    platform, today = site_settings.identity(session), trade_terms.today()
    year, state = clock.financial_year(today), maker.state_code or ""
    half = due.tax // 2
    taxes = (half, due.tax - half, 0) if state == platform["state_code"] else (0, 0, due.tax)
    total = due.commission + due.tax
    row = CommissionInvoice(
        id=new_id(), manufacturer_id=maker.id, month=month, invoice_date=today, financial_year=year, supplier=_supplier(platform),
        recipient=_recipient(maker), place_of_supply=state, commission_amount=due.commission, cgst_amount=taxes[0], sgst_amount=taxes[1],
        igst_amount=taxes[2], gst_amount=due.tax, total_amount=total, total_in_words=in_words(total), issued_at=clock.now(), times_printed=0,
        invoice_number=f"PLT-I{year}-{numbers.take(session, PLATFORM, f'commission invoices {year}'):06d}",
    )  # fmt: skip
    row.content_sha256 = content_digest(row, ())
    return row


def _supplier(platform: dict[str, Any]) -> dict[str, Any]:
    address = ", ".join(str(platform[name]) for name in ("address_line1", "city", "pincode"))
    return {
        "legal_name": platform["legal_name"],
        "gstin": platform["gstin"],
        "address": address,
        "phone": platform.get("phone") or "",
    }


def _recipient(maker: Manufacturer) -> dict[str, Any]:
    address = ", ".join(part for part in (maker.address_line1, maker.address_line2, maker.city, maker.pincode) if part)
    return {"legal_name": maker.legal_name or maker.company_name, "gstin": maker.gstin or "", "address": address}


def listed(actor: Actor) -> list[dict[str, Any]]:
    """The newest invoices: a manufacturer's own, everybody's for the platform; id, number, company, month, amounts."""
    access.require(declared("payouts"), actor, "view")
    query = select(CommissionInvoice, Manufacturer.company_name).join(
        Manufacturer, Manufacturer.id == CommissionInvoice.manufacturer_id
    )
    with reading(actor) as session:
        rows = session.execute(
            query.order_by(CommissionInvoice.month.desc(), CommissionInvoice.invoice_number.desc()).limit(MOST_SHOWN)
        )
        return [
            {
                "id": row.id, "number": row.invoice_number, "company": company, "month": row.month, "commission": row.commission_amount,
                "gst": row.gst_amount, "total": row.total_amount,
            }
            for row, company in rows
        ]  # fmt: skip
