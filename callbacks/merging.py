"""Comparing two records, merging them, and taking a merge apart."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, no_update

from callbacks import people
from callbacks.auth import actor, permission
from callbacks.presses import pressed
from components import form, ids, merging
from data.core.errors import Invalid, Refused
from data.rules import merging as rules
from data.store.read import as_id

NOUN = merging.NOUN
PERSON = ids.field(NOUN, "patient_id")
DIALOG = ids.part(NOUN, merging.UNDO)
HOME = "/dashboard/patients"


@callback(Output(merging.BODY, "children"), Input(merging.ASKED, "data"))
@permission("patients.merge")
def show(asked: Any) -> Any:
    """Both records side by side; without a second one, who it might be."""
    if not isinstance(asked, dict):
        return no_update
    kept, other = asked.get(merging.KEPT), asked.get(merging.OTHER)
    try:
        if other:
            return merging.sides(rules.compare(actor(), kept, other))
        return merging.chooser(rules.duplicates_of(actor(), kept), str(kept), actor().zone)
    except Refused as refused:
        return merging.refused(refused.message)


people.find(PERSON, "patients.merge")


@callback(
    Output(ids.LOCATION, "href", allow_duplicate=True),
    Input(PERSON, "value"),
    State(merging.ASKED, "data"),
    prevent_initial_call=True,
)
@permission("patients.merge")
def choose(chosen: Any, asked: Any) -> Any:
    """The other record is named: compare."""
    if not chosen or not isinstance(asked, dict):
        return no_update
    return merging.address(as_id(asked.get(merging.KEPT)), as_id(chosen))


@callback(
    Output(ids.error(NOUN, "reason"), "children"),
    Output(ids.summary(NOUN), "children"),
    Output(ids.LOCATION, "href", allow_duplicate=True),
    Input(ids.save(NOUN), "n_clicks"),
    State({"type": merging.CHOICE, "field": ALL}, "value"),
    State({"type": merging.CHOICE, "field": ALL}, "id"),
    State(ids.field(NOUN, "reason"), "value"),
    State(ids.row(NOUN), "data"),
    prevent_initial_call=True,
)
@permission("patients.merge")
def merge(clicks: Any, chosen: Any, boxes: Any, reason: Any, row: Any) -> Any:
    """Make them one, or say why not."""
    if not clicks or not isinstance(row, dict):
        return no_update, no_update, no_update
    kept, version = row.get(merging.KEPT), row.get("version")
    typed = reason if isinstance(reason, str) else ""
    try:
        made = rules.merge(
            actor(),
            kept,
            row.get(merging.OTHER),
            typed,
            _choices(chosen, boxes),
            version if isinstance(version, int) else None,
        )
    except Invalid as invalid:
        return form.sentence(invalid.errors.get("reason")), _other_errors(invalid), no_update
    except Refused as refused:
        return [], merging.refused(refused.message), no_update
    return [], [], f"{HOME}/{as_id(kept)}?merge={made}"


def _choices(chosen: Any, boxes: Any) -> list[str]:
    if not isinstance(chosen, list) or not isinstance(boxes, list) or len(chosen) != len(boxes):
        return []
    return [
        str(box.get("field"))
        for box, value in zip(boxes, chosen, strict=True)
        if isinstance(box, dict) and value == merging.OTHER
    ]


def _other_errors(invalid: Invalid) -> Any:
    left = [sentence for name, sentence in invalid.errors.items() if name != "reason"]
    return merging.refused(" ".join(left)) if left else []


@callback(
    Output(ids.dialog(NOUN, merging.UNDO), "is_open"),
    Output(merging.WHICH, "data"),
    Input({"type": merging.TAKE_APART, "merge": ALL}, "n_clicks"),
    Input(ids.part(DIALOG, "keep"), "n_clicks"),
    prevent_initial_call=True,
)
@permission("patients.merge")
def ask(_clicks: Any, _keep: Any) -> Any:
    """Which merge is meant, and whether it is meant."""
    if not isinstance(ctx.triggered_id, dict):
        return False, no_update
    wanted = pressed()
    return (True, wanted.get("merge")) if wanted else (no_update, no_update)


@callback(
    Output(ids.error(DIALOG, "all"), "children"),
    Output(ids.LOCATION, "href", allow_duplicate=True),
    Input(ids.part(DIALOG, "do"), "n_clicks"),
    State(merging.WHICH, "data"),
    prevent_initial_call=True,
)
@permission("patients.merge")
def undo(clicks: Any, which: Any) -> Any:
    """Take the merge apart and show the record that stays."""
    if not clicks or not isinstance(which, str):
        return no_update, no_update
    try:
        kept = rules.undo(actor(), which)
    except Refused as refused:
        return form.sentence(refused.message), no_update
    return [], f"{HOME}/{kept}?undone={as_id(which)}"
