"""Giving an advance back: how much, in which way, and why."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import bill_acts, bill_payment, form, ids, shell, values
from components.words import link, name
from data.core.ledger_sums import METHOD_WORDS, TENDERS
from data.core.resource import replace

NOUN = "bill_return"
DO = ids.part(NOUN, "do")
FIELDS = (
    replace(bill_acts.AMOUNT, width=6),
    replace(bill_acts.METHOD, choices=TENDERS, names=tuple(METHOD_WORDS[one] for one in TENDERS), hint=""),
    replace(bill_acts.REFERENCE, hint="For all but cash."),
    replace(bill_acts.REASON, width=12),
)


def page(account: Any, patient_id: str, crumbs: list[tuple[str, str]], back: str) -> Any:
    """The form; all that is left of the advance stands in it already."""
    given = {"amount": account.advance, "method": TENDERS[0]}
    asked = html.Div([form.labelled(NOUN, one, given.get(one.name), {}) for one in FIELDS], className="frm")
    made = html.Form(
        [
            dcc.Store(id=ids.row(NOUN), data={"patient_id": patient_id}),
            dcc.Store(id=ids.nonce(NOUN), data=str(uuid4())),
            html.Div(id=ids.summary(NOUN)),
            html.Fieldset([html.Legend("What is given back"), asked], className="fs"),
            html.P(f"At most {values.rupees(account.advance)} is left. It leaves the till of today.", className="sm muted"),
            html.Div(
                [
                    dbc.Button("Return advance", id=DO, color="primary", type="button", class_name="save"),
                    link("Keep it", back, className="btn btn-light"),
                ],
                className="sticky-save",
            ),
        ],
        id=ids.form(NOUN),
        className="card-a form",
    )
    title = ["Advance of ", name(account.patient)]
    aside = html.Aside(bill_payment.about_patient(account))
    return html.Div([shell.head(title, "", [], crumbs), html.Div([made, aside], className="side")])
