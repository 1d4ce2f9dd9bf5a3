"""While a patient is typed in: who may already be here."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, callback, no_update

from callbacks.auth import actor, permission
from components import ids, patients
from data.rules.patients import find_duplicates

TYPED = ("first_name", "last_name", "phone", "date_of_birth")


@callback(Output(patients.LIKELY, "children"), {name: Input(ids.field("patients", name), "value") for name in TYPED}, prevent_initial_call=True)
@permission("patients.list")
def show_likely(**typed: Any) -> Any:
    """Patients much like the one being typed; the form does not wait for it."""
    raw = {name: value for name, value in typed.items() if isinstance(value, str)}
    if len(raw.get("first_name", "")) < 3 and len(raw.get("phone", "")) < 10:  # noqa: PLR2004 - too little to know anybody by
        return no_update
    return patients.likely(find_duplicates(actor(), raw), actor().zone)
