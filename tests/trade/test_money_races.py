"""Several hands at the marketplace's money, on both databases: serials without gaps, nothing paid, credited or given back twice."""

from __future__ import annotations

from sqlalchemy import func, select

from data.core import trade_terms
from data.models import Dispute, Order, OrderPayment, Payout, PayoutEntry, Refund, SupplierCreditNote, SupplierInvoice
from data.rules import payouts
from data.store import write
from tests.races.crowd import together
from tests.trade import hands
from tests.trade.conftest import buy, get, order_lines, parts, reserved, rows, somebody
from tests.trade.money import carried, maker_of, money_holds, paid


def test_parallel_hands_at_the_money_leave_the_invariants_standing(market, database):
    """One test for four races, as each process takes a second to start."""
    serials_have_no_gap(market, database)
    the_first_payment_wins(market, database)
    runs_and_a_dispute(market, database)
    decided_once(market, database)
    money_holds()


def serials_have_no_gap(market, database):
    ready = []
    for n in range(4):
        order = buy(market, {"B2": 3}, f"key-{n}")
        paid(market, order, f"UTR-{n}")
        part = parts(order)[0]
        write.step("orders", maker_of(part), part.id, "confirm")
        ready.append(("ships", part.manufacturer_id, part.id, reserved(part.id)))
    assert together(database.settings, hands.money, ready) == [True] * 4
    assert [int(n[-6:]) for n in rows(select(SupplierInvoice.invoice_number).order_by(SupplierInvoice.invoice_number))] == [
        1,
        2,
        3,
        4,
    ]


def the_first_payment_wins(market, database):
    order = buy(market, {"A1": 6}, "key-pay")
    part, whole = parts(order)[0], get(Order, order).payable_amount
    raw = {"method": "upi", "amount": f"{whole / 100:.2f}", "received_on": trade_terms.today().isoformat()}
    asked = [("submits", market.clinic, part.id, raw | {"reference_number": f"R{n}"}) for n in range(4)]
    found = together(database.settings, hands.money, asked)
    assert found.count(True) == 1
    assert rows(select(func.count()).select_from(OrderPayment).where(OrderPayment.order_id == order)) == [1]


def runs_and_a_dispute(market, database):
    order = buy(market, {"B1": 8}, "key-run")
    paid(market, order, "UTR-run")
    carried(market, order)
    part = parts(order)[0]
    # The sale waits for its delay; a freight bill of the platform can be paid out now.
    payouts.adjust(somebody("admin"), part.manufacturer_id, {"amount": "2500", "reason": "A freight bill."})
    acts = [("pays out", None)] * 3 + [("raises", market.clinic, part.id, order_lines(part.id)[0].id)]
    together(database.settings, hands.money, acts)
    assert rows(select(func.count()).select_from(Payout)) == [1]
    assert rows(select(func.count()).select_from(PayoutEntry).where(PayoutEntry.entry_type == "settlement")) == [1]


def decided_once(market, database):
    dispute = rows(select(Dispute.id))[0]
    found = together(database.settings, hands.money, [("credits", dispute)] * 4)
    assert found.count(True) == 1
    assert rows(select(func.count()).select_from(SupplierCreditNote)) == [1]
    assert rows(select(func.count()).select_from(Refund).where(Refund.dispute_id == dispute)) == [1]
