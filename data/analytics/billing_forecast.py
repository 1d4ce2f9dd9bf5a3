"""`expected_collection`: what open balances will bring, by what such balances brought before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from data.analytics.billing import Books, balance_at, month_ends, sum_by_bill
from data.core.ageing import BOUNDS

SNAPSHOTS, ENOUGH = 6, 3


@dataclass(frozen=True, slots=True)
class Expected:
    """Paise expected within `days`, with its band; none where there is not enough history.

    `buckets`: bucket, balance, snapshots, expected, low, high (none on fewer than three snapshots of that bucket).
    """

    days: int
    amount: int | None
    low: int | None
    high: int | None
    buckets: pd.DataFrame


def expected_collection(books: Books, t: date, days: int) -> Expected:
    """Σ bucket balance × p; p = share of the bucket's balance collected within `days`, mean over the last six month ends.

    Only month ends whose `days` have passed count; the band is the lowest to the highest of them.
    """
    ends = [day for day in month_ends(t, SNAPSHOTS + days // 28 + 1) if day + timedelta(days=days) <= t][-SNAPSHOTS:]
    seen = [_shares(books, day, days) for day in ends]
    now = balance_at(books, t).groupby("bucket")["balance"].sum()
    rows = [_row(name, int(now.get(name, 0)), [found[name] for found in seen if name in found]) for name in BOUNDS]
    told = pd.DataFrame(rows, columns=["bucket", "balance", "snapshots", "expected", "low", "high"], dtype=object)
    needed = told[told["balance"] > 0]
    if needed.empty or needed["expected"].isna().any():
        return Expected(days, None, None, None, told)
    amount, low, high = (int(needed[name].sum()) for name in ("expected", "low", "high"))
    return Expected(days, amount, low, high, told)


def _shares(books: Books, snapshot: date, days: int) -> dict[str, float]:
    """The part of each bucket's balance that was collected in the days after a snapshot; a bill brings at most its balance."""
    bills = balance_at(books, snapshot)
    bills = bills[bills["balance"] > 0]
    first, last = snapshot.toordinal(), snapshot.toordinal() + days
    paid = pd.Series(sum_by_bill(books, "paid", first, last)[bills.index], index=bills.index)
    got = paid.clip(lower=0, upper=bills["balance"]).groupby(bills["bucket"]).sum()
    whole = bills.groupby("bucket")["balance"].sum()
    return {str(name): share for name, share in (got / whole).items()}


def _row(name: str, balance: int, shares: list[float]) -> tuple[str, int, int, int | None, int | None, int | None]:
    if len(shares) < ENOUGH:
        return name, balance, len(shares), None, None, None
    parts = (sum(shares) / len(shares), min(shares), max(shares))
    expected, low, high = (int(balance * p + 0.5) for p in parts)
    return name, balance, len(shares), expected, low, high
