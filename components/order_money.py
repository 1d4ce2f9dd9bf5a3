"""The money of an order on its page: payments, papers, disputes; and the page of one invoice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from components import detail, form, ids, priced_lines, shell, values
from components.words import link, name
from data.core import settlement
from data.core.resource import Field

NOUN = "orders"
PAY = ids.part(NOUN, "pay")
PAY_ERROR = ids.error(PAY, "all")
WORDS = dict(zip(settlement.METHODS, settlement.METHOD_WORDS, strict=True))
INVOICES, PAYMENTS, REFUNDS, DISPUTES = (
    f"/dashboard/{word}" for word in ("invoices", "order-payments", "refunds", "disputes")
)  # fmt: skip


def cards(
    found: Mapping[str, Any], part_id: Any, fields: tuple[Field, ...], today: str, *, may_pay: bool, may_verify: bool, may_dispute: bool
) -> list[Any]:  # fmt: skip
    """What was paid (or that it was), what was invoiced, what is disputed."""
    return [
        _payment(found, fields, today, may_pay=may_pay, may_verify=may_verify),
        _papers(found),
        _disputes(found["disputes"], part_id, may_dispute=may_dispute and bool(found["invoices"])),
    ]


def _payment(found: Mapping[str, Any], fields: tuple[Field, ...], today: str, *, may_pay: bool, may_verify: bool) -> Any:
    if "payments" not in found:
        words = "The platform has this order's money." if found["is_paid"] else "Not paid yet; it can be confirmed once it is."
        return shell.card("Payment", html.P(words, className="mb-0"))
    rows = [_paid(row, may_verify=may_verify) for row in found["payments"]]
    rows += [
        html.Div(
            [link(f"Refund {row['refund_number']}", f"{REFUNDS}/{row['id']}", className="link"), f" {values.rupees(row['amount'])} ",
             values.status_chip(row["status"])]
        )
        for row in found["refunds"]
    ]  # fmt: skip
    if not rows:
        rows = [html.P("Nothing is recorded yet.", className="muted mb-0")]
    left = found["left"]
    if may_pay and left > 0:
        rows.append(_record(fields, left, found["credit"], today))
    return shell.card("Payment", html.Div(rows, className="g"))


def _paid(row: Mapping[str, Any], *, may_verify: bool) -> Any:
    about = f"{WORDS.get(row['method'], row['method'])} {row['reference_number'] or ''}, {values.day(row['received_on'])}"
    at = f"{PAYMENTS}/{row['id']}"
    return html.Div(
        [
            link(values.rupees(row["amount"]), at, className="link"), " ", values.status_chip(row["status"]),
            html.Div(about, className="sm muted"),
            html.Div(row["rejection_reason"], className="sm") if row["rejection_reason"] else None,
            shell.action("Verify payment", at, "check2-circle", primary=True) if may_verify and row["status"] == "submitted" else None,
        ]
    )  # fmt: skip


def _record(fields: tuple[Field, ...], left: int, credit: int, today: str) -> Any:
    start = {"amount": left, "received_on": today}
    told = f"{values.rupees(left)} is left to pay." + (f" Your credit balance is {values.rupees(credit)}." if credit else "")
    return html.Details(
        [
            html.Summary("Record a payment"),
            html.P(told, className="sm muted mt-2"),
            html.Div([form.labelled(PAY, f, start.get(f.name, f.default), {}) for f in fields], className="frm"),
            html.Div(id=PAY_ERROR, className="field-error"),
            shell.button("Record payment", ids.part(PAY, "do"), "bank", "primary"),
        ],
        open=True,
    )


def _papers(found: Mapping[str, Any]) -> Any:
    rows = [
        html.Div(
            [
                link(row["invoice_number"], f"{INVOICES}/{row['id']}", className="link"), f" {values.rupees(row['total_amount'])}",
                html.Div(values.day(row["invoice_date"]), className="sm muted"),
            ]
        )
        for row in found["invoices"]
    ]  # fmt: skip
    rows += [
        html.Div(
            [
                f"Credit note {row['credit_note_number']} {values.rupees(row['total_amount'])}",
                html.Div(
                    [
                        f"{values.day(row['credit_note_date'])} ",
                        html.A(
                            ["PDF", html.Span(f" of {row['credit_note_number']}", className="visually-hidden")],
                            href=f"/documents/supplier_credit_notes/{row['id']}.pdf",
                            className="link",
                        ),
                    ],
                    className="sm muted",
                ),
            ]
        )
        for row in found["notes"]
    ]
    return shell.card("Invoice", rows or html.P("An invoice is issued with each parcel.", className="muted mb-0"))


def _disputes(found: Sequence[Mapping[str, Any]], part_id: Any, *, may_dispute: bool) -> Any:
    rows: list[Any] = [
        html.Div(
            [
                link(row["dispute_number"], f"{DISPUTES}/{row['id']}", className="link"),
                f" {values.status(row['reason_code']).replace('_', ' ')} ",
                values.status_chip(row["status"]),
            ]
        )
        for row in found
    ]
    if may_dispute:
        rows.append(shell.action("Open dispute", f"{DISPUTES}/new?order={part_id}", "chat-square-dots"))
    return shell.card("Dispute", html.Div(rows, className="g")) if rows else None


# --- one invoice ---


def invoice(record: Any, found: Any, zone: str, acts: list[Any], *, may_print: bool) -> Any:
    """An invoice as it was issued; `found` is its paper's content."""
    pdf = (
        html.A([html.Span("PDF")], href=f"/documents/supplier_invoices/{record.id}.pdf", className="btn btn-primary")
        if may_print
        else None
    )
    heads = [("Item", ""), ("HSN", ""), ("Packs", "num"), ("Rate", "num nowrap"), ("GST", "num nowrap"), ("Amount", "num nowrap")]
    sums = [(word, amount, "") for word, amount in found.sums]
    table = priced_lines.table(heads, [_line(line) for line in found.lines], [*sums, (*found.total, "strong")])
    order = ("Order", link("Its order", f"/dashboard/orders/{record.get('sub_order_id')}", className="link"))
    return html.Div(
        [
            shell.head(record.label, f"{found.head.name}, {values.day(found.day)}", [pdf] if pdf else [], [("Invoices", INVOICES), (record.label, "")]),
            detail.tabs(
                "supplier_invoices",
                [
                    (
                        "Invoice",
                        html.Div(
                            [
                                shell.card("Parties", [detail.pairs([("From", found.head.name), ("GSTIN of the supplier", found.head.gstin), *found.facts, order])]),
                                shell.card("Lines", [table, html.P(found.words, className="sm muted mt-2 mb-0")]),
                            ],
                            className="g pt-3",
                        ),
                    ),
                    ("History", html.Div(detail.history(acts, zone), className="pt-3")),
                ],
            ),
        ]
    )  # fmt: skip


def _line(line: Any) -> list[Any]:
    counted = priced_lines.how(f"{line.quantity} × {line.price}, {line.rate} GST")
    item = [html.B(name(line.name)), html.Div(line.about, className="sm muted"), counted]
    return [item, line.hsn, line.quantity, line.price, line.rate, line.amount]
