"""Patient bills: the list by age, writing one, one with its ledger, taking money, paper (register_page through the routes)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components import bill_payment, bill_return, bill_writing, bills, routes, table
from components.money_glance import FIGURES
from components.words import name
from data.analytics import billing_home
from data.core import clock, roles
from data.core.actor import Actor
from data.core.errors import NotAllowed, NotFound
from data.core.fields import to_text
from data.core.money import rupees
from data.core.resource import resource
from data.rules import bill_ages, bill_charges, bill_desk, bill_lines, bill_sheet, ledger
from data.store import access, history, read
from pages.booking import links
from pages.resources import linked, readable

BILLS = resource("patient_bills")
INSIDE = "Bills are written inside a clinic; platform staff belong to none."
LEDGER_ACTS = ("refund", "write-off", "credit-note", "reverse")


def list_page(actor: Actor, query: dict[str, str]) -> Any:
    """Bills, the newest first, under what is owed by age."""
    may_create = actor.clinic_id is not None and roles.allowed(actor, BILLS.name, "create")
    return table.page(
        BILLS,
        access.columns(BILLS, actor),
        query,
        may_create=may_create,
        may_export=roles.allowed(actor, BILLS.name, "export"),
        links=linked(actor, [f for f in BILLS.filters if f.name != "patient_id" or query.get("patient_id")], query),
        above=bills.ages(bill_ages.ages(actor, query.get("as_of", "")), query, _ways(actor)),
        nothing=bills.nothing(may_create=may_create),
    )


def _ways(actor: Actor) -> list[tuple[str, str, str]]:
    """What else a cashier works through, as far as it is hers."""
    if actor.clinic_id is None:
        return []
    ways = (
        ("Done but not billed", "unbilled", "card-checklist", "patient_bills.create"),
        ("Approvals", "approvals", "patch-check", "patient_bills.approve"),
        ("Day close", "day-close", "calendar-check", "ledger.close-own-day"),
        ("Day close", "day-close", "calendar-check", "ledger.close-day"),
    )
    open_to = [
        (word, f"{BILLS.path}/{tail}", sign) for word, tail, sign, needs in ways if roles.allowed(actor, *needs.split("."))
    ]
    seen = [("Figures", FIGURES, "graph-up")] if billing_home.sees(actor) else []
    return [*dict.fromkeys(open_to), *seen]


def new(actor: Actor, query: dict[str, str]) -> Any:
    """An empty bill; `?patient=` or `?appointment=` begin it, the latter with the visit's own charge, `?charges=all` with all."""
    access.require(BILLS, actor, "create")
    if actor.clinic_id is None:
        raise NotAllowed(INSIDE)
    patient, visit = query.get("patient") or query.get("patient_id"), query.get("appointment") or query.get("appointment_id")
    if visit and not patient:
        patient = str(read.get("appointments", actor, visit).get("patient_id") or "")
    lines = _of_visit(actor, patient, visit) if visit and patient else []
    if patient and query.get("charges") == "all":
        lines = bill_charges.proposed(actor, patient)
    fields = tuple(f for f in access.fields(BILLS, actor, "create") if "new" in f.on)
    given = {"patient_id": patient} if patient else {}
    return _writing(actor, "New bill", ("New", ""), fields, given, {"id": None, "version": None}, BILLS.path, lines)


def _of_visit(actor: Actor, patient: str, visit: str) -> list[dict[str, str]]:
    found = [one.charge for one in bill_charges.unbilled(actor, patient)]
    return [bill_charges.typed(charge) for charge in found if str(charge.source_id) == visit]


def _writing(
    actor: Actor,
    title: Any,
    crumb: tuple[str, str],
    fields: Any,
    given: Mapping[str, Any],
    row: Mapping[str, Any],
    back: str,
    lines: list[dict[str, str]],
    who: Any = None,
) -> Any:
    only_medicine = bill_lines.only_medicine(actor)
    crumbs = [(BILLS.title, BILLS.path), *([crumb] if not row["id"] else [crumb, ("Edit", "")])]
    return bill_writing.writing(
        title,
        crumbs,
        fields,
        given,
        links(actor, fields, given),
        row,
        back,
        lines,
        types=("medicine",) if only_medicine else bill_lines.TYPES,
        taxed=bill_desk.charges_gst(actor),
        may_issue=roles.allowed(actor, BILLS.name, "issue"),
        who=who,
    )


