"""What the tests of the marketplace's money share: paying through the verbs, and the invariants over all that is stored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from data.core import clock, settlement, trade_terms
from data.core.actor import system
from data.models import (
    Manufacturer,
    Order,
    OrderPayment,
    Payout,
    PayoutEntry,
    Refund,
    Shipment,
    SubOrder,
    SupplierCreditNote,
    SupplierCreditNoteLine,
    SupplierInvoice,
    SupplierInvoiceLine,
)  # fmt: skip
from data.rules import order_payments, payout_ledger, receiving, refunds
from data.rules.supplier_invoices import content_digest
from data.store import write
from data.store.unit_of_work import reading
from tests.trade.conftest import Market, found_good, get, parts, rows, sent_all, somebody


def later(**time: Any) -> None:
    """The clock of the test goes on."""
    hence = clock.now() + timedelta(**time)
    clock.set_now(lambda: hence)


def paid(market: Market, order_id: UUID, reference: str = "UTR-1", amount: int | None = None) -> UUID:
    """The clinic records a payment of all that is payable and support finds it at the bank."""
    payment = submitted(market, order_id, reference, amount)
    write.step("order_payments", somebody("support"), payment, "verify")
    return payment


def submitted(market: Market, order_id: UUID, reference: str = "UTR-1", amount: int | None = None, **more: Any) -> UUID:
    paise = get(Order, order_id).payable_amount if amount is None else amount
    raw = {
        "method": "bank_transfer", "amount": f"{paise / 100:.2f}", "reference_number": reference,
        "received_on": trade_terms.today().isoformat(), **more,
    }  # fmt: skip
    return order_payments.submit(market.at("clinic"), parts(order_id)[0].id, raw)


def maker_of(part: SubOrder) -> Any:
    return somebody("manufacturer", manufacturer_id=part.manufacturer_id)


def carried(market: Market, order_id: UUID) -> None:
    """Every part is confirmed, sent whole and counted as good."""
    for part in parts(order_id):
        write.step("orders", maker_of(part), part.id, "confirm")
        receive(market, sent_all(part))


def receive(market: Market, parcel: UUID, **more: Any) -> UUID:
    clerk = market.at("clinic")
    return receiving.receive(clerk, parcel, found_good(clerk, parcel, **more))


def entries(manufacturer_id: UUID) -> dict[str, int]:
    """Σ signed paise by type of entry."""
    with reading(system()) as session:
        query = select(PayoutEntry.entry_type, func.sum(PayoutEntry.amount)).where(PayoutEntry.manufacturer_id == manufacturer_id)
        return {kind: int(amount) for kind, amount in session.execute(query.group_by(PayoutEntry.entry_type))}


def balance(manufacturer_id: UUID) -> settlement.Balance:
    with reading(system()) as session:
        return payout_ledger.balance(session, manufacturer_id)


def money_holds() -> None:
    """Invariants 10, 11, 13 and 14 over everything that is stored."""
    with reading(system()) as session:
        for order in session.scalars(select(Order)):
            _payments_hold(session, order)
        for maker in session.scalars(select(Manufacturer)):
            _ledger_holds(session, maker.id)
            for model, number in ((SupplierInvoice, "invoice_number"), (SupplierCreditNote, "credit_note_number")):
                found = session.scalars(select(model).where(model.manufacturer_id == maker.id)).all()
                for year in {p.financial_year for p in found}:
                    serials = sorted(getattr(p, number) for p in found if p.financial_year == year)
                    assert [int(s[-6:]) for s in serials] == list(range(1, len(serials) + 1))
                    assert all(len(s) == 16 for s in serials)
        for invoice in session.scalars(select(SupplierInvoice)):
            _invoice_holds(session, invoice)


def _invoice_holds(session: Any, invoice: SupplierInvoice) -> None:
    lines = session.scalars(select(SupplierInvoiceLine).where(SupplierInvoiceLine.invoice_id == invoice.id)).all()
    assert invoice.content_sha256 == content_digest(invoice, lines)
    assert invoice.total_amount == sum(line.line_total for line in lines)
    assert invoice.cgst_amount == invoice.sgst_amount
    assert not (invoice.cgst_amount and invoice.igst_amount)
    for line in lines:
        credited = session.scalars(select(SupplierCreditNoteLine).where(SupplierCreditNoteLine.invoice_line_id == line.id)).all()
        assert sum(c.quantity for c in credited) <= line.quantity
        for name in ("taxable_value", "cgst_amount", "sgst_amount", "igst_amount", "line_total"):
            assert sum(getattr(c, name) for c in credited) <= getattr(line, name)
        assert {c.gst_rate for c in credited} <= {line.gst_rate}


def _payments_hold(session: Any, order: Order) -> None:
    payments = session.scalars(select(OrderPayment).where(OrderPayment.order_id == order.id)).all()
    given = session.scalars(select(Refund).where(Refund.order_id == order.id)).all()
    seen = sum(p.amount for p in payments if p.status == "verified")
    live = sum(p.amount for p in payments if p.status != "rejected")
    assert live <= order.total_amount
    assert sum(r.amount for r in given if r.status != "failed") <= seen
    back = sum(r.amount for r in given if r.status == "completed")
    is_waiting = any(p.status == "submitted" for p in payments)
    assert order.payment_status == settlement.payment_status(seen, order.payable_amount, back, has_submitted=is_waiting)
    assert refunds.credit_balance(session, order.clinic_id) >= 0


def _ledger_holds(session: Any, maker_id: UUID) -> None:
    found = session.execute(
        select(PayoutEntry.entry_type, func.sum(PayoutEntry.amount))
        .where(PayoutEntry.manufacturer_id == maker_id)
        .group_by(PayoutEntry.entry_type)
    )
    sums = {kind: int(amount) for kind, amount in found}
    paid_out = session.scalar(
        select(func.coalesce(func.sum(Payout.amount), 0)).where(Payout.manufacturer_id == maker_id, Payout.status != "failed")
    )
    own = payout_ledger.balance(session, maker_id)

    def net(*kinds: str) -> int:
        return sum(sums.get(kind, 0) for kind in kinds)

    kept = -net(
        "commission", "commission_reversal", "commission_gst", "commission_gst_reversal", "withholding", "withholding_reversal"
    )
    assert net("sale", "sale_reversal") == kept + paid_out + own.total - sums.get("adjustment", 0)
    assert own.total == own.held + own.not_yet + own.available


def shipments(part_id: UUID) -> list[UUID]:
    return rows(select(Shipment.id).where(Shipment.sub_order_id == part_id).order_by(Shipment.id))
