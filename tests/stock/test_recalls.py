"""From a maker's batch to the shelves that hold it and the people who got it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.core.actor import Actor, system
from data.core.errors import Invalid, NotAllowed, NotFound
from data.models import AuditEntry, ProductBatch, StockBatch
from data.models.base import new_id
from data.rules import product_batches, stock, stock_recalls
from data.rules.dispensing import dispense
from data.rules.giving_back import give_back
from data.rules.stock_use import offered
from data.store.unit_of_work import reading
from tests.trade.conftest import change, list_product, make_maker, rows, somebody

from .conftest import AGAIN, NAME, batch, clinic, item, line, moves, pharmacist, prescribe

__all__ = ["clinic"]


def test_a_recalled_batch_is_traced_to_shelves_and_patients_and_not_handed_out(clinic):
    maker = make_maker("MAL")
    product = list_product(maker, sku="YG", name=NAME, stock=((10, 400),))
    made = rows(select(ProductBatch).where(ProductBatch.product_id == product))[0]
    kept, hand = item(clinic, product_id=str(product)), pharmacist(clinic)
    lot, other = batch(clinic, kept, made.batch_number, 100, 60), batch(clinic, kept, "FINE", 200, 60)
    change(StockBatch, lot, product_batch_id=made.id)
    first, second = prescribe(clinic), prescribe(clinic, patient=clinic.ravi)
    dispense(hand, first, [line(clinic, first, quantity="20")])
    dispense(hand, second, [line(clinic, second, quantity="5")])
    give_back(hand, moves("dispense")[1].reference_id, "Unopened")
    assert stock_recalls.recalls(hand) == []
    raw = {
        "batch_number": made.batch_number, "manufactured_on": made.manufactured_on.isoformat(),
        "expires_on": made.expires_on.isoformat(), "quantity_on_hand": "10", "status": "recalled",
    }  # fmt: skip
    product_batches.save(somebody("manufacturer", manufacturer_id=maker), product, raw, made.id)
    third = prescribe(clinic, AGAIN)
    assert [n for n, _, _ in next(iter(offered(hand, third).values())).batches] == ["FINE"]
    with pytest.raises(Invalid, match="Batch B1 is recalled by its manufacturer; it is not handed out"):
        dispense(hand, third, [line(clinic, third, batch_number="B1")])
    assert [(h.batch_number, h.on_hand, h.handed_out) for h in stock_recalls.recalls(hand)] == [("B1", 40, 20)]
    held, reached = stock_recalls.patients(hand, lot)
    assert (held.item_name, [(r.prescription_id, r.patient_name, r.units) for r in reached]) == (
        NAME,
        [(first, clinic.lakshmi.full_name, 20)],
    )
    stock.adjust(hand, lot, {"movement_type": "recall", "quantity": "40", "reason": "Set apart for the maker"})
    assert [h.on_hand for h in stock_recalls.recalls(hand)] == [0]
    stock.set_aside(hand, other, {"status": "recalled", "reason": "Letter of the drug controller"})
    with pytest.raises(Invalid, match="Only 0 tablet"):
        dispense(hand, third, [line(clinic, third)])
    who_may_see_it(clinic, made, lot)


def who_may_see_it(clinic, made, lot):
    admin = Actor("Asha", frozenset({"admin"}), user_id=new_id(), reason="Recall of the maker")
    assert {h.clinic_name for h in stock_recalls.clinics_holding(admin, made.id)} == {stock_recalls.recalls(admin)[0].clinic_name}
    with pytest.raises((NotAllowed, NotFound)):
        stock_recalls.patients(somebody("pharmacist", clinic_id=new_id()), lot)
    for role in ("receptionist", "doctor", "lab_technician"):
        with pytest.raises(NotAllowed):
            stock_recalls.patients(clinic.actor(role), lot)
    for role in ("support", "manufacturer"):
        with pytest.raises(NotAllowed):
            stock_recalls.recalls(somebody(role))
    with reading(system()) as session:
        verbs = session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.in_(("recall", "recall-list", "trace")))).all()
    assert sorted(verbs) == ["recall", "recall-list", "trace"]
