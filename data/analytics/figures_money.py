"""The cards of the figures of patient money: key, name, definition, inputs, unit, and the list behind each."""

from __future__ import annotations

BILLS = ("/dashboard/billing", ("bucket", "as_of", "status", "doctor_id"))
ENTRIES = ("/dashboard/ledger", ("method", "from", "to", "user_id", "entry_type"))
WORK = ("/dashboard/billing/unbilled", ("doctor_id",))

MONEY: tuple[tuple[str, str, str, tuple[str, ...], str, str, tuple[str, ...]], ...] = (
    (
        "outstanding",
        "Outstanding",
        "Balances of all bills as of the day, less advances not yet used.",
        ("total", "ledger entries up to the day"),
        "paise",
        *BILLS,
    ),
    (
        "balance_at",
        "Balance as of a day",
        "Subtotal − discount + tax − payments + refunds − write-offs − credit notes, entries up to the day; a reversal counts on its own day.",
        ("subtotal", "discount", "tax", "ledger entries up to the day"),
        "paise",
        *BILLS,
    ),
    (
        "ageing",
        "Outstanding by age",
        "Balances by days past due as of the day; advances not yet used are the last, negative bucket. The buckets add up to what is outstanding.",
        ("balance", "due_date", "payment terms"),
        "paise",
        *BILLS,
    ),
    (
        "over_90_share",
        "Older than 90 days",
        "Balances more than 90 days past due ÷ all positive balances.",
        ("balance", "due_date"),
        "share",
        *BILLS,
    ),
    (
        "days_in_ar",
        "Days in receivables",
        "Outstanding ÷ (gross charges of the last 90 days ÷ 90); from 5 bills on.",
        ("outstanding", "quantity × unit price"),
        "days",
        *BILLS,
    ),
    (
        "net_collection",
        "Net collection",
        "(Payments − refunds) ÷ (gross charges − discounts − write-offs − credit notes), of the bills of the range.",
        ("ledger entries", "gross charges", "discounts"),
        "share",
        *BILLS,
    ),
    (
        "cohort_curve",
        "Collected by day after the bill",
        "Payments − refunds by day after the bill ÷ net charge of the month's bills; a point needs every bill that old.",
        ("bill_date", "ledger entries", "net charge"),
        "share",
        *BILLS,
    ),
    (
        "collected",
        "Collected",
        "Payments + advances − refunds by business day, without money moved from an advance.",
        ("amount", "method", "business_day"),
        "paise",
        *ENTRIES,
    ),
    (
        "payment_mix",
        "Ways of paying",
        "Each method's part of what was collected; refunds are listed apart too.",
        ("amount", "method"),
        "share",
        *ENTRIES,
    ),
    (
        "discount_share",
        "Discounts",
        "(Line + bill discounts) ÷ gross charges.",
        ("discounts", "quantity × unit price"),
        "share",
        *BILLS,
    ),
    (
        "expected_collection",
        "Expected collection",
        "Each bucket's balance × the part of it that came in within the days before: the mean of the last six month ends, the band from the lowest to the highest; from 3 month ends on.",
        ("ageing", "ledger entries"),
        "paise",
        *BILLS,
    ),
    (
        "unbilled_value",
        "Done but not billed",
        "Price of completed visits, dispensed medicine and completed tests on no bill line; work without a price is counted, not valued.",
        ("consultation_fee", "catalogue price"),
        "paise",
        *WORK,
    ),
)
