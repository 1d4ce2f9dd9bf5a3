"""The platform's page: every number is its list, nobody but an administrator gets a word about the clinics, and no clinic is in it."""

from __future__ import annotations

import json
from itertools import combinations
from urllib.parse import parse_qsl, urlsplit

import pytest

from components import across, platform, platform_market
from data.analytics import anonymity, platform_home, publication
from data.analytics import platform_market as trade
from data.analytics.clinic_months import HERE
from data.core import trade_terms
from data.core.actor import system
from data.core.money import to_paise
from data.store import month_readings, read
from tests.web.test_home import actor_of

PAGE = across.PATH


@pytest.fixture
def admin(web):
    return actor_of("admin", "admin")


def rows(actor, address):
    split = urlsplit(address)
    noun = {"org-documents": "org_documents", "order-payments": "order_payments"}.get(
        split.path.split("/")[2], split.path.split("/")[2]
    )
    found = read.page(noun, actor, read.Query(filters=dict(parse_qsl(split.query)), limit=200), live=True)
    return found.total, found.rows


def test_what_waits_is_the_list_behind_it(web, admin):
    support = actor_of("support", "support")
    found = platform_home.waiting(admin)
    where = platform.lists(platform_home.expiring(trade_terms.today()))
    for actor in (admin, support):
        for name in ("clinics", "manufacturers", "documents", "expiring", "payments", "silent"):
            assert rows(actor, where[name])[0] == getattr(found, name).count, name
    assert found.expiring.count > 0
    assert sum(to_paise(row["amount"]) for row in rows(admin, where["payments"])[1]) == found.payments.amount
    for status in platform.PAYOUTS:
        total, listed = rows(admin, where[status])
        assert (total, sum(to_paise(row["amount"]) for row in listed)) == (
            found.payouts[status].count,
            found.payouts[status].amount,
        )


def test_what_is_traded_is_the_list_behind_it_and_the_manufacturers_add_up(web, admin):
    found = trade.market(admin)
    where = platform_market.lists(found)
    assert rows(admin, where["gmv"])[0] == found.placed == sum(maker.orders for maker in found.makers)
    assert found.gmv == sum(maker.gmv for maker in found.makers)
    assert rows(admin, where["otif"])[0] == found.otif.denominator - found.otif.numerator
    assert rows(admin, where["disputed"])[0] == found.disputed.numerator
    assert rows(admin, where["open"])[0] == sum(found.by_status[status][0] for status in platform_market.OPEN)
    for status, (count, worth) in found.by_status.items():
        total, listed = rows(admin, f"/dashboard/orders?status={status}")
        assert (total, sum(to_paise(row["total_amount"]) for row in listed)) == (count, worth), status
    assert found.owed.holds
    assert all(maker.owed.holds for maker in found.makers)
    assert found.owed.balance.total == sum(maker.owed.balance.total for maker in found.makers)


def test_support_gets_the_marketplace_and_no_figure_of_a_clinic(web):
    support = web.person("support")
    text = web.page(support, PAGE, "?by=size").get_data(as_text=True)
    assert "Ordered, 90 days" in text
    assert not any(
        word in text for word in (*across.CHARTS.values(), "anonymised", "utilisation", "No-show", "Demand by category")
    )
    draw = next(output for output in web.app.callback_map if across.CHARTS["visits"] in output)
    show = next(output for output in web.app.callback_map if platform_market.CHARTS["ordered"] in output)
    told = {f"{platform.QUERY}.data": {"by": "month", "month": ""}, f"{platform.THEME}.data": "light"}
    assert web.callback(support, draw, f"{platform.THEME}.data", **told).status_code == 403
    answer = web.callback(support, show, f"{platform.THEME}.data", **told)
    assert answer.status_code == 200
    assert not any(chart in answer.get_data(as_text=True) for chart in across.CHARTS.values())
    for role in ("clinic", "doctor", "receptionist", "lab_technician", "pharmacist", "manufacturer", "patient"):
        assert '"children":"Not allowed"' in web.page(web.person(role), PAGE).get_data(as_text=True), role
        assert web.callback(web.person(role), draw, f"{platform.THEME}.data", **told).status_code == 403, role
        assert web.callback(web.person(role), show, f"{platform.THEME}.data", **told).status_code == 403, role


def test_an_administrator_sees_fixed_tables_without_the_name_of_a_clinic(web, admin):
    client = web.person("admin")
    told = publication.publication(admin)
    names = [word for clinic in month_readings.clinics() for word in names_of(clinic[0])]
    for search in ("", "?by=state", f"?by=size&month={told.months[0]:%Y-%m}"):
        text = web.page(client, PAGE, search).get_data(as_text=True)
        hospital = text[text.index("Clinics, anonymised") :]
        assert not [name for name in names if name in hospital]
    assert "suppressed" in hospital
    for search in ("?by=clinic", "?by=state&month=2019-01", "?by=state&month=x"):
        assert '"children":"Not found"' in web.page(client, PAGE, search).get_data(as_text=True), search
    draw = next(output for output in web.app.callback_map if across.CHARTS["visits"] in output)
    for by in across.BY:
        chosen = {"by": by, "month": told.months[-1].isoformat()}
        answer = web.callback(
            client, draw, f"{platform.THEME}.data", **{f"{platform.QUERY}.data": chosen, f"{platform.THEME}.data": "dark"}
        )
        drawn = json.loads(answer.get_data(as_text=True))["response"]
        assert all(drawn[chart]["figure"]["data"] for chart in across.CHARTS.values())


def names_of(actor):
    clinic = read.get("clinics", system(), actor.clinic_id).values
    return [str(clinic["clinic_name"]), str(clinic["legal_name"]), f'"{clinic["clinic_code"]}"', str(actor.clinic_id)]


def test_the_published_demo_lets_nobody_subtract_one_clinic_from_another_table(web, admin):
    found, kept = (
        publication.publication(admin),
        month_readings.since(system(), publication.publication(admin).months[0], publication.HOSPITAL),
    )
    assert len(month_readings.since(system(), found.months[-1], [HERE])) == 26
    shown = 0
    for key, figure in found.figures.items():
        for month in found.months:
            cells = [
                (by, group) for by in publication.BY for group in figure.groups(by) if figure.told(month, by, group).cell.is_shown
            ]
            own = [r for r in kept if r.key == key and r.month == month and r.value is not None and r.cases]
            clinics = {
                c: {r.clinic_id: r.cases for r in own if c[0] == "all" or c[1] in {r.state_code, r.size_band}} for c in cells
            }
            shown += len(cells)
            for one, other in combinations(clinics.values(), 2):
                for whole, part in ((one, other), (other, one)):
                    rest = {clinic: n for clinic, n in whole.items() if clinic not in part}
                    assert not rest or not part.keys() <= whole.keys() or anonymity.stands_alone(rest)
    assert shown > 60


def test_a_manufacturer_is_told_the_demand_and_nothing_else_of_the_clinics(web, admin):
    maker = actor_of("manufacturer", "manufacturer")
    assert publication.signal(maker) == publication.publication(admin).demand
    text = web.page(web.person("manufacturer"), "/dashboard").get_data(as_text=True)
    assert "Demand by category" in text
    assert not any(chart in text for chart in across.CHARTS.values())
    names = [word for clinic, _ in month_readings.clinics() for word in names_of(clinic)[:2]]
    hospital = text[text.index("Demand by category") :]
    assert not [name for name in names if name in hospital]
    assert '"title":"suppressed"' in hospital
