"""Money on the clinic's home: what patients owe, what suppliers are owed, and one view of both over the next 60 days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html

from components import ids, kpi, market_glance, values
from components.canvas import PALETTE, Figure, chart, figure, note, nothing
from components.market_glance import TO_PAY, amount
from components.money_charts import BUCKETS, rupee_axis
from components.money_glance import BILLS, FIGURES, rows_of
from components.words import icon, link
from data.core.ageing import BOUNDS, UNAPPLIED

NOUN = "cash"
CHART, THEME, OWED, WE_OWE, STEPS, TIES = (ids.part(NOUN, what) for what in ("chart", "theme", "owed", "we-owe", "steps", "ties"))
AS_OF = ids.part(NOUN, "as-of")
REFUNDS = "/dashboard/refunds?" + urlencode({"status": "pending,processing"})
LEGEND = (
    ("cl1", "Expected from patients"),
    ("cl2", "Orders to pay"),
    ("cl3", "Reorder list, if placed"),
    ("ln", "Net, with range"),
)
DAY_LENGTH = 86_400_000  # milliseconds, the unit of a date axis
MOST = 4


def section(found: Any, buying: Any, zone: str, figures: Mapping[str, Any]) -> list[Any]:
    """What stands under the figures of patient money."""
    patients = html.Section(owed(found), id=OWED, className="card-a")
    suppliers = html.Section(we_owe(buying, zone), id=WE_OWE, className="card-a b2b-s")
    view = html.Section(
        [
            html.Header([html.H2("Cash, next 60 days"), html.Span(kpi.legend(LEGEND), className="sp")]),
            html.Div(
                html.Div(
                    [chart(CHART, "Net cash of the next 60 days with its range", height=330), html.Div(steps(found), id=STEPS)],
                    className="cash",
                ),
                className="in pb-1",
            ),
            html.Div(
                [
                    html.Span("Range: lowest and highest of the last 6 month ends, spread evenly over the days."),
                    html.Span(ties(found), id=TIES),
                    html.Span(["as of ", html.Span(values.clock_time(found.as_of, zone), id=AS_OF)]),
                    market_glance.definitions(figures, ("cash_view", "expected_collection"), values.instant(found.as_of, zone)),
                ],
                className="foot",
            ),
        ],
        className="card-a mt-3",
    )
    head = html.Div(
        [html.H2("Money"), html.Span("Patients on the left, suppliers on the right, both in the forecast", className="muted")],
        className="sect",
    )
    store = [dcc.Store(id=THEME), html.Div(hidden=True, **{"data-tells-look": THEME})]
    return [head, html.Div([patients, suppliers], className="g g32"), view, *store]


def owed(found: Any) -> list[Any]:
    """What patients owe, a bar an age."""
    top = max([1, *(abs(v) for v in found.buckets.values())])
    rows = []
    for key in BOUNDS:
        word, tone = BUCKETS[key]
        paise = found.buckets[key]
        bar = html.Span(
            className=f"b {tone} d-block",
            style={"width": f"{round(100 * max(paise, 0) / top)}%", "minWidth": "2px" if paise else "0"},
        )
        cells = [html.Span(word), html.Span(bar, className="tr"), html.Span(amount(paise), className="num strong")]
        rows.append(link(cells, rows_of(BILLS, bucket=key, as_of=found.view["today"].isoformat())))
    advances = [
        html.Span("Advances", className="muted"),
        html.Span(),
        html.Span(amount(found.buckets[UNAPPLIED]), className="num strong"),
    ]
    return [
        html.Header([html.H2("Patients owe us"), html.Span(amount(found.outstanding), className="sp strong")]),
        html.Div(html.Div([*rows, *advances], className="hb ages"), className="in"),
        html.Div([_tie(found.patients_tie, "ledger"), html.Span(link("All bills", BILLS), className="r")], className="foot"),
    ]  # fmt: skip


def we_owe(buying: Any, zone: str) -> list[Any]:
    """Orders to pay by the instant they lapse, the reorder list as planned, refunds that come back."""
    rows = [_to_pay(one, zone) for one in buying.to_pay[:MOST]]
    more = len(buying.to_pay) - MOST
    if more > 0:
        rest = sum(one.left for one in buying.to_pay[MOST:])
        rows.append(_line("", link(f"{more} more", TO_PAY), amount(rest), is_quiet=False))
    low, (count, back) = buying.shelf.counts["low"], buying.refunds
    if low:
        items = link(f"Reorder list, {values.count(low, 'item')}", market_glance.shelf_lists()["reorder"])
        rows.append(_line("Planned", items, amount(buying.shelf.low_value)))
    if count:
        rows.append(_line("Comes back", link(values.count(count, "refund"), REFUNDS), f"−{amount(back)}"))
    head = html.Thead(
        html.Tr([html.Th("Due", scope="col"), html.Th("What", scope="col"), html.Th("Amount", scope="col", className="num")])
    )
    inside = (
        html.Table([head, html.Tbody(rows)], className="t owe")
        if rows
        else html.P("Every order is paid.", className="muted mb-0")
    )
    pay = [link([icon("credit-card"), "Pay orders"], TO_PAY, className="btn btn-light mt-2")] if buying.to_pay else []
    return [
        html.Header([html.H2("We owe suppliers"), html.Span(amount(buying.unpaid), className="sp strong")]),
        html.Div([inside, *pay], className="in"),
        html.Div([_tie(buying.ties, "orders"), html.Span(link("All refunds", "/dashboard/refunds"), className="r")], className="foot"),
    ]  # fmt: skip


def _to_pay(one: Any, zone: str) -> Any:
    if one.submitted >= one.left:
        due: Any = values.chip("Being checked", "hourglass-split", "line")
    else:
        due = values.chip(market_glance.when(one.expires_at, zone) if one.expires_at else "Now", "clock", "turm")
    return html.Tr(
        [
            html.Td(due),
            html.Td(link(one.number, f"/dashboard/orders/{one.part_id}")),
            html.Td(amount(one.left), className="num strong"),
        ]
    )


def _line(due: str, what: Any, told: str, *, is_quiet: bool = True) -> Any:
    tone = "num faint nowrap" if is_quiet else "num strong nowrap"
    return html.Tr([html.Td(due, className="faint"), html.Td(what), html.Td(told, className=tone)])


def _tie(holds: bool, what: str) -> Any:
    if holds:
        return html.Span([icon("check2-circle"), f" ties to {what}"])
    return html.Span([icon("x-octagon-fill"), f" does not tie to {what}"], className="chip clay")


def ties(found: Any) -> list[Any]:
    """Whether both ends are what their books say."""
    if found.patients_tie and found.suppliers_tie:
        return [icon("check2-circle"), " both ends tie to their ledgers"]
    wrong = "patients" if not found.patients_tie else "suppliers"
    return [icon("x-octagon-fill"), f" the {wrong}' end does not tie"]


def steps(found: Any) -> Any:
    """The sums of 30 and 60 days, a line a part."""
    told = found.view["steps"]
    rows = [
        ("Expected from patients", FIGURES, [amount_or_dash(s["patients"]) for s in told], ""),
        ("lowest to highest", "", [_band(s["low"], s["high"]) for s in told], "faint"),
        ("Refunds due to us", REFUNDS, [amount(s["refunds"]) for s in told], ""),
        ("Orders to pay", TO_PAY, [f"−{amount(s['unpaid'])}" if s["unpaid"] else amount(0) for s in told], ""),
        ("Net", "", [amount_or_dash(s["net"]) for s in told], "strong"),
        ("lowest to highest", "", [_band(s["net_low"], s["net_high"]) for s in told], "faint"),
        ("Net, reorder list placed", market_glance.shelf_lists()["reorder"], [amount_or_dash(s["with_reorder"]) for s in told], "planned"),
    ]  # fmt: skip
    head = html.Thead(
        html.Tr([html.Th("Until", scope="col"), *(html.Th(f"{s['days']} days", scope="col", className="num") for s in told)])
    )
    body = [
        html.Tr([html.Td(link(word, href) if href else word), *(html.Td(cell, className="num nowrap") for cell in cells)], className=tone)
        for word, href, cells, tone in rows
    ]  # fmt: skip
    return html.Table([head, html.Tbody(body)], className="t cash-steps")


def amount_or_dash(paise: int | None) -> str:
    """An amount, or the dash where there is not enough history."""
    return values.DASH if paise is None else amount(paise)


def _band(low: int | None, high: int | None) -> str:
    return "not enough history" if low is None or high is None else f"{amount(low)} – {amount(high)}"


def drawn(view: Mapping[str, Any], theme: str = "light") -> Figure:
    """Net with its band over the weeks' bars; dashed: with the reorder list placed."""
    if not view["points"]:
        return nothing("Not enough history: three month ends are needed.", theme)
    ink, points = PALETTE[theme], view["points"]
    days = [day.isoformat() for day, *_ in points]
    lows, highs = [low for *_, low, _ in points], [high for *_, high in points]
    planned = view["reorder"]
    traces = [
        _band_trace(days, lows, highs, ink["ink-3"]),
        _bars("Expected from patients", _weeks(view), ink["c1"], 5, ink),
        _bars("Orders to pay", [(day, -paise) for day, paise in view["due"]], ink["plum"], 0.9, ink),
        *([_planned(view, ink)] if planned else []),
        _line_trace("Net", days, [net for _, net, *_ in points], ink["ink"]),
        *([_line_trace("Net, reorder list placed", days, [net - planned for _, net, *_ in points], ink["plum"], dash="dot")] if planned else []),
    ]  # fmt: skip
    ends = [*lows, *highs, *(net - planned for _, net, *_ in points), *(-paise for _, paise in view["due"])]
    last, net = points[-1][0], points[-1][1]
    told = note(
        f"{amount(net)}<br>by {last.day} {last:%b}", theme, "ink", 12.5, x=days[-1], y=net, xanchor="left", xshift=8, align="left"
    )
    return figure(
        traces, theme, barmode="overlay", margin={"l": 74, "r": 92, "t": 12, "b": 26}, annotations=[told],
        xaxis=_days(view),
        yaxis={**rupee_axis(min(ends), max(ends)), "zeroline": True, "zerolinecolor": ink["axis"]},
    )  # fmt: skip


