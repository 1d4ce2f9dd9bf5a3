"""The status machine of a sub-order as data (marketplace.md §5): used by interface and server alike. Nobody bypasses it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

STATUSES = ("pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "returned")
FINAL = frozenset({"cancelled", "returned"})
ADVANCE = STATUSES[:5]
STAFF = frozenset({"support", "admin"})
MAKER = frozenset({"manufacturer"})
CLINIC = frozenset({"clinic"})

CLINIC_REASONS = ("ordered_by_mistake", "found_elsewhere", "too_slow", "other")
SUPPLIER_REASONS = ("out_of_stock", "price_error", "cannot_deliver", "other")
SYSTEM_REASONS = ("payment_timeout",)
STAFF_REASONS = tuple(
    dict.fromkeys((*CLINIC_REASONS[:3], *SUPPLIER_REASONS[:3], *SYSTEM_REASONS, "fraud", "compliance", "other"))
)
REASONS = {
    "clinic": CLINIC_REASONS, "pharmacist": CLINIC_REASONS, "manufacturer": SUPPLIER_REASONS, "system": SYSTEM_REASONS,
    "support": STAFF_REASONS, "admin": STAFF_REASONS,
}  # fmt: skip
SHORTEST_OTHER = 10


@dataclass(frozen=True, slots=True)
class Edge:
    """One move: who makes it, whether everybody gives a reason (staff always do), and which instants it stamps."""

    verb: str
    start: str
    end: str
    roles: frozenset[str]
    stamps: tuple[str, ...]
    with_reason: bool = False


EDGES = (
    Edge("confirm", "pending", "confirmed", MAKER | STAFF, ("confirmed_at",)),
    Edge("cancel", "pending", "cancelled", CLINIC | MAKER | STAFF | {"system"}, ("cancelled_at",), with_reason=True),
    Edge("process", "confirmed", "processing", MAKER | STAFF, ("processing_at",)),
    Edge("ship", "confirmed", "shipped", MAKER | STAFF, ("processing_at", "shipped_at")),
    Edge("cancel", "confirmed", "cancelled", CLINIC | MAKER | STAFF, ("cancelled_at",), with_reason=True),
    Edge("ship", "processing", "shipped", MAKER | STAFF, ("shipped_at",)),
    Edge("cancel", "processing", "cancelled", MAKER | STAFF, ("cancelled_at",), with_reason=True),
    Edge("deliver", "shipped", "delivered", CLINIC | {"pharmacist"} | MAKER | STAFF | {"system"}, ("delivered_at",)),
    Edge("return", "shipped", "returned", MAKER | STAFF, ("returned_at",), with_reason=True),
    Edge("return", "delivered", "returned", STAFF | {"system"}, ("returned_at",), with_reason=True),
)
DONE = {
    "confirm": "confirmed", "cancel": "cancelled", "process": "taken into work", "ship": "shipped", "deliver": "marked as delivered",
    "return": "returned",
}  # fmt: skip


def edge(start: str, end: str) -> Edge | None:
    """The edge between two states, if there is one."""
    return next((e for e in EDGES if (e.start, e.end) == (start, end)), None)


def of_verb(verb: str) -> tuple[Edge, ...]:
    """Every edge a verb can take."""
    return tuple(e for e in EDGES if e.verb == verb)


def parent_status(parts: Iterable[str]) -> str:
    """The status of an order from those of its parts (§4.8): the least advanced of those that still go on."""
    found = list(parts)
    live = [status for status in found if status not in FINAL]
    if live:
        return min(live, key=ADVANCE.index)
    return "cancelled" if all(status == "cancelled" for status in found) else "returned"
