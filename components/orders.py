"""An order's page: what was bought, where it stands, what can be done next; the parcel's counting form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import detail, folded_form, form, ids, priced_lines, shell, values
from components.words import icon, link, name
from data.core.fields import percent_text
from data.core.gst import STATES
from data.core.order_table import REASONS, STAFF
from data.core.resource import Field, Step, replace

NOUN = "orders"
PATH = "/dashboard/orders"
SHIP, CLOSE, REORDER = ids.part(NOUN, "ship"), ids.part(NOUN, "close"), ids.part(NOUN, "reorder")
PICKS, PARCEL, COUNTED = ids.part(NOUN, "picks"), ids.part(NOUN, "parcel"), ids.part(NOUN, "counted")
SHIP_ERROR, CLOSE_ERROR, COUNT_ERROR = ids.error(SHIP, "all"), ids.error(CLOSE, "all"), ids.error(PARCEL, "all")
TOLD = ids.part(NOUN, "told")
BACK = ids.part(NOUN, "back")
BACK_FIELDS = (
    Field("quantity", label="Packs that go back", required=True, width=6),
    Field("reason", "longtext", label="What is wrong with them", required=True, max_length=500, width=6),
)
PACKS = "orders-packs"
COUNT = "orders-count"
STAMPS = (
    ("placed_at", "Placed"),
    ("confirmed_at", "Confirmed"),
    ("processing_at", "Picking"),
    ("shipped_at", "Shipped"),
    ("delivered_at", "Delivered"),
)


def packs(place: int) -> dict[str, Any]:
    """How many packs of a pick leave."""
    return {"type": PACKS, "place": place}


def count(place: int, what: str) -> dict[str, Any]:
    """One counted number or word of a parcel's line."""
    return {"type": COUNT, "place": place, "what": what}


def role_of(roles: frozenset[str]) -> str:
    """As whom the page is looked at."""
    return next((role for role in ("clinic", "pharmacist", "manufacturer", "support", "admin") if role in roles), "")


def page(
    found: Mapping[str, Any], role: str, zone: str, acts: list[Any], money: list[Any], *, may_receive: bool, may_reorder: bool
) -> Any:  # fmt: skip
    """Head, way, parties, lines, parcels, the cards of its money and what to do next."""
    part = found["part"]
    steps = tuple(s for s in found["steps"] if not (s.name == "deliver" and role in {"clinic", "pharmacist"}))
    actions = detail.steps(NOUN, steps)
    if may_reorder:
        actions.append(shell.button("Order again", REORDER, "arrow-repeat"))
    parent = found.get("parent")
    sub = [values.status_chip(part["status"]), f" {part['manufacturer']}"]
    left = [
        _way(part, zone),
        shell.card("Lines", _lines(found["lines"], part)),
        *([_ship_card(found["picks"], role)] if found.get("picks") and part["status"] in {"confirmed", "processing"} else []),
        shell.card("Parcels", _parcels(found["parcels"], zone, may_receive=may_receive)),
    ]
    right = [
        *([_parent(parent, found["siblings"], part, zone)] if parent else []),
        *money,
        _goes_to(part),
        _returns(found["returns"], found.get("returnable", ())),
    ]
    return html.Div(
        [
            dcc.Store(id=ids.row(NOUN), data={"id": str(part["id"]), "version": part["version"]}),
            shell.head(part["sub_order_number"], html.Span(sub), actions, [("Orders", PATH), (part["sub_order_number"], "")]),
            html.Div(id=TOLD, role="status"),
            detail.tabs(
                NOUN,
                [
                    ("Order", html.Div([html.Div(left, className="g"), html.Div([c for c in right if c], className="g")], className="side pt-3")),
                    ("What happened", html.Div(_events(found["events"], zone), className="pt-3")),
                    ("History", html.Div(detail.history(acts, zone), className="pt-3")),
                ],
            ),
            *(_dialog(step, role, part["sub_order_number"]) for step in steps),
        ]
    )  # fmt: skip


