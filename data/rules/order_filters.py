"""Which orders stand behind a figure of the marketplace: the figure's own condition, with its days beside it (metrics.md §5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from data.core import clock, trade_terms
from data.core.actor import Actor
from data.core.errors import NotFound
from data.core.fields import KINDS, Unreadable
from data.core.order_table import STAFF, SUPPLIER_REASONS
from data.models import Dispute, OrderLine, Shipment, SubOrder

Given = Mapping[str, str]
Days = tuple[date | None, date | None]
UNDER_WAY = ("confirmed", "processing", "shipped")
LONGEST = timedelta(days=366)  # what was promised earlier is not looked at day by day
UNREADABLE = "This address has a filter that cannot be read."


def zone_of(actor: Actor) -> str:
    """Whose days are meant: the clinic's own, those of the marketplace for everybody else."""
    return actor.zone if actor.clinic_id else trade_terms.ZONE


def counted_in(actor: Actor, given: Given) -> ColumnElement[bool]:
    """What one figure counts, on the days named beside it."""
    zone = zone_of(actor)
    if given["counted"] not in COUNTED:
        raise NotFound(UNREADABLE)
    return COUNTED[given["counted"]](_days(given), zone)


def placed_on(actor: Actor, given: Given) -> ColumnElement[bool]:
    """Orders placed on these days; beside a figure the days are the figure's."""
    return true() if "counted" in given else _within(SubOrder.placed_at, _days(given), zone_of(actor))


def _days(given: Given) -> Days:
    return tuple(_day(given[name]) if given.get(name) else None for name in ("from", "to"))  # type: ignore[return-value]


def _day(text: str) -> date:
    try:
        found: date = KINDS["date"].parse(None, text)
    except Unreadable as bad:
        raise NotFound(UNREADABLE) from bad
    return found


def _within(instant: Any, days: Days, zone: str) -> ColumnElement[bool]:
    """An instant in the local days [from, to)."""
    parts: list[ColumnElement[bool]] = [instant.is_not(None)]
    parts += [instant >= clock.day_bounds(days[0], zone)[0]] if days[0] else []
    parts += [instant < clock.day_bounds(days[1], zone)[0]] if days[1] else []
    return and_(*parts)


def _dated(column: Any, days: Days) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [column.is_not(None)]
    parts += [column >= days[0]] if days[0] else []
    parts += [column < days[1]] if days[1] else []
    return and_(*parts)


def suppliers_no() -> ColumnElement[bool]:
    """Cancelled by the supplier, itself or through staff who gave one of its reasons."""
    own = [code for code in SUPPLIER_REASONS if code != "other"]
    through_staff = and_(SubOrder.cancelled_by_role.in_(STAFF), SubOrder.cancellation_reason_code.in_(own))
    return and_(SubOrder.status == "cancelled", or_(SubOrder.cancelled_by_role == "manufacturer", through_staff))


def _placed(days: Days, zone: str) -> ColumnElement[bool]:
    return and_(SubOrder.status != "cancelled", _within(SubOrder.placed_at, days, zone))


def _first_sent(days: Days, zone: str) -> ColumnElement[bool]:
    first = select(func.min(Shipment.shipped_at)).where(Shipment.sub_order_id == SubOrder.id).scalar_subquery()
    refused = and_(suppliers_no(), _within(SubOrder.cancelled_at, days, zone))
    return or_(_within(first, days, zone), and_(first.is_(None), refused))


def _whole_at_first(days: Days, zone: str) -> ColumnElement[bool]:
    """Every pack left in one parcel: nothing was closed, and there is no second parcel."""
    parcels = select(func.count(Shipment.id)).where(Shipment.sub_order_id == SubOrder.id).scalar_subquery()
    lacking = select(OrderLine.id).where(OrderLine.sub_order_id == SubOrder.id, OrderLine.shipped_quantity < OrderLine.quantity)
    return and_(_first_sent(days, zone), parcels == 1, ~lacking.exists())


