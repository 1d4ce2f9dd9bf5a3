"""A manufacturer's stages and months, drawn: what was ordered and sold, and how whole and punctual it was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash import html

from components.canvas import PALETTE, Figure, figure, nothing
from components.market_glance import STAGES, amount, orders_of
from components.money_charts import rupee_axis
from components.values import percent
from components.words import link

WHOLE = 100


def stage_bars(stages: Mapping[str, tuple[int, int]]) -> list[Any]:
    """Open orders by stage: a bar of their value, and the way to them."""
    top = max(1, *(stages[key][1] for key, *_ in STAGES))
    return [_stage(key, word, tone, *stages[key], top) for key, word, tone in STAGES]


def _stage(key: str, word: str, tone: str, count: int, value: int, top: int) -> Any:
    width = {"width": f"{round(WHOLE * value / top)}%", "minWidth": "2px" if count else "0"}
    cells = [
        html.Span(word),
        html.Span(html.Span(className=f"b {tone} d-block", style=width), className="tr"),
        html.Span(amount(value), className="num strong"),
        html.Span(str(count), className="num faint"),
    ]
    return link(cells, orders_of(status=key))


def _names(months: Sequence[Any]) -> list[str]:
    return [f"{month.first:%b} {month.first:%y}" for month in months]


def _axis(names: Sequence[str]) -> Figure:
    told = list(names)[::-2][::-1]
    ends = {"tickvals": told, "ticktext": [name.replace(" ", "<br>", 1) for name in told]}
    return {"type": "category", "range": [-0.5, len(names) - 0.5], **ends}


def _since_first(months: Sequence[Any]) -> list[Any]:
    """The months from the first one with a sale on; three at least, so that a start looks like one."""
    first = next((n for n, month in enumerate(months) if month.gmv or month.sales.invoiced), len(months))
    return list(months[min(first, len(months) - 3) :])


def sales_columns(months: Sequence[Any], theme: str = "light") -> Figure:
    """Columns of what was ordered, a line of net sales."""
    shown = _since_first(months)
    if not any(month.gmv or month.sales.invoiced for month in shown):
        return nothing("Nothing was ordered yet.", theme)
    ink, names = PALETTE[theme], _names(shown)
    bar = {
        "type": "bar", "name": "Ordered", "x": names, "y": [month.gmv or None for month in shown], "marker": {"color": ink["plum"]},
        "customdata": [amount(month.gmv) for month in shown], "hovertemplate": "Ordered %{customdata}<extra></extra>",
    }  # fmt: skip
    nets = [month.sales.net for month in shown]
    line = _line("Net sales", names, nets, ink["ink"], [amount(net) for net in nets])
    tops = [*(month.gmv for month in shown), *nets]
    return figure(
        [bar, line], theme, hovermode="x", margin={"l": 74, "r": 8, "t": 12, "b": 40}, xaxis=_axis(names), yaxis=rupee_axis(min(0, *tops), max(tops))
    )  # fmt: skip


SERIES: tuple[tuple[str, str, Callable[[Any], Any]], ...] = (
    ("Packs", "c1", lambda month: month.units),
    ("Lines", "c2", lambda month: month.lines),
    ("Orders", "c3", lambda month: month.orders),
    ("On time, in full", "ink", lambda month: month.otif),
)


def fill_lines(months: Sequence[Any], theme: str = "light") -> Figure:
    """Shares of each month; months with fewer than five orders are hollow dots beside the line."""
    shown = _since_first(months)
    if not any(of(month).denominator for month in shown for _, _, of in SERIES):
        return nothing("Nothing was sent yet.", theme)
    ink, names, traces = PALETTE[theme], _names(shown), []
    for word, colour, of in SERIES:
        parts = [of(month) for month in shown]
        told = [f"{percent(p.value)}, {p.numerator:,.0f} of {p.denominator:,.0f}" for p in parts]
        shares = [None if p.value is None else WHOLE * p.value for p in parts]
        traces.append(_line(word, names, shares, ink[colour], told))
        few = [WHOLE * p.numerator / p.denominator if p.value is None and p.denominator else None for p in parts]
        if any(share is not None for share in few):
            cases = [f"{p.numerator} of {p.denominator}" for p in parts]
            hollow = {"size": 8, "color": ink["surface"], "line": {"color": ink[colour], "width": 1.5}}
            traces.append(_line(word, names, few, ink[colour], cases) | {"mode": "markers", "marker": hollow})
    lowest = min((y for trace in traces for y in trace["y"] if y is not None), default=0)
    return figure(
        traces, theme, margin={"l": 46, "r": 8, "t": 12, "b": 40}, xaxis=_axis(names),
        yaxis={"range": [max(0, min(50, lowest - 6)), 104], "ticksuffix": " %", "nticks": 6},
    )  # fmt: skip


def _line(word: str, names: Sequence[str], shares: Sequence[float | None], colour: str, told: Sequence[str]) -> Figure:
    return {
        "type": "scatter", "mode": "lines+markers", "name": word, "x": list(names), "y": list(shares), "connectgaps": False, "cliponaxis": False,
        "line": {"color": colour, "width": 2}, "marker": {"size": 6, "color": colour}, "customdata": list(told),
        "hovertemplate": f"{word}: %{{customdata}}<extra></extra>",
    }  # fmt: skip
