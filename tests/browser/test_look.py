"""Every screen, light and dark, wide and on a phone: nothing serious for axe, no sideways scroll, no clipped word."""

from __future__ import annotations

from time import monotonic

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser import screens

IMPACTS = {"serious", "critical"}
# One look a screen, turn by turn, so that each theme and each width meets half of them; `make soak` takes all four of each.
TURNS = (("light", 1440), ("dark", 390), ("dark", 1440), ("light", 390))
# A first day looks much the same from one list to the next: these in `make test`, all of them in `make soak`.
FIRST_DAY = ("dashboard", "appointments-day", "queue", "patients", "prescriptions", "billing", "inventory", "orders")
# The calendar library's own roles; the list view is its accessible twin (docs/receptionist.md).
KNOWN = {
    ("appointments-day", "aria-required-children"),
    ("appointments-week", "aria-required-children"),
    ("appointments-month", "aria-required-children"),
}


def clipped(page):
    """Words of buttons, headings and tiles that do not fit where they stand."""
    return page.evaluate("""() => [...document.querySelectorAll('main h1,main h2,main .btn,main .tile .v,main label,main .chip')]
      .filter(e => e.offsetParent && !e.classList.contains('visually-hidden') && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow !== 'visible').map(e => e.textContent.trim().slice(0, 60))""")


def violations(page):
    """What axe finds on the page as it stands; its script is put there once a load."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate("axe.run({resultTypes: ['violations']}).then(r => r.violations)")


def out_of_reach(page):
    """Buttons and boxes of cards that begin or end beside the screen; a finger would have to know of them."""
    return page.evaluate("""() => [...document.querySelectorAll('main .card-a :is(.btn,select,input:not(.btn-check))')]
      .filter(e => e.offsetParent && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.textContent.trim().slice(0, 60) || e.id)""")


def broken_pictures(page):
    """Pictures that could not be drawn."""
    return page.evaluate(
        "[...document.images].filter(i => i.complete && !i.naturalWidth && i.getAttribute('src')).map(i => i.alt || i.src)"
    )


def scrolls_sideways(page):
    """Whether the page stays wider than the screen once its charts have followed the width."""
    until = monotonic() + 3
    while page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        if monotonic() > until:
            return True
        page.wait_for_timeout(screens.STEP)
    return False


def unfit(page, name, looks=TURNS[:2]):
    """What is wrong with a screen that stands, look by look."""
    wrong = []
    for theme, width in looks:
        screens.look(page, theme, width)
        screens.rest(page, 150)
        wrong += [(theme, width, *found) for found in amiss(page, name)]
    return wrong


def amiss(page, name):
    """What is wrong with a screen as it stands."""
    return [
        *((v["id"], v["nodes"][0]["html"][:160]) for v in violations(page) if serious(v, name)),
        *([("scrolls sideways",)] if scrolls_sideways(page) else []),
        *(("clipped", text) for text in clipped(page)),
        *(("out of reach", text) for text in out_of_reach(page)),
        *(("no picture", text) for text in broken_pictures(page)),
    ]


def serious(violation, name):
    """Whether axe minds it so much that it may not be."""
    return violation["impact"] in IMPACTS and (name, violation["id"]) not in KNOWN


def shown(page, address, path, look):
    """A screen as it comes to somebody who has chosen this look."""
    screens.look(page, *look)
    screens.visit(page, address, screens.first_row(page, address, path))
    screens.settle(page)
    return page


def full(people, address, name, look=TURNS[0]):
    """A screen of the demo."""
    who, path = screens.SCREENS[name]
    return shown(people(who), address, path, look)


def empty(people, address, name, look=TURNS[0]):
    """The same screen on a clinic's first day."""
    who, path = screens.EMPTY[name]
    return shown(people(who + ".new"), address, path, look)


def turns(names):
    """Each name with its look; one look after the other, so that a page seldom changes it."""
    return sorted(((name, TURNS[n % len(TURNS)]) for n, name in enumerate(names)), key=lambda turn: TURNS.index(turn[1]))


@pytest.mark.parametrize(("name", "look"), turns(screens.SCREENS))
def test_a_screen_is_fit_to_be_seen(people, address, name, look):
    assert amiss(full(people, address, name, look), name) == []


@pytest.mark.parametrize(("name", "look"), turns(FIRST_DAY))
def test_a_screen_of_a_clinics_first_day_is_fit_to_be_seen(people, address, name, look):
    assert amiss(empty(people, address, name, look), name) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", screens.SCREENS)
def test_a_screen_is_fit_to_be_seen_in_any_look(people, address, name):
    assert unfit(full(people, address, name), name, TURNS) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", screens.EMPTY)
def test_a_screen_of_a_clinics_first_day_is_fit_to_be_seen_in_any_look(people, address, name):
    assert unfit(empty(people, address, name), name, TURNS) == []


def test_the_sign_in_page_is_fit_to_be_seen(browser, address):
    page = screens.watch(browser.new_page())
    page.goto(address + "/login")
    for theme, width in screens.LOOKS:
        screens.look(page, theme, width)
        screens.rest(page, 150)
        assert [v["id"] for v in violations(page) if v["impact"] in IMPACTS] == []
        assert not scrolls_sideways(page)
    page.close()
