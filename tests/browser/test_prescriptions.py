"""The doctor writes, the counter hands out, the paper opens: by the labels people see."""

from __future__ import annotations

import random
import re

import pytest
from playwright.sync_api import expect

from data.core import medicines
from data.rules import doses


@pytest.fixture
def allergic(desk):
    """A patient of the doctor who does not bear guggulu."""
    page = desk("doctor").open("/dashboard/patients/new")
    page.get_by_label("First name").fill("Subhadra")
    page.get_by_label("Last name").fill("Guptan")
    page.get_by_label("Gender").select_option("female")
    page.get_by_label("Date of birth").first.fill("1969-02-03")
    page.get_by_label("Allergy 1: substance").fill("Guggul")
    page.get_by_label("Allergy 1: severity").select_option("severe")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Subhadra Guptan")).to_be_visible()
    return page


def line(page, number, **boxes):
    for label, value in boxes.items():
        box = page.get_by_label(f"{label} {number}", exact=True)
        box.select_option(value) if label in {"Form", "Unit", "Food"} else box.fill(value)


def test_a_doctor_prescribes_repeats_and_the_counter_hands_out_in_two_goes(allergic, desk):
    page = allergic
    page.get_by_role("tab", name="Prescriptions").click()
    page.get_by_role("link", name="New prescription").click()
    expect(page.get_by_text("Allergic to Guggul, severe")).to_be_visible()
    page.get_by_label("Diagnosis").fill("Sandhivata")
    line(page, 1, Medicine="Yogaraja guggulu", Dose="2", Pattern="1-0-1", Days="15", Anupana="warm water", Food="after")
    expect(page.get_by_label("Quantity 1", exact=True)).to_have_value("60")
    expect(page.get_by_text("holds it. Say why it is given.")).to_be_visible()  # said while it is typed
    page.keyboard.press("Enter")
    page.keyboard.type("Dashamoolarishta")
    offered = page.locator("#prescriptions-form-items-names option[value='Dashamoolarishta']")
    expect(offered).to_have_count(1)  # names are offered while one types
    expect(page.get_by_label("Form 2", exact=True)).to_have_value("arishta")
    line(page, 2, Dose="25", Pattern="1-0-1", Days="15")
    expect(page.get_by_label("Quantity 2", exact=True)).to_have_value("900")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").first).to_contain_text("Say why it is given")
    expect(page.get_by_label("Medicine 2", exact=True)).to_have_value("Dashamoolarishta")
    page.get_by_label("Reason 1", exact=True).fill("Took it last year without trouble")
    page.get_by_label("Medicine 2", exact=True).press("Alt+ArrowUp")
    expect(page.get_by_label("Medicine 1", exact=True)).to_have_value("Dashamoolarishta")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Subhadra Guptan")).to_be_visible()
    expect(page.get_by_text("Given because: Took it last year without trouble", exact=True)).to_be_visible()
    expect(
        page.get_by_text("Dashamoolarishta: Arishta, 25 ml, 1-0-1, 15 days, 900 in all")
    ).to_be_attached()  # the history in words
    address = re.sub(r"\?.*", "", page.url)
    repeat_last(page)
    hand_out(desk, address)
    page.goto(address + "/print")
    expect(page.get_by_text("Registration no. TCMC-A-14207")).to_be_visible()
    expect(page.get_by_text("1-0-1").first).to_be_visible()
    with page.expect_download() as file:
        page.get_by_role("link", name="Download PDF").click()
    assert re.fullmatch(r"THR-R\d{4}-\d{6}\.pdf", file.value.suggested_filename)


