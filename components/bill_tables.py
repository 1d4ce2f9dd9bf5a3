"""The lines of a bill and what moved on it, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from components import bill_acts, priced_lines, shell, values
from components.words import icon, link, name
from data.core import clock, gst
from data.core.ledger_sums import METHOD_WORDS
from data.core.resource import words

PATH = "/dashboard/billing"
REVERSE = "bill-reverse"
KINDS = {
    "payment": "Payment",
    "refund": "Refund",
    "write-off": "Written off",
    "credit-note": "Credit note",
    "reversal": "Reversal",
    "advance": "Advance",
}
ON_PAPER = ("payment", "refund", "advance", "credit-note")


def lines(record: Any, sheet: Any) -> Any:
    """The lines with their sums; who sees a part of the lines sees no sums under them."""
    taxed = bool(record.get("tax"))
    heads = [("Item", ""), ("Type", ""), ("Quantity", "num"), ("Rate", "num nowrap"), ("Discount", "num nowrap")]
    heads += [("Tax", "num nowrap")] if taxed else []
    heads += [("Amount", "num nowrap strong")]
    rows = [_line(n, line.values, taxed=taxed) for n, line in enumerate(sheet.lines, 1)]
    whole = sum(line.values["total"] for line in sheet.lines) == record.get("subtotal", 0)
    table = priced_lines.table(heads, rows, _footed(record, sheet) if whole else [])
    frozen = html.Span([icon("lock"), " Issued, so frozen. Correct by credit note"], className="sm muted d-d")
    empty = html.P("No line yet.", className="muted mb-0")
    return shell.card(
        "Lines",
        table if rows else empty,
        aside=frozen if record.get("status") != "draft" else None,
    )


def _line(number: int, line: Mapping[str, Any], *, taxed: bool) -> list[Any]:
    under = [f"Batch {line['batch_number']}" if line["batch_number"] else ""]
    under += [f"expires {values.day(line['expires_on'])}" if line["expires_on"] else ""]
    under += [f"HSN {line['hsn_code']}" if line["hsn_code"] else "", line["description"] or ""]
    small = ", ".join(part for part in under if part)
    rate = f"{line['tax_rate'] / 100:g} %{' in price' if line['tax_included'] else ''}" if line["tax_rate"] else values.DASH
    price, off = values.rupees(line["unit_price"]), values.rupees(-line["discount"]) if line["discount"] else ""
    counted = ", ".join(
        part for part in (f"{line['quantity']} × {price}", off, f"{rate} tax" if line["tax_rate"] else "") if part
    )
    item = [html.Span(f"{number}. ", className="faint"), name(line["item_name"] or "", html.B)]
    return [
        [*item, html.Small(small, className="d-block muted"), priced_lines.how(counted)],
        words(line["item_type"].replace("-", "_")),
        str(line["quantity"]),
        price,
        off or values.DASH,
        *([rate] if taxed else []),
        values.rupees(line["total"]),
    ]


def _footed(record: Any, sheet: Any) -> list[tuple[str, str, str]]:
    """The sums under the lines: (word, amount, class)."""
    found = [("Subtotal", values.rupees(record.get("subtotal", 0)), "")]
    if record.get("discount"):
        found.append(("Discount", values.rupees(-record.get("discount")), ""))
    taxes = [("CGST", "cgst"), (gst.second_half(sheet.state_code), "sgst"), ("IGST", "igst")]
    found += [(word, values.rupees(record.get(key)), "") for word, key in taxes if record.get(key)]
    return [*found, ("Total", values.rupees(record.get("total", 0)), "strong")]


def ledger(record: Any, sheet: Any, zone: str, may: frozenset[str]) -> Any:
    """Every movement in order, with the balance it left and who made it."""
    heads = (("When", ""), ("Entry", ""), ("Method", "d-d"), ("By", "d-d"))
    first = [
        html.Td(values.instant(record.get("issued_at"), zone) if record.get("issued_at") else values.day(record.get("bill_date")), className="nowrap"),
        html.Td("Issued"), html.Td(values.DASH, className="d-d"), html.Td(sheet.issued_by, className="d-d"),
        html.Td(values.rupees(record.get("total", 0)), className="num nowrap"),
        html.Td(values.rupees(record.get("total", 0)), className="num nowrap d-d"), html.Td(),
    ]  # fmt: skip
    rows = [html.Tr(first), *(_movement(m, record, zone, may) for m in sheet.movements)]
    told = {str(m.id): _question(m) for m in sheet.movements}
    head = html.Thead(
        html.Tr(
            [
                *(html.Th(word, className=kind or None, scope="col") for word, kind in heads),
                html.Th("Amount", className="num", scope="col"),
                html.Th("Balance", className="num d-d", scope="col"),
                html.Th(html.Span("Actions", className="visually-hidden"), scope="col"),
            ]
        )
    )
    table = html.Div(html.Table([head, html.Tbody(rows)], className="t bl-ledger"), className="scroll-x", **shell.SCROLLED)
    store = dcc.Store(id=bill_acts.TOLD, data=told)
    return shell.card(
        "Ledger", [store, table], aside=html.Span("Nothing is erased; a mistake is reversed", className="sm muted d-d")
    )


def _movement(m: Any, record: Any, zone: str, may: frozenset[str]) -> Any:
    late = html.Small(f"for {values.day(m.day)}", className="d-block muted") if m.day != clock.local_day(m.at, zone) else None
    word = KINDS.get(m.kind, m.kind)
    is_paper = m.number and m.kind in ON_PAPER and "print" in record.verbs
    number = (
        link(m.number, f"{PATH}/receipts/{m.act_id}", className="link") if is_paper else html.Span(m.number, className="muted")
    )
    entry = [html.Span(["Reversal of ", m.undoes]) if m.undoes else word, " ", number]
    entry += [html.Small(m.reason, className="d-block muted")] if m.reason else []
    entry.append(html.Small(", ".join(part for part in (METHOD_WORDS.get(m.method, ""), m.who) if part), className="d-m muted"))
    may_undo = "reverse" in may and m.kind != "reversal" and not m.is_undone and record.get("status") != "cancelled"
    undo = html.Button(
        [icon("arrow-counterclockwise"), html.Span("Reverse…", className="d-d")],
        id={"type": REVERSE, "id": str(m.id)},
        type="button",
        className="btn btn-quiet",
        **{"aria-label": f"Reverse {word.lower()} {m.number}".strip()},
    )
    mark = values.chip("Reversed", "arrow-counterclockwise", "line") if m.is_undone else None
    return html.Tr(
        [
            html.Td([values.instant(m.at, zone), late], className="nowrap"),
            html.Td(entry),
            html.Td(
                [METHOD_WORDS.get(m.method, values.DASH), html.Small(f" {m.reference}" if m.reference else "", className="muted")],
                className="d-d",
            ),
            html.Td(m.who, className="d-d"),
            html.Td(values.rupees(m.owed), className="num nowrap"),
            html.Td(values.rupees(m.balance), className="num nowrap d-d"),
            html.Td(undo if may_undo else mark, className="num"),
        ]
    )  # fmt: skip


def _question(m: Any) -> str:
    number = f", {m.number}" if m.number else ""
    return f"Reverse the {KINDS.get(m.kind, m.kind).lower()} of {values.rupees(abs(m.owed))}{number}?"
