"""Bills: what is owed by age above the list, one bill with its lines and what moved on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html

from components import bill_acts, bill_tables, detail, ids, shell, values
from components.bill_tables import PATH
from components.bill_writing import NOUN
from components.words import icon, link, name
from data.core import ageing
from data.core.ledger_sums import METHOD_WORDS, standing
from data.core.resource import Resource


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
    stands = "approval" if record.get("approval") == "needed" else "no" if record.get("approval") == "refused" else "free"
    closed = {"approval": {"issue"}, "no": {"issue", "approve", "refuse"}, "free": {"approve", "refuse"}}[stands]
    open_now = {s.name: s for s in record.steps if s.name not in closed}
    about = html.Span([_patient(record, may), _about(record, sheet, today)])
    crumbs = [(resource.title, resource.path), (number or "Draft", "")]
    body = [_sums(record), bill_tables.lines(record, sheet)]
    if sheet.movements is not None and status != "draft":
        body.append(bill_tables.ledger(record, sheet, zone, may))
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
    stands = standing(str(record.get("status")), record.get("paid_amount", 0), record.get("written_off", 0))
    chip = values.status_chip(stands)
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
    if "refuse" in steps:
        found.append(shell.button("Refuse discount…", ids.step(NOUN, "refuse"), "x-lg"))
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
    if record.get("status") != "draft" or record.get("approval") not in {"needed", "refused"}:
        return None
    given = record.get("line_discount", 0) + record.get("discount", 0)
    share = f"{given * 100 / record.get('gross'):.1f} %" if record.get("gross") else "this size"
    if record.get("approval") == "refused":
        why = record.get("refusal_reason", "no reason was given")
        return shell.banner(
            f"A discount of {share} was refused: {why}. Take off less, then issue.", "clay", "x-octagon", role="alert"
        )
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


def of_patient(
    rows: Sequence[Mapping[str, str]], account: Any, patient_id: Any, *, may_create: bool, may_pay: bool, may_return: bool
) -> Any:
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
    if may_return and account.advance:
        actions.append(shell.action("Return advance", f"{PATH}/return?patient={patient_id}", "arrow-return-left"))
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


def closed(title: str, why: str, crumbs: list[tuple[str, str]], back: str, word: str = "Back to the bill") -> Any:
    """Why nothing is taken or changed here, and the way back."""
    said = shell.banner(why, "turm", "lock", role="alert")
    return html.Div([shell.head(title, "", [], crumbs), said, detail.back(word, back)])


__all__ = ["ages", "closed", "nothing", "of_patient", "page", "printed"]
