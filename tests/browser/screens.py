"""Every screen of the product, for pictures and for the accessibility check."""

from __future__ import annotations

import re
from time import monotonic

SCREENS = {
    "dashboard": ("clinic", "/dashboard"),
    "dashboard-doctor": ("doctor", "/dashboard"),
    "dashboard-admin": ("admin", "/dashboard"),
    "dashboard-lab": ("lab", "/dashboard"),
    "dashboard-maker": ("manufacturer", "/dashboard"),
    "lab-figures": ("clinic", "/dashboard/lab-reports/figures"),
    "lab-figures-doctor": ("doctor", "/dashboard/lab-reports/figures?days=90&time=working"),
    "patients": ("receptionist", "/dashboard/patients"),
    "patient-new": ("receptionist", "/dashboard/patients/new"),
    "patient": ("clinic", "/dashboard/patients/:first"),
    "patient-merge": ("receptionist", "/dashboard/patients/:first/merge"),
    "patient-edit": ("clinic", "/dashboard/patients/:first/edit"),
    "medical-records": ("clinic", "/dashboard/medical-records"),
    "medical-record": ("clinic", "/dashboard/medical-records/:first"),
    "medical-record-new": ("doctor", "/dashboard/medical-records/new"),
    "medical-record-draft": ("doctor", "/dashboard/medical-records/:first"),
    "record-templates": ("doctor", "/dashboard/medical-records/templates"),
    "patient-records": ("doctor", "/dashboard/patients/:first/records"),
    "patient-records-print": ("clinic", "/dashboard/patients/:first/records/print"),
    "break-glass": ("doctor", "/dashboard/break-glass"),
    "break-glass-openings": ("clinic", "/dashboard/break-glass/openings"),
    "appointments-day": ("receptionist", "/dashboard/appointments"),
    "appointments-week": ("receptionist", "/dashboard/appointments?view=week"),
    "appointments-month": ("receptionist", "/dashboard/appointments?view=month"),
    "appointments-list": ("receptionist", "/dashboard/appointments?view=list"),
    "appointment-new": ("receptionist", "/dashboard/appointments/new"),
    "appointment": ("clinic", "/dashboard/appointments/:first"),
    "appointment-edit": ("receptionist", "/dashboard/appointments/:first/edit"),
    "course-new": ("receptionist", "/dashboard/appointments/course"),
    "day-print": ("receptionist", "/dashboard/appointments/print"),
    "waiting-list": ("receptionist", "/dashboard/waiting-list"),
    "waiting-list-new": ("receptionist", "/dashboard/waiting-list/new"),
    "waiting-list-entry": ("receptionist", "/dashboard/waiting-list/:first"),
    "reminders": ("receptionist", "/dashboard/reminders"),
    "queue": ("receptionist", "/dashboard/queue"),
    "dashboard-pharmacist": ("pharmacist", "/dashboard"),
    "prescriptions": ("clinic", "/dashboard/prescriptions"),
    "prescriptions-work": ("pharmacist", "/dashboard/prescriptions"),
    "prescription-new": ("doctor", "/dashboard/prescriptions/new"),
    "prescription": ("clinic", "/dashboard/prescriptions/:first"),
    "prescription-dispense": ("pharmacist", "/dashboard/prescriptions/:first"),
    "prescription-print": ("clinic", "/dashboard/prescriptions/:first/print"),
    "doctors": ("clinic", "/dashboard/doctors"),
    "doctor": ("clinic", "/dashboard/doctors/:first"),
    "doctor-new": ("clinic", "/dashboard/doctors/new"),
    "schedule": ("clinic", "/dashboard/doctors/:first/schedule"),
    "away": ("clinic", "/dashboard/doctors/:first/away"),
    "displays": ("clinic", "/dashboard/displays"),
    "rooms": ("clinic", "/dashboard/rooms"),
    "room-new": ("clinic", "/dashboard/rooms/new"),
    "users": ("clinic", "/dashboard/users"),
    "user-new": ("clinic", "/dashboard/users/new"),
    "clinics": ("admin", "/dashboard/clinics"),
    "clinic": ("admin", "/dashboard/clinics/:first"),
    "products": ("clinic", "/dashboard/products"),
    "products-maker": ("manufacturer", "/dashboard/products"),
    "product-new": ("manufacturer", "/dashboard/products/new"),
    "product-import": ("manufacturer", "/dashboard/products/import"),
    "addresses": ("clinic", "/dashboard/addresses"),
    "address-new": ("clinic", "/dashboard/addresses/new"),
    "cart": ("clinic", "/dashboard/cart"),
    "orders": ("clinic", "/dashboard/orders"),
    "orders-to-pay": ("clinic", "/dashboard/orders/to-pay"),
    "order": ("clinic", "/dashboard/orders/:first"),
    "order-maker": ("manufacturer", "/dashboard/orders/:first"),
    "returns": ("manufacturer", "/dashboard/returns"),
    "return": ("clinic", "/dashboard/returns/:first"),
    "inventory": ("clinic", "/dashboard/inventory"),
    "inventory-low": ("pharmacist", "/dashboard/inventory?show=low"),
    "inventory-new": ("pharmacist", "/dashboard/inventory/new"),
    "inventory-item": ("admin", "/dashboard/inventory/:first"),
    "inventory-count": ("clinic", "/dashboard/inventory/count"),
    "inventory-recalls": ("clinic", "/dashboard/inventory/recalls"),
    "invoices": ("clinic", "/dashboard/invoices"),
    "invoice": ("clinic", "/dashboard/invoices/:first"),
    "order-payments": ("support", "/dashboard/order-payments"),
    "order-payment": ("clinic", "/dashboard/order-payments/:first"),
    "refunds": ("support", "/dashboard/refunds"),
    "payouts": ("admin", "/dashboard/payouts"),
    "payouts-maker": ("manufacturer", "/dashboard/payouts"),
    "disputes": ("clinic", "/dashboard/disputes"),
    "dispute": ("clinic", "/dashboard/disputes/:first"),
    "dispute-support": ("support", "/dashboard/disputes/:first"),
    "manufacturers": ("admin", "/dashboard/manufacturers"),
    "manufacturer": ("admin", "/dashboard/manufacturers/:first"),
    "documents": ("support", "/dashboard/org-documents"),
    "document": ("support", "/dashboard/org-documents/:first"),
    "document-new": ("clinic", "/dashboard/org-documents/new"),
    "commission-rates": ("admin", "/dashboard/commission-rates"),
    "commission-rate-new": ("admin", "/dashboard/commission-rates/new"),
    "settings": ("admin", "/dashboard/settings"),
    "platform": ("admin", "/dashboard/analytics"),
    "platform-support": ("support", "/dashboard/analytics"),
    "account": ("clinic", "/dashboard/account"),
    "recycle-bin": ("clinic", "/dashboard/recycle-bin"),
    "imports": ("receptionist", "/dashboard/imports"),
    "billing": ("receptionist", "/dashboard/billing"),
    "billing-by-age": ("clinic", "/dashboard/billing?bucket=0-30"),
    "bill-new": ("receptionist", "/dashboard/billing/new"),
    "bill": ("clinic", "/dashboard/billing/:first"),
    "bill-payment": ("receptionist", "/dashboard/billing/:first/payment"),
    "bill-print": ("receptionist", "/dashboard/billing/:first/print"),
    "lab-upload": ("lab", "/dashboard/lab-reports/:first/upload"),
    "lab-reports": ("lab", "/dashboard/lab-reports"),
    "lab-reports-reception": ("receptionist", "/dashboard/lab-reports"),
    "lab-report": ("lab", "/dashboard/lab-reports/:first"),
    "lab-report-new": ("doctor", "/dashboard/lab-reports/new"),
    "lab-catalogue": ("clinic", "/dashboard/lab-catalogue"),
    "lab-test-edit": ("lab", "/dashboard/lab-catalogue/:first/edit"),
    "money-figures": ("clinic", "/dashboard/billing/figures?days=90"),
    "money-figures-doctor": ("doctor", "/dashboard/billing/figures"),
    "unbilled": ("receptionist", "/dashboard/billing/unbilled"),
    "approvals": ("clinic", "/dashboard/billing/approvals"),
    "day-close": ("receptionist", "/dashboard/billing/day-close"),
    "dashboard-reception": ("receptionist", "/dashboard"),
    "not-found": ("clinic", "/dashboard/nowhere"),
    "not-allowed": ("lab", "/dashboard/doctors/new"),
}
EMPTY = {
    name: SCREENS[name]
    for name in (
        "dashboard",
        "lab-figures",
        "money-figures",
        "unbilled",
        "approvals",
        "day-close",
        "patients",
        "medical-records",
        "break-glass-openings",
        "appointments-day",
        "appointments-list",
        "queue",
        "prescriptions",
        "doctors",
        "rooms",
        "lab-catalogue",
        "recycle-bin",
        "waiting-list",
        "reminders",
        "displays",
        "day-print",
        "appointments-week",
        "course-new",
        "imports",
        "products",
        "inventory",
        "inventory-count",
        "inventory-recalls",
        "addresses",
        "cart",
        "orders",
        "invoices",
        "disputes",
        "billing",
        "bill-new",
    )
}
FIRST: dict[tuple[int, str], str] = {}
LONGEST, STEP = 10, 50  # seconds a page may take, milliseconds between two looks at it
LOOKS = [(theme, width) for theme in ("light", "dark") for width in (1440, 390)]


