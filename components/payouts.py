"""What manufacturers are owed, above the list of payouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from components import detail, folded_form, ids, shell, values
from components.words import name
from data.core.resource import Field

NOUN = "payouts"
PATH = "/dashboard/payouts"
RUN = ids.part(NOUN, "run")
TOLD = ids.part(NOUN, "told")
ADJUST = ids.part(NOUN, "adjust")
ADJUSTMENT = (
    Field("amount", label="Amount, ₹", required=True, width=3, hint="Below zero takes away."),
    Field("reason", "longtext", required=True, max_length=500, width=6),
)


def statement(balance: Any, entries: Sequence[Mapping[str, Any]], zone: str, delay: int) -> Any:
    """A manufacturer's own balance and the newest entries of its ledger; `delay` in days from delivery to payout."""
    heads = ["When", "What", "Amount", "Can be paid out from"]
    rows = [
        html.Tr(
            [
                html.Td(values.instant(entry["at"], zone)),
                html.Td([values.status(entry["type"].replace("_", " ")), html.Div(entry["reason"], className="sm muted")]),
                html.Td(values.rupees(entry["amount"]), className="num"),
                html.Td(values.day(entry["available_on"])),
            ]
        )
        for entry in entries
    ]
    ledger = html.Details(
        [html.Summary("The newest entries of your ledger"), _table(heads, rows)]
        if rows
        else [html.Summary("No sale was delivered yet")],
        className="mt-2",
    )
    return shell.card("What you are owed", [detail.pairs(_split(balance)), html.P(_when(delay), className="sm muted"), ledger])


def _when(delay: int) -> str:
    """From when on a sale can be paid out, as the platform has set it."""
    after = f"{values.count(delay, 'day')} after the delivery" if delay else "on the day of the delivery"
    return f"A pack that is delivered now can be paid out {after}."


def _split(balance: Any) -> list[tuple[str, Any]]:
    return [
        ("Can be paid out", values.rupees(balance.payable)),
        ("Not yet, delivered lately", values.rupees(balance.not_yet)),
        ("Held for disputes", values.rupees(balance.held)),
        ("All together", values.rupees(balance.total)),
    ]


def owed(found: Sequence[tuple[Any, str, Any]], *, may_run: bool) -> Any:
    """Each manufacturer with what it is owed, and the button that pays it out."""
    heads = ["Manufacturer", "Can be paid out", "Not yet", "Held", "All together"]
    rows = [
        html.Tr(
            [
                html.Td(name(company)),
                *(
                    html.Td(values.rupees(amount), className="num")
                    for amount in (balance.payable, balance.not_yet, balance.held, balance.total)
                ),
            ]
        )
        for _, company, balance in found
    ]
    inside: list[Any] = [_table(heads, rows) if rows else html.P("Nobody is owed anything.", className="muted mb-0")]
    if may_run and rows:
        inside.append(html.Div(shell.button("Run payouts", RUN, "cash-stack", "primary"), className="mt-2"))
    inside.append(html.Div(id=TOLD, role="status"))
    if may_run and found:
        inside.append(_adjust(found))
    return shell.card("What manufacturers are owed", inside)


def _adjust(found: Sequence[tuple[Any, str, Any]]) -> Any:
    """An entry by hand in one manufacturer's ledger, with its reason."""
    about = "Adds to what one manufacturer is owed, or takes away. The manufacturer sees amount and reason."
    options = [("", "Choose"), *((str(maker_id), company) for maker_id, company, _ in found)]
    return folded_form.page(
        ADJUST, "Correct by hand", about, ("Manufacturer", options), ADJUSTMENT, ("Post the correction", "pencil-square"), width=3
    )


def invoices(found: Sequence[Mapping[str, Any]], *, is_own: bool) -> Any:
    """The platform's invoices for its commission, one a manufacturer and month, each as a PDF."""
    heads = ["Invoice", *([] if is_own else ["Manufacturer"]), "Through", "Commission", "GST", "Total", ""]
    rows = [
        html.Tr(
            [
                html.Td(row["number"]),
                *([] if is_own else [html.Td(name(row["company"]))]),
                html.Td(f"{row['month']:%b %Y}"),
                *(html.Td(values.rupees(row[key]), className="num d-d") for key in ("commission", "gst")),
                html.Td(values.rupees(row["total"]), className="num"),
                html.Td(
                    html.A(
                        ["PDF", html.Span(f" of {row['number']}", className="visually-hidden")],
                        href=f"/documents/commission_invoices/{row['id']}.pdf",
                        className="link",
                    ),
                    className="num",
                ),
            ]
        )
        for row in found
    ]
    words = "The first one comes after the month of your first delivery." if is_own else "They are issued when a month is over."
    inside = _table(heads, rows, LEFT) if rows else html.P(words, className="muted mb-0")
    return shell.card("Commission invoices", inside)


LEFT = ("Invoice", "Manufacturer", "Through")
WIDE = {"Commission": "num d-d", "GST": "num d-d"}  # what a phone does without: the total stays


def _table(heads: Sequence[str], rows: list[Any], left: Sequence[str] = ("What",)) -> Any:
    head = html.Tr(
        [
            html.Th(text, className=WIDE.get(text, "num" if n and "from" not in text and text not in left else ""))
            for n, text in enumerate(heads)
        ]
    )
    return html.Div(
        html.Table([html.Thead(head), html.Tbody(rows)], className="t fits"), className="scroll-x", **shell.SCROLLED
    )  # fmt: skip
