"""The laboratory's figures in a browser: a report that is completed moves the charts of others; tiles open lists that add up."""

from __future__ import annotations

import re
from time import monotonic

from playwright.sync_api import expect

FIGURES = "/dashboard/lab-reports/figures"
PATIENCE = 15_000  # milliseconds on a busy machine; that four seconds are enough for a save to show is tested in test_journeys


def verified(page):
    """How many reports the page says were verified."""
    return int(re.match(r"[\d,]+", page.locator("#lab_figures-sub").inner_text())[0].replace(",", ""))


def bars(page):
    """What the histogram has drawn, added up; none before it is drawn."""
    script = "document.querySelector('#lab_figures-histogram .js-plotly-plot')?.data?.[0]?.y?.reduce((a, b) => a + (b || 0), 0)"
    return page.evaluate(script)


def drawn(page, count=None):
    """Wait until the histogram shows so many reports, or any."""
    begun = monotonic()
    while bars(page) is None or bars(page) != (bars(page) if count is None else count):
        assert (monotonic() - begun) * 1000 < PATIENCE, (bars(page), count)
        page.wait_for_timeout(50)


def pick(page, label, text=""):
    page.get_by_role("button", name=re.compile(f"^{label}")).click()
    if text:
        page.locator(".dash-dropdown-search").fill(text)
    page.get_by_role("option", name=re.compile(text)).first.click()
    page.keyboard.press("Escape")


def in_progress(desk):
    """A haemoglobin of today whose analysis has begun; the page of the one who does it."""
    doctor = desk("doctor").open("/dashboard/lab-reports/new")
    pick(doctor, "Patient")
    pick(doctor, "Tests and panels", "Haemoglobin")
    doctor.get_by_role("button", name="Save").click()
    doctor.wait_for_url(re.compile(r"/lab-reports/[0-9a-f-]{36}"))
    lab = desk("lab").open("/dashboard" + doctor.url.split("/dashboard")[1].split("?")[0])
    for name in ("Sample collected", "Sample received", "Start analysis"):
        lab.get_by_role("button", name=name).click()
        expect(lab.get_by_role("button", name=name)).to_have_count(0)
    lab.get_by_label("Haemoglobin: result").fill("13.1")
    lab.keyboard.press("Enter")
    expect(lab.get_by_role("button", name="Complete")).to_be_enabled()
    return lab


def test_a_completed_report_shows_in_the_charts_of_another_window(desk):
    lab = in_progress(desk)
    manager = desk("clinic").open(FIGURES)
    drawn(manager)
    before = verified(manager)
    assert bars(manager) == before
    lab.get_by_role("button", name="Complete").click()
    drawn(manager, before + 1)
    expect(manager.locator("#lab_figures-sub")).to_contain_text(re.compile(rf"^{before + 1:,} "))


def test_tiles_open_lists_that_add_up(desk):
    desk_ = desk("clinic")
    page = desk_.open(FIGURES)
    in_target, late = page.locator("a.tile", has_text="In target"), page.locator("a.tile", has_text=re.compile(r"^\s*Late"))
    hit, aimed = map(int, re.search(r"([\d,]+) of ([\d,]+)", in_target.inner_text()).groups())
    missed = int(late.locator(".v").inner_text())
    assert hit + missed == aimed
    for tile, count in ((in_target, hit), (late, missed)):
        href = tile.get_attribute("href")
        listed = desk_.open(href)
        expect(listed.locator("#lab_reports-count")).to_contain_text(re.compile(rf"^{count:,} "))
        page = desk_.open(FIGURES)


def test_what_is_chosen_stands_in_the_address(desk):
    page = desk("clinic", width=390).open(FIGURES)
    page.get_by_label("Time", exact=True).select_option("Working time")
    page.wait_for_url("**time=working*")
    page.get_by_label("Days", exact=True).select_option("Last 90 days")
    page.wait_for_url("**days=90*")
    expect(page.locator("div.tile", has_text="In target")).to_be_visible()  # a list would count calendar time
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
