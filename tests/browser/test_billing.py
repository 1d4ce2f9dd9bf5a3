"""The till by the labels people see: from a completed visit to the receipt, by keyboard where hands are on it anyway."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import screens


def a_visit(page):
    """The new bill of a visit that is done and not billed, as the queue leads to it."""
    page.get_by_role("link", name=re.compile("^Collect: ")).first.click()
    expect(page.get_by_label("Item 1", exact=True)).not_to_have_value("")
    page.get_by_label("Unit price 1", exact=True).fill("500")


def test_a_visit_is_billed_and_paid_two_ways_by_keyboard(desk):
    page = desk("receptionist").open("/dashboard/queue")
    a_visit(page)
    page.get_by_label("Unit price 1", exact=True).press("Enter")
    page.keyboard.type("Abhyanga, full body")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("1400")
    expect(page.get_by_label("Amount 2", exact=True)).to_have_text("₹1,400.00")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Item 3", exact=True)).to_be_focused()
    page.keyboard.press("Enter")  # an empty line leads on
    expect(page.get_by_label("Discount", exact=False).and_(page.locator("#patient_bills-form-discount"))).to_be_focused()
    page.keyboard.type("570")
    expect(page.get_by_text("30.0 % off is more than your 10 %.")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").first).to_contain_text("Say why so much is taken off.")
    expect(page.get_by_label("Item 2", exact=True)).to_have_value("Abhyanga, full body")
    page.locator("#patient_bills-form-discount").fill("100")
    expect(page.get_by_text("30.0 % off")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name=re.compile("^Payment of "))).to_be_visible()
    expect(page.get_by_label("Amount", exact=True)).to_have_value("1800.00")
    expect(page.get_by_alt_text("UPI code")).to_be_visible()
    page.get_by_label("Amount", exact=True).fill("2000")
    expect(page.get_by_text("₹200.00 more than is left")).to_be_visible()
    page.get_by_label("Amount", exact=True).fill("1000")
    page.get_by_role("button", name="Split over another method").click()
    expect(page.get_by_label("Amount 2", exact=True)).to_have_attribute("placeholder", "800.00")
    expect(page.get_by_text("₹800.00 to ")).to_be_visible()  # the code asks for what is paid by UPI
    page.get_by_role("button", name="Take ₹1,800.00 by cash and UPI").click()
    expect(page.get_by_text("Write down the reference of the UPI payment.")).to_be_visible()
    page.get_by_label("Reference 2", exact=True).fill("433218841")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is left to pay.")).to_be_visible()
    address = page.url.partition("?")[0]
    page.get_by_role("link", name="Print receipt").click()
    expect(page.get_by_text("Left on the bill")).to_be_visible()
    with page.expect_download() as file:
        page.get_by_role("link", name="Download PDF").click()
    assert re.fullmatch(r"THR-P\d{4}-\d{6}\.pdf", file.value.suggested_filename)
    give_back_and_reverse(desk, address)


def give_back_and_reverse(desk, address):
    """The manager: more than was paid is refused, a part is given back, a payment is taken back with its reason."""
    page = desk("clinic").page
    page.goto(address)
    page.get_by_role("button", name="Refund…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Amount").fill("1800.01")
    dialog.get_by_label("Method").select_option("cash")
    dialog.get_by_label("Reason").fill("Came for one sitting only")
    dialog.get_by_role("button", name="Refund").click()
    expect(dialog.get_by_text("more cannot be refunded")).to_be_visible()
    dialog.get_by_label("Amount").fill("300")
    dialog.get_by_role("button", name="Refund").click()
    expect(page.get_by_text("Part paid").first).to_be_visible()
    expect(page.get_by_text("Came for one sitting only")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Reverse payment ")).last.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Reverse the payment of ₹800.00")).to_be_visible()
    dialog.get_by_role("button", name="Reverse").click()
    expect(dialog.get_by_text("Reason is needed.")).to_be_visible()
    dialog.get_by_label("Reason").fill("The transfer failed")
    dialog.get_by_role("button", name="Reverse").click()
    expect(page.get_by_text("Reversed", exact=True)).to_be_visible()
    expect(page.get_by_label("Sums").get_by_text("₹1,100.00")).to_be_visible()
    page.get_by_role("tab", name="History").click()
    expect(page.get_by_text("2 × ").or_(page.get_by_text("1 × Abhyanga, full body ₹1,400.00"))).to_be_visible()
    page.get_by_role("link", name="Print").click()
    expect(page.get_by_text("Amount in words")).to_be_visible()
    expect(page.get_by_text("Duplicate")).to_have_count(0)


def test_a_bill_is_typed_by_keyboard_and_a_deposit_is_used(desk):
    page = desk("receptionist").open("/dashboard/billing")
    page.keyboard.press("n")
    expect(page.locator("#patient_bills-form-patient_id")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("listbox").get_by_role("option").first.click()
    expect(
        page.locator("#patient_bills-form-patient_id")
    ).to_be_focused()  # the list gives the focus back a moment after it closes
    page.get_by_label("Item 1", exact=True).focus()
    page.keyboard.type("Kizhi")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.type("300")
    expect(page.locator("#patient_bills-bar-total")).to_have_text("₹600.00")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", name="Draft bill")).to_be_visible()
    page.locator(".sub a").first.click()
    page.get_by_role("tab", name="Billing").click()
    page.get_by_role("link", name="Take a deposit").click()
    page.get_by_label("Amount", exact=True).fill("300")
    page.get_by_role("button", name="Take ₹300.00 by cash").click()
    expect(page.get_by_text("Cash kept as advance")).to_be_visible()
    page.go_back()
    patient = re.search("patient=([0-9a-f-]{36})", page.url)[1]
    page.go_back()
    page.get_by_role("tab", name="Billing").click()
    page.get_by_role("link", name="Draft", exact=True).first.click()
    page.get_by_role("button", name="Issue", exact=True).click()
    page.get_by_role("link", name="Take payment").click()
    page.get_by_text(re.compile(r"^Advance \(₹")).first.click()
    page.get_by_label("Amount", exact=True).fill("250")
    page.get_by_role("button", name="Take ₹250.00 by advance").click()
    expect(page.get_by_text("₹350.00 is left.")).to_be_visible()
    the_rest_of_the_advance_is_returned(desk, patient)


def the_rest_of_the_advance_is_returned(desk, patient):
    """More than is left is refused, the rest goes out of the till with a reason."""
    page = desk("clinic").open(f"/dashboard/patients/{patient}")
    page.get_by_role("tab", name="Billing").click()
    page.get_by_role("link", name="Return advance").click()
    expect(page.get_by_label("Amount", exact=True)).to_have_value("50.00")
    page.get_by_label("Amount", exact=True).fill("50.01")
    page.get_by_label("Reason").fill("Moves to another town")
    page.get_by_role("button", name="Return advance").click()
    expect(page.get_by_text("₹50.00 is left of the patient's advance")).to_be_visible()
    page.get_by_label("Amount", exact=True).fill("50")
    page.get_by_role("button", name="Return advance").click()
    expect(page.get_by_text("Refund", exact=True).first).to_be_visible()
    expect(page.get_by_text("Moves to another town")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_text("Nothing is left of this patient's advance")).to_be_visible()


def unbilled(page, button):
    """A bill of the work of somebody who waits longest, saved or issued at once."""
    page.get_by_role("link", name="Billing", exact=True).first.click()
    page.get_by_role("link", name="Done but not billed").click()
    page.locator("tbody a").first.click()
    expect(page.get_by_label("Item 1", exact=True)).not_to_have_value("")
    for price in page.get_by_label(re.compile(r"^Unit price \d+$")).all():
        if price.is_visible() and not price.input_value():
            price.fill("20")
    page.get_by_role("button", name=button, exact=True).click()


def saved_first(desk, address):
    """A colleague at another window opens the draft too, saves it first, and tells nobody."""
    other = desk("receptionist").page
    other.goto(address)
    other.get_by_role("link", name="Edit", exact=True).click()
    other.get_by_label("Unit price 1", exact=True).fill("321")
    other.get_by_role("button", name="Save draft", exact=True).click()
    expect(other.get_by_role("heading", name="Draft bill")).to_be_visible()


def the_second_of_two_windows_is_told_and_loses_nothing(desk, page):
    """Both versions stand beside each other with the lines that differ; what was typed stays until one of them is chosen."""
    address = page.url.partition("?")[0]
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Unit price 1", exact=True).fill("654")
    saved_first(desk, address)
    page.get_by_role("button", name="Save draft", exact=True).click()
    told = page.locator("#patient_bills-form-summary")
    expect(told.get_by_text("changed this at")).to_be_visible()
    expect(told.get_by_role("row", name=re.compile("Line 1 .* at ₹321.00 .* at ₹654.00"))).to_be_visible()
    expect(told.get_by_role("row")).to_have_count(2)  # the heads, and what differs
    expect(page.get_by_label("Unit price 1", exact=True)).to_have_value("654")
    page.get_by_role("button", name="Save mine over it").click()
    expect(page.get_by_role("heading", name="Draft bill")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(r"^1\. .* ₹654\.00"))).to_be_visible()


def act(page, button, does, reason, **more):
    """An act of the bill through its dialog, once the page that was just drawn has said all it had to say."""
    screens.rest(page, 150)
    page.get_by_role("button", name=button).click()
    dialog = page.get_by_role("dialog")
    for label, value in {**more, "Reason": reason}.items():
        dialog.get_by_label(label).fill(value)
    dialog.get_by_role("button", name=does, exact=True).click()


def test_the_manager_deletes_a_draft_credits_writes_off_and_cancels(desk):
    page = desk("clinic").open("/dashboard/billing")
    unbilled(page, "Save draft")
    expect(page.get_by_role("heading", name="Draft bill")).to_be_visible()
    the_second_of_two_windows_is_told_and_loses_nothing(desk, page)
    act(page, "Delete draft…", "Delete draft", "Typed for the wrong day")
    expect(page.get_by_role("heading", name="Billing")).to_be_visible()

    unbilled(page, "Issue")
    act(page, "Credit note…", "Credit note", "A sitting was shorter", Amount="50")
    expect(page.get_by_label("Sums").get_by_text("Credited")).to_be_visible()
    act(page, "Write off…", "Write off", "Nobody answers")  # all that is left stands there already
    expect(page.get_by_label("Sums").get_by_text("Written off")).to_be_visible()
    expect(page.get_by_role("link", name="Take payment")).to_have_count(0)

    unbilled(page, "Issue")
    act(page, "Cancel bill…", "Cancel bill", "For somebody else")
    expect(page.locator(".head").get_by_text("Cancelled")).to_be_visible()
    expect(page.get_by_role("complementary").get_by_text("For somebody else")).to_be_visible()