def _way(part: Mapping[str, Any], zone: str) -> Any:
    """Which instants are behind it; a cancelled or returned order says so first."""
    if part["status"] in {"cancelled", "returned"}:
        at = part["cancelled_at"] or part["returned_at"]
        why = values.status(part["cancellation_reason_code"] or "").lower().replace("_", " ")
        words = [
            html.B(f"{values.status(part['status'])} {values.instant(at, zone)}. "),
            f"Reason: {why}. " if why else "",
            part["cancellation_reason"] or "",
        ]
        return shell.banner(words, "clay", "slash-circle")
    done = [(label, part[column]) for column, label in STAMPS]
    now = next((n for n, (_, at) in enumerate(done) if at is None), len(done))
    items = [
        html.Li(
            [
                icon("check-circle-fill" if at else "circle"),
                html.B(label),
                html.Span(values.instant(at, zone) if at else values.DASH),
            ],
            className="done" if at else "now" if n == now else "",
        )
        for n, (label, at) in enumerate(done)
    ]
    return html.Ol(items, className="steps five")


def _lines(lines: Sequence[Mapping[str, Any]], part: Mapping[str, Any]) -> Any:
    heads = [("Product", ""), ("Packs", "num"), ("Price", "num nowrap"), ("GST", "num nowrap"), ("Total", "num nowrap")]
    rows = [_line(line) for line in lines]
    taxes = [("CGST", part["cgst_amount"]), ("SGST", part["sgst_amount"]), ("IGST", part["igst_amount"])]
    sums = [("Value", part["subtotal"]), *((word, amount) for word, amount in taxes if amount)]
    foot = [(word, values.rupees(amount), "") for word, amount in sums]
    return priced_lines.table(heads, rows, [*foot, ("Total", values.rupees(part["total_amount"]), "strong")])


def _line(line: Mapping[str, Any]) -> list[Any]:
    price, rate = values.rupees(line["unit_price"]), f"{percent_text(line['gst_rate'])} %"
    about = html.Div(f"{line['product_sku']}, {line['pack_size']}", className="sm muted")
    counted = priced_lines.how(f"{line['quantity']} × {price}, {rate} GST")
    item = [html.B(name(line["product_name"])), about, counted, _progress(line)]
    return [item, str(line["quantity"]), price, rate, values.rupees(line["line_total"])]


def _progress(line: Mapping[str, Any]) -> Any:
    words = [
        f"{line[column]} {word}"
        for column, word in (("shipped_quantity", "shipped"), ("delivered_quantity", "delivered"), ("short_quantity", "missing"),
                             ("cancelled_quantity", "cancelled"), ("returned_quantity", "returned"))
        if line[column]
    ]  # fmt: skip
    return html.Div(" · ".join(words), className="sm") if words else None


def _parcels(parcels: Sequence[Mapping[str, Any]], zone: str, *, may_receive: bool) -> Any:
    if not parcels:
        return html.P("Nothing has left yet.", className="muted mb-0")
    return html.Div([_parcel(parcel, zone, may_receive=may_receive) for parcel in parcels], className="g")


def _parcel(parcel: Mapping[str, Any], zone: str, *, may_receive: bool) -> Any:
    courier = ", ".join(x for x in (parcel["courier"], parcel["tracking_number"]) if x)
    state = (
        f"Received as {parcel['receipt']}"
        if parcel["receipt"]
        else "Marked as delivered"
        if parcel["delivered_at"]
        else "On its way"
    )
    inside = "; ".join(
        f"{line['packs']} × {line['name']} (batch {line['batch']}, until {values.day(line['expires_on'])})"
        for line in parcel["lines"]
    )
    receive = may_receive and parcel["received_at"] is None
    return html.Div(
        [
            html.Div(
                [
                    html.B(parcel["shipment_number"]),
                    f" {values.instant(parcel['shipped_at'], zone)}",
                    f", {courier}" if courier else "",
                ]
            ),
            html.Div(inside, className="sm muted"),
            html.Div(state, className="sm"),
            shell.action("Receive", f"{PATH}/receive/{parcel['id']}", "box-arrow-in-down", primary=True) if receive else None,
        ]
    )


def _parent(parent: Mapping[str, Any], siblings: Sequence[Mapping[str, Any]], part: Mapping[str, Any], zone: str) -> Any:
    done = sum(s["status"] == "delivered" for s in siblings)
    lines: list[tuple[str, Any]] = [
        ("Order", parent["order_number"]), ("Status", values.status_chip(parent["status"])), ("Payment", values.status(parent["payment_status"]).replace("_", " ")),
        ("To pay", values.rupees(parent["payable_amount"])),
    ]  # fmt: skip
    if parent["status"] == "pending" and parent["payment_status"] == "unpaid" and parent["expires_at"]:
        lines.append(("Pay until", values.instant(parent["expires_at"], zone)))
    others = [
        html.Div(
            [
                link(s["sub_order_number"], f"{PATH}/{s['id']}", className="link"),
                f" {s['manufacturer']} ",
                values.status_chip(s["status"]),
            ]
        )
        for s in siblings
        if s["id"] != part["id"]
    ]
    return shell.card(f"{done} of {len(siblings)} delivered" if len(siblings) > 1 else "Order", [detail.pairs(lines), *others])


