"""Figures of bill lines: what was taken off, and work that is on no bill. Pure, in paise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data.analytics.rates import Ratio

COLUMNS = ["bill_id", "day", "doctor_id", "item_type", "gross", "discounts"]


def lines_of(rows: Iterable[tuple[str, date, str, str, int, int]]) -> pd.DataFrame:
    """One row per line of an issued bill: `discounts` = its own and its share of the bill's; plus month (its first day)."""
    told = pd.DataFrame(list(rows), columns=COLUMNS)
    return told.assign(month=[day.replace(day=1) for day in told["day"]])


def discount_share(lines: pd.DataFrame) -> Ratio:
    """`discount_share`: line and bill discounts over gross charges."""
    return Ratio(int(lines["discounts"].sum()), int(lines["gross"].sum()))


def discount_by(lines: pd.DataFrame, column: str) -> pd.DataFrame:
    """`discount_share` by doctor_id, item_type or month: that column, share (Ratio)."""
    rows = [(key, discount_share(group)) for key, group in lines.groupby(column, sort=True)]
    return pd.DataFrame(rows, columns=[column, "share"], dtype=object)


@dataclass(frozen=True, slots=True)
class UnbilledValue:
    """`unbilled_value`: paise of the work whose price is known; `used` of `eligible` pieces. `by`: doctor_id, day, pieces, amount."""

    amount: int
    used: int
    eligible: int
    by: pd.DataFrame


def unbilled_value(work: Iterable[tuple[str, date, str, int | None]]) -> UnbilledValue:
    """Of (doctor, day, kind of work, price or none) of everything that is done and on no bill line."""
    told = pd.DataFrame(list(work), columns=["doctor_id", "day", "kind", "amount"])
    priced = told.dropna(subset=["amount"]).astype({"amount": "int64"})
    by = priced.groupby(["doctor_id", "day"], as_index=False).agg(pieces=("kind", "size"), amount=("amount", "sum"))
    return UnbilledValue(int(priced["amount"].sum()), len(priced), len(told), by)
