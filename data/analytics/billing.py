"""The figures of patient money (metrics.md §4), one function per key, each pure on small frames in paise.

`Books` hold bills and movements. Days are ordinals (`date.toordinal()`), so that "as of" is a comparison; an
entry counts from its business day on, and later entries never change the past.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from data.analytics.rates import FEW, Ratio
from data.core import ageing as ages
from data.core.ledger_sums import TENDERS, advance_effect, effects, till_effect

NEVER = date.max.toordinal()
AR_DAYS = 90
COHORT_DAYS = (0, 7, 14, 30, 60, 90, 120)
OWED = {"payment": -1, "refund": 1, "write-off": -1, "credit-note": -1}
MOVES = ("bill_id", "day", "kind", "method", "user_id", "owed", "paid", "forgiven", "advance", "till")
BUCKETS = np.array(list(ages.BOUNDS), dtype=object)
LAST_DAYS = [most for _, most in ages.BOUNDS.values() if most is not None]
Ints = np.ndarray[Any, np.dtype[np.int64]]


class BillRow(NamedTuple):
    """One issued bill; `total` = subtotal − discount + tax, `discounts` = those of its lines and its own, `balance` as it is kept."""

    bill_id: Any
    bill_date: date
    due_date: date | None
    gross: int
    discounts: int
    total: int
    cancelled_on: date | None = None
    doctor_id: Any = None
    balance: int = 0


class EntryRow(NamedTuple):
    """One ledger entry."""

    id: Any
    bill_id: Any
    entry_type: str
    amount: int
    business_day: date
    method: str | None = None
    reverses_id: Any = None
    user_id: Any = None


@dataclass(frozen=True, slots=True)
class Books:
    """Bills: bill_id, day, due, month, gross, discounts, total, ends, doctor_id, balance. Movements by day: `MOVES` and `at`.

    `at` is the place of a movement's bill among the bills, −1 where it has none, so that a sum by bill is one pass.
    `owed` is what an entry does to its bill's balance, `paid` payments − refunds, `forgiven` write-offs + credit
    notes, `advance` what it does to the patient's advance, `till` to the money taken; reversals carry the opposite sign.
    """

    bills: pd.DataFrame
    moves: pd.DataFrame


def books_of(bills: Iterable[BillRow], entries: Sequence[EntryRow], terms: int = 0) -> Books:
    """Frames of issued bills and all their entries; `terms` are the clinic's days to pay, where a bill names none."""
    rows = [
        (
            b.bill_id, b.bill_date.toordinal(), (b.due_date or b.bill_date + timedelta(days=terms)).toordinal(), b.bill_date.replace(day=1),
            b.gross, b.discounts, b.total, b.cancelled_on.toordinal() if b.cancelled_on else NEVER, b.doctor_id or "", b.balance,
        )
        for b in bills
    ]  # fmt: skip
    names = ["bill_id", "day", "due", "month", "gross", "discounts", "total", "ends", "doctor_id", "balance"]
    moves = pd.DataFrame(list(map(_move, effects(entries))), columns=list(MOVES)).sort_values(
        "day", kind="stable", ignore_index=True
    )
    place = {row[0]: n for n, row in enumerate(rows)}
    return Books(pd.DataFrame(rows, columns=names), moves.assign(at=[place.get(bill, -1) for bill in moves["bill_id"]]))


def _move(effect: tuple[Any, Any, int]) -> tuple[Any, ...]:
    entry, told, sign = effect
    amount, kind, has_bill = sign * entry.amount, told.entry_type, told.bill_id is not None
    owed = amount * OWED.get(kind, 0) if has_bill else 0
    return (
        told.bill_id, entry.business_day.toordinal(), kind, told.method, entry.user_id, owed,
        -owed if kind in {"payment", "refund"} else 0, -owed if kind in {"write-off", "credit-note"} else 0,
        amount * advance_effect(kind, told.method, has_bill=has_bill), amount * till_effect(kind, told.method),
    )  # fmt: skip


def _counted(books: Books, t: date) -> pd.DataFrame:
    """Bills that count as of a day: from their day until the day of their cancellation."""
    day, bills = t.toordinal(), books.bills
    return bills[(bills["day"] <= day) & (bills["ends"] > day)]


