"""Figures of disputes and of what manufacturers are owed (metrics.md §5), pure on rows; money in paise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from data.analytics.rates import Rate, Spread
from data.analytics.trade import Part
from data.core import clock
from data.core.settlement import Balance

HOUR = timedelta(hours=1)
WITHDRAWN = "withdrawn"


class Case(NamedTuple):
    """A dispute; `held` is what it keeps back of the supplier's money now, `stopped_at` since when its clocks stand still."""

    part_id: str
    maker_id: str
    type: str
    opened_at: datetime
    reply_due_at: datetime
    resolve_due_at: datetime
    replied_at: datetime | None = None
    resolved_at: datetime | None = None
    stopped_at: datetime | None = None
    outcome: str | None = None
    held: int = 0


def dispute_rate(parts: Iterable[Part], cases: Iterable[Case], start: date, end: date, zone: str) -> Rate:
    """`dispute_rate`: sub-orders delivered in [start, end) with a dispute not withdrawn ÷ sub-orders delivered in it."""
    disputed = {case.part_id for case in cases if case.outcome != WITHDRAWN}
    delivered = [
        p.id for p in parts if p.delivered_at is not None and start <= clock.local_day(p.delivered_at, zone) < end
    ]  # fmt: skip
    return Rate(sum(part_id in disputed for part_id in delivered), len(delivered), len(delivered))


@dataclass(frozen=True, slots=True)
class Handling:
    """How disputes were dealt with: hours to the first reply and to the end, paise held now, and how many missed a deadline."""

    reply: Spread
    close: Spread
    held: int
    missed: int


def handling(cases: Iterable[Case], start: date, end: date, now: datetime, zone: str) -> Handling:
    """Of the disputes opened in [start, end) and not withdrawn."""
    found = [c for c in cases if c.outcome != WITHDRAWN and start <= clock.local_day(c.opened_at, zone) < end]
    return Handling(
        Spread.of((c.replied_at - c.opened_at) / HOUR for c in found if c.replied_at),
        Spread.of((c.resolved_at - c.opened_at) / HOUR for c in found if c.resolved_at),
        sum(c.held for c in found),
        sum(_missed(c, now) for c in found),
    )


def _missed(case: Case, now: datetime) -> bool:
    until = case.resolved_at or case.stopped_at or now
    return (case.replied_at or until) > case.reply_due_at or until > case.resolve_due_at


@dataclass(frozen=True, slots=True)
class Commission:
    """What the platform kept, and the tax on it."""

    amount: int
    gst: int


class Entry(NamedTuple):
    """A signed entry of a manufacturer's ledger."""

    kind: str
    amount: int
    occurred_at: datetime
    maker_id: str = ""


def commission_earned(entries: Iterable[Entry], start: date, end: date, zone: str) -> Commission:
    """`commission_earned`: −Σ of the commission entries and their reversals that occurred in [start, end); GST apart."""
    found = [e for e in entries if start <= clock.local_day(e.occurred_at, zone) < end]
    return Commission(
        -sum(e.amount for e in found if e.kind in {"commission", "commission_reversal"}),
        -sum(e.amount for e in found if e.kind in {"commission_gst", "commission_gst_reversal"}),
    )


@dataclass(frozen=True, slots=True)
class Payable:
    """`payable`: what is owed now, and both sides of invariant 14 of marketplace.md: net sales, and where they went."""

    balance: Balance
    sold: int
    went: int

    @property
    def holds(self) -> bool:
        """Whether net sales are the commission, the withholding, what was paid out and what is still owed."""
        return self.sold == self.went


def payable(sums: Mapping[str, int], paid_out: int, held: int, not_yet: int) -> Payable:
    """From Σ signed entries by type, Σ payouts that did not fail, active holds, and Σ entries not available yet."""

    def net(kind: str) -> int:
        return sums.get(kind, 0) + sums.get(f"{kind}_reversal", 0)

    total = sum(sums.values())
    kept = -(net("commission") + net("commission_gst") + net("withholding"))
    return Payable(Balance(total, held, not_yet), net("sale"), kept + paid_out + total - sums.get("adjustment", 0))
