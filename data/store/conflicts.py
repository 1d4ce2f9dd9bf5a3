"""Broken constraints as sentences; the kind sentence comes from a check before, this is the last word."""

from __future__ import annotations

from sqlalchemy import exc

from data.core.errors import Conflict

SENTENCES = {
    "excl_appointments_doctor": ("The doctor is taken at that time.", "appointment_time"),
    "excl_appointments_patient": ("The patient has another visit at that time.", "appointment_time"),
    "excl_appointments_room": ("The room is taken at that time.", "room_id"),
    "uq_doctors_license_number": ("Another doctor of this clinic has this licence number.", "license_number"),
    "uq_doctors_user_id": ("This user is already linked to another doctor.", "user_id"),
    "uq_users_email": ("Another account uses this e-mail address.", "email"),
    "uq_users_phone": ("Another account uses this phone number.", "phone"),
    "uq_clinics_clinic_code": ("Another clinic has this code.", "clinic_code"),
    "uq_clinics_gstin": ("Another clinic has this GSTIN.", "gstin"),
    "uq_clinics_license_number": ("Another clinic has this licence number.", "license_number"),
    "uq_rooms_name": ("There is already a room of this name.", "name"),
    "uq_slot_offers_open_slot": ("This slot is offered to somebody already.", None),
    "uq_slot_offers_open_entry": ("This person has an offer already.", None),
    "uq_reminders_once": ("This reminder was sent already.", None),
    "uq_lab_tests_code": ("There is already a test with this code.", "test_code"),
    "uq_lab_panels_name": ("There is already a panel of this name.", "name"),
    "uq_record_templates_name": ("There is already a template of this name.", "name"),
    "uq_prescription_favourites_name": ("You have a favourite of this name already.", "name"),
    "ck_prescription_items_dispensed": ("More cannot be dispensed than was prescribed.", "quantity"),
    "uq_manufacturers_manufacturer_code": ("Another manufacturer has this code.", "manufacturer_code"),
    "uq_manufacturers_gstin": ("Another manufacturer has this GSTIN.", "gstin"),
    "uq_manufacturers_license_number": ("Another manufacturer has this licence number.", "license_number"),
    "uq_products_sku": ("There is already a product with this SKU.", "sku"),
    "uq_product_batches_number": ("This product already has a batch of this number.", "batch_number"),
    "uq_clinic_addresses_label": ("There is already an address of this name.", "label"),
    "ck_product_batches_reserved": (
        "Some packs of this batch are promised to orders; fewer cannot be on hand.",
        "quantity_on_hand",
    ),
    "uq_stock_items_product": ("This product is on your list already.", "product_id"),
    "uq_stock_batches_number": ("This batch is on the shelf already.", "batch_number"),
    "ck_stock_batches_on_hand": ("There is not that much of this batch.", "quantity"),
    "ck_products_mrp": ("The price is above the MRP.", "price"),
    "uq_one_use_keys": ("This was saved already.", None),
    "uq_patient_bills_number": ("Another bill has this number.", None),
    "uq_bill_items_source": ("This work is on another bill already.", "lines"),
    "uq_ledger_entries_reverses": ("This entry was reversed already.", None),
    "uq_ledger_entries_key": ("This payment was saved already.", None),
    "uq_cashier_days_day": ("This day is closed already.", "business_day"),
    "keep_ledger_entries": ("The ledger is never changed. Reverse the entry instead.", None),
    "keep_bill_items": ("This bill was issued, so its lines stay as they are. Correct it with a credit note.", None),
    "keep_patient_bills_moves": ("A bill does not go from this status to that one.", None),
    "keep_patient_bills_sums": ("This bill does not add up, so it cannot be issued.", None),
    "keep_patient_bills": ("This bill was issued, so it stays as it is. Correct it with a credit note.", None),
    "keep_supplier_papers": ("This paper was issued, so it stays as it is. Correct it with a credit note.", None),
    "keep_payout_entries": ("The payout ledger is never changed. Post an adjustment instead.", None),
    "uq_order_payments_reference": ("This reference is already in use.", "reference_number"),
    "uq_supplier_invoices_number": ("Another invoice has this number.", None),
    "uq_dispute_lines_live": ("There is an open dispute about this line for the same reason already.", "reason_code"),
    "ck_patient_bills_balance": ("The balance of this bill does not follow its ledger.", None),
    "ck_patient_bills_settled": ("More cannot be settled than the bill comes to.", "amount"),
}
COLUMNS = {
    "doctors.clinic_id, doctors.license_number": "uq_doctors_license_number",
    "doctors.user_id": "uq_doctors_user_id",
    "users.email": "uq_users_email",
    "users.phone": "uq_users_phone",
    "clinics.clinic_code": "uq_clinics_clinic_code",
    "clinics.gstin": "uq_clinics_gstin",
    "clinics.license_number": "uq_clinics_license_number",
    "rooms.clinic_id, rooms.name": "uq_rooms_name",
    "slot_offers.doctor_id, slot_offers.starts_at": "uq_slot_offers_open_slot",
    "slot_offers.entry_id": "uq_slot_offers_open_entry",
    "reminders.clinic_id, reminders.appointment_id": "uq_reminders_once",
    "lab_tests.clinic_id, lab_tests.test_code": "uq_lab_tests_code",
    "lab_panels.clinic_id, lab_panels.name": "uq_lab_panels_name",
    "record_templates.clinic_id, record_templates.name": "uq_record_templates_name",
    "prescription_favourites.clinic_id, prescription_favourites.doctor_id, prescription_favourites.name": "uq_prescription_favourites_name",
    "manufacturers.manufacturer_code": "uq_manufacturers_manufacturer_code",
    "manufacturers.gstin": "uq_manufacturers_gstin",
    "manufacturers.license_number": "uq_manufacturers_license_number",
    "products.manufacturer_id, products.sku": "uq_products_sku",
    "product_batches.product_id, product_batches.batch_number": "uq_product_batches_number",
    "stock_items.clinic_id, stock_items.product_id": "uq_stock_items_product",
    "stock_batches.item_id, stock_batches.batch_number, stock_batches.expires_on": "uq_stock_batches_number",
    "clinic_addresses.clinic_id, clinic_addresses.label": "uq_clinic_addresses_label",
    "one_use_keys.owner_id, one_use_keys.key": "uq_one_use_keys",
    "pk_one_use_keys": "uq_one_use_keys",
    "patient_bills.bill_number": "uq_patient_bills_number",
    "bill_items.source_noun, bill_items.source_id": "uq_bill_items_source",
    "ledger_entries.clinic_id, ledger_entries.reverses_id": "uq_ledger_entries_reverses",
    "ledger_entries.clinic_id, ledger_entries.idempotency_key, ledger_entries.part": "uq_ledger_entries_key",
    "cashier_days.clinic_id, cashier_days.user_id, cashier_days.business_day": "uq_cashier_days_day",
    "order_payments.method, order_payments.reference_number": "uq_order_payments_reference",
    "dispute_lines.order_line_id, dispute_lines.reason_code": "uq_dispute_lines_live",
}
CONTENTION = (
    "database is locked",
    "deadlock detected",
    "could not serialize",
    "could not obtain lock",
    "database table is locked",
)


def sentence(broken: exc.IntegrityError) -> Conflict:
    """The Conflict a broken constraint stands for."""
    text = str(broken.orig)
    for mark, name in COLUMNS.items():
        text = text.replace(mark, name)
    for name, (words, field) in SENTENCES.items():
        if name in text:
            return Conflict(words, field)
    return Conflict("This does not fit with what is already saved.")


def is_contention(busy: exc.OperationalError) -> bool:
    """Whether the database only asks for another try."""
    return any(mark in str(busy.orig) for mark in CONTENTION)
