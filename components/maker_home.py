"""The manufacturer's home: what waits to be confirmed first, then sales, fulfilment, and what is owed; each figure opens its rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html

from components import ids, kpi, shell, values
from components.canvas import chart
from components.maker_charts import fill_lines, sales_columns, stage_bars
from components.market_glance import amount, definitions, on_time, orders_of
from components.words import icon, link
from data.core.gst import STATES

NOUN = "maker_home"
ORDERS, INVOICES, PAYOUTS, DISPUTES = (f"/dashboard/{noun}" for noun in ("orders", "invoices", "payouts", "disputes"))
THEME, SUB, ALARMS, WAITING, TIE, AS_OF = (ids.part(NOUN, w) for w in ("theme", "sub", "alarms", "waiting", "tie", "as-of"))
BARS = ids.part(NOUN, "stages")
CHARTS = {"sales": ids.part(NOUN, "sales"), "fill": ids.part(NOUN, "fill")}
OPEN = {"status": "open,in_review"}
TO_CONFIRM, LATE = orders_of(counted="to-confirm"), orders_of(counted="promised", status="confirmed,processing,shipped")
MOST, LONG_WAIT = 6, timedelta(hours=24)
SALES = {"gmv": "Ordered, 90 days", "invoiced": "Invoiced, 90 days", "disputed": "Disputed deliveries, 90 days"}
FULFILMENT = {
    "otif": "On time, in full",
    "units": "Packs in the first parcel",
    "orders": "Orders whole at first",
    "lines": "Lines whole at first",
    "confirm": "Hours to confirm",
    "fulfil": "Days to deliver",
}
MONEY = {"available": "Can be paid out", "not_yet": "Not yet", "held": "Held for disputes", "disputes": "Open disputes"}
TILES = SALES | FULFILMENT | MONEY
SALES_LEGEND = (("cl2", "Ordered"), ("ln", "Net sales"))
FILL_LEGEND = (("k-c1", "Packs"), ("k-c2", "Lines"), ("k-c3", "Orders"), ("ln", "On time, in full"))


def page(found: Any, zone: str, title: str, figures: Mapping[str, Any]) -> Any:
    """The home; charts are drawn once the page knows whether it is light or dark."""
    return html.Div(
        [
            dcc.Store(id=THEME),
            html.Div(hidden=True, **{"data-tells-look": THEME}),
            shell.head(title, html.Span(sub(found), id=SUB), [link("All orders", ORDERS, className="btn btn-light")]),
            html.Div(alarms(found), id=ALARMS),
            html.Section(waiting(found, zone), id=WAITING, className="card-a"),
            html.Div([_sales(found, zone, figures), _fulfilment(found, zone, figures)], className="g g2 below"),
            _money(found, zone, figures),
        ]
    )


def sub(found: Any) -> str:
    """The line under the title."""
    to_send = sum(found.stages[key][0] for key in ("confirmed", "processing"))
    on_way = found.stages["shipped"][0]
    return f"{values.count(len(found.to_confirm), 'order')} to confirm, {to_send} to send, {on_way} on the way"


def alarms(found: Any) -> Any:
    """What needs someone, worst first."""
    told = []
    _, waits, due = found.open_disputes
    if waits:
        detail = (
            "Reply to the clinic"
            if due is None
            else "A reply is overdue"
            if due < found.as_of
            else f"Reply within {_span(due - found.as_of)}"
        )
        words = f"{values.count(waits, 'dispute')} {'waits' if waits == 1 else 'wait'} for you"
        told.append(
            kpi.Alarm("chat-square-dots", "clay", words, detail, f"{DISPUTES}?{urlencode(OPEN | {'waiting_on': 'manufacturer'})}")
        )
    if found.late:
        told.append(
            kpi.Alarm("truck", "clay", f"{values.count(found.late, 'order')} past the promised day", "Not delivered yet", LATE)
        )
    oldest = found.to_confirm[0] if found.to_confirm else None
    if oldest and found.as_of - oldest.paid_at > LONG_WAIT:
        words = f"{values.count(len(found.to_confirm), 'order')} to confirm"
        told.append(
            kpi.Alarm(
                "hourglass-split", "turm", words, f"The oldest was paid {_span(found.as_of - oldest.paid_at)} ago", TO_CONFIRM
            )
        )
    return kpi.attention(told)


def _span(span: timedelta) -> str:
    return values.count(span.days, "day") if span.days else values.minutes(max(0.0, span.total_seconds() / 60))


def waiting(found: Any, zone: str) -> list[Any]:
    """Paid orders to confirm, the oldest first: what the eye meets first."""
    count = len(found.to_confirm)
    head = html.Header(
        [html.H2("To confirm"), html.Span(link(f"All {count}", TO_CONFIRM) if count > MOST else None, className="sp sm")]
    )
    if not count:
        return [head, html.Div(html.P("Nothing waits: every paid order is confirmed.", className="muted mb-0"), className="in")]
    heads = (
        ("Order", ""),
        ("Goes to", "d-d"),
        ("Lines", "num d-d"),
        ("Total", "num"),
        ("Placed", "d-d"),
        ("Paid", ""),
        ("", "d-d"),
    )
    cells = [html.Th(word or html.Span("Open", className="visually-hidden"), scope="col", className=kind) for word, kind in heads]
    rows = [_row(one, found, zone) for one in found.to_confirm[:MOST]]
    return [head, html.Div(html.Table([html.Thead(html.Tr(cells)), html.Tbody(rows)], className="t"), className="in")]


def _row(one: Any, found: Any, zone: str) -> Any:
    href = f"{ORDERS}/{one.id}"
    waits = found.as_of - one.paid_at
    tone = "turm" if waits > LONG_WAIT else "line"
    return html.Tr(
        [
            html.Td(link(one.number, href, className="who")),
            html.Td(f"{one.district}, {STATES.get(one.state_code, one.state_code)}", className="d-d"),
            html.Td(str(one.lines), className="num d-d"),
            html.Td(values.rupees(one.total), className="num"),
            html.Td(values.instant(one.placed_at, zone), className="d-d nowrap"),
            html.Td(values.chip(f"{_span(waits)} ago", "hourglass-split", tone)),
            html.Td(link([icon("check-lg"), "Open to confirm"], href, className="btn btn-light"), className="d-d num"),
        ]
    )


def readings(found: Any) -> dict[str, kpi.Reading]:
    """What each tile says."""
    now, before, balance = found.now, found.before, found.payable.balance
    share = now.units
    return {
        "gmv": kpi.Reading(amount(now.gmv), "with GST, not cancelled", *_money_change(now.gmv, before.gmv)),
        "invoiced": kpi.Reading(
            amount(now.sales.invoiced), f"{amount(now.sales.net)} net of credit notes", *_money_change(now.sales.net, before.sales.net)
        ),
        "disputed": _fewer(now.disputed, before.disputed),
        "otif": on_time(now.otif, before.otif),
        "units": kpi.Reading(
            values.percent(share.value),
            f" {share.numerator:,.0f} of {share.denominator:,.0f}",
            kpi.points(share.value, before.units.value),
            _better(share.value, before.units.value),
        ),
        "orders": on_time(now.orders, before.orders),
        "lines": on_time(now.lines, before.lines),
        "confirm": _times(now.confirm, before.confirm, "h"),
        "fulfil": _times(now.fulfil, before.fulfil, "days"),
        "available": kpi.Reading(amount(balance.payable), "the next payout run pays this"),
        "not_yet": kpi.Reading(amount(balance.not_yet), "delivered lately"),
        "held": kpi.Reading(amount(balance.held), f"{amount(balance.total)} all together"),
        "disputes": _disputes(found),
    }  # fmt: skip


def _money_change(now: int, before: int) -> tuple[str, bool | None]:
    arrow = "▲" if now > before else "▼" if now < before else ""
    return (f"{arrow} {amount(abs(now - before))}", now > before) if before and arrow else ("", None)


def _better(now: float | None, before: float | None) -> bool | None:
    return None if now is None or before is None or now == before else now > before


def _fewer(now: Any, before: Any) -> kpi.Reading:
    better = _better(before.value, now.value)
    told = f" {now.numerator} of {now.denominator} delivered" if now.denominator else "nothing was delivered"
    return kpi.Reading(kpi.rate(now.numerator, now.denominator), told, kpi.points(now.value, before.value), better)


def _times(now: Any, before: Any, unit: str) -> kpi.Reading:
    """The median, 9 of 10, against the range before; a dash on fewer than five."""
    if now.median is None:
        return kpi.Reading(values.DASH, f"{values.count(now.n, 'order')} only" if now.n else "no order")
    change, better = "", None
    if before.median is not None and before.median != now.median:
        change, better = (
            f"{'▲' if now.median > before.median else '▼'} {abs(now.median - before.median):.1f}",
            now.median < before.median,
        )
    return kpi.Reading(f"{now.median:.1f} {unit}", f"9 of 10 within {now.p90:.1f}, n {now.n}", change, better)


def _disputes(found: Any) -> kpi.Reading:
    number, waits, _ = found.open_disputes
    told = found.now.handling
    reply = f", reply in {told.reply.median:.0f} h" if told.reply.median is not None else ""
    late = f", {told.missed} past a deadline" if told.missed else ""
    return kpi.Reading(str(number), f"{waits} waiting for you{reply}{late}" if number else f"nothing is disputed{reply}")


def lists(found: Any) -> dict[str, str]:
    """The rows behind each tile."""
    span = {"from": found.now.start.isoformat(), "to": found.now.end.isoformat()}
    counted = {
        "gmv": "placed", "disputed": "disputed", "otif": "promised", "units": "first-sent", "orders": "first-sent", "lines": "first-sent",
        "confirm": "confirmed", "fulfil": "delivered",
    }  # fmt: skip
    return {
        **{tile: f"{ORDERS}?{urlencode({'counted': what} | span)}" for tile, what in counted.items()},
        "invoiced": f"{INVOICES}?{urlencode(span)}",
        **dict.fromkeys(("available", "not_yet", "held"), PAYOUTS),
        "disputes": f"{DISPUTES}?{urlencode(OPEN)}",
    }


def _cells(found: Any, names: Mapping[str, str]) -> Any:
    told, where = readings(found), lists(found)
    return kpi.tiles(*(kpi.tile(word, _key(key), told[key], where[key]) for key, word in names.items()))


def _sales(found: Any, zone: str, figures: Mapping[str, Any]) -> Any:
    inside = [chart(CHARTS["sales"], "Ordered and net sales by month"), kpi.legend(SALES_LEGEND)]
    by_stage = [
        html.Div("Orders by stage, now", className="sm muted px-1 mb-2"),
        html.Div(stage_bars(found.stages), className="hb px-1 mb-3", id=BARS),
    ]
    keys = ("gmv", "net_sales", "orders_by_status", "dispute_rate")
    foot = kpi.foot("Days and months of Kolkata.", definitions(figures, keys, values.instant(found.as_of, zone)))
    content = [html.Div(inside, className="px-3 pb-2"), html.Div(by_stage, className="px-3"), _cells(found, SALES), foot]
    return kpi.panel(
        "Sales", "graph-up", content, [html.Span(values.clock_time(found.as_of, zone), id=AS_OF, className="visually-hidden")]
    )


def _fulfilment(found: Any, zone: str, figures: Mapping[str, Any]) -> Any:
    inside = [
        chart(CHARTS["fill"], "Packs, lines and orders whole in the first parcel, and on time in full, by month"),
        kpi.legend(FILL_LEGEND),
    ]
    keys = ("otif", "unit_fill", "line_fill", "order_fill", "confirm_hours", "fulfilment_days")
    foot = kpi.foot(
        "Tiles: the last 90 days. Hollow dots: fewer than five orders.",
        definitions(figures, keys, values.instant(found.as_of, zone)),
    )
    return kpi.panel("Fulfilment", "truck", [html.Div(inside, className="px-3 pb-3"), _cells(found, FULFILMENT), foot])


def _money(found: Any, zone: str, figures: Mapping[str, Any]) -> Any:
    content, tone = tie_words(found.payable)
    aside = [html.Span(content, id=TIE, className=tone, role="status"), " ", link("Statement and payouts", PAYOUTS)]
    foot = kpi.foot(definitions(figures, ("payable", "dispute_rate"), values.instant(found.as_of, zone)))
    return html.Div(kpi.panel("What you are owed", "cash-stack", [_cells(found, MONEY), foot], aside), className="by-four below")


def tie_words(payable: Any) -> tuple[list[Any], str]:
    """Whether net sales are where the ledger says they went."""
    if payable.holds:
        return [icon("check2-circle"), "Ties to ledger"], "chip leaf"
    return [icon("x-octagon-fill"), "Does not tie to ledger"], "chip clay"


def _key(tile: str) -> str:
    return ids.part(NOUN, "tile", tile)


def leaves() -> list[tuple[str, str]]:
    """(id, property) of every tile's leaves, in the order of `leaf_values`."""
    return [leaf for tile in TILES for leaf in kpi.leaves(_key(tile))]


def leaf_values(found: Any) -> list[Any]:
    """What the leaves are set to."""
    told = readings(found)
    return [value for tile in TILES for value in kpi.leaf_values(told[tile])]


def drawn(found: Any, theme: str) -> dict[str, Any]:
    """The figures of the page."""
    return {"sales": sales_columns(found.months, theme), "fill": fill_lines(found.months, theme)}
