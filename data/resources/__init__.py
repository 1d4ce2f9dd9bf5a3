"""One declaration a noun; importing this package furnishes the house in the order of the navigation."""

# isort: off
from data.resources import patients, appointments, medical_records, prescriptions, waiting_list, lab_reports, doctors
from data.resources import patient_bills, ledger
from data.resources import products, orders, stock, returns, manufacturers, org_documents
from data.resources import lab_catalogue, rooms, users, clinics
# isort: on

__all__ = [
    "appointments",
    "clinics",
    "doctors",
    "lab_catalogue",
    "lab_reports",
    "ledger",
    "manufacturers",
    "medical_records",
    "orders",
    "org_documents",
    "patient_bills",
    "patients",
    "prescriptions",
    "products",
    "returns",
    "rooms",
    "stock",
    "users",
    "waiting_list",
]
