"""One tax invoice per shipment, issued for the manufacturer in the transaction that ships it (marketplace.md §8)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core import clock, trade_terms
from data.core.errors import Conflict
from data.core.fields import percent_text
from data.core.gst import split
from data.core.money import in_words
from data.core.shares import share
from data.models import (
    Clinic,
    Manufacturer,
    OrderLine,
    Product,
    ProductBatch,
    Shipment,
    ShipmentLine,
    SubOrder,
    SupplierInvoice,
    SupplierInvoiceLine,
)  # fmt: skip
from data.models.base import new_id
from data.rules.order_moves import lines_of
from data.rules.products import rate_on
from data.store import numbers

PARTS = ("taxable_value", "cgst_amount", "sgst_amount", "igst_amount")
TAXES = PARTS[1:]
Amounts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Base:
    """What the units of a line are charged from: amounts of `units` units that begin after unit `start`, at a rate."""

    amounts: Amounts
    start: int
    units: int
    rate: int

    def share(self, first: int, last: int) -> dict[str, int]:
        """What units first+1 … last of the line carry, with "line_total"."""
        return shared(self.amounts, first - self.start, last - self.start, self.units)


def shared(amounts: Amounts, first: int, last: int, units: int) -> dict[str, int]:
    """The cumulative share of each amount, and their sum as "line_total"."""
    found = {name: share(amounts[name], first, last, units) for name in PARTS}
    return found | {"line_total": sum(found.values())}


def amounts_of(row: Any) -> dict[str, int]:
    """The taxable value and the taxes of an order line, an invoice line or a line of a credit note."""
    return {name: getattr(row, name) for name in PARTS}


def quoted(line: OrderLine, first: int, last: int) -> dict[str, int]:
    """What units first+1 … last of an order line were paid with."""
    return shared(amounts_of(line), first, last, line.quantity)


def digest(*parts: Any) -> str:
    """What a paper says, as one number: the same for as long as nothing of it changed."""
    return sha256(json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def issue(
    session: Session, part: SubOrder, shipment: Shipment, sent: Sequence[ShipmentLine]
) -> tuple[SupplierInvoice, list[SupplierInvoiceLine]]:
    """The invoice of a shipment, its serial taken from the manufacturer's year without a gap."""
    maker = session.scalars(select(Manufacturer).where(Manufacturer.id == part.manufacturer_id)).one()
    lines = {line.id: line for line in lines_of(session, part)}
    charged = _charged(session, part, maker, lines, sent)
    today = trade_terms.today()
    year = clock.financial_year(today)
    sums = {name: sum(getattr(line, name) for line in charged) for name in PARTS}
    total = sum(sums.values())
    invoice = SupplierInvoice(
        clinic_id=part.clinic_id, manufacturer_id=part.manufacturer_id, sub_order_id=part.id, shipment_id=shipment.id, invoice_date=today,
        financial_year=year, reverse_charge=False, supplier=_supplier(maker), recipient=_recipient(session, part), place_of_supply=part.ship_to_state_code,
        subtotal=sums["taxable_value"], cgst_amount=sums["cgst_amount"], sgst_amount=sums["sgst_amount"], igst_amount=sums["igst_amount"],
        total_amount=total, total_in_words=in_words(total), issued_at=clock.now(),
        invoice_number=f"{maker.manufacturer_code}-I{year}-{numbers.take(session, maker.id, f'supplier invoices {year}'):06d}",
    )  # fmt: skip
    for line in charged:
        line.invoice_id = invoice.id
    invoice.content_sha256 = content_digest(invoice, charged)
    session.add(invoice)
    session.flush()
    session.add_all(charged)
    session.flush()
    return invoice, charged


OUTSIDE = {"content_sha256", "times_printed"}


def content_digest(paper: Any, lines: Sequence[Any]) -> str:
    """The number of what an invoice or credit note with its lines says."""
    told = [_content(paper), *(_content(line) for line in sorted(lines, key=lambda line: str(line.id)))]
    return digest(*told)


def _content(row: Any) -> dict[str, Any]:
    """Columns by name; instants are left out, as each database keeps them to its own precision."""
    skipped = {*OUTSIDE, "issued_at"}
    return {c.name: getattr(row, c.name) for c in row.__table__.columns if c.name not in skipped}


