"""What the inventory's pages show: the list with its filters, one item, the sheet of a stock take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.core import stock_sums as figures
from data.core import trade_terms
from data.core.actor import Actor
from data.core.resource import resource as declared
from data.models import StockBatch, StockItem, StockMovement, User
from data.rules import stock, stock_levels, stock_reorder
from data.rules.stock_levels import Level
from data.store import access, audit
from data.store.read import find
from data.store.unit_of_work import reading, writing

SHOWN = ("low", "near-expiry", "at-risk", "expired")
MOST = 100


@dataclass(frozen=True, slots=True)
class Shelf:
    """The list as it was narrowed, how many each filter holds, and what ordering all that is low comes to, in paise.

    `to_order` are the packs and the value of each low item, by its id.
    """

    levels: tuple[Level, ...]
    total: int
    counts: Mapping[str, int]
    to_order: Mapping[UUID, tuple[int, int]]
    at_risk: int

    @property
    def low_value(self) -> int:
        """What ordering all that is low comes to."""
        return sum(value for _, value in self.to_order.values())


def _is(level: Level, word: str) -> bool:
    named = {
        "low": level.is_low,
        "near-expiry": level.is_near_expiry,
        "expired": level.is_expired,
        "at-risk": level.cost_at_risk > 0,
    }
    return named.get(word, True)


def shelf(actor: Actor, show: str = "", search: str = "") -> Shelf:
    """The items of the actor's clinic, narrowed by a state and by words of the name."""
    access.require(declared(stock.NOUN), actor, "list")
    if actor.clinic_id is None:
        return Shelf((), 0, dict.fromkeys(SHOWN, 0), {}, 0)
    with reading(actor) as session:
        found = stock_levels.levels(session, actor.clinic_id)
        wanted = stock_reorder.suggested(session, [level for level in found if level.is_low])
    words = search.lower().split()
    chosen = [lev for lev in found if _is(lev, show) and all(word in lev.item.item_name.lower() for word in words)]
    counts = {word: sum(_is(level, word) for level in found) for word in SHOWN}
    to_order = {one.level.item.id: (one.packs, one.value) for one in wanted}
    return Shelf(tuple(chosen), len(found), counts, to_order, sum(level.cost_at_risk for level in found))


@dataclass(frozen=True, slots=True)
class Moved:
    """One movement in a row of the item's page."""

    at: Any
    kind: str
    batch_number: str
    quantity: int
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class Opened:
    """One item: how it stands, its movements newest first, and what would be ordered."""

    level: Level
    moves: Sequence[Moved]
    suggested: stock_reorder.Suggested
    today: date
    recalled: frozenset[UUID]

    @property
    def months(self) -> float | None:
        """How long the usable stock lasts."""
        return figures.cover_months(self.level.on_hand, self.level.use.daily if self.level.use else None)


def opened(actor: Actor, item_id: Any) -> Opened:
    """An item at its address; an opening by the platform is in the trail before it is shown."""
    resource = declared(stock.NOUN)
    access.require(resource, actor, "view")
    with writing(actor) if actor.is_platform else reading(actor) as session:
        item: StockItem = find(session, resource, actor, item_id, "view")
        level = stock_levels.levels(session, item.clinic_id, item.id)[0]
        query = (
            select(StockMovement, StockBatch.batch_number, User.full_name)
            .join(StockBatch, (StockBatch.clinic_id == StockMovement.clinic_id) & (StockBatch.id == StockMovement.batch_id))
            .outerjoin(User, User.id == StockMovement.created_by)
            .where(StockMovement.item_id == item.id)
            .order_by(StockMovement.occurred_at.desc(), StockMovement.id.desc())
        )
        moves = [
            Moved(m.occurred_at, m.movement_type, number, m.quantity, m.reason or "", who or "System")
            for m, number, who in session.execute(query.limit(MOST))
        ]
        back = select(StockBatch.id).where(StockBatch.item_id == item.id, stock.recalled() | (StockBatch.status == "recalled"))
        found = Opened(
            level, moves, stock_reorder.suggested(session, [level])[0], trade_terms.today(), frozenset(session.scalars(back))
        )
        if actor.is_platform:
            audit.record(session, actor, "view", stock.NOUN, item.id, clinic_id=item.clinic_id)
        return found


def sheet(actor: Actor, item_id: str = "") -> list[Level]:
    """What a stock take counts: every item with units, or one."""
    access.require(declared(stock.NOUN), actor, "adjust")
    if actor.clinic_id is None:
        return []
    with reading(actor) as session:
        only = find(session, declared(stock.NOUN), actor, item_id, "view").id if item_id else None
        return [level for level in stock_levels.levels(session, actor.clinic_id, only) if level.batches]
