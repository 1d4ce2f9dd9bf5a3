"""The manager's and the cashier's money in a browser: a day is counted, closed and opened again; a discount is refused and approved."""

from __future__ import annotations

import re

from playwright.sync_api import expect

DAY, APPROVALS, FIGURES = "/dashboard/billing/day-close", "/dashboard/billing/approvals", "/dashboard/billing/figures"


def drawn(page, chart):
    """Wait until a chart has something drawn in it."""
    script = f"document.querySelector('#money_figures-{chart} .js-plotly-plot')?.data?.length || 0"
    for _ in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{chart} is not drawn")


def test_figures_open_their_rows_and_follow_the_chosen_day(desk):
    page = desk("clinic").open(FIGURES)
    expect(page.locator("#money_figures-tie")).to_have_text("Ties to ledger")
    for chart in ("ageing", "collected", "mix", "in-ar", "net", "cohorts", "expected", "by-doctor"):
        drawn(page, chart)
    bills = page.locator("#money_tables-bucket-over-120-bills").inner_text()
    page.get_by_role("link", name="Over 120 days").click()
    page.wait_for_url(re.compile(r"/dashboard/billing\?bucket="))
    expect(page.locator("#patient_bills-count")).to_contain_text(bills)
    page.go_back()
    page.get_by_label("Days", exact=True).select_option("90")
    page.wait_for_url(re.compile(r"days=90"))
    page.get_by_label("As of", exact=True).fill("2026-01-31")
    page.get_by_label("As of", exact=True).press("Enter")
    page.wait_for_url(re.compile(r"as_of=2026-01-31"))
    expect(page.locator("#money_figures-sub")).to_contain_text("as of 31 Jan 2026", timeout=15_000)


def test_a_day_is_closed_by_the_cashier_and_opened_again_by_the_manager(desk):
    till = desk("receptionist").open(DAY)
    till.get_by_label("In the till at the start").fill("2000")
    till.get_by_label("Cash", exact=True).fill("ten")
    till.get_by_role("button", name="Close").click()
    expect(till.locator("#day_close-form-cash-error")).not_to_be_empty()
    expect(till.get_by_label("In the till at the start")).to_have_value("2000")
    till.get_by_label("Cash", exact=True).fill("1990")
    till.get_by_label("Cash", exact=True).press("Tab")
    expect(till.locator("#day_close-off-cash")).to_have_text(re.compile(r"₹"))
    till.get_by_label("Handed to").select_option(label="Meera Nambiar")
    till.get_by_label("Notes").fill("A note was torn")
    till.get_by_role("button", name="Close").click()
    expect(till.get_by_role("heading", name=re.compile("Closed at"))).to_be_visible()
    expect(till.get_by_text("A note was torn")).to_be_visible()
    expect(till.get_by_role("button", name="Open this day again")).to_have_count(0)

    manager = desk("clinic").open(DAY)
    manager.get_by_label("Cashier").select_option(label="Bindu Thomas")
    expect(manager.get_by_role("heading", name=re.compile("Closed at"))).to_be_visible()
    manager.get_by_role("button", name="Open this day again").click()
    expect(manager.get_by_text("Say why this day is opened again.")).to_be_visible()
    manager.get_by_label("Reason to open it again").fill("Counted with the wrong till")
    manager.get_by_role("button", name="Open this day again").click()
    expect(manager.get_by_role("button", name=re.compile("^Close"))).to_be_visible()


def test_a_discount_is_refused_with_a_reason_only(desk):
    page = desk("clinic").open(APPROVALS)
    page.get_by_role("button", name=re.compile("Refuse")).click()
    expect(page.get_by_role("status").filter(has_text="needed")).to_be_visible()
    page.get_by_label("Reason, if it is refused").fill("Ten percent is the most")
    page.get_by_role("button", name=re.compile("Refuse")).click()
    expect(page.get_by_text("The discount was refused; the draft says why.")).to_be_visible()
    expect(page.get_by_text("Nothing waits for approval")).to_be_visible()


def test_work_that_is_not_billed_begins_a_bill(desk):
    page = desk("receptionist", width=390).open("/dashboard/billing/unbilled")
    page.locator("tbody a").first.click()
    page.wait_for_url(re.compile(r"/dashboard/billing/new\?patient=[0-9a-f-]{36}&charges=all"))
