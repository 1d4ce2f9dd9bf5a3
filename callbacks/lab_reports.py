"""Results as they are typed, critical values told, samples collected, times corrected, the heaps as they grow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, no_update, set_props
from flask import abort

from callbacks import people
from callbacks.auth import actor, permission
from callbacks.resources import dialog, save_form
from components import booking, form, ids, lab, lab_alerts, lab_grid, lab_list
from data.core.errors import Conflict, Invalid, Refused
from data.core.resource import resource
from data.resources.lab_reports import HEAPS
from data.rules import lab_instants, lab_results, lab_sheet
from data.store import read, write

NOUN = lab.NOUN
MOST_LINES = 200
CORRECT = ids.part(NOUN, "correct")

save_form(resource(NOUN))
dialog(NOUN, "correct")
for _name, _drawn, _data in (("paint", lab_grid.PAINTED, lab_grid.SAVED), ("draw", lab_alerts.DRAWN, lab_alerts.DATA)):
    clientside_callback(ClientsideFunction("lab", _name), Output(_drawn, "data"), Input(_data, "data"))
clientside_callback(
    ClientsideFunction("lab", "answer"), Output(lab_alerts.DRAWN, "data", allow_duplicate=True), Input(lab_alerts.ANSWER, "data"),
    prevent_initial_call=True,
)  # fmt: skip
clientside_callback(ClientsideFunction("lab", "follow"), Output(lab.FOLLOWED, "data"), Input(lab.MOVED, "data"))
clientside_callback(
    ClientsideFunction("lab", "collect"), Output(lab_list.COLLECTED, "data", allow_duplicate=True), Input(lab_list.COLLECTED, "data"),
    prevent_initial_call=True,
)  # fmt: skip


def _typed(asked: Any) -> dict[str, dict[str, Any]]:
    """The lines a browser sent, in the one shape the rules read."""
    lines = asked.get("lines") if isinstance(asked, dict) else None
    if not isinstance(lines, dict) or len(lines) > MOST_LINES or not all(isinstance(entry, dict) for entry in lines.values()):
        abort(400)
    return {
        str(key): {name: value for name, value in entry.items() if name in {"result", "was", "notes"} and isinstance(value, str)}
        for key, entry in lines.items()
    }


def _row_id(row: Any) -> Any:
    if not isinstance(row, dict) or not row.get("id"):
        abort(400)
    return row["id"]


@callback(
    output={
        "saved": Output(lab_grid.SAVED, "data"),
        "row": Output(ids.row(NOUN), "data", allow_duplicate=True),
        "alerts": Output(lab_alerts.DATA, "data", allow_duplicate=True),
        "hint": Output(lab.HINT, "children"),
        "events": Output(lab.EVENTS, "children", allow_duplicate=True),
    },
    inputs={"asked": Input(lab_grid.TYPED, "data")},
    state={"row": State(ids.row(NOUN), "data")},
    prevent_initial_call=True,
)
@permission("lab_reports.edit")
def save_results(asked: Any, row: Any) -> Any:
    """Results as they are left: kept, flagged, or refused with a sentence each."""
    if asked is None:
        return dict.fromkeys(("saved", "row", "alerts", "hint", "events"), no_update)
    typed, report_id = _typed(asked), _row_id(row)
    try:
        errors = lab_results.enter(actor(), report_id, typed).errors
    except Conflict as conflict:
        refused = {"saved": {"refused": conflict.message}, "hint": conflict.message}
        return {**dict.fromkeys(("row", "alerts", "events"), no_update), **refused}
    record = read.get(NOUN, actor(), report_id)
    around = lab_sheet.around(actor(), report_id)
    lines = {
        line["id"]: lab_grid.painted(line, around.before.get(line["test_code"], []), errors.get(line["id"], ""))
        for line in record.get("lines", [])
        if line["id"] in typed
    }
    done = len(record.get("lines", [])) - record.get("missing", 0)
    alerts = lab_alerts.drawing(lab_sheet.alerts(actor(), record.id, live=True), actor().zone, on_report=True)
    return {
        "saved": {
            "lines": lines,
            "stage": lab.stage_text(done, len(record.get("lines", []))),
            "missing": record.get("missing", 0),
        },
        "row": {"id": str(record.id), "version": record.version},
        "alerts": alerts,
        "hint": lab.hint(record, around),
        "events": lab.events(around.events, actor().zone),
    }


@callback(
    output={
        "go": Output(ids.LOCATION, "href", allow_duplicate=True),
        "saved": Output(lab_grid.SAVED, "data", allow_duplicate=True),
        "error": Output(ids.error(NOUN, "reason"), "children"),
    },
    inputs={"asked": Input(lab_grid.AMENDED, "data")},
    state={"row": State(ids.row(NOUN), "data")},
    prevent_initial_call=True,
)
@permission("lab_reports.step")
def amend(asked: Any, row: Any) -> Any:
    """Corrected results with their reason: all of them, or none."""
    if asked is None:
        return dict.fromkeys(("go", "saved", "error"), no_update)
    typed, report_id = _typed(asked), _row_id(row)
    try:
        lab_results.amend(actor(), report_id, typed, asked.get("reason"))
    except Invalid as invalid:
        errors = {key: text for key, text in invalid.errors.items() if key != "reason"}
        return {"go": no_update, "saved": {"errors": errors}, "error": form.sentence(invalid.errors.get("reason"))}
    except Conflict as conflict:
        return {"go": no_update, "saved": no_update, "error": form.sentence(conflict.message)}
    return {"go": f"/dashboard/lab-reports/{report_id}", "saved": no_update, "error": []}


@callback(
    Output(lab_alerts.DATA, "data", allow_duplicate=True),
    Output(lab_alerts.ANSWER, "data"),
    Output(ids.TOAST, "data", allow_duplicate=True),
    Input(lab_alerts.ACT, "data"),
    State(lab_alerts.OF, "data"),
    prevent_initial_call=True,
)
@permission("lab_reports.read-back")
def read_back(asked: Any, of: Any) -> Any:
    """Who was told, who repeated the number, when; then the panel goes; on the report's own page its moves know the new version."""
    if not isinstance(asked, dict) or "report" not in asked:
        return no_update, no_update, no_update
    raw = {name: str(asked.get(name) or "")[:200] for name in ("told_to", "read_back_by", "at")}
    line, n = str(asked.get("line")), str(asked.get("n"))
    try:
        lab_results.read_back(actor(), asked["report"], line, raw)
    except Invalid as invalid:
        return no_update, {"line": line, "errors": invalid.errors, "n": n}, no_update
    except Refused as refused:
        return no_update, {"line": line, "errors": {"told_to": refused.message}, "n": n}, no_update
    told = {"text": f"{raw['told_to']} was told; {raw['read_back_by']} read it back.", "n": n}
    if of:
        record = read.get(NOUN, actor(), of)
        set_props(ids.row(NOUN), {"data": {"id": str(record.id), "version": record.version}})
        set_props(lab.EVENTS, {"children": lab.events(lab_sheet.around(actor(), of).events, actor().zone)})
    return _alerts(of), no_update, told


