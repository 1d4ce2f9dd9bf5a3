"""Which nouns leave as PDF, and who sets them: the name of the file and its bytes, read through the permission to print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from data.core.actor import Actor
from data.documents import (
    bills,
    commission_invoices,
    lab_reports,
    prescriptions,
    receipts,
    supplier_credit_notes,
    supplier_invoices,
)

# noun: function(actor, row id, paper) → (file name without a person's name, PDF); paper is "" or one of typeset.PAPERS
Document = Callable[[Actor, Any, str], tuple[str, bytes]]
DOCUMENTS: dict[str, Document] = {
    "commission_invoices": commission_invoices.pdf,
    "lab_reports": lab_reports.pdf,
    "patient_bills": bills.pdf,
    "prescriptions": prescriptions.pdf,
    "receipts": receipts.pdf,
    "supplier_credit_notes": supplier_credit_notes.pdf,
    "supplier_invoices": supplier_invoices.pdf,
}
# noun: what reads its sheet for the printer of the browser; each reading is a print
SHEETS: dict[str, Callable[[Actor, Any], Any]] = {
    "lab_reports": lab_reports.read,
    "patient_bills": bills.read,
    "prescriptions": prescriptions.read,
    "receipts": receipts.read,
}
# a paper that is no noun of its own is printed by who may do this
GUARDS = {
    "receipts": ("patient_bills", "print"),
    "commission_invoices": ("payouts", "view"),
    "supplier_credit_notes": ("supplier_invoices", "print"),
}


def guard(noun: str) -> tuple[str, str]:
    """The noun and verb that open a paper."""
    return GUARDS.get(noun, (noun, "print"))


def count(actor: Actor, noun: str, row_id: Any) -> int:
    """A print through the browser, counted as a file is: which one it is."""
    copy: int = SHEETS[noun](actor, row_id).copy
    return copy
