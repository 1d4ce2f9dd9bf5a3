"""Two records of one person, merged and taken apart at the desk."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.test_journeys import fill_patient


def registered(desk, **more):
    page = desk.open("/dashboard/patients/new")
    fill_patient(page, "Kunjamma", Last_name="Ittoop", Date_of_birth="1957-02-11", **more)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Kunjamma Ittoop")).to_be_visible()
    return page.url.partition("?")[0]


def test_two_records_are_merged_and_the_merge_is_undone(desk):
    reception = desk("receptionist")
    kept = registered(reception, Phone="98470 66778", Email="kunjamma@example.org")
    gone = registered(reception, Phone="98470 66779", Paper_file_number="F-7781")
    page = reception.page
    page.goto(kept)
    page.get_by_role("link", name="Merge…").click()
    page.get_by_role("link", name=re.compile("Compare with P")).first.click()
    phone = page.get_by_role("group", name="Phone", exact=True)
    phone.get_by_label("+91 98470 66779").check()
    expect(page.get_by_text(re.compile("Filled in from P"))).to_be_visible()
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_text("Say in at least 5 letters")).to_be_visible()
    page.get_by_label("Reason").fill("Same woman, registered twice")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("heading", name="Merged records")).to_be_visible()
    expect(page.get_by_text("+91 98470 66779").first).to_be_visible()
    assert "98470" not in page.url
    page.goto(gone)
    expect(page.get_by_role("heading", name="Merged", exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile("Open P")).click()
    page.get_by_role("button", name="Undo merge").click()
    page.get_by_role("dialog").get_by_role("button", name="Undo merge").click()
    expect(page.get_by_role("heading", name="Merged records")).to_have_count(0)
    expect(page.get_by_text("+91 98470 66778").first).to_be_visible()
    page.goto(gone)
    expect(page.get_by_role("heading", name="Kunjamma Ittoop")).to_be_visible()
    expect(page.get_by_text("+91 98470 66779").first).to_be_visible()