def _promised(days: Days, _zone: str) -> ColumnElement[bool]:
    """Promised on these days and before today; called off by nobody but the supplier."""
    due = and_(_dated(SubOrder.promised_on, days), SubOrder.promised_on < trade_terms.today())
    return and_(due, or_(SubOrder.status != "cancelled", suppliers_no()))


def _late_or_short(days: Days, zone: str) -> ColumnElement[bool]:
    """Of those promised, what did not come whole by the promised day."""
    lacking = select(OrderLine.id).where(
        OrderLine.sub_order_id == SubOrder.id, OrderLine.delivered_quantity != OrderLine.quantity
    )
    return and_(_promised(days, zone), or_(lacking.exists(), SubOrder.delivered_at.is_(None), _came_late(days, zone)))


def _came_late(days: Days, zone: str) -> ColumnElement[bool]:
    """Delivered after the promised day ended where the clinic is, day by day: neither database knows the zones of the other."""
    today = trade_terms.today()
    first, after = max(days[0] or date.min, today - LONGEST), min(days[1] or date.max, today)
    late = [
        and_(SubOrder.promised_on == day, SubOrder.delivered_at >= clock.day_bounds(day, zone)[1])
        for day in (first + timedelta(days=n) for n in range((after - first).days))
    ]
    return or_(false(), *late)


def _delivered(days: Days, zone: str) -> ColumnElement[bool]:
    return _within(SubOrder.delivered_at, days, zone)


def _disputed(days: Days, zone: str) -> ColumnElement[bool]:
    about = select(Dispute.id).where(
        Dispute.sub_order_id == SubOrder.id, Dispute.deleted_at.is_(None), or_(Dispute.outcome.is_(None), Dispute.outcome != "withdrawn")
    )  # fmt: skip
    return and_(_delivered(days, zone), about.exists())


def _arriving(days: Days, _zone: str) -> ColumnElement[bool]:
    return and_(SubOrder.status.in_(UNDER_WAY), _dated(SubOrder.promised_on, days))


def to_receive() -> ColumnElement[bool]:
    """Sent, and not counted by the clinic yet."""
    waiting = select(Shipment.id).where(Shipment.sub_order_id == SubOrder.id, Shipment.received_at.is_(None))
    return and_(SubOrder.status.in_((*UNDER_WAY, "delivered")), waiting.exists())


def to_confirm() -> ColumnElement[bool]:
    """Paid and waiting for the manufacturer."""
    return and_(SubOrder.status == "pending", SubOrder.paid_at.is_not(None))


def silent() -> ColumnElement[bool]:
    """Paid so long ago without a word of the manufacturer that the platform calls it."""
    return and_(to_confirm(), SubOrder.paid_at < clock.now() - timedelta(hours=trade_terms.CONFIRM_WINDOW_HOURS))


Condition = Callable[[Days, str], ColumnElement[bool]]
COUNTED: dict[str, Condition] = {
    "placed": _placed,
    "to-confirm": lambda _days, _zone: to_confirm(),
    "silent": lambda _days, _zone: silent(),
    "confirmed": lambda days, zone: _within(SubOrder.confirmed_at, days, zone),
    "first-sent": _first_sent,
    "whole-at-first": _whole_at_first,
    "arriving": _arriving,
    "to-receive": lambda _days, _zone: to_receive(),
    "delivered": _delivered,
    "promised": _promised,
    "late-or-short": _late_or_short,
    "disputed": _disputed,
}
WORDS = {
    "placed": "Placed, not cancelled",
    "to-confirm": "To confirm",
    "silent": "Paid, supplier silent",
    "confirmed": "Confirmed",
    "first-sent": "First parcel sent",
    "whole-at-first": "Whole in the first parcel",
    "arriving": "Arriving",
    "to-receive": "To be received",
    "delivered": "Delivered",
    "promised": "Promised, now due",
    "late-or-short": "Late or not whole",
    "disputed": "Delivered and disputed",
}
