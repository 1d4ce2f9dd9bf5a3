"""While a patient is typed in: who may already be here."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, callback, clientside_callback, no_update

from callbacks.auth import actor, permission
from components import ids, patients
from data.rules.patients import find_duplicates

TYPED = ("first_name", "last_name", "phone", "date_of_birth", "estimated_age")
LONGEST = 120

# The words wait in the page until the typing rests; only then is anybody looked for.
clientside_callback(
    ClientsideFunction("typing", "rest"),
    Output(patients.TYPED, "data"),
    *(Input(ids.field("patients", name), "value", allow_optional=True) for name in TYPED),
    prevent_initial_call=True,
)


@callback(Output(patients.LIKELY, "children"), Input(patients.TYPED, "data"), prevent_initial_call=True)
@permission("patients.create")
def show_likely(typed: Any) -> Any:
    """Patients much like the one being typed; the form does not wait for it."""
    if not isinstance(typed, list) or len(typed) != len(TYPED):
        return no_update
    raw = {name: value[:LONGEST] for name, value in zip(TYPED, typed, strict=True) if isinstance(value, str)}
    return patients.likely(find_duplicates(actor(), raw), actor().zone)
