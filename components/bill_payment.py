"""Taking money: one way of paying or several in one act, the code to scan, and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import form, ids, shell, values
from components.words import icon, link, name
from data.core import money
from data.core.ledger_sums import METHOD_WORDS, TENDERS
from data.core.resource import Field

NOUN = "bill_payment"
MOST = 3
ROWS = tuple(range(1, MOST + 1))
NEEDS_NO_REFERENCE = ("cash", "advance")
SIGNS = {"cash": "cash-coin", "card": "credit-card", "online": "globe", "cheque": "pen", "upi": "phone", "advance": "piggy-bank"}
SPLIT, TAKE, KEEP, AFTER, CODE, CODE_BOX, CODE_TEXT = (
    ids.part(NOUN, part) for part in ("split", "take", "keep", "after", "code", "code-box", "code-text")
)
DAY = Field("day", "date", label="Business day", hint="Only for money of an earlier day that is written down late.")


def box(part: str, row: int) -> str:
    """An input of a way of paying."""
    return ids.field(NOUN, f"{part}-{row}")


def line(row: int) -> str:
    """A way of paying."""
    return ids.part(NOUN, "line", str(row))


def page(
    title: Any,
    crumbs: list[tuple[str, str]],
    back: str,
    row: dict[str, Any],
    *,
    balance: int,
    advance: int,
    about: Any,
    has_code: bool,
) -> Any:
    """The form; `row` is the bill or the patient, `balance` prefills the amount, `advance` what is there to use."""
    methods = (*TENDERS, "advance") if advance and row.get("id") else TENDERS
    is_bill = bool(row.get("id"))
    keep = dbc.Checklist(
        id=KEEP, options=[{"label": "Keep what is over as the patient's advance", "value": "yes"}], value=[], switch=True
    )
    split = dbc.Button(
        [icon("plus-lg"), "Split over another method"], id=SPLIT, color="link", type="button", class_name="btn-quiet"
    )
    made = html.Form(
        [
            dcc.Store(id=ids.row(NOUN), data={**row, "balance": balance}),
            dcc.Store(id=ids.nonce(NOUN), data=str(uuid4())),
            html.Div(id=ids.summary(NOUN)),
            html.Div(
                [
                    *(_way(n, methods, balance, advance) for n in ROWS),
                    html.Div(split),
                    html.Div(keep, hidden=not is_bill),
                    html.Div(id=AFTER, className="bp-after", **{"aria-live": "polite"}),
                    html.Details([html.Summary("Another day"), form.labelled(NOUN, DAY, None, {})]),
                ],
                className="fs bp-ways",
            ),
            html.Div(
                [
                    dbc.Button("Take payment", id=TAKE, color="primary", type="button", class_name="save bp-take"),
                    link("Later", back, className="btn btn-light"),
                ],
                className="sticky-save",
            ),
        ],
        id=ids.form(NOUN),
        className="card-a form bp-form",
    )
    code = html.Div(_code() if has_code else [_no_code(), html.Div(_code(), hidden=True)])
    return html.Div(
        [
            shell.head(title, "", [], crumbs),
            html.Div([made, html.Aside([about, code], className="d-grid gap-3")], className="side"),
        ]
    )


def _way(row: int, methods: Sequence[str], balance: int, advance: int) -> Any:
    tail = "" if row == 1 else f" {row}"
    options = [
        {
            "label": [
                icon(SIGNS[m]),
                f"{METHOD_WORDS[m]} ({values.rupees(advance)} left)" if m == "advance" else METHOD_WORDS[m],
            ],
            "value": m,
        }
        for m in methods
    ]
    amount = html.Div(
        [
            html.Label("Amount" + tail, htmlFor=box("amount", row), className="form-label"),
            html.Div(
                [
                    html.Span("₹"),
                    dbc.Input(
                        id=box("amount", row),
                        type="text",
                        inputMode="decimal",
                        value=money.plain(balance) if row == 1 and balance else "",
                        placeholder="" if row == 1 else "the rest",
                        autoComplete="off",
                        autofocus=row == 1 and not balance,
                    ),
                ],
                className="phw rs",
            ),
            html.Div(id=ids.error(NOUN, f"amount-{row}"), className="field-error"),
        ],
        className="field bp-amount",
    )
    choice = html.Fieldset(
        [
            html.Legend("Method" + tail, className="form-label"),
            dbc.RadioItems(
                id=box("method", row), options=options, value="cash" if row == 1 else "upi", inputClassName="btn-check", inline=True,
                labelClassName="bp-m", className="bp-ms",
            ),
            html.Div(id=ids.error(NOUN, f"method-{row}"), className="field-error"),
        ],
        className="field",
    )  # fmt: skip
    reference = html.Div(
        [
            html.Label("Reference" + tail, htmlFor=box("reference", row), className="form-label"),
            dbc.Input(id=box("reference", row), maxLength=80, autoComplete="off"),
            html.Div(id=ids.error(NOUN, f"reference-{row}"), className="field-error"),
        ],
        id=box("reference", row) + "-box",
        hidden=True,
        className="field",
    )
    return html.Div([choice, amount, reference], id=line(row), hidden=row > 1, className="bp-way", role="group")


def _code() -> Any:
    return html.Section(
        [
            html.Header([html.H2("UPI")]),
            html.Div(
                [html.Img(id=CODE, alt="UPI code", className="bp-code"), html.P(id=CODE_TEXT, className="sm muted mb-0")],
                className="in bp-code-in",
            ),
        ],
        className="card-a",
        id=CODE_BOX,
    )


def _no_code() -> Any:
    return html.P(
        "No UPI ID is entered for this clinic, so there is no code to scan. The manager enters it under Clinics.",
        className="sm muted",
    )


def about_bill(record: Any, sheet: Any) -> Any:
    """What is paid: whose, of how much, what is left."""
    rows = [("Total", record.get("total", 0)), ("Paid", record.get("paid_amount", 0)), ("Left", record.get("balance", 0))]
    pairs = [part for word, paise in rows for part in (html.Dt(word), html.Dd(values.rupees(paise), className="num"))]
    if sheet.advance:
        pairs += [html.Dt("Advance"), html.Dd(values.rupees(sheet.advance), className="num")]
    return shell.card(
        f"Bill {record.get('bill_number')}",
        [_who(record.get("patient", ""), record.get("patient_code", "")), html.Dl(pairs, className="dl")],
    )


def about_patient(account: Any) -> Any:
    """Who pays ahead, and what she has paid ahead so far."""
    pairs = [html.Dt("Owes"), html.Dd(values.rupees(account.owed), className="num")]
    pairs += [html.Dt("Advance"), html.Dd(values.rupees(account.advance or 0), className="num")]
    return shell.card("Patient", [_who(account.patient, account.code), html.Dl(pairs, className="dl")])


def _who(full_name: str, code: str) -> Any:
    return html.P([name(full_name, html.B), html.Span(f" {code}", className="muted")])


def after(balance: int, given: int | None, *, is_bill: bool, keeps: bool) -> Any:
    """What is left after this payment; nothing while an amount cannot be read."""
    if given is None:
        return []
    if not is_bill:
        return ["Becomes the patient's advance: ", html.B(values.rupees(given))]
    left = balance - given
    if left > 0:
        return ["After this payment: ", html.B(f"{values.rupees(left)} left")]
    if left == 0:
        return ["After this payment: ", html.B("nothing left to pay")]
    over = values.rupees(-left)
    return [html.B(f"{over} more than is left"), "; kept as advance." if keeps else ". Give it back, or keep it as advance."]


def button(given: int | None, methods: Sequence[str]) -> str:
    """What the button does, in words."""
    if given is None:
        return "Take payment"
    words = ["UPI" if m == "upi" else METHOD_WORDS.get(m, m).lower() for m in dict.fromkeys(methods)]
    return f"Take {values.rupees(given)} by {' and '.join(words)}"


def code_text(amount: int, vpa: str) -> str:
    """What stands under the code."""
    return f"{values.rupees(amount)} to {vpa}"
