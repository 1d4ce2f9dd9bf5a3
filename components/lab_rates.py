"""What share of the laboratory's work goes right, drawn by week: in target, refused samples, critical values read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components.canvas import PALETTE, Figure, figure, note, nothing
from components.outcome_charts import line_end, rate_traces, week_axis
from components.values import percent

if TYPE_CHECKING:
    import pandas as pd

REASONS = (  # of a refused sample, bottom up; what is not named here is other
    ("haemolysed", "Haemolysed", "c4"),
    ("clotted", "Clotted", "c2"),
    ("too-little", "Too little", "c3"),
    ("wrong-tube", "Wrong tube", "c1"),
    ("unlabelled", "Unlabelled", "c5"),
    ("other", "Other", "c6"),
)
FEW = 5
WHOLE = 100


def in_target_line(weeks: pd.DataFrame, theme: str = "light") -> Figure:
    """Reports in target by week, with n; weeks of fewer than five are open dots. `weeks`: key (Monday), rate."""
    told = [row for row in weeks.itertuples() if row.rate.denominator]
    if not told:
        return nothing("No report with a target was verified in these days.", theme)
    return _share_line("In target", [row.key for row in told], [row.rate for row in told], theme)


def read_back_line(weeks: pd.DataFrame, theme: str = "light") -> Figure:
    """Critical values read back within the hour by week, against 100 %. `weeks`: week (Monday), rate."""
    if weeks.empty:
        return nothing("No critical value in these days.", theme)
    drawn = _share_line("Read back", list(weeks["week"]), list(weeks["rate"]), theme)
    line = {"color": PALETTE[theme]["ink"], "width": 1, "dash": "dot"}
    drawn["data"][-1]["textposition"] = "bottom right"  # clear of the line at 100 %
    drawn["layout"]["shapes"] = [
        {"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": WHOLE, "y1": WHOLE, "line": line}
    ]
    target = note("target 100 %", theme, "ink-2", 11.5, x=0, y=WHOLE, xref="paper", yref="y", xanchor="left", yanchor="bottom")
    drawn["layout"]["annotations"] = [*drawn["layout"]["annotations"], target]
    return drawn


def rejections(table: pd.DataFrame, theme: str = "light") -> Figure:
    """Refused of all samples by week, stacked by reason; weeks of fewer than five samples only say how many.

    `table`: week (Monday), reason, rate (its denominator is all samples of the week).
    """
    if table.empty:
        return nothing("No sample was refused in these days.", theme)
    weeks = sorted(set(table["week"]))
    known = {reason for reason, *_ in REASONS}
    counts: dict[tuple[Any, str], int] = {}
    samples: dict[Any, int] = {}
    for row in table.itertuples():
        reason = row.reason if row.reason in known else "other"
        counts[row.week, reason] = counts.get((row.week, reason), 0) + row.rate.numerator
        samples[row.week] = row.rate.denominator
    ink = PALETTE[theme]
    bars = [
        {
            "type": "bar", "name": word, "x": [week.isoformat() for week in weeks],
            "y": [_share(counts.get((week, reason)), samples[week]) for week in weeks],
            "marker": {"color": ink[colour], "line": {"width": 1, "color": ink["surface"]}},
            "customdata": [f"{counts.get((week, reason), 0)} of {samples[week]}" for week in weeks],
            "hovertemplate": f"{word} %{{customdata}}<extra></extra>",
        }
        for reason, word, colour in REASONS
    ]  # fmt: skip
    totals = {week: sum(counts.get((week, reason), 0) for reason in known) for week in weeks}
    return figure(
        bars,
        theme,
        barmode="stack",
        margin={"l": 42, "r": 12, "t": 26, "b": 42},
        xaxis=week_axis(weeks, [samples[week] for week in weeks]),
        yaxis={"ticksuffix": " %", "rangemode": "tozero", "nticks": 5},
        annotations=[_total(week, totals[week], samples[week], theme) for week in weeks],
    )


def _share_line(name: str, weeks: list[Any], rates: list[Any], theme: str) -> Figure:
    style = {"name": name, "color": PALETTE[theme]["c3"], "dash": "solid"}
    return figure(
        rate_traces(weeks, rates, style, theme, told=True),
        theme,
        margin={"l": 42, "r": 108, "t": 22, "b": 42},
        xaxis=week_axis(weeks, [rate.denominator for rate in rates]),
        yaxis={"range": [0, 106], "tickvals": [0, 50, 100], "ticktext": ["0", "50", "100 %"]},
        annotations=line_end(rates, style, theme, yanchor="middle"),
    )


def _share(count: int | None, samples: int) -> float | None:
    return WHOLE * count / samples if count and samples >= FEW else None


def _total(week: Any, refused: int, samples: int, theme: str) -> Figure:
    few = samples < FEW
    words = f"{refused} of {samples}" if few else percent(refused / samples)
    height = 0 if few else WHOLE * refused / samples
    return note(words, theme, "ink", 11.5, x=week.isoformat(), y=height, xref="x", yref="y", yanchor="bottom")
