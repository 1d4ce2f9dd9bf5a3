"""The cashier over HTTP: each bad input has its sentence beside its box, and each role its own buttons."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from sqlalchemy import select

from data.core import clock
from data.core.actor import Actor, system
from data.core.ledger_sums import TENDERS
from data.core.money import plain
from data.models import Clinic, Patient, User
from data.rules import bill_drafts, ledger, ledger_days
from data.store import read, write
from data.store.unit_of_work import reading
from tests.web.conftest import ACCOUNTS

PATH = "/dashboard/billing"


def page(web, role, path, search=""):
    """What stands at an address, as readable JSON."""
    return json.dumps(web.page(web.person(role), path, search).get_json(), ensure_ascii=False)


def person(role):
    with reading(system()) as session:
        user = session.scalars(select(User).where(User.email == f"{ACCOUNTS[role]}@ayurlahi.example")).one()
        return Actor(user.full_name, frozenset(user.roles), user_id=user.id, clinic_id=user.clinic_id)


def patient_of(code):
    with reading(system()) as session:
        clinic = session.scalars(select(Clinic.id).where(Clinic.clinic_code == code)).one()
        return clinic, str(session.scalars(select(Patient.id).where(Patient.clinic_id == clinic).order_by(Patient.id)).first())


def bill(code="THR", *, issue=True, price="1000"):
    clinic, patient = patient_of(code)
    line = {"item_type": "procedure", "item_name": "Abhyanga", "quantity": "1", "unit_price": price}
    made = bill_drafts.create(system(clinic), {"patient_id": patient}, [line])
    if issue:
        write.step("patient_bills", system(clinic), made, "issue")
    return str(made)


def posted(web, role, output, changed, values):
    """The answer of the callback that has this output: its properties by "id.property", or the toast it says."""
    key = next(o for o in web.app.callback_map if output in o)
    answer = web.callback(web.person(role), key, changed, **{changed: 1, **values})
    assert answer.status_code in {200, 204}, answer.get_data(as_text=True)
    if answer.status_code == 204:
        return {}
    told = answer.get_json()
    found = {f"{name}.{prop}": value for name, props in told["response"].items() for prop, value in props.items()}
    return found | {
        f"{name}.{prop}": value for name, props in told.get("sideUpdate", {}).items() for prop, value in props.items()
    }


def pay(web, bill_id, amount, *, role="receptionist", day="", method="cash", more=(), keep=(), balance=1000_00, key="k"):
    """Press "Take" with these ways of paying."""
    typed = [(amount, method, ""), *more]
    values = {"bill_payment-row.data": {"id": bill_id, "balance": balance}, "bill_payment-form-day.value": day}
    for n in (1, 2, 3):
        given = typed[n - 1] if n <= len(typed) else None
        values[f"bill_payment-line-{n}.hidden"] = given is None
        for part, value in zip(("amount", "method", "reference"), given or (), strict=False):
            values[f"bill_payment-form-{part}-{n}.value"] = value
    values |= {"bill_payment-keep.value": list(keep), "bill_payment-form-nonce.data": f"{bill_id}{key}"}
    return posted(web, role, "bill_payment-form-amount-1-error", "bill_payment-take.n_clicks", values)


def words(part):
    """All sentences in a component."""
    if isinstance(part, str):
        return [part]
    if isinstance(part, list):
        return [word for one in part for word in words(one)]
    return words(part["props"].get("children")) if isinstance(part, dict) and part.get("props") else []


def beside(found, box):
    return " ".join(words(found.get(f"{box}-error.children")))


AMOUNT = "This is not an amount in rupees. Write it as 450 or 450.50."


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("-5", "Amount is at least ₹0.01."),
        ("0", "Amount is at least ₹0.01."),
        ("10.005", AMOUNT),
        ("1e9", AMOUNT),
        ("NaN", AMOUNT),
        ("", "Amount is needed."),
        ("1000.01", "₹1,000.00 is left on"),
    ],
)
def test_what_is_no_payment_is_said_beside_the_amount(web, amount, sentence):
    bill_id = bill()
    found = pay(web, bill_id, amount)
    assert sentence in beside(found, "bill_payment-form-amount-1")
    assert "_pages_location.href" not in found or not found["_pages_location.href"]


def test_each_way_of_paying_has_its_own_sentence(web):
    bill_id = bill()
    found = pay(web, bill_id, "400", more=[("600", "upi", "")])
    assert beside(found, "bill_payment-form-reference-2") == "Write down the reference of the UPI payment."
    assert beside(found, "bill_payment-form-amount-1") == ""
    taken = pay(web, bill_id, "400", more=[("", "upi", "8841")])
    assert taken["_pages_location.href"].startswith(f"{PATH}/{bill_id}?receipt=")
    again = pay(web, bill_id, "400", more=[("", "upi", "8841")])  # a second press with the same key
    assert again["_pages_location.href"] == taken["_pages_location.href"]
    shown = page(web, "receptionist", f"{PATH}/{bill_id}", "?" + taken["_pages_location.href"].partition("?")[2])
    assert "₹1,000.00 taken, receipt THR-P" in shown


def test_what_is_over_is_kept_only_when_chosen(web):
    bill_id = bill()
    assert "is left on" in beside(pay(web, bill_id, "1200"), "bill_payment-form-amount-1")
    assert "receipt=" in pay(web, bill_id, "1200", keep=["yes"])["_pages_location.href"]
    clinic, patient = patient_of("THR")
    assert ledger.advance(system(clinic), patient) >= 200_00


def test_a_draft_a_cancelled_a_settled_and_a_foreign_bill_take_no_money(web):
    draft, cancelled, settled, foreign = bill(issue=False), bill(), bill(), bill("KAV")
    clinic, _ = patient_of("THR")
    write.step("patient_bills", system(clinic), cancelled, "cancel", {"reason": "Written twice"})
    ledger.pay(system(clinic), settled, [{"amount": "1000", "method": "cash"}])
    said = lambda found: " ".join(words(found.get("bill_payment-form-summary.children")))  # noqa: E731
    assert "This bill is a draft, so nothing is paid on it. Issue it first." in said(pay(web, draft, "10"))
    assert "is cancelled, so nothing is paid on it." in said(pay(web, cancelled, "10"))
    assert "it is settled." in beside(pay(web, settled, "10"), "bill_payment-form-amount-1")
    assert "There is no such record, or it is not yours to see." in json.dumps(pay(web, foreign, "10"), ensure_ascii=False)
    for one, sentence in ((draft, "Issue it first."), (cancelled, "is cancelled"), (settled, "it is settled.")):
        told = page(web, "receptionist", f"{PATH}/{one}/payment")
        assert sentence in told
        assert "bill_payment-take" not in told


def test_a_day_that_is_closed_or_to_come_is_refused_beside_the_day(web):
    bill_id, who = bill(), person("clinic")
    today = clock.today(who.zone)
    tomorrow = today.fromordinal(today.toordinal() + 1).isoformat()
    assert "has not come yet." in beside(pay(web, bill_id, "10", role="clinic", day=tomorrow), "bill_payment-form-day")
    assert "Enter it" not in beside(pay(web, bill_id, "10", role="clinic", day="31/02/2026"), "bill_payment-form-day")
    taken = {method: plain(paise) for method, paise in ledger_days.sheet(who).expected.items() if paise > 0}
    closing = ledger_days.close(who, dict.fromkeys(TENDERS, "0") | taken | {"opening": "0"})
    try:
        told = beside(pay(web, bill_id, "10", role="clinic", day=today.isoformat()), "bill_payment-form-day")
        assert "was closed at" in told and "Ask the manager to open it again." in told
    finally:
        ledger_days.reopen(who, closing, "The test is over")


def refund(web, bill_id, amount, role="clinic"):
    values = {
        "patient_bills-row.data": {"id": bill_id, "version": 1},
        "patient_bills-refund-form-amount.value": amount,
        "patient_bills-refund-form-method.value": "cash",
        "patient_bills-refund-form-reason.value": "Came twice",
        "patient_bills-refund-form-nonce.data": f"{bill_id}{amount}",
    }
    return posted(web, role, "patient_bills-refund-form-amount-error", "patient_bills-refund-do.n_clicks", values)


def test_no_more_is_given_back_than_was_paid(web):
    bill_id = bill()
    pay(web, bill_id, "300")
    assert beside(refund(web, bill_id, "300.01"), "patient_bills-refund-form-amount").startswith("₹300.00 was paid on THR-")
    assert beside(refund(web, bill_id, "0"), "patient_bills-refund-form-amount") == "Amount is at least ₹0.01."
    assert refund(web, bill_id, "100")["_pages_location.href"].startswith(f"{PATH}/{bill_id}?after=")
    key = next(o for o in web.app.callback_map if "patient_bills-refund-form-amount-error" in o)
    assert web.callback(web.person("receptionist"), key).status_code == 403


def test_a_refused_bill_keeps_what_was_typed_and_says_it_line_by_line(web):
    _, patient = patient_of("THR")
    lines = [{"item_type": "other", "item_name": "Oil", "quantity": "1", "unit_price": "80"}]
    wrong = [*lines, {"item_type": "other", "item_name": "", "quantity": "0", "unit_price": "10.005"}]
    values = {"patient_bills-form-patient_id.value": patient, "patient_bills-row.data": {"id": None, "version": None}}
    ask = lambda typed, **more: posted(  # noqa: E731
        web,
        "receptionist",
        "patient_bills-form-lines-error",
        "patient_bills-issue-new.n_clicks",
        {**values, "patient_bills-form-lines.data": typed, "patient_bills-form-nonce.data": str(uuid4()), **more},
    )
    told = json.dumps(ask(wrong)["patient_bills-form-summary.children"], ensure_ascii=False)
    assert '"#patient_bills-form-lines-2-quantity"' in told and "Quantity is at least 1." in told
    assert '"#patient_bills-form-lines-2-unit_price"' in told and AMOUNT in told
    assert beside(ask([]), "patient_bills-form-lines") == "Put at least one line on the bill before it is issued."
    over = ask(lines, **{"patient_bills-form-discount.value": "80.01"})
    assert beside(over, "patient_bills-form-discount") == "The discount is more than the bill: its lines come to ₹80.00."
    unsaid = ask(lines, **{"patient_bills-form-discount.value": "40"})
    assert beside(unsaid, "patient_bills-form-discount_reason") == "Say why so much is taken off."
    going = ask(lines, **{"patient_bills-form-discount.value": "40", "patient_bills-form-discount_reason.value": "Staff"})
    told = page(web, "receptionist", going["_pages_location.href"])
    assert "A discount of 50.0 % waits for the manager's approval" in told
    assert "patient_bills-step-issue" not in told
    assert "patient_bills-step-approve" in page(web, "clinic", going["_pages_location.href"])
    draft = going["_pages_location.href"].rpartition("/")[2]
    write.step("patient_bills", person("clinic"), draft, "refuse", {"reason": "She is no staff"})
    refused = page(web, "receptionist", going["_pages_location.href"])
    assert "A discount of 50.0 % was refused: She is no staff. Take off less, then issue." in refused
    assert "patient_bills-step-issue" not in refused


def test_each_role_has_its_own_buttons(web):
    bill_id = bill()
    pay(web, bill_id, "300")
    shown = {role: page(web, role, f"{PATH}/{bill_id}") for role in ("clinic", "receptionist")}
    for act in ("refund", "write-off", "credit-note"):
        assert f'"patient_bills-step-{act}"' in shown["clinic"]
        assert f'"patient_bills-step-{act}"' not in shown["receptionist"]
    assert "bill-reverse" in shown["clinic"] and "bill-reverse" not in shown["receptionist"]
    assert [role for role, page in shown.items() if f"{PATH}/{bill_id}/payment" not in page] == []


def test_paper_is_counted_when_it_is_made_and_not_when_it_is_looked_at(web):
    bill_id = bill()
    act = pay(web, bill_id, "1000")["_pages_location.href"].partition("receipt=")[2]
    client = web.person("receptionist")
    for sheet, file in (
        (f"{PATH}/{bill_id}/print", f"/documents/patient_bills/{bill_id}.pdf"),
        (f"{PATH}/receipts/{act}", f"/documents/receipts/{act}.pdf"),
    ):
        assert "Duplicate" not in web.page(client, sheet).get_data(as_text=True)
        assert "Duplicate" not in web.page(client, sheet).get_data(as_text=True)
        answer = client.get(file + "?paper=roll")
        assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
        assert "Duplicate" in web.page(client, sheet).get_data(as_text=True)
        for other in ("pharmacist", "doctor", "lab_technician"):
            assert web.person(other).get(file).status_code == 403
        assert web.person("clinic2").get(file).status_code == 404
    assert read.get("patient_bills", person("receptionist"), bill_id).get("times_printed") == 1


def test_the_list_names_its_ages_and_filters_in_words(web):
    bill()
    told = page(web, "receptionist", PATH)
    for word in ("Not due", "Over 120 days", '"UPI"', "Part paid", f"{PATH}?bucket=0-30"):
        assert word in told, word
    narrowed = page(web, "receptionist", PATH, "?bucket=0-30&as_of=2026-01-31")
    assert "as_of=2026-01-31" in narrowed
