"""Disputes: who raises them and when, what is held, what each outcome moves, and what time does."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from components import disputes as shown
from data.core import clock
from data.core.actor import system
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.models import CartLine, Dispute, DisputeMessage, PayoutHold, Refund, SubOrder, SupplierCreditNote
from data.rules import dispute_moves, dispute_pages, disputes, refunds
from data.store import files, read, write
from data.store.unit_of_work import reading
from tests.trade.conftest import buy, get, holds, make_market, order_lines, parts, rows, sent_all, somebody
from tests.trade.money import balance, carried, entries, later, maker_of, money_holds, paid, receive

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SAID = {"type": "quality", "reason_code": "defective", "description": "The oil smells rancid in four bottles."}
DECIDED = {"resolution": "The photos show it clearly, so be it."}


@pytest.fixture
def shop(database):
    return make_market()


def delivered(shop, wanted=None, key="key-1"):
    """A paid, sent and well received order of one part."""
    order = buy(shop, wanted or {"B1": 15}, key)
    paid(shop, order, f"UTR-{key}")
    carried(shop, order)
    return parts(order)[0]


def raised(shop, part, packs="4", role="clinic", **more):
    line = order_lines(part.id)[0]
    return disputes.open_case(shop.at(role), part.id, SAID | more, {str(line.id): packs})


def decide(dispute, outcome, **more):
    write.step("disputes", somebody("support"), dispute, "resolve", DECIDED | {"outcome": outcome} | more)


def test_who_raises_what_and_until_when(shop):
    part = delivered(shop)
    line = order_lines(part.id)[0]
    for stranger in (maker_of(part), somebody("support"), somebody("doctor", clinic_id=shop.clinic)):
        with pytest.raises(NotAllowed):
            disputes.open_case(stranger, part.id, SAID, {str(line.id): "1"})
    with pytest.raises(NotFound):
        disputes.open_case(somebody("clinic", clinic_id=shop.other_clinic), part.id, SAID, {str(line.id): "1"})
    for packs, sentence in (
        ({}, "Say how many packs"), ({str(line.id): "1.5"}, "whole number"), ({str(line.id): "16"}, "15 packs of Ksheerabala Taila can be disputed"),
        ({str(line.id): "-1"}, "whole number"), ({str(part.id): "1"}, "can be disputed"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=sentence):
            disputes.open_case(shop.at("clinic"), part.id, SAID, packs)
    with pytest.raises(Invalid, match="20 characters"):
        raised(shop, part, description="Bad.")
    later(days=8)
    with pytest.raises(Conflict, match="The time to raise this ended on"):
        raised(shop, part, type="delivery", reason_code="damaged_item")
    made = raised(shop, part, role="pharmacist")
    with pytest.raises(Invalid, match="open dispute about Ksheerabala Taila for this reason"):
        raised(shop, part)
    assert get(Dispute, made).dispute_number.startswith("DSP-")
    for stranger in (somebody("manufacturer", manufacturer_id=shop.mal), somebody("clinic", clinic_id=shop.other_clinic)):
        with pytest.raises(NotFound):
            dispute_pages.opened(stranger, made)
    with pytest.raises(NotAllowed):
        write.step("disputes", shop.at("pharmacist"), made, "withdraw", DECIDED)
    write.step("disputes", shop.at("clinic"), made, "withdraw", DECIDED)
    assert (get(Dispute, made).status, get(Dispute, made).outcome) == ("rejected", "withdrawn")
    assert rows(select(PayoutHold.status)) == ["released"]
    later(days=90)
    with pytest.raises(Conflict, match="ended"):
        raised(shop, part, type="payment", reason_code="overcharged")


def test_a_hold_is_placed_released_consumed_and_a_case_opened_again_once(shop):
    part = delivered(shop)
    made = raised(shop, part)
    line = order_lines(part.id)[0]
    net = 149332 - round(line.commission_amount * 4 / 15) - round(line.commission_gst_amount * 4 / 15)
    assert balance(shop.kav).held == net
    support = somebody("support")
    with pytest.raises(Invalid, match="20 characters"):
        write.step("disputes", support, made, "reject", {"resolution": "No."})
    for nobody in (shop.at("clinic"), maker_of(part)):
        with pytest.raises(NotAllowed):
            write.step("disputes", nobody, made, "reject", DECIDED)
    write.step("disputes", support, made, "reject", DECIDED)
    assert balance(shop.kav).held == 0
    with pytest.raises(NotAllowed):
        write.step("disputes", support, made, "reopen", {"text": "Look again."})
    write.step("disputes", somebody("admin"), made, "reopen", {"text": "Look again."})
    assert balance(shop.kav).held == net
    decide(made, "full_credit")
    own = balance(shop.kav)
    assert (own.held, entries(shop.kav)["sale_reversal"]) == (0, -149332)
    assert rows(select(PayoutHold.status).order_by(PayoutHold.created_at)) == ["released", "consumed"]
    with pytest.raises(Conflict, match="once only"):
        write.step("disputes", somebody("admin"), made, "reopen", {"text": "Again."})
    holds()
    money_holds()


def test_a_part_of_the_value_and_a_replacement(shop):
    part = delivered(shop)
    made = raised(shop, part)
    with pytest.raises(Invalid, match="value before tax"):
        decide(made, "partial_credit")
    with pytest.raises(Invalid, match="is left to credit"):
        decide(made, "partial_credit", amount="5000")
    decide(made, "partial_credit", amount="500")
    note = rows(select(SupplierCreditNote))[0]
    line = order_lines(part.id)[0]
    assert (note.subtotal, note.igst_amount, line.returned_quantity) == (50000, 6000, 0)
    for actor in (somebody("support"), shop.at("clinic"), maker_of(part)):
        found = dispute_pages.opened(actor, made)
        assert [n["is_late"] for n in found["notes"]] == [False]
        assert note.credit_note_number in str(shown.page(found, "DSP", None, actor.zone, []))
    assert entries(shop.kav)["commission_reversal"] == round(line.commission_amount * 50000 / line.taxable_value)
    again = raised(shop, part, "15", reason_code="wrong_item")
    decide(again, "replacement")
    assert order_lines(part.id)[0].returned_quantity == 15
    assert sum(n.total_amount for n in rows(select(SupplierCreditNote))) == part.total_amount
    assert balance(shop.kav).total == 0
    with reading(system()) as session:
        assert refunds.credit_balance(session, shop.clinic) == part.total_amount - 56000
    assert rows(select(CartLine.quantity)) == [15]
    assert get(SubOrder, part.id).status == "returned"
    holds()
    money_holds()


def test_missing_packs_open_a_case_and_are_credited_or_turn_up(shop):
    for key, ends in (("key-1", "credited"), ("key-2", "turned up")):
        order = buy(shop, {"B1": 6}, key)
        paid(shop, order, f"UTR-{key}")
        part = parts(order)[0]
        write.step("orders", maker_of(part), part.id, "confirm")
        receive(shop, sent_all(part), short=2, damaged=1)
        made = rows(select(Dispute.id).where(Dispute.sub_order_id == part.id))[0]
        line = order_lines(part.id)[0]
        assert (line.delivered_quantity, line.short_quantity, get(SubOrder, part.id).status) == (4, 2, "delivered")
        if ends == "credited":
            decide(made, "full_credit")
            line = order_lines(part.id)[0]
            assert (line.returned_quantity, line.short_quantity) == (1, 2)
            assert sum(r.amount for r in rows(select(Refund).where(Refund.dispute_id == made))) == part.total_amount * 3 // 6
        else:
            write.step("disputes", somebody("support"), made, "reject", DECIDED)
            line = order_lines(part.id)[0]
            assert (line.delivered_quantity, line.short_quantity) == (6, 0)
        holds()
        money_holds()


def test_nothing_arrived_ends_the_order_either_way(shop):
    order = buy(shop, {"B1": 3})
    paid(shop, order)
    part = parts(order)[0]
    write.step("orders", maker_of(part), part.id, "confirm")
    receive(shop, sent_all(part), short=3)
    assert get(SubOrder, part.id).status == "shipped"
    decide(rows(select(Dispute.id))[0], "full_credit")
    assert get(SubOrder, part.id).status == "returned"
    assert (rows(select(Refund.amount)), entries(shop.kav)) == ([part.total_amount], {})
    holds()
    money_holds()


def test_clocks_stand_while_the_clinic_is_asked_and_silence_is_looked_into(shop):
    part = delivered(shop)
    made, support = raised(shop, part), somebody("support")
    due = get(Dispute, made).reply_due_at
    assert due == get(Dispute, made).opened_at + timedelta(hours=48)
    write.step("disputes", shop.at("clinic"), made, "reply", {"text": "They leak at the cork."})
    assert get(Dispute, made).waiting_on == "manufacturer"  # who was not asked does not pass the turn on
    write.step("disputes", support, made, "ask", {"side": "clinic", "text": "Which batch is it?"})
    later(hours=72)
    assert dispute_moves.pass_deadlines() == 0
    write.step("disputes", shop.at("clinic"), made, "reply", {"text": "Batch B1, all four."})
    row = get(Dispute, made)
    assert (row.status, row.waiting_on, row.reply_due_at - due >= timedelta(hours=72)) == ("open", "support", True)
    later(hours=49)
    assert disputes.is_late(get(Dispute, made)) == "reply"
    assert (dispute_moves.pass_deadlines(), dispute_moves.pass_deadlines()) == (1, 0)
    assert get(Dispute, made).status == "in_review"
    write.step("disputes", support, made, "note", {"text": "The maker did this before."})
    write.step("disputes", maker_of(part), made, "reply", {"text": "We send others."})
    for actor, sees in ((shop.at("clinic"), False), (maker_of(part), False), (support, True)):
        assert ("did this before" in str(dispute_pages.opened(actor, made))) is sees
    assert [m.author_role for m in rows(select(DisputeMessage).order_by(DisputeMessage.at))] == [
        "clinic", "support", "clinic", "system", "support", "manufacturer",
    ]  # fmt: skip
    later(days=8)
    assert disputes.is_late(get(Dispute, made)) == "resolution"
    assert get(Dispute, made).status == "in_review"
    assert clock.now() > get(Dispute, made).resolve_due_at


def test_evidence_is_seen_by_both_sides_and_removed_by_who_attached_it(shop):
    part = delivered(shop)
    made, clerk, maker = raised(shop, part), shop.at("clinic"), maker_of(part)
    picture = BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    photo = files.attach(clerk, "disputes", made, "leak.png", picture.getvalue())
    paper = files.attach(maker, "disputes", made, "packing.png", picture.getvalue())
    for actor in (clerk, maker, somebody("support")):
        assert [f.name for f in files.of_row(actor, "disputes", made)] == ["leak.png", "packing.png"]
        assert files.content(actor, photo)[2] == picture.getvalue()
    for stranger in (somebody("manufacturer", manufacturer_id=shop.mal), somebody("clinic", clinic_id=shop.other_clinic)):
        with pytest.raises(NotFound):
            files.content(stranger, photo)
    with pytest.raises(NotAllowed, match="Only who attached"):
        files.remove(maker, photo, "It looks bad for us.")
    with pytest.raises(NotAllowed):
        files.attach(somebody("support"), "disputes", made, "x.png", picture.getvalue())
    files.remove(maker, paper, "The wrong paper.")
    write.step("disputes", clerk, made, "withdraw", DECIDED)
    with pytest.raises(Conflict, match="decided"):
        files.attach(clerk, "disputes", made, "more.png", picture.getvalue())
    assert read.page("disputes", maker, read.Query()).total == 1
