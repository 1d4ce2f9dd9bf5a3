"""A dispute's page: what it is about, whose turn it is, what was said; and the form that opens one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import detail, form, ids, shell, values
from components.words import icon, link, name
from data.core.dispute_table import OUTCOME_WORDS
from data.core.resource import Field

NOUN = "disputes"
PATH = "/dashboard/disputes"
RAISE, PART = ids.part(NOUN, "raise"), ids.part(NOUN, "part")
RAISE_ERROR = ids.error(RAISE, "all")
PACKS = "disputes-packs"
LATE = {"reply": "The supplier has not answered in time.", "resolution": "The time to decide has passed."}


def packs(place: int) -> dict[str, Any]:
    """How many packs of a line it is about."""
    return {"type": PACKS, "place": place}


def _said(code: str) -> str:
    return values.status(code.replace("_", " "))


def page(found: Mapping[str, Any], label: str, files: Any, zone: str, acts: list[Any]) -> Any:
    """Head, what it is about, the conversation, the evidence, the clocks and the money."""
    case, steps = found["case"], found["steps"]
    left = [
        _state(case, zone),
        shell.card("What it is about", [html.P(name(case["description"])), _lines(found["lines"])]),
        shell.card("What was said", _messages(found["messages"], zone)),
        files,
    ]
    right = [_clocks(case, zone), _money(found)]
    return html.Div(
        [
            dcc.Store(id=ids.row(NOUN), data={"id": str(case["id"]), "version": case["version"]}),
            shell.head(label, html.Span([values.status_chip(case["status"]), f" {_said(case['reason_code'])}"]), detail.steps(NOUN, steps),
                       [("Disputes", PATH), (label, "")]),
            detail.tabs(
                NOUN,
                [
                    ("Dispute", html.Div([html.Div([x for x in left if x], className="g"), html.Div(right, className="g")], className="side pt-3")),
                    ("History", html.Div(detail.history(acts, zone), className="pt-3")),
                ],
            ),
            *detail.dialogs(NOUN, steps, label),
        ]
    )  # fmt: skip


def _state(case: Mapping[str, Any], zone: str) -> Any:
    if case["late"]:
        return shell.banner(LATE[case["late"]], "clay", "alarm")
    if case["outcome"]:
        when = values.instant(case["resolved_at"], zone)
        return shell.banner(
            [html.B(f"{OUTCOME_WORDS[case['outcome']]}, {when}. "), case["resolution"] or ""], "mons", "check2-circle"
        )
    return None


def _lines(lines: Sequence[Mapping[str, Any]]) -> Any:
    return html.Ul(
        [
            html.Li([html.B(f"{line['packs']} × {line['name']}"), f", {line['pack_size']}: {_said(line['reason_code']).lower()}"])
            for line in lines
        ]
    )


def _messages(messages: Sequence[Mapping[str, Any]], zone: str) -> Any:
    if not messages:
        return html.P("Nobody has answered yet.", className="muted mb-0")

    def item(message: Mapping[str, Any]) -> Any:
        day, hour = values.instant(message["at"], zone).split(", ")
        who = _said(message["author_role"]) + (", for staff only" if message["visibility"] == "staff" else "")
        return html.Li(
            [html.Span([day, html.Br(), hour], className="w"), html.Span(icon("dot"), className="n"), html.Div([html.B(who), html.P(name(message["text"]))])]
        )  # fmt: skip

    return html.Ul([item(message) for message in messages], className="tl")


def _clocks(case: Mapping[str, Any], zone: str) -> Any:
    lines: list[tuple[str, Any]] = [
        ("Order", link(case["sub_order"], f"/dashboard/orders/{case['sub_order_id']}", className="link")),
        ("Opened", values.instant(case["opened_at"], zone)),
    ]
    if case["status"] in {"open", "in_review"}:
        lines += [
            ("Waits on", _said(case["waiting_on"])),
            ("Reply due", values.instant(case["reply_due_at"], zone)),
            ("Decision due", values.instant(case["resolve_due_at"], zone)),
        ]
    return shell.card("Where it stands", detail.pairs(lines))


def _money(found: Mapping[str, Any]) -> Any:
    rows: list[Any] = []
    if found.get("held"):
        rows.append(html.Div(f"Held from the payout: {values.rupees(found['held'])}"))
    rows += [
        html.Div(
            [
                "Credit note ",
                link(note["credit_note_number"], f"/dashboard/invoices/{note['invoice_id']}", className="link"),
                f": {values.rupees(note['total_amount'])}",
                html.Div("Dated after 30 November: its tax can no longer be taken back.", className="sm")
                if note["is_late"]
                else None,
            ]
        )
        for note in found["notes"]
    ]
    rows += [
        html.Div(
            [
                "Refund ",
                link(refund["refund_number"], f"/dashboard/refunds/{refund['id']}", className="link"),
                f" {values.rupees(refund['amount'])} ",
                values.status_chip(refund["status"]),
            ]
        )
        for refund in found.get("refunds", ())
    ]
    return shell.card("Money", rows or html.P("Nothing was credited.", className="muted mb-0"))


def raising(part: Any, left: Sequence[tuple[Any, int]], fields: tuple[Field, ...]) -> Any:
    """The form that opens a dispute about packs of a delivery."""
    number = part.sub_order_number
    rows = [
        html.Tr(
            [
                html.Td([html.B(name(line.product_name)), html.Div(line.pack_size, className="sm muted")]),
                html.Td(f"{most} sent", className="num"),
                html.Td(
                    html.Div(
                        dbc.Input(id=packs(n), value="", inputMode="numeric", autoComplete="off"),
                        **{"data-label": f"Packs of {line.product_name}"},
                    ),
                    className="num",
                ),
            ]
        )
        for n, (line, most) in enumerate(left)
    ]
    inside: list[Any] = [
        dcc.Store(id=PART, data={"id": str(part.id), "lines": [str(line.id) for line, _ in left]}),
        html.Div([form.labelled(RAISE, f, f.default, {}) for f in fields], className="frm"),
        html.P("How many packs of which line", className="mt-3 mb-1"),
        html.Div(html.Table(html.Tbody(rows), className="t"), className="scroll-x", **shell.SCROLLED),
        html.P("Photos and papers are added on the next page.", className="sm muted mt-2"),
        html.Div(id=RAISE_ERROR, className="field-error"),
        shell.button("Open dispute", ids.part(RAISE, "do"), "chat-square-dots", "primary"),
    ]
    if not left:
        inside = [html.P("Nothing of this order was sent yet, or all of it was credited.", className="mb-0")]
    crumbs = [("Orders", "/dashboard/orders"), (number, f"/dashboard/orders/{part.id}"), ("Dispute", "")]
    return html.Div([shell.head(f"Dispute about {number}", "", [], crumbs), shell.card("What is wrong", inside)])
