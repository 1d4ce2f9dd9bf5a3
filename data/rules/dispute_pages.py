"""A dispute as one side opens it: what staff say among themselves is not in the answer of a side."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from data.core.actor import Actor, across
from data.core.resource import resource as declared
from data.models import (
    Dispute,
    DisputeLine,
    DisputeMessage,
    OrderLine,
    PayoutHold,
    Refund,
    SubOrder,
    SupplierCreditNote,
    SupplierInvoice,
)  # fmt: skip
from data.rules import disputes, supplier_credit_notes
from data.rules.order_moves import lines_of
from data.store import access
from data.store.read import find
from data.store.record import open_steps
from data.store.unit_of_work import reading

CASE = (
    "id", "dispute_number", "sub_order_id", "type", "reason_code", "description", "status", "opened_at", "reply_due_at", "resolve_due_at",
    "waiting_on", "outcome", "resolution", "resolved_at", "version",
)  # fmt: skip
Values = dict[str, Any]


def opened(actor: Actor, dispute_id: Any) -> Values:
    """Everything of a dispute its opener may see: "case", "lines", "messages", "notes", "steps"; "held" for supplier and platform,
    "refunds" for clinic and platform.
    """
    resource = declared("disputes")
    access.require(resource, actor, "view")
    with reading(across(actor)) as session:
        row: Dispute = find(session, resource, actor, dispute_id, "view")
        found: Values = {
            "case": {name: getattr(row, name) for name in CASE}
            | {"late": disputes.is_late(row), "sub_order": row.sub_order.sub_order_number},
            "lines": _lines(session, row),
            "messages": _messages(session, actor, row),
            "notes": _notes(session, actor, row),
            "steps": open_steps(session, resource, actor, row),
        }
        if actor.manufacturer_id is not None or actor.is_platform:
            held = select(func.coalesce(func.sum(PayoutHold.amount), 0)).where(
                PayoutHold.dispute_id == row.id, PayoutHold.status == "active"
            )
            found["held"] = int(session.scalar(held) or 0)
        if actor.manufacturer_id is None:
            query = select(Refund).where(Refund.dispute_id == row.id).order_by(Refund.id)
            names = ("id", "refund_number", "amount", "status")
            found["refunds"] = [{name: getattr(r, name) for name in names} for r in session.scalars(query)]
        return found


def _lines(session: Session, row: Dispute) -> list[Values]:
    query = (
        select(DisputeLine, OrderLine.product_name, OrderLine.pack_size)
        .join(OrderLine, OrderLine.id == DisputeLine.order_line_id)
        .where(DisputeLine.dispute_id == row.id)
        .order_by(DisputeLine.id)
    )
    return [
        {"name": name, "pack_size": size, "packs": claim.quantity, "reason_code": claim.reason_code}
        for claim, name, size in session.execute(query)
    ]


def _messages(session: Session, actor: Actor, row: Dispute) -> list[Values]:
    shown = or_(DisputeMessage.visibility == "all", DisputeMessage.visibility == ("staff" if actor.is_platform else "all"))
    query = (
        select(DisputeMessage).where(DisputeMessage.dispute_id == row.id, shown).order_by(DisputeMessage.at, DisputeMessage.id)
    )
    names = ("at", "author_role", "text", "visibility")
    return [{name: getattr(m, name) for name in names} for m in session.scalars(query)]


def _notes(session: Session, actor: Actor, row: Dispute) -> list[Values]:
    """The credit notes it made; to the platform "is_late" says that the tax of one can no longer be taken back."""
    query = (
        select(SupplierCreditNote, SupplierInvoice)
        .join(SupplierInvoice, SupplierInvoice.id == SupplierCreditNote.invoice_id)
        .where(SupplierCreditNote.dispute_id == row.id)
        .order_by(SupplierCreditNote.credit_note_number)
    )
    names = ("credit_note_number", "credit_note_date", "total_amount", "invoice_id")
    return [
        {name: getattr(note, name) for name in names}
        | {"is_late": actor.is_platform and note.credit_note_date > supplier_credit_notes.last_day(invoice)}
        for note, invoice in session.execute(query)
    ]


def to_raise(actor: Actor, sub_order_id: Any) -> tuple[SubOrder, list[tuple[OrderLine, int]]]:
    """A part whose packs may be disputed, with how many of each line are left to dispute."""
    access.require(declared("disputes"), actor, "create")
    with reading(across(actor)) as session:
        part: SubOrder = find(session, declared("orders"), actor, sub_order_id, "view")
        left = [
            (line, line.shipped_quantity - supplier_credit_notes.units_credited(session, line.id))
            for line in lines_of(session, part)
        ]
        return part, [(line, packs) for line, packs in left if packs > 0]
