"""Credit notes: the only correction of an invoice, at its own rates, never more than it says (marketplace.md §8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core import clock, trade_terms
from data.core.errors import Invalid
from data.core.gst import split
from data.core.money import in_words, rupees
from data.models import Manufacturer, SupplierCreditNote, SupplierCreditNoteLine, SupplierInvoice, SupplierInvoiceLine
from data.models.base import new_id
from data.rules.supplier_invoices import PARTS, amounts_of, content_digest, shared
from data.store import numbers


@dataclass(frozen=True, slots=True)
class Credit:
    """What is credited of one invoice line: packs (0 for a lower price) and amounts with "line_total"."""

    line: SupplierInvoiceLine
    quantity: int
    amounts: dict[str, int]

    @property
    def total(self) -> int:
        """Taxable value and tax together."""
        return self.amounts["line_total"]


def _credited(session: Session, line: SupplierInvoiceLine) -> tuple[int, dict[str, int]]:
    columns = [func.coalesce(func.sum(getattr(SupplierCreditNoteLine, name)), 0) for name in ("quantity", *PARTS)]
    found = session.execute(select(*columns).where(SupplierCreditNoteLine.invoice_line_id == line.id)).one()
    return int(found[0]), {name: int(amount) for name, amount in zip(PARTS, found[1:], strict=True)}


def _invoiced(session: Session, order_line_id: UUID) -> list[SupplierInvoiceLine]:
    """The invoice lines of an order line, the last ones first: what came last is what one looks at."""
    query = select(SupplierInvoiceLine).where(SupplierInvoiceLine.order_line_id == order_line_id)
    return list(session.scalars(query.order_by(SupplierInvoiceLine.id.desc())))


def units_credited(session: Session, order_line_id: UUID) -> int:
    """Packs of an order line that were credited so far."""
    query = (
        select(func.coalesce(func.sum(SupplierCreditNoteLine.quantity), 0))
        .join(SupplierInvoiceLine, SupplierInvoiceLine.id == SupplierCreditNoteLine.invoice_line_id)
        .where(SupplierInvoiceLine.order_line_id == order_line_id)
    )
    return int(session.scalar(query) or 0)


def for_units(session: Session, order_line_id: UUID, units: int) -> list[Credit]:
    """What crediting so many packs comes to; packs that were never invoiced are left out."""
    found, left = [], units
    for line in _invoiced(session, order_line_id):
        done, gone = _credited(session, line)
        packs = min(left, line.quantity - done)
        if not packs:
            continue
        own = amounts_of(line)
        part = shared(own, done, done + packs, line.quantity)
        # After a lower price was credited, the last packs cannot give back more than is left of the line.
        amounts = {name: min(part[name], own[name] - gone[name]) for name in PARTS}
        found.append(Credit(line, packs, amounts | {"line_total": sum(amounts.values())}))
        left -= packs
    return found


def for_value(session: Session, order_line_id: UUID, taxable: int) -> list[Credit]:
    """A lower price: so much taxable value at the rate of the invoice, quantities unchanged; Invalid beyond what is left."""
    found, left = [], taxable
    for line in _invoiced(session, order_line_id):
        _, gone = _credited(session, line)
        own = amounts_of(line)
        value = min(left, own["taxable_value"] - gone["taxable_value"])
        if value <= 0:
            continue
        tax = split(value, line.gst_rate, is_interstate=bool(line.igst_amount))
        taxes = {"cgst_amount": tax.cgst, "sgst_amount": tax.sgst, "igst_amount": tax.igst}
        amounts = {"taxable_value": value} | {name: min(paise, own[name] - gone[name]) for name, paise in taxes.items()}
        found.append(Credit(line, 0, amounts | {"line_total": sum(amounts.values())}))
        left -= value
    if left:
        raise Invalid({"amount": f"At most {rupees(taxable - left)} of this line is left to credit."})
    return found


def issue(
    session: Session, given: Sequence[Credit], reason: str, dispute_id: UUID | None = None
) -> list[tuple[SupplierCreditNote, list[Credit]]]:
    """One credit note per invoice that is touched, each with what it given."""
    by_invoice: dict[UUID, list[Credit]] = {}
    for item in given:
        by_invoice.setdefault(item.line.invoice_id, []).append(item)
    return [(_note(session, invoice_id, items, reason, dispute_id), items) for invoice_id, items in by_invoice.items()]


def _note(
    session: Session, invoice_id: UUID, items: Sequence[Credit], reason: str, dispute_id: UUID | None
) -> SupplierCreditNote:
    invoice = session.scalars(select(SupplierInvoice).where(SupplierInvoice.id == invoice_id)).one()
    maker = session.scalars(select(Manufacturer).where(Manufacturer.id == invoice.manufacturer_id)).one()
    today = trade_terms.today()
    year = clock.financial_year(today)
    sides = {"clinic_id": invoice.clinic_id, "manufacturer_id": invoice.manufacturer_id}
    sums = {name: sum(item.amounts[name] for item in items) for name in PARTS}
    total = sum(sums.values())
    note = SupplierCreditNote(
        invoice_id=invoice.id, dispute_id=dispute_id, credit_note_date=today, financial_year=year, reason=reason[:500],
        subtotal=sums["taxable_value"], cgst_amount=sums["cgst_amount"], sgst_amount=sums["sgst_amount"], igst_amount=sums["igst_amount"],
        total_amount=total, total_in_words=in_words(total), issued_at=clock.now(),
        credit_note_number=f"{maker.manufacturer_code}-C{year}-{numbers.take(session, maker.id, f'supplier credit notes {year}'):06d}", **sides,
    )  # fmt: skip
    lines = [
        SupplierCreditNoteLine(
            id=new_id(), credit_note_id=note.id, invoice_line_id=item.line.id, quantity=item.quantity, gst_rate=item.line.gst_rate,
            **item.amounts, **sides,
        )
        for item in items
    ]  # fmt: skip
    note.content_sha256 = content_digest(note, lines)
    session.add(note)
    session.flush()
    session.add_all(lines)
    session.flush()
    return note


def last_day(invoice: SupplierInvoice) -> date:
    """The 30 November after the invoice's financial year, until which the tax of a credit note can be taken back."""
    return date(2000 + int(invoice.financial_year[2:]), 11, 30)
