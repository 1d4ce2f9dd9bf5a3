"""A manufacturer's tax invoice as it leaves on paper: from its snapshots alone, so that it reads the same for ever."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, gst
from data.core.actor import Actor
from data.core.fields import percent_text
from data.core.money import rupees
from data.documents import typeset
from data.documents.shapes import Charged, Signature, TradeInvoice
from data.models import SupplierInvoice, SupplierInvoiceLine
from data.store import printing
from data.store.printing import Letterhead

NOUN = "supplier_invoices"


def read(actor: Actor, row_id: Any, *, is_print: bool = True) -> TradeInvoice:
    """The invoice, read to be printed or looked at; in the trail either way."""
    with printing.opened(actor, NOUN, row_id, is_print=is_print) as (session, row, copy):
        supplier, recipient = row.supplier, row.recipient
        lines = _lines(session, row)
        return TradeInvoice(
            head=Letterhead(supplier["legal_name"], supplier["address"], "", supplier["gstin"], supplier["license_number"]),
            title="Tax invoice",
            number=row.invoice_number,
            day=row.invoice_date,
            recipient=recipient["legal_name"],
            signature=Signature(f"For {supplier['legal_name']}", "Issued by the marketplace on its behalf"),
            lines=tuple(_charged(line) for line in lines),
            facts=(
                ("To", f"{recipient['legal_name']}, {recipient['address']}"),
                ("GSTIN", recipient["gstin"]),
                ("Goes to", recipient["ship_to"]),
                ("Place of supply", f"{gst.STATES.get(row.place_of_supply, '')} ({row.place_of_supply})"),
                ("Reverse charge", "Yes" if row.reverse_charge else "No"),
            ),
            sums=tuple(_sums(row, lines)),
            total=("Total", rupees(row.total_amount)),
            words=row.total_in_words,
            copy=copy,
        )


def _lines(session: Session, row: SupplierInvoice) -> list[SupplierInvoiceLine]:
    query = select(SupplierInvoiceLine).where(SupplierInvoiceLine.invoice_id == row.id)
    return list(session.scalars(query.order_by(SupplierInvoiceLine.id)))


def _charged(line: SupplierInvoiceLine) -> Charged:
    return Charged(
        name=line.description, quantity=str(line.quantity), amount=rupees(line.taxable_value), price=rupees(line.unit_price), hsn=line.hsn_code,
        rate=f"{percent_text(line.gst_rate)} %",
        about=f"{line.unit}, batch {line.batch_number}, expires {clock.spelt_day(line.expires_on)}",
    )  # fmt: skip


def _sums(row: SupplierInvoice, lines: list[SupplierInvoiceLine]) -> list[tuple[str, str]]:
    """The taxable value, and each tax by its rate with what it was taken from."""
    found = [("Taxable value", rupees(row.subtotal))]
    names = (("CGST", "cgst_amount", 2), (gst.second_half(row.place_of_supply), "sgst_amount", 2), ("IGST", "igst_amount", 1))
    for rate in sorted({line.gst_rate for line in lines}):
        same = [line for line in lines if line.gst_rate == rate]
        base = sum(line.taxable_value for line in same)
        for word, key, part in names:
            tax = sum(getattr(line, key) for line in same)
            if tax:
                found.append((f"{word} {rate / part / 100:g} % on {rupees(base)}", rupees(tax)))
    return found


def pdf(actor: Actor, row_id: Any, paper: str) -> tuple[str, bytes]:
    """The file: named by its number, A4 unless another paper is asked for."""
    document = read(actor, row_id)
    return f"{document.number}.pdf", typeset.supplier_invoice(document, actor.zone, paper or "a4")
