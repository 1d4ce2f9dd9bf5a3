"""What the demo's marketplace owes: disputes in two states, refunds, and a weekly payout run that paid what was due."""

from __future__ import annotations

from datetime import time, timedelta

from sqlalchemy import select

from data.core import clock, trade_terms
from data.core.actor import Actor, system
from data.core.gst import check_digit
from data.demo.trade import at_moment
from data.models import OrderLine, Refund, SubOrder
from data.rules import commission_invoices, disputes, payouts, site_settings
from data.store import write
from data.store.unit_of_work import reading

DAY = timedelta(days=1)
SUPPORT = Actor("Support", frozenset({"support"}))


def lay_out(buyer: Actor) -> None:
    """After the orders of every clinic were made: an answered and a decided dispute, then the run of a few days ago."""
    with reading(system()) as session:
        arrived = select(SubOrder).where(SubOrder.clinic_id == buyer.clinic_id, SubOrder.status == "delivered")
        parts = list(session.scalars(arrived.order_by(SubOrder.delivered_at.desc()).limit(2)))
    if parts:
        now = clock.now()
        with at_moment(now - 5 * DAY):
            _pay_out()
        _dispute(buyer, parts)
        _charge()


PLATFORM = {
    "legal_name": "Ayurlahi Platform Private Limited", "gstin": "32AAXCA5501P1Z" + check_digit("32AAXCA5501P1Z"), "address_line1": "3 Infopark Road",
    "city": "Kochi", "state_code": "32", "pincode": "682042", "phone": "+919847055010", "email": "accounts@platform.example",
}  # fmt: skip


def _charge() -> None:
    """On the third of this month the platform invoiced its commission."""
    site_settings.save(system(), PLATFORM)
    third = clock.at(trade_terms.today().replace(day=3), time(9), trade_terms.ZONE)
    with at_moment(min(third, clock.now())):
        commission_invoices.issue_due(system())


def _dispute(buyer: Actor, parts: list[SubOrder]) -> None:
    now = clock.now()
    for number, part in enumerate(parts):
        opened = max(part.delivered_at or now, now - (1 + 2 * number) * DAY)
        with reading(system()) as session:
            line = session.scalars(
                select(OrderLine).where(OrderLine.sub_order_id == part.id).order_by(OrderLine.id).limit(1)
            ).one()
        said = {
            "type": "quality",
            "reason_code": "defective",
            "description": "The seals of some packs were broken when we opened them.",
        }
        with at_moment(opened):
            made = disputes.open_case(buyer, part.id, said, {str(line.id): "1"})
        maker = Actor("Manufacturer", frozenset({"manufacturer"}), manufacturer_id=part.manufacturer_id)
        if number:
            with at_moment(min(now, opened + timedelta(hours=20))):
                write.step("disputes", maker, made, "reply", {"text": "We are sorry; the lot is being looked at."})
                words = "The photos show the broken seals; the packs are credited."
                write.step("disputes", SUPPORT, made, "resolve", {"outcome": "full_credit", "resolution": words})
    with reading(system()) as session:
        first = session.scalars(select(Refund.id).where(Refund.clinic_id == buyer.clinic_id).order_by(Refund.id).limit(1)).first()
    if first is not None:
        write.step("refunds", SUPPORT, first, "complete", {"method": "bank_transfer", "reference_number": "UTR88120417"})


def _pay_out() -> None:
    made = payouts.run(system())
    for number, payout_id in enumerate(made):
        write.step("payouts", system(), payout_id, "send")
        if not number:
            paid = {"transaction_reference": "UTR55201830", "paid_on": trade_terms.today().isoformat()}
            write.step("payouts", system(), payout_id, "complete", paid)
