"""Figures of patient money on the screen: each number equals the list behind it, and the badge says when the books do not tie."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import text

from components import money_figures, money_glance, money_tables
from data.analytics import billing_home as figures
from data.core import clock
from data.core.ageing import BOUNDS
from data.core.ledger_sums import TENDERS
from data.core.money import to_paise
from data.store import read
from data.store.unit_of_work import site
from tests.web.test_home import actor_of

PAGE = "/dashboard/billing/figures"
MAY = {"opens_bills": True, "opens_ledger": True, "writes_bills": True}


def rows(noun, actor, address, **more):
    query = dict(parse_qsl(urlsplit(address).query)) | more
    return read.page(noun, actor, read.Query(filters=query, limit=200), live=True)


def found_by(actor, days=30):
    today = clock.today(actor.zone)
    return figures.readings(actor, today, *figures.last_days(days, today))


def test_each_number_equals_the_list_behind_it(web):
    for login, role in (("clinic", "clinic"), ("clinic2", "clinic")):
        actor = actor_of(login, role)
        found = found_by(actor)
        lists = money_figures.lists(found, **MAY)
        assert rows("patient_bills", actor, lists["outstanding"]).total == sum(found.bills.values())
        for bucket in BOUNDS:
            behind = rows("patient_bills", actor, lists["outstanding"], bucket=bucket)
            assert behind.total == found.bills[bucket], bucket
            if behind.total <= 200:
                assert sum(to_paise(row["balance"]) for row in behind.rows) == found.buckets[bucket]
        old = rows("patient_bills", actor, lists["old"])
        assert sum(to_paise(row["balance"]) for row in old.rows) == found.over_90.numerator
        assert found.glance.unbilled.eligible > 0


def test_what_was_collected_by_method_is_the_sum_of_its_entries(web):
    actor = actor_of("clinic", "clinic")
    today = clock.today(actor.zone)
    found = figures.readings(actor, today, *figures.last_days(1, today))
    span = {"from": today.isoformat(), "to": figures.last_days(1, today)[1].isoformat()}
    for method in TENDERS:
        entries = rows("ledger", actor, "", method=method, **span).rows
        amounts = {"Payment": 1, "Advance": 1, "Refund": -1, "Reversal": -1}  # the demo undoes payments only
        told = sum(amounts[row["entry_type"]] * to_paise(row["amount"]) for row in entries)
        assert told == int(found.mix.set_index("method").loc[method, "amount"]), method


def test_the_badge_turns_red_when_a_row_was_tampered_with(web):
    actor = actor_of("clinic2", "clinic")
    assert money_glance.tie_words(found_by(actor).tie)[1] == "chip leaf"
    with site().engine.begin() as connection:
        bill = connection.execute(
            text("SELECT id FROM patient_bills WHERE status = 'pending' AND balance > 200 LIMIT 1")
        ).scalar()
        moved = "UPDATE patient_bills SET balance = balance - 100, paid_amount = paid_amount + 100 WHERE id = :id"
        connection.execute(text(moved), {"id": bill})
        connection.execute(text("UPDATE change_numbers SET n = n + 1"))
    told = {who: found_by(actor_of(who, "clinic")).tie for who in ("clinic", "clinic2")}
    off = [tie for tie in told.values() if not tie.holds]
    assert len(off) == 1
    assert money_glance.tie_words(off[0])[1] == "chip clay"
    assert money_glance.tie_words(off[0])[0][1] == "Does not tie: 1 bill off"
    with site().engine.begin() as connection:
        back = moved.replace("- 100", "+ 100").replace("paid_amount + 100", "paid_amount - 100")
        connection.execute(text(back), {"id": bill})
        connection.execute(text("UPDATE change_numbers SET n = n + 1"))
    assert all(found_by(actor_of(who, "clinic")).tie.holds for who in told)


def test_a_second_viewer_computes_nothing(web):
    frozen = clock.now()
    clock.set_now(lambda: frozen)
    actor = actor_of("clinic", "clinic")
    assert found_by(actor) is found_by(actor_of("clinic", "clinic"))


def test_who_sees_which_money(web):
    assert '"children":"Not allowed"' in web.page(web.person("receptionist"), PAGE).get_data(as_text=True)
    assert '"children":"Not allowed"' in web.page(web.person("lab_technician"), PAGE).get_data(as_text=True)
    assert '"children":"Not found"' in web.page(web.person("clinic"), PAGE, "?as_of=soon").get_data(as_text=True)
    assert '"children":"Not found"' in web.page(web.person("clinic"), PAGE, "?as_of=2100-01-01").get_data(as_text=True)
    doctor = actor_of("doctor", "doctor")
    whole, own = found_by(actor_of("clinic", "clinic")), found_by(doctor)
    assert 0 < own.outstanding < whole.outstanding + sum(abs(v) for v in whole.buckets.values())
    assert set(own.discounts_by["doctor_id"]["doctor_id"]) == {str(doctor.doctor_id)}
    text_ = web.page(web.person("clinic"), PAGE).get_data(as_text=True)
    assert "Ties to ledger" in text_
    assert all(cell in text_ for cell in money_tables.IDS)
    home = web.page(web.person("clinic"), "/dashboard").get_data(as_text=True)
    assert "Patient money" in home
    assert "Done but not billed" in home
    till = web.page(web.person("receptionist"), "/dashboard").get_data(as_text=True)
    assert "At the till" in till
    assert "Patient money" not in till


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_chart_is_drawn_of_the_demo(web, theme):
    found = found_by(actor_of("clinic", "clinic"), 90)
    drawn = money_figures.drawn(found, theme)
    assert set(drawn) == set(money_figures.CHARTS)
    assert all(figure["data"] for figure in drawn.values())
    assert len(money_figures.leaves()) == len(money_figures.leaf_values(found))
    assert len(money_glance.leaves()) == len(money_glance.leaf_values(found.glance))
