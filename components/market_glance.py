"""The marketplace half of a clinic's home: orders by stage, what arrives, six figures; each opens its rows. Supplier money is plum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from dash import html

from components import ids, kpi, values
from components.words import link, name
from data.core import clock
from data.core.money import rupees

NOUN = "market_glance"
ORDERS, TO_PAY, STOCK, DISPUTES = "/dashboard/orders", "/dashboard/orders/to-pay", "/dashboard/inventory", "/dashboard/disputes"
ARRIVING, AS_OF = ids.part(NOUN, "arriving"), ids.part(NOUN, "as-of")
STAGES = (
    ("pending", "Pending", "p3"),
    ("confirmed", "Confirmed", "p2"),
    ("processing", "Processing", "p2"),
    ("shipped", "Shipped", "p1"),
)
TILES = {
    "receive": "Waiting for receipt",
    "otif": "Suppliers on time, 90 days",
    "reorder": "To reorder",
    "unpaid": "Orders to pay",
    "at_risk": "Will expire unused",
    "disputes": "Open disputes",
}
SHELF_TILES = {
    "low": "Low",
    "reorder": "To reorder",
    "near": "Near expiry",
    "at_risk": "Will expire unused",
}
MOST, SOON = 3, timedelta(hours=24)


def amount(paise: int) -> str:
    """₹1,23,456, as overviews show money."""
    return rupees(paise, with_paise=False)


def orders_of(**narrowed: str) -> str:
    """The address of the orders behind a figure."""
    return f"{ORDERS}?{urlencode({k.removesuffix('_'): v for k, v in narrowed.items() if v})}"


def readings(found: Any, zone: str) -> dict[str, kpi.Reading]:
    """What each tile says."""
    return {
        "receive": _receive(found),
        "otif": on_time(found.suppliers.otif, found.suppliers.otif_before, _days(found.suppliers.days)),
        "reorder": reorder(found.shelf),
        "unpaid": _unpaid(found, zone),
        "at_risk": at_risk(found.shelf),
        "disputes": _disputes(found),
    }


def _receive(found: Any) -> kpi.Reading:
    orders, parcels, oldest = found.receive
    if not orders:
        return kpi.Reading("0", "no parcel on its way")
    return kpi.Reading(str(orders), f"{values.count(parcels, 'parcel')}, oldest {_ago(found.as_of - oldest)}")


def _ago(span: timedelta) -> str:
    return values.count(span.days, "day") if span.days else values.minutes(span.total_seconds() / 60)


def on_time(now: Any, before: Any, note: str = "") -> kpi.Reading:
    """81.5 %, 44 of 54, against the equal range before."""
    better = None if None in {now.value, before.value} or now.value == before.value else now.value > before.value
    told = f"{now.numerator} of {now.denominator}{note}" if now.denominator else "nothing was due"
    return kpi.Reading(kpi.rate(now.numerator, now.denominator), f" {told}", kpi.points(now.value, before.value), better)


def _days(spread: Any) -> str:
    return f", median {spread.median:.1f} days" if spread.median is not None else ""


def reorder(shelf: Any) -> kpi.Reading:
    """How many items, and what ordering them comes to."""
    low = shelf.counts["low"]
    return kpi.Reading(str(low), f"{amount(shelf.low_value)} before GST" if low else "every item is above its point")


def at_risk(shelf: Any) -> kpi.Reading:
    """What the units that will expire unused cost."""
    items = shelf.counts["at-risk"]
    return kpi.Reading(
        amount(shelf.at_risk), f"{values.count(items, 'item')} within 90 days" if items else "nothing within 90 days"
    )


def _unpaid(found: Any, zone: str) -> kpi.Reading:
    if not found.to_pay:
        return kpi.Reading(amount(0), "every order is paid")
    checked = sum(one.submitted > 0 for one in found.to_pay)
    words = [values.count(len(found.to_pay), "order")]
    words += [f"{checked} being checked"] if checked else []
    first = lapsing(found)
    words += [f"lapses {when(first.expires_at, zone)}"] if first else []
    return kpi.Reading(amount(found.unpaid), ", ".join(words))


def lapsing(found: Any) -> Any:
    """The order that lapses first; one whose payment is being checked does not."""
    return next((one for one in found.to_pay if one.expires_at and one.left > one.submitted), None)


def when(instant: datetime, zone: str) -> str:
    """26 Nov, 16:00 by the clinic's clock."""
    local = clock.local(instant, zone)
    return f"{local.day} {local:%b, %H:%M}"


