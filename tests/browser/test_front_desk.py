"""The front desk's harder hours: courses, leave, the waiting list, the wall, reminders."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.browser import screens
from tests.browser.test_journeys import choose, fill_patient
from tests.browser.test_look import unfit


def registered(page, address, first):
    page.goto(address + "/dashboard/patients/new")
    fill_patient(page, first, Last_name="Ouseph", Date_of_birth="1971-03-09", Phone="98470 77001")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=f"{first} Ouseph")).to_be_visible()


def weekday(ahead):
    day = date.today() + timedelta(days=ahead)
    return day + timedelta(days=(0 - day.weekday()) % 7)


def pick(page, label, typed):
    choose(page, page.get_by_label(label, exact=True).first, typed)


def book_course(page, address, patient, at):
    page.goto(address + "/dashboard/appointments/course")
    pick(page, "Patient", patient)
    pick(page, "Doctor", "Anjali")
    page.get_by_label("First day").fill(weekday(60).isoformat())
    page.get_by_label("Time", exact=True).fill(at)


def test_a_course_is_planned_booked_and_cancelled_from_one_session_on(desk, address):
    page = desk("receptionist").page
    registered(page, address, "Course")
    book_course(page, address, "Course Ouseph", "10:00")
    expect(page.get_by_text("All fit.")).to_be_visible()
    page.get_by_role("button", name="Book the course").click()
    expect(page.get_by_text("session 1 of 7")).to_be_visible()
    # The same hours again: every session says what stands in the way, and what would do.
    book_course(page, address, "Course Ouseph", "10:00")
    expect(page.get_by_text("7 sessions do not fit as typed.")).to_be_visible()
    expect(page.get_by_label("Session 1 instead")).to_be_visible()
    page.go_back()
    page.goto(address + "/dashboard/appointments?view=list")
    page.get_by_label("Search", exact=True).fill("Course Ouseph")
    page.locator(".ag-row a.who").nth(2).click()
    page.get_by_role("link", name="Change", exact=True).click()
    page.locator(".sittings li").first.wait_for()
    assert unfit(page, "course-change") == []
    page.get_by_role("button", name="Cancel sessions…").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("Went home early")
    page.get_by_role("dialog").get_by_role("button", name="Cancel sessions").click()
    expect(page.locator(".sittings .chip", has_text="Cancelled").first).to_be_visible()
    expect(page.locator(".sittings .chip", has_text="Scheduled").first).to_be_visible()


def test_leave_opens_the_list_of_visits_and_one_press_moves_them(desk, address):
    reception = desk("receptionist").page
    registered(reception, address, "Leave")
    day = weekday(75) + timedelta(days=1)
    reception.goto(address + "/dashboard/appointments/new")
    pick(reception, "Patient", "Leave Ouseph")
    pick(reception, "Doctor", "Anjali")
    reception.get_by_label("Appointment date").fill(day.isoformat())
    reception.get_by_label("Appointment time").fill("10:00")
    reception.get_by_role("button", name="Save").click()
    expect(reception.get_by_role("heading", name="Leave Ouseph")).to_be_visible()
    page = desk("clinic").page
    page.goto(address + "/dashboard/doctors")
    page.get_by_role("link", name=re.compile("Anjali Varma")).first.click()
    page.get_by_role("link", name="Hours").click()
    page.get_by_label("First day").fill(day.isoformat())
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Visits in closed time")).to_be_visible()
    expect(page.get_by_text("Leave Ouseph")).to_be_visible()
    page.get_by_role("button", name="Do what is chosen").click()
    expect(page.get_by_text("All 1 done.")).to_be_visible()
    expect(page.get_by_text("Nobody is left to move")).to_be_visible()


def answered_late(route):
    """The answer to a pressed offer comes after the list was drawn again because of it."""
    if "waiting_list-pressed.data" in (route.request.post_data_json or {}).get("changedPropIds", []):
        answer = route.fetch()
        route.request.frame.page.wait_for_timeout(2500)
        route.fulfill(response=answer)
    else:
        route.continue_()


def test_a_cancelled_slot_is_offered_and_taken(desk, address):
    page = desk("receptionist").page
    for first in ("Early", "Waits"):
        registered(page, address, first)
    day = weekday(82) + timedelta(days=2)
    page.goto(address + "/dashboard/waiting-list/new")
    pick(page, "Patient", "Waits Ouseph")
    page.get_by_label("From").fill(day.isoformat())
    page.get_by_label("Until").fill(day.isoformat())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=re.compile("Waits Ouseph"))).to_be_visible()
    page.goto(address + "/dashboard/appointments/new")
    pick(page, "Patient", "Early Ouseph")
    pick(page, "Doctor", "Anjali")
    page.get_by_label("Appointment date").fill(day.isoformat())
    page.get_by_label("Appointment time").fill("11:00")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Cancel visit…").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("Travelling")
    page.get_by_role("dialog").get_by_role("button", name="Cancel visit").click()
    expect(page.get_by_text("Cancelled because")).to_be_visible()
    page.get_by_role("link", name="Waiting list", exact=True).first.click()
    page.route(re.compile("_dash-update-component"), answered_late)
    page.get_by_role("button", name="She comes: Waits Ouseph").click()
    expect(page.get_by_text("Booked.", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="She comes: Waits Ouseph")).to_have_count(0)


def test_a_screen_is_paired_with_a_code_and_taken_back(desk, address, browser):
    page = desk("clinic").open("/dashboard/displays")
    page.get_by_label("Where it hangs").fill("Corridor")
    page.get_by_role("button", name="Make a code").click()
    code = page.locator(".pair-code").inner_text()
    wall = screens.watch(browser.new_context().new_page())
    wall.goto(address + "/display")
    assert unfit(wall, "display-code") == []
    wall.get_by_label("Code").fill(code)
    wall.get_by_role("button", name="Connect").click()
    expect(wall.get_by_role("heading", name="Now called")).to_be_visible()
    expect(wall.locator(".wall-card").first).to_be_visible()
    assert unfit(wall, "display") == []
    wall.goto(address + "/dashboard/queue")
    expect(wall.get_by_label("Password")).to_be_visible()
    wall.goto(address + "/display")
    page.get_by_role("button", name="Take back: Corridor").click()
    expect(wall.get_by_role("heading", name="Connect this screen")).to_be_visible(timeout=8000)
    wall.context.close()


def test_a_reminder_is_opened_once_and_says_so(desk):
    page = desk("receptionist").open("/dashboard/reminders")
    first = page.get_by_role("link", name=re.compile("^WhatsApp: ")).first
    name = first.get_attribute("aria-label")
    assert first.get_attribute("href").startswith("https://wa.me/91")
    page.context.route("https://wa.me/**", lambda route: route.fulfill(body="WhatsApp"))
    with page.context.expect_page() as opened:
        first.click()
    opened.value.close()
    expect(page.get_by_text(re.compile(r"WhatsApp sent \d\d:\d\d")).first).to_be_visible()
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)


def test_a_call_is_undone_and_priority_goes_first(desk):
    page = desk("receptionist").open("/dashboard/queue")
    page.locator("#queue-waiting .tk").first.wait_for()
    last = page.locator("#queue-waiting .tk .who a").last.inner_text()
    page.get_by_role("button", name=f"First, give priority: {last}", exact=True).click()
    expect(page.locator("#queue-waiting .tk .who a").first).to_have_text(last)
    page.get_by_role("button", name=f"Call: {last}", exact=True).click()
    expect(page.locator("#queue-called")).to_contain_text(last)
    page.get_by_role("button", name=f"Undo call: {last}", exact=True).click()
    expect(page.locator("#queue-waiting")).to_contain_text(last)
