"""One declaration a noun; importing this package furnishes the house in the order of the navigation."""

# isort: off
from data.resources import patients, appointments, medical_records, prescriptions, waiting_list, lab_reports, doctors
from data.resources import patient_bills, ledger
from data.resources import products, orders, stock, returns, supplier_invoices, disputes, order_payments, refunds, payouts
from data.resources import commission_rates, manufacturers, org_documents
from data.resources import lab_catalogue, rooms, users, clinics
# isort: on

__all__ = [
    "appointments",
    "clinics",
    "commission_rates",
    "disputes",
    "doctors",
    "lab_catalogue",
    "lab_reports",
    "ledger",
    "manufacturers",
    "medical_records",
    "order_payments",
    "orders",
    "org_documents",
    "patient_bills",
    "patients",
    "payouts",
    "prescriptions",
    "products",
    "refunds",
    "returns",
    "rooms",
    "stock",
    "supplier_invoices",
    "users",
    "waiting_list",
]
