"""A file comes in through the screen: uploaded, its columns named, checked, taken in, its refused rows taken along."""

from __future__ import annotations

import csv
import re

from playwright.sync_api import expect

from tests.browser import screens
from tests.browser.test_look import unfit

UPDATES = re.compile("_dash-update-component")  # its address carries a query, which a glob would have to name
PEOPLE = (
    "First name,Family name,Gender,Date of birth\nUpload,Kuttikrishnan,female,1961-05-04\nBroken,Kuttikrishnan,male,30/02/1990\n"
)


def upload(page, content, name="people.csv"):
    page.get_by_label("File", exact=True).set_input_files([{"name": name, "mimeType": "text/csv", "buffer": content.encode()}])
    page.get_by_role("button", name="Upload").click()


def test_a_file_is_uploaded_mapped_checked_imported_and_its_refused_row_downloaded(desk):
    page = desk("receptionist").open("/dashboard/patients")
    page.get_by_role("link", name="Import", exact=True).click()
    expect(page.get_by_label("What is in the file")).to_have_value("patients")
    upload(page, PEOPLE)
    expect(page.get_by_role("heading", name="people.csv")).to_be_visible()
    expect(page.get_by_label("First name is")).to_have_value("first_name")
    page.get_by_label("Family name is").select_option("Last name")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="What a check found")).to_be_visible()
    expect(page.get_by_text("This was a check: nothing is saved yet.")).to_be_visible()
    expect(page.get_by_role("cell", name="30 February is not a date.")).to_be_visible()
    assert unfit(page, "import-checked") == []
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("All rows were looked at.")).to_be_visible()
    assert unfit(page, "import-done") == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download refused rows").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["Row", "Field", "Why", "First name", "Family name", "Gender", "Date of birth"],
            ["3", "Date of birth", "30 February is not a date.", "Broken", "Kuttikrishnan", "male", "30/02/1990"],
        ]
    page.get_by_role("link", name="Open patients").click()
    page.get_by_label("Search", exact=True).fill("kuttikrishnan")
    expect(page.get_by_text("1 patient match")).to_be_visible()


def test_a_file_that_is_none_says_so_beside_the_box(desk):
    one = desk("receptionist")
    page = one.open("/dashboard/imports")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file first.")
    upload(page, "first_name\n")
    expect(page.get_by_role("alert")).to_contain_text("This file has headings and no rows under them.")
    assert [w for w in one.wrong if "422" not in w] == []  # the browser's own word about the refused upload
    one.wrong.clear()


def hold_back(page, after):
    """Lets so many chunks be asked for and holds those after them; gives what lets them all go on."""
    asked, held, is_over = [], [], []

    def at_a_request(route):
        if "imports-step.data" in (route.request.post_data_json or {}).get("changedPropIds", []):
            asked.append(route)
            if len(asked) > after and not is_over:
                held.append(route)
                return
        route.continue_()

    def release():
        is_over.append(True)
        for route in held:
            route.continue_()

    page.route(UPDATES, at_a_request)
    return release


def test_an_import_is_cancelled_and_goes_on(desk):
    page = desk("receptionist").open("/dashboard/imports")
    rows = "".join(f"Many{n},other,30\n" for n in range(1000))
    upload(page, "First name,Gender,Age\n" + rows, "many.csv")
    expect(page.get_by_role("button", name="Import")).to_be_visible()
    let_go = hold_back(page, after=2)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("progressbar", name="How far it is")).to_be_visible()
    expect(page.get_by_role("heading", name="Importing 400 of 1,000 rows")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Cancel").click()  # while the third chunk is on its way: it still goes in, whole
    let_go()
    expect(
        page.get_by_text(re.compile(r"Stopped at [4-8]00 of 1,000 rows\. What is in stays in; the rest can follow\."))
    ).to_be_visible()
    screens.rest(page, 300)  # the answer of the chunk that was on its way has come too
    expect(page.get_by_role("progressbar")).to_have_count(0)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("All rows were looked at.")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("definition").first).to_have_text("1,000")


def test_an_import_that_another_window_left_is_taken_up(desk):
    page = desk("receptionist").open("/dashboard/imports")
    upload(page, "First name,Gender,Age\n" + "".join(f"Left{n},other,30\n" for n in range(300)), "left.csv")
    expect(page.get_by_role("button", name="Import")).to_be_visible()
    let_go = hold_back(page, after=0)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("heading", name="Importing 0 of 300 rows")).to_be_visible()
    let_go()
    page.reload()
    expect(page.get_by_role("heading", name="Stands at")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("All rows were looked at.")).to_be_visible(timeout=30_000)


def test_a_maker_brings_a_catalogue_in_and_reads_what_was_refused(desk, tmp_path):
    file = tmp_path / "catalogue.csv"
    head = "Name,SKU,Category,Pack size,Price,MRP,HSN code"
    file.write_text(f"{head}\nNew arishta,BR-1,Arishta,450 ml,100,150,3004\nBad arishta,BR-2,Arishta,450 ml,free,150,3004\n")
    page = desk("manufacturer").open("/dashboard/products")
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Upload and import").click()
    expect(page.get_by_text("All rows were looked at.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("3 Price This is not an amount"))).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download refused rows").click()
    assert '"3","Price"' in saved.value.path().read_text()
