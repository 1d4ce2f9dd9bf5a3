"""The cashier's home: what she has taken today, what is still owed, what is not billed yet."""

from __future__ import annotations

from typing import Any

from dash import html

from components import ids, kpi, values
from components.money_glance import BILLS, DAY, UNBILLED, rows_of
from components.words import link
from data.core.money import rupees

NOUN = "till_glance"
TILES = {"taken": "Taken today", "cash": "Cash today", "open": "Open bills", "unbilled": "Done but not billed"}


def readings(sheet: Any, still_open: int, pieces: int) -> dict[str, kpi.Reading]:
    """What each tile says."""
    state = "day closed" if sheet.closing else "day open"
    return {
        "taken": kpi.Reading(rupees(sum(sheet.expected.values())), f"{values.count(sheet.entries, 'entry', 'entries')}, {state}"),
        "cash": kpi.Reading(rupees(sheet.expected["cash"]), "without what lay in the till"),
        "open": kpi.Reading(f"{still_open:,}", "with a balance"),
        "unbilled": kpi.Reading(f"{pieces:,}", "pieces of work"),
    }


def section(sheet: Any, still_open: int, pieces: int) -> Any:
    """The till's sheet on a home."""
    told = readings(sheet, still_open, pieces)
    where = {"taken": DAY, "cash": DAY, "open": rows_of(BILLS, status="pending,partial"), "unbilled": UNBILLED}
    cells = [kpi.tile(name, ids.part(NOUN, key), told[key], where[key]) for key, name in TILES.items()]
    return html.Div(
        kpi.panel("At the till", "cash-coin", [kpi.tiles(*cells)], [link("Close the day", DAY)]), className="by-four below"
    )


def leaves() -> list[tuple[str, str]]:
    """(id, property) of the leaves that follow what is saved."""
    return [leaf for key in TILES for leaf in kpi.leaves(ids.part(NOUN, key))]


def leaf_values(sheet: Any, still_open: int, pieces: int) -> list[Any]:
    """What the leaves are set to."""
    told = readings(sheet, still_open, pieces)
    return [value for key in TILES for value in kpi.leaf_values(told[key])]