def _disputes(found: Any) -> kpi.Reading:
    count, value, due = found.disputed
    if not count:
        return kpi.Reading("0", "nothing is disputed")
    late = "" if due is None else "a deadline has passed" if due < found.as_of else f"next deadline in {_ago(due - found.as_of)}"
    return kpi.Reading(str(count), ", ".join(part for part in (f"{amount(value)} in dispute", late) if part))


def lists(found: Any, *, pays: bool) -> dict[str, str]:
    """The list behind each tile."""
    span = {"from_": found.suppliers.start.isoformat(), "to": found.suppliers.end.isoformat()}
    return {
        "receive": orders_of(counted="to-receive"),
        "otif": orders_of(counted="promised", **span),
        "disputes": f"{DISPUTES}?{urlencode({'status': 'open,in_review'})}",
        **shelf_lists(),
        **({"unpaid": TO_PAY} if pays else {}),
    }


def shelf_lists() -> dict[str, str]:
    """The list behind each tile of the stock."""
    kept = {"low": "low", "reorder": "low", "near": "near-expiry", "at_risk": "at-risk"}
    return {tile: f"{STOCK}?{urlencode({'show': show})}" for tile, show in kept.items()}


def alarms(found: Any, zone: str) -> list[kpi.Alarm]:
    """An order that lapses within a day, and a dispute that waits for the clinic too long, need someone."""
    first = lapsing(found)
    if first is None or first.expires_at - found.as_of > SOON:
        return []
    left = values.minutes(max(0.0, (first.expires_at - found.as_of).total_seconds() / 60))
    detail = f"Lapses {when(first.expires_at, zone)}, in {left}"
    return [kpi.Alarm("credit-card", "plum", f"Order {amount(first.left)} unpaid", detail, TO_PAY)]


def panel(found: Any, zone: str, figures: Mapping[str, Any], *, pays: bool) -> Any:
    """The sheet beside the hospital's."""
    told, where = readings(found, zone), lists(found, pays=pays)
    cells = [kpi.tile(word, _key(key), told[key], where.get(key, "")) for key, word in TILES.items()]
    body = [
        html.Div("Open orders by stage", className="sm muted px-1 mb-2"),
        html.Div(_stages(found), className="hb px-1"),
        html.Div("Arriving in 7 days", className="sm muted px-1 mt-4 mb-1"),
        html.Div(arriving(found), id=ARRIVING),
    ]
    as_of = html.Span(values.clock_time(found.as_of, zone), id=AS_OF, className="visually-hidden")
    keys = ("orders_by_status", "otif", "fulfilment_days", "reorder_list", "unpaid_orders", "expiry_at_risk")
    content = [
        html.Div(body, className="px-3 pb-1 mkt"),
        kpi.tiles(*cells),
        kpi.foot("Suppliers' figures are of 90 days.", definitions(figures, keys, values.instant(found.as_of, zone))),
    ]
    return kpi.panel("Marketplace", "shop", content, [link("All orders", ORDERS), as_of], is_supplier=True)


def definitions(figures: Mapping[str, Any], keys: tuple[str, ...], as_of: str) -> Any:
    """ "Definitions": what each figure of a sheet is, in one card."""
    told = [
        html.Div([html.B(figures[key].name, className="strong"), html.P(figures[key].definition, className="muted mb-2")])
        for key in keys
    ]
    card = [*told, html.Div(f"As of {as_of}", className="sm muted")]
    return html.Details([html.Summary("Definitions"), html.Div(card, className="fig many")], className="defn r")


def _stages(found: Any) -> list[Any]:
    told, widths = stage_words(found), stage_widths(found)
    return [
        link(
            [
                html.Span(word),
                html.Span(html.Span(className=f"b {tone} d-block", id=_stage(key, "bar"), style=widths[key]), className="tr"),
                html.Span(told[key][0], id=_stage(key, "value"), className="num strong"),
                html.Span(told[key][1], id=_stage(key, "count"), className="num faint"),
            ],
            orders_of(status=key),
        )
        for key, word, tone in STAGES
    ]


