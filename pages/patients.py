"""Special patient screens: quick registration and the one-page summary (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from components import bills, detail, lab_list, merging, patients, prescriptions, routes
from data.core import clock, roles
from data.core.actor import Actor
from data.core.errors import NotFound
from data.core.resource import resource
from data.rules import bill_sheet
from data.store import history, merges, read
from pages.resources import new_page

SHOWN = 60
AHEAD = 3
_empty_form = new_page(resource("patients"))


def new(actor: Actor, query: dict[str, str]) -> Any:
    """The form, and beside it whoever may already be here."""
    return patients.new(_empty_form(actor, query))


def at_address(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - every layout takes the query
    """One patient on one page; a merged record says where it went."""
    try:
        return summary(actor, id)
    except NotFound:
        found = merges.gone(actor, id)
        if found is None:
            raise
        return merging.gone(found.code, found.kept_id, found.kept_code)


def summary(actor: Actor, id: str) -> Any:
    """Identity, visits, history, and what was merged into her."""
    record = read.get("patients", actor, id)
    visits = ahead = None
    if roles.allowed(actor, "appointments", "list"):
        visits = read.page("appointments", actor, read.Query(filters={"patient_id": id}, limit=SHOWN)).rows
        coming = {"patient_id": id, "from": clock.today(actor.zone).isoformat(), "status": "scheduled,confirmed"}
        ahead = read.page("appointments", actor, read.Query(filters=coming, sort="starts_at", limit=AHEAD)).rows
    acts = detail.history(history.of_row("patients", actor, id), actor.zone)
    may_merge = roles.allowed(actor, "patients", "merge")
    merged = merging.card(merges.into(actor, id), actor.zone) if may_merge else None
    may_book = actor.clinic_id is not None and roles.allowed(actor, "appointments", "create")
    may_write = actor.doctor_id is not None and roles.allowed(actor, "medical_records", "create")
    account = bill_sheet.account(actor, id) if roles.allowed(actor, "patient_bills", "list") else None
    more = [*_records(actor, id), *_prescriptions(actor, id), *_laboratory(actor, id), *_billing(actor, id, account)]
    collect = _collect(actor, id, account)
    may = {"may_book": may_book, "may_merge": may_merge, "may_write": may_write}
    return patients.page(record, visits, ahead, acts, merged, more, collect=collect, **may)


def _billing(actor: Actor, id: str, account: Any) -> list[tuple[str, Any]]:
    """The tab of what is owed, for those who list bills."""
    if account is None:
        return []
    rows = read.page("patient_bills", actor, read.Query(filters={"patient_id": id}, limit=SHOWN)).rows
    here = actor.clinic_id is not None
    may_create = here and roles.allowed(actor, "patient_bills", "create")
    may_pay = here and roles.allowed(actor, "ledger", "create")
    may_return = here and roles.allowed(actor, "ledger", "refund")
    may = {"may_create": may_create, "may_pay": may_pay, "may_return": may_return}
    return [("Billing", bills.of_patient(rows, account, id, **may))]


def _collect(actor: Actor, id: str, account: Any) -> str:
    """Where money is taken from this patient: the oldest open bill, else a new one."""
    if account is None or actor.clinic_id is None or not roles.allowed(actor, "ledger", "create"):
        return ""
    if account.open_bills:
        return f"/dashboard/billing/{account.open_bills[0][0]}/payment"
    return f"/dashboard/billing/new?patient={id}"


def _records(actor: Actor, id: str) -> list[tuple[str, Any]]:
    """The tab of what was written, for those who read it."""
    if not roles.allowed(actor, "medical_records", "list"):
        return []
    rows = read.page("medical_records", actor, read.Query(filters={"patient_id": id}, limit=SHOWN)).rows
    return [("Records", patients.records(rows, id))]


def _prescriptions(actor: Actor, id: str) -> list[tuple[str, Any]]:
    """The tab of what was prescribed, for those who read it."""
    if not roles.allowed(actor, "prescriptions", "list"):
        return []
    rows = read.page("prescriptions", actor, read.Query(filters={"patient_id": id}, limit=SHOWN)).rows
    writes = actor.doctor_id is not None and roles.allowed(actor, "prescriptions", "create")
    return [("Prescriptions", prescriptions.of_patient(rows, f"/dashboard/prescriptions/new?patient_id={id}" if writes else ""))]


def _laboratory(actor: Actor, id: str) -> list[tuple[str, Any]]:
    """The tab of what was measured, for those who open reports."""
    if not roles.allowed(actor, "lab_reports", "view"):
        return []
    rows = read.page("lab_reports", actor, read.Query(filters={"patient_id": id}, limit=SHOWN)).rows
    orders = actor.doctor_id is not None and roles.allowed(actor, "lab_reports", "create")
    return [("Laboratory", lab_list.of_patient(rows, f"/dashboard/lab-reports/new?patient_id={id}" if orders else ""))]


routes.page("/dashboard/patients/new", new, "patients.create", "New patient")
routes.page("/dashboard/patients/:id", at_address, "patients.view", "Patient")
