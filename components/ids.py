"""Every id of the interface, made in one place."""

from __future__ import annotations

LOCATION = "_pages_location"
LIVE = "live"
TOAST = "toast"
TOAST_REGION = "toast-region"
TOP_SEARCH = "top-search"
TOP_RESULTS = "top-results"
THEME_BUTTON = "theme-button"
SHEET_COPY = "sheet-copy"


def grid(noun: str) -> str:
    """The table of a list."""
    return f"{noun}-grid"


def search(noun: str) -> str:
    """The search box of a list."""
    return f"{noun}-search"


def filter_(noun: str, name: str) -> str:
    """One filter of a list."""
    return f"{noun}-filter-{name}"


def count(noun: str) -> str:
    """The line under a list: how many of how many."""
    return f"{noun}-count"


def form(noun: str) -> str:
    """The form of a noun."""
    return f"{noun}-form"


def field(noun: str, name: str) -> str:
    """The input of a field."""
    return f"{noun}-form-{name}"


def error(noun: str, name: str) -> str:
    """The sentence beside a field."""
    return f"{noun}-form-{name}-error"


def summary(noun: str) -> str:
    """What is wrong with a form, at its head."""
    return f"{noun}-form-summary"


def save(noun: str) -> str:
    """The save button of a form."""
    return f"{noun}-form-save"


def nonce(noun: str) -> str:
    """The one-use key of a form."""
    return f"{noun}-form-nonce"


def row(noun: str) -> str:
    """Which row, and which version of it, a form or detail page shows."""
    return f"{noun}-row"


def step(noun: str, name: str) -> str:
    """The button of a status move."""
    return f"{noun}-step-{name}"


def dialog(noun: str, name: str) -> str:
    """The confirmation of a status move or deletion."""
    return f"{noun}-dialog-{name}"


def part(noun: str, *names: str) -> str:
    """Any other part of a noun's screen."""
    return "-".join((noun, *names))
