"""The platform's commission invoice as it leaves on paper: from its snapshots alone, so that it reads the same for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from data.core import clock, gst, trade_terms
from data.core.actor import Actor
from data.core.errors import NotFound
from data.core.fields import percent_text
from data.core.money import rupees
from data.core.resource import resource as declared
from data.documents import typeset
from data.documents.shapes import Charged, Signature, TradeInvoice
from data.models import CommissionInvoice
from data.store import access, audit
from data.store.printing import Letterhead
from data.store.read import as_id
from data.store.unit_of_work import writing

SAC = "996111"  # services of wholesale trade for a commission


def read(actor: Actor, row_id: Any) -> TradeInvoice:
    """The invoice, read to be printed, by who may look at payouts; in the trail before it is handed over. NotFound for a rival's."""
    access.require(declared("payouts"), actor, "view")
    with writing(actor) as session:
        row = session.scalars(select(CommissionInvoice).where(CommissionInvoice.id == as_id(row_id))).one_or_none()
        if row is None:
            raise NotFound
        copy = row.times_printed + 1
        session.connection().execute(update(CommissionInvoice).where(CommissionInvoice.id == row.id).values(times_printed=copy))
        audit.record(session, actor, "print", "payouts", row.id, detail={"after": {"invoice": row.invoice_number, "copy": copy}})
        return _document(row, copy)


def _document(row: CommissionInvoice, copy: int) -> TradeInvoice:
    supplier, recipient = row.supplier, row.recipient
    last = (row.month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return TradeInvoice(
        head=Letterhead(supplier["legal_name"], supplier["address"], supplier["phone"], supplier["gstin"]),
        title="Tax invoice",
        number=row.invoice_number,
        day=row.invoice_date,
        recipient=recipient["legal_name"],
        signature=Signature(f"For {supplier['legal_name']}", "Issued by the marketplace"),
        lines=(
            Charged(
                name="Commission on sales of the marketplace", quantity="1", amount=rupees(row.commission_amount), price=rupees(row.commission_amount),
                hsn=SAC, rate=f"{percent_text(trade_terms.COMMISSION_GST_RATE)} %", about=f"Packs delivered through {clock.spelt_day(last)}, less what came back",
            ),
        ),
        facts=(
            ("To", f"{recipient['legal_name']}, {recipient['address']}"),
            ("GSTIN", recipient["gstin"]),
            ("Month", f"{row.month:%B %Y}"),
            ("Place of supply", f"{gst.STATES.get(row.place_of_supply, '')} ({row.place_of_supply})"),
            ("Reverse charge", "No"),
        ),
        sums=(("Commission", rupees(row.commission_amount)), *_taxes(row)),
        total=("Total", rupees(row.total_amount)),
        words=row.total_in_words,
        copy=copy,
        heads=("SAC", "Units"),
    )  # fmt: skip


def _taxes(row: CommissionInvoice) -> list[tuple[str, str]]:
    named = (("CGST", row.cgst_amount), (gst.second_half(row.place_of_supply), row.sgst_amount), ("IGST", row.igst_amount))
    return [(word, rupees(paise)) for word, paise in named if paise]


def pdf(actor: Actor, row_id: Any, paper: str) -> tuple[str, bytes]:
    """The file: named by its number, A4 unless another paper is asked for."""
    document = read(actor, row_id)
    return f"{document.number}.pdf", typeset.supplier_invoice(document, actor.zone, paper or "a4")