def _goes_to(part: Mapping[str, Any]) -> Any:
    state = STATES.get(part["ship_to_state_code"], part["ship_to_state_code"])
    where = f"{part['ship_to_district']}, {state}, {part['ship_to_pincode']}"
    if "ship_to_name" not in part:
        return shell.card(
            "Goes to",
            [html.P(where, className="mb-1"), html.P("Name and address are shown once you confirm.", className="sm muted mb-0")],
        )
    lines = [part["ship_to_name"], part["ship_to_line1"], part["ship_to_city"], where, part["ship_to_phone"]]
    bill = (
        [html.P([html.B(part["buyer_legal_name"]), f", GSTIN {part['buyer_gstin'] or 'unregistered'}"], className="sm mt-2 mb-0")]
        if part["buyer_legal_name"]
        else []
    )
    return shell.card("Goes to", [*(html.Div(line) for line in lines if line), *bill])


def _returns(found: Sequence[Mapping[str, Any]], returnable: Sequence[tuple[str, str, int]]) -> Any:
    if not found and not returnable:
        return None
    rows = [
        html.Div(
            [
                link(r["return_number"], f"/dashboard/returns/{r['id']}", className="link") if r["opens"] else r["return_number"],
                f" {values.count(r['quantity'], 'pack')} ",
                values.status_chip(r["status"]),
            ]
        )
        for r in found
    ]
    return shell.card("Returns", [*rows, _send_back(returnable)] if returnable else rows)


def _send_back(returnable: Sequence[tuple[str, str, int]]) -> Any:
    """What was delivered and is wrong: so many packs of one line are to go back."""
    options = [(line, f"{called}, up to {values.count(left, 'pack')}") for line, called, left in returnable]
    about = "The manufacturer answers. What comes back is credited and refunded. Open the return afterwards to add photos."
    return folded_form.page(
        BACK, "Ask for a return", about, ("Product", options), BACK_FIELDS, ("Ask for a return", "arrow-return-left")
    )


def _events(events: Sequence[Mapping[str, Any]], zone: str) -> Any:
    def item(event: Mapping[str, Any]) -> Any:
        day, hour = values.instant(event["occurred_at"], zone).split(", ")
        why = ". ".join(x for x in (values.status((event["reason_code"] or "").replace("_", " ")), event["reason_text"]) if x)
        return html.Li(
            [html.Span([day, html.Br(), hour], className="w"), html.Span(icon("dot"), className="n"),
             html.Div([html.B(f"{values.status(event['to_status'])} by {event['actor_role'].replace('_', ' ')}"), html.P(why) if why else None])]
        )  # fmt: skip

    return html.Ul([item(event) for event in reversed(events)], className="tl")


# --- what a move asks ---


def _asked(step: Step, role: str) -> tuple[Field, ...]:
    """The fields this role answers, with its own reasons to choose from."""
    wants_reason = role in STAFF or step.name in {"cancel", "return"}
    found = []
    for field in step.asks:
        if field.name in {"reason_code", "reason"} and not wants_reason:
            continue
        found.append(
            replace(field, choices=REASONS.get(role, field.choices), required=True) if field.name == "reason_code" else field
        )
    return tuple(found)


def _dialog(step: Step, role: str, label: str) -> Any:
    asked = _asked(step, role)
    names = {f.name for f in asked}
    prefix = ids.part(NOUN, step.name)
    question = (step.question or "{step}: {label}?").format(label=label, step=step.title)
    hidden = [html.Div(form.labelled(prefix, f, f.default, {}), hidden=True) for f in step.asks if f.name not in names]
    return html.Div([detail.dialog(NOUN, step.name, question, step.title, (*asked,), danger=step.danger), *hidden])


