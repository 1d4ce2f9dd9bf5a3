"""What ledger entries add up to: for one bill, for a patient's advance, for the till. Pure, money in paise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

TYPES = ("payment", "refund", "write-off", "credit-note", "advance", "reversal")
METHODS = ("cash", "card", "online", "cheque", "upi", "advance")
METHOD_WORDS = {
    "cash": "Cash",
    "card": "Card",
    "online": "Online",
    "cheque": "Cheque",
    "upi": "UPI",
    "advance": "Advance",
}
TENDERS = tuple(method for method in METHODS if method != "advance")
STATUSES = ("draft", "pending", "partial", "paid", "cancelled")
MOVES = {
    "draft": {"pending", "paid"},  # paid at once where nothing is to be paid
    "pending": {"partial", "paid", "cancelled"},
    "partial": {"pending", "paid"},
    "paid": {"pending", "partial"},
    "cancelled": set(),
}  # fmt: skip


class Entry(Protocol):
    """What of an entry counts."""

    @property
    def id(self) -> Any: ...
    @property
    def bill_id(self) -> Any: ...
    @property
    def entry_type(self) -> Any: ...
    @property
    def amount(self) -> Any: ...
    @property
    def method(self) -> Any: ...
    @property
    def reverses_id(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Sums:
    """Of one bill: `paid` = payments − refunds; reversals are taken off what they undo."""

    paid: int = 0
    written_off: int = 0
    credited: int = 0

    @property
    def settled(self) -> int:
        """What no longer is owed."""
        return self.paid + self.written_off + self.credited


def effects(entries: Iterable[Entry]) -> list[tuple[Entry, Entry, int]]:
    """Each entry with the one that says what it is (the undone one for a reversal) and its sign, 1 or −1.

    A reversal whose target is not among the entries counts for nothing.
    """
    known = list(entries)
    by_id = {entry.id: entry for entry in known}
    pairs = [(entry, by_id.get(entry.reverses_id) if entry.entry_type == "reversal" else entry) for entry in known]
    return [(entry, told, -1 if entry.entry_type == "reversal" else 1) for entry, told in pairs if told is not None]


def of_bill(entries: Iterable[Entry]) -> Sums:
    """The sums of a bill's own entries."""
    found = dict.fromkeys(("payment", "refund", "write-off", "credit-note"), 0)
    for entry, told, sign in effects(entries):
        if told.entry_type in found:
            found[told.entry_type] += sign * entry.amount
    return Sums(found["payment"] - found["refund"], found["write-off"], found["credit-note"])


def advance_effect(entry_type: str, method: str | None, *, has_bill: bool) -> int:
    """What an entry does to the patient's advance: deposits and refunds into it add, its use and its return take off."""
    if entry_type == "advance" or (entry_type == "refund" and has_bill and method == "advance"):
        return 1
    return -1 if (entry_type == "refund" and not has_bill) or (entry_type == "payment" and method == "advance") else 0


def advance_left(entries: Iterable[Entry]) -> int:
    """What is left of a patient's advance, from all entries of the patient."""
    return sum(
        sign * entry.amount * advance_effect(told.entry_type, told.method, has_bill=told.bill_id is not None)
        for entry, told, sign in effects(entries)
    )


def till_effect(entry_type: str, method: str | None) -> int:
    """What an entry does to the till: payments and advances come in, refunds go out; method `advance` moves nothing."""
    if method == "advance":
        return 0
    return {"payment": 1, "advance": 1, "refund": -1}.get(entry_type, 0)


def status(total: int, sums: Sums) -> str:
    """Where an issued bill stands by its ledger; what only a credit note or a write-off made less is not part paid."""
    if total == sums.settled:
        return "paid"
    return "partial" if sums.paid else "pending"


def standing(status: str, paid: int, written_off: int) -> str:
    """What a bill's status is called: "settled" where nothing is left but not all of it came as money, else the status itself."""
    return "settled" if status == "paid" and (not paid or written_off) else status
