"""What a manufacturer earns, packs by packs: an append-only ledger in paise (marketplace.md §9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core import clock, settlement, trade_terms
from data.core.errors import NotFound
from data.core.settlement import Balance
from data.core.shares import FULL, half_up, share
from data.models import Manufacturer, OrderLine, PayoutEntry, PayoutHold, SubOrder, SupplierInvoiceLine
from data.rules import site_settings
from data.rules.supplier_credit_notes import Credit
from data.rules.supplier_invoices import amounts_of, shared


@dataclass(frozen=True, slots=True)
class Taken:
    """What a sale or its reversal moves: the sale with its tax, the commission, the tax on it, and tax withheld at source. All positive."""

    sale: int
    commission: int
    commission_gst: int
    withheld: int = 0

    @property
    def net(self) -> int:
        """What it is to the manufacturer."""
        return self.sale - self.commission - self.commission_gst - self.withheld


def lock(session: Session, manufacturer_id: UUID) -> Manufacturer:
    """The manufacturer's row: whoever moves its money holds it. NotFound."""
    query = select(Manufacturer).where(Manufacturer.id == manufacturer_id).with_for_update()
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NotFound
    return row


def total(session: Session, *where: Any) -> int:
    """Σ signed entries in paise."""
    return int(session.scalar(select(func.coalesce(func.sum(PayoutEntry.amount), 0)).where(*where)) or 0)


def balance(session: Session, manufacturer_id: UUID) -> Balance:
    """What the manufacturer is owed now, split as the invariant splits it."""
    own = PayoutEntry.manufacturer_id == manufacturer_id
    held = select(func.coalesce(func.sum(PayoutHold.amount), 0)).where(
        PayoutHold.manufacturer_id == manufacturer_id, PayoutHold.status == "active"
    )
    not_yet = total(session, own, PayoutEntry.available_on > trade_terms.today())
    return Balance(total(session, own), int(session.scalar(held) or 0), not_yet)


def units(session: Session, line_id: UUID, entry_type: str) -> int:
    """For how many packs of a line there are entries of this type."""
    query = select(func.coalesce(func.sum(PayoutEntry.quantity), 0)).where(
        PayoutEntry.order_line_id == line_id, PayoutEntry.entry_type == entry_type
    )
    return int(session.scalar(query) or 0)


def _sold(session: Session, line_id: UUID, first: int, last: int) -> tuple[int, int]:
    """What units first+1 … last of a line were invoiced at, in the order they were invoiced: with tax, and the taxable value."""
    found, taxable, start = 0, 0, 0
    rows = session.scalars(
        select(SupplierInvoiceLine).where(SupplierInvoiceLine.order_line_id == line_id).order_by(SupplierInvoiceLine.id)
    )
    for row in rows:
        a, b = max(first, start) - start, min(last, start + row.quantity) - start
        if b > a:
            amounts = shared(amounts_of(row), a, b, row.quantity)
            found, taxable = found + amounts["line_total"], taxable + amounts["taxable_value"]
        start += row.quantity
    return found, taxable


def earn(session: Session, part: SubOrder, line: OrderLine) -> None:
    """Delivered packs that have not earned yet do so; they can be paid out after the delay."""
    lock(session, part.manufacturer_id)
    first = units(session, line.id, "sale")
    last = line.delivered_quantity + units_given_up(session, line)
    if last <= first:
        return
    sale, taxable = _sold(session, line.id, first, last)
    taken = Taken(
        sale,
        share(line.commission_amount, first, last, line.quantity),
        share(line.commission_gst_amount, first, last, line.quantity),
        half_up(taxable * site_settings.withholding(session, trade_terms.today()), FULL),
    )
    post(session, part, line, taken, last - first)


def units_given_up(session: Session, line: OrderLine) -> int:
    """Packs that had earned and turned out never to have come: their reversal is no return."""
    return max(0, units(session, line.id, "sale_reversal") - line.returned_quantity)


def post(session: Session, part: SubOrder, line: OrderLine, taken: Taken, packs: int, *, is_reversal: bool = False) -> None:
    """An entry for each part of it, where there is an amount; a reversal is available at once."""
    today = trade_terms.today()
    delay = timedelta(days=site_settings.term(session, "payout_delay_days"))
    tail = "_reversal" if is_reversal else ""
    parts = (
        ("sale", taken.sale),
        ("commission", taken.commission),
        ("commission_gst", taken.commission_gst),
        ("withholding", taken.withheld),
    )
    for name, paise in parts:
        kind = name + tail
        if paise or (name == "sale" and packs):
            session.add(
                PayoutEntry(
                    manufacturer_id=part.manufacturer_id, sub_order_id=part.id, order_line_id=line.id, entry_type=kind,
                    amount=settlement.SIGNS[kind] * paise, quantity=packs if name == "sale" else 0, occurred_at=clock.now(),
                    available_on=today if is_reversal else today + delay,
                )
            )  # fmt: skip
    session.flush()


def earned(session: Session, line: OrderLine) -> int:
    """Packs of a line that earned and were not reversed."""
    return units(session, line.id, "sale") - units(session, line.id, "sale_reversal")


def of_units(session: Session, line: OrderLine, given: Sequence[Credit], packs: int) -> Taken:
    """What taking back so many earned packs moves: the credited amounts and the commission's share of these packs."""
    first = units(session, line.id, "sale_reversal")
    credited = sum(item.quantity for item in given)
    # Packs that never earned are credited to the clinic, but there is nothing to take from the manufacturer.
    sale = sum(item.total for item in given)
    sale = sale if packs == credited else half_up(sale * packs, credited) if credited else 0
    return _at_most(
        session, line, Taken(
            sale,
            share(line.commission_amount, first, first + packs, line.quantity),
            share(line.commission_gst_amount, first, first + packs, line.quantity),
        ),
    )  # fmt: skip


def of_value(session: Session, line: OrderLine, given: Sequence[Credit]) -> Taken:
    """What a lower price moves: commission comes back in the ratio of credited to invoiced taxable value."""
    taxable = sum(item.amounts["taxable_value"] for item in given)
    taken = Taken(
        sum(item.total for item in given),
        half_up(line.commission_amount * taxable, line.taxable_value),
        half_up(line.commission_gst_amount * taxable, line.taxable_value),
    )
    return _at_most(session, line, taken)


def _at_most(session: Session, line: OrderLine, taken: Taken) -> Taken:
    """Never more than the line still holds; of what was withheld at source, the share that comes back of the sale."""

    def left(name: str) -> int:
        own = PayoutEntry.order_line_id == line.id
        return abs(total(session, own, PayoutEntry.entry_type.in_((name, f"{name}_reversal"))))

    sold = left("sale")
    sale = min(taken.sale, sold)
    return Taken(
        sale,
        min(taken.commission, left("commission")),
        min(taken.commission_gst, left("commission_gst")),
        half_up(left("withholding") * sale, sold) if sold else 0,
    )