def _ship_card(picks: Sequence[Mapping[str, Any]], role: str) -> Any:
    """The pick list by reserved batch; what is typed leaves together."""
    rows = [
        html.Tr(
            [
                html.Td([html.B(pick["name"]), html.Div(f"Batch {pick['batch']}, until {values.day(pick['expires_on'])}", className="sm muted")]),
                html.Td(f"{pick['packs']} reserved", className="num"),
                html.Td(
                    html.Div(dbc.Input(id=packs(n), value=str(pick["packs"]), inputMode="numeric", autoComplete="off"),
                             **{"data-label": f"Packs of {pick['name']}, batch {pick['batch']}"}),
                    className="num",
                ),
            ]
        )
        for n, pick in enumerate(picks)
    ]  # fmt: skip
    reasons = [
        Field("reason_code", "choice", label="Reason", choices=REASONS.get(role, ())),
        Field("reason", label="In words", width=6, max_length=500),
    ]
    asked = [Field("courier"), Field("tracking_number"), *(reasons if role in STAFF else [])]
    hidden = [] if role in STAFF else [html.Div(form.labelled(SHIP, f, None, {}), hidden=True) for f in reasons]
    store = [{"order_line_id": str(p["order_line_id"]), "batch_id": str(p["batch_id"])} for p in picks]
    closing = [form.labelled(CLOSE, replace(f, required=f.name == "reason_code"), None, {}) for f in reasons]
    return shell.card(
        "To pick and send",
        [
            dcc.Store(id=PICKS, data=store),
            html.Div(html.Table(html.Tbody(rows), className="t"), className="scroll-x", **shell.SCROLLED),
            html.Div([form.labelled(SHIP, f, None, {}) for f in asked], className="frm mt-2"),
            *hidden,
            html.Div(id=SHIP_ERROR, className="field-error"),
            html.Div(shell.button("Send this parcel", ids.part(SHIP, "do"), "truck", "primary"), className="mt-2"),
            html.Details(
                [
                    html.Summary("Something will not be sent"),
                    html.P("The packs that are left are released and their value goes back to the clinic.", className="sm muted"),
                    html.Div(closing, className="frm"),
                    html.Div(id=CLOSE_ERROR, className="field-error"),
                    shell.button("Close the remainder", ids.part(CLOSE, "do"), tone="danger"),
                ],
                className="mt-3",
            ),
        ],
    )


# --- counting a parcel ---


def receipt(number: str, order: tuple[str, str], sent: Sequence[Any], shipment_id: str) -> Any:
    """Every line as it was sent; the clinic corrects what it finds."""
    heads = ["Product", "Sent", "Good", "Damaged", "Missing", "Batch", "Expires"]
    rows = [
        html.Tr(
            [
                html.Td([html.B(line.product_name), html.Div(line.pack_size, className="sm muted")]),
                html.Td(str(line.quantity), className="num"),
                *(
                    _cell(n, what, value, line.product_name)
                    for what, value in (("good", line.quantity), ("damaged", 0), ("short", 0))
                ),
                _cell(n, "batch_number", line.batch_number, line.product_name),
                _cell(n, "expires_on", line.expires_on.isoformat(), line.product_name),
            ]
        )
        for n, line in enumerate(sent)
    ]
    table = html.Table([html.Thead(html.Tr([html.Th(h) for h in heads])), html.Tbody(rows)], className="t receipt")
    return html.Div(
        [
            shell.head(f"Receive {number}", "Good, damaged and missing make what was sent", [], [("Orders", PATH), (order[0], order[1]), ("Receive", "")]),
            dcc.Store(id=PARCEL, data={"id": shipment_id, "lines": [str(line.id) for line in sent]}),
            shell.card(
                "What is in the parcel",
                [html.Div(table, className="scroll-x", **shell.SCROLLED), html.Div(id=COUNT_ERROR, className="field-error mt-2", role="alert"),
                 html.Div(shell.button("Post the receipt", COUNTED, "check-lg", "primary"), className="mt-3")],
            ),
        ]
    )  # fmt: skip


WORDS = {"good": "good", "damaged": "damaged", "short": "missing", "batch_number": "batch", "expires_on": "expires"}


def _cell(place: int, what: str, value: Any, product: str) -> Any:
    kind = "date" if what == "expires_on" else "text"
    box = dbc.Input(id=count(place, what), type=kind, value=str(value), autoComplete="off")
    return html.Td(html.Div(box, **{"data-label": f"{product}: {WORDS[what]}"}))