def _charged(
    session: Session, part: SubOrder, maker: Manufacturer, lines: Mapping[Any, OrderLine], sent: Sequence[ShipmentLine]
) -> list[SupplierInvoiceLine]:
    batches = {b.id: b for b in session.scalars(select(ProductBatch).where(ProductBatch.id.in_([s.batch_id for s in sent])))}
    # The packs of this shipment were counted on the lines before: they are the last ones of what has left so far.
    done = {
        line.id: line.shipped_quantity - sum(s.quantity for s in sent if s.order_line_id == line.id) for line in lines.values()
    }
    bases: dict[Any, Base] = {}
    found = []
    for packs in sent:
        line, batch = lines[packs.order_line_id], batches[packs.batch_id]
        if line.id not in bases:
            bases[line.id] = _base(session, part, maker, line)
        first, base = done[line.id], bases[line.id]
        done[line.id] = first + packs.quantity
        found.append(
            SupplierInvoiceLine(
                id=new_id(), clinic_id=part.clinic_id, manufacturer_id=part.manufacturer_id, order_line_id=line.id, description=line.product_name,
                hsn_code=line.hsn_code, batch_number=batch.batch_number, expires_on=batch.expires_on, quantity=packs.quantity,
                unit=line.pack_size, unit_price=line.unit_price, gst_rate=base.rate, **base.share(first, first + packs.quantity),
            )
        )  # fmt: skip
    return found


def _base(session: Session, part: SubOrder, maker: Manufacturer, line: OrderLine) -> Base:
    """The quoted amounts, or those of the remainder at today's rate when it fell; Conflict when it rose."""
    today = rate_today(session, line)
    if today == line.gst_rate:
        return Base(amounts_of(line), 0, line.quantity, line.gst_rate)
    if today > line.gst_rate:
        old, new = percent_text(line.gst_rate), percent_text(today)
        raise Conflict(
            f"The GST of {line.product_name} rose from {old} % to {new} % since it was paid, so the rest cannot be sent."
            " Close the remainder: the clinic gets it back and can order at the new rate.",
            code="gst_rate_rose",
        )
    start = _invoiced_at_another_rate(session, line, today)
    units = line.quantity - start
    taxable = share(line.taxable_value, start, line.quantity, line.quantity)
    is_interstate = bool(part.igst_amount) if part.gst_amount else maker.state_code != part.ship_to_state_code
    tax = split(taxable, today, is_interstate=is_interstate)
    amounts = {"taxable_value": taxable, "cgst_amount": tax.cgst, "sgst_amount": tax.sgst, "igst_amount": tax.igst}
    return Base(amounts, start, units, today)


def rate_today(session: Session, line: OrderLine) -> int:
    """The rate a unit of this line carries if it is invoiced today."""
    product = session.scalars(select(Product).where(Product.id == line.product_id)).one()
    found = rate_on(session, product)
    return line.gst_rate if found is None else found


def _invoiced_at_another_rate(session: Session, line: OrderLine, rate: int) -> int:
    """How many units left before the rate of today came."""
    packs = func.coalesce(func.sum(SupplierInvoiceLine.quantity), 0)
    query = select(packs).where(SupplierInvoiceLine.order_line_id == line.id, SupplierInvoiceLine.gst_rate != rate)
    return int(session.scalar(query) or 0)


def _supplier(maker: Manufacturer) -> dict[str, Any]:
    return {
        "legal_name": maker.legal_name or maker.company_name, "address": _address(maker), "gstin": maker.gstin or "",
        "license_number": maker.license_number or "", "state_code": maker.state_code or "",
    }  # fmt: skip


def _recipient(session: Session, part: SubOrder) -> dict[str, Any]:
    clinic = session.scalars(select(Clinic).where(Clinic.id == part.clinic_id)).one()
    ship_to = f"{part.ship_to_name}, {part.ship_to_line1}, {part.ship_to_city}, {part.ship_to_district}, {part.ship_to_pincode}"
    return {
        "legal_name": part.buyer_legal_name or clinic.legal_name or clinic.clinic_name, "address": _address(clinic),
        "gstin": part.buyer_gstin or "Unregistered", "ship_to": ship_to, "state_code": part.ship_to_state_code,
    }  # fmt: skip


def _address(row: Any) -> str:
    return ", ".join(x for x in (row.address_line1, row.address_line2, row.city, row.district, row.pincode) if x)
