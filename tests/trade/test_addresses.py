"""Where a clinic's goods go: its own list, one usual address, and the order that went to the chosen one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from components import addresses as shown
from components import cart
from data.core.errors import Invalid, NotAllowed, NotFound, Stale
from data.models import AuditEntry, Order
from data.rules import addresses, carts, checkout
from tests.trade.conftest import asked, fill, get, make_market, rows, somebody

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
MYSURU = {
    "label": "Branch", "name": "Clinic THR, Mysuru", "line1": "2 Palace Road", "city": "Mysuru", "district": "Mysuru", "state_code": "29",
    "pincode": "570 001", "phone": "98470 31256",
}  # fmt: skip


@ONE_DATABASE
def test_what_is_wrong_with_an_address_stands_beside_its_field(database):
    market = make_market()
    own = market.at("clinic")
    with pytest.raises(Invalid) as refused:
        addresses.save(own, MYSURU | {"pincode": "068001", "state_code": "25", "city": "", "phone": "12"})
    assert set(refused.value.errors) == {"pincode", "state_code", "city", "phone"}
    assert refused.value.errors["pincode"] == "A PIN code has six digits and does not start with 0."
    assert refused.value.codes["pincode"] == "pincode_format"
    with pytest.raises(Invalid, match="already an address called clinic"):
        addresses.save(own, MYSURU | {"label": "clinic"})
    assert len(addresses.listed(own)) == 1
    assert addresses.of_clinic(own) == {"name": "Clinic THR", "district": "Thrissur", "state_code": "32"}


@ONE_DATABASE
def test_one_address_is_the_usual_one_and_orders_go_to_the_chosen_one(database):
    market = make_market()
    own = market.at("clinic")
    made = addresses.save(own, MYSURU)
    assert [(a.label, a.is_default) for a in addresses.listed(own)] == [("Clinic", True), ("Branch", False)]
    fill(market, {"B2": 4})
    assert carts.preview(own).quote.groups[0].is_interstate
    assert not carts.preview(own, made).quote.groups[0].is_interstate  # the maker is in Karnataka, like the branch
    assert addresses_in(cart.page(carts.preview(own), 48, may_order=True, may_fill=True, may_keep=True))
    assert not addresses_in(cart.page(carts.preview(own), 48, may_order=True, may_fill=True, may_keep=False))
    addresses.prefer(own, made)
    assert [(a.label, a.is_default) for a in addresses.listed(own)] == [("Branch", True), ("Clinic", False)]
    version = addresses.opened(own, made).version
    addresses.save(own, MYSURU | {"line1": "3 Palace Road"}, made, version)
    with pytest.raises(Stale):
        addresses.save(own, MYSURU, made, version)
    order = checkout.checkout(own, asked(own)).order_id
    placed = get(Order, order)
    assert (placed.ship_to_line1, placed.ship_to_state_code, placed.ship_to_pincode) == ("3 Palace Road", "29", "570001")
    addresses.remove(own, made)
    assert [(a.label, a.is_default) for a in addresses.listed(own)] == [("Clinic", True)]
    assert get(Order, order).ship_to_line1 == "3 Palace Road"
    verbs = rows(select(AuditEntry.verb).where(AuditEntry.noun == addresses.NOUN).order_by(AuditEntry.at, AuditEntry.id))
    assert sorted(verbs) == ["create", "delete", "edit", "prefer"]
    addresses.remove(own, market.address)
    assert "No address yet" in str(shown.page(addresses.listed(own)))
    addresses.save(own, MYSURU)
    assert addresses.listed(own)[0].is_default


def addresses_in(page):
    return shown.PATH in str(page)


@ONE_DATABASE
def test_nobody_else_keeps_or_reads_the_list(database):
    market = make_market()
    other = somebody("clinic", clinic_id=market.other_clinic)
    assert addresses.listed(other) == []
    for act in (addresses.opened, addresses.prefer, addresses.remove):
        with pytest.raises(NotFound):
            act(other, market.address)
    with pytest.raises(NotFound):
        addresses.save(other, MYSURU, market.address)
    with pytest.raises(NotFound):
        carts.preview(other, market.address)
    for role in ("pharmacist", "manufacturer", "support", "admin"):
        with pytest.raises(NotAllowed):
            addresses.listed(market.at(role))
        with pytest.raises(NotAllowed):
            addresses.save(market.at(role), MYSURU)
