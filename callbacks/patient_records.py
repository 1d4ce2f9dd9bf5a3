"""Charts of vital signs in the colours of the look; what was measured is kept or taken back; a history leaves as files."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, no_update

from callbacks.auth import actor, permission
from components import form, ids, medical_records, patient_records, trends, values
from components.patient_records import NOUN, WHEN
from data.analytics.vital_trends import vital_trend
from data.core import clock
from data.core.errors import Invalid, Refused
from data.core.resource import resource
from data.core.vital_signs import SIGNS
from data.rules import measuring
from data.store import measured

INPUTS = (*SIGNS, *(f.name for f in WHEN))
TITLES = {**medical_records.titles(resource("medical_records")), **{f.name: f.title for f in WHEN}}


@callback(Output(patient_records.CHARTS, "children"), Input(patient_records.THEME, "data"), State(patient_records.WHOSE, "data"))
@permission("medical_records.list")
def draw(theme: Any, whose: Any) -> Any:
    """The trends of the patient that is shown, again in the other colours when the look changes."""
    if not theme or not isinstance(whose, dict):
        return no_update
    zone = actor().zone
    trend = vital_trend(measured.series(actor(), whose.get("id")))
    as_of = values.instant(clock.now(), zone)
    return trends.cards(trend, zone, as_of, "dark" if theme == "dark" else "light", adult=whose.get("adult") is not False)


@callback(
    output={
        "go": Output(ids.LOCATION, "href", allow_duplicate=True),
        "errors": {name: Output(ids.error(NOUN, name), "children") for name in INPUTS},
        "summary": Output(ids.summary(NOUN), "children"),
    },
    inputs={"clicks": Input(ids.save(NOUN), "n_clicks")},
    state={
        "typed": {name: State(ids.field(NOUN, name), "value") for name in INPUTS},
        "whose": State(patient_records.WHOSE, "data"),
        "key": State(ids.nonce(NOUN), "data"),
    },
    prevent_initial_call=True,
)
@permission("medical_records.create")
def measure(clicks: Any, typed: dict[str, Any], whose: Any, key: Any) -> Any:
    """What was measured is kept, or each sentence stands beside its sign."""
    if not clicks or not isinstance(whose, dict):
        return _told(no_update, {}, [])
    try:
        made = measuring.measure(actor(), whose.get("id"), _texts(typed), key if isinstance(key, str) else None)
    except Invalid as invalid:
        return _told(no_update, invalid.errors, form.summary(NOUN, invalid.errors, TITLES))
    except Refused as refused:
        return _told(no_update, {}, form.summary(NOUN, {"": refused.message}, TITLES))
    return _told(f"/dashboard/patients/{whose['id']}/records?after={made}", {}, [])


def _texts(typed: dict[str, Any]) -> dict[str, str]:
    return {name: str(value)[:40] for name, value in typed.items() if isinstance(value, (str, int, float))}


def _told(go: Any, errors: dict[str, str], summary: Any) -> dict[str, Any]:
    return {"go": go, "errors": {name: form.sentence(errors.get(name)) for name in INPUTS}, "summary": summary}


@callback(
    Output(ids.error(NOUN, "reason"), "children"),
    Output(ids.LOCATION, "href", allow_duplicate=True),
    Input(ids.part(NOUN, patient_records.TAKEN_BACK), "n_clicks"),
    State(ids.field(NOUN, "which"), "value"),
    State(ids.field(NOUN, "reason"), "value"),
    State(patient_records.WHOSE, "data"),
    prevent_initial_call=True,
)
@permission("medical_records.create")
def take_back(clicks: Any, which: Any, reason: Any, whose: Any) -> Any:
    """A wrong measurement goes, with a reason."""
    if not clicks or not isinstance(whose, dict):
        return no_update, no_update
    try:
        measuring.take_back(actor(), which, reason if isinstance(reason, str) else "")
    except Refused as refused:
        return form.sentence(refused.message), no_update
    return [], f"/dashboard/patients/{whose.get('id')}/records?without={which}"
