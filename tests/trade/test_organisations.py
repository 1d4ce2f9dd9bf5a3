"""Clinics and manufacturers: who they are, how they are approved, on which papers they trade."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from components import home
from data.core import clock, trade_terms
from data.core.actor import system
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.models import Clinic, Manufacturer, OrgDocument, OrgEvent
from data.rules import org_documents, trading
from data.store import read, write
from data.store.unit_of_work import reading, site, writing
from tests.trade.conftest import (
    PLACE,
    attach_paper,
    change,
    document,
    get,
    gstin,
    list_product,
    make_clinic,
    make_maker,
    rows,
    somebody,
)

SUPPORT, ADMIN = somebody("support"), somebody("admin")
REASON = {"reason": "The papers do not fit together."}


def events(row_id):
    query = (
        select(OrgEvent)
        .where((OrgEvent.clinic_id == row_id) | (OrgEvent.manufacturer_id == row_id))
        .order_by(OrgEvent.at, OrgEvent.id)
    )
    return [(e.from_status, e.to_status) for e in rows(query)]


@pytest.mark.parametrize(
    ("field", "value", "code", "sentence"),
    [
        ("gstin", "32AAACM1111A1Z", "gstin_format", "GSTIN has 15 characters, like 32AAACM1111A1ZP. You entered 14."),
        (
            "gstin", "32AAACM1111A1ZQ", "gstin_check_digit",
            "The last character of this GSTIN should be P, not Q. Compare it with the certificate.",
        ),
        (
            "gstin", "29AABFK2222B1ZZ", "gstin_state",
            "This GSTIN belongs to Karnataka (29) but the address is in Kerala (32). Correct one of them.",
        ),
        ("pincode", "068001", "pincode_format", "A PIN code has six digits and does not start with 0."),
        ("phone", "04872300417", "phone_format", "Enter a ten-digit Indian mobile number starting with 6, 7, 8 or 9."),
    ],
)  # fmt: skip
def test_identifiers_are_refused_with_their_sentence(database, field, value, code, sentence):
    raw = {"company_name": "Maker", "manufacturer_code": "MAL", "state_code": "32", **PLACE, field: value}
    with pytest.raises(Invalid) as refused:
        write.create("manufacturers", system(), raw)
    assert refused.value.errors == {field: sentence}
    assert refused.value.codes.get(field, "") == code


def test_identifiers_are_stored_as_they_are_compared(database):
    raw = {"company_name": "M", "manufacturer_code": "mal", "gstin": "32 aaacm1111a1zp", "state_code": "32", "license_number": " ay-1 ",
           "phone": "098470-31256"}  # fmt: skip
    maker = get(Manufacturer, write.create("manufacturers", system(), raw))
    assert (maker.manufacturer_code, maker.gstin, maker.license_number) == ("MAL", "32AAACM1111A1ZP", "AY-1")
    assert maker.phone == "+919847031256"
    with pytest.raises(Invalid, match="platform's own code"):
        write.create("manufacturers", system(), {"company_name": "P", "manufacturer_code": "PLT"})


@pytest.mark.parametrize("kind", ["clinics", "manufacturers"])
def test_the_approval_machine_is_one_for_both(database, kind):
    made = make_clinic("AAA", approved=False) if kind == "clinics" else make_maker("AAA", approved=False)
    model, of = (Clinic, "clinic") if kind == "clinics" else (Manufacturer, "manufacturer")
    with pytest.raises(Conflict, match="not verified yet"):
        write.step(kind, SUPPORT, made, "approve")
    for name in org_documents.required(get(model, made)):
        document(made, name, of=of, days=400)
    write.step(kind, SUPPORT, made, "approve")
    assert trading.can_trade(get(model, made))
    with pytest.raises(Conflict):
        write.step(kind, SUPPORT, made, "reject", REASON)  # an approved one is suspended first
    with pytest.raises(NotAllowed):
        write.step(kind, SUPPORT, made, "suspend", REASON)
    with pytest.raises(Invalid):
        write.step(kind, ADMIN, made, "suspend", {"reason": "short"})
    write.step(kind, ADMIN, made, "suspend", REASON)
    assert not trading.can_trade(get(model, made))
    write.step(kind, ADMIN, made, "lift-suspension", REASON)
    write.step(kind, ADMIN, made, "suspend", REASON)
    write.step(kind, ADMIN, made, "reject-suspended", REASON)
    row = get(model, made)
    assert (row.approved_at, row.suspended_at, row.rejection_reason) == (None, None, REASON["reason"])
    assert events(made) == [
        (None, "pending"), ("pending", "approved"), ("approved", "suspended"), ("suspended", "approved"),
        ("approved", "suspended"), ("suspended", "rejected"),
    ]  # fmt: skip


def test_a_rejected_organisation_sends_again_only_after_a_change(database):
    made = make_maker("AAA", approved=False)
    write.step("manufacturers", SUPPORT, made, "reject", REASON)
    own = somebody("manufacturer", manufacturer_id=made)
    with pytest.raises(Conflict, match="Change what was asked for first"):
        write.step("manufacturers", own, made, "resubmit")
    write.change("manufacturers", own, made, {"city": "Kochi"}, None)
    write.step("manufacturers", own, made, "resubmit")
    assert get(Manufacturer, made).rejected_at is None


def test_nobody_approves_their_own(database):
    made = make_clinic("AAA", approved=False)
    both = somebody("admin", clinic_id=made)
    with pytest.raises(NotAllowed, match="they belong to"):
        write.step("clinics", both, made, "reject", REASON)


@pytest.mark.parametrize("name", ["gstin", "license_number", "legal_name", "state_code"])
def test_a_changed_identity_opens_review_again(database, name):
    made = make_maker("AAA")
    own = somebody("manufacturer", manufacturer_id=made)
    value = {
        "gstin": gstin("32", "AAACZ", "9999"),
        "license_number": "AY-NEW",
        "legal_name": "Other Limited",
        "state_code": "29",
    }[name]
    more = {"gstin": gstin("29", "AAACZ", "9999")} if name == "state_code" else {}
    write.change("manufacturers", own, made, {name: value, **more}, None)
    row = get(Manufacturer, made)
    assert (row.approval_status, row.review_reason, row.approved_at) == ("pending", "identifier_changed", None)
    assert not trading.can_trade(row)
    again = {
        d.doc_type for d in rows(select(OrgDocument).where(OrgDocument.manufacturer_id == made, OrgDocument.status == "uploaded"))
    }
    assert again
    assert events(made)[-1] == ("approved", "pending")
    write.change("manufacturers", own, made, {"city": "Kochi"}, None)
    assert len(events(made)) == 3


def test_papers_that_run_out_stop_trade_and_a_renewal_goes_on(database):
    made = make_clinic("AAA")
    own, later = somebody("clinic", clinic_id=made), clock.now() + timedelta(days=501)
    raw = {"doc_type": "clinical_registration", "number": "R-2", "expires_on": (later + timedelta(days=365)).date().isoformat()}
    renewal = write.create("org_documents", own, raw)
    for reader in (own, SUPPORT):  # whose paper it is
        assert read.get("org_documents", reader, renewal).get("about") == (
            ("Belongs to", get(Clinic, made).clinic_name, f"/dashboard/clinics/{made}"),
        )
    with pytest.raises(NotAllowed):
        write.step("org_documents", own, renewal, "verify")
    attach_paper(own, renewal)
    with reading(system()) as session:
        assert org_documents.reminders(session, session.get_one(Clinic, made)) == []
    clock.set_now(lambda: later - timedelta(days=5))
    with reading(system()) as session:
        soon = org_documents.reminders(session, session.get_one(Clinic, made))
        assert [(r.doc_type, r.days) for r in soon] == [("clinical_registration", 4)]
    assert org_documents.running_out(own) == soon
    assert org_documents.running_out(somebody("pharmacist", clinic_id=made)) == []
    assert "expires in 4 days, on" in str(home.under_papers("the overview", soon))
    assert home.under_papers("the overview", []) == "the overview"
    clock.set_now(lambda: later)
    with reading(system()) as session:
        row = session.get_one(Clinic, made)
        ends = clock.spelt_day(row.documents_good_until)
        assert not trading.can_trade(row)
        assert trading.fault(session, row) == (
            "license_expired", f"The registration expired on {ends}. Upload the renewal to go on ordering.",
        )  # fmt: skip
        assert row.approval_status == "approved"
    write.step("org_documents", SUPPORT, renewal, "verify")
    assert trading.can_trade(get(Clinic, made))


def test_an_unapproved_clinic_is_told_so(database):
    made = make_clinic("AAA", approved=False)
    with reading(system()) as session, pytest.raises(Conflict) as refused:
        trading.require(session, session.get_one(Clinic, made))
    assert refused.value.code == "org_not_approved"
    assert refused.value.message == "Your clinic is waiting for approval, so ordering is closed. Check the documents page."


def test_a_bank_account_is_sealed_and_shown_by_its_end(database):
    made = make_maker("AAA")
    own = somebody("manufacturer", manufacturer_id=made)
    write.change("manufacturers", own, made, {"bank_account_number": "501002233445566", "ifsc": "hdfc0001234"}, None)
    assert read.get("manufacturers", own, made).get("bank_account_number") == "••••5566"
    write.change("manufacturers", own, made, {"bank_account_number": "••••5566", "city": "Kochi"}, None)
    assert get(Manufacturer, made).whole_bank_account() == "501002233445566"
    with site().engine.connect() as connection:
        assert "501002233445566" not in str(connection.execute(text("SELECT * FROM manufacturers")).all())
    with pytest.raises(Invalid, match="9 to 18 digits"):
        write.change("manufacturers", own, made, {"bank_account_number": "12AB"}, None)


def test_a_clinic_reads_the_public_card_of_approved_makers_only(market):
    buyer = market.at("clinic")
    card = read.get("manufacturers", buyer, market.mal)
    assert card.get("company_name") == "Maker MAL"
    assert {"gstin", "phone", "bank_account_number", "license_number"}.isdisjoint(card.values)
    assert "approval_status" not in read.page("manufacturers", buyer, read.Query()).rows[0]
    change(Manufacturer, market.kav, approval_status="suspended")
    with pytest.raises(NotFound):
        read.get("manufacturers", buyer, market.kav)


@pytest.mark.parametrize(
    "break_it",
    [
        {"approval_status": "suspended"}, {"approval_status": "pending"}, {"is_active": False},
        {"documents_good_until": trade_terms.today() - timedelta(days=1)}, {"documents_good_until": None},
    ],
)  # fmt: skip
def test_products_vanish_with_their_makers_gate(market, break_it):
    buyer = market.at("clinic")
    assert read.page("products", buyer, read.Query()).total == 4
    change(Manufacturer, market.mal, **break_it)
    assert read.page("products", buyer, read.Query()).total == 2
    with pytest.raises(NotFound):
        read.get("products", buyer, market.products["A1"])
    hidden = list_product(market.mal, sku="N1")
    with writing(system()) as session:
        session.get_one(type(get_product(hidden)), hidden).status = "inactive"
    with pytest.raises(Conflict):
        write.step("products", somebody("manufacturer", manufacturer_id=market.mal), hidden, "put-on")


def get_product(row_id):
    from data.models import Product

    return get(Product, row_id)