def _alerts(of: Any) -> Any:
    found = lab_sheet.alerts(actor(), read.as_id(of) if of else None, live=True)
    return lab_alerts.drawing(found, actor().zone, on_report=bool(of))


@callback(
    Output(lab_alerts.DATA, "data", allow_duplicate=True),
    Input(ids.LIVE, "data"),
    State(lab_alerts.OF, "data"),
    prevent_initial_call=True,
)
@permission("lab_reports.read-back")
def follow_alerts(_live: Any, of: Any) -> Any:
    """A critical value somebody else entered or told."""
    return _alerts(of)


@callback(
    Output(lab.MOVED, "data"),
    Input(ids.LIVE, "data"),
    State(lab.SHOWN, "data"),
    State(ids.row(NOUN), "data"),
    prevent_initial_call=True,
)
@permission("lab_reports.view")
def follow_report(_live: Any, shown: Any, row: Any) -> Any:
    """Somebody else moved the report on; who types results here is led on by its status alone, each line tells her of the rest."""
    if not isinstance(shown, dict) or not isinstance(row, dict):
        return no_update
    try:
        status, version = lab_sheet.stands(actor(), row.get("id"))
    except Refused:  # it is gone; the next act on it says so
        return no_update
    if status == shown.get("status") and (shown.get("types") or version == row.get("version")):
        return no_update
    return {"id": str(row["id"]), "href": f"/dashboard/lab-reports/{row['id']}?as={version}"}


