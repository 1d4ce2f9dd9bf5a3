"""The one place where money, dates and statuses become text."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from dash import html

from components.words import icon
from data.core import clock, fields, money
from data.core.resource import words

STATUSES: dict[str, tuple[str, str, str]] = {
    "scheduled": ("Scheduled", "calendar", "mons line"),
    "confirmed": ("Confirmed", "check-lg", "mons"),
    "waiting": ("Waiting", "hourglass-split", "turm line"),
    "called": ("Called", "megaphone", "turm"),
    "in-progress": ("In room", "play-fill", "turm"),
    "completed": ("Completed", "check-all", "leaf"),
    "no-show": ("No-show", "person-x", "clay"),
    "cancelled": ("Cancelled", "slash-circle", "line"),
    "offered": ("Offered", "telephone-outbound", "turm"),
    "booked": ("Booked", "calendar-check", "leaf"),
    "expired": ("Expired", "calendar-x", "line"),
    "pending": ("Pending", "clock", "line"),
    "approved": ("Approved", "check-lg", "leaf"),
    "rejected": ("Rejected", "x-octagon", "clay"),
    "suspended": ("Suspended", "pause-circle", "clay"),
    "partial": ("Part paid", "circle-half", "turm"),
    "paid": ("Paid", "check-all", "leaf"),
    "settled": ("Settled", "check-all", "leaf"),
    "draft": ("Draft", "pencil", "turm line"),
    "final": ("Final", "check-all", "leaf"),
    "amended": ("Amended", "pencil-square", "mons"),
    "processing": ("Processing", "box-seam", "turm"),
    "shipped": ("Shipped", "truck", "mons"),
    "delivered": ("Delivered", "check-all", "leaf"),
    "returned": ("Returned", "arrow-return-left", "line"),
    "pending_review": ("In review", "hourglass-split", "turm line"),
    "active": ("Active", "check-lg", "leaf"),
    "inactive": ("Inactive", "pause-circle", "line"),
    "discontinued": ("Discontinued", "slash-circle", "line"),
    "uploaded": ("Waiting", "hourglass-split", "turm line"),
    "verified": ("Verified", "check-lg", "leaf"),
    "requested": ("Requested", "hourglass-split", "turm line"),
    "in_transit": ("On its way", "truck", "mons"),
    "received": ("Received", "check-all", "leaf"),
    "submitted": ("Being checked", "hourglass-split", "turm line"),
    "in_review": ("In review", "search", "turm"),
    "resolved": ("Resolved", "check-lg", "leaf"),
    "failed": ("Failed", "x-octagon", "clay"),
    "open": ("Open", "chat-dots", "turm line"),
    "later": ("Later", "calendar", "mons line"),
    "ended": ("Ended", "slash-circle", "line"),
}
DASH = "–"
HOUR_FROM = 90

rupees = money.rupees
phone = fields.spaced_phone


def day(value: date | None) -> str:
    """22 Nov 2026."""
    return clock.spelt_day(value) if value else DASH


def short_day(value: date) -> str:
    """Tue 24 Nov."""
    return f"{value:%a} {value.day} {value:%b}"


def long_day(value: date) -> str:
    """Tuesday 24 November."""
    return f"{value:%A} {value.day} {value:%B}"


def hour(value: time) -> str:
    """09:30."""
    return f"{value:%H:%M}"


def instant(value: datetime | None, zone: str) -> str:
    """24 Nov 2026, 10:15 by the clinic's clock."""
    return clock.spelt(value, zone) if value else DASH


def clock_time(value: datetime, zone: str) -> str:
    """10:15 by the clinic's clock."""
    return f"{clock.local(value, zone):%H:%M}"


def minutes(value: float | None) -> str:
    """38 min; 1:35 h from ninety minutes on."""
    if value is None:
        return DASH
    whole = int(Decimal(str(value)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return f"{whole} min" if whole <= HOUR_FROM else f"{whole // 60}:{whole % 60:02d} h"


def percent(share: float | None) -> str:
    """6.8 %, half up."""
    if share is None:
        return DASH
    shown = (Decimal(str(share)) * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return f"{shown} %".replace("-", "−")


def number(text: str | None) -> Decimal | None:
    """The number a text is; None of words."""
    try:
        return Decimal(text or "")
    except InvalidOperation:
        return None


def difference(now: str | None, before: str | None) -> str:
    """+0.4 of two texts that are numbers; nothing when one is none."""
    new, old = number(now), number(before)
    if new is None or old is None:
        return ""
    found = new - old
    return "±0" if not found else ("+" if found > 0 else "−") + f"{abs(found):f}"


def label(name: str) -> str:
    """ "blood_group" as a label: "Blood group"."""
    return words(name)


def count(number: int, word: str, words: str = "") -> str:
    """1 visit, 2 visits."""
    return f"{number:,} {word if number == 1 else words or word + 's'}"


def status(value: str) -> str:
    """The word a status is shown by."""
    return STATUSES[value][0] if value in STATUSES else words(value.replace("-", " "))


def status_chip(value: str) -> Any:
    """Word, shape and colour of a status."""
    word, sign, tone = STATUSES.get(value, (status(value), "dot", ""))
    return chip(word, sign, tone)


def chip(word: str, sign: str = "", tone: str = "") -> Any:
    """A small mark: word first, then shape, then colour."""
    return html.Span([icon(sign), word] if sign else word, className=f"chip {tone}".strip())
