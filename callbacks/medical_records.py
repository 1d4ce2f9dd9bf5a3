"""A draft saves itself, is filled from a template, is signed; a final record is amended; templates are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, no_update
from flask import abort

from callbacks import people
from callbacks.auth import actor, permission
from callbacks.resources import dialog
from components import form, ids, medical_records, record_templates, values
from components.medical_records import AMENDMENT, FINISH, NOUN, PATH, TEMPLATE, TYPED
from data.core.errors import Conflict, Invalid, Refused, Stale
from data.core.resource import resource
from data.rules import record_templates as rules_of_templates
from data.rules import record_writing
from data.store import patient_history
from data.store.read import as_id

RECORDS = resource(NOUN)
NAMES = medical_records.names(RECORDS)
TITLES = medical_records.titles(RECORDS)
LONGEST = 8000
PERSON = ids.field(ids.part(NOUN, "new"), "patient_id")
AMENDED = tuple(n for n in NAMES if n not in {"appointment_id", "visit_date"})

dialog(NOUN, FINISH)
# Every key passes here; what was typed goes on once the typing rests and the save before it has answered.
clientside_callback(
    ClientsideFunction("drafts", "hear"),
    Output(medical_records.HEARD, "data"),
    *(Input(ids.field(NOUN, name), "value") for name in NAMES),
    Input(ids.row(NOUN), "data"),
)


@callback(
    output={
        "row": Output(ids.row(NOUN), "data", allow_duplicate=True),
        "errors": {name: Output(ids.error(NOUN, name), "children") for name in NAMES},
        "summary": Output(ids.summary(NOUN), "children"),
    },
    inputs={"typed": Input(TYPED, "data")},
    state={"row": State(ids.row(NOUN), "data"), "key": State(ids.nonce(NOUN), "data")},
    prevent_initial_call=True,
)
@permission("medical_records.edit")
def keep(typed: Any, row: Any, key: Any) -> Any:
    """The draft as it stands now is kept; another's words are never written over unasked."""
    if not isinstance(typed, dict) or not isinstance(row, dict) or not isinstance(typed.get("values"), list):
        abort(400)
    version = None if typed.get("over") else _whole(row.get("version"))
    told: dict[str, Any] = {**row, "n": typed.get("n"), "failed": "", "stale": False}
    try:
        saved = record_writing.save(actor(), row.get("id"), _raw(row, NAMES, typed["values"]), version, _key(key))
    except Stale as stale:
        told |= {"stale": True, "failed": "Not saved: it was changed elsewhere"}
        return _kept(told, {}, medical_records.stale(stale.message, stale.theirs))
    except Invalid as invalid:
        return _kept(told | {"failed": "Not saved"}, invalid.errors, form.summary(NOUN, invalid.errors, TITLES))
    except Refused as refused:
        return _kept(told | {"failed": "Not saved"}, {}, form.summary(NOUN, {"": refused.message}, TITLES))
    marked = ", without what is marked" if saved.errors else ""
    told |= {"id": str(saved.id), "version": saved.version, "said": f"Saved {values.clock_time(saved.at, actor().zone)}{marked}"}
    return _kept(told, saved.errors, [])


def _kept(row: dict[str, Any], errors: Mapping[str, str], summary: Any) -> dict[str, Any]:
    return {"row": row, "errors": {name: form.sentence(errors.get(name)) for name in NAMES}, "summary": summary}


def _raw(row: Mapping[str, Any], names: tuple[str, ...], typed: list[Any]) -> dict[str, Any]:
    """What was typed by name; a draft that is not there yet also says whose it is."""
    if len(typed) != len(names) or any(v is not None and not isinstance(v, (str, int, float)) for v in typed):
        abort(400)
    raw = {name: "" if value is None else str(value)[:LONGEST] for name, value in zip(names, typed, strict=True)}
    return raw if row.get("id") else {**raw, "patient_id": str(row.get("patient_id") or "")}


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _key(value: Any) -> str | None:
    return value if isinstance(value, str) else None


@callback(
    output={
        "go": Output(ids.LOCATION, "href", allow_duplicate=True),
        "errors": {name: Output(ids.error(NOUN, name), "children", allow_duplicate=True) for name in NAMES},
        "summary": Output(ids.summary(NOUN), "children", allow_duplicate=True),
        "asks": Output(ids.dialog(NOUN, FINISH), "is_open", allow_duplicate=True),
    },
    inputs={"clicks": Input(ids.part(ids.part(NOUN, FINISH), "do"), "n_clicks")},
    state={
        "typed": [State(ids.field(NOUN, name), "value") for name in NAMES],
        "row": State(ids.row(NOUN), "data"),
        "key": State(ids.nonce(NOUN), "data"),
    },
    prevent_initial_call=True,
)
@permission("medical_records.step")
def finish(clicks: Any, typed: Any, row: Any, key: Any) -> Any:
    """What is typed is kept and signed in one act, or nothing of it."""
    if not clicks:
        return _finished(no_update, {}, [])
    if not isinstance(row, dict) or not isinstance(typed, list):
        abort(400)
    try:
        saved = record_writing.finalise(actor(), row.get("id"), _raw(row, NAMES, typed), _whole(row.get("version")), _key(key))
    except Stale as stale:
        return _finished(no_update, {}, medical_records.stale(stale.message, stale.theirs))
    except Invalid as invalid:
        return _finished(no_update, invalid.errors, form.summary(NOUN, invalid.errors, TITLES))
    except Refused as refused:
        return _finished(no_update, {}, form.summary(NOUN, {"": refused.message}, TITLES))
    return _finished(f"{PATH}/{saved.id}?after={saved.version}", {}, [])


