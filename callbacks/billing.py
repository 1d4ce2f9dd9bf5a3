"""A bill while it is written: what was done is offered, sums follow the typing, saving and issuing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, ctx, no_update

from callbacks import people
from callbacks.auth import actor, permission
from components import bill_writing, form, ids
from components.bill_writing import (
    ASKED,
    BAR,
    COLLECT,
    COUNTED,
    DRAWN,
    ISSUE,
    LINES,
    LINES_ERROR,
    NOTICE,
    NOUN,
    OFFERED,
    SUMS,
    sum_of,
)
from data.core.errors import Conflict, Invalid, Refused, Stale
from data.core.resource import resource
from data.rules import bill_charges, bill_desk

BILLS = resource(NOUN)
FIELDS = tuple(f.name for f in BILLS.fields)

# Three of their own: the lines stand at once, whatever the server still looks up.
for _function, _store in (("draw", LINES), ("offer", OFFERED), ("count", COUNTED)):
    clientside_callback(
        ClientsideFunction("bills", _function),
        Output(DRAWN[_function], "data"),
        Input(_store, "data"),
        State(LINES, "id"),
    )
clientside_callback(
    ClientsideFunction("typing", "rest"),
    Output(ASKED, "data"),
    Input(LINES, "data"),
    Input(ids.field(NOUN, "discount"), "value"),
    Input(ids.field(NOUN, "is_interstate"), "value", allow_optional=True),
)


people.find(ids.field(NOUN, "patient_id"))


@callback(
    Output(OFFERED, "data"),
    Input(ids.field(NOUN, "patient_id"), "value", allow_optional=True),
    Input(ids.row(NOUN), "data"),
    Input(ids.nonce(NOUN), "data"),
)
@permission("patient_bills.create")
def offer(chosen: Any, row: Any, _form: Any) -> Any:
    """What was done for this patient and stands on no bill."""
    patient = chosen or (row.get("patient_id") if isinstance(row, dict) else None)
    if not isinstance(patient, str) or not patient:
        return []
    try:
        found = [one.charge for one in bill_charges.unbilled(actor(), patient)]
    except Refused:
        return []
    return [bill_writing.offer(charge, bill_charges.typed(charge)) for charge in found]


@callback(
    output={
        "counted": Output(COUNTED, "data"),
        "texts": {part: Output(sum_of(part), "children") for part in SUMS},
        "hidden": {part: Output(sum_of(part) + "-row", "hidden") for part in SUMS},
        "notice": Output(NOTICE, "children"),
        "bar": Output(BAR, "children"),
    },
    inputs={"asked": Input(ASKED, "data")},
)
@permission("patient_bills.create")
def count(asked: Any) -> Any:
    """What the bill comes to so far, by the sums that saving makes."""
    lines, discount, interstate = asked if isinstance(asked, list) and len(asked) == 3 else ([], "", [])  # noqa: PLR2004
    found = bill_desk.preview(actor(), lines, discount, is_interstate=bool(interstate))
    texts, hidden = bill_writing.sums(found)
    return {
        "counted": bill_writing.counted(found),
        "texts": texts,
        "hidden": hidden,
        "notice": bill_writing.notice(found.notice),
        "bar": texts["total"],
    }


@callback(
    output={
        "errors": {name: Output(ids.error(NOUN, name), "children") for name in FIELDS},
        "lines": Output(LINES_ERROR, "children"),
        "summary": Output(ids.summary(NOUN), "children"),
        "go": Output(ids.LOCATION, "href", allow_duplicate=True),
    },
    inputs={
        "save": Input(ids.save(NOUN), "n_clicks"),
        "issue": Input(ISSUE, "n_clicks"),
        "collect": Input(COLLECT, "n_clicks"),
        "over": Input(ids.part(NOUN, "overwrite"), "n_clicks", allow_optional=True),
    },
    state={
        "typed": {name: State(ids.field(NOUN, name), "value", allow_optional=True) for name in FIELDS},
        "lines": State(LINES, "data"),
        "row": State(ids.row(NOUN), "data"),
        "key": State(ids.nonce(NOUN), "data"),
    },
    prevent_initial_call=True,
)
@permission("patient_bills.create")
def save(save: Any, issue: Any, collect: Any, over: Any, typed: dict[str, Any], lines: Any, row: Any, key: Any) -> Any:
    """Keep the draft, or issue it at once and go on to the payment; what is refused stays typed."""
    if not (save or issue or collect or over):
        return _answer({}, no_update, no_update)
    known = row if isinstance(row, dict) else {}
    issues = ctx.triggered_id in {ISSUE, COLLECT}
    version = known.get("version")
    is_over = ctx.triggered_id == ids.part(NOUN, "overwrite")
    try:
        bill_id, refused = bill_desk.save(
            actor(),
            known.get("id"),
            {name: value for name, value in typed.items() if value is not None},
            lines,
            key=key if isinstance(key, str) else None,
            version=version if isinstance(version, int) and not is_over else None,
            issue=issues,
        )
    except Stale as stale:
        return _answer({}, form.stale(NOUN, stale.message, stale.theirs), no_update)
    except Invalid as invalid:
        return _answer(_placed(invalid.errors), None, no_update)
    except Conflict as conflict:
        return _answer({conflict.field or "": conflict.message}, None, no_update)
    pays = ctx.triggered_id == COLLECT and not refused
    return _answer({}, [], f"{BILLS.path}/{bill_id}" + ("/payment" if pays else ""))


def _placed(errors: Mapping[str, str]) -> dict[str, str]:
    """Sentences by the boxes of the page: "lines.0.quantity" stands beside line 1."""
    found = {}
    for name, sentence in errors.items():
        field, _, rest = name.partition(".")
        number, _, part = rest.partition(".")
        found[f"{field}-{int(number) + 1}-{part}" if field == "lines" and number.isdigit() else name] = sentence
    return found


def _answer(errors: Mapping[str, str], summary: Any, go: Any) -> dict[str, Any]:
    titles = {f.name: f.title for f in BILLS.fields} | {"lines": "Lines"}
    return {
        "errors": {name: form.sentence(errors.get(name)) for name in FIELDS},
        "lines": form.sentence(errors.get("lines")),
        "summary": form.summary(NOUN, errors, titles) if summary is None else summary,
        "go": go,
    }