def _until(books: Books, t: date) -> pd.DataFrame:
    return _after(books, 0, t.toordinal())


def _after(books: Books, first: int, last: int) -> pd.DataFrame:
    """The movements of the days after the first up to the last."""
    begin, end = np.searchsorted(books.moves["day"].to_numpy(dtype="int64"), [first, last], side="right")
    return books.moves.iloc[begin:end]


def sum_by_bill(books: Books, column: str, first: int, last: int) -> Ints:
    """What the movements of the days after the first up to the last come to, bill by bill, in the order of the bills."""
    moves = _after(books, first, last)
    own = moves["at"].to_numpy(dtype="int64") >= 0
    places, amounts = (moves[name].to_numpy(dtype="int64")[own] for name in ("at", column))
    found = np.zeros(len(books.bills), dtype="int64")
    np.add.at(found, places, amounts)
    return found


def balance_at(books: Books, t: date) -> pd.DataFrame:
    """`balance_at`: bill_id, balance (paise), days past due, bucket, of every bill that counts as of the day."""
    bills, day = _counted(books, t), t.toordinal()
    balance = bills["total"].to_numpy(dtype="int64") + sum_by_bill(books, "owed", 0, day)[bills.index]
    days = day - bills["due"].to_numpy(dtype="int64")
    bucket = BUCKETS[np.searchsorted(LAST_DAYS, days)]
    return pd.DataFrame({"bill_id": bills["bill_id"], "balance": balance, "days": days, "bucket": bucket})


def unapplied(books: Books, t: date) -> int:
    """Advances not yet used as of the day, in paise."""
    return int(_until(books, t)["advance"].sum())


def outstanding(books: Books, t: date) -> int:
    """`outstanding`: what all bills owe as of the day, less unapplied advances, in paise."""
    return int(balance_at(books, t)["balance"].sum()) - unapplied(books, t)


def ageing(books: Books, t: date) -> dict[str, int]:
    """`ageing`: paise by bucket; with `unapplied_credit`, which is negative, the buckets add up to `outstanding`."""
    sums = balance_at(books, t).groupby("bucket")["balance"].sum()
    return {name: int(sums.get(name, 0)) for name in ages.BOUNDS} | {ages.UNAPPLIED: -unapplied(books, t)}


def ageing_by_month(books: Books, t: date, months: int = 12) -> pd.DataFrame:
    """`ageing` at the last month ends before the day and on the day itself: day, and one column a bucket, in paise."""
    days = [*month_ends(t, months), t]
    return pd.DataFrame([{"day": day, **ageing(books, day)} for day in days])


def month_ends(t: date, n: int) -> list[date]:
    """The last days of the n months before the one a day lies in, the earliest first."""
    found, first = [], t.replace(day=1)
    for _ in range(n):
        found.append(first - timedelta(days=1))
        first = found[-1].replace(day=1)
    return found[::-1]


def over_90_share(buckets: dict[str, int]) -> Ratio:
    """Balances more than 90 days past due over all positive buckets."""
    return Ratio(sum(buckets[name] for name in ages.OVER_90), sum(max(0, buckets[name]) for name in ages.BOUNDS))


def days_in_ar(books: Books, t: date) -> Ratio | None:
    """`days_in_ar`: outstanding over a day's gross charge of the 90 days ending with t; none on fewer than 5 bills."""
    bills = _counted(books, t)
    recent = bills[bills["day"] > t.toordinal() - AR_DAYS]
    return Ratio(outstanding(books, t), float(recent["gross"].sum()) / AR_DAYS) if len(recent) >= FEW else None


def net_collection(books: Books, start: date, end: date, t: date) -> Ratio:
    """`net_collection`: payments − refunds over net charge, of the bills of [start, end), with entries up to t."""
    bills = _counted(books, t)
    return _net(books, bills[(bills["day"] >= start.toordinal()) & (bills["day"] < end.toordinal())], t)


def _net(books: Books, bills: pd.DataFrame, t: date) -> Ratio:
    paid, forgiven = (int(sum_by_bill(books, name, 0, t.toordinal())[bills.index].sum()) for name in ("paid", "forgiven"))
    return Ratio(paid, int(bills["gross"].sum()) - int(bills["discounts"].sum()) - forgiven)


