"""Every sentence of the marketplace's table of refusals, letter for letter with its code (marketplace.md §15).

That each of them is raised where it belongs, with this code and these words, is asked where the rule is tested: identifiers in
test_organisations, prices in test_products, quantities and moved prices in test_checkout, edges and money in test_orders,
references in test_supplier_money.
"""

from __future__ import annotations

from datetime import date

from data.core import gst, trade_terms
from data.core.errors import Stale
from data.core.gst import gstin_fault

TABLE = {
    "gstin_format": "GSTIN has 15 characters, like 32AAACM1111A1ZP. You entered 14.",
    "gstin_check_digit": "The last character of this GSTIN should be P, not Q. Compare it with the certificate.",
    "gstin_state": "This GSTIN belongs to Karnataka (29) but the address is in Kerala (32). Correct one of them.",
    "pincode_format": "A PIN code has six digits and does not start with 0.",
    "phone_format": "Enter a ten-digit Indian mobile number starting with 6, 7, 8 or 9.",
    "price_above_mrp": "Price with GST (₹237.83) is above the MRP (₹230.00). Lower the price or correct the MRP.",
    "below_moq": "The smallest order for Ksheerabala Taila is 6. You asked for 4.",
    "not_multiple": "Dashamoolarishta is sold in sixes. Choose 18 or 24 instead of 20.",
    "insufficient_stock": "Only 13 of Ksheerabala Taila are left. You asked for 15.",
    "price_changed": "The price of Ksheerabala Taila changed from ₹333.33 to ₹340.00. Check the new total and confirm.",
    "edge_not_allowed": "This order is already shipped, so it cannot be cancelled. Raise a dispute instead.",
    "not_paid": "This order is not paid yet, so it cannot be confirmed.",
    "org_not_approved": "Your clinic is waiting for approval, so ordering is closed. Check the documents page.",
    "license_expired": "The registration expired on 31 Mar 2026. Upload the renewal to go on ordering.",
    "duplicate_reference": "This UPI reference is already recorded for order ORD-2526-000040.",
    "stale_version": "Someone else changed this record. Reload it and apply your change again.",
}


def test_every_sentence_stands_letter_for_letter():
    with_gst = 21235 + gst.split(21235, 1200, is_interstate=True).total
    found = [
        gstin_fault("32AAACM1111A1Z", "32"),
        gstin_fault("32AAACM1111A1ZQ", "32"),
        gstin_fault("29AABFK2222B1ZZ", "32"),
        trade_terms.pincode_format(),
        trade_terms.phone_format(),
        trade_terms.price_above_mrp(with_gst, 23000),
        trade_terms.below_moq("Ksheerabala Taila", 6, 4),
        trade_terms.not_multiple("Dashamoolarishta", 6, 6, 20),
        trade_terms.insufficient_stock("Ksheerabala Taila", 13, 15),
        trade_terms.price_changed("Ksheerabala Taila", 33333, 34000),
        trade_terms.edge_not_allowed("shipped", "cancelled"),
        trade_terms.not_paid(),
        trade_terms.org_not_approved("Your clinic"),
        trade_terms.license_expired("registration", date(2026, 3, 31), "ordering"),
        trade_terms.duplicate_reference("UPI", "ORD-2526-000040"),
        (Stale().code, Stale().message),
    ]
    assert dict(filter(None, found)) == TABLE
    assert len(found) == len(TABLE)
    assert trade_terms.duplicate_reference("UPI", None)[1] == "This UPI reference is already in use."
