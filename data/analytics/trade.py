"""Figures of the marketplace's orders (metrics.md §5), each pure on rows of sub-orders and their lines; money in paise, quantities in packs.

Days and months are those of `zone`: the clinic's own, `Asia/Kolkata` for manufacturers and the platform. Ranges are half-open [start, end).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from data.analytics.rates import Rate, Ratio, Spread
from data.core import clock
from data.core.order_table import STAFF, STATUSES, SUPPLIER_REASONS
from data.core.shares import share

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Part(NamedTuple):
    """A sub-order; `by` is the role that cancelled it, `why` its reason code, `first_shipped_at` the instant of its first shipment."""

    id: str
    clinic_id: str
    maker_id: str
    status: str
    total: int
    placed_at: datetime
    confirmed_at: datetime | None = None
    first_shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    promised_on: date | None = None
    by: str | None = None
    why: str | None = None


class Line(NamedTuple):
    """A line of a sub-order: packs ordered, closed or cancelled, delivered, in the first shipment; `amounts` are taxable value and each tax."""

    part_id: str
    quantity: int
    cancelled: int
    delivered: int
    first_shipped: int
    amounts: tuple[int, ...]
    category: str = ""


@dataclass(frozen=True, slots=True)
class Trade:
    """Sub-orders with their lines."""

    parts: Sequence[Part]
    lines: Sequence[Line]

    def of(self, wanted: Callable[[Part], bool]) -> Trade:
        """The sub-orders that answer a question, with their lines."""
        parts = [part for part in self.parts if wanted(part)]
        ids = {part.id for part in parts}
        return Trade(parts, [line for line in self.lines if line.part_id in ids])


def _within(instant: datetime | None, start: date, end: date, zone: str) -> bool:
    return instant is not None and start <= clock.local_day(instant, zone) < end


def kept(line: Line) -> int:
    """What a line is worth without its closed remainder: its own share of value and of each tax."""
    return sum(share(amount, 0, line.quantity - line.cancelled, line.quantity) for amount in line.amounts)


def closed(line: Line) -> int:
    """What the closed remainder of a line was worth."""
    return sum(line.amounts) - kept(line)


def gmv(trade: Trade, start: date, end: date, zone: str) -> int:
    """`gmv`: value with GST of what was placed in [start, end), not cancelled, less closed remainders; returns stay in."""
    return sum(gmv_by(trade, start, end, zone, lambda part, _line: part.maker_id).values())


def gmv_by(trade: Trade, start: date, end: date, zone: str, of: Callable[[Part, Line], Any]) -> dict[Any, int]:
    """`gmv` by what `of(part, line)` names: the manufacturer, the clinic, the category, the `month_of` its placing."""
    placed = {p.id: p for p in trade.parts if p.status != "cancelled" and _within(p.placed_at, start, end, zone)}
    sums: dict[Any, int] = defaultdict(int)
    for line in trade.lines:
        if line.part_id in placed:
            sums[of(placed[line.part_id], line)] += kept(line)
    return dict(sums)


def month_of(instant: datetime, zone: str) -> date:
    """The first day of the month an instant lies in."""
    return clock.local_day(instant, zone).replace(day=1)


def months(start: date, end: date) -> list[tuple[date, date]]:
    """The calendar months of [start, end) as ranges; the first and the last only as far as the range goes."""
    found, first = [], start
    while first < end:
        after = (first.replace(day=1) + 31 * DAY).replace(day=1)
        found.append((first, min(after, end)))
        first = after
    return found


class Paper(NamedTuple):
    """An invoice (amount above 0) or a credit note (below 0) by its date."""

    day: date
    amount: int
    maker_id: str = ""
    clinic_id: str = ""


@dataclass(frozen=True, slots=True)
class NetSales:
    """What was invoiced and what was credited, both positive."""

    invoiced: int
    credited: int

    @property
    def net(self) -> int:
        """`net_sales`: Σ invoices − Σ credit notes."""
        return self.invoiced - self.credited


def net_sales(papers: Iterable[Paper], start: date, end: date) -> NetSales:
    """`net_sales` of the papers dated in [start, end)."""
    amounts = [paper.amount for paper in papers if start <= paper.day < end]
    return NetSales(sum(a for a in amounts if a > 0), -sum(a for a in amounts if a < 0))


def orders_by_status(parts: Iterable[Part]) -> dict[str, tuple[int, int]]:
    """`orders_by_status`: (count, value) of sub-orders by status, in the order of their way; every status has its place."""
    found = list(parts)
    return {status: _counted([part.total for part in found if part.status == status]) for status in STATUSES}


def _counted(totals: Sequence[int]) -> tuple[int, int]:
    return len(totals), sum(totals)


def confirm_hours(parts: Iterable[Part], start: date, end: date, zone: str) -> Spread:
    """`confirm_hours`: hours from placing to confirming, of what was confirmed in [start, end)."""
    return Spread.of(
        (p.confirmed_at - p.placed_at) / HOUR
        for p in parts
        if p.confirmed_at is not None and _within(p.confirmed_at, start, end, zone)
    )


def fulfilment_days(parts: Iterable[Part], start: date, end: date, zone: str) -> Spread:
    """`fulfilment_days`: days from confirming to delivery, of what was delivered in [start, end); a missing confirmation is left out."""
    delivered = [p for p in parts if p.delivered_at is not None and _within(p.delivered_at, start, end, zone)]
    return Spread.of(
        (p.delivered_at - p.confirmed_at) / DAY if p.delivered_at and p.confirmed_at else float("nan") for p in delivered
    )


def is_suppliers_no(part: Part) -> bool:
    """Whether the supplier cancelled, itself or through staff who gave one of its reasons; the clinic and the clock do not count."""
    return part.status == "cancelled" and (
        part.by == "manufacturer" or (part.by in STAFF and part.why in SUPPLIER_REASONS and part.why != "other")
    )


def _first_sent(trade: Trade, start: date, end: date, zone: str) -> Trade:
    """What was first sent in [start, end), or refused by the supplier with nothing sent."""

    def asked(part: Part) -> bool:
        return _within(part.first_shipped_at or (part.cancelled_at if is_suppliers_no(part) else None), start, end, zone)

    return trade.of(asked)


def unit_fill(trade: Trade, start: date, end: date, zone: str) -> Ratio:
    """`unit_fill`: packs in the first shipment ÷ packs ordered."""
    lines = _first_sent(trade, start, end, zone).lines
    return Ratio(sum(line.first_shipped for line in lines), sum(line.quantity for line in lines))


def line_fill(trade: Trade, start: date, end: date, zone: str) -> Rate:
    """`line_fill`: lines whole in the first shipment ÷ lines."""
    lines = _first_sent(trade, start, end, zone).lines
    return Rate(sum(line.first_shipped == line.quantity for line in lines), len(lines), len(lines))


def order_fill(trade: Trade, start: date, end: date, zone: str) -> Rate:
    """`order_fill`: sub-orders whole in their first shipment ÷ sub-orders."""
    found = _first_sent(trade, start, end, zone)
    short = {line.part_id for line in found.lines if line.first_shipped < line.quantity}
    return Rate(sum(part.id not in short for part in found.parts), len(found.parts), len(found.parts))


def otif(trade: Trade, start: date, end: date, today: date, zone: str) -> Rate:
    """`otif`: delivered by the promised day and whole ÷ sub-orders promised in [start, end) and before today.

    What is not delivered or was refused by the supplier fails; what the clinic cancelled is out.
    """
    due = trade.of(lambda p: is_due(p, start, min(end, today)))
    lacking = {line.part_id for line in due.lines if line.delivered != line.quantity}
    good = sum(is_on_time(part, zone) and part.id not in lacking for part in due.parts)
    return Rate(good, len(due.parts), len(due.parts))


def is_due(part: Part, start: date, end: date) -> bool:
    """Whether a sub-order was promised in [start, end) and nobody but its supplier called it off."""
    return (
        part.promised_on is not None and start <= part.promised_on < end and (part.status != "cancelled" or is_suppliers_no(part))
    )


def is_on_time(part: Part, zone: str) -> bool:
    """Whether it was delivered by the promised day."""
    return (
        part.delivered_at is not None
        and part.promised_on is not None
        and clock.local_day(part.delivered_at, zone) <= part.promised_on
    )