def stage_words(found: Any) -> dict[str, tuple[str, str]]:
    """(value, count) of each stage."""
    return {key: (amount(found.stages[key][1]), str(found.stages[key][0])) for key, *_ in STAGES}


def stage_widths(found: Any) -> dict[str, dict[str, str]]:
    """The style of each bar."""
    top = max(1, *(found.stages[key][1] for key, *_ in STAGES))
    return {
        key: {"width": f"{round(100 * found.stages[key][1] / top)}%", "minWidth": "2px" if found.stages[key][0] else "0"}
        for key, *_ in STAGES
    }


def arriving(found: Any) -> Any:
    """What was promised for the next days, three at most; the rest is a link away."""
    if not found.arriving:
        return html.P("Nothing is promised for these days.", className="sm faint px-1 mb-2")
    rows = [
        html.Tr(
            [
                html.Td("Today" if one.promised_on == found.today else f"{one.promised_on:%a} {one.promised_on.day}", className="nowrap"),
                html.Td([link(name(one.maker), f"{ORDERS}/{one.id}"), html.Span(f" {values.count(one.lines, 'line')}", className="faint")]),
                html.Td(values.status_chip(one.status), className="num"),
            ]
        )
        for one in found.arriving[:MOST]
    ]  # fmt: skip
    more = len(found.arriving) - MOST
    until = found.today + timedelta(days=8)
    span = {"from_": found.today.isoformat(), "to": until.isoformat()}
    rest = [link(f"{more} more", orders_of(counted="arriving", **span), className="sm d-inline-block px-1")] if more > 0 else []
    return [html.Table(html.Tbody(rows), className="t arr"), *rest]


def _key(tile: str) -> str:
    return ids.part(NOUN, "tile", tile)


def _stage(key: str, part: str) -> str:
    return ids.part(NOUN, "stage", key, part)


def leaves() -> list[tuple[str, str]]:
    """(id, property) of what follows a save, in the order of `leaf_values`."""
    tiles = [leaf for tile in TILES for leaf in kpi.leaves(_key(tile))]
    parts = (("bar", "style"), ("value", "children"), ("count", "children"))
    return [*tiles, *((_stage(key, part), property_) for key, *_ in STAGES for part, property_ in parts)]


def leaf_values(found: Any, zone: str) -> list[Any]:
    """What the leaves are set to."""
    told, words, widths = readings(found, zone), stage_words(found), stage_widths(found)
    tiles = [value for tile in TILES for value in kpi.leaf_values(told[tile])]
    return [*tiles, *(value for key, *_ in STAGES for value in (widths[key], *words[key]))]


# --- the pharmacist's ---


def shelf_readings(shelf: Any) -> dict[str, kpi.Reading]:
    """What the tiles of the stock say."""
    low, near = shelf.counts["low"], shelf.counts["near-expiry"]
    return {
        "low": kpi.Reading(str(low), f"of {values.count(shelf.total, 'item')}"),
        "reorder": kpi.Reading(amount(shelf.low_value), "all that is low, before GST"),
        "near": kpi.Reading(str(near), "with a batch that ends within 90 days"),
        "at_risk": at_risk(shelf),
    }


def stock_section(shelf: Any, as_of: str, figures: Mapping[str, Any]) -> Any:
    """The stock's sheet on the pharmacist's home."""
    told, where = shelf_readings(shelf), shelf_lists()
    cells = [kpi.tile(word, _shelf_key(key), told[key], where[key]) for key, word in SHELF_TILES.items()]
    foot = kpi.foot(definitions(figures, ("reorder_list", "expiry_at_risk"), as_of))
    aside = [link("All stock", STOCK)]
    return html.Div(kpi.panel("Stock", "boxes", [kpi.tiles(*cells), foot], aside), className="by-four below")


def _shelf_key(tile: str) -> str:
    return ids.part(NOUN, "shelf", tile)


def shelf_leaves() -> list[tuple[str, str]]:
    """(id, property) of the stock's tiles."""
    return [leaf for tile in SHELF_TILES for leaf in kpi.leaves(_shelf_key(tile))]


def shelf_leaf_values(shelf: Any) -> list[Any]:
    """What they are set to."""
    told = shelf_readings(shelf)
    return [value for tile in SHELF_TILES for value in kpi.leaf_values(told[tile])]
