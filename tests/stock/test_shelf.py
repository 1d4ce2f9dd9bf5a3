"""What lies on the shelf is the sum of its movements, and never less than nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from data.models import StockBatch
from data.models.base import new_id
from data.rules import stock, stock_expiry, stock_take
from data.rules.dispensing import dispense, so_far
from data.rules.giving_back import give_back
from data.rules.stock_use import offered
from data.store import write
from data.store.charges import open_charges
from data.store.unit_of_work import reading

from .conftest import AGAIN, LIQUID, TABLET, batch, day, item, left, line, moves, pharmacist, prescribe


def test_handing_out_takes_what_expires_first_and_says_so_when_there_is_not_enough(clinic):
    kept = item(clinic, name="YOGARAJA guggulu")  # as somebody else spells it
    late, soon = batch(clinic, kept, "LATE", 300, 40), batch(clinic, kept, "SOON", 20, 30)
    batch(clinic, kept, "TODAY", 0, 1)
    row, hand = prescribe(clinic, TABLET, LIQUID), pharmacist(clinic)
    assert [(n, u) for n, _, u in next(iter(offered(hand, row).values())).batches] == [("TODAY", 1), ("SOON", 30), ("LATE", 40)]
    assert dispense(hand, row, [line(clinic, row, quantity="35"), line(clinic, row, 1, "450", batch_number="D7")]) == 2
    assert left(late, soon) == [36, 0]
    given = so_far(hand, row)
    assert {(d.medicine, d.quantity, d.batch_number) for d in given} == {
        ("Yogaraja guggulu", 1, "TODAY"), ("Yogaraja guggulu", 30, "SOON"), ("Yogaraja guggulu", 4, "LATE"), ("Dashamoolarishta", 450, "D7"),
    }  # fmt: skip
    assert sum(m.quantity for m in moves("dispense")) == -35
    other = prescribe(clinic, AGAIN)
    with pytest.raises(Invalid) as refused:
        dispense(hand, other, [line(clinic, other, quantity="37")])
    assert refused.value.errors == {
        "1-quantity": "Only 36 tablet of YOGARAJA guggulu are on the shelf and good to use. You asked for 37."
    }
    assert left(late) == [36]


def test_another_batch_needs_a_reason_and_a_bad_one_is_refused(clinic):
    kept, hand = item(clinic), pharmacist(clinic)
    first, second = batch(clinic, kept, "FIRST", 30, 50), batch(clinic, kept, "SECOND", 90, 10)
    held, gone = batch(clinic, kept, "HELD", 90, 10), batch(clinic, kept, "OLD", 3, 10)
    stock.set_aside(hand, held, {"status": "quarantined", "reason": "Seal broken"})
    row = prescribe(clinic)
    source = clock.source()
    now = clock.now()
    try:
        clock.set_now(lambda: now + timedelta(days=4))
        for asked, sentence in (
            ({"batch_number": "SECOND"}, r"Batch FIRST expires first, on .* Say why another one is taken\."),
            ({"batch_number": "SECOND", "override_reason": "Nearer", "quantity": "11"}, "Only 10 tablet of batch SECOND"),
            ({"batch_number": "HELD"}, "Batch HELD is quarantined; it is not handed out"),
            ({"batch_number": "OLD"}, "Batch OLD expired on"),
            ({"batch_number": "NONE"}, "There is no batch NONE of Yogaraja guggulu on the shelf"),
        ):
            with pytest.raises(Invalid, match=sentence):
                dispense(hand, row, [line(clinic, row, **asked)])
        dispense(
            hand, row, [line(clinic, row, quantity="5", batch_number="SECOND", override_reason="The first is in the other room")]
        )
        assert left(first, second, held, gone) == [50, 5, 10, 10]
        assert stock_expiry.write_off(clinic.actor("pharmacist")) == 1
        assert stock_expiry.write_off(clinic.actor("pharmacist")) == 0
        assert left(gone) == [0]
        assert [m.quantity for m in moves("expiry")] == [-10]
    finally:
        clock.set_now(source)


def test_what_is_taken_back_lies_on_the_shelf_again_once_and_is_not_charged(clinic):
    kept, hand = item(clinic), pharmacist(clinic)
    lot, row = batch(clinic, kept, units=60), prescribe(clinic)
    dispense(hand, row, [line(clinic, row)])
    with reading(hand) as session:
        charge = next(c for c in open_charges(session, hand.zone) if c.source_noun == "dispensings")
    with pytest.raises(Invalid):
        give_back(hand, charge.source_id, " ")
    with pytest.raises(NotAllowed):
        give_back(clinic.actor("receptionist"), charge.source_id, "Came back")
    assert [(g.id, g.may_come_back, g.came_back) for g in so_far(hand, row)] == [(charge.source_id, True, False)]
    give_back(hand, charge.source_id, "Not needed, unopened")
    assert left(lot) == [60]
    assert [(g.may_come_back, g.came_back) for g in so_far(hand, row)] == [(False, True)]
    with pytest.raises(Conflict, match="taken back already"):
        give_back(hand, charge.source_id, "Once more")
    with reading(hand) as session:
        assert not [c for c in open_charges(session, hand.zone) if c.source_noun == "dispensings"]
    assert dispense(hand, row, [line(clinic, row, quantity="60")]) == 1
    assert left(lot) == [0]


def test_movements_by_hand_have_their_reason_and_a_count_posts_the_differences(clinic):
    kept, hand = item(clinic), pharmacist(clinic)
    lot, other = batch(clinic, kept, units=60), batch(clinic, kept, "B2", units=5)
    for raw, box in (
        ({"movement_type": "wastage", "quantity": "5"}, "reason"),
        ({"movement_type": "wastage", "quantity": "-5", "reason": "x"}, "quantity"),
        ({"movement_type": "adjustment", "quantity": "0", "reason": "x"}, "quantity"),
        ({"movement_type": "dispense", "quantity": "1", "reason": "x"}, "movement_type"),
        ({"movement_type": "adjustment", "quantity": "1.5", "reason": "x"}, "quantity"),
    ):
        with pytest.raises(Invalid) as refused:
            stock.adjust(hand, lot, raw)
        assert list(refused.value.errors) == [box]
    with pytest.raises(Conflict, match="Only 60 of batch B1"):
        stock.adjust(hand, lot, {"movement_type": "wastage", "quantity": "61", "reason": "Dropped"})
    assert stock.adjust(hand, lot, {"movement_type": "wastage", "quantity": "2", "reason": "Dropped"}) == 58
    assert stock.adjust(hand, lot, {"movement_type": "consumption", "quantity": "8"}) == 50
    assert stock_take.count(hand, {str(lot): {"counted": "47", "seen": "50"}, str(other): {"counted": "", "seen": "5"}}) == 1
    assert left(lot, other) == [47, 5]
    with pytest.raises(Conflict, match="moved while you counted: the sheet said 50, now it is 47"):
        stock_take.count(hand, {str(lot): {"counted": "50", "seen": "50"}})
    with pytest.raises(Invalid):
        stock_take.count(hand, {str(lot): {"counted": "-1", "seen": "47"}})
    with pytest.raises(Invalid, match="at least one batch"):
        stock_take.count(hand, {})
    with pytest.raises(Invalid, match="expired on"):
        batch(clinic, kept, "DEAD", -1, 5)
    with pytest.raises(Conflict, match="52 tablet of Yogaraja guggulu are still on the shelf"):
        write.delete("stock", clinic.manager, kept, "Not sold any more")
    with pytest.raises(Invalid, match="on your list already"):
        item(clinic, name="yogaraja GUGGULU")


def test_nobody_else_touches_a_clinics_shelf(clinic):
    kept = item(clinic)
    lot = batch(clinic, kept)
    raw = {"movement_type": "adjustment", "quantity": "1", "reason": "found"}
    for role in ("receptionist", "doctor", "lab_technician", "patient"):
        with pytest.raises(NotAllowed):
            stock.adjust(clinic.actor(role), lot, raw)
    stranger = Actor("Other", frozenset({"pharmacist"}), user_id=new_id(), clinic_id=new_id())
    for act in (
        lambda: stock.adjust(stranger, lot, raw),
        lambda: stock.put_in(stranger, kept, {"batch_number": "X", "expires_on": day(9).isoformat(), "quantity": "1"}),
        lambda: stock_take.count(stranger, {str(lot): {"counted": "1", "seen": "100"}}),
    ):
        with pytest.raises(NotFound):
            act()
    admin = Actor("Asha", frozenset({"admin"}), user_id=new_id(), reason="Asked by the clinic")
    with pytest.raises(NotAllowed):
        stock.adjust(admin, lot, raw)
    assert left(lot) == [100]


ACTS = st.lists(
    st.tuples(st.sampled_from(["put", "dispense", "adjust", "waste", "count", "expire"]), st.integers(-40, 60)), max_size=7
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_on_hand_is_the_sum_of_movements_whatever_is_done(clinic, acts):
    hand, name = pharmacist(clinic), f"Medicine {new_id()}"
    kept = item(clinic, name=name)
    lots = [batch(clinic, kept, "A", 50, 30), batch(clinic, kept, "B", 90, 20)]
    for act, n in acts:
        lot = lots[n % 2]
        try:
            if act == "put":
                batch(clinic, kept, "B", 90, n)
            elif act == "dispense":
                row = prescribe(clinic, {**AGAIN, "medicine_name": name})
                dispense(hand, row, [line(clinic, row, quantity=str(n))])
            elif act == "count":
                stock_take.count(hand, {str(lot): {"counted": n, "seen": left(lot)[0]}})
            elif act == "expire":
                stock_expiry.write_off(hand)
            else:
                kind = {"adjust": "adjustment", "waste": "wastage"}[act]
                stock.adjust(hand, lot, {"movement_type": kind, "quantity": str(n), "reason": "by hand"})
        except Refused:
            pass
        assert all(n >= 0 for n in left(*lots))


def test_a_movement_is_refused_below_nothing_by_the_database_too(clinic):
    lot = batch(clinic, item(clinic), units=3)
    with pytest.raises(Refused, match="There is not that much of this batch"):
        clinic.change(StockBatch, lot, quantity_on_hand=-1)