def first_row(page, address, path):
    """An address with the first row of its list in the place of ":first"."""
    if ":first" not in path:
        return path
    key = (id(page), path)
    if key not in FIRST:
        noun = path.split("/")[2]
        narrowed = "?status=pending" if path.endswith("/payment") else ""  # what is settled takes no money
        visit(page, address, f"/dashboard/{noun}" + ("?view=list" if noun == "appointments" else narrowed))
        settle(page)
        link = page.locator(".ag-row a.who").first
        link.wait_for()
        found = re.search(r"/([0-9a-f-]{36})", link.get_attribute("href"))[1]
        FIRST[key] = path.replace(":first", found)
    return FIRST[key]


def visit(page, address, path):
    """Go there as a link does, without loading the whole program anew."""
    if not page.url.startswith(address):  # the first one loads it
        page.goto(address + path)
    else:
        page.evaluate("to => { history.pushState({}, '', to); dispatchEvent(new CustomEvent('_dashprivate_pushstate')) }", path)


def watch(page):
    """The page, counting what it waits for."""
    page.waits = set()
    page.on("request", lambda asked: page.waits.add(asked))  # noqa: PLW0108 - Playwright takes no builtin
    for ended in ("requestfinished", "requestfailed"):
        page.on(ended, lambda asked: page.waits.discard(asked))  # noqa: PLW0108
    return page


def settle(page):
    """Wait until rows, charts and calendar stand."""
    page.locator("main h1").first.wait_for()
    rest(page, 150)


# Charts have followed the width, and no colour is on its way from one theme to the other.
STILL = """() => [...document.querySelectorAll('.js-plotly-plot')].every(c => {
  const drawn = c.querySelector('.main-svg'); return !drawn || drawn.getBoundingClientRect().width <= c.clientWidth + 1 })
  && !document.getAnimations().some(a => a.playState === 'running' && a.effect.getComputedTiming().iterations !== Infinity)"""


def rest(page, still):
    """Wait until nothing was asked for and nothing moved for so many milliseconds."""
    until, quiet = monotonic() + LONGEST, 0
    while quiet < still and monotonic() < until:
        page.wait_for_timeout(STEP)
        quiet = 0 if page.waits or not page.evaluate(STILL) else quiet + STEP


def look(page, theme, width):
    """Light or dark, wide or narrow, as the machine of the one who looks asks for it."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