class _Month(NamedTuple):
    """Of the bills of a month: what was paid, the charge net of discounts and what was forgiven (paise), the day of the last."""

    first: date
    paid: int
    charge: int
    last: int


def _months(books: Books, t: date) -> list[_Month]:
    bills = _counted(books, t)
    paid, forgiven = (sum_by_bill(books, name, 0, t.toordinal())[bills.index] for name in ("paid", "forgiven"))
    told = bills.assign(paid=paid, charge=bills["gross"] - bills["discounts"] - forgiven)
    sums = told.groupby("month", sort=True).agg({"paid": "sum", "charge": "sum", "day": "max"})
    return [_Month(*row) for row in zip(sums.index.tolist(), *(sums[name].tolist() for name in sums), strict=True)]


def net_by_month(books: Books, t: date) -> pd.DataFrame:
    """`net_collection` of each bill month: month (its first day), net (Ratio)."""
    rows = [(one.first, Ratio(one.paid, one.charge)) for one in _months(books, t)]
    return pd.DataFrame(rows, columns=["month", "net"], dtype=object)


def cohort_curve(books: Books, t: date) -> pd.DataFrame:
    """`cohort_curve`: month, k (days after the bill), collected (Ratio of net charge); only where every bill is k days old."""
    bills = _counted(books, t)[["day", "month"]]
    paid = _until(books, t).merge(bills, left_on="at", right_index=True, suffixes=("", "_bill"))
    lag = paid["day"] - paid["day_bill"]
    by_k = {k: paid["paid"].where(lag <= k, 0).groupby(paid["month"]).sum().to_dict() for k in COHORT_DAYS}
    rows = [
        (one.first, k, Ratio(int(by_k[k].get(one.first, 0)), one.charge))
        for one in _months(books, t)
        for k in COHORT_DAYS
        if k <= t.toordinal() - one.last
    ]
    return pd.DataFrame(rows, columns=["month", "k", "collected"], dtype=object)


def collected(books: Books, start: date, end: date) -> pd.DataFrame:
    """`collected` of [start, end): day (date), user_id, method, amount, refunds (what of it was given back), in paise."""
    moves = books.moves
    inside = moves[(moves["till"] != 0) & (moves["day"] >= start.toordinal()) & (moves["day"] < end.toordinal())]
    back = inside["till"].where(inside["kind"] == "refund", 0)
    told = inside.assign(amount=inside["till"], refunds=-back, day=inside["day"].map(date.fromordinal))
    return told.groupby(["day", "user_id", "method"], as_index=False, dropna=False)[["amount", "refunds"]].sum()


def payment_mix(found: pd.DataFrame) -> pd.DataFrame:
    """`payment_mix`: method, amount, refunds (paise), share (Ratio of all that was collected); every method has its row."""
    sums = found.groupby("method")[["amount", "refunds"]].sum().reindex(list(TENDERS), fill_value=0)
    whole = int(sums["amount"].sum())
    rows = [(method, int(row.amount), int(row.refunds), Ratio(int(row.amount), whole)) for method, row in sums.iterrows()]
    return pd.DataFrame(rows, columns=["method", "amount", "refunds", "share"], dtype=object)


@dataclass(frozen=True, slots=True)
class Tie:
    """Whether the kept balances are what the ledger says; `wrong` names the bills where they are not. Paise."""

    kept: int
    ledger: int
    wrong: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Green, or red."""
        return not self.wrong and self.kept == self.ledger


def ties_to_ledger(books: Books, today: date) -> Tie:
    """The "ties to ledger" badge: bill by bill, and the ageing against outstanding."""
    told = balance_at(books, today).merge(books.bills[["bill_id", "balance"]], on="bill_id", suffixes=("", "_kept"))
    wrong = told.loc[told["balance"] != told["balance_kept"], "bill_id"]
    kept = int(told["balance_kept"].sum()) - unapplied(books, today)
    return Tie(kept, sum(ageing(books, today).values()), tuple(wrong))


def bills_between(books: Books, start: date, end: date, t: date) -> int:
    """How many bills of [start, end) count as of a day: what `net_collection` and `days_in_ar` rest on."""
    days = _counted(books, t)["day"]
    return int(((days >= start.toordinal()) & (days < end.toordinal())).sum())
