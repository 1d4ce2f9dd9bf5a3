"""The platform's monthly commission invoices: all that was earned and nothing twice, a series without a gap, a paper that stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from data.core import clock, trade_terms
from data.core.actor import system
from data.core.errors import Invalid, NotAllowed, NotFound
from data.demo.trade_money import PLATFORM
from data.documents import commission_invoices as paper
from data.models import CommissionInvoice, PayoutEntry
from data.rules import commission_invoices as rules
from data.rules import site_settings
from data.store.unit_of_work import reading, site, writing
from tests.trade.conftest import rows, somebody


def earn(maker, amount, tax, days=0, kind=""):
    """An entry of a ledger so many days ago."""
    at = clock.now() - timedelta(days=days)
    with writing(system()) as session:
        for name, paise in ((f"commission{kind}", amount), (f"commission_gst{kind}", tax)):
            session.add(
                PayoutEntry(
                    manufacturer_id=maker,
                    entry_type=name,
                    amount=paise if kind else -paise,
                    occurred_at=at,
                    available_on=trade_terms.today(),
                )
            )


def test_each_month_charges_what_no_invoice_charged_yet(market):
    now = clock.now()
    earn(market.mal, 10_000, 1_801, 40)
    earn(market.kav, 7_000, 1_260, 40)
    earn(market.mal, 500, 90)  # this month, which is not over
    assert rules.issue_due(system()) == 0  # nobody has said yet who the platform is
    with pytest.raises(Invalid, match="should be"):
        site_settings.save(
            system(), PLATFORM | {"gstin": PLATFORM["gstin"][:-1] + ("A" if PLATFORM["gstin"][-1] != "A" else "B")}
        )
    site_settings.save(system(), PLATFORM)
    assert rules.issue_due(system()) == 2
    assert rules.issue_due(system()) == 0
    found = {row.manufacturer_id: row for row in rows(select(CommissionInvoice))}
    mal, kav = found[market.mal], found[market.kav]
    assert (mal.commission_amount, mal.cgst_amount, mal.sgst_amount, mal.igst_amount, mal.total_amount) == (
        10_000,
        900,
        901,
        0,
        11_801,
    )
    assert (kav.cgst_amount, kav.igst_amount, kav.place_of_supply) == (0, 1_260, "29")
    year = clock.financial_year(trade_terms.today())
    assert {row.invoice_number for row in found.values()} == {f"PLT-I{year}-000001", f"PLT-I{year}-000002"}
    assert all(len(row.invoice_number) == 16 for row in found.values())
    earn(market.mal, 900, 162, kind="_reversal")  # more comes back this month than was earned
    clock.set_now(lambda: now + timedelta(days=32))
    assert rules.issue_due(system()) == 0
    earn(market.mal, 2_000, 360)
    clock.set_now(lambda: now + timedelta(days=64))
    assert rules.issue_due(system()) == 1
    charged = rows(select(CommissionInvoice.commission_amount).where(CommissionInvoice.manufacturer_id == market.mal))
    assert sum(charged) == 10_000 + 500 - 900 + 2_000


def test_the_paper_is_its_manufacturers_and_the_platforms_and_never_changes(market):
    site_settings.save(system(), PLATFORM)
    earn(market.mal, 10_000, 1_800, 40)
    rules.issue_due(system())
    (row,) = rows(select(CommissionInvoice))
    own, rival = (somebody("manufacturer", manufacturer_id=maker) for maker in (market.mal, market.kav))
    name, content = paper.pdf(own, row.id, "")
    assert name == f"{row.invoice_number}.pdf"
    assert content.startswith(b"%PDF")
    assert paper.read(somebody("support"), row.id).copy == 2
    assert [item["number"] for item in rules.listed(own)] == [row.invoice_number]
    assert rules.listed(rival) == []
    with pytest.raises(NotFound):
        paper.read(rival, row.id)
    with pytest.raises(NotAllowed):
        paper.read(somebody("clinic", clinic_id=market.clinic), row.id)
    for statement in (update(CommissionInvoice).values(commission_amount=1), text("DELETE FROM commission_invoices")):
        with pytest.raises(Exception, match="keep_supplier_papers"), site().engine.begin() as connection:
            connection.execute(statement)
    for role in ("support", "clinic", "manufacturer"):
        with pytest.raises(NotAllowed):
            site_settings.save(somebody(role), PLATFORM)
    with reading(somebody("admin")) as session:
        assert site_settings.identity(session)["legal_name"] == PLATFORM["legal_name"]
