"""The seventeen invariants of the marketplace and the tests that hold each (marketplace.md §16).

`holds()` in conftest and `money_holds()` in money.py go over everything that is stored; the tests named beside them end with one.
"""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).parent.parent
RACES, MONEY_RACES = (
    "trade/test_races.py::test_parallel_checkouts_share_the_stock_exactly_and_keys_and_moves_hold",
    "trade/test_money_races.py::test_parallel_hands_at_the_money_leave_the_invariants_standing",
)
HELD = {
    1: ("sums of lines, sub-orders and orders", "trade/conftest.py::holds", "trade/test_checkout.py::test_the_worked_example_to_the_paisa"),
    2: ("CGST = SGST, or IGST, by the two states", "trade/conftest.py::_part_holds", "core/test_gst.py::test_the_lines_of_the_worked_example"),
    3: ("returned ≤ delivered, delivered + short ≤ shipped", "trade/conftest.py::_part_holds",
        "trade/test_orders.py::test_parcels_in_parts_a_closed_remainder_and_a_receipt_with_faults",
        "trade/test_orders.py::test_what_comes_back_is_counted_and_ends_the_order", "trade/test_checkout.py::test_a_quantity_is_a_whole_number"),
    4: ("reserved ≤ on hand; the clinic's on hand is the sum of its movements", "trade/conftest.py::holds",
        "stock/test_shelf.py::test_on_hand_is_the_sum_of_movements_whatever_is_done"),
    5: ("parallel checkouts share the stock exactly", RACES),
    6: ("one key, one order; a failed checkout leaves nothing", RACES, "trade/test_checkout.py::test_one_key_is_one_order_and_a_hook_that_fails_leaves_nothing",
        "trade/test_checkout.py::test_a_line_that_cannot_be_ordered_says_why_to_the_letter"),
    7: ("what is not sent gives back what it held", "trade/test_orders.py::test_a_cancelled_part_gives_back_its_goods_and_lowers_what_is_payable",
        "trade/test_checkout.py::test_an_order_that_is_not_paid_in_time_lapses_and_gives_its_goods_back",
        "trade/test_orders.py::test_parcels_in_parts_a_closed_remainder_and_a_receipt_with_faults"),
    8: ("only the edges of the table, by role and status; events replay", "trade/test_orders.py::test_only_the_edges_of_the_table_succeed_for_each_role_and_status",
        "trade/test_orders.py::test_the_table_has_the_edges_of_the_specification_and_no_other", "trade/conftest.py::_part_holds", RACES),
    9: ("the parent's status is derived", "trade/test_orders.py::test_the_parents_status_is_derived", "trade/conftest.py::holds", RACES),
    10: ("serials without gap, anew each year", MONEY_RACES, "trade/test_supplier_money.py::test_an_invoice_per_shipment_the_remainder_refunded_and_the_serial_of_each_year"),
    11: ("invoices are the value shipped, notes at most the invoice, hashes for ever", "trade/money.py::_invoice_holds",
         "trade/test_supplier_money.py::test_papers_and_ledger_are_never_changed_not_even_by_hand"),
    12: ("parts give the whole", "core/test_gst.py::test_any_cut_of_any_line_adds_up", "trade/test_orders.py::test_parts_of_a_line_always_give_the_whole",
         "trade/test_settlement.py::test_parts_of_amounts_give_the_whole"),
    13: ("payments and refunds stay within", "trade/money.py::_payments_hold", "trade/test_settlement.py::test_the_payment_status_is_derived", MONEY_RACES),
    14: ("the ledger of a manufacturer adds up", "trade/money.py::_ledger_holds", "trade/test_worked_example.py::test_the_worked_example", MONEY_RACES),
    15: ("later rates change no stored row", "trade/test_checkout.py::test_rates_that_change_later_change_no_stored_row"),
    16: ("a manufacturer sees no rival and no contact data", "web/test_maker_canaries.py::test_no_page_callback_export_or_paper_of_a_maker_tells",
         "trade/test_orders.py::test_a_maker_sees_no_buyer_before_it_confirms_and_nothing_foreign_ever", "store/test_maker_wall.py::test_a_maker_reads_its_own_side_and_no_rivals"),
    17: ("the five gates; a changed identity opens review", "trade/test_checkout.py::test_each_gate_stops_preview_and_checkout",
         "trade/test_orders.py::test_confirming_needs_the_money_and_both_gates", "trade/test_organisations.py::test_products_vanish_with_their_makers_gate",
         "trade/test_organisations.py::test_a_changed_identity_opens_review_again"),
}  # fmt: skip


def test_each_invariant_is_held_by_tests_that_exist():
    names = {path: _functions(path) for _, *held in HELD.values() for path in {one.partition("::")[0] for one in held}}
    gone = [
        (n, one) for n, (_, *held) in HELD.items() for one in held if one.partition("::")[2] not in names[one.partition("::")[0]]
    ]
    assert gone == []
    assert sorted(HELD) == list(range(1, 18))


def _functions(path):
    return {node.name for node in ast.parse((TESTS / path).read_text()).body if isinstance(node, ast.FunctionDef)}
