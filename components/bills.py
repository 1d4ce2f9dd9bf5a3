"""Bills: what is owed by age above the list, one bill with its lines and what moved on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html

from components import bill_acts, detail, ids, shell, values
from components.bill_writing import NOUN
from components.words import icon, link, name
from data.core import ageing, clock, gst
from data.core.ledger_sums import METHOD_WORDS
from data.core.resource import Resource, words

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


def ages(found: Any, query: Mapping[str, str], ways: Sequence[tuple[str, str, str]]) -> Any:
    """A tile an age, each the list behind it; `found` as the rules count them, `ways` (word, address, sign) lead on."""
    as_of = query.get("as_of", "")
    chosen = query.get("bucket", "").split(",")
    tiles = []
    for bucket, heap in found.heaps.items():
        on = bucket in chosen
        asked = {"bucket": bucket} | ({"as_of": as_of} if as_of else {})
        href = PATH if on else f"{PATH}?{urlencode(asked)}"
        body = [
            html.Span(ageing.WORDS[bucket], className="k"),
            html.B(values.rupees(heap.amount), className="v"),
            html.Small(values.count(heap.bills, "bill")),
        ]
        tiles.append(
            link(
                [html.Span([*body, icon("x-lg", "bl-off") if on else None], className="bl-age-in")],
                href,
                className="bl-age on" if on else "bl-age",
                title="Show all bills" if on else f"Show the bills of this age: {ageing.WORDS[bucket]}",
            )
        )
    if found.unapplied:
        credit = [
            html.Span(ageing.WORDS[ageing.UNAPPLIED], className="k"),
            html.B(values.rupees(-found.unapplied), className="v"),
            html.Small("of patients"),
        ]
        tiles.append(html.Div(html.Span(credit, className="bl-age-in"), className="bl-age"))
    owed = sum(heap.amount for heap in found.heaps.values()) - (found.unapplied or 0)
    told = html.P([html.B(values.rupees(owed)), f" outstanding as of {values.day(found.day)}"], className="sm muted")
    on = html.Span([link([icon(sign), word], href, className="btn btn-quiet") for word, href, sign in ways], className="ways")
    return html.Div(
        [
            html.Div([told, on], className="bl-head"),
            html.Nav(tiles, className="card-a bl-ages", **{"aria-label": "Bills by days past due"}),
        ]
    )


def nothing(*, may_create: bool) -> Any:
    """An empty list says what to do next."""
    make = [shell.action("New bill", f"{PATH}/new", "plus-lg", primary=True)] if may_create else []
    make += [shell.action("Done but not billed", f"{PATH}/unbilled", "card-checklist")] if may_create else []
    text = "Choose a patient, take what was done, issue." if may_create else "Bills appear here once they are written."
    return html.Section(shell.empty("No bills here", text, make, "receipt"), className="card-a")


def page(
    resource: Resource,
    record: Any,
    sheet: Any,
    acts: list[Any],
    zone: str,
    today: date,
    may: frozenset[str],
    told: Any = None,
) -> Any:
    """One bill; `may` holds what of patient, pay, refund, write-off, credit-note, reverse, discard this person may."""
    status, number = record.get("status"), record.get("bill_number")
    title = html.Span(["Bill ", number]) if number else "Draft bill"
    open_now = {s.name: s for s in record.steps if not (s.name == "issue" and record.get("approval") == "needed")}
    if record.get("approval") != "needed":
        open_now.pop("approve", None)
    about = html.Span([_patient(record, may), _about(record, sheet, today)])
    crumbs = [(resource.title, resource.path), (number or "Draft", "")]
    body = [_sums(record), _lines(record, sheet)]
    if sheet.movements is not None and status != "draft":
        body.append(_ledger(record, sheet, zone, may))
    shown = [("Bill", html.Div(body, className="bl-sheet pt-3"))]
    shown += [("History", html.Div(detail.history(acts, zone), className="pt-3"))] if acts else []
    steps = tuple(s for s in record.steps if s.name in open_now)
    return html.Div(
        [
            dcc.Store(id=ids.row(NOUN), data={"id": str(record.id), "version": record.version}),
            shell.head(title, about, _actions(record, open_now, may), crumbs),
            told,
            shell.allergies(list(sheet.allergies)),
            _waits(record),
            html.Div([html.Div(detail.tabs(NOUN, shown)), html.Aside(_aside(record, sheet), className="d-grid gap-3")], className="side"),
            *detail.dialogs(NOUN, steps, number or "this draft"),
            *bill_acts.dialogs(record, may),
            detail.delete_dialog(resource, number or "this draft") if _deletes(record, may) else None,
        ]
    )  # fmt: skip


def _patient(record: Any, may: frozenset[str]) -> Any:
    who = name(record.get("patient", ""), html.B)
    return link(who, f"/dashboard/patients/{record.get('patient_id')}") if "patient" in may else who


def _about(record: Any, sheet: Any, today: date) -> Any:
    due, day = record.get("due_date"), record.get("bill_date")
    parts = [f", {record.get('patient_code')}. ", f"Of {values.day(day)}"]
    parts += [f", issued by {sheet.issued_by}"] if sheet.issued_by else []
    parts += [f", due {values.day(due)}"] if due and record.get("balance") and due != day else []
    late = (today - due).days if due and record.get("status") in {"pending", "partial"} else 0
    chip = values.status_chip(str(record.get("status")))
    over = values.chip(f"Overdue by {values.count(late, 'day')}", "exclamation-triangle-fill", "clay") if late > 0 else None
    return html.Span(["".join(parts), " ", chip, " ", over])


def _actions(record: Any, steps: Mapping[str, Any], may: frozenset[str]) -> list[Any]:
    path = f"{PATH}/{record.id}"
    is_draft, balance = record.get("status") == "draft", record.get("balance", 0)
    found: list[Any] = []
    if is_draft and "discard" in may:
        found.append(shell.button("Delete draft…", ids.step(NOUN, "discard"), "trash"))
    elif _deletes(record, may):
        found.append(shell.button("Delete draft…", ids.step(NOUN, "delete"), "trash"))
    for act in bill_acts.ACTS.values():
        if act.name in may and act.is_open(record):
            found.append(shell.button(act.label + "…", ids.step(NOUN, act.name), act.sign))
    if "cancel" in steps:
        found.append(shell.button("Cancel bill…", ids.step(NOUN, "cancel"), "slash-circle", "outline-danger"))
    if "print" in record.verbs and not is_draft:
        found.append(shell.action("Print", f"{path}/print", "printer"))
    if is_draft and "edit" in record.verbs:
        found.append(shell.action("Edit", f"{path}/edit", "pencil"))
    if "approve" in steps:
        found.append(shell.button("Approve discount", ids.step(NOUN, "approve"), "check-lg", "primary"))
    if "issue" in steps:
        found.append(shell.button("Issue", ids.step(NOUN, "issue"), "check-lg", "primary"))
    if "pay" in may and balance and record.get("status") in {"pending", "partial"}:
        found.append(shell.action("Take payment", f"{path}/payment", "cash-coin", primary=True, shortcut="n"))
    return found


def _deletes(record: Any, may: frozenset[str]) -> bool:
    """Whether it is deleted as any row is: by who may delete bills and writes none."""
    return record.get("status") == "draft" and "discard" not in may and "delete" in record.verbs


def _waits(record: Any) -> Any:
    if record.get("status") != "draft" or record.get("approval") != "needed":
        return None
    given = record.get("line_discount", 0) + record.get("discount", 0)
    share = f"{given * 100 / record.get('gross'):.1f} %" if record.get("gross") else "this size"
    return shell.banner(
        f"A discount of {share} waits for the manager's approval; then the bill can be issued.", "turm", "hourglass"
    )


def _sums(record: Any) -> Any:
    cells = [("Total", "total"), ("Paid", "paid_amount"), ("Balance", "balance")]
    cells += [(word, key) for word, key in (("Written off", "written_off"), ("Credited", "credited")) if record.get(key)]
    late = "v bad" if record.get("balance") and record.get("status") in {"pending", "partial"} else "v"
    return html.Section(
        [
            html.Div(
                [html.Div(word, className="k"), html.Div(values.rupees(record.get(key, 0)), className=late if key == "balance" else "v")]
            )
            for word, key in cells
        ],
        className="card-a sumbar bl-sumbar",
        **{"aria-label": "Sums"},
    )  # fmt: skip


def _lines(record: Any, sheet: Any) -> Any:
    taxed = bool(record.get("tax"))
    heads = [("Item", ""), ("Type", ""), ("Quantity", "num"), ("Rate", "num"), ("Discount", "num")]
    heads += [("Tax", "num")] if taxed else []
    heads += [("Amount", "num")]
    rows = [_line(n, line.values, taxed=taxed) for n, line in enumerate(sheet.lines, 1)]
    whole = sum(line.values["total"] for line in sheet.lines) == record.get("subtotal", 0)
    width = len(heads) - 1
    foot = [
        html.Tr([html.Td(word, colSpan=width, className="num"), html.Td(text, className="num nowrap")], className=tone or None)
        for word, text, tone in _footed(record, sheet)
    ]
    table = html.Table(
        [
            html.Thead(html.Tr([html.Th(word, className=tone or None, scope="col") for word, tone in heads])),
            html.Tbody(rows),
            html.Tfoot(foot) if whole else None,
        ],
        className="t bl-lines",
    )
    frozen = html.Span([icon("lock"), " Issued, so frozen. Correct by credit note"], className="sm muted d-d")
    empty = html.P("No line yet.", className="muted mb-0")
    return shell.card(
        "Lines",
        html.Div(table, className="scroll-x", **shell.SCROLLED) if rows else empty,
        aside=frozen if record.get("status") != "draft" else None,
    )


def _line(number: int, line: Mapping[str, Any], *, taxed: bool) -> Any:
    under = [f"Batch {line['batch_number']}" if line["batch_number"] else ""]
    under += [f"expires {values.day(line['expires_on'])}" if line["expires_on"] else ""]
    under += [f"HSN {line['hsn_code']}" if line["hsn_code"] else "", line["description"] or ""]
    small = ", ".join(part for part in under if part)
    rate = f"{line['tax_rate'] / 100:g} %{' in price' if line['tax_included'] else ''}" if line["tax_rate"] else values.DASH
    cells = [
        html.Td([html.Span(f"{number}. ", className="faint"), name(line["item_name"] or "", html.B), html.Small(small, className="d-block muted")]),
        html.Td(words(line["item_type"].replace("-", "_"))),
        html.Td(str(line["quantity"]), className="num"),
        html.Td(values.rupees(line["unit_price"]), className="num nowrap"),
        html.Td(values.rupees(-line["discount"]) if line["discount"] else values.DASH, className="num nowrap"),
        html.Td(rate, className="num nowrap") if taxed else None,
        html.Td(values.rupees(line["total"]), className="num nowrap strong"),
    ]  # fmt: skip
    return html.Tr([cell for cell in cells if cell is not None])


def _footed(record: Any, sheet: Any) -> list[tuple[str, str, str]]:
    """The sums under the lines: (word, amount, class)."""
    found = [("Subtotal", values.rupees(record.get("subtotal", 0)), "")]
    if record.get("discount"):
        found.append(("Discount", values.rupees(-record.get("discount")), ""))
    taxes = [("CGST", "cgst"), (gst.second_half(sheet.state_code), "sgst"), ("IGST", "igst")]
    found += [(word, values.rupees(record.get(key)), "") for word, key in taxes if record.get(key)]
    return [*found, ("Total", values.rupees(record.get("total", 0)), "strong")]


def _ledger(record: Any, sheet: Any, zone: str, may: frozenset[str]) -> Any:
    heads = ("When", "Entry", "Method", "By")
    first = [
        html.Td(values.instant(record.get("issued_at"), zone) if record.get("issued_at") else values.day(record.get("bill_date")), className="nowrap"),
        html.Td("Issued"), html.Td(values.DASH), html.Td(sheet.issued_by),
        html.Td(values.rupees(record.get("total", 0)), className="num nowrap"),
        html.Td(values.rupees(record.get("total", 0)), className="num nowrap"), html.Td(),
    ]  # fmt: skip
    rows = [html.Tr(first), *(_movement(m, record, zone, may) for m in sheet.movements)]
    told = {str(m.id): _question(m) for m in sheet.movements}
    head = html.Thead(
        html.Tr(
            [
                *(html.Th(word, scope="col") for word in heads),
                html.Th("Amount", className="num", scope="col"),
                html.Th("Balance", className="num", scope="col"),
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
    may_undo = "reverse" in may and m.kind != "reversal" and not m.is_undone and record.get("status") != "cancelled"
    undo = html.Button(
        [icon("arrow-counterclockwise"), "Reverse…"],
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
            html.Td([METHOD_WORDS.get(m.method, values.DASH), html.Small(f" {m.reference}" if m.reference else "", className="muted")]),
            html.Td(m.who),
            html.Td(values.rupees(m.owed), className="num nowrap"),
            html.Td(values.rupees(m.balance), className="num nowrap"),
            html.Td(undo if may_undo else mark, className="num"),
        ]
    )  # fmt: skip


def _question(m: Any) -> str:
    number = f", {m.number}" if m.number else ""
    return f"Reverse the {KINDS.get(m.kind, m.kind).lower()} of {values.rupees(abs(m.owed))}{number}?"


def _aside(record: Any, sheet: Any) -> list[Any]:
    facts = [
        ("Doctor", record.get("doctor")),
        ("Last paid by", METHOD_WORDS.get(record.get("payment_method", ""), "")),
        ("Discount for", record.get("discount_reason")),
        ("Approved by", sheet.approved_by),
        ("Cancelled", values.day(record.get("cancelled_on")) if record.get("cancelled_on") else ""),
        ("Because", record.get("cancellation_reason")),
        ("Printed", values.count(record.get("times_printed"), "time") if record.get("times_printed") else ""),
        ("Notes", record.get("notes")),
    ]
    lines = [(term, str(value)) for term, value in facts if value]
    if sheet.advance:
        lines.append(("Patient's advance", values.rupees(sheet.advance)))
    return [shell.card("About", detail.pairs(lines))] if lines else []


def of_patient(rows: Sequence[Mapping[str, str]], account: Any, patient_id: Any, *, may_create: bool, may_pay: bool) -> Any:
    """The bills of one patient, what she owes and has paid ahead, for her page."""
    head = html.Div(
        [
            html.Div([html.Div("Owes", className="k"), html.Div(values.rupees(account.owed), className="v bad" if account.owed else "v")]),
            html.Div([html.Div("Advance", className="k"), html.Div(values.rupees(account.advance), className="v")])
            if account.advance is not None
            else None,
        ],
        className="card-a sumbar bl-sumbar mb-3",
    )  # fmt: skip
    actions = [shell.action("New bill", f"{PATH}/new?patient={patient_id}", "plus-lg")] if may_create else []
    actions += [shell.action("Take a deposit", f"{PATH}/deposit?patient={patient_id}", "piggy-bank")] if may_pay else []
    if not rows:
        text = "What is billed to this patient appears here."
        return html.Div([head, html.Section(shell.empty("No bills yet", text, actions, "receipt"), className="card-a")])
    unpaid = {str(one): number for one, number, _ in account.open_bills}
    items = [_of_patient(row, is_open=may_pay and row["id"] in unpaid) for row in rows]
    foot = html.Div(actions, className="foot bl-acts") if actions else None
    return html.Div([head, html.Section([html.Div(html.Ul(items, className="bl-of"), className="in"), foot], className="card-a")])


def _of_patient(row: Mapping[str, str], *, is_open: bool) -> Any:
    pay = link("Take payment", f"{PATH}/{row['id']}/payment", className="btn btn-quiet") if is_open else None
    left = "" if row.get("balance") in {"₹0.00", None} else f", {row.get('balance')} left"
    return html.Li(
        [
            html.Span(
                [
                    link(html.B(row.get("bill_number", "Bill")), f"{PATH}/{row['id']}"),
                    html.Small(f"{row.get('bill_date', '')}{left}", className="d-block muted"),
                ]
            ),
            values.status_chip(row.get("status", "")),
            html.Span(row.get("total", ""), className="num strong nowrap"),
            pay,
        ]
    )


def printed(number: str, act_id: str, amount: str, left: str, *, may_print: bool) -> Any:
    """What a payment says when it is done: the receipt, what is left, and the way on."""
    ways = [link([icon("printer"), "Print receipt"], f"{PATH}/receipts/{act_id}", className="btn btn-light")] if may_print else []
    ways.append(link("Next in the queue", "/dashboard/queue", className="btn btn-quiet"))
    text = html.Div([html.B(f"{amount} taken, receipt {number}. "), left])
    return html.Div(
        [icon("check-circle-fill"), text, html.Div(ways, className="bl-next")], className="banner leaf mb-3", role="status"
    )


def not_paid(why: str, crumbs: list[tuple[str, str]], back: str) -> Any:
    """Why no money is taken here, and the way back."""
    return html.Div(
        [
            shell.head("Payment", "", [], crumbs),
            shell.banner(why, "turm", "cash-coin", role="alert"),
            detail.back("Back to the bill", back),
        ]
    )


__all__ = ["ages", "not_paid", "nothing", "of_patient", "page", "printed"]
