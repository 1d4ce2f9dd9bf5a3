"""What time does to orders: unpaid ones lapse, parcels nobody complains about count as delivered."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import system
from data.core.resource import resource as declared
from data.models import Dispute, Order, OrderPayment, Shipment, SubOrder
from data.rules import site_settings
from data.rules.order_moves import is_paid
from data.store import write
from data.store.unit_of_work import reading, writing

OPEN_DISPUTE = ("open", "in_review")


def lapse() -> int:
    """Cancel orders that were not paid in time and release their goods; how many. An unchecked payment stops the clock."""
    now = clock.now()
    with reading(system()) as session:
        due = session.scalars(select(Order.id).where(Order.status == "pending", Order.expires_at < now)).all()
    return sum(_lapse(order_id, now) for order_id in due)


def _lapse(order_id: object, now: datetime) -> bool:
    resource = declared("orders")
    with writing(system()) as session:
        parts = session.scalars(
            select(SubOrder).where(SubOrder.order_id == order_id).order_by(SubOrder.id).with_for_update()
        ).all()
        order = session.scalars(select(Order).where(Order.id == order_id).with_for_update()).one()
        if order.expires_at is None or order.expires_at >= now or is_paid(session, order) or _is_being_checked(session, order):
            return False
        waiting = [part for part in parts if part.status == "pending"]
        for part in waiting:
            write.make_step(
                session, resource, system(), part, write.find_step(resource, "cancel"), {"reason_code": "payment_timeout"}
            )
        return bool(waiting)


def _is_being_checked(session: Session, order: Order) -> bool:
    unchecked = select(OrderPayment.id).where(OrderPayment.order_id == order.id, OrderPayment.status == "submitted")
    return session.scalar(unchecked.limit(1)) is not None


def deliver_silent_ones() -> int:
    """Parcels on their way for so many days without receipt or dispute count as delivered; how many sub-orders."""
    disputed = select(Dispute.sub_order_id).where(Dispute.status.in_(OPEN_DISPUTE))
    counted = select(Shipment.sub_order_id).where(Shipment.received_at.is_not(None))
    quiet = (SubOrder.status == "shipped", SubOrder.id.not_in(disputed), SubOrder.id.not_in(counted))
    with reading(system()) as session:
        since = clock.now() - timedelta(days=site_settings.term(session, "auto_deliver_days"))
        due = session.scalars(select(SubOrder.id).where(*quiet, SubOrder.shipped_at < since)).all()
    for part_id in due:
        write.step("orders", system(), part_id, "deliver", {})
    return len(due)