def repeat_last(page):
    """The last prescription stands in a new form, its quantities computed anew; nothing is saved."""
    page.get_by_role("link", name="Open the patient").click()
    page.get_by_role("tab", name="Prescriptions").click()
    page.get_by_role("link", name="New prescription").click()
    page.get_by_role("button", name="Repeat last").click()
    expect(page.get_by_label("Medicine 2", exact=True)).to_have_value("Yogaraja guggulu")
    again = page.get_by_role("group", name="Line 2")
    expect(
        again.get_by_text("holds it. Say why it is given.")
    ).to_be_visible()  # the allergy is said again, the old reason is gone
    expect(again.get_by_label("Reason 2", exact=True)).to_have_value("")
    page.get_by_label("Days 2", exact=True).fill("30")
    expect(page.get_by_label("Quantity 2", exact=True)).to_have_value("120")
    page.get_by_label("Dose 2", exact=True).fill("two")
    page.get_by_label("Keep these medicines as").fill("Joint pain, both")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".rx-beside .field-error")).not_to_be_empty()
    expect(page.get_by_label("Keep these medicines as")).to_have_value("Joint pain, both")  # what was typed stays
    page.get_by_label("Dose 2", exact=True).fill("2")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("button", name="Use", exact=True)).to_be_visible()
    expect(page.get_by_label("Medicine 3", exact=True)).to_have_count(0)  # drawing the button anew repeats nothing
    page.get_by_role("button", name="Remove medicine 1").click()
    expect(page.get_by_label("Medicine 1", exact=True)).to_have_value("Yogaraja guggulu")
    page.get_by_role("button", name="Use", exact=True).click()
    expect(page.get_by_label("Medicine 3", exact=True)).to_have_value("Yogaraja guggulu")
    page.once("dialog", lambda dialog: dialog.accept())


def hand_out(desk, address):
    """First a part, then the rest; the allergy is asked about again."""
    page = desk("pharmacist").page
    page.goto(address)
    page.get_by_label("Quantity: Yogaraja guggulu").fill("20")
    expect(page.get_by_label("Batch: Yogaraja guggulu")).to_have_value(re.compile(r"YO\d{3}"))  # the one that expires first
    page.get_by_label("Quantity: Dashamoolarishta").fill("")
    page.get_by_role("button", name="Dispense").click()
    expect(page.get_by_text("Say why it is handed out.").last).to_be_visible()
    page.get_by_label("Reason: Yogaraja guggulu").fill("Asked Dr Varma")
    page.get_by_role("button", name="Dispense").click()
    expect(page.get_by_text("40 left of 60 tablets")).to_be_visible()
    doctors = desk("doctor").page
    doctors.goto(address)
    expect(doctors.get_by_role("button", name="Complete")).to_be_visible()
    expect(doctors.get_by_role("link", name="Edit", exact=True)).to_be_visible()
    for word in ("Cancel prescription", "Delete"):  # not any more: a part is handed out
        expect(doctors.get_by_role("button", name=word)).to_have_count(0)
    page.get_by_label("Reason: Yogaraja guggulu").fill("Asked Dr Varma")
    page.get_by_role("button", name="Dispense").click()
    expect(page.get_by_text("Completed", exact=True).first).to_be_visible()
    expect(page.get_by_role("heading", name="Dispense")).to_have_count(0)


def test_the_page_and_the_server_compute_the_same_quantity(people, address):
    page, dice = people("doctor"), random.Random(7)
    page.goto(address + "/dashboard/prescriptions/new")
    page.get_by_label("Medicine 1", exact=True).wait_for()
    amounts = ["1", "2", "½", "1½", "1/2", "0.7", "0.1", "12.125", "999", "¾"]
    lines = [
        {
            "dose_amount": dice.choice(amounts), "dose_unit": dice.choice(medicines.UNITS), "days": dice.randint(1, 365),
            "pattern": "-".join(["1", *dice.choices(["0", "1", "½", "0.3", "2"], k=dice.choice((2, 3)))]),
            "pack": dice.choice([None, 1, 7, 60, 450]), "form": dice.choice(medicines.FORMS),
        }
        for _ in range(400)
    ]  # fmt: skip
    found = page.evaluate("lines => lines.map(window.dash_clientside.medicines.quantity)", lines)
    assert found == [doses.computed(one) for one in lines]
