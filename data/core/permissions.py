"""Who may do what: the rows of the golden matrix for the nouns that exist, one role and scope a line."""

from __future__ import annotations

TABLE: dict[str, str] = {
    "clinics": """
        admin all list view create edit step approve reject suspend
        clinic clinic view edit resubmit
        doctor clinic view
        lab_technician clinic view
        manufacturer buyers-after-confirmation list : legal_name|gstin|ship_to
        pharmacist clinic view
        receptionist clinic view
        support all list view approve reject
    """,
    "manufacturers": """
        admin all list view create edit step approve reject suspend
        clinic approved list view : public-card
        manufacturer own view edit resubmit
        pharmacist approved list view : public-card
        support all list view approve reject
    """,
    "org_documents": """
        admin all list view verify
        clinic clinic list view create
        manufacturer own list view create
        support all list view verify
    """,
    "products": """
        admin all list view edit delete export review step
        clinic active list view
        manufacturer own list view create edit delete export step
        pharmacist active list view
        support all list view
    """,
    "carts": """
        clinic clinic list view create edit delete preview checkout
        pharmacist clinic list view create edit delete preview checkout-below-limit
    """,
    "orders": """
        admin all list view export print step
        clinic clinic list view export print cancel receive reorder
        manufacturer own-sub-orders list view export print step
        pharmacist clinic list view print receive reorder
        support all list view export print step
    """,
    "stock": """
        admin all list view
        clinic clinic list view create edit delete export adjust
        pharmacist clinic list view create edit export adjust
    """,
    "returns": """
        admin all list view step
        clinic clinic list view create
        manufacturer own list view step
        support all list view step
    """,
    "order_payments": """
        admin all list view export verify
        clinic clinic list view create
        support all list view verify
    """,
    "refunds": """
        admin all list view step
        clinic clinic list view
        support all list view step
    """,
    "supplier_invoices": """
        admin all list view export print
        clinic clinic list view export print
        manufacturer own list view export print
        pharmacist clinic list view print
        support all list view print
    """,
    "payouts": """
        admin all list view create export step
        manufacturer own list view export
        support all list view
    """,
    "commission_rates": """
        admin all list view create
        manufacturer own view
    """,
    "disputes": """
        admin all list view edit export step reopen
        clinic clinic list view create reply withdraw
        manufacturer own list view reply
        pharmacist clinic list view create reply
        support all list view edit export step
    """,
    "users": """
        admin all list view create edit delete reset-password
        clinic clinic list view create edit delete reset-password
        manufacturer own list view create edit delete reset-password
        support all list view
    """,
    "rooms": """
        admin all list view create edit delete
        clinic clinic list view create edit delete
        doctor clinic list view
        receptionist clinic list view
    """,
    "settings": """
        admin all view edit
        clinic clinic view edit
        manufacturer own view edit
    """,
    "patients": """
        admin all list view create edit delete export print step
        clinic clinic list view create edit delete export print step merge
        doctor clinic create
        doctor clinic break-glass : code|name|age|gender
        doctor own list view edit print
        lab_technician clinic list view : code|name|age|gender|allergies
        patient self view
        pharmacist clinic list view : code|name|age|gender|phone|allergies
        receptionist clinic merge
        receptionist clinic list view create edit export print : code|names|guardian|date_of_birth|gender|phone|email|address|emergency_contact|abha_number|file_number|photo|allergies|balance
    """,
    "patient_history": """
        admin all view
        clinic clinic view
        doctor own view edit
        patient self view
    """,
    "doctors": """
        admin all list view create edit delete export
        clinic clinic list view create edit delete export
        doctor clinic list view
        doctor self edit
        lab_technician clinic list view
        patient clinic list view : name|specialization|free_slots
        pharmacist clinic list view
        receptionist clinic list view
    """,
    "schedules": """
        admin all list view create edit delete
        clinic clinic list view create edit delete
        doctor self list view create edit
        receptionist clinic list view
    """,
    "appointments": """
        admin all list view create edit delete export print step
        clinic clinic list view create edit delete export print step
        doctor own list view create edit print start complete cancel no-show
        lab_technician clinic-today list : patient|time
        patient self list view create cancel
        receptionist clinic list view create edit export print step : all but notes
    """,
    "prescriptions": """
        admin all list view delete export print
        clinic clinic list view export print
        doctor own list view create edit delete export print step
        patient self list view print
        pharmacist clinic list view print dispense
    """,
    "queue": """
        clinic clinic list view step
        display clinic view : token|room|status
        doctor own list view step
        receptionist clinic list view step
    """,
    "waiting_list": """
        clinic clinic list view create edit delete
        receptionist clinic list view create edit delete
    """,
    "medical_records": """
        admin all list view delete export print
        clinic clinic list view export print
        doctor clinic break-glass
        doctor own list view create edit delete export print step
        patient self-final list view print
    """,
    "lab_catalogue": """
        admin all list view create edit delete
        clinic clinic list view create edit delete
        doctor clinic list view
        lab_technician clinic list view create edit
    """,
    "lab_reports": """
        admin all list view delete export print
        clinic clinic list view export print
        doctor own list view create export print cancel read-back
        lab_technician clinic list view edit export print step read-back reject upload verify
        patient self-verified list view print
        receptionist clinic collect
        receptionist clinic list : code|patient|status|due
    """,
    "patient_bills": """
        admin all list view delete export print void
        clinic clinic list view create edit delete export print approve issue void
        doctor own-fees list view
        patient self list view print
        pharmacist clinic-medicine-lines list view create edit
        receptionist clinic list view create edit export print issue
    """,
    "ledger": """
        admin all list view export
        clinic clinic list view create export close-day credit-note refund reverse write-off
        receptionist clinic list view create close-own-day
    """,
    "audit": """
        admin all list view export verify
        clinic clinic list view export
        doctor self list view
        manufacturer own list view
        patient self list view
        support marketplace list view
    """,
    "analytics": """
        admin platform-anonymised-hospital view
        clinic clinic view export
        doctor own view
        lab_technician clinic-lab view
        manufacturer demand-anonymised view
        manufacturer own-sales view export
        pharmacist clinic-stock view
        receptionist clinic-load view
        support marketplace view
    """,
}
