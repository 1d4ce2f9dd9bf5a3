"""The commonest tasks of the desk take no more clicks and keys than the guide says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import screens

GUIDE = Path(__file__).parent.parent.parent / "docs" / "receptionist.md"
WRITTEN = {name.strip(): int(n) for name, n in re.findall(r"^\| ([A-Z][^|]+) \| (\d+) \|$", GUIDE.read_text(), re.MULTILINE)}


class Hand:
    """A hand that counts what it presses; what it writes is not counted."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def click(self, what):
        self.count += 1
        what.click()

    def press(self, key):
        self.count += 1
        self.page.keyboard.press(key)

    def write(self, text):
        self.page.keyboard.type(text)


@pytest.fixture
def hand(desk, request):
    """At the overview; after the test its count is held against the guide."""
    page = desk("receptionist").open("/dashboard")
    made = Hand(page)
    yield made
    assert made.count <= WRITTEN[request.param]


def task(name):
    return pytest.mark.parametrize("hand", [name], indirect=True)


def rail(page, name):
    return page.locator("nav.rail").get_by_role("link", name=name, exact=True)


def a_patient(page):
    """Somebody of the demo, by her code."""
    page.goto(page.url.partition("/dashboard")[0] + "/dashboard/patients")
    page.locator(".ag-row .who b").first.wait_for()
    name = page.locator(".ag-row .who b").first.inner_text()
    page.goto(page.url.partition("/dashboard")[0] + "/dashboard")
    screens.settle(page)
    return name


@task("Register a patient")
def test_register(hand):
    page = hand.page
    hand.click(rail(page, "Patients"))
    page.locator("main h1", has_text="Patients").wait_for()
    hand.press("n")
    expect(page.get_by_role("heading", name="New patient")).to_be_visible()
    hand.click(page.get_by_label("First name"))
    hand.write("Quick")
    hand.click(page.get_by_label("Or age"))
    hand.write("44")
    hand.press("Tab")
    hand.write("female")
    hand.press("Control+s")
    expect(page.get_by_role("heading", name="Quick")).to_be_visible()


@task("Find a patient")
def test_find(hand):
    page = hand.page
    name = a_patient(page)
    hand.press("Control+k")
    hand.write(name[:6])
    page.locator("#top-search + * a, .top-results a").first.wait_for()
    hand.click(page.locator(".top-results a").first)
    page.wait_for_url(re.compile("/dashboard/patients/[0-9a-f-]{36}"))


@task("Book from the patient's page")
def test_book(hand):
    page = hand.page
    page.goto(page.url + "/patients")
    page.locator(".ag-row a.who").nth(4).click()
    page.get_by_role("link", name="Book", exact=True).wait_for()
    hand.click(page.get_by_role("link", name="Book", exact=True))
    hand.click(page.get_by_label("Doctor", exact=True))
    hand.click(page.get_by_role("option").nth(1))
    page.locator(".daypick label").first.wait_for()
    page.locator(".slotpick label").first.wait_for()
    hand.click(page.locator(".slotpick label").last)
    expect(page.get_by_label("Appointment time")).not_to_have_value("")
    hand.press("Control+s")
    page.wait_for_url(re.compile("/dashboard/appointments/[0-9a-f-]{36}"))
    expect(page.get_by_role("heading", name="What to do next")).to_be_visible()


def to_a_visit_ahead(hand):
    """A visit of a day to come, from the overview: calendar, next day, the visit."""
    page = hand.page
    hand.click(rail(page, "Appointments"))
    page.locator(".ec-event").first.wait_for()
    hand.click(page.get_by_title("Next day"))
    screens.settle(page)
    hand.click(page.locator(".ec-event:not(.ec-bg-event) a.ev-link").first)
    page.wait_for_url(re.compile("/dashboard/appointments/[0-9a-f-]{36}"))


@task("Move a visit")
def test_move(hand):
    page = hand.page
    hand.click(rail(page, "Appointments"))
    page.locator(".ec-event").first.wait_for()
    hand.click(page.get_by_title("Next day"))
    screens.settle(page)
    event = page.locator(".ec-event:not(.ec-bg-event)").last
    box = event.bounding_box()
    event.scroll_into_view_if_needed()
    box = event.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 8)
    hand.count += 1  # one drag
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 20, steps=4)
    page.mouse.move(box["x"] + 40, box["y"] + 8 + 9, steps=4)
    page.mouse.up()
    expect(page.locator(".toast-a").first).to_be_visible()


@task("Cancel a visit")
def test_cancel(hand):
    page = hand.page
    to_a_visit_ahead(hand)
    hand.click(page.get_by_role("button", name="Cancel visit…"))
    hand.click(page.get_by_role("dialog").get_by_label("Reason"))
    hand.write("Travelling")
    hand.click(page.get_by_role("dialog").get_by_role("button", name="Cancel visit"))
    expect(page.get_by_text("Cancelled because")).to_be_visible()


@task("Check in")
def test_check_in(hand):
    page = hand.page
    hand.click(rail(page, "Queue"))
    hand.click(page.get_by_role("button", name=re.compile("^Check in: ")).first)
    expect(page.locator(".toast-a")).to_contain_text("is here")


@task("Call from the queue")
def test_call(hand):
    page = hand.page
    hand.click(rail(page, "Queue"))
    hand.click(page.get_by_role("button", name=re.compile("^Call: ")).first)
    expect(page.locator(".toast-a")).to_contain_text("is called")


@task("Collect for a visit")
def test_collect(hand):
    page = hand.page
    hand.click(rail(page, "Queue"))
    hand.click(page.get_by_role("link", name=re.compile("^Collect: ")).first)
    expect(page.get_by_label("Item 1", exact=True)).not_to_have_value("")
    hand.click(page.get_by_role("button", name="Issue and take payment"))
    hand.click(page.get_by_role("button", name=re.compile("^Take ₹")))
    expect(page.get_by_text("Nothing is left to pay.")).to_be_visible()


@task("Print the day")
def test_print(hand):
    page = hand.page
    page.evaluate("window.print = () => { window.printed = true }")
    hand.click(rail(page, "Appointments"))
    hand.click(page.get_by_role("link", name="Print the day"))
    hand.click(page.get_by_role("button", name="Print", exact=True))
    assert page.evaluate("window.printed === true")


@task("Send a message")
def test_message(hand):
    page = hand.page
    page.context.route("https://wa.me/**", lambda route: route.fulfill(body="WhatsApp"))
    hand.click(rail(page, "Reminders"))
    with page.context.expect_page() as opened:
        hand.click(page.get_by_role("link", name=re.compile("^WhatsApp: ")).last)
    opened.value.close()
    expect(page.get_by_text(re.compile(r"WhatsApp sent \d\d:\d\d")).last).to_be_visible()


def test_each_written_count_is_checked():
    made = [mark for part in globals().values() for mark in getattr(part, "pytestmark", []) if mark.name == "parametrize"]
    assert {mark.args[1][0] for mark in made} == set(WRITTEN)
