"""The marketplace of the platform, drawn: what was ordered by month and manufacturer, and the commission on what was delivered. Paise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from components.canvas import PALETTE, Figure, figure, note, nothing
from components.money_charts import rupee_axis
from data.core.money import rupees

COLOURS = ("c5", "c3", "c2", "c1", "c4")  # past five manufacturers the rest is one
REST = ("", "Others", "c6")


def series(months: Mapping[date, Mapping[str, int]], names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(manufacturer id, name, colour) of each layer, the largest first; "" is what the others are together."""
    sums = {maker: sum(of.get(maker, 0) for of in months.values()) for maker in names}
    ranked = sorted((maker for maker, total in sums.items() if total), key=lambda maker: (-sums[maker], names[maker]))
    shown = [(maker, names[maker], colour) for maker, colour in zip(ranked, COLOURS, strict=False)]
    return [*shown, REST] if len(ranked) > len(COLOURS) else shown


def ordered_columns(months: Mapping[date, Mapping[str, int]], names: Mapping[str, str], theme: str = "light") -> Figure:
    """`gmv` a month, stacked by manufacturer."""
    layers = series(months, names)
    if not layers:
        return nothing("Nothing was ordered in these months.", theme)
    ink, first = PALETTE[theme], {maker for maker, _, _ in layers}
    bars = [
        _bar(name, months, [_sum(of, maker, first) for of in months.values()], ink[colour], ink["surface"])
        for maker, name, colour in layers
    ]
    totals = [sum(of.values()) for of in months.values()]
    return _columns(bars, months, totals, theme)


def _sum(of: Mapping[str, int], maker: str, shown: set[str]) -> int:
    return of.get(maker, 0) if maker else sum(paise for other, paise in of.items() if other not in shown)


def commission_columns(months: Mapping[date, Any], theme: str = "light") -> Figure:
    """`commission_earned` a month, without its GST."""
    amounts = [found.amount for found in months.values()]
    if not any(amounts):
        return nothing("No commission in these months.", theme)
    ink = PALETTE[theme]
    return _columns([_bar("Commission", months, amounts, ink["plum"], ink["surface"])], months, amounts, theme)


def _bar(name: str, months: Mapping[date, Any], amounts: Sequence[int], colour: str, edge: str) -> Figure:
    return {
        "type": "bar", "name": name, "x": [_month(month) for month in months], "y": [paise or None for paise in amounts], "width": 0.5,
        "marker": {"color": colour, "line": {"width": 1, "color": edge}}, "customdata": [rupees(paise, with_paise=False) for paise in amounts],
        "hovertemplate": f"{name} %{{customdata}}<extra></extra>",
    }  # fmt: skip


def _columns(bars: list[Figure], months: Mapping[date, Any], totals: Sequence[int], theme: str) -> Figure:
    labels = [
        note(rupees(total, with_paise=False), theme, "ink", 12, x=_month(month), y=total, yanchor="bottom")
        for month, total in zip(months, totals, strict=True)
        if total
    ]
    names = [_month(month) for month in months]
    return figure(
        bars, theme, barmode="relative", hovermode="x", margin={"l": 70, "r": 8, "t": 20, "b": 34}, annotations=labels,
        xaxis={"type": "category", "categoryorder": "array", "categoryarray": names, "range": [-0.5, len(names) - 0.5]},
        yaxis=rupee_axis(float(min(0, *totals)), float(max(totals))),
    )  # fmt: skip


def _month(month: date) -> str:
    return f"{month:%b}"
