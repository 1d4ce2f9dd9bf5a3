"""Patient money on the homes: outstanding, old, collected, days in receivables, not billed; and whether the books tie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html

from components import ids, kpi, values
from components.words import icon, link
from data.core.ledger_sums import TENDERS
from data.core.money import rupees

NOUN = "money_glance"
BILLS, LEDGER, UNBILLED = "/dashboard/billing", "/dashboard/ledger", "/dashboard/billing/unbilled"
FIGURES, DAY, APPROVALS = "/dashboard/billing/figures", "/dashboard/billing/day-close", "/dashboard/billing/approvals"
QUERY, AS_OF, TIE = ids.part(NOUN, "query"), ids.part(NOUN, "as-of"), ids.part(NOUN, "tie")
TILES = {
    "outstanding": "Outstanding",
    "collected": "Collected",
    "in_ar": "Days in receivables",
    "unbilled": "Done but not billed",
}
OLD = "91-120,>120"


def rows_of(path: str, **narrowed: str) -> str:
    """The address of the rows behind a figure."""
    return f"{path}?{urlencode({k.removesuffix('_'): v for k, v in narrowed.items() if v})}"


def amount(paise: int) -> str:
    """₹1,23,456, as overviews show money."""
    return rupees(paise, with_paise=False)


def readings(found: Any) -> dict[str, kpi.Reading]:
    """What each tile says."""
    work, change = found.unbilled, found.collected - found.collected_before
    arrow = "▲" if change > 0 else "▼" if change < 0 else ""
    days = values.DASH if found.in_ar is None else f"{found.in_ar.value:.1f}"
    return {
        "outstanding": kpi.Reading(amount(found.outstanding), f"{values.percent(found.over_90.value)} older than 90 days"),
        "collected": kpi.Reading(
            amount(found.collected), "", f"{arrow} {amount(abs(change))}" if arrow else "", change > 0 if arrow else None
        ),
        "in_ar": kpi.Reading(days, "at the charges of 90 days" if found.in_ar else "fewer than 5 bills"),
        "unbilled": kpi.Reading(amount(work.amount), f"{values.count(work.eligible, 'piece')} of work, {work.used} with a price"),
    }


def lists(found: Any, day: str, *, opens_bills: bool, opens_ledger: bool, writes_bills: bool) -> dict[str, str]:
    """The list behind each tile, for those who may open it."""
    bills = {"outstanding": rows_of(BILLS, as_of=day), "old": rows_of(BILLS, bucket=OLD, as_of=day)} if opens_bills else {}
    span = {"from": found.start.isoformat(), "to": found.end.isoformat()}
    money = {"collected": rows_of(LEDGER, method=",".join(TENDERS), **span)} if opens_ledger else {}
    return bills | money | ({"unbilled": UNBILLED} if writes_bills else {})


def badge(tie: Any, id_: str = TIE) -> Any:
    """ "Ties to ledger", or in red that it does not and by how many bills."""
    words, tone = tie_words(tie)
    return html.Span(words, id=id_, className=tone, role="status")


def tie_words(tie: Any) -> tuple[list[Any], str]:
    """The content and the class of the badge."""
    if tie.holds:
        return [icon("check2-circle"), "Ties to ledger"], "chip leaf"
    return [icon("x-octagon-fill"), f"Does not tie: {values.count(len(tie.wrong), 'bill')} off"], "chip clay"


def section(found: Any, zone: str, where: Mapping[str, str]) -> Any:
    """The sheet of patient money on a home."""
    told = readings(found)
    cells = [kpi.tile(name, _key(key), told[key], where.get(key, "")) for key, name in TILES.items()]
    aside = [
        badge(found.tie),
        " ",
        link("All money figures", FIGURES),
        html.Span(values.clock_time(found.as_of, zone), id=AS_OF, className="visually-hidden"),
    ]
    return html.Div(
        [
            dcc.Store(id=QUERY, data={"start": found.start.isoformat(), "end": found.end.isoformat()}),
            kpi.panel("Patient money", "currency-rupee", [kpi.tiles(*cells)], aside),
        ],
        className="by-four below",
    )


def _key(tile: str) -> str:
    return ids.part(NOUN, "tile", tile)


def leaves() -> list[tuple[str, str]]:
    """(id, property) of what follows a save, in the order of `leaf_values`."""
    tiles = [leaf for tile in TILES for leaf in kpi.leaves(_key(tile))]
    return [*tiles, (TIE, "children"), (TIE, "className")]


def leaf_values(found: Any) -> list[Any]:
    """What the leaves are set to."""
    told = readings(found)
    return [*(value for tile in TILES for value in kpi.leaf_values(told[tile])), *tie_words(found.tie)]
