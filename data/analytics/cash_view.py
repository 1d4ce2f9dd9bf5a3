"""One cash view: what patients are expected to bring, what comes back from orders, what orders cost (metrics.md §6). Pure, in paise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from data.analytics.billing_forecast import Expected

WEEK = 7


class Due(NamedTuple):
    """Money that leaves on a day: what is left to pay of an order until it lapses."""

    day: date
    amount: int


def cash_view(expected: Sequence[Expected], refunds: int, unpaid: Sequence[Due], reorder: int, today: date) -> dict[str, Any]:
    """The view from today over the days of each expectation, in ascending order.

    `steps`: per expectation days, patients, low, high (none without history), refunds, unpaid (until then), reorder, net, net_low,
    net_high, with_reorder · `points`: (day, net, low, high), a change of course a point, none without history · `weeks`: (first day,
    days, paise from patients) · `due`: (day, paise) of unpaid orders, what is past its day today.

    An expectation is spread evenly over its days; refunds count from today on; the reorder list is in none but `with_reorder`.
    """
    last = today + timedelta(days=expected[-1].days)
    due = {day: paise for day, paise in _by_day(unpaid, today).items() if day <= last}
    steps = [_step(one, refunds, due, reorder, today) for one in expected]
    told = all(one.amount is not None for one in expected)
    return {
        "today": today,
        "refunds": refunds,
        "reorder": reorder,
        "steps": steps,
        "points": _points(expected, refunds, due, today) if told else [],
        "weeks": _weeks(expected, today) if told else [],
        "due": sorted(due.items()),
    }


def _by_day(unpaid: Sequence[Due], today: date) -> dict[date, int]:
    found: dict[date, int] = {}
    for one in unpaid:
        day = max(one.day, today)
        found[day] = found.get(day, 0) + one.amount
    return found


def _step(one: Expected, refunds: int, due: dict[date, int], reorder: int, today: date) -> dict[str, Any]:
    unpaid = sum(paise for day, paise in due.items() if day <= today + timedelta(days=one.days))
    around = {
        name: None if patients is None else patients + refunds - unpaid
        for name, patients in (("net", one.amount), ("net_low", one.low), ("net_high", one.high))
    }
    net = around["net"]
    return {
        "days": one.days, "patients": one.amount, "low": one.low, "high": one.high, "refunds": refunds, "unpaid": unpaid, "reorder": reorder,
        **around, "with_reorder": None if net is None else net - reorder,
    }  # fmt: skip


def _points(expected: Sequence[Expected], refunds: int, due: dict[date, int], today: date) -> list[tuple[date, int, int, int]]:
    """Where the net line turns: today, the day of each order, the day before it, and the end of each expectation."""
    ends = [today + timedelta(days=one.days) for one in expected]
    days = {today, *ends, *due, *(day - timedelta(days=1) for day in due if day > today)}
    return [(day, *_net(expected, refunds, due, today, day)) for day in sorted(days)]


def _net(expected: Sequence[Expected], refunds: int, due: dict[date, int], today: date, day: date) -> tuple[int, int, int]:
    fixed = refunds - sum(paise for on, paise in due.items() if on <= day)
    after = (day - today).days
    parts = [[(one.days, int(getattr(one, name) or 0)) for one in expected] for name in ("amount", "low", "high")]
    net, low, high = (fixed + _until(course, after) for course in parts)
    return net, low, high


def _until(course: Sequence[tuple[int, int]], after: int) -> int:
    """What has come so many days after today, on the straight way from one expectation to the next."""
    came, came_at = 0, 0
    for days, amount in course:
        if after <= days:
            return came + round((amount - came) * (after - came_at) / (days - came_at))
        came, came_at = amount, days
    return came


def _weeks(expected: Sequence[Expected], today: date) -> list[tuple[date, int, int]]:
    course = [(one.days, one.amount or 0) for one in expected]
    starts = range(0, expected[-1].days, WEEK)
    widths = [min(WEEK, expected[-1].days - first) for first in starts]
    return [
        (today + timedelta(days=first), days, _until(course, first + days) - _until(course, first))
        for first, days in zip(starts, widths, strict=True)
    ]
