"""While a prescription is written: who it is for, what is offered, what needs a reason; and handing it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, ctx, no_update

from callbacks import people
from callbacks.auth import actor, permission
from callbacks.resources import save_form
from components import booking, folded_form, form, ids, medicines, prescriptions
from components import dispensing as counter
from components.dispensing import BOXES, NOUN
from data.core import roles
from data.core.errors import Conflict, Invalid, Refused, Stale
from data.core.resource import resource
from data.rules import dispensing, favourites, giving_back
from data.store import read

ITEMS = ids.field(NOUN, "items")
MOST = 30

save_form(resource(NOUN))

clientside_callback(
    ClientsideFunction("medicines", "draw"),
    Output(medicines.drawn(NOUN), "data"),
    Input(ITEMS, "data"),
    Input(medicines.cautions(NOUN), "data"),
    Input(medicines.known(NOUN), "data"),
    State(ITEMS, "id"),
)
# The lines wait in the page until the typing rests; only then are they looked at.
clientside_callback(
    ClientsideFunction("typing", "rest"),
    Output(medicines.asked(NOUN), "data"),
    Input(ITEMS, "data"),
    Input(ids.field(NOUN, "patient_id"), "value", allow_optional=True),
)


people.find(ids.field(NOUN, "patient_id"))


@callback(Output(prescriptions.PATIENT, "children"), Input(ids.field(NOUN, "patient_id"), "value"))
@permission("prescriptions.create")
def show_patient(chosen: Any) -> Any:
    """The patient's card with her allergies."""
    if not isinstance(chosen, str) or not chosen:
        return []
    patient = read.get("patients", actor(), chosen)
    parts = [patient.get("code"), patient.get("age"), patient.get("gender"), booking.phone(patient.get("phone"))]
    return booking.patient_card(patient.label, ", ".join(str(p) for p in parts if p), patient.get("allergies"))


@callback(Output(medicines.known(NOUN), "data"), Input(ids.nonce(NOUN), "data"))
@permission("prescriptions.create")
def offer(_form: Any) -> Any:
    """The names a doctor here writes, and the classical ones, with form, unit and pack."""
    return [list(one) for one in favourites.names(actor())]


@callback(Output(medicines.cautions(NOUN), "data"), Input(medicines.asked(NOUN), "data"), State(ids.row(NOUN), "data"))
@permission("prescriptions.create")
def warn(asked: Any, row: Any) -> Any:
    """Allergies and repetitions among the lines as they are typed."""
    stored = row.get("id") if isinstance(row, dict) else None
    lines, patient = asked if isinstance(asked, list) and len(asked) == 2 else ([], "")  # noqa: PLR2004 - the lines and the patient
    if not isinstance(lines, list) or not lines or not (stored or patient):
        return []
    try:
        found = favourites.cautions(actor(), patient, lines[:MOST], stored)
    except Refused:
        return []
    return [{"number": c.number, "name": c.medicine, "sentence": c.sentence} for c in found]


@callback(
    Output(ITEMS, "data"),
    Input(prescriptions.REPEAT, "n_clicks", allow_optional=True),
    State(ITEMS, "data"),
    State(ids.field(NOUN, "patient_id"), "value", allow_optional=True),
    prevent_initial_call=True,
)
@permission("prescriptions.create")
def repeat(clicks: Any, lines: Any, patient: Any) -> Any:
    """The patient's last prescription behind what stands in the form already."""
    if not clicks:
        return no_update
    if not patient:
        raise Conflict("Choose the patient first.")
    found = favourites.last(actor(), patient)
    if not found:
        raise Conflict("Nothing was prescribed to this patient before.")
    return [*_written(lines), *found]


# Apart from `repeat`: a kept or forgotten favourite draws these buttons anew, and that must not repeat the last prescription again.
@callback(
    Output(ITEMS, "data", allow_duplicate=True),
    Input({"type": prescriptions.USE, "id": ALL}, "n_clicks"),
    State(ITEMS, "data"),
    prevent_initial_call=True,
)
@permission("prescriptions.create")
def use(used: Any, lines: Any) -> Any:
    """A favourite behind what stands in the form already."""
    if not any(used or ()):
        return no_update
    wanted = ctx.triggered_id.get("id") if isinstance(ctx.triggered_id, dict) else None
    chosen = next((one for one in favourites.of_doctor(actor()) if str(one.id) == wanted), None)
    return [*_written(lines), *chosen.items] if chosen else no_update


def _written(lines: Any) -> list[Any]:
    return [line for line in lines if isinstance(line, dict) and line.get("medicine_name")] if isinstance(lines, list) else []