def edit(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """The same form with a draft in it."""
    record = read.get(BILLS.name, actor, id, "edit")
    crumb = (record.get("bill_number") or "Draft", f"{BILLS.path}/{id}")
    if record.get("status") != "draft":
        why = f"{record.get('bill_number')} was issued, so it stays as it is. Correct it with a credit note."
        return bills.closed("Edit", why, [(BILLS.title, BILLS.path), crumb, ("Edit", "")], f"{BILLS.path}/{id}")
    fields = tuple(f for f in access.fields(BILLS, actor, "edit") if "edit" in f.on)
    kept = [
        one for one in bill_lines.lines(actor, id) if not bill_lines.only_medicine(actor) or one.values["item_type"] == "medicine"
    ]
    lines = [_typed(one.values) for one in kept]
    who = bill_writing.patient(record.get("patient", ""), record.get("patient_code", ""))
    row = {"id": id, "version": record.version, "patient_id": str(record.get("patient_id"))}
    return _writing(actor, "Edit draft", crumb, fields, record.values, row, f"{BILLS.path}/{id}", lines, who)


def _typed(values: Mapping[str, Any]) -> dict[str, str]:
    """A kept line as it was typed; what is 0 or no is left empty."""
    texts = {f.name: to_text(f, values[f.name]) for f in bill_lines.FIELDS}
    return {name: text for name, text in texts.items() if text and (name == "unit_price" or text not in {"0", "0.00", "no"})}


def one(actor: Actor, query: dict[str, str], id: str) -> Any:
    """The bill at its address; `?receipt=` says what was just taken."""
    record = read.get(BILLS.name, actor, id)
    sheet = bill_sheet.opened(actor, id)
    may = {act for act in LEDGER_ACTS if actor.clinic_id is not None and roles.allowed(actor, "ledger", act)}
    may |= {"pay"} if actor.clinic_id is not None and roles.allowed(actor, "ledger", "create") else set()
    may |= {"patient"} if roles.allowed(actor, "patients", "view") else set()
    if "edit" in record.verbs and (sheet.is_author or "delete" in record.verbs):
        may |= {"discard"}
    return bills.page(
        BILLS,
        record,
        sheet,
        history.of_row(BILLS.name, actor, id),
        actor.zone,
        clock.today(actor.zone),
        frozenset(may),
        _receipt(actor, record, query.get("receipt", "")),
    )


def _receipt(actor: Actor, record: Any, act_id: str) -> Any:
    """What was taken a moment ago; nothing for an address that names no act of this person's."""
    if not act_id:
        return None
    try:
        entries = ledger.receipt(actor, read.as_id(act_id))
    except (NotFound, NotAllowed):
        return None
    left = f"{rupees(record.get('balance', 0))} is left." if record.get("balance") else "Nothing is left to pay."
    amount = rupees(sum(entry.amount for entry in entries))
    return bills.printed(entries[0].receipt_number or "", act_id, amount, left, may_print="print" in record.verbs)


def payment(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """Money for a bill."""
    record = read.get(BILLS.name, actor, id)
    if actor.clinic_id is None:
        raise NotAllowed("Money is taken inside a clinic; platform staff belong to none.")
    number = record.get("bill_number") or "Draft"
    crumbs = [(BILLS.title, BILLS.path), (number, f"{BILLS.path}/{id}"), ("Payment", "")]
    refused = _not_paid(record)
    if refused:
        return bills.closed("Payment", refused, crumbs, f"{BILLS.path}/{id}")
    sheet = bill_sheet.opened(actor, id)
    about = bill_payment.about_bill(record, sheet)
    row = {"id": id, "number": number, "vpa": sheet.upi_id, "payee": sheet.clinic}
    title = ["Payment of ", name(record.get("patient", ""))]
    return bill_payment.page(
        title,
        crumbs,
        f"{BILLS.path}/{id}",
        row,
        balance=record.get("balance", 0),
        advance=sheet.advance or 0,
        about=about,
        has_code=bool(sheet.upi_id),
    )


def _not_paid(record: Any) -> str:
    if record.get("status") == "draft":
        return "This bill is a draft, so nothing is paid on it. Issue it first."
    if record.get("status") == "cancelled":
        return f"{record.get('bill_number')} is cancelled, so nothing is paid on it."
    return "" if record.get("balance") else f"Nothing is left on {record.get('bill_number')}; it is settled."


def deposit(actor: Actor, query: dict[str, str]) -> Any:
    """Money without a bill: the patient named in the address pays ahead."""
    patient, account, crumbs, back = _account(actor, query, "Deposit")
    row = {"patient_id": patient, "number": f"Deposit {account.code}", "vpa": account.upi_id, "payee": account.clinic}
    return bill_payment.page(
        ["Deposit of ", name(account.patient)],
        crumbs,
        back,
        row,
        balance=0,
        advance=account.advance or 0,
        about=bill_payment.about_patient(account),
        has_code=bool(account.upi_id),
    )


def give_back(actor: Actor, query: dict[str, str]) -> Any:
    """What a patient paid ahead and wants to have again."""
    patient, account, crumbs, back = _account(actor, query, "Return advance")
    if not account.advance:
        why = "Nothing is left of this patient's advance, so nothing can be given back."
        return bills.closed("Return advance", why, crumbs, back, "Back to the patient")
    return bill_return.page(account, patient, crumbs, back)


def _account(actor: Actor, query: dict[str, str], word: str) -> tuple[str, Any, list[tuple[str, str]], str]:
    """The patient the address names, her account, the way here and the way back."""
    if actor.clinic_id is None:
        raise NotAllowed("Money is taken inside a clinic; platform staff belong to none.")
    patient = query.get("patient", "")
    if not patient:
        raise NotFound("Open the patient first; this begins on the Billing tab.")
    account = bill_sheet.account(actor, patient)
    back = f"/dashboard/patients/{patient}"
    return patient, account, [("Patients", "/dashboard/patients"), (account.code, back), (word, "")], back


routes.page(BILLS.path, readable(BILLS, list_page), "patient_bills.list", BILLS.title)
routes.page(BILLS.path + "/new", new, "patient_bills.create", "New bill")
routes.page(BILLS.path + "/deposit", deposit, "ledger.create", "Deposit")
routes.page(BILLS.path + "/return", give_back, "ledger.refund", "Return advance")
routes.page(BILLS.path + "/:id", one, "patient_bills.view", "Bill")
routes.page(BILLS.path + "/:id/edit", edit, "patient_bills.edit", "Edit bill")
routes.page(BILLS.path + "/:id/payment", payment, "ledger.create", "Payment")
