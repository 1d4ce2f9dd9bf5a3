"""A doctor's day with records, by the labels she sees."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.test_front_desk import registered


def own_patient(page, address):
    """The records page of the first patient of her list."""
    page.goto(address + "/dashboard/patients")
    page.locator(".ag-row a.who").first.click()
    expect(page.get_by_role("tab", name="Records")).to_be_visible()
    return re.search(r"/patients/([0-9a-f-]{36})", page.url)[1]


def finalise(page):
    """Asked with what follows from it, then done."""
    page.get_by_role("button", name="Finalise…").click()
    expect(page.get_by_role("dialog")).to_contain_text("A final record is read-only")
    page.get_by_role("button", name="Finalise the record").click()


def test_a_record_saves_itself_is_signed_and_amended(desk, address):
    page = desk("doctor").page
    patient = own_patient(page, address)
    page.get_by_role("link", name="Write record").click()
    expect(page.get_by_role("heading", name=re.compile("Record of"))).to_be_visible()
    page.get_by_label("Chief complaint").fill("Neck is stiff since Monday")
    page.get_by_label("Systolic").fill("1300")
    expect(page.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible()
    expect(page.get_by_text("Systolic of 1300 mmHg cannot be")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/dashboard/medical-records/[0-9a-f-]{36}$"))
    page.get_by_label("Systolic").fill("130")
    page.get_by_label("Start from a template").select_option(label="Low back pain, Panchakarma")
    expect(page.get_by_label("Treatment")).to_have_value(re.compile("Kati vasti"))
    expect(page.get_by_label("Chief complaint")).to_have_value("Neck is stiff since Monday")
    finalise(page)
    expect(page.get_by_text("Diagnosis is needed before the record is final.").first).to_be_visible()
    page.get_by_label("Diagnosis").fill("Manyastambha")
    expect(page.get_by_text(re.compile(r"Saved \d\d:\d\d$"))).to_be_visible()
    page.reload()
    expect(page.get_by_label("Diagnosis")).to_have_value("Manyastambha")
    expect(page.get_by_label("Systolic")).to_have_value("130")
    finalise(page)
    expect(page.get_by_role("link", name="Amend")).to_be_visible()
    expect(page.locator(".head .chip", has_text="Final")).to_be_visible()
    page.get_by_role("link", name="Amend").click()
    page.get_by_label("Diagnosis").fill("Apabahuka")
    page.get_by_role("button", name="Save amendment").click()
    expect(page.get_by_text("Reason is needed.").first).to_be_visible()
    page.get_by_label("Reason").fill("The arm does not rise either")
    page.get_by_role("button", name="Save amendment").click()
    expect(page.locator(".head .chip", has_text="Amended")).to_be_visible()
    expect(page.locator(".old")).to_contain_text("Manyastambha")
    page.goto(f"{address}/dashboard/patients/{patient}/records")
    expect(page.get_by_role("link", name="Apabahuka", exact=True)).to_be_visible()


def test_a_second_window_is_shown_both_texts_and_loses_nothing(desk, address):
    page = desk("doctor").page
    own_patient(page, address)
    page.get_by_role("link", name="Write record").click()
    page.get_by_label("Chief complaint").fill("Begun in the first window")
    expect(page).to_have_url(re.compile(r"/dashboard/medical-records/[0-9a-f-]{36}$"))
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Diagnosis").fill("Said in the second window")
    expect(other.get_by_text(re.compile(r"Saved \d\d:\d\d$"))).to_be_visible()
    page.get_by_label("Diagnosis").fill("Said in the first window")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Said in the second window")
    expect(alert).to_contain_text("Said in the first window")
    expect(page.get_by_label("Diagnosis")).to_have_value("Said in the first window")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("link", name="All records").click()
    assert asked == ["Your last words are not saved yet. Leave without them?"]
    page.get_by_role("button", name="Save mine over it").click()
    expect(page.get_by_text(re.compile(r"Saved \d\d:\d\d$"))).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Delete draft").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("Only a trial")
    page.get_by_role("dialog").get_by_role("button", name="Delete medical record").click()
    expect(page.get_by_role("heading", name="Medical records")).to_be_visible()
    other.close()


def test_the_glass_is_broken_with_a_reason_and_the_manager_sees_it(desk, address):
    registered(desk("receptionist").page, address, "Emergencia")
    page = desk("doctor").open("/dashboard/break-glass")
    page.get_by_label("Code or name").fill("Emergencia")
    expect(page.get_by_label(re.compile("Emergencia Ouseph, P"))).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("98470")
    page.get_by_label("Reason").fill("short")
    page.get_by_role("button", name="Open for one hour").click()
    expect(page.get_by_text("Say in at least 10 characters")).to_be_visible()
    page.get_by_label("Reason").fill("Fainted in the corridor")
    page.get_by_role("button", name="Open for one hour").click()
    expect(page.get_by_role("heading", name="Records of Emergencia Ouseph")).to_be_visible()
    expect(page.get_by_text("Opened by break-glass until")).to_be_visible()
    page.get_by_label("Pulse").fill("104")
    page.get_by_role("button", name="Save vital signs").click()
    expect(page.locator(".vit-all")).to_contain_text("104")
    manager = desk("clinic").open("/dashboard/break-glass/openings")
    expect(manager.get_by_role("row", name=re.compile("Emergencia Ouseph.*Fainted in the corridor"))).to_be_visible()
