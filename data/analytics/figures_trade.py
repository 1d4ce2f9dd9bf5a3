"""The cards of the figures of marketplace and stock: key, name, definition, inputs, unit, and the list behind each."""

from __future__ import annotations

ORDERS = ("/dashboard/orders", ("status", "counted", "from", "to"))
INVOICES = ("/dashboard/invoices", ("from", "to"))
PAYOUTS = ("/dashboard/payouts", ("status",))
DISPUTES = ("/dashboard/disputes", ("status", "type", "waiting_on"))
SHELF = ("/dashboard/inventory", ("show",))
TO_PAY = ("/dashboard/orders/to-pay", ())

TRADE: tuple[tuple[str, str, str, tuple[str, ...], str, str, tuple[str, ...]], ...] = (
    (
        "gmv",
        "Ordered",
        "Value with GST of what was placed in these days and not cancelled, less closed remainders; what came back is not taken off.",
        ("placed_at", "status", "taxable value and GST of the lines", "closed remainders"),
        "paise",
        *ORDERS,
    ),
    (
        "net_sales",
        "Net sales",
        "Invoices less credit notes, each by its own date.",
        ("invoice_date", "credit_note_date", "total_amount"),
        "paise",
        *INVOICES,
    ),
    (
        "orders_by_status",
        "Orders by stage",
        "Orders of one manufacturer each and what they cost, now, by status.",
        ("status", "total_amount"),
        "orders",
        *ORDERS,
    ),
    (
        "confirm_hours",
        "Hours to confirm",
        "From placing to confirming, of what was confirmed in these days; median and P90.",
        ("placed_at", "confirmed_at"),
        "hours",
        *ORDERS,
    ),
    (
        "fulfilment_days",
        "Days to deliver",
        "From confirming to delivery, of what was delivered in these days; median and P90.",
        ("confirmed_at", "delivered_at"),
        "days",
        *ORDERS,
    ),
    (
        "unit_fill",
        "Packs in the first parcel",
        "Packs in the first parcel ÷ packs ordered, by the day of that parcel; what the supplier refused counts as nothing sent, what the clinic cancelled or did not pay is left out.",
        ("first parcel", "quantity", "who cancelled"),
        "share",
        *ORDERS,
    ),
    (
        "line_fill",
        "Lines whole in the first parcel",
        "Lines that were whole in the first parcel ÷ lines, of the same orders.",
        ("first parcel", "quantity", "who cancelled"),
        "share",
        *ORDERS,
    ),
    (
        "order_fill",
        "Orders whole in the first parcel",
        "Orders that were whole in their first parcel ÷ orders, of the same orders.",
        ("first parcel", "quantity", "who cancelled"),
        "share",
        *ORDERS,
    ),
    (
        "otif",
        "On time, in full",
        "Delivered by the promised day with every pack ÷ orders promised in these days, before today. What is not there or was refused by the supplier fails; what the clinic cancelled is left out.",
        ("promised_on", "delivered_at", "delivered quantity"),
        "share",
        *ORDERS,
    ),
    (
        "commission_earned",
        "Commission",
        "Commission of delivered packs less what was given back, by the day of the entry; its GST apart.",
        ("commission entries of the payout ledger",),
        "paise",
        *PAYOUTS,
    ),
    (
        "payable",
        "Owed to the manufacturer",
        "Balance of the payout ledger now: held for disputes, not yet due, and what can be paid out. Net sales = commission with GST + withholding + payouts + balance − adjustments.",
        ("payout entries", "holds", "payouts"),
        "paise",
        *PAYOUTS,
    ),
    (
        "dispute_rate",
        "Disputed deliveries",
        "Orders delivered in these days with a dispute that was not withdrawn ÷ orders delivered in them.",
        ("delivered_at", "disputes"),
        "share",
        *ORDERS,
    ),
    (
        "amc",
        "Monthly use",
        "Use of the last 90 days ÷ days with stock × 30.4; days without stock do not lower it.",
        ("dispensed", "used in therapies", "came back", "days with stock"),
        "units",
        *SHELF,
    ),
    (
        "stock_cover_months",
        "Months of stock",
        "Usable units that have not expired ÷ monthly use; without use there is none.",
        ("on hand", "monthly use"),
        "months",
        *SHELF,
    ),
    (
        "expiry_at_risk",
        "Will expire unused",
        "What is left of batches that expire within 90 days after the daily use up to then, first to expire first, at cost; without a forecast all of them.",
        ("on hand", "expires_on", "daily use", "unit cost"),
        "paise",
        *SHELF,
    ),
    (
        "reorder_list",
        "To reorder",
        "Items at or below their reorder point, and the packs that bring them to their target at today's prices, before GST.",
        ("on hand", "on order", "daily use", "lead time"),
        "items",
        *SHELF,
    ),
    (
        "unpaid_orders",
        "Orders to pay",
        "What is payable for orders less the payments that were verified; an order lapses when its time to pay ends.",
        ("payable_amount", "verified payments", "expires_at"),
        "paise",
        *TO_PAY,
    ),
    (
        "cash_view",
        "Cash, next 60 days",
        "Expected from patients + refunds due to the clinic − orders to pay; dashed: less the reorder list too. The band is the lowest and highest of the last six month ends.",
        ("expected collection", "refunds", "orders to pay", "reorder list"),
        "paise",
        *TO_PAY,
    ),
)
