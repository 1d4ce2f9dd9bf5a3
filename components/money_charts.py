"""Patient money, drawn: plain dicts in Plotly's schema; amounts come in paise and are shown in rupees with Indian grouping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from components.canvas import PALETTE, Figure, figure, note, nothing
from components.values import percent
from data.core.ageing import BOUNDS, UNAPPLIED
from data.core.money import rupees

if TYPE_CHECKING:
    import pandas as pd

BUCKETS = {
    "not_due": ("Not due", "a0"), "0-30": ("0–30 days", "a1"), "31-60": ("31–60 days", "a2"), "61-90": ("61–90 days", "a3"),
    "91-120": ("91–120 days", "a4"), ">120": ("Over 120 days", "a5"), UNAPPLIED: ("Advances not used", "c3"),
}  # fmt: skip
SHORT = {name: word.replace(" ", "<br>", 1) for name, (word, _) in BUCKETS.items() if name in BOUNDS}
METHODS = (
    ("cash", "Cash", "c1"),
    ("upi", "UPI", "c2"),
    ("card", "Card", "c3"),
    ("online", "Online", "c5"),
    ("cheque", "Cheque", "c6"),
)
AIM, WHOLE = 95, 100  # percent of net collection to aim at
ROW = 30
STEPS, MOST_TICKS = (1, 2, 5), 5
LINE_COLOURS = ("c6", "c5", "c4", "c3", "c2", "c1")


def _month(day: date) -> str:
    return f"{day:%b} {day:%y}"


def _month_axis(names: Sequence[str]) -> Figure:
    """Months (or a day) as categories, every second one told, in two lines so that a phone has room."""
    told = list(names)[::-2][::-1]
    ends = {"tickvals": told, "ticktext": [name.replace(" ", "<br>", 1) for name in told]}
    return {"type": "category", "range": [-0.5, len(names) - 0.5], **ends}


def rupee_axis(low: float, high: float) -> Figure:
    """Ticks at round amounts; Plotly knows no lakh grouping, so their texts are written here. Paise in, paise on the axis."""
    span = max(high - min(low, 0), 100)
    size = 100
    while not any(span / (size * step) <= MOST_TICKS for step in STEPS):
        size *= 10
    tick = size * next(step for step in STEPS if span / (size * step) <= MOST_TICKS)
    values = list(range(int(min(low, 0) // tick) * tick, int(high // tick + 1) * tick + 1, tick))
    return {"tickvals": values, "ticktext": [rupees(v, with_paise=False) for v in values]}


def ageing_columns(months: pd.DataFrame, theme: str = "light") -> Figure:
    """Balances by age at each month end and on the day itself, advances below zero. `months`: day, one column a bucket."""
    days = list(months["day"])
    names = [_month(day) for day in days[:-1]] + [f"{days[-1].day} {days[-1]:%b}"]
    if not any(months[name].any() for name in BUCKETS):
        return nothing("Nothing was owed at these month ends.", theme)
    ink = PALETTE[theme]
    bars = [
        {
            "type": "bar", "name": word, "x": names, "y": [int(v) or None for v in months[name]],
            "marker": {"color": ink[colour], "line": {"width": 1, "color": ink["ink-3"] if colour in {"a0", "a1"} else ink["surface"]}},
            "customdata": [rupees(int(v), with_paise=False) for v in months[name]],
            "hovertemplate": f"{word} %{{customdata}}<extra></extra>",
        }
        for name, (word, colour) in BUCKETS.items()
    ]  # fmt: skip
    tops = months[list(BOUNDS)].clip(lower=0).sum(axis=1)
    return figure(
        bars, theme, barmode="relative", hovermode="x", margin={"l": 70, "r": 8, "t": 12, "b": 40},
        xaxis=_month_axis(names), yaxis=rupee_axis(float(months[UNAPPLIED].min()), float(tops.max())),
    )  # fmt: skip


def collected_columns(collected: pd.DataFrame, start: date, end: date, theme: str = "light") -> Figure:
    """What came in by day, stacked by method; refunds are taken off. `collected`: day, method, amount."""
    sums = collected.groupby(["day", "method"])["amount"].sum() if len(collected) else {}
    days = [date.fromordinal(n) for n in range(start.toordinal(), end.toordinal())]
    if not len(sums):
        return nothing("Nothing was collected in these days.", theme)
    ink = PALETTE[theme]
    bars = [
        {
            "type": "bar", "name": word, "x": [d.isoformat() for d in days], "y": [int(sums.get((d, key), 0)) or None for d in days],
            "marker": {"color": ink[colour], "line": {"width": 1, "color": ink["surface"]}},
            "customdata": [rupees(int(sums.get((d, key), 0)), with_paise=False) for d in days],
            "hovertemplate": f"{word} %{{customdata}}<extra></extra>",
        }
        for key, word, colour in METHODS
    ]  # fmt: skip
    tops = collected.groupby("day")["amount"].sum()
    return figure(
        bars, theme, barmode="relative", hovermode="x", margin={"l": 70, "r": 8, "t": 12, "b": 40},
        xaxis={"type": "date", "tickformat": "%-d %b", "hoverformat": "%a %-d %b", "nticks": 7}, yaxis=rupee_axis(float(tops.min()), float(tops.max())),
    )  # fmt: skip


def mix_bars(months: Sequence[tuple[date, pd.DataFrame]], theme: str = "light") -> Figure:
    """Each method's share of what was collected, a bar of 100 % a month. `months`: (first day, method, share)."""
    shown = [(first, mix.set_index("method")["share"]) for first, mix in months]
    shown = [(first, shares) for first, shares in shown if shares.iloc[0].denominator > 0]
    if not shown:
        return nothing("Nothing was collected in these months.", theme)
    ink = PALETTE[theme]
    bars = [
        {
            "type": "bar", "name": word, "x": [_month(first) for first, _ in shown],
            "y": [round(WHOLE * (shares[key].value or 0), 2) or None for _, shares in shown],
            "marker": {"color": ink[colour], "line": {"width": 1, "color": ink["surface"]}},
            "hovertemplate": f"{word} %{{y:.1f}} %<extra></extra>",
        }
        for key, word, colour in METHODS
    ]  # fmt: skip
    return figure(
        bars, theme, barmode="stack", hovermode="x", margin={"l": 42, "r": 8, "t": 12, "b": 40},
        xaxis=_month_axis([_month(first) for first, _ in shown]), yaxis={"range": [0, WHOLE], "tickvals": [0, 50, WHOLE], "ticktext": ["0", "50", "100 %"]},
    )  # fmt: skip


