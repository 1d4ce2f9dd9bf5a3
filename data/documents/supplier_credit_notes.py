"""A manufacturer's credit note as it leaves on paper: at the rates and with the parties of the invoice it corrects."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import NotFound
from data.core.money import rupees
from data.core.resource import resource as declared
from data.documents import typeset
from data.documents.shapes import Charged, TradeInvoice
from data.documents.supplier_invoices import charged, document, sums
from data.models import AuditEntry, SupplierCreditNote, SupplierCreditNoteLine, SupplierInvoice, SupplierInvoiceLine
from data.store import access, audit
from data.store.read import as_id, find
from data.store.unit_of_work import writing

NOUN, VERB = "supplier_invoices", "print"


def read(actor: Actor, row_id: Any) -> TradeInvoice:
    """The credit note, read to be printed by who may print its invoice; in the trail before it is handed over. NotFound for a rival's."""
    resource = declared(NOUN)
    access.require(resource, actor, VERB)
    with writing(actor) as session:
        note = session.scalars(select(SupplierCreditNote).where(SupplierCreditNote.id == as_id(row_id))).one_or_none()
        if note is None:
            raise NotFound
        invoice: SupplierInvoice = find(session, resource, actor, note.invoice_id, VERB)
        detail = {"after": {"credit note": note.credit_note_number}}
        audit.record(session, actor, VERB, NOUN, note.id, clinic_id=note.clinic_id, detail=detail)
        return _document(session, note, invoice, _prints(session, note))


def _prints(session: Session, note: SupplierCreditNote) -> int:
    """Which print this is: the trail has them all, this one too; the note itself is never changed."""
    session.flush()
    of_it = (
        AuditEntry.chain_id == note.clinic_id,
        AuditEntry.noun == NOUN,
        AuditEntry.row_id == note.id,
        AuditEntry.verb == VERB,
    )
    return int(session.scalar(select(func.count()).select_from(AuditEntry).where(*of_it)) or 1)


def _document(session: Session, note: SupplierCreditNote, invoice: SupplierInvoice, copy: int) -> TradeInvoice:
    query = (
        select(SupplierCreditNoteLine, SupplierInvoiceLine)
        .join(SupplierInvoiceLine, SupplierInvoiceLine.id == SupplierCreditNoteLine.invoice_line_id)
        .where(SupplierCreditNoteLine.credit_note_id == note.id)
        .order_by(SupplierCreditNoteLine.id)
    )
    found = [(line, sold) for line, sold in session.execute(query)]
    about = (
        ("Corrects", f"Invoice {invoice.invoice_number} of {clock.spelt_day(invoice.invoice_date)}"),
        ("Reason", note.reason),
    )
    return document(
        invoice,
        title="Credit note",
        number=note.credit_note_number,
        day=note.credit_note_date,
        lines=tuple(_credited(line, sold) for line, sold in found),
        more=about,
        sums=tuple(sums(note, [line for line, _ in found], invoice.place_of_supply)),
        total=("Total credited", rupees(note.total_amount)),
        words=note.total_in_words,
        copy=copy,
    )


def _credited(line: SupplierCreditNoteLine, sold: SupplierInvoiceLine) -> Charged:
    """Packs that are credited; a lower price has none."""
    price = rupees(sold.unit_price) if line.quantity else "Lower price"
    return charged(sold, quantity=str(line.quantity or ""), amount=rupees(line.taxable_value), price=price)


def pdf(actor: Actor, row_id: Any, paper: str) -> tuple[str, bytes]:
    """The file: named by its number, A4 unless another paper is asked for."""
    found = read(actor, row_id)
    return f"{found.number}.pdf", typeset.supplier_invoice(found, actor.zone, paper or "a4")
