"""Laboratory figures on the screen: each number equals the list behind it, own orders for a doctor, nothing for others."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from components import lab_figures as drawn
from components import lab_glance
from data.analytics import lab_home
from data.core import clock
from data.store import read, write
from tests.web.test_home import actor_of

PEOPLE = [("clinic", "clinic"), ("lab", "lab_technician"), ("doctor", "doctor"), ("clinic2", "clinic")]
PAGE = "/dashboard/lab-reports/figures"


def behind(actor, address):
    query = dict(parse_qsl(urlsplit(address).query))
    return read.page("lab_reports", actor, read.Query(filters=query, limit=1), live=True).total


def own_of(actor):
    return "" if lab_home.sees_whole(actor) else str(actor.doctor_id)


@pytest.mark.parametrize(("login", "role"), PEOPLE)
@pytest.mark.parametrize("days", ["30", "90"])
def test_each_number_equals_the_list_behind_it(web, login, role, days):
    actor = actor_of(login, role)
    start, end = lab_home.last_days(days, drawn.RANGES, clock.today(actor.zone))
    for test in ("", "CBC", "TSH"):
        found = lab_home.readings(actor, start, end, test)
        lists = drawn.lists(found, {"test_code": test, "days": days}, own_of(actor))
        target, glance = found.glance.in_target, found.glance
        assert behind(actor, lists["in_target"]) == target.rate.numerator
        assert behind(actor, lists["late"]) == target.rate.denominator - target.rate.numerator
        assert behind(actor, lists["median"]) == found.overall.spread.n
        assert behind(actor, lists["bad"]) == found.bad_stamps
        assert behind(actor, lists["overdue"]) == glance.overdue.count
        assert behind(actor, lists["open"]) == sum(glance.open.values())
        # One report may have several refused samples or critical values; without one it is not in the list.
        for key, cases in (("refused", found.rejected.numerator), ("read_back", found.read_back.eligible)):
            assert (behind(actor, lists[key]) > 0) == (cases > 0)
            assert behind(actor, lists[key]) <= cases


@pytest.mark.parametrize(("login", "role"), PEOPLE)
def test_the_tiles_of_a_home_equal_their_lists(web, login, role):
    actor = actor_of(login, role)
    found = lab_home.glance(actor, *lab_home.last_days("", (), clock.today(actor.zone)))
    lists = lab_glance.lists(found, own_of(actor))
    assert behind(actor, lists["in_target"]) == found.in_target.rate.numerator
    assert behind(actor, lists["overdue"]) == found.overdue.count
    assert behind(actor, lists["open"]) == sum(found.open.values())
    assert behind(actor, lists["critical"]) == lab_glance.critical_reports(found)


def test_there_is_something_to_count(web):
    actor = actor_of("clinic", "clinic")
    found = lab_home.readings(actor, *lab_home.last_days("90", drawn.RANGES, clock.today(actor.zone)))
    assert found.overall.spread.n > 100
    assert found.rejected.numerator > 0
    assert found.read_back.denominator > 0


def test_working_time_is_offered_and_opens_only_lists_that_agree_with_it(web):
    actor = actor_of("clinic", "clinic")
    start, end = lab_home.last_days("90", drawn.RANGES, clock.today(actor.zone))
    calendar, worked = (lab_home.readings(actor, start, end, "", time) for time in ("", "working"))
    assert worked.overall.spread.n == calendar.overall.spread.n
    assert worked.overall.mean <= calendar.overall.mean
    assert worked.glance.in_target.rate.numerator >= calendar.glance.in_target.rate.numerator
    lists = drawn.lists(worked, {"time": "working"}, "")
    assert set(lists) == {"median", "open", "bad", "refused", "read_back"}
    assert behind(actor, lists["median"]) == worked.overall.spread.n


def test_a_second_viewer_computes_nothing_and_a_save_makes_it_new(web):
    frozen = clock.now()
    clock.set_now(lambda: frozen)
    manager, lab = actor_of("clinic", "clinic"), actor_of("lab", "lab_technician")
    span = lab_home.last_days("", (), clock.today(manager.zone))
    first = lab_home.readings(manager, *span)
    assert lab_home.readings(lab, *span) is first
    waiting = read.page("lab_reports", lab, read.Query(filters={"state": "to-collect"}, limit=1), live=True).rows[0]["id"]
    write.step("lab_reports", lab, waiting, "collect", {})
    second = lab_home.readings(manager, *span)
    assert second is not first
    assert second.glance.open["sample-collected"] == first.glance.open["sample-collected"] + 1


@pytest.mark.parametrize("role", ["receptionist", "pharmacist", "manufacturer"])
def test_who_sees_no_laboratory_figure_gets_no_page_and_no_tile(web, role):
    client = web.person(role)
    assert '"children":"Not allowed"' in web.page(client, PAGE).get_data(as_text=True)
    assert "lab_glance" not in web.page(client, "/dashboard").get_data(as_text=True)


@pytest.mark.parametrize(("role", "shown"), [("clinic", "Laboratory"), ("doctor", "Laboratory"), ("lab_technician", "Work list")])
def test_each_home_of_the_laboratory_shows_its_tiles(web, role, shown):
    text = web.page(web.person(role), "/dashboard").get_data(as_text=True)
    assert shown in text
    for tile in lab_glance.TILES.values():
        assert tile in text


@pytest.mark.parametrize("search", ["?time=moon", "?test_code=" + "X" * 40])
def test_what_nobody_can_read_in_an_address_is_left_out_and_said(web, search):
    shown = web.page(web.person("clinic"), PAGE, search).get_data(as_text=True)
    assert "in this address names nothing known here" in shown
    assert "Median turnaround" in shown


def test_the_page_holds_no_patient_and_no_result(web):
    text = web.page(web.person("clinic"), PAGE).get_data(as_text=True)
    actor = actor_of("clinic", "clinic")
    names = {row["patient"].split(",")[0] for row in read.page("lab_reports", actor, read.Query(limit=50), live=True).rows}
    assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)]
