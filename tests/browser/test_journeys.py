"""What people do all day, by the labels they see."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import screens

QUIET = 30  # seconds


@pytest.fixture(scope="module", autouse=True)
def left_alone(people, address):
    """The overview of a clinic where nobody does anything while the tests of this file change another; gives what it asks for."""
    page = people("clinic.new")
    screens.look(page, "light", 1440)
    screens.visit(page, address, "/dashboard")
    page.locator("#home-load .js-plotly-plot").wait_for()
    screens.rest(page, 3000)
    page.asked, page.since = [], time.monotonic()
    page.on("request", lambda r: page.asked.append(r.url) if "_dash-update-component" in r.url else None)
    return page


def fill_patient(page, first, **more):
    page.get_by_label("First name").fill(first)
    page.get_by_label("Gender").select_option("female")
    for label, value in more.items():
        page.get_by_label(label.replace("_", " ")).first.fill(value)


def test_a_patient_is_registered_found_and_changed(desk):
    page = desk("receptionist").open("/dashboard/patients/new")
    fill_patient(page, "Thankamma", Last_name="Varghesekutty", Date_of_birth="1961-05-04", Phone="98470 55667")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Thankamma Varghesekutty")).to_be_visible()
    page.get_by_role("link", name="Patients", exact=True).first.click()
    page.get_by_label("Search", exact=True).fill("varghesek")
    page.get_by_role("link", name=re.compile("Thankamma Varghesekutty")).click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Last name").fill("Varghese")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", name="Thankamma Varghese", exact=True)).to_be_visible()
    assert "arghese" not in page.url


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(desk):
    page = desk("receptionist").open("/dashboard/patients/new")
    tomorrow = (date.today() + timedelta(days=2)).isoformat()
    fill_patient(page, "സരസ്വതി <b>'അമ്മ'</b>", Date_of_birth=tomorrow, PIN_code="68002", Email="not an address")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not an e-mail address")
    expect(page.get_by_label("First name")).to_have_value("സരസ്വതി <b>'അമ്മ'</b>")
    email = page.get_by_label("Email")
    expect(email).to_have_attribute("aria-invalid", "true")
    email.fill("amma@example.org")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("This day has not come yet.")
    page.get_by_label("Date of birth").fill("1950-01-01")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("A PIN code has six digits; this has 5.")
    page.get_by_label("PIN code").fill("680020")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="സരസ്വതി <b>'അമ്മ'</b>")).to_be_visible()


def test_whoever_is_already_here_is_shown_while_typing(desk):
    one = desk("receptionist")
    page = one.open("/dashboard/patients")
    name = page.locator(".ag-row .who b").first.inner_text()
    one.open("/dashboard/patients/new")
    page.get_by_label("First name").fill(name.split()[0])
    page.get_by_label("Last name").fill(" ".join(name.split()[1:]))
    page.keyboard.press("Tab")
    expect(page.get_by_role("heading", name="Maybe already here")).to_be_visible()


def test_two_fast_clicks_make_one_room(desk):
    page = desk("clinic").open("/dashboard/rooms/new")
    page.get_by_label("Name").fill("Room of two clicks")
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_role("heading", name="Room of two clicks")).to_be_visible()
    page.get_by_role("link", name="Rooms", exact=True).first.click()
    page.get_by_label("Search", exact=True).fill("two clicks")
    expect(page.get_by_text("1 room match")).to_be_visible()


def test_a_second_tab_that_saves_later_is_shown_both_versions(desk):
    manager = desk("clinic")
    page = manager.open("/dashboard/rooms/new")
    page.get_by_label("Name").fill("Room of two tabs")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Room of two tabs")).to_be_visible()
    edit = re.sub(r"\?.*", "", page.url) + "/edit"
    other = page.context.new_page()
    page.goto(edit)
    other.goto(edit)
    for tab, name in ((page, "First tab"), (other, "Second tab")):
        tab.get_by_label("Name").fill(name)
        tab.get_by_role("button", name="Save").click()
        tab.wait_for_timeout(800)
    expect(other.get_by_role("alert")).to_contain_text("changed this at")
    expect(other.get_by_role("alert")).to_contain_text("First tab")
    other.get_by_role("button", name="Save mine over it").click()
    expect(other.get_by_role("heading", name="Second tab")).to_be_visible()


def test_a_save_in_one_browser_shows_in_anothers_chart_within_four_seconds(desk):
    watching, working = desk("clinic"), desk("receptionist")
    watching.open("/dashboard")
    figure = watching.page.locator("#home-load .js-plotly-plot")
    figure.wait_for()
    before = watching.page.locator("#home-sub").inner_text()
    page = working.open("/dashboard/queue")
    page.locator("#queue-waiting .tk .who a").last.click()
    page.get_by_role("button", name="Cancel visit…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("Went home")
    dialog.get_by_role("button", name="Cancel visit").click()
    start = time.monotonic()
    expect(watching.page.locator("#home-sub")).not_to_have_text(before, timeout=8000)
    assert time.monotonic() - start < 4


def choose(page, box, typed):
    """Type into a box with a list, and take the entry that says what was typed once the list shows it."""
    box.click()
    search = page.locator(".dash-dropdown-search")
    expect(search).to_be_focused()
    search.fill(typed)
    page.get_by_role("option", name=re.compile(re.escape(typed))).first.click()
    expect(box).to_contain_text(typed)


def test_a_form_survives_signing_in_again(desk):
    manager = desk("clinic")
    page = manager.open("/dashboard/rooms/new")
    page.get_by_label("Name").fill("Room after a pause")
    page.context.clear_cookies(name="ay_session")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Email or phone").fill("clinic@ayurlahi.example")
    page.get_by_label("Password").fill("Demo-ayurlahi-1")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Name")).to_have_value("Room after a pause")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Room after a pause")).to_be_visible()
    manager.wrong = [
        w for w in manager.wrong if "401" not in w and "already read" not in w
    ]  # the browser's own word for the pause


def test_the_keyboard_finds_and_begins(desk):
    page = desk("receptionist").open("/dashboard/patients")
    page.keyboard.press("/")
    expect(page.get_by_label("Search", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("main").focus()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="New patient")).to_be_visible()


def test_a_deleted_room_comes_back_from_the_recycle_bin(desk):
    page = desk("clinic").open("/dashboard/rooms/new")
    page.get_by_label("Name").fill("Room to and fro")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_label("Reason").fill("Entered in error")
    page.get_by_role("button", name="Delete room").click()
    expect(page.get_by_role("heading", name="Rooms")).to_be_visible()
    page.get_by_role("link", name="Recycle bin").first.click()
    page.locator(".departure", has_text="Room to and fro").get_by_role("button", name="Restore").click()
    expect(page.get_by_role("heading", name="Room to and fro")).to_be_visible()


def test_where_nothing_changes_nothing_is_asked(left_alone):
    """Not even while a neighbour is at work."""
    left_alone.wait_for_timeout(max(0, 1000 * (left_alone.since + QUIET - time.monotonic())))
    assert left_alone.asked == []


@pytest.mark.slow
def test_full_charts_that_do_not_change_ask_nothing(desk):
    page = desk("doctor2").open("/dashboard")
    page.locator("#home-load .js-plotly-plot").wait_for()
    screens.rest(page, 3000)
    asked = []
    page.on("request", lambda r: asked.append(r.url) if "_dash-update-component" in r.url else None)
    page.wait_for_timeout(1000 * QUIET)
    assert asked == []
