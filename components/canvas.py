"""What every figure stands on: one palette per theme, a quiet layout, and its room on a page."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

Figure = dict[str, Any]

# The values of tokens.css: a figure cannot read CSS variables, so it is built for one theme.
PALETTE = {
    "light": {
        "surface": "#FFFFFF", "sunken": "#EFEDE5", "raised": "#FFFFFF", "line": "#E2DFD4",
        "ink": "#18231E", "ink-2": "#47534D", "ink-3": "#626C66", "turmeric-soft": "#FAEFD3",
        "grid": "#ECE9DF", "axis": "#B9B7AB", "c1": "#2C644E", "c2": "#B57813", "c3": "#5680C0", "c4": "#901403",
        "c5": "#5C2F5E", "c6": "#8A958B",
        "st-completed": "#154E39", "st-progress": "#C08607", "st-confirmed": "#3E6D9D",
        "st-scheduled": "#B8D8F0", "st-noshow": "#BF4928",
        "plum": "#5A478C", "a0": "#CFE0D6", "a1": "#F3DFA9", "a2": "#E3B04B", "a3": "#C67D2C", "a4": "#9C4A26", "a5": "#64261B",
    },
    "dark": {
        "surface": "#171E1A", "sunken": "#1F2823", "raised": "#222B26", "line": "#2B3530",
        "ink": "#E7ECE8", "ink-2": "#B3BEB7", "ink-3": "#8F9B94", "turmeric-soft": "#382A0E",
        "grid": "#242D28", "axis": "#4A554F", "c1": "#57C29D", "c2": "#E6B731", "c3": "#4B73D0", "c4": "#C2502E",
        "c5": "#CDAEDC", "c6": "#787C74",
        "st-completed": "#52B48F", "st-progress": "#FAC053", "st-confirmed": "#5B85CC",
        "st-scheduled": "#394A56", "st-noshow": "#CA4F3E",
        "plum": "#B7A6E8", "a0": "#2E4A3D", "a1": "#6B5A26", "a2": "#9A7526", "a3": "#CE8A34", "a4": "#EBA46B", "a5": "#FFD3BC",
    },
}  # fmt: skip
FONT = '"Figtree Variable","Noto Sans Malayalam Variable","Noto Sans Devanagari Variable",system-ui,sans-serif'
CLEAR = "rgba(0,0,0,0)"
CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}


def chart(id: str, label: str, drawn: Figure | None = None, height: int = 258) -> html.Div:
    """Room for one figure; `label` says in a sentence what it shows, for those who cannot see it."""
    graph = dcc.Graph(id=id, figure=drawn or figure([], "light"), config=CONFIG, style={"height": f"{height}px"})
    return html.Div(graph, className="chart", role="img", **{"aria-label": label})


def nothing(sentence: str, theme: str = "light") -> Figure:
    """An empty figure that says why it is empty."""
    hidden = {"visible": False}
    told = note(sentence, theme, x=0.5, y=0.5, xref="paper", yref="paper", xanchor="center")
    return figure([], theme, xaxis=hidden, yaxis=hidden, annotations=[told])


def figure(traces: list[Figure], theme: str, **layout: Any) -> Figure:
    """Traces on the quiet layout: horizontal gridlines, no legend, no zoom; `layout` adds to it."""
    ink, small = PALETTE[theme], font(theme, "ink-3", 12)
    axis = {
        "gridcolor": ink["grid"], "linecolor": ink["axis"], "zeroline": False, "tickfont": small, "ticks": "",
        "automargin": True, "fixedrange": True,
    }  # fmt: skip
    quiet = {
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": small,
        "showlegend": False,
        "dragmode": False,
        "bargap": 0.34,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": ink["raised"], "bordercolor": ink["line"], "font": font(theme, "ink", 13),
        },
    }  # fmt: skip
    axes = {
        "xaxis": {**axis, "showgrid": False, "showline": True, "tickangle": 0, **layout.pop("xaxis", {})},
        "yaxis": {**axis, **layout.pop("yaxis", {})},
    }
    return {"data": traces, "layout": {**quiet, **axes, **layout}}


def font(theme: str, role: str, size: float) -> Figure:
    """Type in one of the inks."""
    return {"family": FONT, "size": size, "color": PALETTE[theme][role]}


def note(text: str, theme: str, role: str = "ink-3", size: float = 12, **place: Any) -> Figure:
    """A label at a place in the figure."""
    return {"text": text, "showarrow": False, "font": font(theme, role, size), **place}
