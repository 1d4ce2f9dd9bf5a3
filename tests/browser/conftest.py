"""The product under gunicorn, and a browser in front of it that forgives nothing."""

from __future__ import annotations

from functools import cache, partial

import pytest
from playwright.sync_api import sync_playwright

from tests import servers
from tests.browser import entry, find, screens

TYPED = (
    "Varghese",
    "Ouseph",
    "Kuttikrishnan",
    "98470",
    "9847",
    "Travelling",
    entry.PASSWORD,
)  # by the tests into forms and searches


@pytest.fixture(scope="session")
def instance(demo, tmp_path_factory):
    """A copy of the demo, and in it a clinic on its first day."""
    folder = servers.copy_of(demo, tmp_path_factory.mktemp("browser") / "instance")
    servers.new_clinic(folder)
    return folder


@pytest.fixture(scope="session")
def address(instance):
    """The product on a copy of the demo."""
    with servers.product(instance) as where:
        yield where
    log = (instance / "server.log").read_text()
    assert [word for word in TYPED if word in log] == []


@pytest.fixture(scope="session")
def browser():
    """One browser for all tests."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=find.path(), args=find.ARGUMENTS)
        yield opened
        opened.close()


class Watched:
    """A page that remembers what went wrong on it."""

    def __init__(self, page, address):
        self.page, self.address, self.wrong = screens.watch(page), address, []
        page.on("console", lambda m: self.wrong.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.wrong.append(str(e)))
        page.on("response", self.note)

    def note(self, response):
        """A refused request with what was asked."""
        if response.status >= 500 or response.status == 400:
            self.wrong.append(f"{response.status} {response.url} {(response.request.post_data or '')[:1200]}")

    def open(self, path):
        self.page.goto(self.address + path)
        self.page.locator("main h1").first.wait_for()
        return self.page


@pytest.fixture(scope="session")
def cookies(browser, address):
    """The cookies of somebody who is signed in, asked once a person."""
    return cache(partial(entry.cookies, browser, address))


@pytest.fixture(scope="session")
def contexts(browser):
    """Browser contexts without a page, kept with what they have compiled for whoever comes next."""
    free = []
    yield free
    for context in free:
        context.close()


@pytest.fixture
def desk(browser, address, cookies, contexts):
    """A signed-in page per person: desk("receptionist", width=390); errors on it fail the test."""
    opened = []

    def make(login, width=1440, theme="light", height=900):
        context = contexts.pop() if contexts else browser.new_context(accept_downloads=True)
        context.add_cookies(cookies(login))
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        watched = Watched(page, address)
        opened.append((context, watched))
        return watched

    yield make
    for context, _watched in opened:
        forget(context, address)
        contexts.append(context)
    assert [w for _, watched in opened for w in watched.wrong] == []


def forget(context, address):
    """Nothing of the one who leaves is there for the next; her pages go first, for they would go on asking without her cookies."""
    blank = context.new_page()
    for left in context.pages:
        if left is not blank:
            left.close()
    wanted = {"origin": address, "storageTypes": "local_storage,indexeddb,cache_storage,cookies"}
    context.new_cdp_session(blank).send("Storage.clearDataForOrigin", wanted)
    blank.close()
    context.clear_cookies()
    context.unroute_all()


@pytest.fixture(scope="session")
def people(browser, address, cookies):
    """One signed-in page per person, kept for the tests that only look."""
    pages = {}

    def page_of(login):
        if login not in pages:
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.add_cookies(cookies(login))
            entry.give_reason(context, address)
            pages[login] = screens.watch(context.new_page())
        return pages[login]

    yield page_of
    for page in pages.values():
        page.context.close()
