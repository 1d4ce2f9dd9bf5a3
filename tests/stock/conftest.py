"""A clinic with shelves: an item the prescription names, with batches."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from data.core import trade_terms
from data.core.actor import system
from data.models import StockBatch, StockMovement
from data.rules import stock
from data.store import read, write
from data.store.unit_of_work import reading
from tests.appointments.conftest import make_house
from tests.prescriptions.conftest import LIQUID, TABLET, met, pharmacist, prescribe

NAME = TABLET["medicine_name"]
AGAIN = {**TABLET, "override_reason": "The course goes on"}  # for who has it already


@pytest.fixture
def clinic(database):
    house = make_house()
    met(house)
    return house


def day(n):
    return trade_terms.today() + timedelta(days=n)


def item(clinic, name=NAME, unit="tablet", **more):
    return write.create("stock", pharmacist(clinic), {"item_name": name, "base_unit": unit, "units_per_pack": "60", **more})


def batch(clinic, item_id, number="B1", days=200, units=100):
    raw = {"batch_number": number, "expires_on": day(days).isoformat(), "quantity": str(units)}
    return stock.put_in(pharmacist(clinic), item_id, raw)


def left(*batch_ids):
    """On hand of batches; each is the sum of its movements."""
    with reading(system()) as session:
        found = []
        for batch_id in batch_ids:
            row = session.get_one(StockBatch, batch_id)
            moved = session.scalar(select(func.sum(StockMovement.quantity)).where(StockMovement.batch_id == batch_id))
            assert row.quantity_on_hand == (moved or 0) >= 0
            found.append(row.quantity_on_hand)
        return found


def moves(kind):
    with reading(system()) as session:
        return list(session.scalars(select(StockMovement).where(StockMovement.movement_type == kind).order_by(StockMovement.id)))


def line(clinic, row, number=0, quantity="20", **more):
    lines = read.get("prescriptions", clinic.nair_herself, row).get("lines")
    return {"item_id": lines[number]["id"], "quantity": quantity, **more}


__all__ = [
    "AGAIN",
    "LIQUID",
    "NAME",
    "TABLET",
    "batch",
    "clinic",
    "day",
    "item",
    "left",
    "line",
    "moves",
    "pharmacist",
    "prescribe",
]
