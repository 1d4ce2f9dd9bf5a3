"""What is done with an issued bill's money, and with a draft: each asked about first, with what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import form, ids, values
from components.bill_writing import NOUN
from data.core.ledger_sums import METHOD_WORDS, METHODS
from data.core.resource import Field, replace

TOLD, ENTRY = ids.part(NOUN, "told"), ids.part(NOUN, "reverse", "entry")
AMOUNT = Field("amount", "money", required=True, width=6)
METHOD = Field(
    "method", "choice", choices=METHODS, names=tuple(METHOD_WORDS.values()), required=True, width=6, hint="Advance keeps it for the patient."
)  # fmt: skip
REFERENCE = Field("reference", width=6, hint="For all but cash and advance.")
REASON = Field("reason", "longtext", required=True, max_length=300, width=6, hint="It stays in the ledger.")


@dataclass(frozen=True, slots=True)
class Act:
    """A button and its dialog; `after` says what follows, `is_open` for which record."""

    name: str
    label: str
    sign: str
    question: str
    after: str
    fields: tuple[Field, ...]
    is_open: Callable[[Any], bool]


def _owes(record: Any) -> bool:
    return record.get("status") in {"pending", "partial"}


ACTS = {
    act.name: act
    for act in (
        Act(
            "refund",
            "Refund",
            "arrow-return-left",
            "Refund on {label}?",
            "{paid} was paid. What is given back leaves the till today, and the bill owes it again.",
            (AMOUNT, METHOD, REFERENCE, REASON),
            lambda record: record.get("paid_amount", 0) > 0 and record.get("status") != "cancelled",
        ),
        Act(
            "write-off",
            "Write off",
            "eraser",
            "Write off on {label}?",
            "{balance} is left. What is written off is no longer owed and counts as lost.",
            (AMOUNT, REASON),
            _owes,
        ),
        Act(
            "credit-note",
            "Credit note",
            "file-earmark-minus",
            "Credit note for {label}?",
            "{balance} is left. The credit note gets its own number and takes its amount off what is owed.",
            (AMOUNT, REASON),
            _owes,
        ),
    )
}
REVERSING = Act(
    "reverse",
    "Reverse",
    "arrow-counterclockwise",
    "Reverse this entry?",
    "The entry stays where it is; another of today takes it back, and the balance follows.",
    (REASON,),
    lambda record: record.get("status") not in {"draft", "cancelled"},
)
DISCARDING = Act(
    "discard",
    "Delete draft",
    "trash",
    "Delete this draft?",
    "Nothing was issued, so nothing is owed. What was done on it can be billed again.",
    (replace(REASON, hint="It stays in the history."),),
    lambda record: record.get("status") == "draft",
)
ALL = (*ACTS.values(), REVERSING, DISCARDING)


def prefix(act: Act) -> str:
    """How the ids of an act's dialog begin."""
    return ids.part(NOUN, act.name)


def dialogs(record: Any, may: frozenset[str]) -> list[Any]:
    """The dialogs of what this person may do with this bill now."""
    found = [act for act in ALL if act.name in may and act.is_open(record)]
    return [_dialog(act, record) for act in found]


def _dialog(act: Act, record: Any) -> Any:
    base = prefix(act)
    balance, paid = record.get("balance", 0), record.get("paid_amount", 0)
    label = record.get("bill_number") or "this draft"
    after = act.after.format(balance=values.rupees(balance), paid=values.rupees(paid))
    given = {"amount": paid if act.name == "refund" else balance, "method": record.get("payment_method") or "cash"}
    title = html.Span(act.question.format(label=label), id=ids.part(base, "title"))
    return dbc.Modal(
        [
            dbc.ModalHeader(dbc.ModalTitle(title)),
            dbc.ModalBody(
                [
                    dcc.Store(id=ids.nonce(base), data=str(uuid4())),
                    dcc.Store(id=ENTRY) if act is REVERSING else None,
                    html.P(after),
                    *(html.Div(form.labelled(base, f, given.get(f.name), {}), className="mb-3") for f in act.fields),
                    html.Div(id=ids.error(base, "all"), className="field-error"),
                ]
            ),
            dbc.ModalFooter(
                [
                    dbc.Button("Keep as it is", id=ids.part(base, "keep"), color="light"),
                    dbc.Button(act.label, id=ids.part(base, "do"), color="danger"),
                ]
            ),
        ],
        id=ids.dialog(NOUN, act.name),
        is_open=False,
        centered=True,
    )
