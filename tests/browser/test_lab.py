"""The laboratory in a browser: from the doctor's order to the printed report, typed with the keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def order(doctor):
    """The doctor orders potassium and a haemoglobin for one of her patients; the number of the order."""
    page = doctor.open("/dashboard/lab-reports/new")
    pick(page, "Patient", None)
    pick(page, "Tests and panels", "Potassium")
    pick(page, "Tests and panels", "Haemoglobin")
    page.get_by_label("Priority").select_option("stat")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/lab-reports/[0-9a-f-]{36}"))
    expect(page.locator(".crumb")).to_contain_text("-L")
    return page.locator(".crumb").inner_text().split("/")[-1].strip(), "/dashboard" + page.url.split("/dashboard")[1].split("?")[
        0
    ]


def pick(page, label, text):
    """Choose from a searchable list by its label; the first one when nothing is typed."""
    page.get_by_role("button", name=re.compile(f"^{label}")).click()
    if text:
        page.locator(".dash-dropdown-search").fill(text)
        page.get_by_role("option", name=re.compile(text)).first.click()
    else:
        page.get_by_role("option").first.click()
    page.keyboard.press("Escape")


def test_an_order_becomes_a_printed_report(desk):
    number, path = order(desk("doctor"))
    lab = desk("lab").open(path)  # open before the sample is there
    expect(lab.get_by_role("button", name="Sample received")).to_have_count(0)
    reception = desk("receptionist").open("/dashboard/lab-reports?status=ordered")
    reception.locator(".ag-row", has_text=number).get_by_role("button", name="Collected").click()
    reception.get_by_text("The sample is collected.").wait_for()

    for name in ("Sample received", "Start analysis"):
        lab.get_by_role("button", name=name).click()  # the page follows what reception did, without a reload
        expect(lab.get_by_role("button", name=name)).to_have_count(0)
    expect(lab.get_by_role("button", name="Complete")).to_be_disabled()
    lab.get_by_label("Potassium: result").click()
    lab.keyboard.type("64")
    lab.keyboard.press("Enter")  # every result is kept as it is left, or says why it is not
    expect(lab.get_by_label("Haemoglobin: result")).to_be_focused()
    lab.get_by_text("Potassium 64 mmol/L cannot be; 1–10 is possible.").wait_for()
    lab.keyboard.type("4")
    lab.keyboard.press("ArrowUp")
    expect(lab.get_by_label("Potassium: result")).to_be_focused()
    lab.keyboard.type("6.4")
    lab.keyboard.press("ArrowDown")
    expect(lab.locator("tr", has_text="Potassium")).to_contain_text("Critical high")
    expect(lab.locator("tr", has_text="Haemoglobin")).to_contain_text("Critical low")
    expect(lab.get_by_text("Every test has a result.")).to_be_visible()

    panel = lab.locator(".crit", has_text="Potassium 6.4 mmol/L is critical")
    panel.get_by_role("button", name="Record read-back").click()
    panel.get_by_text("Read back by is needed.").wait_for()
    for title in ("Potassium 6.4 mmol/L is critical", "Haemoglobin 4 g/dL is critical"):
        panel = lab.locator(".crit", has_text=title)
        panel.get_by_label("Read back by").fill("Dr Anjali Varma")
        panel.get_by_role("button", name="Record read-back").click()
        expect(panel).to_have_count(0)

    lab.get_by_role("button", name="Complete").click()
    lab.get_by_role("link", name="Print").click()
    sheet = lab.get_by_label(re.compile("Laboratory report"))
    expect(sheet).to_contain_text("Critical high")
    # What the paper says at the moment the printer is asked.
    lab.evaluate(
        "window.print = () => { document.body.dataset.printed = `[${document.getElementById('sheet-copy').textContent}]`; }"
    )
    for said in ("[]", "[Duplicate]"):
        lab.get_by_role("button", name="Print").click()
        expect(lab.locator("body")).to_have_attribute("data-printed", said)
    assert lab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_critical_value_stands_on_the_overview_until_it_was_told(desk):
    lab = desk("lab").open("/dashboard")
    expect(lab.locator(".crit").first).to_be_visible()
    before = lab.locator(".crit").count()
    panel = lab.locator(".crit").first
    panel.get_by_label("Read back by").fill("The ward")
    panel.get_by_role("button", name="Record read-back").click()
    expect(lab.locator(".crit")).to_have_count(before - 1)
    lab.reload()
    lab.get_by_role("heading", level=1).wait_for()
    expect(lab.locator(".crit")).to_have_count(before - 1)


def test_a_result_is_amended_with_a_reason_and_the_old_value_stays(desk):
    lab = desk("lab").open("/dashboard/lab-reports?status=completed")
    lab.locator(".ag-row a.who").first.click()
    lab.get_by_role("link", name="Amend…").click()
    cell = lab.locator('td[data-part="result"] input').first
    cell.wait_for()
    old = cell.input_value()
    lab.get_by_role("button", name="Save the amendment").click()
    lab.get_by_text("Why it is amended is needed.").or_(lab.get_by_text("Reason is needed.")).wait_for()
    cell.fill("Repeat from a new tube")
    lab.get_by_label("Why it is amended").fill("Tubes were mixed up")
    lab.get_by_role("button", name="Save the amendment").click()
    lab.get_by_text("Result amended by Sajan Mathew").wait_for()
    expect(lab.get_by_text("Tubes were mixed up")).to_be_visible()
    expect(lab.locator(".tl")).to_contain_text(old)
