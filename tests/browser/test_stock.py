"""The whole loop by what people see: prescribed, handed out, low, ordered again, sent, received, on the shelf."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests import servers

ITEM, PACK = "Sahacharadi taila", 200


def test_what_is_handed_out_is_ordered_sent_received_and_on_the_shelf_again(desk, address, instance):
    manager, counter = desk("clinic"), desk("pharmacist")
    before = on_hand(manager)
    order_again_below(manager.page, before - 10)
    prescription = prescribe(desk("doctor"))
    page = counter.open(prescription)
    expect(page.get_by_label(f"Batch: {ITEM}")).to_have_value(re.compile(r"\w+"))
    given = int(page.get_by_label(f"Quantity: {ITEM}").input_value())
    page.get_by_role("button", name="Dispense").click()
    expect(page.get_by_role("heading", name="Handed out")).to_be_visible()
    counter.open("/dashboard/inventory")
    page.get_by_label("Search", exact=True).fill(ITEM)
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name=re.compile(ITEM))).to_contain_text("Low")
    assert on_hand(counter) == before - given
    one_click(counter)
    order(manager)
    servers.pay_newest_order(instance)
    send(desk("manufacturer"))
    receive(counter)
    assert on_hand(counter) > before - given
    expect(page.get_by_role("cell", name="Received").first).to_be_visible()
    expect(page.get_by_text("Low", exact=True)).to_have_count(0)
    after = on_hand(counter)
    take_back(counter, prescription)
    assert on_hand(counter) == after + given
    send_back(manager)


def on_hand(desk):
    """Units of the item as its page says; the page stays open."""
    page = desk.open(f"/dashboard/inventory?search={ITEM.replace(' ', '+')}")
    page.get_by_role("link", name=ITEM).click()
    expect(page.get_by_role("heading", name=ITEM)).to_be_visible()
    shown = page.get_by_text("On hand, usable").locator("xpath=following-sibling::*[1]").inner_text()
    return int(re.sub(r"\D", "", shown))


def order_again_below(page, units):
    """The manager sets the reorder point by hand, so that the test does not depend on the use of the demo."""
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Reorder point").fill(str(units))
    page.get_by_label("Target").fill(str(units + 4 * PACK))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=ITEM)).to_be_visible()


def prescribe(doctor):
    """The doctor's own patient, and what she is to get; the address of the prescription."""
    page = doctor.open("/dashboard/patients/new")
    page.get_by_label("First name").fill("Bhargavi")
    page.get_by_label("Last name").fill("Kurup")
    page.get_by_label("Gender").select_option("female")
    page.get_by_label("Date of birth").first.fill("1958-07-21")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Bhargavi Kurup")).to_be_visible()
    page.get_by_role("tab", name="Prescriptions").click()
    page.get_by_role("link", name="New prescription").click()
    page.get_by_label("Medicine 1", exact=True).fill(ITEM)
    page.get_by_label("Form 1", exact=True).select_option("taila")
    for label, value in (("Dose 1", "10"), ("Pattern 1", "1-0-0"), ("Days 1", "15")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Quantity 1", exact=True).fill(str(PACK))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Bhargavi Kurup")).to_be_visible()
    expect(page).to_have_url(re.compile("/prescriptions/[0-9a-f-]{36}"))
    return re.sub(r"^.*?(/dashboard[^?]*).*", r"\1", page.url)


def one_click(counter):
    page = counter.open("/dashboard/inventory?show=low")
    page.get_by_role("button", name="Reorder low stock").click()
    page.get_by_role("link", name="Open the cart").or_(page.get_by_role("heading", name="Cart", exact=True)).first.wait_for()
    counter.open("/dashboard/cart")
    expect(page.get_by_label(f"Packs of {ITEM}", exact=False).or_(page.get_by_text(ITEM, exact=False)).first).to_be_visible()


def order(manager):
    page = manager.open("/dashboard/cart")
    page.get_by_role("button", name="Order", exact=True).click()
    expect(page.get_by_role("heading", name="Orders")).to_be_visible()


def send(maker):
    page = maker.open("/dashboard/orders?status=pending")
    page.locator(".ag-row a").first.click()
    page.get_by_role("button", name="Confirm", exact=True).click()
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="Send this parcel").or_(dialog).first.wait_for()
    if dialog.is_visible():
        dialog.get_by_role("button", name="Confirm", exact=True).click()
    page.get_by_role("button", name="Send this parcel").click()
    expect(page.get_by_text("On its way")).to_be_visible()


def take_back(counter, prescription):
    """What was handed out goes back to the shelf; without a reason it does not."""
    page = counter.open(prescription)
    page.get_by_text("Take something back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("alert").filter(has_text=re.compile(r"\w"))).to_be_visible()
    page.get_by_label("Reason", exact=True).fill("Handed out by mistake")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back", exact=True)).to_be_visible()


def send_back(manager):
    """The clinic asks for one of the delivered packs to go back."""
    page = manager.open("/dashboard/orders?status=delivered")
    page.locator(".ag-row a").first.click()
    page.locator("summary", has_text="Ask for a return").click()
    page.get_by_label("Packs that go back").fill("9999")
    page.get_by_label("What is wrong with them").fill("The caps leak")
    page.get_by_role("button", name="Ask for a return").click()
    expect(page.get_by_text("can still go back")).to_be_visible()
    page.get_by_label("Packs that go back").fill("1")
    page.get_by_role("button", name="Ask for a return").click()
    expect(page.get_by_role("link", name=re.compile(r"RET-"))).to_be_visible()


def receive(counter):
    page = counter.open("/dashboard/orders?status=shipped")
    page.locator(".ag-row a").first.click()
    page.get_by_role("link", name="Receive").first.click()
    expect(page.get_by_label(re.compile(f"{ITEM}: batch", re.IGNORECASE)).first).to_have_value(re.compile(r"\w+"))
    page.get_by_role("button", name="Post the receipt").click()
    expect(page.get_by_role("heading", name="Orders")).to_be_visible()
