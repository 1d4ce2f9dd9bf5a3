"""Files of a report, with a browser: attached, refused with a sentence, removed with a reason; and its sheet of paper."""

from __future__ import annotations

import pypdfium2

from tests.browser.screens import first_row
from tests.files import made


def test_a_file_is_attached_looked_at_and_removed(desk):
    technician = desk("lab")
    page = technician.page
    technician.open(first_row(page, technician.address, "/dashboard/lab-reports/:first/upload"))
    box = page.get_by_label("Attach a file")
    with page.expect_response("**/files/lab_reports/*") as answer:
        box.set_input_files({"name": "രക്തം.pdf", "mimeType": "application/pdf", "buffer": made.document(2)})
    assert answer.value.status == 201
    line = page.locator(".files li").filter(has_text="രക്തം.pdf")
    line.wait_for()
    assert "2 pages" in line.inner_text()
    page.wait_for_function("() => document.querySelector('.files img')?.naturalWidth > 0")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download രക്തം.pdf").click()
    assert download.value.suggested_filename == "രക്തം.pdf"
    page.get_by_role("button", name="Remove രക്തം.pdf…").click()
    page.get_by_role("button", name="Remove the file").click()
    page.get_by_text("Say why this file is removed.").wait_for()
    page.get_by_label("Reason").fill("Another patient's report")
    page.get_by_role("button", name="Remove the file").click()
    line.wait_for(state="detached")


def test_what_is_no_file_of_ours_is_refused_beside_the_box(desk):
    technician = desk("lab")
    page = technician.page
    technician.open(first_row(page, technician.address, "/dashboard/lab-reports/:first/upload"))
    page.get_by_label("Attach a file").set_input_files({"name": "report.pdf", "mimeType": "application/pdf", "buffer": made.SVG})
    page.get_by_text("Only PDF, PNG and JPEG files are taken").wait_for()
    assert page.locator("#attachments-bar").is_hidden()
    assert page.get_by_label("Attach a file").evaluate("box => box === document.activeElement")
    technician.wrong[:] = [w for w in technician.wrong if "422" not in w]  # the refusal itself


def test_a_report_is_printed_with_its_pages_numbered(desk, tmp_path):
    technician = desk("lab")
    page = technician.page
    page.goto(f"{technician.address}/dashboard/lab-reports?state=not-printed")
    row = page.locator(".ag-row a.who").first
    row.wait_for()
    page.goto(technician.address + row.get_attribute("href").split("?")[0] + "/print")
    page.get_by_role("button", name="Print").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")
    page.emulate_media(media="print")
    page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
    document = pypdfium2.PdfDocument(tmp_path / "sheet.pdf")
    texts = [sheet.get_textpage().get_text_range() for sheet in document]
    document.close()
    assert f"Page {len(texts)} of {len(texts)}" in texts[-1]
    assert "Laboratory report" in texts[0]
    assert "Overview" not in " ".join(texts)
