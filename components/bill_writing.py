"""A bill while it is written: whom it is for, what was done, its lines, what it comes to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import form, ids, shell, values
from components.words import icon, link, name
from data.core.resource import Field, words

NOUN = "patient_bills"
LINES = ids.field(NOUN, "lines")
LINES_ERROR = ids.error(NOUN, "lines")
OFFERED, ASKED, COUNTED = (ids.part(NOUN, part) for part in ("offered", "asked", "counted"))
DRAWN = {part: ids.part(NOUN, "drawn", part) for part in ("draw", "offer", "count")}
ISSUE, COLLECT, NOTICE, PATIENT = (ids.part(NOUN, part) for part in ("issue-new", "collect-new", "notice", "who"))
BAR = ids.part(NOUN, "bar-total")
SUMS = {"subtotal": "Subtotal", "discount": "Discount", "cgst": "CGST", "sgst": "SGST", "igst": "IGST", "total": "Total"}
FOLDED = ("doctor_id", "bill_date", "due_date", "is_interstate", "notes")
RATES = ("0", "5", "12", "18", "28", "40")


def sum_of(part: str) -> str:
    """Where a sum of the bill stands."""
    return ids.part(NOUN, "sum", part)


def writing(
    title: Any,
    crumbs: list[tuple[str, str]],
    fields: tuple[Field, ...],
    shown: Mapping[str, Any],
    links: Mapping[str, list[tuple[str, str]]],
    row: Mapping[str, Any],
    back: str,
    lines: Sequence[Mapping[str, str]],
    *,
    types: tuple[str, ...],
    taxed: bool,
    may_issue: bool,
    who: Any = None,
) -> Any:
    """The form; `lines` as they are typed, `types` what this person may enter, `who` the patient of a known draft."""
    by_name = {f.name: f for f in fields}
    hidden = [] if taxed else ["is_interstate"]

    def box(field: str) -> Any:
        known = by_name.get(field)
        if known is None or field in hidden:
            return html.Div(id=ids.error(NOUN, field), hidden=True)
        value = shown.get(field, known.default)
        return form.labelled(NOUN, known, None if field == "discount" and not value else value, links)

    person = box("patient_id")
    sums = html.Div(
        [
            html.Div([box("discount"), box("discount_reason")], className="frm"),
            html.Div(id=NOTICE, className="bl-notice", **{"aria-live": "polite"}),
            html.Details(
                [
                    html.Summary("Doctor, dates, notes"),
                    html.Div([box(field) for field in FOLDED], className="frm pt-2"),
                ],
                open=any(shown.get(field) for field in FOLDED if field not in {"bill_date", "due_date"}),
            ),
        ]
    )
    made = html.Form(
        [
            dcc.Store(id=ids.row(NOUN), data=dict(row)),
            dcc.Store(id=ids.nonce(NOUN), data=str(uuid4())),
            *(dcc.Store(id=one) for one in (OFFERED, ASKED, COUNTED, *DRAWN.values())),
            html.Div(id=ids.summary(NOUN)),
            html.Fieldset(
                [
                    html.Legend("Patient"),
                    html.Div([person, html.Div(who, className="c6") if who is not None else None], className="frm"),
                    html.Div(id=LINES + "-offered", className="bl-offered", hidden=True),
                ],
                className="fs",
            ),
            html.Fieldset([html.Legend("Lines"), editor(lines, types=types, taxed=taxed)], className="fs"),
            html.Fieldset([html.Legend("Sums"), html.Div([sums, _totals()], className="bl-sums")], className="fs"),
            _bar(back, may_issue=may_issue),
        ],
        id=ids.form(NOUN),
        className="card-a form bl-form",
    )
    return html.Div([shell.head(title, "", [], crumbs), made])


def editor(lines: Sequence[Mapping[str, str]], *, types: tuple[str, ...], taxed: bool) -> Any:
    """The lines of a bill: an asset draws them from the store and writes what is typed back into it."""
    named = [(kind, words(kind.replace("-", "_"))) for kind in types]
    return html.Div(
        [
            dcc.Store(id=LINES, data=[dict(line) for line in lines]),
            html.Datalist([html.Option(value=rate) for rate in RATES], id=LINES + "-rates"),
            html.Div(
                id=LINES + "-lines",
                className="rx-lines",
                **{"data-bill": LINES, "data-types": json.dumps(named), "data-taxed": "1" if taxed else ""},
            ),
            html.Div(id=LINES_ERROR, className="field-error"),
            html.Div(
                [
                    dbc.Button([icon("plus-lg"), "Add line"], id=LINES + "-add", color="light", type="button"),
                    html.Span(
                        [html.Kbd("Enter"), " goes to the next line, on an empty one to the discount."], className="sm faint d-d"
                    ),
                ],
                className="rx-foot",
            ),
        ],
        role="group",
        className="rx-editor",
        **{"aria-label": "Lines"},
    )


def _totals() -> Any:
    rows = [
        html.Div(
            [html.Dt(word), html.Dd(values.rupees(0), id=sum_of(part), className="num")],
            id=sum_of(part) + "-row",
            hidden=part in {"discount", "cgst", "sgst", "igst"},
            className=f"bl-{part}",
        )
        for part, word in SUMS.items()
    ]
    return html.Dl(rows, className="bl-totals", **{"aria-live": "polite"})


def _bar(back: str, *, may_issue: bool) -> Any:
    issue = [
        dbc.Button("Issue", id=ISSUE, color="light", type="button"),
        dbc.Button("Issue and take payment", id=COLLECT, color="primary", type="button", class_name="bl-collect"),
    ]
    save = dbc.Button(
        "Save draft", id=ids.save(NOUN), color="light" if may_issue else "primary", type="button", class_name="save"
    )
    hint = [html.Kbd("Ctrl"), " ", html.Kbd("Enter"), " issues, ", html.Kbd("Ctrl"), " ", html.Kbd("S"), " saves"]
    unseen = [] if may_issue else [html.Div([html.Button(id=ISSUE), html.Button(id=COLLECT)], hidden=True)]
    return html.Div(
        [*(reversed(issue) if may_issue else []), save, *unseen, link("Cancel", back, className="btn btn-light"),
         html.Span(hint, className="sm faint ms-auto d-d") if may_issue else None,
         html.Span(id=BAR, className="bl-bar-total" if may_issue else "bl-bar-total ms-auto")],
        className="sticky-save",
    )  # fmt: skip


def offer(charge: Any, line: Mapping[str, str]) -> dict[str, Any]:
    """A piece of work that is not billed, as the page offers it; `line` as it will be typed."""
    price = values.rupees(charge.quantity * charge.unit_price) if charge.unit_price is not None else "no price yet"
    amount = f"{charge.quantity} × " if charge.quantity != 1 else ""
    return {"line": dict(line), "what": amount + charge.item_name, "when": values.day(charge.day), "price": price}


def counted(found: Any) -> dict[str, Any]:
    """What the lines come to, as the page shows it; `found` as the rules preview it."""
    return {"lines": [None if total is None else values.rupees(total) for total in found.lines]}


def sums(found: Any) -> tuple[dict[str, str], dict[str, bool]]:
    """Texts of the sums, and which of them say nothing."""
    texts = {part: values.rupees(found.sums[part]) for part in SUMS}
    texts["discount"] = values.rupees(-found.sums["discount"])
    return texts, {part: not found.sums[part] and part not in {"subtotal", "total"} for part in SUMS}


def notice(sentence: str) -> Any:
    """What will be asked or refused, while one types."""
    return [icon("info-circle"), html.Span(sentence)] if sentence else []


def patient(full_name: str, code: str) -> Any:
    """The patient of a known draft."""
    return html.Span([name(full_name, html.B), html.Span(f" {code}", className="muted")])
