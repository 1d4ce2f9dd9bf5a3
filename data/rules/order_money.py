"""The money of an order as its opener may see it: payments and refunds for clinic and platform, papers and disputes for all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import roles
from data.core.actor import Actor, across
from data.core.resource import resource as declared
from data.models import Dispute, OrderPayment, Refund, SubOrder, SupplierCreditNote, SupplierInvoice
from data.rules import refunds
from data.store import access
from data.store.read import find
from data.store.unit_of_work import reading

Values = dict[str, Any]
INVOICE = ("id", "invoice_number", "invoice_date", "total_amount")
NOTE = ("id", "credit_note_number", "credit_note_date", "total_amount")
PAYMENT = ("id", "method", "amount", "reference_number", "received_on", "status", "rejection_reason")
REFUND = ("id", "refund_number", "amount", "reason_code", "status")
CASE = ("id", "dispute_number", "reason_code", "status")


def of_part(actor: Actor, sub_order_id: Any) -> Values:
    """ "is_paid", "invoices", "notes", "disputes"; "payments", "refunds" and "left" (to pay, in paise) where the matrix opens them."""
    resource = declared("orders")
    access.require(resource, actor, "view")
    with reading(across(actor)) as session:
        part: SubOrder = find(session, resource, actor, sub_order_id, "view")
        own = {"sub_order_id": part.id}
        found: Values = {
            "is_paid": part.paid_at is not None,
            "invoices": _of(session, SupplierInvoice, INVOICE, **own),
            "notes": _notes(session, part),
            "disputes": _of(session, Dispute, CASE, **own) if roles.allowed(actor, "disputes", "view") else [],
        }
        if roles.allowed(actor, "order_payments", "view"):
            payments = _of(session, OrderPayment, PAYMENT, order_id=part.order_id)
            order = refunds.order_by_id(session, part.order_id)
            found["payments"] = payments
            found["refunds"] = _of(session, Refund, REFUND, order_id=part.order_id)
            found["left"] = order.payable_amount - sum(p["amount"] for p in payments if p["status"] != "rejected")
            found["credit"] = refunds.credit_balance(session, part.clinic_id)
        return found


def _of(session: Session, model: Any, names: tuple[str, ...], **where: Any) -> list[Values]:
    query = select(model).filter_by(**where).order_by(model.id)
    return [{name: getattr(row, name) for name in names} for row in session.scalars(query)]


def _notes(session: Session, part: SubOrder) -> list[Values]:
    invoices = select(SupplierInvoice.id).where(SupplierInvoice.sub_order_id == part.id)
    query = select(SupplierCreditNote).where(SupplierCreditNote.invoice_id.in_(invoices)).order_by(SupplierCreditNote.id)
    return [{name: getattr(row, name) for name in NOTE} for row in session.scalars(query)]
