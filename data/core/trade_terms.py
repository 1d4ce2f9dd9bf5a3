"""What the marketplace goes by: the site's settings as they start out, and the sentences of its refusals (marketplace.md §15)."""

from __future__ import annotations

from datetime import date

from data.core import clock, money

ZONE = "Asia/Kolkata"  # business dates: licences, batches, rates, financial years
# What an administrator may change under Settings: name → (value at the start, least, most).
TERMS = {"payment_window_hours": (48, 1, 720), "auto_deliver_days": (10, 1, 90), "payout_delay_days": (7, 0, 90)}
CONFIRM_WINDOW_HOURS = 48  # a supplier silent for so long after the payment is told to the platform
PHARMACIST_ORDER_LIMIT = 25_000_00  # paise; a clinic may set its own
SITE_COMMISSION_RATE, COMMISSION_GST_RATE = 500, 1800
MOST_LINES = 200
LOW_STOCK = 10

Fault = tuple[str, str]  # a code that is stable for programs, and what is said to the person
TIMES = {
    2: "twos", 3: "threes", 4: "fours", 5: "fives", 6: "sixes", 7: "sevens", 8: "eights", 9: "nines", 10: "tens", 11: "elevens",
    12: "twelves", 20: "twenties",
}  # fmt: skip


def today() -> date:
    """The business day of the marketplace."""
    return clock.today(ZONE)


def band(available: int) -> str:
    """How much of a product there is, in a word."""
    return "out" if available <= 0 else "low" if available <= LOW_STOCK else "in stock"


def pincode_format() -> Fault:
    """No PIN code looks like this."""
    return "pincode_format", "A PIN code has six digits and does not start with 0."


def phone_format() -> Fault:
    """No Indian mobile number looks like this."""
    return "phone_format", "Enter a ten-digit Indian mobile number starting with 6, 7, 8 or 9."


def price_above_mrp(with_gst: int, mrp: int) -> Fault:
    """The pack would cost more than its label says."""
    return (
        "price_above_mrp",
        f"Price with GST ({money.rupees(with_gst)}) is above the MRP ({money.rupees(mrp)}). Lower the price or correct the MRP.",
    )


def below_moq(name: str, smallest: int, asked: int) -> Fault:
    """Fewer than the maker sends."""
    return "below_moq", f"The smallest order for {name} is {smallest}. You asked for {asked}."


def not_multiple(name: str, multiple: int, smallest: int, asked: int) -> Fault:
    """Not a whole number of boxes."""
    under, over = asked // multiple * multiple, (asked // multiple + 1) * multiple
    choice = f"{under} or {over}" if under >= smallest else f"{over}"
    return "not_multiple", f"{name} is sold in {TIMES.get(multiple, f'{multiple}s')}. Choose {choice} instead of {asked}."


def insufficient_stock(name: str, left: int, asked: int) -> Fault:
    """More than there is."""
    return "insufficient_stock", f"Only {left} of {name} are left. You asked for {asked}."


def price_changed(name: str, old: int, new: int) -> Fault:
    """What was looked at no longer holds."""
    return (
        "price_changed",
        f"The price of {name} changed from {money.rupees(old)} to {money.rupees(new)}. Check the new total and confirm.",
    )


def not_paid() -> Fault:
    """Prepaid only."""
    return "not_paid", "This order is not paid yet, so it cannot be confirmed."


def edge_not_allowed(status: str, done: str) -> Fault:
    """There is no such move from here."""
    way_out = " Raise a dispute instead." if status in {"shipped", "delivered"} and done == "cancelled" else ""
    return "edge_not_allowed", f"This order is already {status}, so it cannot be {done}.{way_out}"


def org_not_approved(whose: str) -> Fault:
    """`whose`: "Your clinic" or "Your company"."""
    closed = "ordering" if whose == "Your clinic" else "selling"
    return "org_not_approved", f"{whose} is waiting for approval, so {closed} is closed. Check the documents page."


def license_expired(what: str, expired: date, purpose: str) -> Fault:
    """`what`: "registration" or "licence"; `purpose`: what goes on with the renewal."""
    return "license_expired", f"The {what} expired on {clock.spelt_day(expired)}. Upload the renewal to go on {purpose}."


def duplicate_reference(method: str, order_number: str | None) -> Fault:
    """`order_number` of the clinic's own order; another clinic's is not named."""
    where = f"recorded for order {order_number}" if order_number else "in use"
    return "duplicate_reference", f"This {method} reference is already {where}."
