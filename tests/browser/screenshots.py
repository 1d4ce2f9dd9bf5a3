"""`make screenshots`: every screen, light and dark, wide and on a phone, full and empty, into docs/pictures and build/pictures."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import servers
from tests.browser import entry, find, screens

EVERY = servers.ROOT / "build" / "pictures"
SHOWN = {
    "dashboard-light-1440": "dashboard-light",
    "appointments-day-light-1440": "calendar-light",
    "queue-light-1440": "queue-light",
    "patient-dark-1440": "patient-dark",
}


def main() -> None:
    """Make every picture; a handful goes into the documentation."""
    EVERY.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        instance = servers.demo_instance(Path(folder) / "instance")
        servers.new_clinic(instance)
        with servers.product(instance) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find.path(), args=find.ARGUMENTS)
            _all(browser, address, screens.SCREENS, "")
            _all(browser, address, screens.EMPTY, ".new")
            browser.close()


def _all(browser, address, wanted, of_whom):
    pages = {}
    for name, (who, path) in wanted.items():
        login = who + of_whom
        if login not in pages:
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.add_cookies(entry.cookies(browser, address, login))
            entry.give_reason(context, address)
            pages[login] = screens.watch(context.new_page())
        page = pages[login]
        screens.visit(page, address, screens.first_row(page, address, path))
        screens.settle(page)
        for theme, width in screens.LOOKS:
            screens.look(page, theme, width)
            page.wait_for_timeout(500)
            full = f"{name}{'-empty' if of_whom else ''}-{theme}-{width}"
            page.screenshot(path=EVERY / f"{full}.png", full_page=width == 390)
            if full in SHOWN:
                page.screenshot(path=servers.ROOT / "docs" / "pictures" / f"{SHOWN[full]}.png")
        print(name, of_whom or "full")


if __name__ == "__main__":
    (servers.ROOT / "docs" / "pictures").mkdir(parents=True, exist_ok=True)
    main()