def _finished(go: Any, errors: Mapping[str, str], summary: Any) -> dict[str, Any]:
    return {"go": go, "errors": {name: form.sentence(errors.get(name)) for name in NAMES}, "summary": summary, "asks": False}


@callback(
    output={name: Output(ids.field(NOUN, name), "value") for name in patient_history.TEMPLATE_TEXTS},
    inputs={"chosen": Input(TEMPLATE, "value")},
    state={"typed": {name: State(ids.field(NOUN, name), "value") for name in patient_history.TEMPLATE_TEXTS}},
    prevent_initial_call=True,
)
@permission("medical_records.create")
def fill_in(chosen: Any, typed: dict[str, Any]) -> Any:
    """A template fills what is still empty; nothing typed is replaced."""
    found = next((t for t in patient_history.templates(actor()) if str(t.id) == chosen), None)
    texts = found.texts if found else {}
    return {name: no_update if typed.get(name) else texts.get(name, no_update) for name in patient_history.TEMPLATE_TEXTS}


people.find(PERSON, "medical_records.create")


@callback(Output(ids.LOCATION, "href", allow_duplicate=True), Input(PERSON, "value"), prevent_initial_call=True)
@permission("medical_records.create")
def choose(chosen: Any) -> Any:
    """Whose record it is, is known: write."""
    return f"{PATH}/new?patient_id={as_id(chosen)}" if chosen else no_update


@callback(
    output={
        "go": Output(ids.LOCATION, "href", allow_duplicate=True),
        "errors": {name: Output(ids.error(AMENDMENT, name), "children") for name in (*AMENDED, "reason")},
        "summary": Output(ids.summary(AMENDMENT), "children"),
    },
    inputs={"clicks": Input(ids.save(AMENDMENT), "n_clicks")},
    state={
        "typed": [State(ids.field(AMENDMENT, name), "value") for name in AMENDED],
        "reason": State(ids.field(AMENDMENT, "reason"), "value"),
        "row": State(ids.row(AMENDMENT), "data"),
    },
    prevent_initial_call=True,
)
@permission("medical_records.step")
def amend(clicks: Any, typed: Any, reason: Any, row: Any) -> Any:
    """The corrected text takes the place of the old one, which is kept."""
    if not clicks:
        return _amended(no_update, {}, [])
    if not isinstance(row, dict) or not row.get("id") or not isinstance(typed, list):
        abort(400)
    raw = {**_raw(row, AMENDED, typed), "reason": reason if isinstance(reason, str) else ""}
    try:
        saved = record_writing.amend(actor(), row["id"], raw, _whole(row.get("version")))
    except Stale as stale:
        return _amended(no_update, {}, medical_records.stale(stale.message, stale.theirs))
    except Invalid as invalid:
        return _amended(no_update, invalid.errors, form.summary(AMENDMENT, invalid.errors, TITLES | {"reason": "Reason"}))
    except Refused as refused:
        return _amended(no_update, {}, form.summary(AMENDMENT, {"": refused.message}, TITLES))
    return _amended(f"{PATH}/{saved.id}?after={saved.version}", {}, [])


def _amended(go: Any, errors: Mapping[str, str], summary: Any) -> dict[str, Any]:
    return {"go": go, "errors": {n: form.sentence(errors.get(n)) for n in (*AMENDED, "reason")}, "summary": summary}


@callback(
    output={
        "go": Output(ids.LOCATION, "href", allow_duplicate=True),
        "errors": {f.name: Output(ids.error(record_templates.NOUN, f.name), "children") for f in record_templates.FIELDS},
        "summary": Output(ids.summary(record_templates.NOUN), "children"),
    },
    inputs={"clicks": Input(ids.save(record_templates.NOUN), "n_clicks")},
    state={
        "typed": {f.name: State(ids.field(record_templates.NOUN, f.name), "value") for f in record_templates.FIELDS},
        "row": State(ids.row(record_templates.NOUN), "data"),
    },
    prevent_initial_call=True,
)
@permission("medical_records.create")
def keep_template(clicks: Any, typed: dict[str, Any], row: Any) -> Any:
    """A template is kept, or each sentence stands beside its field."""
    fields = record_templates.FIELDS
    empty = {f.name: form.sentence(None) for f in fields}
    if not clicks or not isinstance(row, dict):
        return {"go": no_update, "errors": empty, "summary": []}
    errors: dict[str, str]
    try:
        made = rules_of_templates.keep(actor(), row.get("id"), typed, _whole(row.get("version")))
        return {"go": f"{record_templates.HERE}?template={made}", "errors": empty, "summary": []}
    except Invalid as invalid:
        errors = invalid.errors
    except (Conflict, Stale) as refused:
        errors = {refused.field or "": refused.message}
    summary = form.summary(record_templates.NOUN, errors, {f.name: f.title for f in fields})
    return {"go": no_update, "errors": {f.name: form.sentence(errors.get(f.name)) for f in fields}, "summary": summary}


@callback(
    Output(ids.error(record_templates.NOUN, "reason"), "children"),
    Output(ids.LOCATION, "href", allow_duplicate=True),
    Input(record_templates.DROP, "n_clicks"),
    State(ids.row(record_templates.NOUN), "data"),
    State(ids.field(record_templates.NOUN, "reason"), "value"),
    prevent_initial_call=True,
)
@permission("medical_records.create")
def drop_template(clicks: Any, row: Any, reason: Any) -> Any:
    """A template goes, with a reason."""
    if not clicks or not isinstance(row, dict):
        return no_update, no_update
    try:
        rules_of_templates.drop(actor(), row.get("id"), reason if isinstance(reason, str) else "")
    except Refused as refused:
        return form.sentence(refused.message), no_update
    return [], record_templates.HERE
