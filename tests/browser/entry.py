"""Signing in without the form, which test_journeys uses by its labels."""

from __future__ import annotations

PASSWORD = "Demo-ayurlahi-1"


def cookies(browser, address, login):
    """What the browser of somebody holds who has just signed in."""
    context = browser.new_context()
    context.request.get(address + "/login")
    form = {"login": f"{login}@ayurlahi.example", "password": PASSWORD, "_csrf_token": _token(context)}
    assert context.request.post(address + "/login", form=form).url.endswith("/dashboard")
    found = context.cookies()
    context.close()
    return found


def give_reason(context, address):
    """Platform staff say why before they open patient data."""
    context.request.post(address + "/reason", form={"reason": "Looking at the screens", "_csrf_token": _token(context)})


def _token(context):
    return next(c["value"] for c in context.cookies() if c["name"] == "_csrf_token")
