"""What else happens in the transaction of an order's move: the supplier's money, the clinic's stock and the disputes hang themselves in here.

Each tuple-like list is called in order with the open session (of an act across both sides of the wall) and the actor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from data.core.actor import Actor
from data.models import GoodsReceipt, GoodsReceiptLine, Order, OrderLine, Return, Shipment, ShipmentLine, SubOrder

Units = Mapping[UUID, int]  # packs by order line
F = TypeVar("F")

PLACED: list[Callable[[Session, Actor, Order], None]] = []
CONFIRMED: list[Callable[[Session, Actor, SubOrder], None]] = []
CANCELLED: list[Callable[[Session, Actor, SubOrder], None]] = []  # nothing was shipped; refund what was verified
SHIPPED: list[Callable[[Session, Actor, SubOrder, Shipment, Sequence[ShipmentLine]], None]] = []  # the invoice
CLOSED: list[Callable[[Session, Actor, SubOrder, Mapping[UUID, tuple[int, int]]], None]] = []  # units (first, last] of each line
DELIVERED: list[Callable[[Session, Actor, SubOrder, Units], None]] = []  # payout entries earned, per unit
RECEIVED: list[Callable[[Session, Actor, SubOrder, GoodsReceipt, Sequence[GoodsReceiptLine]], None]] = []  # stock; disputes
REFUSED: list[Callable[[Session, Actor, SubOrder], None]] = []  # shipped → returned: credit every shipped unit
RETURNED: list[Callable[[Session, Actor, SubOrder, OrderLine, Return], None]] = []  # credit note, refund, ledger, return_out


def on(hook: list[F]) -> Callable[[F], F]:
    """Hang a function into a hook: `@on(order_hooks.SHIPPED)`."""

    def add(function: F) -> F:
        hook.append(function)
        return function

    return add