@callback(
    Output(prescriptions.FAVOURITES, "children"),
    inputs={
        "_form": Input(ids.nonce(NOUN), "data"),
        "kept": Input(prescriptions.KEEP, "n_clicks", allow_optional=True),
        "gone": Input({"type": prescriptions.FORGET, "id": ALL}, "n_clicks"),
    },
    state={"title": State(prescriptions.KEEP_NAME, "value", allow_optional=True), "lines": State(ITEMS, "data")},
)
@permission("prescriptions.create")
def show_favourites(_form: Any, kept: Any, gone: Any, title: Any, lines: Any) -> Any:
    """The doctor's sets; one more, or one less."""
    sentence = ""
    try:
        if ctx.triggered_id == prescriptions.KEEP and kept:
            favourites.keep(actor(), title, lines)
        elif isinstance(ctx.triggered_id, dict) and any(gone or ()):
            favourites.forget(actor(), ctx.triggered_id.get("id"))
        elif ctx.triggered_id and ctx.triggered_id != ids.nonce(NOUN):
            return no_update
    except (Invalid, Conflict) as refused:
        sentence = refused.message
    typed = title if sentence and isinstance(title, str) else ""
    return prescriptions.favourites(favourites.of_doctor(actor()), sentence, typed)


@callback(Output(counter.GIVEN, "children"), Input(ids.row(NOUN), "data"))
@permission("prescriptions.view")
def show_given(row: Any) -> Any:
    """What was handed out of the prescription shown."""
    if not isinstance(row, dict) or not row.get("id"):
        return []
    may = roles.allowed(actor(), NOUN, "dispense")
    return counter.given(dispensing.so_far(actor(), row["id"]), actor().zone, may_take_back=may)


@callback(
    output={
        "go": Output(ids.LOCATION, "href", allow_duplicate=True),
        "error": Output(folded_form.error(counter.BACK), "children"),
    },
    inputs={"clicks": Input(folded_form.do(counter.BACK), "n_clicks")},
    state={
        "row": State(ids.row(NOUN), "data"),
        "which": State(folded_form.which(counter.BACK), "value"),
        "reason": State(ids.field(counter.BACK, "reason"), "value"),
    },
    prevent_initial_call=True,
)
@permission("prescriptions.dispense")
def take_back(clicks: Any, row: Any, which: Any, reason: Any) -> Any:
    """One handing out goes back to the shelf; why it cannot is said beside the button."""
    if not clicks or not isinstance(row, dict):
        return {"go": no_update, "error": no_update}
    try:
        giving_back.give_back(actor(), which, reason if isinstance(reason, str) else "")
    except (Invalid, Conflict, Stale) as refused:
        return {"go": no_update, "error": form.sentence(refused.message)}
    return {"go": f"/dashboard/prescriptions/{row.get('id')}?without={which}", "error": []}


@callback(
    output={"go": Output(ids.LOCATION, "href", allow_duplicate=True), "error": Output(counter.DISPENSE_ERROR, "children")},
    inputs={"clicks": Input(counter.DISPENSE, "n_clicks")},
    state={
        "row": State(ids.row(NOUN), "data"),
        "key": State(counter.DISPENSE_KEY, "data"),
        "typed": {part: State({"type": f"rx-{part}", "item": ALL}, "value") for part in BOXES},
        "items": {part: State({"type": f"rx-{part}", "item": ALL}, "id") for part in BOXES},
    },
    prevent_initial_call=True,
)
@permission("prescriptions.dispense")
def dispense(clicks: Any, row: Any, key: Any, typed: Mapping[str, Any], items: Mapping[str, Any]) -> Any:
    """Hand out what is typed; what is refused is said beside the button and stays typed."""
    if not clicks or not isinstance(row, dict) or not row.get("id"):
        return {"go": no_update, "error": no_update}
    lines = _lines(typed, items)
    try:
        dispensing.dispense(actor(), row["id"], lines, key if isinstance(key, str) else None)
    except (Invalid, Conflict, Stale) as refused:
        return {"go": no_update, "error": form.sentence(refused.message)}
    return {"go": f"/dashboard/prescriptions/{row['id']}?after={row.get('version', 0)}", "error": []}


def _lines(typed: Mapping[str, Any], items: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The boxes of each line together, in the order of the page."""
    found: dict[str, dict[str, Any]] = {}
    for part in BOXES:
        for value, name in zip(typed[part] or (), items[part] or (), strict=False):
            if isinstance(name, dict):
                item = str(name.get("item"))
                found.setdefault(item, {"item_id": item})[part] = value
    return list(found.values())
