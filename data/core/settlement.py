"""The words and sums of the marketplace's money: how an order is paid, what a manufacturer is owed (marketplace.md §7, §9). Paise."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.shares import half_up

METHODS = ("upi", "bank_transfer", "cheque", "card", "credit")  # "gateway" is offered once one is configured
METHOD_WORDS = ("UPI", "Bank transfer", "Cheque", "Card", "Credit balance")
PAYMENT_STATUSES = ("submitted", "verified", "rejected")
TRANSFER_STATUSES = ("pending", "processing", "completed", "failed")
REFUND_REASONS = ("order_cancelled", "short_shipped", "returned", "dispute", "gst_rate_change")
# Entry type → the sign its amounts carry; an adjustment carries either.
SIGNS = {
    "sale": 1, "commission": -1, "commission_gst": -1, "withholding": -1, "sale_reversal": -1, "commission_reversal": 1,
    "commission_gst_reversal": 1, "withholding_reversal": 1, "settlement": -1, "settlement_reversal": 1, "adjustment": 0,
}  # fmt: skip


def payment_status(verified: int, payable: int, refunded: int, *, has_submitted: bool) -> str:
    """How an order is paid, from money seen, money owed, money completely given back."""
    if refunded:
        return "refunded" if refunded >= verified else "part_refunded"
    if verified:
        return "paid" if verified >= payable else "part_paid"
    return "submitted" if has_submitted else "unpaid"


@dataclass(frozen=True, slots=True)
class Balance:
    """What a manufacturer is owed: the whole, what disputes hold, what its delay keeps, and what can be paid out."""

    total: int
    held: int
    not_yet: int

    @property
    def available(self) -> int:
        """As the invariant has it; below 0 when more was credited than is there."""
        return self.total - self.held - self.not_yet

    @property
    def payable(self) -> int:
        """What a payout run pays and what is shown."""
        return max(0, self.available)


def worth(line_total: int, packs: int, quantity: int) -> int:
    """What so many packs of a line were ordered at, with their tax."""
    return half_up(line_total * packs, quantity)