@callback(
    output={name: Output(lab_list.heap_id(name), "children") for name, _ in lab_list.HEAPS},
    inputs={"_live": Input(ids.LIVE, "data")},
    prevent_initial_call=True,
)
@permission("lab_reports.view")
def follow_heaps(_live: Any) -> Any:
    """How much lies where, after each save of the clinic."""
    counts = lab_sheet.heaps(actor(), HEAPS)
    return {name: str(counts[name]) for name, _ in lab_list.HEAPS}


@callback(
    Output(lab_list.COLLECTED, "data"),
    Output(ids.TOAST, "data", allow_duplicate=True),
    Input(lab_list.COLLECT, "data"),
    prevent_initial_call=True,
)
@permission("lab_reports.collect")
def collect(asked: Any) -> Any:
    """Reception has taken a sample; the report itself stays shut to it."""
    if not isinstance(asked, dict) or "id" not in asked:
        return no_update, no_update
    try:
        write.step(NOUN, actor(), asked["id"], "collect", {})
    except Refused as refused:
        return no_update, {"text": refused.message, "tone": "clay", "n": str(asked.get("n"))}
    return {"n": str(asked.get("n"))}, {"text": "The sample is collected.", "n": str(asked.get("n"))}


@callback(
    output={"go": Output(ids.LOCATION, "href", allow_duplicate=True), "error": Output(ids.error(CORRECT, "all"), "children")},
    inputs={"clicks": Input(ids.part(CORRECT, "do"), "n_clicks")},
    state={"row": State(ids.row(NOUN), "data"), "typed": {f.name: State(ids.field(CORRECT, f.name), "value") for f in lab.ASKED}},
    prevent_initial_call=True,
)
@permission("lab_reports.edit")
def correct(clicks: Any, row: Any, typed: Mapping[str, Any]) -> Any:
    """A time goes back, with its reason."""
    if not clicks:
        return {"go": no_update, "error": no_update}
    report_id = _row_id(row)
    try:
        lab_instants.correct(actor(), report_id, typed)
    except Refused as refused:
        return {"go": no_update, "error": form.sentence(refused.message)}
    return {"go": f"/dashboard/lab-reports/{report_id}?corrected={clicks}", "error": []}


people.find(ids.field(NOUN, "patient_id"))


@callback(
    Output(ids.part(NOUN, "patient"), "children"),
    Output(ids.field(NOUN, "appointment_id"), "options"),
    Input(ids.field(NOUN, "patient_id"), "value"),
)
@permission("lab_reports.create")
def show_patient(chosen: Any) -> Any:
    """Who it is, with her allergies, and the visits an order can belong to."""
    if not isinstance(chosen, str) or not chosen:
        return [], []
    patient = read.get("patients", actor(), chosen)
    parts = [patient.get("code"), patient.get("age"), patient.get("gender")]
    card = booking.patient_card(patient.label, ", ".join(str(p) for p in parts if p), patient.get("allergies"))
    return card, [{"label": text, "value": key} for key, text in lab_sheet.visits(actor(), chosen)]