def ar_line(points: Sequence[tuple[date, Any]], theme: str = "light") -> Figure:
    """Days in receivables at month ends and on the day itself; no point where there were fewer than five bills."""
    values = [None if ratio is None else ratio.value for _, ratio in points]
    if not any(v is not None for v in values):
        return nothing("Fewer than five bills in 90 days.", theme)
    names = [_month(day) for day, _ in points[:-1]] + [f"{points[-1][0].day} {points[-1][0]:%b}"]
    return figure(
        [_line("Days", names, values, PALETTE[theme]["c1"], "%{y:.1f} days")],
        theme,
        margin={"l": 42, "r": 44, "t": 16, "b": 40},
        xaxis=_month_axis(names),
        yaxis={"rangemode": "tozero", "nticks": 5},
        annotations=_end(names, values, "{:.1f}", theme),
    )


def net_line(months: pd.DataFrame, theme: str = "light") -> Figure:
    """Net collection of each bill month against 95 %. `months`: month, net."""
    values = [None if r.value is None else WHOLE * r.value for r in months["net"]]
    names = [_month(m) for m in months["month"]]
    if not any(v is not None for v in values):
        return nothing("No bill yet.", theme)
    drawn = figure(
        [_line("Net collection", names, values, PALETTE[theme]["c1"], "%{y:.1f} %")], theme, margin={"l": 46, "r": 52, "t": 16, "b": 40},
        xaxis=_month_axis(names),
        yaxis={"range": [min(40, *(v for v in values if v is not None)) - 4, 104], "ticksuffix": " %", "nticks": 5},
    )  # fmt: skip
    line = {"color": PALETTE[theme]["ink"], "width": 1, "dash": "dot"}
    drawn["layout"]["shapes"] = [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": AIM, "y1": AIM, "line": line}]
    told = note(f"aim {AIM} %", theme, "ink-2", 11.5, x=0, y=AIM, xref="paper", yref="y", xanchor="left", yanchor="top")
    drawn["layout"]["annotations"] = [*_end(names, values, "{:.1f} %", theme), told]
    return drawn


def cohort_lines(cohorts: pd.DataFrame, theme: str = "light") -> Figure:
    """How much of a month's bills had come in k days after the bill, a line a month. `cohorts`: month, k, collected."""
    months = sorted(set(cohorts["month"]))
    if not months:
        return nothing("No month of bills yet.", theme)
    ink, traces = PALETTE[theme], []
    for place, month in enumerate(months):
        own = cohorts[cohorts["month"] == month]
        shown = [(row.k, row.collected.value) for row in own.itertuples() if row.collected.value is not None]
        colour = ink[LINE_COLOURS[len(LINE_COLOURS) - len(months) + place]]
        trace = _line(_month(month), [k for k, _ in shown], [WHOLE * v for _, v in shown], colour, "day %{x}: %{y:.1f} %")
        traces.append(trace | {"hovertemplate": f"{_month(month)}, day %{{x}}: %{{y:.1f}} %<extra></extra>"})
    ks = sorted(set(cohorts["k"]))
    return figure(
        traces, theme, margin={"l": 46, "r": 12, "t": 12, "b": 40},
        xaxis={"tickvals": ks, "title": {"text": "days after the bill"}}, yaxis={"ticksuffix": " %", "nticks": 6},
    )  # fmt: skip


def cohort_legend(cohorts: pd.DataFrame) -> list[tuple[str, str]]:
    """(mark, word) of the lines, oldest first."""
    months = sorted(set(cohorts["month"]))
    return [(f"k-{LINE_COLOURS[len(LINE_COLOURS) - len(months) + n]}", _month(month)) for n, month in enumerate(months)]


def discount_bars(table: pd.DataFrame, names: Mapping[str, str], theme: str = "light") -> Figure:
    """What was taken off of gross charges, a bar a key, the largest first, months as they follow. `table`: key, share."""
    column = table.columns[0]
    rows = [(names.get(str(key), str(key)), share) for key, share in zip(table[column], table["share"], strict=True)]
    rows = [row for row in rows if row[1].value is not None]
    rows = rows if column == "month" else sorted(rows, key=lambda row: -row[1].value)
    if not rows:
        return nothing("No bill in these months.", theme)
    ink = PALETTE[theme]
    bar = {
        "type": "bar", "orientation": "h", "y": [name for name, _ in rows], "x": [WHOLE * share.value for _, share in rows],
        "marker": {"color": ink["c2"]}, "text": [percent(share.value) for _, share in rows], "textposition": "outside", "cliponaxis": False,
        "customdata": [f"{rupees(int(s.numerator), with_paise=False)} of {rupees(int(s.denominator), with_paise=False)}" for _, s in rows],
        "hovertemplate": "%{y}: %{customdata}<extra></extra>", "textfont": {"color": ink["ink"]},
    }  # fmt: skip
    top = max(WHOLE * share.value for _, share in rows) or 1
    return figure(
        [bar], theme, margin={"l": 8, "r": 52, "t": 8, "b": 8}, height=bars_height(len(rows)),
        xaxis={"range": [0, top * 1.15], "visible": False}, yaxis={"type": "category", "autorange": "reversed", "showline": False},
    )  # fmt: skip


def bars_height(rows: int) -> int:
    """The height, in pixels, so many bars need."""
    return ROW * max(rows, 2) + 30


def expected_bars(expected: Sequence[Any], theme: str = "light") -> Figure:
    """What each bucket will bring within 30 and 60 days, with the band of the months before."""
    ink, traces = PALETTE[theme], []
    for one, colour in zip(expected, ("c1", "c3"), strict=True):
        told = one.buckets.dropna(subset=["expected"])
        traces.append(
            {
                "type": "bar", "name": f"{one.days} days", "x": [SHORT[name] for name in told["bucket"]], "y": [int(v) for v in told["expected"]],
                "marker": {"color": ink[colour]},
                "error_y": {
                    "type": "data", "symmetric": False, "color": ink["ink"], "thickness": 1.5, "width": 4,
                    "array": [int(h - e) for h, e in zip(told["high"], told["expected"], strict=True)],
                    "arrayminus": [int(e - low) for low, e in zip(told["low"], told["expected"], strict=True)],
                },
                "customdata": [
                    f"{rupees(int(r.expected), with_paise=False)} ({rupees(int(r.low), with_paise=False)} to {rupees(int(r.high), with_paise=False)})"
                    for r in told.itertuples()
                ],
                "hovertemplate": f"%{{x}}, {one.days} days: %{{customdata}}<extra></extra>",
            }
        )  # fmt: skip
    highs = [int(v) for one in expected for v in one.buckets["high"].dropna()]
    if not highs:
        return nothing("Not enough history: three month ends are needed.", theme)
    return figure(
        traces, theme, barmode="group", margin={"l": 70, "r": 8, "t": 12, "b": 30},
        xaxis={"type": "category", "categoryorder": "array", "categoryarray": list(SHORT.values())}, yaxis=rupee_axis(0, max(highs)),
    )  # fmt: skip


def _line(name: str, x: Sequence[Any], y: Sequence[float | None], colour: str, shown: str) -> Figure:
    return {
        "type": "scatter", "mode": "lines+markers", "name": name, "x": list(x), "y": list(y), "connectgaps": False, "cliponaxis": False,
        "line": {"color": colour, "width": 2}, "marker": {"size": 6, "color": colour}, "hovertemplate": f"{shown}<extra></extra>",
    }  # fmt: skip


def _end(x: Sequence[Any], y: Sequence[float | None], form: str, theme: str) -> list[Figure]:
    """The last value beside its point."""
    told = [(a, b) for a, b in zip(x, y, strict=True) if b is not None]
    return [note(form.format(b), theme, "ink", 12, x=a, y=b, xanchor="left", xshift=7) for a, b in told[-1:]]
