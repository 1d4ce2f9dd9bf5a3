"""Boxes that lead somewhere when they change lead nowhere when they are only drawn: their late answer would throw people back."""

from __future__ import annotations

from dash import no_update

import app  # noqa: F401 - declares the callbacks
from callbacks import stock


def test_the_search_of_the_stock_follows_what_is_typed_and_not_what_it_was_drawn_with():
    search = stock.search.__wrapped__
    drawn = {"show": "low", "search": "Taila"}
    for same in ("Taila", " Taila "):
        assert search(same, drawn) is no_update
    assert search("Ghrita", drawn) == "/dashboard/inventory?show=low&search=Ghrita"
    assert search("", drawn) == "/dashboard/inventory?show=low"
    assert search(None, drawn) is no_update
    assert search("Taila", None) is no_update