def _days(view: Mapping[str, Any]) -> Figure:
    """Today and the ends of the expectations, with room for a bar at either side."""
    told = [view["today"], *(view["today"] + timedelta(days=step["days"]) for step in view["steps"])]
    around = [(told[0] - timedelta(days=1)).isoformat(), (told[-1] + timedelta(days=2)).isoformat()]
    names = [f"{day.day} {day:%b}" for day in told]
    return {"type": "date", "range": around, "tickvals": [day.isoformat() for day in told], "ticktext": names, "showline": False}


def _weeks(view: Mapping[str, Any]) -> list[tuple[date, int]]:
    """The middle of each week and what it brings."""
    return [(first + timedelta(days=days // 2), paise) for first, days, paise in view["weeks"]]


def _bars(word: str, told: Sequence[tuple[date, int]], colour: str, days: float, ink: Mapping[str, str]) -> Figure:
    return {
        "type": "bar", "name": word, "x": [day.isoformat() for day, _ in told], "y": [paise or None for _, paise in told],
        "width": days * DAY_LENGTH, "marker": {"color": colour, "line": {"width": 1, "color": ink["surface"]}},
        "customdata": [amount(paise) for _, paise in told], "hovertemplate": f"{word} %{{customdata}}<extra></extra>",
    }  # fmt: skip


def _planned(view: Mapping[str, Any], ink: Mapping[str, str]) -> Figure:
    """The reorder list as a hatched bar of the first days: nobody has placed it."""
    bar = _bars("Reorder list, if placed", [(view["today"] + timedelta(days=4), -view["reorder"])], ink["surface"], 2, ink)
    hatch = {"shape": "/", "fgcolor": ink["plum"], "bgcolor": ink["surface"], "size": 5, "solidity": 0.4}
    return bar | {"marker": {"color": ink["surface"], "pattern": hatch, "line": {"width": 1, "color": ink["plum"]}}}


def _band_trace(days: Sequence[str], lows: Sequence[int], highs: Sequence[int], colour: str) -> Figure:
    return {
        "type": "scatter", "mode": "lines", "x": [*days, *reversed(days)], "y": [*highs, *reversed(lows)], "fill": "toself", "opacity": 0.22,
        "fillcolor": colour, "line": {"width": 0}, "hoverinfo": "skip",
    }  # fmt: skip


def _line_trace(word: str, days: Sequence[str], nets: Sequence[int], colour: str, dash: str = "solid") -> Figure:
    return {
        "type": "scatter", "mode": "lines", "name": word, "x": list(days), "y": list(nets), "line": {"color": colour, "width": 2, "dash": dash},
        "customdata": [amount(net) for net in nets], "hovertemplate": f"{word}, %{{x|%-d %b}}: %{{customdata}}<extra></extra>", "cliponaxis": False,
    }  # fmt: skip


def leaf_values(found: Any, buying: Any, zone: str) -> dict[str, Any]:
    """What a save changes."""
    return {
        "owed": owed(found),
        "we_owe": we_owe(buying, zone),
        "steps": steps(found),
        "ties": ties(found),
        "as_of": values.clock_time(found.as_of, zone),
    }
