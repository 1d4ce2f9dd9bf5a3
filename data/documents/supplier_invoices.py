"""A manufacturer's tax invoice as it leaves on paper: from its snapshots alone, so that it reads the same for ever."""

from __future__ import annotations

from collections.abc import Sequence
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
        lines = _lines(session, row)
        return document(
            row,
            title="Tax invoice",
            number=row.invoice_number,
            day=row.invoice_date,
            lines=tuple(charged(line, str(line.quantity), rupees(line.taxable_value), rupees(line.unit_price)) for line in lines),
            more=(("Reverse charge", "Yes" if row.reverse_charge else "No"),),
            sums=tuple(sums(row, lines, row.place_of_supply)),
            total=("Total", rupees(row.total_amount)),
            words=row.total_in_words,
            copy=copy,
        )


def document(invoice: SupplierInvoice, *, more: tuple[tuple[str, str], ...], **said: Any) -> TradeInvoice:
    """A paper between the two parties of an invoice, as they were when it was issued; `more` are facts of its own."""
    supplier, recipient = invoice.supplier, invoice.recipient
    return TradeInvoice(
        head=Letterhead(supplier["legal_name"], supplier["address"], "", supplier["gstin"], supplier["license_number"]),
        recipient=recipient["legal_name"],
        signature=Signature(f"For {supplier['legal_name']}", "Issued by the marketplace on its behalf"),
        facts=(
            ("To", f"{recipient['legal_name']}, {recipient['address']}"),
            ("GSTIN", recipient["gstin"]),
            ("Goes to", recipient["ship_to"]),
            ("Place of supply", f"{gst.STATES.get(invoice.place_of_supply, '')} ({invoice.place_of_supply})"),
            *more,
        ),
        **said,
    )


def _lines(session: Session, row: SupplierInvoice) -> list[SupplierInvoiceLine]:
    query = select(SupplierInvoiceLine).where(SupplierInvoiceLine.invoice_id == row.id)
    return list(session.scalars(query.order_by(SupplierInvoiceLine.id)))


def charged(line: SupplierInvoiceLine, quantity: str, amount: str, price: str) -> Charged:
    """A line of an invoice, with the packs, the value and the price that are charged or credited of it."""
    return Charged(
        name=line.description, quantity=quantity, amount=amount, price=price, hsn=line.hsn_code,
        rate=f"{percent_text(line.gst_rate)} %",
        about=f"{line.unit}, batch {line.batch_number}, expires {clock.spelt_day(line.expires_on)}",
    )  # fmt: skip


def sums(row: Any, lines: Sequence[Any], place: str) -> list[tuple[str, str]]:
    """The taxable value of an invoice or credit note, and each tax by its rate with what it was taken from."""
    found = [("Taxable value", rupees(row.subtotal))]
    names = (("CGST", "cgst_amount", 2), (gst.second_half(place), "sgst_amount", 2), ("IGST", "igst_amount", 1))
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
